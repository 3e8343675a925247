package permission

import (
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// cleanHost normalises the host of a URL (WHATWG URL Standard, "host parser").
// Hosts of special schemes are decoded and lowered, and everything that ends in
// a number is an IPv4 address. foreign: see [webURL].
func cleanHost(s string, special bool) (host string, foreign, ok bool) {
	if strings.HasPrefix(s, "[") {
		host, ok = ipv6Host(s)
		return host, false, ok
	}
	if !special {
		return s, false, !strings.ContainsAny(s, forbiddenHost)
	}
	s = percentDecode(s)
	if !utf8.ValidString(s) {
		return "", false, false
	}
	s = strings.ToLower(strings.Map(foldLetter, s))
	if s == "" || strings.ContainsAny(s, forbiddenHost+"%\x7f\ufffd") {
		return "", false, false
	}
	for label := range strings.SplitSeq(s, ".") {
		// What decodes to plain ASCII is not how that host is written.
		if rest, is := strings.CutPrefix(label, "xn--"); is && (rest == "" || strings.HasSuffix(rest, "-")) {
			return "", false, false
		}
	}
	if endsInNumber(s) {
		s, ok = ipv4Host(s)
		return s, false, ok
	}
	if strings.IndexFunc(s, beyondASCII) < 0 {
		return s, false, true
	}
	foreign = strings.IndexFunc(s, unmapped) >= 0
	labels := strings.Split(s, ".")
	for i, label := range labels {
		switch {
		case strings.IndexFunc(label, beyondASCII) < 0:
		case len(label) > maxLabel:
			foreign = true
		default:
			labels[i] = "xn--" + punycode(label)
		}
	}
	return strings.Join(labels, "."), foreign, true
}

// maxLabel bounds what is encoded, in bytes. No name on the network comes near.
const maxLabel = 1000

// plainLetters are the lower-case letters that IDNA leaves as they are, script by
// script.
var plainLetters = [...][2]rune{
	{0xdf, 0x131}, {0x14a, 0x17e}, {0x180, 0x1c3}, {0x1cd, 0x1f0}, {0x1f4, 0x2af}, // Latin
	{0x386, 0x3ce}, {0x400, 0x52f}, {0x561, 0x586}, {0x5d0, 0x5ea}, {0x620, 0x64a}, // Greek, Cyrillic, Armenian, Hebrew, Arabic
	{0x3041, 0x3096}, {0x30a1, 0x30fc}, {0x4e00, 0x9fff}, {0xac00, 0xd7a3}, // Japanese, Chinese, Korean
}

// unmapped reports a character of which nobody here knows what IDNA makes of it.
func unmapped(r rune) bool {
	return beyondASCII(r) && !slices.ContainsFunc(plainLetters[:], func(block [2]rune) bool { return block[0] <= r && r <= block[1] })
}

// forbiddenHost lists what no host may contain.
const forbiddenHost = "\x00\x01\x02\x03\x04\x05\x06\x07\x08\t\n\v\f\r\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1a\x1b\x1c\x1d\x1e\x1f" +
	` #/:<>?@[\]^|`

func beyondASCII(r rune) bool { return r >= utf8.RuneSelf }

// percentDecode leaves alone what is not an escape.
func percentDecode(s string) string {
	if !strings.Contains(s, "%") {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+2 < len(s) {
			if v, err := strconv.ParseUint(s[i+1:i+3], 16, 8); err == nil {
				b.WriteByte(byte(v))
				i += 2
				continue
			}
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// ipv6Host normalises an address in brackets.
func ipv6Host(s string) (string, bool) {
	inner, closed := strings.CutSuffix(s[1:], "]")
	addr, err := netip.ParseAddr(inner)
	if !closed || err != nil || !addr.Is6() || addr.Zone() != "" {
		return "", false
	}
	if addr.Is4In6() {
		b := addr.As16()
		return fmt.Sprintf("[::ffff:%x:%x]", int(b[12])<<8|int(b[13]), int(b[14])<<8|int(b[15])), true
	}
	return "[" + addr.String() + "]", true
}

// endsInNumber reports a host that can only be an IPv4 address.
func endsInNumber(s string) bool {
	s = strings.TrimSuffix(s, ".")
	last := s[strings.LastIndexByte(s, '.')+1:]
	if last == "" {
		return false
	}
	if strings.Trim(last, "0123456789") == "" {
		return true
	}
	hex, ok := strings.CutPrefix(last, "0x")
	return ok && strings.Trim(hex, "0123456789abcdef") == ""
}

// ipv4Host reads an IPv4 address in any of the forms that browsers take:
// 127.1, 0x7f000001, 0177.0.0.1.
func ipv4Host(s string) (string, bool) {
	parts := strings.Split(strings.TrimSuffix(s, "."), ".")
	if len(parts) > 4 {
		return "", false
	}
	var value uint64
	for i, p := range parts {
		base, digits := 10, p
		switch {
		case strings.HasPrefix(p, "0x"):
			base, digits = 16, p[2:]
		case len(p) > 1 && p[0] == '0':
			base, digits = 8, p[1:]
		case p == "":
			return "", false
		}
		var n uint64
		if digits != "" {
			var err error
			if n, err = strconv.ParseUint(digits, base, 64); err != nil {
				return "", false
			}
		}
		if i < len(parts)-1 {
			if n > 255 {
				return "", false
			}
			value |= n << (8 * (3 - i))
			continue
		}
		if n >= 1<<(8*(5-len(parts))) {
			return "", false
		}
		value |= n
	}
	return netip.AddrFrom4([4]byte{byte(value >> 24), byte(value >> 16), byte(value >> 8), byte(value)}).String(), true
}

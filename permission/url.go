package permission

import (
	"net/netip"
	"strconv"
	"strings"
)

// A webURL is what matters of a URL as browsers and the client read it, which
// is laxer than net/url (WHATWG URL Standard, "basic URL parser").
type webURL struct {
	host string // lower case, without port and user
	path string // with the leading slash, dots resolved
}

// parseURL reads an http or https URL; ok is false for anything else, and for
// hosts that need more than ASCII to compare.
func parseURL(raw string) (u webURL, ok bool) {
	raw = strings.Trim(raw, " \x00\x01\x02\x03\x04\x05\x06\x07\x08\t\n\v\f\r\x0e\x0f")
	raw = strings.NewReplacer("\t", "", "\n", "", "\r", "", `\`, "/").Replace(raw)
	scheme, rest, found := strings.Cut(raw, ":")
	if s := strings.ToLower(scheme); !found || s != "http" && s != "https" {
		return webURL{}, false
	}
	rest = strings.TrimLeft(rest, "/")
	end := strings.IndexAny(rest, "/?#")
	if end < 0 {
		end = len(rest)
	}
	authority, tail := rest[:end], rest[end:]
	if i := strings.LastIndexByte(authority, '@'); i >= 0 {
		authority = authority[i+1:]
	}
	host, ok := cleanHost(authority)
	if !ok {
		return webURL{}, false
	}
	if i := strings.IndexAny(tail, "?#"); i >= 0 {
		tail = tail[:i]
	}
	return webURL{host: host, path: cleanURLPath(tail)}, true
}

// cleanHost drops the port and normalises the host.
func cleanHost(s string) (string, bool) {
	if strings.HasPrefix(s, "[") {
		inner, _, closed := strings.Cut(s[1:], "]")
		addr, err := netip.ParseAddr(inner)
		return "[" + addr.String() + "]", closed && err == nil
	}
	if i := strings.LastIndexByte(s, ':'); i >= 0 {
		s = s[:i]
	}
	s, ok := percentDecode(s)
	s = strings.ToLower(s)
	for i := range len(s) {
		ok = ok && s[i] > ' ' && s[i] < 0x7f
	}
	if ip, isIP := numericHost(s); isIP {
		s = ip
	}
	return s, ok && s != ""
}

func percentDecode(s string) (string, bool) {
	if !strings.Contains(s, "%") {
		return s, true
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] != '%' {
			b.WriteByte(s[i])
			continue
		}
		if i+2 >= len(s) {
			return "", false
		}
		v, err := strconv.ParseUint(s[i+1:i+3], 16, 8)
		if err != nil {
			return "", false
		}
		b.WriteByte(byte(v))
		i += 2
	}
	return b.String(), true
}

// numericHost reads an IPv4 address in any of the forms that browsers take:
// 127.1, 0x7f000001, 0177.0.0.1.
func numericHost(s string) (string, bool) {
	parts := strings.Split(strings.TrimSuffix(s, "."), ".")
	if len(parts) > 4 {
		return "", false
	}
	var value uint64
	for i, p := range parts {
		if p == "" {
			return "", false
		}
		base := 10
		digits := p
		switch {
		case strings.HasPrefix(p, "0x"):
			base, digits = 16, p[2:]
		case len(p) > 1 && p[0] == '0':
			base, digits = 8, p[1:]
		}
		n, err := strconv.ParseUint(digits, base, 32)
		if err != nil && digits != "" {
			return "", false
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

// cleanURLPath resolves dot segments, encoded ones too.
func cleanURLPath(p string) string {
	var out []string
	for part := range strings.SplitSeq(strings.TrimPrefix(p, "/"), "/") {
		switch strings.ReplaceAll(strings.ToLower(part), "%2e", ".") {
		case ".":
		case "..":
			if len(out) > 0 {
				out = out[:len(out)-1]
			}
		default:
			out = append(out, part)
		}
	}
	return "/" + strings.Join(out, "/")
}

package secrets

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"hash/crc32"
	"math/big"
	"strconv"
	"strings"
)

// A Check is a test of a secret that a pattern cannot make: of a checksum, or of
// the structure of what is encoded in it. A secret that passes is one with near
// certainty. One that fails is reported with less confidence, not dropped: it may
// be cut off, or made up for a test. Of the tokens that other scanners publish as
// examples, two thirds fail.
type Check uint8

// The checks.
const (
	NoCheck Check = iota
	// CheckBase62 is of tokens as of GitHub and npm: the last 6 characters are the
	// CRC-32 of the characters behind the first underscore, in base 62.
	CheckBase62
	// CheckBase36 is of GitLab's routable tokens: the last 7 characters are the
	// CRC-32 of all that is before them, in base 36.
	CheckBase36
	// CheckHex is of tokens as of Grafana and Atlassian: the last 8 characters are
	// the CRC-32 of all that is before them, but for an underscore, in hexadecimal.
	CheckHex
	// CheckConfluent is of Confluent's keys: the last 6 characters are the CRC-32
	// of all that is before them, in base64, least byte first.
	CheckConfluent
	// CheckAWS is of AWS key IDs: base 32, which holds an account's number.
	CheckAWS
	// CheckJWT is of JSON Web Tokens: the first part is a JSON object with "alg".
	CheckJWT
	// CheckNKEY is of NATS keys: base 32 with a CRC-16 at the end.
	CheckNKEY
	// CheckBech32 is of age's keys and others in Bech32 (BIP 173).
	CheckBech32
	// CheckLuhn is of the numbers of payment cards (ISO/IEC 7812-1).
	CheckLuhn
	// CheckIBAN is of account numbers (ISO 13616): what is left of 97 is 1.
	CheckIBAN
	// CheckUserPassword is of HTTP's Basic credentials (RFC 7617): base64 of a name,
	// a colon and a password.
	CheckUserPassword
)

type verdict uint8

const (
	unknown verdict = iota
	valid
	invalid
	impossible // it is something else
)

func whether(ok bool) verdict {
	if ok {
		return valid
	}
	return invalid
}

func (c Check) test(value []byte) verdict {
	n := len(value)
	switch c {
	case CheckBase62, CheckBase36, CheckHex, CheckConfluent:
		size := c.size()
		if n <= size {
			return invalid
		}
		return whether(strings.EqualFold(c.sum(string(value[:n-size])), string(value[n-size:])) && (c == CheckHex || c.sum(string(value[:n-size])) == string(value[n-size:])))
	case CheckAWS:
		return testAWS(value)
	case CheckJWT:
		return testJWT(value)
	case CheckNKEY:
		return whether(validNKEY(value))
	case CheckBech32:
		return whether(validBech32(string(value)))
	case CheckLuhn:
		if !validLuhn(value) {
			return impossible
		}
		return valid
	case CheckIBAN:
		if !validIBAN(value) {
			return impossible
		}
		return valid
	case CheckUserPassword:
		if !validUserPassword(value) {
			return impossible
		}
		return unknown
	}
	return unknown
}

// size is how many characters a checksum has.
func (c Check) size() int {
	switch c {
	case CheckBase62, CheckConfluent:
		return 6
	case CheckBase36:
		return 7
	case CheckHex:
		return 8
	}
	return 0
}

// sum returns what a secret that begins like this has to end with.
func (c Check) sum(start string) string {
	switch c {
	case CheckBase62:
		_, random, _ := strings.Cut(start, "_")
		return inBase(crc32.ChecksumIEEE([]byte(random)), "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", 6)
	case CheckBase36:
		return fmt.Sprintf("%07s", strconv.FormatUint(uint64(crc32.ChecksumIEEE([]byte(start))), 36))
	case CheckHex:
		sum := hex.EncodeToString(binary.BigEndian.AppendUint32(nil, crc32.ChecksumIEEE([]byte(strings.TrimSuffix(start, "_")))))
		if strings.HasSuffix(start, "_") {
			return sum
		}
		return strings.ToUpper(sum) // Atlassian's
	case CheckConfluent:
		return base64.RawStdEncoding.EncodeToString(binary.LittleEndian.AppendUint32(nil, crc32.ChecksumIEEE([]byte(start))))
	}
	return ""
}

func inBase(n uint32, digits string, width int) string {
	text := bytes.Repeat([]byte{digits[0]}, width)
	for i := width - 1; i >= 0 && n > 0; i-- {
		text[i] = digits[n%uint32(len(digits))]
		n /= uint32(len(digits))
	}
	return string(text)
}

// testAWS knows that the 16 characters behind the prefix are base 32.
func testAWS(value []byte) verdict {
	if len(value) < 20 {
		return invalid
	}
	for _, c := range value[len(value)-16:] {
		if (c < 'A' || 'Z' < c) && (c < '2' || '7' < c) {
			return invalid
		}
	}
	return unknown // it says little: most made-up IDs pass
}

func testJWT(value []byte) verdict {
	header, _, ok := bytes.Cut(value, []byte{'.'})
	if !ok {
		return invalid
	}
	text, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(string(header), "="))
	if err != nil || !bytes.HasPrefix(bytes.TrimSpace(text), []byte{'{'}) || !bytes.Contains(text, []byte(`"`)) {
		return impossible
	}
	return whether(bytes.Contains(text, []byte(`"alg"`)))
}

const base32Digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"

// validNKEY checks the CRC-16 (XMODEM) at the end, least byte first.
func validNKEY(value []byte) bool {
	var out []byte
	buffer, bits := 0, 0
	for _, c := range value {
		d := strings.IndexByte(base32Digits, c)
		if d < 0 {
			return false
		}
		buffer, bits = buffer<<5|d, bits+5
		if bits >= 8 {
			bits -= 8
			out = append(out, byte(buffer>>bits))
			buffer &= 1<<bits - 1
		}
	}
	if len(out) < 4 {
		return false
	}
	crc := uint16(0)
	for _, b := range out[:len(out)-2] {
		crc ^= uint16(b) << 8
		for range 8 {
			if crc&0x8000 != 0 {
				crc = crc<<1 ^ 0x1021
			} else {
				crc <<= 1
			}
		}
	}
	return binary.LittleEndian.Uint16(out[len(out)-2:]) == crc
}

const bech32Digits = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"

// validBech32 is the check of BIP 173.
func validBech32(value string) bool {
	if value != strings.ToLower(value) && value != strings.ToUpper(value) {
		return false
	}
	value = strings.ToLower(value)
	at := strings.LastIndexByte(value, '1')
	if at < 1 || at+7 > len(value) {
		return false
	}
	check := uint32(1)
	add := func(v uint32) {
		top := check >> 25
		check = (check&0x1ffffff)<<5 ^ v
		for i, g := range [...]uint32{0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3} {
			if top>>i&1 == 1 {
				check ^= g
			}
		}
	}
	for i := range at {
		add(uint32(value[i] >> 5))
	}
	add(0)
	for i := range at {
		add(uint32(value[i] & 31))
	}
	for i := at + 1; i < len(value); i++ {
		d := strings.IndexByte(bech32Digits, value[i])
		if d < 0 {
			return false
		}
		add(uint32(d))
	}
	return check == 1
}

// validLuhn adds up the digits, every other one from the right doubled.
func validLuhn(value []byte) bool {
	sum, n := 0, 0
	for i := len(value) - 1; i >= 0; i-- {
		c := value[i]
		if c == ' ' || c == '-' {
			continue
		}
		if c < '0' || '9' < c {
			return false
		}
		d := int(c - '0')
		if n%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
		n++
	}
	return n >= 12 && sum%10 == 0 && sum > 0
}

func validIBAN(value []byte) bool {
	text := strings.ToUpper(strings.ReplaceAll(string(value), " ", ""))
	if len(text) < 15 || len(text) > 34 {
		return false
	}
	var digits strings.Builder
	for _, c := range text[4:] + text[:4] {
		switch {
		case '0' <= c && c <= '9':
			digits.WriteRune(c)
		case 'A' <= c && c <= 'Z':
			digits.WriteString(strconv.Itoa(int(c-'A') + 10))
		default:
			return false
		}
	}
	n, ok := new(big.Int).SetString(digits.String(), 10)
	return ok && new(big.Int).Mod(n, big.NewInt(97)).Int64() == 1
}

func validUserPassword(value []byte) bool {
	text, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(string(value), "="))
	if err != nil {
		return false
	}
	name, password, ok := bytes.Cut(text, []byte{':'})
	return ok && len(name)+len(password) > 0 && isPrintable(text)
}

// isPrintable reports ASCII without control characters.
func isPrintable(text []byte) bool {
	for _, c := range text {
		if c < ' ' && c != '\t' && c != '\n' && c != '\r' || c >= 0x7f {
			return false
		}
	}
	return true
}

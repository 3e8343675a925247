package secrets

import "bytes"

// A shape is what a value looks like.
type shape struct {
	n                                              int
	lower, upper, digits, special, blanks, foreign int // bytes of each kind
	changes                                        int // between letters and digits
	humps                                          int // beginnings of words: aB, _a, -a
	natural                                        float32
	pairs                                          int
	distinct                                       int
	marks                                          int // special bytes that people put into passwords
	hex                                            bool
}

func shapeOf(v []byte) shape {
	s := shape{n: len(v), hex: true}
	var seen [4]uint64
	letter, digit := false, false
	for i, c := range v {
		if seen[c>>6]>>(c&63)&1 == 0 {
			seen[c>>6] |= 1 << (c & 63)
			s.distinct++
		}
		wasLetter, wasDigit := letter, digit
		letter, digit = false, false
		switch {
		case isLower(c):
			s.lower++
			letter = true
			s.hex = s.hex && c <= 'f'
			if i > 0 && (v[i-1] == '_' || v[i-1] == '-' || v[i-1] == ' ') {
				s.humps++
			}
		case 'A' <= c && c <= 'Z':
			s.upper++
			letter = true
			s.hex = s.hex && c <= 'F'
			if i > 0 && (isLower(v[i-1]) || v[i-1] == '_' || v[i-1] == '-' || v[i-1] == ' ') {
				s.humps++
			}
		case isDigit(c):
			s.digits++
			digit = true
		case c == ' ' || c == '\t':
			s.blanks++
			s.hex = false
		case c >= 0x80:
			s.foreign++
			s.hex = false
		default:
			s.special++
			s.hex = false
			switch c {
			case '!', '@', '#', '$', '%', '^', '&', '*', '?':
				s.marks++
			}
		}
		if letter && wasDigit || digit && wasLetter {
			s.changes++
		}
	}
	s.natural, s.pairs = naturalness(v)
	return s
}

// namesDigest reports a digest with the name of its algorithm.
func namesDigest(v []byte) bool {
	for _, p := range [...]string{"sha1:", "sha1-", "sha256:", "sha256-", "sha384-", "sha512-", "sha512:", "md5:", "h1:"} {
		if equalFoldPrefix(v, p) {
			return true
		}
	}
	return false
}

// isVersion reports a version, a range of them, a network address, or the like.
func isVersion(v []byte) bool {
	v = bytes.TrimLeft(v, "^~<>= vV")
	dots := 0
	for i, c := range v {
		switch {
		case c == '.':
			dots++
		case !isDigit(c):
			return i > 0 && (dots == 2 && (c == '-' || c == '+') || dots == 3 && (c == ':' || c == '/'))
		}
	}
	return dots >= 1 // a decimal number, too
}

// isColor reports #rrggbb.
func isColor(v []byte) bool {
	if v[0] != '#' || len(v) != 4 && len(v) != 7 && len(v) != 9 {
		return false
	}
	for _, c := range v[1:] {
		if _, ok := hexValue(c); !ok {
			return false
		}
	}
	return true
}

// isPublicKey reports how public keys begin in Base64: as SubjectPublicKeyInfo (RFC
// 5480, 8410, 3279) and in SSH (RFC 4253).
func isPublicKey(v []byte) bool {
	for _, p := range [...]string{"MFkwEw", "MHYwEA", "MIGbMBA", "MIGfMA0", "MIIBIj", "MIICIj", "MCowBQ", "AAAAB3Nza", "AAAAE2Vj", "AAAAC3Nza", "ssh-rsa", "ssh-ed25519"} {
		if bytes.HasPrefix(v, []byte(p)) {
			return true
		}
	}
	return false
}

// isFiller reports a text that repeats itself, is mostly one character, or for the most part goes
// through the alphabet or the digits, or is in a language with other letters.
func isFiller(v []byte) bool {
	for period := 2; period <= 8 && 2*period <= len(v); period++ {
		if bytes.Equal(v[period:], v[:len(v)-period]) {
			return true
		}
	}
	if bytes.Count(v, []byte(`\x`)) > 1 {
		return true
	}
	foreign, blank := 0, false
	for _, c := range v {
		if c >= 0x80 {
			foreign++
		}
		blank = blank || c == ' '
	}
	if foreign > 0 && blank && bytes.IndexFunc(v, isDigitRune) < 0 {
		return true
	}
	longest := longestRun(v)
	return longest >= 4 && (2*longest >= len(v) || len(v) < 40 && indexFold(v, "xxxx") >= 0) || 4*steps(v) >= 3*len(v) || 3*foreign > len(v)
}

func isDigitRune(r rune) bool { return '0' <= r && r <= '9' }

// isReference reports an identifier, perhaps with dots.
func isReference(v []byte) bool {
	for _, c := range v {
		if !isAlnum(c) && c != '_' && c != '.' && c != ':' && c != '{' && c != '}' && c != '-' && c != '>' {
			return false
		}
	}
	return len(v) > 0 && !isDigit(v[0])
}

// isConstant reports a word that stands for a value, or for none.
func isConstant(v []byte) bool {
	var b [12]byte
	if len(v) > len(b) {
		return false
	}
	w := lower(v, b[:0])
	switch string(w) {
	case "true", "false", "null", "none", "undefined", "void", "self", "this", "required", "optional", "string", "varchar", "text", "bytes",
		"integer", "number", "boolean", "object", "array", "enabled", "disabled", "default", "password", "secret", "token", "unknown", "empty", "fail", "failed", "pass", "passed", "skip",
		"secr3t", "s3cret", "s3cr3t":
		return true
	}
	n := len(w) - 1
	return isDigit(w[n]) && stem(w[:n]) != nameOther // such as pwd2
}

// lower appends v in lower case, as far as it is ASCII.
func lower(v, to []byte) []byte {
	for _, c := range v {
		if 'A' <= c && c <= 'Z' {
			c |= 0x20
		}
		to = append(to, c)
	}
	return to
}

// hasScheme reports a URL: what is secret in it has rules of its own.
func hasScheme(v []byte) bool {
	i := bytes.IndexByte(v, ':')
	return i > 1 && i < 12 && i+2 < len(v) && v[i+1] == '/' && v[i+2] == '/'
}

// isUUID reports 8-4-4-4-12 hexadecimal digits.
func isUUID(v []byte) bool {
	if len(v) != 36 {
		return false
	}
	for i, c := range v {
		if i == 8 || i == 13 || i == 18 || i == 23 {
			if c != '-' {
				return false
			}
		} else if !isDigit(c) && (c|0x20 < 'a' || 'f' < c|0x20) {
			return false
		}
	}
	return true
}

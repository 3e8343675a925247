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

// namesDigest reports a digest with the name of its algorithm, or that alone.
func namesDigest(v []byte) bool {
	for _, p := range [...]string{"sha1:", "sha1-", "sha256:", "sha256-", "sha384-", "sha512-", "sha512:", "md5:", "h1:"} {
		if equalFoldPrefix(v, p) {
			return true
		}
	}
	return equalFoldPrefix(v, "aes/") || equalFoldPrefix(v, "pbkdf2:") && len(v) <= len("pbkdf2:sha512")
}

// isVersion reports a version, a range of them, a network address, or the like.
func isVersion(v []byte) bool {
	v = bytes.TrimLeft(v, "^~<>= vV")
	dots := 0
	for i, c := range v {
		switch {
		case c == '.':
			dots++
		case (c == '|' || c == ' ' || c == ',') && dots > 0: // a range
			return len(bytes.TrimLeft(v[i:], "|, ")) == 0 || isVersion(bytes.TrimLeft(v[i:], "|, "))
		case !isDigit(c):
			return i > 0 && (dots == 2 && (c == '-' || c == '+') || dots == 3 && (c == ':' || c == '/'))
		}
	}
	return dots >= 1 // a decimal number, too
}

// isCoordinate reports a package of Maven with its version: group:artifact:1.2.3.
func isCoordinate(v []byte) bool {
	i := bytes.LastIndexByte(v, ':')
	return i > 0 && bytes.Count(v, []byte(":")) == 2 && bytes.IndexByte(v[i:], '.') > 0 && isDigit(v[i+1]) && isReference(v[:i])
}

// isDate reports a date of ISO 8601, perhaps with a time.
func isDate(v []byte) bool {
	return len(v) >= 10 && v[4] == '-' && v[7] == '-' && allDigitsIn(v[:4]) && allDigitsIn(v[5:7]) && allDigitsIn(v[8:10]) && (len(v) == 10 || v[10] == 'T' || v[10] == ' ')
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

// isNoteKey reports a key to verify signed notes with, such as that of the Go checksum
// database: a name, a hash and the key, whose first byte is 1 for Ed25519
// (https://pkg.go.dev/golang.org/x/mod/sumdb/note). The key to sign with begins with
// PRIVATE+KEY.
func isNoteKey(v []byte) bool {
	name, rest, _ := bytes.Cut(v, []byte("+"))
	hash, key, ok := bytes.Cut(rest, []byte("+"))
	return ok && len(name) > 0 && len(hash) == 8 && allHexIn(hash) && len(key) == 44 && key[0] == 'A' && 'Q' <= key[1] && key[1] <= 'f'
}

func allHexIn(v []byte) bool {
	for _, c := range v {
		if _, ok := hexValue(c); !ok {
			return false
		}
	}
	return true
}

// isForeign reports a text in which letters beyond ASCII are written as \uXXXX: what
// people read, and not a password that has one of them among digits.
func isForeign(v []byte) bool {
	letters, digits, blanks := 0, 0, 0
	for i := 0; i < len(v); i++ {
		switch c := v[i]; {
		case c == '\\' && i+5 < len(v) && v[i+1] == 'u' && allHexIn(v[i+2:i+6]):
			if string(v[i+2:i+4]) != "00" || v[i+4] >= '8' {
				letters++
			}
			i += 5
		case c == ' ':
			blanks++
		case isDigit(c):
			digits++
		}
	}
	return letters > 0 && (digits == 0 || blanks > 0)
}

// isUpperName reports the name of a constant or of a variable, as in PASSWORD_1.
func isUpperName(v []byte) bool {
	for _, c := range v {
		if !isUpper(c) && !isDigit(c) && c != '_' {
			return false
		}
	}
	return len(v) > 2 && isUpper(v[0]) && bytes.IndexByte(v, '_') > 0
}

// namesSecret reports that one of the words of a constant's name, or its reader, puts
// a secret there.
func namesSecret(name []byte) bool {
	var b [maxName]byte
	if len(name) > len(b) {
		return false
	}
	for w := range bytes.SplitSeq(lower(name, b[:0]), []byte("_")) {
		if stem(w) != nameOther || string(w) == "replace" || string(w) == "your" {
			return true
		}
	}
	return false
}

// isClassName reports a name of four and more words, as in OAuth2ProviderUtilsFactory.
func isClassName(v []byte) bool {
	words, digits := 0, 0
	for i, c := range v {
		switch {
		case !isAlnum(c):
			return false
		case isDigit(c):
			digits++
		case isUpper(c) && i+1 < len(v) && isLower(v[i+1]):
			words++
		}
	}
	bits, _ := naturalness(v)
	return words > 3 && digits <= 2 && bits > 0 && !isDigit(v[len(v)-1])
}

// isValidators reports what a web framework checks a field by, such as
// "required|min:16".
func isValidators(v []byte) bool {
	first, _, more := bytes.Cut(v, []byte("|"))
	switch string(first) {
	case "required", "nullable", "string", "sometimes", "bail", "confirmed", "present", "filled":
		return more
	}
	return false
}

// isLetters reports a text of letters alone, in any language.
func isLetters(v []byte) bool {
	for _, c := range v {
		if c < 0x80 && (c|0x20 < 'a' || 'z' < c|0x20) {
			return false
		}
	}
	return true
}

// isPattern reports a regular expression.
func isPattern(v []byte) bool {
	for _, class := range [...]string{"[a-z", "[A-Z", "[0-9", "[^", "[[:"} {
		if bytes.Contains(v, []byte(class)) {
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
	return ascends(v) >= 20 || longest >= 4 && (2*longest >= len(v) || len(v) < 40 && indexFold(v, "xxxx") >= 0) || 4*steps(v) >= 3*len(v) || 3*foreign > len(v)
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
		"integer", "number", "boolean", "object", "array", "enabled", "disabled", "default", "password", "secret", "token", "unknown", "empty", "uuid", "uuidv4", "fail", "failed", "pass", "passed", "skip",
		"secr3t", "s3cret", "s3cr3t":
		return true
	}
	n := len(w) - 1
	return n > 4 && stem(w) != nameOther || isDigit(w[n]) && stem(w[:n]) != nameOther // such as pwd2
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

// hasScheme reports a URL or a URN: what is secret in it has rules of its own.
func hasScheme(v []byte) bool {
	i := bytes.IndexByte(v, ':')
	return equalFoldPrefix(v, "urn:") || i > 1 && i < 12 && i+2 < len(v) && v[i+1] == '/' && v[i+2] == '/'
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

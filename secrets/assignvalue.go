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

// plausibleText reports that the value is a literal that may be a secret: neither
// a reference to one, nor a template, nor a word of a language.
func (a *assignment) plausibleText(text []byte, n *nameFacts) bool {
	v := text[a.from:a.to]
	if len(v) < 4 || a.quote == 0 && (a.after == '(' || a.after == '[' || a.after == '{') {
		return false
	}
	if a.quote != 0 && !a.literal(text) {
		return false
	}
	switch v[0] {
	case '$':
		if a.quote == 0 || isReference(v[1:]) {
			return false
		}
	case '%':
		if v[len(v)-1] == '%' {
			return false
		}
	case '<', '*':
		return false
	case '\\':
		if v[1] == 'x' || v[1] == 'u' || v[1] == '0' {
			return false
		}
	case '0':
		if v[1]|0x20 == 'x' && len(v) <= 18 {
			return false
		}
	case '&', '@', '!', '+':
		if a.quote == 0 && len(v) > 1 && isReference(v[1:]) && bytes.IndexFunc(v, isDigitRune) < 0 {
			return false
		}
	case ':':
		if isReference(v[1:]) {
			return false
		}
	case '-':
		if a.op == opBlank || a.quote == 0 && len(v) > 1 && (v[1] == '-' || isDigit(v[1])) {
			return false
		}
	}
	return !isTemplate(v) && !isConstant(v) && !hasScheme(v) &&
		!isDigest(v) && !isVersion(v) && !isColor(v) && !isPublicKey(v) && !isFiller(v) && (n.kind != nameID || isUUID(v))
}

// literal reports that a quoted value is one, and not code between two texts or a
// key of what follows.
func (a *assignment) literal(text []byte) bool {
	v := text[a.from:a.to]
	if a.quote == '`' && bytes.IndexByte(v, ' ') >= 0 {
		return false // a command of a shell
	}
	if q := v[0]; (q == '"' || q == '\'') && len(v) > 2 && (v[1] == '.' || v[1] == '+' || v[1] == ' ' || v[1] == ',') || q == '+' && v[1] == ' ' {
		return false
	}
	if a.list {
		c := cursor{text: text, at: a.to + 1, end: min(len(text), a.to+8)}
		c.blanks()
		return !c.eatText("=>") && !c.eat(':')
	}
	return true
}

// isDigest reports a digest with the name of its algorithm.
func isDigest(v []byte) bool {
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
	return dots >= 2
}

// isColor reports #rrggbb.
func isColor(v []byte) bool {
	if v[0] != '#' || len(v) != 4 && len(v) != 7 && len(v) != 9 {
		return false
	}
	for _, c := range v[1:] {
		if hexDigit(c) < 0 {
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
// through the alphabet or the digits, or is in another script than Latin.
func isFiller(v []byte) bool {
	for period := 2; period <= 8 && 2*period <= len(v); period++ {
		if bytes.Equal(v[period:], v[:len(v)-period]) {
			return true
		}
	}
	if bytes.Count(v, []byte(`\x`)) > 1 {
		return true
	}
	foreign := 0
	for _, c := range v {
		if c >= 0x80 {
			foreign++
		}
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

// isTemplate reports what another program, or a reader, replaces by the value.
func isTemplate(v []byte) bool {
	for i, c := range v {
		if i+1 == len(v) {
			break
		}
		d := v[i+1]
		switch c {
		case '$', '#', '@':
			if d == '{' || d == '(' && c != '#' {
				return true
			}
		case '{':
			if d == '{' || d == '%' || d == '}' || isDigit(d) && i+2 < len(v) && v[i+2] == '}' || isLower(d) && closes(v[i+1:], '}') {
				return true
			}
		case '%':
			if d == '(' || d == '{' || d == '%' || (d == 's' || d == 'v' || d == 'd' || d == 'q' || d == '@') && (i+2 == len(v) || !isAlnum(v[i+2])) {
				return true
			}
		case '<':
			if d == '%' || d == '?' || d == '$' || v[len(v)-1] == '>' && closes(v[i+1:], '>') {
				return true
			}
		case '[':
			if i == 0 && v[len(v)-1] == ']' {
				return true
			}
		case 'E':
			if d == 'N' && i == 0 && len(v) > 4 && (string(v[:4]) == "ENC[" || string(v[:4]) == "ENC(") {
				return true
			}
		case '.', '*':
			if d == c && i+2 < len(v) && v[i+2] == c {
				return true
			}
		case 0xe2:
			if d == 0x80 && i+2 < len(v) && (v[i+2] == 0xa6 || v[i+2] == 0xa2) { // … and •
				return true
			}
		}
	}
	return false
}

// closes reports that v begins with a name that ends in a bracket.
func closes(v []byte, bracket byte) bool {
	for i, c := range v {
		if c == bracket {
			return i > 0
		}
		if !isNameByte(c) && c != ' ' && c != '|' && c != ':' {
			return false
		}
	}
	return false
}

// isConstant reports a word that stands for a value, or for none.
func isConstant(v []byte) bool {
	var b [12]byte
	if len(v) > len(b) {
		return false
	}
	switch string(lower(v, b[:0])) {
	case "true", "false", "null", "none", "undefined", "void", "self", "this", "required", "optional", "string", "varchar", "text", "bytes",
		"integer", "number", "boolean", "object", "array", "enabled", "disabled", "default", "password", "secret", "token", "unknown", "empty",
		"secr3t", "s3cret", "s3cr3t":
		return true
	}
	return false
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

// innerRun finds the token in a value that is itself a text, such as JSON in a
// string.
func innerRun(v []byte) (run struct{ from, to int }, ok bool) {
	if len(v) < 20 || v[0] != '{' && v[0] != '[' && bytes.IndexByte(v, ' ') < 0 {
		return run, false
	}
	for i := 0; i < len(v); {
		j := i
		for j < len(v) && (isAlnum(v[j]) || v[j] == '_' || v[j] == '-' || v[j] == '+' || v[j] == '/' || v[j] == '=') {
			j++
		}
		if j-i >= 16 && j-i > run.to-run.from && bytes.IndexFunc(v[i:j], isDigitRune) >= 0 {
			run.from, run.to = i, j
		}
		i = max(j, i+1)
	}
	return run, run.to > run.from
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

// inVector reports that the text around a hexadecimal value names what belongs to
// the test vectors of a cipher: public keys, nonces, texts.
func (a *assignment) inVector(text []byte) bool {
	around := text[max(0, a.from-200):min(len(text), a.to+300)]
	for _, w := range [...]string{"public", "nonce", "plaintext", "ciphertext", "handshake", "vector", "\"iv\"", "rfc", "ephemeral", "exporter", "traffic", "suite_id"} {
		if indexFold(around, w) >= 0 {
			return true
		}
	}
	return false
}

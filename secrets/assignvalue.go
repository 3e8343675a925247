package secrets

import (
	"bytes"
	"unicode"
)

// plausibleText reports that the value is a literal that may be a secret: neither
// a reference to one, nor a template, nor a word of a language.
func (a *assignment) plausibleText(text []byte, n *nameFacts) bool {
	v := text[a.from:a.to]
	if !a.plausibleLink(text, n) || len(v) < 4 || a.quote == 0 && (a.after == '(' || a.after == '[' || a.after == '{') {
		return false
	}
	if a.quote != 0 && !a.literal(text) || a.quote == 0 && a.op == opColon && string(text[a.start:a.end]) == "PASS" { // --- PASS: of a test
		return false
	}
	if (a.call || a.op == opCall) && n.kind != namePassword && allDigitsIn(v) {
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
		if v[1]|0x20 == 'x' && (len(v) <= 18 || len(v) == 42 && allHexIn(v[2:])) { // a number, an address of Ethereum
			return false
		}
	case '&', '@', '!', '+':
		if v[0] == '&' && (v[1] == '#' || v[1] == 'l') { // an entity of HTML
			return false
		}
		if a.quote == 0 && len(v) > 1 && isReference(v[1:]) && (bytes.IndexFunc(v, isDigitRune) < 0 || isUpperName(v[1:])) {
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
		!namesDigest(v) && !isVersion(v) && !isDate(v) && !isColor(v) && !isPublicKey(v) && !isNoteKey(v) && !isFiller(v) && !isForeign(v) && !isValidators(v) && !isPattern(v) && !isCoordinate(v) && indexFold(v, "randomstring") < 0 &&
		!(isUpperName(v) && namesSecret(v)) && !((isUUID(v) || allDigitsIn(v)) && namesSession(text[a.start:a.end]))
}

// namesSession reports the name of the ID of a session. One that is a UUID, as in
// logs and in the messages of hooks, identifies a session and opens none.
func namesSession(name []byte) bool {
	return equalFoldSuffix(name, "session_id") || equalFoldSuffix(name, "sessionid") || equalFoldSuffix(name, "session-id")
}

// plausibleLink reports that the value is tied to the name as a secret would be.
func (a *assignment) plausibleLink(text []byte, n *nameFacts) bool {
	v := text[a.from:a.to]
	switch {
	case a.quote == 0 && (bytes.HasSuffix(v, text[a.start:a.end]) || isClassName(v) && a.op == opEqual && a.spaced): // X = C.X, X = SomeClass
		return false
	case a.quote == 0 && a.spaced && isMember(v), // x = pwd.getpwuid
		a.quote == 0 && (a.after == ',' || a.after == ')') && isReference(v) && nameIn(v, n) && bytes.ContainsFunc(v, unicode.IsUpper) && bytes.ContainsFunc(v, unicode.IsLower), // f(b64Password)
		(n.kind == nameBareKey || n.kind == nameCredential) && isHash(v), bytes.Contains(v, []byte("/aws4_request")):
		return false
	case a.quote == 0 && a.op == opEqual && a.nextLine: // an empty value, and the next name
		return false
	case a.op == opBlank && a.quote == '`' && bytes.EqualFold(text[a.start:a.end], []byte("pass")): // pass `x` to a function
		return false
	case a.quote == 0 && a.op == opColon && (n.sigil == '$' || a.to < len(text) && text[a.to] == ':'): // "$PWD:/pwd", password: debug: …
		return false
	case isFilePath(v), bytes.EqualFold(v, text[a.start:a.end]), namesCountry(text[a.start:a.end]) && isCountry(v):
		return false
	case a.op == opIs:
		s := shapeOf(v)
		return s.digits > 0 && s.lower+s.upper > 0 && s.n >= 7 && (s.changes >= 2 || s.marks > 0) && !isPathText(v, &s)
	case a.op == opTag:
		return (a.after == '<' || a.nextLine || a.quote != 0) && !(text[a.end] == '"' && isLetters(v)) // <string name="passcode">Kode</string>
	case a.op == opComma || a.op == opBlank && a.quote == 0:
		if a.start > 0 && text[a.start-1] == '/' && !n.flag { // the file passwd
			return false
		}
		if a.op == opBlank && (isUpperName(v) || namesUpstream(n.lower[:n.n])) || a.op == opComma && isPair(v) { // unset A_TOKEN B_NAME, a header that is signed
			return false
		}
		if a.op == opComma && (a.quote == '`' || n.n > 0 && n.lower[n.n-1] == 's') { // names in a list
			return false
		}
		return a.op == opBlank && (text[a.end] != '\t' && a.from-a.end <= 2 || a.inTable(text)) || a.op == opComma && bytes.ContainsFunc(v, unicode.IsLower)
	}
	return true
}

// isMember reports a name with dots, as of the member of a package.
func isMember(v []byte) bool {
	for i, c := range v {
		if !isLower(c|0x20) && c != '_' && (c != '.' || i == 0 || i+1 == len(v)) {
			return false
		}
	}
	return bytes.IndexByte(v, '.') > 0
}

// isHash reports 32 bytes as Ethereum writes them: most are hashes and addresses.
func isHash(v []byte) bool {
	return len(v) == 66 && v[0] == '0' && v[1] == 'x' && allHexIn(v[2:])
}

// inTable reports a line of nothing but the name and the value, below a rule of hyphens, as
// programs print tables.
func (a *assignment) inTable(text []byte) bool {
	if a.start > 0 && text[a.start-1] != '\n' || a.to < len(text) && text[a.to] != '\n' && text[a.to] != '\r' {
		return false
	}
	above := text[max(0, a.start-maxAssigned):a.start]
	i := bytes.LastIndex(above, []byte("---"))
	return i >= 0 && bytes.Count(above[i:], newline) <= 24
}

// namesCountry reports the code of Palau in a list of countries or locales.
func namesCountry(name []byte) bool {
	return bytes.HasSuffix(name, []byte("PW")) && (len(name) == 2 || len(name) == 5 && (name[2] == '_' || name[2] == '-') && isLower(name[0]) && isLower(name[1]))
}

// isCountry reports a name of a country, or another locale such as en_001.
func isCountry(v []byte) bool {
	return isLetters(v) || len(v) == 6 && isLower(v[0]) && isLower(v[1]) && v[2] == '_'
}

// namesUpstream reports what nginx calls the server that it passes requests to.
func namesUpstream(name []byte) bool {
	switch string(name) {
	case "proxy_pass", "fastcgi_pass", "uwsgi_pass", "scgi_pass", "grpc_pass", "memcached_pass":
		return true
	}
	return false
}

// isPair reports name=value.
func isPair(v []byte) bool {
	name, _, ok := bytes.Cut(v, []byte("="))
	return ok && len(name) > 0 && isLetters(name)
}

// isFilePath reports an absolute path that begins as usual.
func isFilePath(v []byte) bool {
	if len(v) > 3 && v[1] == ':' && v[2] == '\\' {
		return true
	}
	if v[0] != '/' {
		return false
	}
	first, _, more := bytes.Cut(v[1:], []byte("/"))
	if !more {
		return false
	}
	switch string(first) {
	case "tmp", "etc", "usr", "var", "opt", "home", "root", "bin", "dev", "run", "srv", "mnt", "lib", "proc", "sys", "data", "app", "Users", "api", "v1", "v2", "auth", "oauth", "static", "assets", "pwd":
		return true
	}
	return false
}

// literal reports that a quoted value is one, and not code between two texts or a
// key of what follows.
func (a *assignment) literal(text []byte) bool {
	v := text[a.from:a.to]
	if a.quote == '`' && (bytes.IndexByte(v, ' ') >= 0 || equalFoldPrefix(text[a.start:a.end], "identified")) {
		return false // a command of a shell; prose
	}
	if q := v[0]; (q == '"' || q == '\'' || q == '`') && len(v) > 2 && (v[1] == '.' || v[1] == '+' || v[1] == ' ' || v[1] == ',') || q == '+' && v[1] == ' ' {
		return false
	}
	if a.list {
		c := cursor{text: text, at: a.to + 1, end: min(len(text), a.to+8)}
		c.blanks()
		return !c.eatText("=>") && !c.eat(':')
	}
	return true
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
			if d == '{' || d == '%' || d == '}' || isDigit(d) && i+2 < len(v) && v[i+2] == '}' || (isLower(d) || i == 0 && v[len(v)-1] == '}') && closes(v[i+1:], '}') {
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

// inVector reports that the text around a hexadecimal value names what belongs to
// the test vectors of a cipher: public keys, nonces, texts.
func (a *assignment) inVector(text []byte) bool {
	around := text[max(0, a.from-200):min(len(text), a.to+300)]
	for _, w := range [...]string{"public key", "publickey", "public_key", "nonce", "plaintext", "ciphertext", "handshake", "vector", "\"iv\"", "rfc", "ephemeral", "exporter", "traffic", "suite_id", "openssl", "pkcs8"} {
		if indexFold(around, w) >= 0 {
			return true
		}
	}
	return false
}

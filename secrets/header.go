package secrets

import (
	"bytes"
	"encoding/base64"
)

// maxHeaderValue bounds the length of what an HTTP header carries.
const maxHeaderValue = 1024

// inHeader looks for the credentials behind the scheme of an Authorization header,
// which stands at text[from:to]: Bearer, Basic, Token.
func inHeader(sc *scan, r *compiledRule, from, to int) {
	text := sc.text
	if from > 0 && (isAlnum(text[from-1]) || text[from-1] == '_') {
		return
	}
	scheme := text[from:to]
	c := cursor{text: text, at: to, end: min(len(text), to+8)}
	named := isAuthorization(text, from)
	if !named && equalFold(scheme, "token ") {
		return // a word, or a name that is looked at elsewhere
	}
	if !c.eat(':') && !c.eat('=') && c.peek() != ' ' && !(c.eat('%') && c.eat('2') && c.eat('0')) || c.blanks() > 2 {
		return
	}
	c.skipQuotes()
	start := c.at
	end := start
	for end < len(text) && end-start < maxHeaderValue && isCredentialByte(text[end]) {
		end++
	}
	for end > start && (text[end-1] == '.' || text[end-1] == ':') {
		end--
	}
	v := text[start:end]
	if len(v) < 8 || end < len(text) && (text[end] == '(' || text[end] == '{' || text[end] == '$' || text[end] == '[') {
		return
	}
	if equalFold(scheme, "basic") {
		if confidence := basicConfidence(v); confidence > 0 {
			sc.add(r, start, end, byPlace, confidence)
		}
		return
	}
	s := shapeOf(v)
	if isTemplate(v) || isFiller(v) || isStandIn(v) || isReference(v) && s.natural > float32(s.pairs)/4 || s.digits == 0 && (s.n < 16 || s.natural > 0) {
		return
	}
	confidence := 0.7
	switch {
	case placeholders(v) > 0 && s.changes < 4:
		confidence = 0.4
	case named && s.n >= 16:
		confidence = 0.9
	case !named && (s.n < 20 || s.changes < 3):
		return
	}
	sc.add(r, start, end, byPlace, confidence)
}

// isCredentialByte reports a character of token68 in RFC 9110, and what else tokens
// in headers have.
func isCredentialByte(c byte) bool {
	return isAlnum(c) || c == '-' || c == '.' || c == '_' || c == '~' || c == '+' || c == '/' || c == '=' || c == ':' || c == '|' || c == '!' || c == '%'
}

// isAuthorization reports that the name of the header stands shortly before.
func isAuthorization(text []byte, from int) bool {
	before := text[max(0, from-32):from]
	return indexFold(before, "authorization") >= 0
}

// basicConfidence decodes a user and a password.
func basicConfidence(v []byte) float64 {
	var b [512]byte
	v = bytes.TrimRight(v, "=")
	if base64.RawStdEncoding.DecodedLen(len(v)) > len(b) {
		return 0
	}
	n, err := base64.RawStdEncoding.Decode(b[:], v)
	if err != nil {
		if n, err = base64.RawURLEncoding.Decode(b[:], v); err != nil {
			return 0
		}
	}
	plain := b[:n]
	for _, c := range plain {
		if c < ' ' || c == 0x7f {
			return 0
		}
	}
	user, password, ok := bytes.Cut(plain, []byte(":"))
	switch {
	case !ok || len(user) == 0 && len(password) == 0:
		return 0
	case len(password) == 0:
		password = user // of services that take a token as the user
	}
	if c := passwordConfidence(password, user); c < 0.6 {
		return c
	}
	return 0.9
}

// userFlag looks for user:password behind the flag of a command, such as curl's -u.
func userFlag(sc *scan, r *compiledRule, from, to int) {
	text := sc.text
	c := cursor{text: text, at: to, end: min(len(text), to+8)}
	if bytes.HasSuffix(text[from:to], []byte("-u ")) {
		if !c.curl(from) {
			return
		}
	}
	c.eat('=')
	c.blanks()
	quoted := c.skipQuotes()
	start := c.at
	colon, end := -1, start
	for ; end < len(text) && end-start < 256; end++ {
		b := text[end]
		if b < ' ' || b == ' ' && !quoted || b == '"' || b == '\'' || b == '`' || b == '<' || b == '\\' {
			break
		}
		if b == ':' && colon < 0 {
			colon = end
		}
	}
	if colon < 0 || colon+1 >= end || colon == start || !isUser(text[start:colon]) || text[colon+1] == '/' {
		return
	}
	if allDigitsIn(text[start:colon]) && allDigitsIn(text[colon+1:end]) {
		return // the user and group of a container
	}
	sc.add(r, colon+1, end, byPlace, passwordConfidence(text[colon+1:end], text[start:colon]))
}

// isUser reports the name of an account.
func isUser(v []byte) bool {
	for _, c := range v {
		if !isAlnum(c) && c != '.' && c != '_' && c != '-' && c != '@' && c != '+' && c < 0x80 {
			return false
		}
	}
	return isAlnum(v[0])
}

func allDigitsIn(v []byte) bool {
	for _, c := range v {
		if !isDigit(c) {
			return false
		}
	}
	return true
}

// curl reports that a command which takes user:password after -u stands before.
func (c *cursor) curl(from int) bool {
	before := c.text[max(0, from-200):from]
	for i := len(before) - 1; i >= 0; i-- {
		if b := before[i]; b == ';' || b == '|' || b == '\n' && (i == 0 || before[i-1] != '\\') {
			before = before[i:] // another command
			break
		}
	}
	for _, w := range [...]string{"curl", "http ", "wget", "httpie"} {
		if indexFold(before, w) >= 0 {
			return true
		}
	}
	return false
}

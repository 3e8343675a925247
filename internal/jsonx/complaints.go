package jsonx

import (
	"bytes"
	"fmt"
	"strconv"
	"unicode/utf8"
)

func (p *parser) badValue() *SyntaxError {
	rest := p.data[p.pos:]
	switch word := leadingWord(rest); word {
	case "NaN", "Infinity":
		return p.fail(p.pos, word+" is not JSON; use a number, null or a string")
	case "undefined", "None", "nil", "Null", "NULL":
		return p.fail(p.pos, word+" is not JSON; use null")
	case "True", "TRUE":
		return p.fail(p.pos, word+" is not JSON; use true")
	case "False", "FALSE":
		return p.fail(p.pos, word+" is not JSON; use false")
	}
	switch c := rest[0]; {
	case c == ',':
		return p.fail(p.pos, "expected a value, found a comma; remove the comma or add the value before it")
	case c == '}' || c == ']':
		return p.fail(p.pos, "expected a value, found "+found(rest)+"; add the value before it")
	case c == '+':
		return p.fail(p.pos, "a number must not begin with +; remove the +")
	case c == '.':
		return p.fail(p.pos, "a number must not begin with a point; write 0 before it")
	case isLetter(c):
		return p.fail(p.pos, "expected a value, found "+found(rest)+"; text must be in double quotes")
	}
	return p.unexpected("a value")
}

// badLiteral makes the error for what begins like word but is something else.
func (p *parser) badLiteral(word string) *SyntaxError {
	if bytes.HasPrefix([]byte(word), p.data[p.pos:]) {
		return p.fail(len(p.data), "the input ends inside the word "+word+"; add the rest")
	}
	return p.badValue()
}

func (p *parser) badKey() *SyntaxError {
	rest := p.data[p.pos:]
	switch {
	case isLetter(rest[0]):
		return p.fail(p.pos, "expected a key in double quotes, found "+found(rest)+"; put the key in double quotes")
	case rest[0] == ',':
		return p.fail(p.pos, "expected a key in double quotes, found a comma; remove the comma")
	}
	return p.unexpected("a key in double quotes")
}

func (p *parser) badColon() *SyntaxError {
	// Without its colon the string is not known to be a key: it may be a value, and a secret, in braces.
	p.nodes[len(p.nodes)-1].flags &^= isKey
	if p.pos == len(p.data) {
		return p.truncated()
	}
	return p.unexpected("a colon after the key")
}

func (p *parser) badEnd() *SyntaxError {
	return p.unexpected("the end of the input, which must be one single value")
}

func (p *parser) badSeparator(kind Kind) *SyntaxError {
	expected := "a comma or ] after an element"
	if kind == Object {
		expected = "a comma or } after a member"
	}
	err := p.unexpected(expected)
	if p.data[p.pos-1] == '"' && isLetter(p.data[p.pos]) {
		err.Message += `; write \" for a double quote inside a string`
	}
	return err
}

func (p *parser) trailingComma(comma int) *SyntaxError {
	return p.fail(comma, fmt.Sprintf("a comma must not stand before %c; remove the comma", p.data[p.pos]))
}

// truncated makes the error for an input that ends between two tokens. Its place is behind the last of them.
func (p *parser) truncated() *SyntaxError {
	end := len(p.data)
	for end > 0 && isSpace(p.data[end-1]) {
		end--
	}
	if p.open == outside {
		return p.fail(end, "the input is empty; write a JSON value such as {}")
	}
	n := &p.nodes[p.open]
	at := position(p.data, "", int(n.start))
	return p.fail(end, fmt.Sprintf("the input ends inside the %s that begins at line %d, column %d; add what is missing, ending with %c",
		n.kind, at.Line, at.Column, closing(n.kind)))
}

// badNumber makes the error for a number that lacks digits at i, behind what is named.
func (p *parser) badNumber(i int, behind string) *SyntaxError {
	if i == len(p.data) {
		return p.fail(i, "the input ends inside a number; add the digits that must follow "+behind)
	}
	if word := leadingWord(p.data[i:]); word == "Infinity" || word == "NaN" {
		return p.fail(p.pos, "-"+word+" is not JSON; use a number, null or a string")
	}
	return p.fail(i, "expected a digit after "+behind+", found "+found(p.data[i:]))
}

func (p *parser) badEscape(i int) *SyntaxError {
	rest := p.data[i+1:]
	if len(rest) == 0 || rest[0] == 'u' && len(bytes.TrimLeft(rest[1:], "0123456789abcdefABCDEF")) == 0 {
		return p.failInString(len(p.data), "the input ends inside an escape; add what is missing, and a closing double quote")
	}
	switch rest[0] {
	case 'u':
		return p.failInString(i, `\u must be followed by four hexadecimal digits; write \\ if a backslash is meant`)
	case '\'':
		return p.failInString(i, "a single quote must not have a backslash before it; remove the backslash")
	case '\n', '\r':
		return p.failInString(i, `a string must not go on in the next line; write \n for a line break`)
	}
	return p.failInString(i, "a backslash must not stand before "+found(rest)+`; write \\ if a backslash is meant`)
}

func (p *parser) badControl(i int) *SyntaxError {
	switch c := p.data[i]; c {
	case '\n', '\r':
		return p.failInString(i, `a string must end in the line in which it begins; close it with a double quote, or write \n for a line break`)
	case '\t':
		return p.failInString(i, `a string must not contain a tab; write \t`)
	default:
		return p.failInString(i, fmt.Sprintf(`a string must not contain the control character U+%04X; write \u%04x`, c, c))
	}
}

func (p *parser) badUTF8(i int) *SyntaxError {
	return p.failInString(i, "the input is not UTF-8, found "+found(p.data[i:])+"; save it as UTF-8")
}

// unexpected makes the error for something at the current position that is not what was expected, with advice if it
// is a common mistake.
func (p *parser) unexpected(expected string) *SyntaxError {
	rest := p.data[p.pos:]
	message := "expected " + expected + ", found " + found(rest)
	switch r, _ := utf8.DecodeRune(rest); {
	case r == '#' || r == '/' && len(rest) > 1 && (rest[1] == '/' || rest[1] == '*'):
		message = "JSON has no comments; remove the comment"
	case r == '\'' || r == '`':
		message += "; use double quotes"
	case '\u2018' <= r && r <= '\u201f': // what word processors make of quotes
		message += "; use straight double quotes"
	case r == '\ufeff':
		message = "a byte-order mark may only stand once, at the very beginning; remove this one"
	case r == '\u00a0':
		message = "found a no-break space; use a plain space"
	case r == '=':
		message += "; a colon stands between a key and its value"
	}
	return p.fail(p.pos, message)
}

// found describes the first character of text, and no more, because what follows may be a secret.
func found(text []byte) string {
	r, size := utf8.DecodeRune(text)
	switch {
	case r == utf8.RuneError && size <= 1:
		return fmt.Sprintf("the byte 0x%02x", text[0])
	case r == '"':
		return "a double quote"
	}
	return strconv.Quote(string(r))
}

// leadingWord returns the letters at the beginning of text, up to the length of the longest word of interest.
func leadingWord(text []byte) string {
	i := 0
	for i < len(text) && i <= len("undefined") && isLetter(text[i]) {
		i++
	}
	return string(text[:i])
}

func isLetter(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c == '_' || c == '$'
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

package envguard

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// escapes are the ways in which a string writes a character as several others.
type escapes uint8

const (
	noEscapes      escapes = iota
	cEscapes               // \n, \101, \x41, \u0041, and \ before what stands for itself
	unicodeEscapes         // \0041, \+000041, of U&'…', where UESCAPE may name another sign
)

// text is what the string or the name at i stands for, without its quotes.
func (c sqlClause) text(i int) string {
	if i < 0 || i >= c.hi {
		return ""
	}
	s := sqlUnquote(c.at(i))
	switch c.escapes(i) {
	case cEscapes:
		return sqlUnescape(s, '\\', cEscape)
	case unicodeEscapes:
		mark := byte('\\')
		if c.is(i+1, "uescape") && c.kind(i+2) == tokText {
			if other := sqlUnquote(c.at(i + 2)); len(other) == 1 {
				mark = other[0]
			}
		}
		return sqlUnescape(s, mark, unicodeEscape)
	}
	return s
}

// escapes are those of the token at i, by its prefix and by the dialect.
func (c sqlClause) escapes(i int) escapes {
	t := c.toks[i]
	start := int(t.start)
	var before byte // the last letter of a prefix
	if start > 0 {
		before = c.src[start-1]
	}
	switch c.src[start] {
	case '"':
		if t.kind == tokText {
			return cEscapes
		}
	case '\'':
		switch word := start < 2 || !sqlWord(c.src[start-2]); {
		case before == '&' && start > 1 && c.src[start-2]|0x20 == 'u':
			return unicodeEscapes
		case before|0x20 == 'e' && word && c.lexis&escapeStrings != 0:
			return cEscapes
		case before|0x20 == 'r' && c.lexis&rawStrings != 0:
		case c.lexis&backslashes != 0:
			return cEscapes
		}
	}
	return noEscapes
}

// sqlUnquote returns a string or a name without its quotes. Of two quotes one is left.
func sqlUnquote(s string) string {
	i := 0
	for i < len(s) && (sqlWord(s[i]) || s[i] == '&') && s[0] != '$' { // a prefix such as N
		i++
	}
	oracle := i > 0 && s[i-1]|0x20 == 'q'
	s = s[i:]
	if s == "" {
		return s
	}
	quote := s[0]
	switch {
	case oracle && len(s) >= 5:
		return s[2 : len(s)-2]
	case quote == '$':
		if k := strings.IndexByte(s[1:], '$'); k >= 0 {
			mark := s[:k+2]
			return strings.TrimSuffix(s[len(mark):], mark)
		}
		return s
	case (quote == '\'' || quote == '"') && len(s) >= 6 && hasPrefixAt(s, 0, tripled(quote)) && strings.HasSuffix(s, tripled(quote)):
		return s[3 : len(s)-3]
	case quote == '[':
		quote = ']'
	}
	s = s[1:]
	if n := len(s); n > 0 && s[n-1] == quote {
		s = s[:n-1]
	}
	if strings.IndexByte(s, quote) >= 0 {
		s = strings.ReplaceAll(s, string([]byte{quote, quote}), string([]byte{quote}))
	}
	return s
}

// sqlUnescape undoes escapes that begin with mark; character reads what stands behind
// it, and returns its length. The servers differ in which they know: one that is known
// to any of them is undone.
func sqlUnescape(s string, mark byte, character func(string) (rune, int)) string {
	if strings.IndexByte(s, mark) < 0 {
		return s
	}
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); {
		if s[i] != mark || i+1 == len(s) {
			out = append(out, s[i])
			i++
			continue
		}
		r, size := character(s[i+1:])
		out = utf8.AppendRune(out, r)
		i += 1 + size
	}
	return string(out)
}

// cEscape is what stands behind a backslash, and its length.
func cEscape(s string) (rune, int) {
	switch s[0] {
	case 'n':
		return '\n', 1
	case 't':
		return '\t', 1
	case 'r':
		return '\r', 1
	case 'b', 'f', 'v', 'a', 'Z':
		return ' ', 1 // as good as a blank here
	case 'x', 'X':
		return codePoint(s, 1, 2, 1, 16)
	case 'u':
		return codePoint(s, 1, 4, 4, 16)
	case 'U':
		return codePoint(s, 1, 8, 8, 16)
	case '0', '1', '2', '3', '4', '5', '6', '7':
		return codePoint(s, 0, 3, 1, 8)
	}
	return utf8.DecodeRuneInString(s)
}

func unicodeEscape(s string) (rune, int) {
	if s[0] == '+' {
		return codePoint(s, 1, 6, 6, 16)
	}
	if _, ok := hexDigit(s[0]); ok {
		return codePoint(s, 0, 4, 4, 16)
	}
	return utf8.DecodeRuneInString(s)
}

// codePoint reads most digits at s[from:], or fewer, but not fewer than least. If they
// are not there, the first character stands for itself.
func codePoint(s string, from, most, least, base int) (rune, int) {
	to := from
	for to < len(s) && to-from < most {
		if d, ok := hexDigit(s[to]); !ok || d >= base {
			break
		}
		to++
	}
	if n, err := strconv.ParseUint(s[from:to], base, 32); err == nil && to-from >= least && n <= utf8.MaxRune {
		return rune(n), to
	}
	return utf8.DecodeRuneInString(s)
}

func hexDigit(c byte) (int, bool) {
	switch {
	case '0' <= c && c <= '9':
		return int(c - '0'), true
	case 'a' <= c|0x20 && c|0x20 <= 'f':
		return int(c|0x20-'a') + 10, true
	}
	return 0, false
}

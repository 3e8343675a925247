package envguard

// A tokenKind is what a piece of SQL is.
type tokenKind uint8

const (
	tokWord    tokenKind = iota // a keyword or a name without quotes
	tokName                     // a name in quotes
	tokText                     // a string
	tokNumber                   //
	tokHole                     // a variable, a parameter or a placeholder: @x, :x, $1, ?
	tokSign                     // an operator or another single sign
	tokOpen                     // (
	tokClose                    // )
	tokEnd                      // of a statement: ";", a GO line, a delimiter
	tokSoftEnd                  // ";" while another delimiter is set
	tokClient                   // a line for the client program, such as "\! ls" or ".shell ls"
)

// A sqlToken is text[start:end] of what is read.
type sqlToken struct {
	start, end int32
	depth      uint16 // of parentheses around it; a parenthesis counts as outside of itself
	kind       tokenKind
}

// A sqlLexer cuts a text into tokens. It skips comments and blanks. It knows strings
// that do not end (open), for then the text was probably meant otherwise.
type sqlLexer struct {
	src       string
	lexis     lexis
	dialect   Dialect
	toks      []sqlToken
	pos       int
	depth     uint16
	inRun     bool   // within /*! … */
	fresh     bool   // no token yet in this statement
	open      bool   // a string, a name or a comment does not end
	delimiter string // other than ";"
}

var (
	sqlSpace = [256]bool{' ': true, '\t': true, '\n': true, '\r': true, '\f': true, '\v': true, 0: true}                               //nolint:gochecknoglobals // a table that nothing writes to
	sqlDigit = [256]bool{'0': true, '1': true, '2': true, '3': true, '4': true, '5': true, '6': true, '7': true, '8': true, '9': true} //nolint:gochecknoglobals // a table that nothing writes to
)

// sqlWord reports whether c is part of a name or a number without quotes.
func sqlWord(c byte) bool { return c >= 0x80 || sqlASCII[c&0x7f] }

var sqlASCII = [0x80]bool{ //nolint:gochecknoglobals // a table that nothing writes to
	'0': true, '1': true, '2': true, '3': true, '4': true, '5': true, '6': true, '7': true, '8': true, '9': true,
	'a': true, 'b': true, 'c': true, 'd': true, 'e': true, 'f': true, 'g': true, 'h': true, 'i': true, 'j': true, 'k': true, 'l': true, 'm': true,
	'n': true, 'o': true, 'p': true, 'q': true, 'r': true, 's': true, 't': true, 'u': true, 'v': true, 'w': true, 'x': true, 'y': true, 'z': true,
	'A': true, 'B': true, 'C': true, 'D': true, 'E': true, 'F': true, 'G': true, 'H': true, 'I': true, 'J': true, 'K': true, 'L': true, 'M': true,
	'N': true, 'O': true, 'P': true, 'Q': true, 'R': true, 'S': true, 'T': true, 'U': true, 'V': true, 'W': true, 'X': true, 'Y': true, 'Z': true,
	'_': true,
}

// run cuts all of the text. It takes time in proportion to it.
func (l *sqlLexer) run() {
	l.fresh = true
	src := l.src
	for l.pos < len(src) {
		start := l.pos
		c := src[start]
		switch {
		case sqlSpace[c]:
			l.pos++
		case l.fresh && l.clientLine(start):
		case l.delimiter != "" && hasPrefixAt(src, start, l.delimiter):
			l.pos += len(l.delimiter)
			l.finish(start)
		case sqlDigit[c]:
			l.number()
		case sqlWord(c):
			l.word()
		default:
			l.other(c)
		}
	}
}

// put adds a token that ends where the lexer stands.
func (l *sqlLexer) put(kind tokenKind, start int) {
	l.toks = append(l.toks, sqlToken{start: int32(start), end: int32(l.pos), depth: l.depth, kind: kind})
	l.fresh = false
}

// finish ends a statement.
func (l *sqlLexer) finish(start int) {
	l.depth = 0
	l.put(tokEnd, start)
	l.fresh = true
}

func (l *sqlLexer) word() {
	src, start := l.src, l.pos
	i := start
	for i < len(src) {
		c := src[i]
		if c >= 0x80 { // some servers take blanks beyond ASCII as blanks
			if n := blankRune(src[i:]); n > 0 && i == start {
				l.pos += n
				return
			} else if n > 0 {
				break
			}
		} else if !sqlASCII[c] && (c != '$' || i == start) && (c != '#' || l.lexis&hashNames == 0) {
			break
		}
		i++
	}
	l.pos = i
	if i < len(src) && i-start <= 2 && l.prefixed(start, i) {
		return
	}
	if i-start == 2 && src[start]|0x20 == 'g' && src[start+1]|0x20 == 'o' && l.goLine(start) {
		return
	}
	l.put(tokWord, start)
}

// number also takes what follows a digit in a name such as 2fa_codes.
func (l *sqlLexer) number() {
	src, start := l.src, l.pos
	i := start + 1
	exponent := i >= len(src) || src[i]|0x20 != 'x' // in 0x1e an e is a digit
	for i < len(src) && (sqlWord(src[i]) || src[i] == '.' ||
		exponent && (src[i] == '+' || src[i] == '-') && src[i-1]|0x20 == 'e' && i+1 < len(src) && sqlDigit[src[i+1]]) {
		i++
	}
	l.pos = i
	l.put(tokNumber, start)
}

// blankRune is the length of a blank beyond ASCII at the start of s, or 0: U+00A0,
// U+2000 to U+200B, U+2028, U+2029, U+202F, U+3000, U+FEFF.
func blankRune(s string) int {
	switch {
	case len(s) >= 2 && s[0] == 0xc2 && (s[1] == 0xa0 || s[1] == 0x85):
		return 2
	case len(s) < 3:
	case s[0] == 0xe2 && s[1] == 0x80 && (s[2] <= 0x8b || s[2] == 0xa8 || s[2] == 0xa9 || s[2] == 0xaf),
		s[0] == 0xe3 && s[1] == 0x80 && s[2] == 0x80,
		s[0] == 0xef && s[1] == 0xbb && s[2] == 0xbf:
		return 3
	}
	return 0
}

// other cuts what begins with a sign.
func (l *sqlLexer) other(c byte) {
	src, start := l.src, l.pos
	l.pos++
	switch c {
	case '\'':
		l.quoted(tokText, start, '\'', l.lexis&backslashes != 0)
	case '"':
		if l.lexis&doubleStrings != 0 {
			l.quoted(tokText, start, '"', true)
		} else {
			l.quoted(tokName, start, '"', l.lexis&backslashes != 0 && l.lexis&dollarQuotes != 0 && l.lexis&backticks != 0) // ClickHouse
		}
	case '`':
		if l.lexis&backticks != 0 {
			l.quoted(tokName, start, '`', false)
		} else {
			l.put(tokSign, start)
		}
	case '[':
		if l.lexis&brackets != 0 && !l.afterValue() {
			l.quoted(tokName, start, ']', false)
		} else {
			l.put(tokSign, start)
		}
	case '(':
		l.put(tokOpen, start)
		if l.depth < 1<<16-1 {
			l.depth++
		}
	case ')':
		if l.depth > 0 {
			l.depth--
		}
		l.put(tokClose, start)
	case ';':
		if l.delimiter != "" {
			l.depth = 0
			l.put(tokSoftEnd, start)
		} else {
			l.finish(start)
		}
	case '-':
		if l.at('-') && (l.lexis&spacedDashes == 0 || start+2 >= len(src) || sqlSpace[src[start+2]] || src[start+2] < ' ') {
			l.skipLine()
		} else {
			l.put(tokSign, start)
		}
	case '/':
		switch {
		case l.at('*'):
			l.comment(start)
		case l.at('/') && l.lexis&slashComments != 0:
			l.skipLine()
		case l.speaks(Oracle) && l.aloneOnLine(start, l.pos): // SQL*Plus runs what stands before
			l.finish(start)
		default:
			l.put(tokSign, start)
		}
	case '#':
		switch {
		case l.lexis&hashComments != 0:
			l.skipLine()
		case l.lexis&hashNames != 0 && l.pos < len(src) && (sqlWord(src[l.pos]) || src[l.pos] == '#'):
			for l.pos < len(src) && (sqlWord(src[l.pos]) || src[l.pos] == '#') {
				l.pos++
			}
			l.put(tokWord, start)
		default:
			l.put(tokSign, start)
		}
	case '*':
		if l.inRun && l.at('/') {
			l.pos++
			l.inRun = false
		} else {
			l.put(tokSign, start)
		}
	case '$', '@', ':', '?', '&', '%':
		l.hole(c, start)
	case '<', '>', '=', '!', '~':
		for l.pos < len(src) && (src[l.pos] == '=' || src[l.pos] == '>' || src[l.pos] == '<' || src[l.pos] == '~') {
			l.pos++
		}
		l.put(tokSign, start)
	case '|':
		if l.at('|') {
			l.pos++
		}
		l.put(tokSign, start)
	case '\\':
		if !l.backslash(start) {
			l.put(tokSign, start)
		}
	default:
		l.put(tokSign, start)
	}
}

// at reports whether the next byte is c.
func (l *sqlLexer) at(c byte) bool { return l.pos < len(l.src) && l.src[l.pos] == c }

// afterValue reports whether what follows a name or a closing sign directly is an
// index, as in a[1], and not a name in brackets.
func (l *sqlLexer) afterValue() bool {
	if len(l.toks) == 0 || l.dialect == SQLServer {
		return false
	}
	t := l.toks[len(l.toks)-1]
	if int(t.end) != l.pos-1 {
		return false
	}
	return t.kind == tokWord || t.kind == tokName || t.kind == tokClose
}

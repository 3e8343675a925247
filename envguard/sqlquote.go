package envguard

import "strings"

// quoted cuts a string or a name that ends with quote; twice the quote stands for one.
func (l *sqlLexer) quoted(kind tokenKind, start int, quote byte, escapes bool) {
	src := l.src
	if l.lexis&tripleQuotes != 0 && quote != '`' && hasPrefixAt(src, start, tripled(quote)) {
		l.pos = start + 3
		l.until(tripled(quote), escapes)
		l.put(tokText, start)
		return
	}
	i := l.pos
	for {
		var k int
		if escapes {
			k = i
			for k < len(src) && src[k] != quote && src[k] != '\\' {
				k++
			}
			if k == len(src) {
				k = -1
			}
		} else if k = strings.IndexByte(src[i:], quote); k >= 0 {
			k += i
		}
		switch {
		case k < 0:
			l.pos, l.open = len(src), true
			l.put(kind, start)
			return
		case src[k] == '\\' && quote != '\\':
			i = min(k+2, len(src))
		case k+1 < len(src) && src[k+1] == quote && l.lexis&rawStrings == 0:
			i = k + 2
		default:
			l.pos = k + 1
			l.put(kind, start)
			return
		}
	}
}

func tripled(quote byte) string {
	if quote == '"' {
		return `"""`
	}
	return `'''`
}

// until moves behind the next mark.
func (l *sqlLexer) until(mark string, escapes bool) {
	for i := l.pos; i < len(l.src); i++ {
		if escapes && l.src[i] == '\\' {
			i++
		} else if hasPrefixAt(l.src, i, mark) {
			l.pos = i + len(mark)
			return
		}
	}
	l.pos, l.open = len(l.src), true
}

// prefixed cuts the string whose prefix is src[start:i]: E'…', N'…', U&'…', q'[…]', r'…'.
func (l *sqlLexer) prefixed(start, i int) bool {
	src := l.src
	quote := src[i]
	if quote == '&' && i-start == 1 && src[start]|0x20 == 'u' && i+1 < len(src) && (src[i+1] == '\'' || src[i+1] == '"') {
		l.pos = i + 2
		kind := tokText
		if src[i+1] == '"' {
			kind = tokName
		}
		l.quoted(kind, i+1, src[i+1], false)
		return true
	}
	if quote != '\'' && (quote != '"' || l.lexis&rawStrings == 0) {
		return false
	}
	first, last := src[start]|0x20, src[i-1]|0x20
	switch {
	case last == 'q' && l.lexis&quoteQuotes != 0 && (i-start == 1 || first == 'n'):
		return l.quoteQuote(start, i+1)
	case i-start == 1 && first == 'e' && l.lexis&escapeStrings != 0:
		l.pos = i + 1
		l.quoted(tokText, i, quote, true)
		return true
	case l.lexis&rawStrings != 0 && (first == 'r' || last == 'r') && (i-start == 1 || first == 'b' || last == 'b'):
		l.pos = i + 1
		l.quoted(tokText, i, quote, l.lexis&tripleQuotes != 0) // BigQuery: \' does not end a raw string
		return true
	case i-start == 1 && (first == 'n' || first == 'b' || first == 'x' || first == 'e'):
		l.pos = i + 1
		l.quoted(tokText, i, quote, l.lexis&backslashes != 0)
		return true
	}
	return false
}

// quoteQuote cuts Oracle's q'[…]'; the text stands behind the quote at i.
func (l *sqlLexer) quoteQuote(start, i int) bool {
	if i >= len(l.src) || sqlSpace[l.src[i]] {
		return false
	}
	closer := l.src[i]
	if k := strings.IndexByte("[{(<", closer); k >= 0 {
		closer = "]})>"[k]
	}
	for k := i + 1; k+1 < len(l.src); k++ {
		if l.src[k] == closer && l.src[k+1] == '\'' {
			l.pos = k + 2
			l.put(tokText, start)
			return true
		}
	}
	l.pos, l.open = len(l.src), true
	l.put(tokText, start)
	return true
}

// dollar cuts $$…$$ or $tag$…$tag$ at start; a tag does not begin with a digit.
func (l *sqlLexer) dollar(start int) bool {
	src := l.src
	i := start + 1
	if i < len(src) && sqlDigit[src[i]] {
		return false
	}
	for i < len(src) && sqlWord(src[i]) {
		i++
	}
	if i >= len(src) || src[i] != '$' {
		return false
	}
	mark := src[start : i+1]
	l.pos = i + 1
	if k := strings.Index(src[l.pos:], mark); k >= 0 {
		l.pos += k + len(mark)
	} else {
		l.pos, l.open = len(src), true
	}
	l.put(tokText, start)
	return true
}

// comment skips a comment that begins at start, or begins one that runs.
func (l *sqlLexer) comment(start int) {
	src := l.src
	i := start + 2
	if l.lexis&runComments != 0 && i < len(src) {
		k := i
		if src[k]|0x20 == 'm' && k+1 < len(src) && src[k+1] == '!' { // MariaDB
			k++
		}
		if src[k] == '!' {
			for k++; k < len(src) && sqlDigit[src[k]]; k++ {
			}
			l.pos, l.inRun = k, true
			return
		}
	}
	for depth := 1; depth > 0; {
		k := strings.IndexByte(src[i:], '*')
		if k < 0 {
			l.pos, l.open = len(src), true
			return
		}
		k += i
		switch {
		case l.lexis&nestedComments != 0 && k > i && src[k-1] == '/':
			depth++
			i = k + 1
		case k+1 < len(src) && src[k+1] == '/':
			depth--
			i = k + 2
		default:
			i = k + 1
		}
	}
	l.pos = i
}

func (l *sqlLexer) skipLine() {
	if k := strings.IndexByte(l.src[l.pos:], '\n'); k >= 0 {
		l.pos += k + 1
	} else {
		l.pos = len(l.src)
	}
}

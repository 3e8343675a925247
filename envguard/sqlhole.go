package envguard

// hole cuts a variable or a dollar quote.
func (l *sqlLexer) hole(c byte, start int) {
	src := l.src
	if c == '$' && l.lexis&dollarQuotes != 0 && l.dollar(start) {
		return
	}
	if c == ':' && l.at(':') { // a cast
		l.pos++
		l.put(tokSign, start)
		return
	}
	if c == '?' {
		l.put(tokHole, start)
		return
	}
	i := l.pos
	for i < len(src) && (src[i] == c && c != ':' || c == '$' && src[i] == '{' || c == '%' && src[i] == '(') {
		i++
	}
	from := i
	if c == ':' && i < len(src) && (src[i] == '\'' || src[i] == '"') { // psql's :'x'
		if k := indexByteFrom(src, i+1, src[i]); k > 0 {
			l.pos = k + 1
			l.put(tokHole, start)
			return
		}
	}
	for i < len(src) && (sqlWord(src[i]) || c == '@' && (src[i] == '$' || src[i] == '#')) {
		i++
	}
	if i == from || (c == '%' || c == '&') && sqlDigit[src[from]] {
		l.put(tokSign, start)
		return
	}
	for i < len(src) && (src[i] == '}' && c == '$' || src[i] == ')' && src[from-1] == '(') {
		i++
		break
	}
	if c == '%' && src[from-1] != '(' && i-from > 1 { // 5 %id is arithmetic, %s is a placeholder
		l.put(tokSign, start)
		return
	}
	l.pos = i
	l.put(tokHole, start)
}

func indexByteFrom(s string, from int, c byte) int {
	for i := from; i < len(s); i++ {
		if s[i] == c {
			return i
		}
		if s[i] == '\n' {
			return -1
		}
	}
	return -1
}

func hasPrefixAt(s string, i int, prefix string) bool {
	return len(s)-i >= len(prefix) && s[i:i+len(prefix)] == prefix
}

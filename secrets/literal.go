package secrets

import "bytes"

// value reads the value from where it begins. It reports whether there is one.
func (a *assignment) value(text []byte) bool {
	c := cursor{text: text, at: a.from, end: min(len(text), a.from+maxAssigned)}
	if a.op == opColon && !a.nextLine {
		c.colonType(a)
	}
	for range 3 { // what is written before a literal
		if c.prefix(a) {
			continue
		}
		break
	}
	if n, q := c.openQuote(); q != 0 {
		a.quote = q
		if a.start > 0 && text[a.start-1] == q && text[a.end] != q && text[a.end] != '\\' {
			return false // the quote closes the text that the name is in
		}
		return a.quotedValue(&c, n, q)
	}
	if a.op == opCall || a.op == opComma || a.op == opCompare {
		return false // a name, not a literal
	}
	return a.bareValue(&c)
}

// colonType steps over a type in "name: type = value".
func (c *cursor) colonType(a *assignment) {
	from := c.at
	for c.at < c.end && c.at-from < 40 && (isAlnum(c.text[c.at]) || c.text[c.at] == '&' || c.text[c.at] == '\'' || c.text[c.at] == '.' || c.text[c.at] == '[' || c.text[c.at] == ']' || c.text[c.at] == '?') {
		c.at++
	}
	if c.at > from && c.blanks() > 0 && c.eat('=') && c.peek() != '=' && c.peek() != '>' {
		c.blanks()
		if p := c.peek(); p == '"' || p == '\'' || p == '`' {
			a.op = opEqual
			return
		}
	}
	c.at = from
}

// prefix skips what may stand between an operator and a literal.
func (c *cursor) prefix(a *assignment) bool {
	from := c.at
	switch b := c.peek(); {
	case b == '"' || b == '\'' || b == '`' || b == 0:
		return false
	case b == '|' || b == '>': // of YAML, before a text on the next lines
		c.at++
		if c.eat('-') || c.eat('+') {
		}
		if a.op == opColon && c.newline() {
			a.nextLine = true
			return true
		}
	case b == '(' || b == '[' || b == '@' || b == '{':
		c.at++
		c.blanks()
		if p := c.peek(); p == '"' || p == '\'' {
			a.list = true
			return true
		}
	default:
		// A letter as in b"…", or a function: ConvertTo-SecureString "…", new Key("…"),
		// $(…).
		for c.at < c.end && c.at-from < maxName && (isNameByte(c.text[c.at]) || c.text[c.at] == '(' || c.text[c.at] == ' ' || c.text[c.at] == ':') {
			c.at++
		}
		if p := c.peek(); c.at > from && (p == '"' || p == '\'' || p == '`') {
			if c.at-from <= 2 && isAlnum(c.text[from]) {
				return true
			}
			switch last := c.text[c.at-1]; {
			case last == '(':
				if a.call = true; !gets(c.text[from:c.at-1]) || c.secondArgument() {
					return true
				}
			case last == ' ' && equalFoldSuffix(c.text[from:c.at], "securestring "):
				return true
			}
		}
	}
	c.at = from
	return false
}

// gets reports a function that takes the name of a value, or something else than
// the value.
func gets(function []byte) bool {
	from := len(function)
	for from > 0 && isAlnum(function[from-1]) {
		from--
	}
	var b [24]byte
	w := lower(function[from:min(len(function), from+len(b))], b[:0])
	switch string(w) {
	case "encode", "decode", "split", "join", "replace", "format", "printf", "sprintf", "append", "startswith", "endswith", "equals", "match", "search", "contains", "includes",
		"indexof", "trim", "strip", "log", "print", "println", "test", "t", "i18n", "translate", "gettext", "error", "errorf", "require", "import", "include", "input", "prompt", "open", "exists":
		return true
	}
	for _, p := range [...]string{"get", "read", "find", "load", "fetch", "lookup", "is", "has"} {
		if equalFoldPrefix(w, p) {
			return true
		}
	}
	for _, p := range [...]string{"env", "get", "fetch", "lookup", "find", "load", "file", "path", "param", "setting", "settings", "config", "header", "option", "field", "var", "variable"} {
		if equalFoldSuffix(w, p) {
			return true
		}
	}
	return false
}

// secondArgument skips a quoted argument and its comma.
func (c *cursor) secondArgument() bool {
	q := c.peek()
	for i := c.at + 1; i < c.end && i < c.at+maxName; i++ {
		switch b := c.text[i]; {
		case b == '\n':
			return false
		case b == q:
			c.at = i + 1
			c.blanks()
			if !c.eat(',') {
				return false
			}
			c.blanks()
			p := c.peek()
			return p == '"' || p == '\''
		}
	}
	return false
}

// openQuote reads the quote that opens a value. It returns how long it is with its
// escapes, and 0 if there is none.
func (c *cursor) openQuote() (start int, quote byte) {
	start = c.at
	for c.eat('\\') {
	}
	switch b := c.peek(); b {
	case '"', '\'', '`':
		c.at++
		if start == c.at-1 && c.peek() == b { // doubled, tripled, or empty
			i := c.at
			for i < c.end && c.text[i] == b {
				i++
			}
			if i == c.end || i == c.at+1 && !isAlnum(c.text[i]) {
				return start, 0
			}
			c.at = i
		}
		return start, b
	case '&':
		if c.entity() {
			return start, '&'
		}
	}
	c.at = start
	return start, 0
}

// quotedValue reads up to the quote that closes the value.
func (a *assignment) quotedValue(c *cursor, open int, quote byte) bool {
	escapes := 0
	for i := open; c.text[i] == '\\'; i++ {
		escapes++
	}
	a.from = c.at
	for i := c.at; i < c.end; i++ {
		switch b := c.text[i]; {
		case b == '\n' || b == '\r':
			return false
		case b == '\\' && escapes == 0:
			i++
		case b == '\\':
			j := i
			for j < c.end && c.text[j] == '\\' {
				j++
			}
			if j < c.end && c.text[j] == quote && j-i <= escapes {
				a.to = i
				return a.to > a.from
			}
			i = j
		case b == quote && (quote != '&' || isEntity(c.text[i:c.end])):
			a.to = i
			return a.to > a.from
		}
	}
	return false
}

// bareValue reads a value that is not quoted.
func (a *assignment) bareValue(c *cursor) bool {
	a.from = c.at
	inURL := a.start > 0 && (c.text[a.start-1] == '?' || c.text[a.start-1] == '&')
	i := c.at
	for ; i < c.end; i++ {
		b := c.text[i]
		if b <= ' ' || bareEnd[b] || b == '&' && (inURL || isEntity(c.text[i:c.end])) {
			break
		}
		if b == '\\' && i+1 < c.end && bytes.IndexByte([]byte(`nrt"'`), c.text[i+1]) >= 0 {
			break
		}
	}
	if i == c.end && c.end < len(c.text) {
		return false
	}
	a.after = 0
	if i < len(c.text) {
		a.after = c.text[i]
	}
	for i > a.from && (c.text[i-1] == '.' || c.text[i-1] == ':') {
		i--
	}
	a.to = i
	return a.to > a.from
}

var bareEnd = [256]bool{'"': true, '\'': true, '`': true, '<': true, '>': true, ',': true, ';': true, ')': true, ']': true, '}': true, '(': true, '{': true, '[': true, '|': true} //nolint:gochecknoglobals // a table that nothing writes to

package secrets

import "bytes"

// Limits of what is looked at around a word such as "password". They bound the
// time that a text can cost, and how much of it a scan in pieces has to keep.
const (
	maxName     = 64   // of a name, to each side of the word
	maxLink     = 96   // between a name and its value
	maxAssigned = 1024 // of a value
)

// An operator says how a value is tied to a name.
type operator uint8

const (
	opNone    operator = iota
	opEqual            // =, :=, ::=, ?=, .=, ||=, <-
	opColon            // :
	opArrow            // =>, ->
	opCompare          // ==, ===, !=, !==
	opComma            // the next argument or field
	opCall             // name("value")
	opTag              // <name>value
	opBlank            // name value
)

// An assignment is a name, and what may be its value.
type assignment struct {
	start, end int // of the name
	op         operator
	spaced     bool // a blank stands before the value
	call       bool // the value is an argument of a function, whose result is assigned
	list       bool // the value is the first element of a list
	nextLine   bool // the value begins on the next line
	quote      byte // 0 if the value has none
	from, to   int  // the value
	after      byte // what follows an unquoted value; 0 at the end of the text
}

// assigned looks for the value of the name in which a word stands.
func assigned(sc *scan, r *compiledRule, from, to int) {
	var a assignment
	var n nameFacts
	if !a.read(sc.text, &n, from, to) {
		return
	}
	if c := a.confidence(sc.text, &n); c >= sc.s.minimum {
		sc.add(r, a.from, a.to, byAssignment, c)
	}
}

// read takes apart what stands around a word. It reports whether there is a value
// that may be secret.
func (a *assignment) read(text []byte, n *nameFacts, from, to int) bool {
	a.start, a.end = nameAround(text, from, to)
	if a.end-a.start > maxName || !a.link(text) || !n.read(text, a.start, a.end) || !a.value(text) || !a.plausibleText(text, n) {
		return false
	}
	if inner, ok := innerRun(text[a.from:a.to]); ok {
		a.from, a.to = a.from+inner.from, a.from+inner.to
	}
	return true
}

// nameAround returns the identifier around a word, as languages and files write
// them: with dots, hyphens and underscores in it.
func nameAround(text []byte, from, to int) (start, end int) {
	for to > from && !isNameByte(text[to-1]) {
		to-- // of a word with its operator
	}
	start, end = from, to
	for least := max(0, from-maxName); start > least && isNameByte(text[start-1]); start-- {
	}
	for most := min(len(text), to+maxName); end < most && isNameByte(text[end]); end++ {
	}
	for end > to && (text[end-1] == '.' || text[end-1] == '-' || text[end-1] == '$') {
		end--
	}
	return start, end
}

func isNameByte(c byte) bool { return isAlnum(c) || c == '_' || c == '-' || c == '.' || c == '$' }

func isAlnum(c byte) bool {
	return 'a' <= c|0x20 && c|0x20 <= 'z' || '0' <= c && c <= '9'
}

// link reads what stands between the name and its value, and sets from to where
// the value begins. It reports whether there may be one.
func (a *assignment) link(text []byte) bool {
	c := cursor{text: text, at: a.end, end: min(len(text), a.end+maxLink)}
	quoted := c.skipQuotes()
	list := quoted
	for c.eat(']') || c.eat('}') || quoted && c.eat(')') {
		list = false
	}
	quoted = c.skipQuotes() || quoted
	if c.eat('?') || c.eat('!') { // TypeScript's optional fields
	}
	spaces := c.blanks()
	switch {
	case c.at >= c.end:
		return false
	case c.operator(a):
	case quoted && c.valueAttribute(a): // <add key="password" value="…"/>, - name: PASSWORD⏎ value: …
	case list && c.eat(','):
		a.op = opComma
	case spaces == 0 && c.eat('('):
		a.op = opCall
	case c.peek() == '>' && a.inTag(text):
		c.at++
		a.op = opTag
	case c.typed(a): // var token string = …, <password type="x">…
	case spaces > 0 || quoted:
		if c.valueAttribute(a) {
			break
		}
		if spaces == 0 {
			return false
		}
		a.op = opBlank
	default:
		return false
	}
	a.spaced = c.blanks() > 0
	if c.at < c.end && (c.peek() == '\n' || c.peek() == '\r') {
		if a.op == opBlank || a.op == opComma || a.op == opCompare || !c.newline() {
			return false
		}
		a.nextLine = true
	}
	a.from = c.at
	return c.at < len(text)
}

// inTag reports that the name is that of an XML element that has just begun.
func (a *assignment) inTag(text []byte) bool {
	for i, least := a.start-1, max(0, a.start-maxName); i >= least; i-- {
		switch c := text[i]; {
		case c == '<':
			return true
		case c == '>' || c == '\n' || c == '/' || c == ';':
			return false
		}
	}
	return false
}

// A cursor reads a text up to an end.
type cursor struct {
	text    []byte
	at, end int
}

func (c *cursor) peek() byte {
	if c.at < c.end {
		return c.text[c.at]
	}
	return 0
}

func (c *cursor) eat(b byte) bool {
	if c.peek() == b {
		c.at++
		return true
	}
	return false
}

func (c *cursor) eatText(s string) bool {
	if c.at+len(s) <= c.end && string(c.text[c.at:c.at+len(s)]) == s {
		c.at += len(s)
		return true
	}
	return false
}

// eatWord is eatText for a lower-case word in any case that ends there.
func (c *cursor) eatWord(s string) bool {
	to := c.at + len(s)
	if to <= c.end && equalFold(c.text[c.at:to], s) && (to == len(c.text) || !isAlnum(c.text[to]) && c.text[to] != '_') {
		c.at = to
		return true
	}
	return false
}

func (c *cursor) blanks() int {
	from := c.at
	for c.at < c.end {
		switch {
		case c.text[c.at] == ' ' || c.text[c.at] == '\t':
			c.at++
			continue
		case c.text[c.at] == '\\' && c.at+1 < c.end && c.text[c.at+1] == 't': // in a text of a program
			c.at += 2
			continue
		}
		return c.at - from
	}
	return c.at - from
}

// newline skips one line break and the blanks and comment marks around it.
func (c *cursor) newline() bool {
	c.eat('\r')
	if !c.eat('\n') {
		return false
	}
	c.blanks()
	return true
}

// entities are how HTML writes quotes.
var entities = [...]string{"&#34;", "&#39;", "&quot;", "&apos;"}

// skipQuotes skips the quotes that close a name, escaped as they may be.
func (c *cursor) skipQuotes() bool {
	from := c.at
	for c.at < c.end && (c.quoteByte() || c.text[c.at] == '&' && c.entity()) {
	}
	return c.at > from
}

func (c *cursor) quoteByte() bool {
	switch b := c.text[c.at]; {
	case b == '"' || b == '\'' || b == '`':
	case b == '\\' && c.at+1 < c.end && (c.text[c.at+1] == '"' || c.text[c.at+1] == '\'' || c.text[c.at+1] == '\\'):
	default:
		return false
	}
	c.at++
	return true
}

func (c *cursor) entity() bool {
	for _, e := range entities {
		if c.eatText(e) {
			return true
		}
	}
	return false
}

// operator reads an operator of assignment or comparison.
func (c *cursor) operator(a *assignment) bool {
	from := c.at
	for c.at < c.end && c.at-from < 4 && isOperatorByte(c.text[c.at]) {
		c.at++
	}
	switch string(c.text[from:c.at]) {
	case "=", ":=", "::=", ":::=", "?=", ".=", "||=", "??=", "<-", "+=", ":=:":
		a.op = opEqual
	case ":", "::":
		a.op = opColon
	case "=>", "->", ":=>":
		a.op = opArrow
	case "==", "===", "!=", "!==":
		a.op = opCompare
	default:
		c.at = from
		return false
	}
	return true
}

func isOperatorByte(b byte) bool {
	switch b {
	case '=', ':', '?', '.', '|', '<', '>', '-', '!', '+', '~':
		return true
	}
	return false
}

// valueAttribute reads the name of a field that holds the value, on this line or
// the next.
func (c *cursor) valueAttribute(a *assignment) bool {
	from := c.at
	for c.eat(',') || c.eat('{') || c.eat('>') {
	}
	c.blanks()
	if p := c.peek(); p == '\n' || p == '\r' {
		c.newline()
	}
	for c.eat('"') || c.eat('\'') || c.eat('-') || c.eat('<') || c.eat(':') {
	}
	for _, w := range [...]string{"value", "default", "content", "defaultvalue"} {
		if !c.eatWord(w) {
			continue
		}
		c.skipQuotes()
		c.blanks()
		if c.operator(a) && a.op != opCompare {
			return true
		}
		if c.eat('>') {
			a.op = opTag
			return true
		}
		break
	}
	c.at = from
	return false
}

// typed reads a type between the name and the operator.
func (c *cursor) typed(a *assignment) bool {
	from := c.at
	for c.at < c.end && (isAlnum(c.text[c.at]) || c.text[c.at] == '*' || c.text[c.at] == '.' || c.text[c.at] == '[' || c.text[c.at] == ']') {
		c.at++
	}
	if c.at > from && c.blanks() > 0 && c.eat('=') && c.peek() != '=' && c.peek() != '>' {
		a.op = opEqual
		return true
	}
	c.at = from
	return false
}

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
	if a.op == opCall || a.op == opComma || a.op == opCompare && !a.spaced {
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

func equalFoldPrefix(text []byte, lower string) bool {
	return len(text) >= len(lower) && equalFold(text[:len(lower)], lower)
}

func equalFoldSuffix(text []byte, lower string) bool {
	return len(text) >= len(lower) && equalFold(text[len(text)-len(lower):], lower)
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

func isEntity(text []byte) bool {
	c := cursor{text: text, end: len(text)}
	return c.entity()
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

var bareEnd = [256]bool{'"': true, '\'': true, '`': true, '<': true, '>': true, ',': true, ';': true, ')': true, ']': true, '}': true, '(': true, '{': true, '[': true, '|': true}

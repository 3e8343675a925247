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
	opIs               // the name for something is value
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
	c := a.confidence(sc.text, &n, fileOdds(sc.path))
	if a.inConnectionString(sc.text, &n) {
		c = max(c, passwordConfidence(sc.text[a.from:a.to], nil))
	}
	if c >= sc.s.minimum {
		sc.add(r, a.from, a.to, byAssignment, c)
	}
}

// inConnectionString reports that the name and its value are a field of the connection
// string of a database, as in "Server=db;User Id=app;Password=…".
func (a *assignment) inConnectionString(text []byte, n *nameFacts) bool {
	if n.kind != namePassword || a.op != opEqual || a.spaced || a.quote != 0 || a.start == 0 || text[a.start-1] != ';' || bytes.IndexFunc(text[a.from:a.to], isDigitRune) < 0 {
		return false
	}
	before := text[max(0, a.start-maxAssigned/4):a.start]
	before = before[bytes.LastIndexByte(before, '\n')+1:]
	for _, field := range [...]string{"server=", "data source=", "host=", "user id=", "uid=", "user=", "username="} {
		if indexFold(before, field) >= 0 {
			return true
		}
	}
	return false
}

// read takes apart what stands around a word. It reports whether there is a value
// that may be secret.
func (a *assignment) read(text []byte, n *nameFacts, from, to int) bool {
	a.start, a.end = nameAround(text, from, to)
	if a.end-a.start > maxName || a.end < len(text) && endsArgument(text[a.end]) || !a.link(text) || !n.read(text, a.start, a.end) || !a.value(text) || !a.plausibleText(text, n) {
		return false
	}
	if inner, ok := innerRun(text[a.from:a.to]); ok {
		a.from, a.to = a.from+inner.from, a.from+inner.to
	}
	return true
}

// endsArgument reports what most often follows a name that has no value.
func endsArgument(c byte) bool { return c == ',' || c == ';' || c == ')' }

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
	if bytes.HasPrefix(text[end:], []byte("ña")) { // contraseña
		end += len("ña")
	}
	for end > to && (text[end-1] == '.' || text[end-1] == '-' || text[end-1] == '$') {
		end--
	}
	return start, end
}

func isNameByte(c byte) bool { return isAlnum(c) || c == '_' || c == '-' || c == '.' || c == '$' }

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
	if spaces > 0 && equalFoldSuffix(text[a.start:a.end], "securestring") { // its flags
		for c.peek() == '-' {
			for c.at < c.end && (isAlnum(c.text[c.at]) || c.text[c.at] == '-' || c.text[c.at] == ':') {
				c.at++
			}
			c.blanks()
		}
	}
	switch {
	case c.at >= c.end:
		return false
	case spaces > 0 && c.sentence():
		a.op = opIs
	case c.operator(a):
	case quoted && c.valueAttribute(a): // <add key="password" value="…"/>, - name: PASSWORD⏎ value: …
	case list && c.eat(','):
		a.op = opComma
	case spaces == 0 && c.eat('('):
		a.op = opCall
	case c.peek() == '>' && a.inTag(text):
		c.at++
		for c.eatText("<Value>") || c.eatText("<value>") { // of unattend.xml
		}
		a.op = opTag
	case c.eatText("</key>"): // of a property list
		if p := c.peek(); p == '\n' || p == '\r' {
			c.newline()
		}
		c.blanks()
		if !c.eatText("<string>") {
			return false
		}
		a.op = opTag
	case c.typed(a): // var token string = …, <password type="x">…
	case spaces > 0 || quoted || c.peek() == '\n' || c.peek() == '\r':
		if c.valueAttribute(a) {
			break
		}
		if spaces == 0 || c.peek() == '\n' || c.peek() == '\r' {
			return false
		}
		a.op = opBlank
	default:
		return false
	}
	if a.op == opBlank && a.isSet(text) {
		a.op = opEqual
	}
	a.spaced = c.blanks() > 0
	if c.at < c.end && (c.peek() == '\n' || c.peek() == '\r') {
		if a.op == opBlank || a.op == opComma || a.op == opCompare || a.op == opIs || !c.newline() {
			return false
		}
		a.nextLine = true
	}
	a.from = c.at
	return c.at < len(text)
}

// isSet reports that a blank assigns the value to the name.
func (a *assignment) isSet(text []byte) bool {
	name := text[a.start:a.end]
	before := text[max(0, a.start-4):a.start]
	return equalFoldPrefix(name, "identified") || // IDENTIFIED BY, in SQL
		string(name) == "requirepass" || string(name) == "masterauth" || // redis.conf
		string(before) == "ENV " || string(before) == "ARG " // Dockerfile
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
		if c.at-from == 2 && isAlnum(c.peek()) {
			c.at = from
			return false // of a name with its module
		}
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

// sentence reads "is", perhaps behind whose the secret is: "for the database".
func (c *cursor) sentence() bool {
	from := c.at
	if c.eatWord("is") || c.eatWord("was") {
		return c.isBehind()
	}
	if c.eatWord("for") || c.eatWord("of") || c.eatWord("on") {
		for range 5 {
			c.blanks()
			word := c.at
			for c.at < c.end && (isAlnum(c.text[c.at]) || c.text[c.at] == '-' || c.text[c.at] == '.' || c.text[c.at] == '@') {
				c.at++
			}
			if w := c.text[word:c.at]; string(w) == "is" || string(w) == "was" {
				return c.isBehind()
			}
			if c.at == word {
				break
			}
		}
	}
	c.at = from
	return false
}

// isBehind reads what may stand behind "is".
func (c *cursor) isBehind() bool {
	if c.blanks() == 0 && c.peek() != ':' {
		return false
	}
	c.eat(':')
	return true
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

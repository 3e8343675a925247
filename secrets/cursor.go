package secrets

func isAlnum(c byte) bool {
	return 'a' <= c|0x20 && c|0x20 <= 'z' || '0' <= c && c <= '9'
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

func isOperatorByte(b byte) bool {
	switch b {
	case '=', ':', '?', '.', '|', '<', '>', '-', '!', '+', '~':
		return true
	}
	return false
}

func equalFoldPrefix(text []byte, lower string) bool {
	return len(text) >= len(lower) && equalFold(text[:len(lower)], lower)
}

func equalFoldSuffix(text []byte, lower string) bool {
	return len(text) >= len(lower) && equalFold(text[len(text)-len(lower):], lower)
}

func isEntity(text []byte) bool {
	c := cursor{text: text, end: len(text)}
	return c.entity()
}

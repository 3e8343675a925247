package envguard

import "strings"

// A sqlClause is the tokens lo to hi of a scan. What lies behind hi is not seen.
type sqlClause struct {
	*sqlScan
	lo, hi int
}

// word is the word at i in lower case, or nil if none is there.
func (c sqlClause) word(i int) []byte {
	if i < 0 || i >= c.hi || c.toks[i].kind != tokWord {
		return nil
	}
	return c.low[c.toks[i].start:c.toks[i].end]
}

// is reports whether the word at i is w.
func (c sqlClause) is(i int, w string) bool { return string(c.word(i)) == w }

// any reports whether the word at i is one of words.
func (c sqlClause) any(i int, words ...string) bool {
	at := c.word(i)
	for _, w := range words {
		if len(at) == len(w) && string(at) == w {
			return true
		}
	}
	return false
}

// kind is the kind of the token at i, and tokEnd behind the clause.
func (c sqlClause) kind(i int) tokenKind {
	if i < 0 || i >= c.hi {
		return tokEnd
	}
	return c.toks[i].kind
}

// at is the text of the token at i as it was written.
func (c sqlClause) at(i int) string {
	if i < 0 || i >= c.hi {
		return ""
	}
	return c.src[c.toks[i].start:c.toks[i].end]
}

// sign reports whether the operator at i is s.
func (c sqlClause) sign(i int, s string) bool { return c.kind(i) == tokSign && c.at(i) == s }

// depth is that of the clause's own words.
func (c sqlClause) depth() uint16 {
	if c.lo >= c.hi {
		return 0
	}
	return c.toks[c.lo].depth
}

// find is the index of the first of words outside of parentheses, or hi.
func (c sqlClause) find(from int, words ...string) int {
	depth := c.depth()
	var initials uint32 // of the words: most of the text begins with none of them
	for _, w := range words {
		initials |= 1 << (w[0] & 31)
	}
	for i := from; i < c.hi; i++ {
		t := &c.toks[i]
		if t.kind == tokWord && t.depth == depth && initials&(1<<(c.low[t.start]&31)) != 0 && c.any(i, words...) {
			return i
		}
	}
	return c.hi
}

// has reports whether one of words is in the clause outside of parentheses.
func (c sqlClause) has(words ...string) bool { return c.find(c.lo, words...) < c.hi }

// findPair is the index of the first a that b follows, or hi.
func (c sqlClause) findPair(a, b string) int {
	for i := c.find(c.lo, a); i < c.hi; i = c.find(i+1, a) {
		if c.is(i+1, b) {
			return i
		}
	}
	return c.hi
}

// follows reports whether words stand from i on.
func (c sqlClause) follows(i int, words ...string) bool {
	for k, w := range words {
		if !c.is(i+k, w) {
			return false
		}
	}
	return true
}

// closing is the index of the parenthesis that closes the one at i, or hi.
func (c sqlClause) closing(i int) int {
	depth := c.toks[i].depth
	for i++; i < c.hi; i++ {
		if c.toks[i].kind == tokClose && c.toks[i].depth <= depth {
			return i
		}
	}
	return c.hi
}

// skip moves i behind those of words that stand there in any order.
func (c sqlClause) skip(i int, words ...string) int {
	for c.any(i, words...) {
		i++
	}
	return i
}

// object is the name at i, with its parts but without quotes, and where it ends.
func (c sqlClause) object(i int) (string, int) {
	start, plain := i, true
	for i < c.hi {
		switch c.toks[i].kind {
		case tokWord, tokHole, tokNumber:
		case tokName, tokText:
			plain = false
		default:
			return c.joined(start, i, plain), i
		}
		i++
		for c.sign(i, ".") {
			i++
		}
		if !c.sign(i-1, ".") {
			break
		}
	}
	return c.joined(start, i, plain), i
}

func (c sqlClause) joined(from, to int, plain bool) string {
	if from >= to {
		return ""
	}
	for i := from + 1; i < to && plain; i++ {
		plain = c.toks[i].start == c.toks[i-1].end // no blank or comment between
	}
	if plain {
		return c.src[c.toks[from].start:c.toks[to-1].end]
	}
	var b strings.Builder
	for i := from; i < to && b.Len() < 256; i++ {
		switch c.toks[i].kind {
		case tokName, tokText:
			b.WriteString(c.text(i))
		default:
			b.WriteString(c.at(i))
		}
	}
	return b.String()
}

// routine is what CREATE or ALTER makes here if it has a body of statements, and
// where that word stands.
func (c sqlClause) routine() (string, int) {
	for i := c.lo + 1; i < min(c.hi, c.lo+14); i++ {
		switch string(c.word(i)) {
		case "function", "procedure", "proc", "trigger", "package", "event", "task", "rule", "job":
			return string(c.word(i)), i
		case "table", "view", "index", "database", "schema", "user", "role", "on", "as", "type":
			return "", i
		}
	}
	return "", c.hi
}

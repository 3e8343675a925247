package envguard

import (
	"strconv"
	"strings"
)

// A sqlValue is a literal.
type sqlValue struct {
	s      string
	n      float64
	number bool
	null   bool
}

func (v sqlValue) truth() bool {
	switch {
	case v.null:
		return false
	case v.number:
		return v.n != 0
	}
	switch strings.ToLower(v.s) {
	case "t", "true", "y", "yes", "on":
		return true
	}
	n, err := strconv.ParseFloat(strings.TrimSpace(v.s), 64)
	return err == nil && n != 0
}

// constant is the literal that c is.
func (c sqlClause) constant() (sqlValue, bool) {
	for n := 0; n < maxNesting && c.lo < c.hi && c.kind(c.lo) == tokOpen && c.closing(c.lo) == c.hi-1; n++ {
		c.lo, c.hi = c.lo+1, c.hi-1
	}
	minus := false
	for c.sign(c.lo, "-") || c.sign(c.lo, "+") {
		minus = minus != c.sign(c.lo, "-")
		c.lo++
	}
	if c.hi-c.lo >= 2 && c.any(c.lo, "date", "timestamp", "datetime", "time", "interval") && c.kind(c.lo+1) == tokText {
		c.lo++
	}
	if c.hi-c.lo == 3 && c.sign(c.lo+1, "::") {
		c.hi = c.lo + 1
	}
	if c.hi-c.lo != 1 {
		return sqlValue{}, false
	}
	switch c.kind(c.lo) {
	case tokNumber:
		n, err := sqlNumber(c.at(c.lo))
		if minus {
			n = -n
		}
		return sqlValue{n: n, number: true}, err == nil
	case tokText:
		return sqlValue{s: c.text(c.lo)}, true
	case tokWord:
		switch string(c.word(c.lo)) {
		case "true":
			return sqlValue{n: 1, number: true}, true
		case "false":
			return sqlValue{number: true}, true
		case "null":
			return sqlValue{null: true}, true
		}
	}
	return sqlValue{}, false
}

// sqlNumber reads a number. Nearly all are short and whole, which is quicker told.
func sqlNumber(text string) (float64, error) {
	if len(text) > 15 {
		return strconv.ParseFloat(text, 64)
	}
	n := 0
	for i := range len(text) {
		d := text[i] - '0'
		if d > 9 {
			return strconv.ParseFloat(text, 64)
		}
		n = n*10 + int(d)
	}
	return float64(n), nil
}

// names reports whether c names a column or anything else that varies.
func (c sqlClause) names() bool {
	for i := c.lo; i < c.hi; i++ {
		switch c.kind(i) {
		case tokName, tokHole:
			return true
		case tokWord:
			switch string(c.word(i)) {
			case "true", "false", "null", "and", "or", "not", "is", "in", "like", "between", "select", "exists", "as", "cast", "coalesce",
				"int", "integer", "text", "date", "case", "when", "then", "else", "end":
			default:
				if c.kind(i+1) != tokOpen {
					return true
				}
			}
		}
	}
	return false
}

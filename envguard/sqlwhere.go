package envguard

// rowsOf says how many of a table's rows a condition is true of.
type rowsOf uint8

const (
	allRows  rowsOf = iota // always true
	mostRows               // of nearly all, such as id > 0
	someRows               // cannot be told, or a part
	oneRow                 // rows named by their key
	noRows                 // never true
)

// rows judges the condition that c is. level bounds its nesting.
func (c sqlClause) rows(level int) rowsOf {
	for n := 0; c.lo < c.hi && c.kind(c.lo) == tokOpen && c.closing(c.lo) == c.hi-1; n++ {
		if n > maxNesting {
			return mostRows // nobody writes it so but to hide something
		}
		if c.any(c.lo+1, "select", "with", "values") {
			return c.subselect(sqlClause{c.sqlScan, c.lo + 1, c.hi - 1})
		}
		c.lo, c.hi = c.lo+1, c.hi-1
	}
	if c.lo >= c.hi {
		return allRows // a syntax error: what will be made of it is not known
	}
	if level > maxNesting {
		return mostRows
	}
	switch or, and, bare := c.connectives(); {
	case or < c.hi:
		return c.either(level)
	case and < c.hi:
		return c.both(level, bare)
	}
	return c.term(level)
}

// term judges a condition without AND and OR outside of parentheses.
func (c sqlClause) term(level int) rowsOf {
	if c.is(c.lo, "not") && !c.is(c.lo+1, "exists") || c.sign(c.lo, "!") {
		inner := sqlClause{c.sqlScan, c.lo + 1, c.hi}
		switch inner.rows(level + 1) {
		case allRows:
			return noRows
		case noRows:
			return allRows
		case oneRow:
			return mostRows
		}
		return someRows
	}
	return c.predicate()
}

// connectives are the indexes of the first OR, which "||" is in MySQL, and of the first
// AND before it, or hi, in one pass; bare reports a sign that MySQL takes for AND.
func (c sqlClause) connectives() (or, and int, bare bool) {
	depth, bars := c.depth(), c.speaks(MySQL)
	and = c.hi
	between := false
	for i := c.lo; i < c.hi; i++ {
		t := &c.toks[i]
		if t.depth != depth {
			continue
		}
		switch t.kind {
		case tokWord:
			switch n := t.end - t.start; {
			case n == 2 && c.is(i, "or"), n == 3 && c.is(i, "xor"):
				return i, and, bare
			case n == 3 && and == c.hi && c.is(i, "and"):
				if !between {
					and = i
				}
				between = false
			case n == 7 && and == c.hi:
				between = between || c.is(i, "between")
			}
		case tokSign:
			switch c.src[t.start] {
			case '|':
				if bars && c.at(i) == "||" {
					return i, and, bare
				}
			case '&':
				bare = bare || c.sign(i+1, "&")
			}
		}
	}
	if and == c.hi && bare {
		and = c.conjunction(c.lo)
	}
	return c.hi, and, bare
}

// either judges the parts between OR: one that is always true suffices.
func (c sqlClause) either(level int) rowsOf {
	got := noRows
	for lo := c.lo; lo < c.hi; {
		hi, _, _ := sqlClause{c.sqlScan, lo, c.hi}.connectives()
		part := sqlClause{c.sqlScan, lo, hi}
		r := part.rows(level + 1)
		if c.is(hi, "xor") && r != noRows {
			r = min(r, someRows)
		}
		got = min(got, r)
		lo = hi + 1
	}
	return got
}

// conjunction is the index of the next AND that belongs to no BETWEEN, or hi. Where
// there is none, MySQL's && is one.
func (c sqlClause) conjunction(from int) int {
	depth, between, bare := c.depth(), false, c.hi
	for i := from; i < c.hi; i++ {
		t := &c.toks[i]
		if t.depth != depth {
			continue
		}
		switch t.kind {
		case tokWord:
			switch t.end - t.start {
			case 3:
				if !c.is(i, "and") {
					continue
				}
				if !between {
					return i
				}
				between = false
			case 7:
				between = between || c.is(i, "between")
			}
		case tokSign:
			if bare == c.hi && c.sign(i, "&") && c.sign(i+1, "&") {
				bare = i
			}
		}
	}
	return bare
}

// both judges the parts between AND: the most exact one decides. There is no OR
// between them, and unless bare is set none of them has another AND.
func (c sqlClause) both(level int, bare bool) rowsOf {
	got := allRows
	for lo := c.lo; lo < c.hi; {
		hi := c.conjunction(lo)
		part := sqlClause{c.sqlScan, lo, hi}
		if bare || lo == hi || c.kind(lo) == tokOpen || level >= maxNesting {
			got = max(got, part.rows(level+1))
		} else {
			got = max(got, part.term(level+1))
		}
		lo = hi + 1
		if c.sign(hi, "&") {
			lo++
		}
	}
	return got
}

// predicate judges a single comparison.
func (c sqlClause) predicate() rowsOf {
	if c.is(c.lo, "exists") || c.follows(c.lo, "not", "exists") {
		return c.exists()
	}
	if c.follows(c.lo, "current", "of") {
		return oneRow
	}
	op, width := c.comparison()
	if op >= c.hi {
		return c.bare()
	}
	left, right := sqlClause{c.sqlScan, c.lo, op}, sqlClause{c.sqlScan, op + width, c.hi}
	negated := c.is(op, "not") || c.is(op+1, "not") && c.is(op, "is")
	if c.is(op, "is") && c.is(op+width-1, "from") { // IS NOT DISTINCT FROM is =
		negated = !negated
	}
	verb := c.at(op)
	if at := c.skip(op, "not"); c.kind(at) == tokWord {
		verb = string(c.word(at))
	}
	return left.compare(verb, negated, right)
}

// comparison is where the comparing words or signs of c stand, and how many.
func (c sqlClause) comparison() (at, width int) {
	depth := c.depth()
	for i := c.lo; i < c.hi; i++ {
		t := c.toks[i]
		if t.depth != depth {
			continue
		}
		switch {
		case t.kind == tokSign && i > c.lo:
			switch c.at(i) {
			case "=", "==", "<", ">", "<=", ">=", "<>", "!=", "<=>", "~", "!~", "~~", "!~~":
				n := 1
				if c.sign(i+1, "*") {
					n++
				}
				return i, n
			}
		case t.kind == tokWord && i > c.lo:
			n := 0
			if c.is(i, "not") {
				n = 1
			}
			switch string(c.word(i + n)) {
			case "in", "like", "ilike", "rlike", "regexp", "glob", "between", "match":
				return i, n + 1
			case "similar":
				return i, n + 2
			case "is":
				n++
				if c.is(i+n, "not") {
					n++
				}
				if c.follows(i+n, "distinct", "from") {
					n += 2
				}
				return i, n
			case "isnull", "notnull":
				return i, 1
			}
		}
	}
	return c.hi, 0
}

// exists judges [NOT] EXISTS (SELECT …): one that reads no table is always true.
func (c sqlClause) exists() rowsOf {
	not := c.is(c.lo, "not")
	i := c.lo + 1 + boolInt(not)
	if c.kind(i) != tokOpen {
		return someRows
	}
	in := sqlClause{c.sqlScan, i + 1, c.closing(i)}
	r := c.subselect(in)
	if not {
		if r == mostRows {
			return someRows
		}
		return r
	}
	return r
}

// subselect judges a condition that is a query: without rows to choose from, or
// without a condition, it does not depend on the row.
func (c sqlClause) subselect(in sqlClause) rowsOf {
	if in.find(in.lo, "where", "having", "limit", "join") < in.hi {
		return someRows
	}
	return mostRows
}

// bare judges a condition without a comparison.
func (c sqlClause) bare() rowsOf {
	if v, ok := c.constant(); ok {
		if v.truth() {
			return allRows
		}
		return noRows
	}
	if !c.names() || c.key() { // a key is true unless it is 0
		return mostRows
	}
	return someRows
}

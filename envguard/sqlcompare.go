package envguard

import "strings"

// compare judges left verb right, or its opposite where a NOT stands before the verb.
func (left sqlClause) compare(verb string, negated bool, right sqlClause) rowsOf {
	switch verb {
	case "!=", "<>":
		return left.equal(true, right)
	case "!~", "!~~":
		return left.like("~", true, right)
	case "isnull":
		return left.null(false)
	case "notnull":
		return left.null(true)
	case "is":
		if right.hi-right.lo == 1 && right.is(right.lo, "null") {
			return left.null(negated)
		}
		return left.equal(negated, right)
	case "=", "==", "<=>":
		return left.equal(negated, right)
	case "<", ">", "<=", ">=":
		return left.order(verb, right)
	case "in":
		return left.in(negated, right)
	case "between":
		return left.between(negated, right)
	}
	return left.like(verb, negated, right)
}

// null judges IS NULL and IS NOT NULL.
func (left sqlClause) null(negated bool) rowsOf {
	if v, ok := left.constant(); ok {
		if v.null != negated {
			return allRows
		}
		return noRows
	}
	if negated {
		return mostRows
	}
	return someRows
}

// equal judges = and its opposite.
func (left sqlClause) equal(negated bool, right sqlClause) rowsOf {
	if left.same(right) {
		if negated {
			return noRows
		}
		return allRows
	}
	a, aok := left.constant()
	b, bok := right.constant()
	switch {
	case aok && bok:
		if (a == b) != negated {
			return allRows
		}
		if a.number == b.number {
			return noRows
		}
		return mostRows // 1 = '1' depends on the server
	case !left.names() && !right.names():
		return mostRows // it is the same for all rows
	case aok && !bok:
		left, right, b, bok = right, left, a, true
	}
	if negated {
		if bok && (b.number || b.s == "") { // all but one
			return mostRows
		}
		return someRows
	}
	if (bok && !b.null || right.parameter()) && left.key() {
		return oneRow
	}
	return someRows
}

// parameter reports whether c is a placeholder.
func (c sqlClause) parameter() bool { return c.hi-c.lo == 1 && c.kind(c.lo) == tokHole }

// same reports whether two clauses are written with the same tokens.
func (c sqlClause) same(d sqlClause) bool {
	if c.hi-c.lo != d.hi-d.lo || c.lo >= c.hi || c.parameter() {
		return false
	}
	for i := 0; i < c.hi-c.lo; i++ {
		s, t := c.toks[c.lo+i], d.toks[d.lo+i]
		if string(c.low[s.start:s.end]) != string(c.low[t.start:t.end]) ||
			s.kind == tokText && c.at(c.lo+i) != d.at(d.lo+i) ||
			c.any(c.lo+i, "random", "rand", "newid", "uuid", "gen_random_uuid") {
			return false
		}
	}
	return true
}

// key reports whether c is a column that names a single row.
func (c sqlClause) key() bool {
	if c.lo >= c.hi {
		return false
	}
	if _, stop := c.object(c.lo); stop != c.hi {
		return false
	}
	switch string(c.plainLow(c.hi - 1)) {
	case "id", "_id", "uuid", "guid", "pk", "rowid", "_rowid_", "oid", "ctid", "key", "slug", "email", "username", "login", "sku":
		return true
	}
	return false
}

// plainLow is the name at i in lower case, without its quotes.
func (c sqlClause) plainLow(i int) []byte {
	if c.kind(i) != tokName {
		if i < 0 || i >= c.hi {
			return nil
		}
		return c.low[c.toks[i].start:c.toks[i].end]
	}
	return []byte(strings.ToLower(sqlUnquote(c.at(i))))
}

// sqlPlain is a name without its quotes.
func sqlPlain(s string) string {
	if len(s) >= 2 && strings.IndexByte("\"`[", s[0]) >= 0 {
		return sqlUnquote(s)
	}
	return s
}

// order judges <, >, <= and >=.
func (left sqlClause) order(verb string, right sqlClause) rowsOf {
	if left.same(right) {
		if len(verb) == 2 {
			return allRows
		}
		return noRows
	}
	a, aok := left.constant()
	b, bok := right.constant()
	if aok && bok && a.number && b.number {
		if verb[0] == '<' && a.n < b.n || verb[0] == '>' && a.n > b.n || len(verb) == 2 && a.n == b.n {
			return allRows
		}
		return noRows
	}
	if !left.names() && !right.names() {
		return mostRows
	}
	if aok && !bok { // 0 < id is id > 0
		left, right, b, bok = right, left, a, true
		verb = map[bool]string{true: ">", false: "<"}[verb[0] == '<']
	}
	switch {
	case bok && verb[0] == '>' && (b.number && b.n <= 1 || !b.number && early(b.s)),
		bok && verb[0] == '<' && (b.number && b.n >= manyRows || !b.number && late(b.s)):
		return mostRows
	case verb[0] == '<' && right.now() && left.born():
		return mostRows
	}
	return someRows
}

// early and late report whether a date or a text is before or behind about all others.
func early(s string) bool {
	return s == "" || len(s) >= 4 && sqlDigit[s[0]] && s[:4] <= "1980" && !strings.ContainsAny(s[:4], "-/ ") || s == "-infinity"
}

func late(s string) bool {
	return len(s) >= 4 && sqlDigit[s[0]] && s[:4] >= "2100" && !strings.ContainsAny(s[:4], "-/ ") || s == "infinity" || strings.HasPrefix(s, "zzz")
}

// now reports whether c is the present.
func (c sqlClause) now() bool {
	return c.any(c.lo, "now", "current_timestamp", "current_date", "sysdate", "systimestamp", "getdate", "sysdatetime", "localtimestamp", "curdate") &&
		(c.hi-c.lo == 1 || c.hi-c.lo == 3 && c.kind(c.lo+1) == tokOpen)
}

// born reports whether c is a column with the time at which its row came to be.
func (c sqlClause) born() bool {
	s := c.plainLow(c.hi - 1)
	for _, p := range [...]string{"created", "updated", "inserted", "modified", "creation", "date_created"} {
		if len(s) >= len(p) && string(s[:len(p)]) == p {
			return true
		}
	}
	return false
}

// in judges IN with a list or a query.
func (left sqlClause) in(negated bool, right sqlClause) rowsOf {
	if right.kind(right.lo) != tokOpen || right.any(right.lo+1, "select", "with", "values", "table") {
		if right.any(right.lo+1, "select") && !negated {
			in := sqlClause{right.sqlScan, right.lo + 1, right.closing(right.lo)}
			if in.find(in.lo, "where", "having", "limit", "join", "union", "intersect") >= in.hi && in.selectsAll(left) {
				return mostRows // id IN (SELECT id FROM t)
			}
		}
		return someRows
	}
	stop := right.closing(right.lo)
	a, constant := left.constant()
	plain, numbers := true, true
	for lo := right.lo + 1; lo < stop; {
		hi := lo
		for hi < stop && !(right.sign(hi, ",") && right.toks[hi].depth == right.toks[right.lo].depth+1) {
			hi++
		}
		item := sqlClause{right.sqlScan, lo, hi}
		if left.same(item) {
			return map[bool]rowsOf{false: allRows, true: noRows}[negated]
		}
		b, ok := item.constant()
		if constant && ok && a == b && !negated {
			return allRows
		}
		plain = plain && (ok || item.parameter())
		numbers = numbers && ok && (b.number || b.s == "")
		lo = hi + 1
	}
	switch {
	case constant && plain && !negated:
		return noRows
	case negated && (numbers || constant):
		return mostRows
	case negated || !plain || !left.key():
		return someRows
	}
	return oneRow
}

// selectsAll reports whether c is SELECT of the column left from the table itself
// whose rows are changed.
func (c sqlClause) selectsAll(left sqlClause) bool {
	from := c.find(c.lo, "from")
	item := sqlClause{c.sqlScan, c.skip(c.lo+1, "distinct", "all"), from}
	table, _ := c.object(from + 1)
	return left.same(item) && table != "" && strings.EqualFold(table, c.target)
}

// between judges BETWEEN low AND high.
func (left sqlClause) between(negated bool, right sqlClause) rowsOf {
	and := right.find(right.lo, "and")
	lowest, highest := sqlClause{right.sqlScan, right.lo, and}, sqlClause{right.sqlScan, and + 1, right.hi}
	a, aok := lowest.constant()
	b, bok := highest.constant()
	v, constant := left.constant()
	switch {
	case negated || !aok || !bok:
		return someRows
	case constant && v.number && a.number && b.number:
		if a.n <= v.n && v.n <= b.n {
			return allRows
		}
		return noRows
	case a.number && b.number && a.n <= 1 && b.n >= manyRows, !a.number && !b.number && early(a.s) && late(b.s):
		return mostRows
	}
	return someRows
}

// like judges LIKE, GLOB, SIMILAR TO and regular expressions: a pattern of nothing
// but wildcards takes all.
func (left sqlClause) like(verb string, negated bool, right sqlClause) rowsOf {
	if left.same(right) && !negated {
		return allRows
	}
	if i := right.find(right.lo, "escape"); i < right.hi {
		right.hi = i
	}
	b, ok := right.constant()
	if !ok {
		return someRows
	}
	free := strings.Trim(b.s, "%_*.^$+?[]") == "" && (strings.ContainsAny(b.s, "%*.") || b.s == "" && verb != "like" && verb != "ilike")
	if a, constant := left.constant(); constant && !negated {
		if free || a.s == b.s {
			return allRows
		}
		return mostRows
	}
	switch {
	case free && !negated, b.s == "" && negated:
		return mostRows
	case free:
		return noRows
	}
	return someRows
}

package envguard

// next is where the statement at c.lo ends. SQL Server needs no semicolon between
// statements, and in a block they stand behind THEN, ELSE, LOOP and BEGIN; so a
// statement also ends where another unmistakably begins. On the way next reports
// what happens within the statement: functions that are more than reads, and
// changes in parentheses.
func (c sqlClause) next() int {
	start := c.lo
	switch string(c.word(start)) {
	case "explain", "describe", "desc", "show", "help", "prepare", "grant", "revoke", "deny", "comment":
		return c.hi // they only name other statements
	case "create", "alter":
		if object, _ := c.routine(); object != "" {
			return c.hi
		}
		if head := (sqlClause{c.sqlScan, start, min(start+8, c.hi)}); head.has("view", "policy") {
			return c.hi
		}
	}
	depth := c.depth()
	for i := start; i < c.hi; i++ {
		t := &c.toks[i]
		switch t.kind {
		case tokClient:
			if i > start {
				return i
			}
		case tokOpen:
			c.inner(i)
		case tokWord, tokName:
			if i+1 < c.hi && c.toks[i+1].kind == tokOpen {
				c.call(i)
			}
			if i > start && t.kind == tokWord && t.depth == depth && verbInitials&(1<<(c.low[t.start]&31)) != 0 && c.begins(i, start) {
				return i
			}
		}
	}
	return c.hi
}

// changes reports whether a statement with the verb w changes rows.
func changes(w []byte) bool {
	switch string(w) {
	case "delete", "update", "insert", "merge", "replace", "truncate":
		return true
	}
	return false
}

// inner judges a change within the parentheses at i, as WITH d AS (DELETE …) has one.
func (c sqlClause) inner(i int) {
	w := c.word(i + 1)
	if w == nil || !changes(w) || c.kind(i+2) == tokOpen || c.kind(i+2) == tokClose || c.sign(i+2, ",") {
		return
	}
	if c.any(c.lo, "create") && !c.has("as") || c.is(i+1, "insert") && !c.is(i+2, "into") || c.is(i-1, "output") {
		return
	}
	if c.toks[i].depth >= maxNesting {
		c.tooDeep(c)
		return
	}
	in := sqlClause{c.sqlScan, i + 1, c.closing(i)}
	if in.is(in.lo, "update") && !in.has("set") {
		return
	}
	in.statement()
}

// verbInitials are the first letters of the verbs that begins knows: most words have
// another, and need no look at the verbs.
const verbInitials = 1<<('a'&31) | 1<<('b'&31) | 1<<('c'&31) | 1<<('d'&31) | 1<<('e'&31) | 1<<('i'&31) | 1<<('m'&31) | 1<<('r'&31) |
	1<<('s'&31) | 1<<('t'&31) | 1<<('u'&31)

// begins reports whether a statement begins at i, behind another that began at start.
func (c sqlClause) begins(i, start int) bool {
	w := c.word(i)
	if len(w) < 4 || len(w) > 8 {
		return false
	}
	verb := string(w)
	switch verb { // one with another initial needs it in verbInitials
	case "drop", "truncate", "delete", "update", "insert", "exec", "execute", "alter", "create", "merge", "shutdown", "backup", "restore", "dbcc",
		"rollback":
	default:
		return false
	}
	before := c.word(i - 1)
	switch string(before) {
	case "on", "for", "of", "or", "before", "after", "instead", "key", "show", "grant", "revoke", "deny", "as", "with", "not", "and", "where", "in":
		return verb == "exec" && string(before) == "as"
	case "then", "else", "loop", "begin", "do", "try", "catch", "atomic":
		c.block = true
		c.loops = c.loops || string(before) == "loop" || string(before) == "do"
		return verb != "update" && verb != "insert" && verb != "delete" || c.is(start, "if") || c.plainChange(i)
	}
	if c.kind(i-1) == tokSign && !c.sign(i-1, "*") && !c.sign(i-1, ":") && !c.sign(i-1, ">>") {
		return false // nothing ends with a sign but SELECT * and labels
	}
	after := c.word(i + 1)
	switch verb {
	case "drop":
		if c.is(start, "alter") && c.any(start+1, "extension", "publication") {
			return false
		}
		switch string(after) {
		case "table", "database", "schema", "login", "user":
			return true
		case "view", "index", "procedure", "proc", "function", "role", "trigger":
			return !c.is(start, "alter")
		}
		return false
	case "truncate":
		return string(after) == "table"
	case "alter":
		return c.any(i+1, "table", "database", "login", "user", "role", "server")
	case "create":
		return c.any(i+1, "table", "login", "user", "role", "database")
	case "merge":
		return string(after) == "into"
	case "exec", "execute":
		return !c.any(i+1, "as", "on", "function", "procedure") && i+1 < c.hi && !c.is(start, "execute") && !c.is(start, "exec")
	case "backup", "restore":
		return c.any(i+1, "database", "log")
	case "dbcc":
		return c.speaks(SQLServer) && after != nil
	case "shutdown":
		return c.dialect == SQLServer && (i+1 == c.hi || string(after) == "with")
	case "rollback":
		return false
	}
	return c.plainChange(i)
}

// plainChange reports whether DELETE FROM, INSERT INTO or UPDATE … SET stands at i.
func (c sqlClause) plainChange(i int) bool {
	switch string(c.word(i)) {
	case "delete":
		return c.is(i+1, "from") || c.speaks(SQLServer) && (c.kind(i+1) == tokWord || c.kind(i+1) == tokName) && !c.any(i+1, "on", "as", "where", "when", "output")
	case "insert":
		return c.is(i+1, "into") || c.dialect == SQLServer && c.kind(i+1) == tokName
	case "update":
		if c.any(i+1, "set", "of", "on", "statistics") || c.kind(i+1) == tokOpen {
			return false
		}
		for k := i + 2; k < min(i+10, c.hi); k++ {
			if c.is(k, "set") {
				return true
			}
		}
	}
	return false
}

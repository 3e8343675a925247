package envguard

// statement judges the statement that c is.
func (c sqlClause) statement() {
	i := c.lo
	if c.kind(i) == tokOpen {
		c.read("sql.select")
		return
	}
	switch string(c.word(i)) {
	case "select", "from", "sel":
		c.selectFrom(i)
	case "values", "table":
		c.read("sql.table")
	case "with":
		c.with()
	case "explain":
		c.explain()
	case "describe", "desc":
		if c.any(i+1, "analyze", "analyse") {
			c.explain()
		} else {
			c.read("sql.show")
		}
	case "show", "list", "ls", "help", "checksum", "handler", "fetch", "move", "close", "open", "print", "raise", "raiserror", "throw",
		"return", "signal", "resignal", "assert", "waitfor", "whenever", "prompt", "get", "exists", "summarize", "pivot",
		"unpivot", "consistency", "tracing", "paging", "expand", "serial":
		c.read("sql.show")
	case "use":
		c.read("sql.use")
	case "declare", "perform", "null", "leave", "iterate", "exit", "continue", "goto", "quit", "bye":
		c.read("sql.select")
	case "if", "while", "for", "loop", "repeat", "case", "when", "else", "elseif", "elsif", "elif", "until", "exception", "try", "catch", "foreach":
		c.block = true
		c.loops = c.loops || c.any(i, "while", "loop", "repeat", "for", "foreach")
		c.read("sql.block")
	case "begin", "start", "commit", "rollback", "end", "abort", "savepoint", "release", "xa", "tran":
		c.transaction()
	case "insert", "replace", "upsert":
		c.insert()
	case "update":
		c.update()
	case "delete", "del":
		c.delete()
	case "merge":
		c.merge()
	case "copy", "unload", "export", "put":
		c.copyData()
	case "load", "bulk", "import":
		c.loadData()
	case "drop":
		c.drop()
	case "truncate":
		c.truncate()
	case "create":
		c.create()
	case "alter":
		c.alter()
	case "rename", "exchange":
		obj, _ := c.object(c.skip(i+1, "table", "tables", "database", "schema", "to", "if", "exists"))
		c.report(c, finding{kind: "sql.rename_table", class: Migration, severity: Medium, object: obj, why: "a rename breaks what reads the old name"})
	case "grant", "revoke", "deny":
		c.grant()
	case "set":
		c.set()
	case "pragma":
		c.pragma()
	case "exec", "execute", "call":
		c.execute()
	case "prepare":
		c.prepare()
	case "do":
		c.do()
	default:
		if !c.admin() {
			c.other()
		}
	}
}

// read notes that the statement changes nothing by itself.
func (c sqlClause) read(kind string) {
	if c.quiet.Kind == "" {
		c.report(c, finding{kind: kind, class: Read})
	}
}

// other is what begins with no verb that is known: an assignment or a call within a
// block, or something that cannot be judged.
func (c sqlClause) other() {
	_, i := c.object(c.lo)
	switch {
	case i > c.lo && c.block && (c.sign(i, ":") || i < c.hi && c.kind(i) != tokOpen && c.kind(i) != tokSign):
		c.read("sql.block") // an assignment or a declaration
	case i > c.lo && c.block:
		if obj, _ := c.object(c.lo); c.any(c.lo, "dbms_output", "raise_application_error") || c.is(c.lo, "dbms_lock") {
			c.read("sql.block")
		} else {
			c.report(c, finding{kind: "sql.call", class: Execute, severity: Medium, object: obj, why: "what a procedure does cannot be told from its call"})
		}
	case c.sign(c.lo, ":") || c.kind(c.lo) == tokHole && c.lo+1 < c.hi && c.sign(c.lo+1, ":"):
		c.read("sql.block")
	default:
		c.report(c, finding{kind: kindUnknown, class: Execute, severity: Medium, why: "this is no statement that is known, so what it does cannot be told"})
	}
}

// selectFrom judges a SELECT by what it leaves behind.
func (c sqlClause) selectFrom(i int) {
	into := c.find(i, "into")
	switch {
	case into >= c.hi:
	case c.any(into+1, "outfile", "dumpfile"):
		c.report(c, finding{kind: "sql.into_outfile", class: Write, severity: Medium, object: c.text(into + 2),
			why: "the result is written to a file on the server"})
	case c.kind(into+1) == tokHole || c.block: // a variable
	default:
		obj, _ := c.object(c.skip(into+1, "temp", "temporary", "unlogged", "table"))
		c.report(c, finding{kind: "sql.select_into", class: Write, severity: Low, object: obj, why: "SELECT INTO creates a table"})
	}
	c.read("sql.select")
}

// with judges the statement behind the list of common table expressions.
func (c sqlClause) with() {
	i := c.find(c.lo+1, "select", "insert", "update", "delete", "merge", "replace", "values", "table", "exec", "execute", "from")
	if i >= c.hi {
		c.read("sql.select")
		return
	}
	main := sqlClause{c.sqlScan, i, c.hi}
	main.statement()
}

// explain judges what EXPLAIN runs, if it runs it.
func (c sqlClause) explain() {
	i := c.lo + 1
	analyze := false
	if c.kind(i) == tokOpen {
		stop := c.closing(i)
		for k := i + 1; k < stop; k++ {
			if c.any(k, "analyze", "analyse") {
				analyze = !c.any(k+1, "false", "off") && c.at(k+1) != "0" && !c.denied(k+1)
			}
		}
		i = stop + 1
	}
	for c.any(i, "analyze", "analyse", "verbose", "extended", "plan", "query", "for", "ast", "syntax", "pipeline", "estimate", "format",
		"tree", "json", "traditional", "into") || c.sign(i, "=") || c.kind(i) == tokOpen || c.any(i, "formatted", "cost", "codegen", "logical", "distributed", "partitions") {
		if c.any(i, "analyze", "analyse") {
			analyze = true
		}
		if c.kind(i) == tokOpen {
			i = c.closing(i)
		}
		i++
	}
	if analyze && i < c.hi {
		c.statements(sqlClause{c.sqlScan, i, c.hi})
		return
	}
	c.read("sql.explain")
}

// denied reports whether the token at i is a string that switches something off.
func (c sqlClause) denied(i int) bool {
	if c.kind(i) != tokText && c.kind(i) != tokName {
		return false
	}
	switch c.text(i) {
	case "false", "off", "0", "FALSE", "OFF":
		return true
	}
	return false
}

// transaction follows BEGIN, COMMIT and ROLLBACK.
func (c sqlClause) transaction() {
	i := c.lo
	switch string(c.word(i)) {
	case "begin", "start":
		if c.is(i, "start") && !c.is(i+1, "transaction") {
			c.report(c, finding{kind: "sql.replication", class: Availability, severity: Low, why: "replication is started"})
			return
		}
		k := c.skip(i+1, "transaction", "tran", "work", "isolation", "level", "read", "write", "only", "committed", "uncommitted", "repeatable",
			"serializable", "immediate", "deferred", "exclusive", "concurrent", "deferrable", "not", "with", "consistent", "snapshot", "distributed", "mark")
		for c.sign(k, ",") || c.any(k, "read", "isolation", "only", "write", "level", "repeatable", "serializable", "committed", "deferrable", "not") {
			k++
		}
		named := c.any(i+1, "tran", "transaction") && k+1 == c.hi
		if k < c.hi && !named { // a block
			c.block = true
			if c.any(k, "try", "catch", "atomic", "batch", "unlogged") {
				k++
			}
			if k < c.hi {
				c.statements(sqlClause{c.sqlScan, k, c.hi})
			}
			return
		}
		c.begun = len(c.ops)
	case "rollback", "abort":
		switch {
		case c.is(c.lo+1, "prepared"):
			c.report(c, finding{kind: "sql.tx", class: Write, severity: Medium, why: "a prepared transaction is thrown away"})
		case c.has("to"):
		default:
			c.undone()
			c.begun = -1
		}
	case "commit":
		c.begun = -1
	case "end":
		if k := c.skip(i+1, "if", "loop", "while", "case", "repeat", "try", "catch", "tran", "transaction", "work"); c.kind(k) == tokWord && k+1 < c.hi {
			c.statements(sqlClause{c.sqlScan, k, c.hi})
		}
		c.begun = -1
	}
	c.read("sql.tx")
}

// undone lowers what a transaction did that is rolled back: what it changed is as
// before, though it held locks.
func (c sqlClause) undone() {
	if c.begun < 0 || c.block || c.dialect == ClickHouse || c.dialect == BigQuery || c.dialect == Spark || c.dialect == Cassandra {
		return
	}
	for i := max(c.begun, c.base); i < len(c.ops); i++ {
		op := &c.ops[i]
		if k := c.undo[i-c.base]; op.Severity > Low && (k == undoRows || k == undoSchema && c.undoesSchema()) {
			op.Severity, op.Safer = Low, ""
			op.Why += "; it is rolled back, so only locks remain"
		}
	}
	c.worst = None
	for _, op := range c.ops[c.base:] {
		if op.Kind != kindUnknown && op.Kind != kindOpen {
			c.worst = max(c.worst, op.Severity)
		}
	}
}

// undoesSchema reports whether ROLLBACK undoes DROP and ALTER.
func (s *sqlScan) undoesSchema() bool {
	return s.dialect == PostgreSQL || s.dialect == SQLite || s.dialect == SQLServer
}

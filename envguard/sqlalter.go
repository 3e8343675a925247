package envguard

// alter judges ALTER by what is altered and how.
func (c sqlClause) alter() {
	i := c.skip(c.lo+1, "foreign", "external", "temporary", "ignore", "online", "offline", "transient", "hybrid", "iceberg", "dynamic", "pluggable")
	what := string(c.word(i))
	obj, after := c.object(c.skip(i+1, "if", "exists", "only", "all", "in", "tablespace", "concurrently"))
	f := finding{kind: "sql.alter_" + what, class: Migration, severity: Medium, object: obj, why: "a definition is changed", undo: undoSchema}
	switch what {
	case "table":
		c.alterTable(obj, after)
		return
	case "database", "schema", "keyspace":
		f = c.alterDatabase(f, after)
	case "system":
		f = c.alterSystem(f)
	case "role", "user", "login", "group":
		f = c.alterRole(f)
	case "default", "authorization", "server", "endpoint", "credential", "master", "certificate", "symmetric", "account", "share", "profile", "security",
		"network", "integration":
		f.class, f.why = Privilege, "who may do what is changed"
	case "policy", "masking", "row":
		f.kind, f.class, f.why = "sql.alter_policy", Privilege, "which rows can be seen is changed"
	case "session":
		f.kind, f.class, f.severity, f.why, f.object = "sql.set", Write, Low, "a setting of the session is changed", ""
	case "sequence":
		f.severity, f.why = Low, "the numbers that a sequence gives are changed"
	case "type":
		switch {
		case c.has("drop"):
			f.severity, f.class, f.why = High, Destructive, "an attribute is dropped from all columns of the type"
		case c.has("add") && !c.has("attribute"):
			f.severity, f.why = Low, "a value is added"
		}
	case "index":
		switch {
		case c.has("rebuild", "reorganize"):
			f.class, f.why = Availability, "an index is built anew, under a lock unless online"
		case c.has("visible"), c.has("set"):
			f.severity = Low
		}
	case "trigger":
		if c.has("disable") {
			f.kind, f.class, f.severity, f.why = "sql.disable_trigger", Privilege, High, "what the trigger kept right is no longer kept right"
		}
	case "warehouse", "task", "pipe", "availability", "subscription", "instance", "event", "resource":
		f.class, f.why = Availability, "what runs may stop or start"
	}
	if c.has("rename") && f.severity <= Medium {
		f.kind, f.class, f.severity, f.why = "sql.rename", Migration, Medium, "a rename breaks what uses the old name"
	}
	c.report(c, f)
}

func (c sqlClause) alterDatabase(f finding, i int) finding {
	f.undo = lasting
	switch {
	case c.has("single_user", "restricted_user", "offline", "emergency", "allow_connections"), c.is(i, "close"):
		f.class, f.severity, f.why = Availability, High, "sessions are thrown out or refused"
	case c.has("read_only", "read", "connection"):
		f.class, f.severity, f.why = Availability, Medium, "writes or connections are refused"
	case c.findPair("remove", "file") < c.hi, c.has("noarchivelog", "resetlogs"), c.findPair("drop", "logfile") < c.hi, c.findPair("flashback", "off") < c.hi,
		c.findPair("drop", "datafile") < c.hi, c.has("datafile") && c.has("drop"):
		f.class, f.severity, f.why = Destructive, High, "files of the database or the way back to an earlier state are given up"
	case c.findPair("drop", "region") < c.hi, c.has("drop"):
		f.class, f.severity, f.why = Destructive, High, "a part of the database is dropped"
	case c.has("rename"), c.findPair("modify", "name") < c.hi:
		f.kind, f.why = "sql.rename", "a rename breaks what uses the old name"
	case c.has("owner"):
		f.class, f.why = Privilege, "another role becomes the owner"
	case c.findPair("swap", "with") < c.hi:
		f.why = "two databases change their names"
	case c.findPair("recovery", "simple") < c.hi:
		f.class, f.why = Destructive, "the log for restoring to a point in time is given up"
	}
	return f
}

func (c sqlClause) alterSystem(f finding) finding {
	f.kind, f.object, f.undo = "sql.alter_system", "", lasting
	switch {
	case c.has("kill", "disconnect"):
		f.class, f.why = Availability, "a session is thrown out"
	case c.has("set", "reset"):
		f.class, f.severity, f.why = Privilege, High, "a setting of the whole server is changed, such as its durability"
		f.object, _ = c.object(c.find(c.lo, "set", "reset") + 1)
	case c.has("switch", "checkpoint", "archive", "register"):
		f.class, f.severity, f.why = Write, Low, "maintenance of the server"
	default:
		f.class, f.why = Availability, "the whole server is affected"
	}
	return f
}

func (c sqlClause) alterRole(f finding) finding {
	f.kind, f.class, f.why, f.undo = "sql.alter_role", Privilege, "what a role may do is changed", lasting
	switch {
	case c.has("password", "identified"):
		f.kind, f.why = "sql.alter_password", "whoever logs in with the old password is locked out"
	case c.has("nologin", "disable", "lock"):
		f.why = "whoever logs in with it is locked out"
	case c.has("superuser", "bypassrls", "createrole", "createdb", "replication", "member"):
		f.why = "the role may do more than before"
	}
	return f
}

// alterTable judges every action of ALTER TABLE, which commas part.
func (c sqlClause) alterTable(obj string, i int) {
	if c.is(i, "on") && c.is(i+1, "cluster") { // ClickHouse
		_, i = c.object(i + 2)
	}
	if c.sign(i, "*") {
		i++
	}
	depth := c.depth()
	for lo := i; lo < c.hi; {
		hi := lo
		for hi < c.hi && !(c.toks[hi].depth == depth && c.sign(hi, ",")) {
			hi++
		}
		if c.any(lo, "delete", "update") { // ClickHouse: its commas part assignments
			hi = c.hi
		}
		action := sqlClause{c.sqlScan, lo, hi}
		f := action.tableAction()
		if f.kind == "" && lo > i { // it goes on with the action before
			lo = hi + 1
			continue
		}
		f.object = obj
		if f.undo == lasting {
			f.undo = undoSchema
		}
		if f.kind == "" {
			f.kind, f.class, f.severity, f.why = "sql.alter_table", Migration, Medium, "the table is changed"
		}
		c.report(c, f)
		lo = hi + 1
	}
	if i >= c.hi {
		c.report(c, finding{kind: "sql.alter_table", class: Migration, severity: Medium, object: obj, why: "a table is changed", undo: undoSchema})
	}
}

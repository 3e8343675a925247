package envguard

// admin judges the statements for servers, logs, replicas and files, and reports
// whether the verb is one of them.
func (c sqlClause) admin() bool {
	i := c.lo
	f := finding{class: Availability, severity: Medium}
	switch string(c.word(i)) {
	case "vacuum":
		f.kind, f.class, f.severity, f.why = "sql.vacuum", Write, Low, "space is given back"
		switch {
		case c.has("full") || c.is(i+2, "full"):
			f.class, f.severity, f.why = Availability, Medium, "the table is locked while it is rewritten"
		case c.has("retain") && c.at(c.find(i, "retain")+1) == "0":
			f.class, f.severity, f.why = Destructive, High, "the earlier versions of the table are gone"
		}
	case "analyze", "analyse":
		f.kind, f.class, f.severity, f.why = "sql.analyze", Write, Low, "statistics are gathered anew"
	case "reindex", "cluster":
		f.kind, f.why = "sql."+string(c.word(i)), "a lock is held while it is built anew"
		if c.has("concurrently") || c.dialect == SQLite {
			f.class, f.severity = Write, Low
		}
	case "optimize", "repair":
		f.kind, f.why = "sql.optimize", "the table is rewritten"
	case "check":
		f.kind, f.class, f.severity = "sql.show", Read, None
	case "lock":
		f.kind, f.why = "sql.lock", "others wait until the lock is given up"
	case "unlock", "discard", "listen", "unlisten", "deallocate", "reset":
		if c.is(i, "reset") {
			return c.resets()
		}
		f.kind, f.class, f.severity = "sql.set", Read, None
	case "unset", "cache", "uncache", "clear", "refresh", "msck", "notify", "checkpoint", "comment", "annotate", "undrop", "undelete", "attach", "put",
		"restart":
		return c.routineAdmin()
	case "detach":
		f.kind, f.class, f.severity, f.why = "sql.detach", Write, Low, "a database is no longer at hand"
		if c.any(i+1, "table", "view", "dictionary", "permanently") {
			f.class, f.severity, f.why = Availability, Medium, "a table is no longer there until it is attached again"
		}
	case "kill", "cancel":
		f.kind, f.why = "sql.kill", "a session or a query is broken off"
	case "shutdown", "stop", "startup", "pause":
		f.kind, f.severity, f.why = "sql.shutdown", High, "the server is stopped"
		if c.is(i, "stop") {
			f.kind, f.severity, f.why = "sql.replication", Medium, "replication is stopped"
		} else if c.is(i, "startup") {
			f.severity, f.why = Medium, "the server is started"
		}
	case "change":
		f.kind, f.why = "sql.replication", "the replica follows another server"
	case "purge":
		f.kind, f.class, f.severity, f.why = "sql.purge", Destructive, High, "what was dropped cannot be had back"
		if c.any(i+1, "binary", "master") {
			f.kind, f.why = "sql.purge_binlog", "the way back to a point in time is gone"
		}
	case "flush":
		f.kind, f.why = "sql.flush", "the server reads its tables or rights anew"
		if c.any(i+1, "hosts", "status", "logs", "binary", "slow", "error", "engine", "general", "user_resources", "optimizer_costs") {
			f.class, f.severity, f.why = Write, Low, "counters or logs begin anew"
		}
	case "flashback":
		f.kind, f.class, f.why = "sql.flashback", Write, "an earlier state overwrites the present one"
		if c.any(i+1, "database", "cluster", "pluggable", "standby") {
			f.class, f.severity, f.why = Destructive, High, "an earlier state overwrites the whole database"
		}
	case "backup":
		f.kind, f.class, f.severity, f.why = "sql.backup", Read, Low, "a copy is made"
		if c.has("truncate_only", "no_log") || c.inWith("truncate_only", "no_log") {
			f.class, f.severity, f.why = Destructive, High, "the log for restoring to a point in time is thrown away"
		}
	case "restore", "recover":
		return c.restore()
	case "dbcc":
		return c.dbcc()
	case "reconfigure":
		f.kind, f.class, f.why = "sql.configure", Privilege, "settings of the server come into force"
	case "disable", "enable":
		f.kind, f.class, f.severity, f.why = "sql.disable_trigger", Privilege, High, "what the trigger kept right is no longer kept right"
		if c.is(i, "enable") {
			f.kind, f.severity, f.why = "sql.enable_trigger", Low, "a trigger works again"
		}
	case "reassign", "security", "audit", "noaudit", "administer", "add", "transfer":
		f.kind, f.class, f.why = "sql.privilege", Privilege, "who owns or may do what is changed"
		if c.any(i, "noaudit", "administer") {
			f.severity = High
		}
	case "clone":
		f.kind, f.class, f.severity, f.why = "sql.backup", Write, Low, "a copy is made"
		if c.is(i+1, "instance") {
			f.kind, f.class, f.severity, f.why = "sql.restore_replace", Destructive, Critical, "another server's data overwrites everything on this one"
		}
	case "install", "uninstall":
		f.kind, f.class, f.why = "sql.plugin", Privilege, "code is added to the server, or removed"
	case "system":
		return c.clickhouseSystem()
	case "remove", "rm":
		f.kind, f.class, f.severity, f.why = "sql.remove_stage", Destructive, High, "files of the stage are gone"
	case "batch", "apply":
		k := c.find(i, "delete", "update", "insert")
		if k < c.hi {
			c.statements(sqlClause{c.sqlScan, k, c.hi})
			return true
		}
		f.kind, f.class, f.severity, f.why = "sql.tx", Read, None, ""
	case "unquiesce", "quiesce":
		f.kind, f.why = "sql.lock", "others wait"
	default:
		return false
	}
	if f.object == "" && f.severity > Low {
		f.object, _ = c.object(c.skip(i+1, "table", "tables", "database", "full", "verbose", "freeze", "index", "schema", "system", "only", "query",
			"connection", "binary", "master", "logs", "no_write_to_binlog", "local", "if", "exists", "log", "label", "plugin", "component",
			"immediate", "abort", "normal", "transactional", "where", "to", "on", "with", "nowait", "owned", "by"))
	}
	c.report(c, f)
	return true
}

func (c sqlClause) routineAdmin() bool {
	f := finding{kind: "sql." + string(c.word(c.lo)), class: Write, severity: Low, why: "routine upkeep"}
	switch string(c.word(c.lo)) {
	case "unset":
		f.severity, f.class = None, Read
	case "restart":
		f.class, f.severity, f.why = Availability, High, "the server is restarted"
		f.kind = "sql.shutdown"
	case "notify":
		f.why = "those who listen are told something"
	case "undrop", "undelete":
		f.why = "what was dropped is had back"
	}
	c.report(c, f)
	return true
}

// resets judges RESET, which is MySQL's for logs and replicas, and others' for settings.
func (c sqlClause) resets() bool {
	f := finding{kind: "sql.set", class: Read}
	switch string(c.word(c.lo + 1)) {
	case "master", "binary":
		f = finding{kind: "sql.reset_master", class: Destructive, severity: High, why: "the binary log is gone, and with it the replicas' place in it"}
	case "slave", "replica":
		f = finding{kind: "sql.reset_replica", class: Destructive, severity: High, why: "the replica forgets its place in the log"}
	case "persist":
		f = finding{kind: "sql.set_global", class: Privilege, severity: Medium, why: "a setting of the whole server is changed"}
	case "query":
		f = finding{kind: "sql.flush", class: Write, severity: Low, why: "a cache is emptied"}
	}
	c.report(c, f)
	return true
}

// inWith reports whether one of words stands anywhere behind WITH.
func (c sqlClause) inWith(words ...string) bool {
	for i := c.find(c.lo, "with"); i < c.hi; i++ {
		if c.any(i, words...) {
			return true
		}
	}
	return false
}

func (c sqlClause) restore() bool {
	f := finding{kind: "sql.restore", class: Destructive, severity: High, why: "an earlier state overwrites the present one", safer: "restore under a new name and compare"}
	i := c.lo + 1
	f.object, _ = c.object(c.skip(i, "database", "table", "schema", "log"))
	switch {
	case c.any(i, "verifyonly", "headeronly", "filelistonly", "labelonly"):
		f = finding{kind: "sql.show", class: Read}
	case c.inWith("replace"):
		f.kind, f.severity, f.why = "sql.restore_replace", Critical, "the backup overwrites the whole database"
	case c.is(i, "table") && c.findPair("to", "version")+c.findPair("to", "timestamp") < 2*c.hi:
		f.class, f.severity = Write, Medium
	}
	c.report(c, f)
	return true
}

func (c sqlClause) dbcc() bool {
	f := finding{kind: "sql.dbcc", class: Write, severity: Low, why: "the database is checked"}
	for i := c.lo; i < c.hi; i++ {
		if c.any(i, "repair_allow_data_loss") {
			f.class, f.severity, f.why = Destructive, High, "what cannot be repaired is removed"
		}
	}
	if c.any(c.lo+1, "shrinkfile", "shrinkdatabase", "freeproccache", "dropcleanbuffers", "writepage", "dbreindex", "shutdown", "clonedatabase") {
		f.class, f.severity, f.why = Availability, max(f.severity, Medium), "the server is slow for a while"
		if c.is(c.lo+1, "writepage") {
			f.class, f.severity, f.why = Destructive, High, "pages of the database are overwritten"
		}
	}
	c.report(c, f)
	return true
}

func (c sqlClause) clickhouseSystem() bool {
	f := finding{kind: "sql.system", class: Write, severity: Low, why: "routine upkeep"}
	switch string(c.word(c.lo + 1)) {
	case "shutdown", "kill":
		f.class, f.severity, f.why = Availability, High, "the server is stopped"
	case "drop":
		switch {
		case c.any(c.lo+2, "replica", "database", "detached"):
			f.class, f.severity, f.why = Destructive, High, "the metadata of a replica are gone"
		case c.any(c.lo+2, "filesystem", "schema", "format"):
		}
	case "stop", "restart", "unload", "disable", "suspend", "restore", "cancel":
		f.class, f.severity, f.why = Availability, Medium, "work in the background stops"
	}
	c.report(c, f)
	return true
}

package envguard

// create judges CREATE: additive, unless it replaces.
func (c sqlClause) create() {
	i := c.lo + 1
	replaces := c.is(i, "or") && c.is(i+1, "replace")
	if c.is(i, "or") {
		i += 2
	}
	for !c.creates(i) && i < min(c.hi, c.lo+20) {
		i++
	}
	what := string(c.word(i))
	obj, _ := c.object(c.skip(i+1, "concurrently", "if", "not", "exists", "view", "body", "mapping", "for"))
	f := finding{kind: "sql.create_" + what, class: Migration, severity: Low, object: obj, why: "something is added", undo: undoSchema}
	switch what {
	case "table", "stage", "stream", "model", "snapshot":
		if replaces && !c.temporaryUntil(i) {
			f.kind, f.class, f.severity, f.why = "sql.create_or_replace", Destructive, High, "what had that name before is gone, with its rows"
			f.safer = "CREATE … IF NOT EXISTS, or make it under a new name and exchange them"
		}
	case "database", "schema", "catalog", "keyspace":
		if replaces {
			f.kind, f.class, f.severity, f.why = "sql.create_or_replace", Destructive, Critical, "what had that name before is gone, with every table in it"
			f.safer = "CREATE … IF NOT EXISTS"
		}
		if c.is(i+1, "link") {
			f.severity, f.why = Medium, "the database reaches another one from now on"
		}
		f.undo = lasting
	case "index":
		blocking := c.dialect == AnySQL || c.dialect == PostgreSQL
		if blocking && !c.has("concurrently") {
			f.severity, f.why, f.safer = Medium, "writes wait until the index is built", "CREATE INDEX CONCURRENTLY"
		}
	case "function", "procedure", "proc", "trigger", "package", "aggregate", "library", "assembly", "language":
		f.kind, f.why = "sql.create_function", "code is defined and not run yet"
		if what == "trigger" {
			f.kind, f.why = "sql.create_trigger", "code is defined that runs with later changes"
		}
		if c.foreignCode() {
			f.class, f.severity, f.why = Privilege, High, "the code may do on the server what the server may do"
		}
	case "rule":
		f.severity, f.why = Medium, "later statements are turned into others"
	case "policy", "masking", "row":
		f.class, f.severity, f.why = Privilege, Medium, "which rows can be seen is changed"
	case "user", "role", "login", "group", "credential", "application", "certificate", "master", "profile", "integration", "share":
		f.kind, f.class, f.severity, f.why = "sql.create_role", Privilege, Medium, "someone may do more than before"
	case "extension":
		f.class, f.severity, f.why = Privilege, Low, "functions and types are added"
		switch sqlPlain(obj) {
		case "plpython3u", "plpythonu", "plperlu", "pltclu", "plsh", "adminpack", "file_fdw", "dblink", "http", "pg_net":
			f.severity, f.why = Medium, "SQL may reach the server's files or other machines from now on"
		}
	case "server", "subscription", "publication", "connection", "endpoint", "pipe":
		f.severity, f.why = Medium, "data may flow to or from elsewhere"
	case "event", "task", "job":
		c.scheduled(f, i)
		return
	case "temporary", "temp", "":
		f.kind, f.severity, f.why = "sql.create", Low, "something is added"
	}
	c.report(c, f)
}

// creates reports whether the word at i says what CREATE makes.
func (c sqlClause) creates(i int) bool {
	switch string(c.word(i)) {
	case "table", "stage", "stream", "model", "snapshot", "database", "schema", "catalog", "keyspace", "index", "view", "function", "procedure",
		"proc", "trigger", "package", "aggregate", "library", "assembly", "language", "rule", "policy", "masking", "row", "user", "role", "login",
		"group", "credential", "application", "certificate", "profile", "integration", "share", "extension", "server", "subscription",
		"publication", "connection", "endpoint", "pipe", "event", "task", "job", "type", "domain", "sequence", "synonym", "tablespace",
		"statistics", "collation", "warehouse", "dictionary", "operator", "cast", "queue", "macro", "materialized":
		return !(c.is(i, "row") && !c.any(i+1, "access", "policy"))
	}
	return false
}

// temporaryUntil reports whether a word before i says that it lives as long as the session.
func (c sqlClause) temporaryUntil(i int) bool {
	return c.find(c.lo, "temp", "temporary", "volatile") < i
}

// foreignCode reports whether a function is in a language that is not bound to the database.
func (c sqlClause) foreignCode() bool {
	if c.has("soname") || c.findPair("external", "name") < c.hi {
		return true
	}
	i := c.find(c.lo, "language")
	if i >= c.hi {
		return false
	}
	lang := sqlPlain(c.at(i + 1))
	if c.kind(i+1) == tokText {
		lang = c.text(i + 1)
	}
	switch lang {
	case "c", "C", "plpythonu", "plpython2u", "plpython3u", "plperlu", "pltclu", "plsh", "pljavau", "plrubyu", "internal":
		return true
	}
	return false
}

// scheduled judges the statement that an event or a task will run.
func (c sqlClause) scheduled(f finding, i int) {
	f.kind, f.why = "sql.cron", "a statement is run later, again and again"
	body := c.find(i, "do")
	if body >= c.hi {
		if body = c.find(i, "as"); c.has("begin") {
			body = c.find(i, "begin")
		}
	}
	if body+1 < c.hi {
		got := c.silently(func() { c.statements(sqlClause{c.sqlScan, body + 1, c.hi}) })
		if got.Severity > f.severity {
			f.severity, f.class, f.why = got.Severity, got.Class, "this will be run on a schedule: "+got.Why
		}
	}
	f.undo = lasting
	c.report(c, f)
}

// grant judges GRANT, REVOKE and DENY.
func (c sqlClause) grant() {
	verb := string(c.word(c.lo))
	f := finding{kind: "sql." + verb, class: Privilege, severity: Medium, why: "who may do what is changed"}
	on := c.find(c.lo, "on")
	f.object, _ = c.object(c.skip(on+1, "table", "database", "schema", "all", "tables", "in", "sequence", "function"))
	if c.is(c.lo, "grant") {
		switch {
		case c.findPair("grant", "option") < c.hi, c.findPair("admin", "option") < c.hi, c.has("super", "superuser", "sysadmin", "db_owner", "dba", "control",
			"accountadmin", "securityadmin", "ownership", "rds_superuser", "pg_execute_server_program", "pg_write_server_files", "sysdba"):
			f.severity, f.why = High, "someone may do anything there, or pass the right on"
		case c.sign(on+1, "*") && c.sign(on+2, ".") && c.any(c.lo+1, "all"):
			f.severity, f.why = High, "someone may do anything on the whole server"
		case c.any(c.lo+1, "all") && c.is(c.find(c.lo, "to")+1, "public"):
			f.severity, f.why = High, "everyone may do anything there"
		}
	}
	c.report(c, f)
}

// set judges SET: settings of the session are harmless but for those that protect.
func (c sqlClause) set() {
	i := c.lo + 1
	f := finding{kind: "sql.set", class: Read}
	global := false
	for c.any(i, "global", "persist", "persist_only", "session", "local", "cluster", "setting", "account", "option") {
		global = global || c.any(i, "global", "persist", "persist_only", "cluster")
		i++
	}
	setting := string(c.word(i))
	if c.kind(i) == tokHole { // @@global.x, @x
		at := c.low[c.toks[i].start:c.toks[i].end]
		if string(at) == "@@global" || string(at) == "@@persist" {
			global = true
		}
		if len(at) > 2 && at[1] == '@' {
			setting = string(at[2:])
		}
		if c.sign(i+1, ".") {
			i += 2
			setting = string(c.word(i))
		}
	}
	value := i + 1
	for c.sign(value, "=") || c.sign(value, ":") || c.any(value, "to") {
		value++
	}
	off := c.any(value, "off", "false", "none") || c.at(value) == "0" || c.denied(value)
	guard := false
	switch setting {
	case "foreign_key_checks", "unique_checks", "check_constraint_checks":
		if off {
			f = finding{kind: "sql.disable_fk", class: Privilege, severity: Medium, why: "rows are no longer checked"}
		}
	case "session_replication_role":
		if !c.any(value, "origin", "default") {
			f = finding{kind: "sql.disable_fk", class: Privilege, severity: Medium, why: "triggers and foreign keys no longer work"}
		}
	case "sql_safe_updates", "sql_log_bin", "row_security", "read_only", "super_read_only", "default_transaction_read_only", "transaction_read_only",
		"safe_update", "require_where":
		guard = true
		if off {
			f = finding{kind: "sql.set_guard", class: Privilege, severity: Medium, why: "what protects from mistakes is switched off"}
		}
	case "password":
		f = finding{kind: "sql.alter_password", class: Privilege, severity: Medium, why: "whoever logs in with the old password is locked out"}
	case "role", "authorization":
		f = finding{kind: "sql.set_role", class: Privilege, severity: Low, why: "what follows is done as somebody else"}
	case "identity_insert":
		f = finding{kind: "sql.set", class: Write, severity: Low, why: "identities are written by hand"}
	}
	if c.any(i, "default") && c.is(i+1, "role") {
		f = finding{kind: "sql.alter_role", class: Privilege, severity: Medium, why: "what a role may do is changed"}
	}
	if global {
		f = finding{kind: "sql.set_global", class: Privilege, severity: Medium, object: setting, why: "a setting of the whole server is changed"}
		switch setting {
		case "local_infile", "log_bin", "sync_binlog", "innodb_flush_log_at_trx_commit", "foreign_key_checks", "secure_file_priv", "general_log_file",
			"innodb_doublewrite", "offline_mode", "require_secure_transport", "event_scheduler", "slow_query_log_file",
			"validate_password", "binlog_expire_logs_seconds", "expire_logs_days":
			guard = true
		}
		if guard {
			f.severity, f.why = High, "what protects the whole server is changed"
		}
	}
	c.report(c, f)
}

// pragma judges SQLite's PRAGMA: without a value it reads, mostly.
func (c sqlClause) pragma() {
	i := c.lo + 1
	if c.sign(i+1, ".") {
		i += 2
	}
	f := finding{kind: "sql.pragma_write", class: Write, severity: Low, object: c.at(i), why: "a setting of the database is changed"}
	sets := i+1 < c.hi
	value := i + 2
	off := c.any(value, "off", "false", "no", "memory", "none") || c.at(value) == "0" || c.denied(value)
	switch string(c.word(i)) {
	case "table_info", "table_xinfo", "table_list", "index_list", "index_info", "index_xinfo", "foreign_key_list", "foreign_key_check",
		"integrity_check", "quick_check", "function_list", "module_list", "database_list", "collation_list", "compile_options", "pragma_list",
		"stats", "freelist_count", "page_count", "data_version", "query_only", "busy_timeout", "cache_size", "temp_store", "mmap_size",
		"show_tables", "database_size", "case_sensitive_like", "threads", "analysis_limit", "cell_size_check":
		sets = false
	case "wal_checkpoint", "incremental_vacuum", "optimize", "shrink_memory":
		sets = true
	case "writable_schema":
		f.class, f.severity, f.why = Privilege, Medium, "the catalogue of tables can be written, and broken"
	case "foreign_keys", "ignore_check_constraints", "defer_foreign_keys":
		if off != c.is(i, "ignore_check_constraints") {
			f.kind, f.class, f.severity, f.why = "sql.disable_fk", Privilege, Medium, "rows are no longer checked"
		}
	case "journal_mode", "synchronous", "locking_mode", "trusted_schema":
		if off && !c.is(i, "trusted_schema") {
			f.severity, f.why = Medium, "the database may be broken by a crash"
		}
	case "rekey", "hexrekey", "key", "hexkey", "textkey":
		f.class, f.severity, f.why = Privilege, Medium, "the key of the database is given or changed"
	}
	if !sets {
		f = finding{kind: "sql.pragma", class: Read}
	}
	c.report(c, f)
}

package envguard

import "strings"

// drop judges DROP by what is dropped.
func (c sqlClause) drop() {
	i := c.skip(c.lo+1, "or", "replace", "temporary", "temp", "global", "local", "public", "foreign", "external", "transient", "hybrid", "iceberg",
		"all", "editionable", "if", "exists", "unique", "clustered", "live", "force", "cluster")
	f := finding{class: Destructive, undo: undoSchema}
	modifier := func(w string) bool { return c.find(c.lo+1, w) < i }
	what := string(c.word(i))
	behind := i + 1 // where the name stands, but for IF EXISTS
	cascade := c.has("cascade")
	switch what {
	case "table", "tables":
		f.kind, f.severity, f.why = "sql.drop_table", High, "the table and all of its rows are gone"
		f.safer = "rename it and drop it later, after a backup"
		if modifier("foreign") || modifier("external") {
			f.kind, f.severity, f.why, f.safer = "sql.drop_foreign_table", Medium, "the link to a table elsewhere is removed", ""
		}
	case "database", "catalog", "keyspace":
		f.kind, f.severity, f.why, f.undo = "sql.drop_database", Critical, "the database and everything in it is gone", lasting
		f.safer = "make a dump that is known to restore first"
		if c.is(behind, "link") {
			f.kind, f.class, f.severity, f.why, f.safer = "sql.drop_link", Migration, Medium, "a link to another database is removed", ""
			behind++
		} else if c.any(behind, "role", "scoped", "audit", "encryption") {
			f.kind, f.class, f.severity, f.why, f.safer = "sql.drop_role", Privilege, High, "a key, a credential or a role of the database is removed", ""
			behind++
		}
	case "pluggable", "diskgroup", "account", "organization":
		f.kind, f.severity, f.why, f.undo = "sql.drop_database", Critical, "everything in it is gone", lasting
	case "schema":
		f.kind, f.severity, f.why = "sql.drop_schema", Critical, "the schema goes with every table in it"
		f.safer = "drop single objects, after a dump"
		if c.has("restrict") && c.dialect == PostgreSQL {
			f.severity, f.why = Medium, "the schema is removed if it is empty"
		}
	case "owned":
		f.kind, f.severity, f.why = "sql.drop_owned", Critical, "everything that the role owns is gone"
		f.safer = "REASSIGN OWNED BY … TO …"
		behind = c.skip(behind, "by")
	case "tablespace":
		f.kind, f.severity, f.why, f.undo = "sql.drop_tablespace", High, "the tablespace is removed", lasting
		if c.findPair("including", "contents") < c.hi {
			f.severity, f.why = Critical, "the tablespace is removed with everything in it"
		}
	case "view", "materialized", "dynamic":
		f.kind, f.severity, f.why = "sql.drop_view", Medium, "a view can be made again from its source, unless that is lost"
		if what == "dynamic" {
			f.kind, f.severity, f.why = "sql.drop_table", High, "the table and all of its rows are gone"
		}
		behind = c.skip(behind, "view", "table", "log", "on")
	case "index", "search", "vector", "fulltext", "spatial":
		f.kind, f.severity, f.why = "sql.drop_index", Medium, "queries may become slow until it is built again"
		behind = c.skip(behind, "index", "concurrently", "online", "catalog", "configuration", "dictionary")
	case "column", "constraint":
		c.dropColumn(i)
		return
	case "function", "procedure", "proc", "routine", "aggregate", "package", "operator", "cast", "transform", "library", "assembly", "method", "java":
		f.kind, f.severity, f.why = "sql.drop_function", Medium, "what calls it fails until it is made again"
		behind = c.skip(behind, "body", "source", "class")
	case "trigger":
		f.kind, f.severity, f.why = "sql.drop_trigger", Medium, "what it kept right is no longer kept right"
		behind = c.skip(behind, "event")
	case "event":
		f.kind, f.severity, f.why = "sql.drop_trigger", Medium, "what it did is no longer done"
		behind = c.skip(behind, "trigger", "session", "notification")
	case "rule", "sequence", "synonym", "statistics", "collation", "conversion", "text", "access", "language", "macro", "dictionary", "task", "pipe",
		"stream", "alert", "tag", "stogroup", "type", "domain", "server", "fdw", "publication", "projection", "plan", "queue", "service", "contract",
		"message", "connection", "connector", "workload", "resource", "context", "dimension", "operation", "outline", "edition", "attribute", "sandbox",
		"reservation", "assignment", "capacity", "settings", "profile", "quota", "secret", "model", "streaming", "default", "variable", "named",
		"file", "changefeed", "broker", "remote", "notification", "partition":
		f = c.dropObject(what, cascade)
		behind = c.skip(behind, "group", "template", "configuration", "profile", "type", "format", "collection", "search", "method", "service")
	case "extension":
		f.kind, f.severity, f.why = "sql.drop_extension", Medium, "its functions and types are removed"
		if cascade {
			f.severity, f.why = High, "CASCADE drops every column of its types too"
		}
	case "policy", "row", "masking", "security", "aggregation", "network", "session", "authentication", "password":
		f.kind, f.severity, f.why = "sql.drop_policy", High, "rows or columns that were hidden can be read"
		behind = c.skip(behind, "access", "policy", "policies")
	case "role", "user", "login", "group", "application", "credential", "certificate", "symmetric", "asymmetric", "master", "encryption":
		f.kind, f.class, f.severity, f.why = "sql.drop_role", Privilege, High, "whoever logs in with it is locked out"
		if what == "user" && c.is(behind, "mapping") {
			f.severity, f.why = Medium, "tables elsewhere cannot be read until it is made again"
		} else if what == "user" && cascade {
			f.kind, f.class, f.severity, f.why = "sql.drop_user", Destructive, Critical, "CASCADE drops the user's whole schema"
		}
		if what == "certificate" || what == "symmetric" || what == "asymmetric" || what == "master" || what == "encryption" {
			f.kind, f.why = "sql.drop_key", "what is encrypted with it cannot be read any more"
		}
		behind = c.skip(behind, "mapping", "for", "role", "key")
	case "stage", "warehouse", "share", "integration", "replication", "subscription", "availability", "endpoint", "snapshot", "backup", "storage",
		"failover", "compute", "volume", "logfile", "undo", "restore":
		f.kind, f.severity, f.why = "sql.drop_"+what, High, "a "+what+" is removed, with what it held or kept up"
		behind = c.skip(behind, "slot", "group", "integration", "set", "tablespace")
	case "prepare", "prepared":
		c.read("sql.tx")
		return
	default:
		f.kind, f.severity, f.why = "sql.drop", High, "something is dropped for good"
		behind = i
	}
	if modifier("temporary") || modifier("temp") {
		f.kind, f.class, f.severity, f.why, f.safer = "sql.drop_temporary", Write, Low, "what is dropped lives as long as its session", ""
	}
	behind = c.skip(behind, "if", "exists", "concurrently")
	f.object, _ = c.object(behind)
	if f.kind == "sql.drop_table" && temporary(f.object) && !c.listed(behind) {
		f.kind, f.class, f.severity, f.why, f.safer = "sql.drop_temporary", Write, Low, "a temporary table is dropped", ""
	}
	if f.kind == "sql.drop_table" && f.object == "" {
		f.object = strings.TrimSpace(c.at(behind))
	}
	c.report(c, f)
}

// listed reports whether a comma follows the name at i.
func (c sqlClause) listed(i int) bool {
	_, i = c.object(i)
	return c.sign(i, ",")
}

// dropObject is the finding for a kind of object that can be made again from its source.
func (c sqlClause) dropObject(what string, cascade bool) finding {
	f := finding{kind: "sql.drop_" + what, class: Destructive, severity: Medium, why: "it can be made again from its source, unless that is lost", undo: undoSchema}
	switch what {
	case "type", "domain", "server", "sequence", "foreign", "language":
		if cascade {
			f.severity, f.why = High, "CASCADE drops the columns or tables that use it"
		}
	case "model", "partition", "secret":
		f.severity, f.why = High, "what it held is gone"
	}
	return f
}

// dropColumn judges DROP COLUMN that stands by itself, as in Cassandra's and others' scripts.
func (c sqlClause) dropColumn(i int) {
	obj, _ := c.object(i + 1)
	c.report(c, finding{kind: "sql.drop_column", class: Destructive, severity: High, object: obj, why: "the column and its values are gone", undo: undoSchema})
}

// truncate judges TRUNCATE.
func (c sqlClause) truncate() {
	f := finding{kind: "sql.truncate", class: Destructive, severity: High, why: "all rows are removed", undo: undoSchema}
	if c.dialect == AnySQL {
		f.undo = lasting
	}
	i := c.lo + 1
	switch {
	case c.any(i, "database", "schema", "keyspace"):
		f.kind, f.severity, f.why = "sql.truncate_database", Critical, "all rows of all tables are removed"
		i++
	case c.is(i, "all") && c.is(i+1, "tables"):
		f.kind, f.severity, f.why = "sql.truncate_database", Critical, "all rows of all tables are removed"
		i += 2
	default:
		i = c.skip(i, "table", "tables", "only", "materialized", "view", "cluster", "temporary")
	}
	i = c.skip(i, "if", "exists", "only", "from")
	f.object, _ = c.object(i)
	f.safer = "look first: SELECT count(*) FROM " + orTable(f.object) + "; then delete the rows that a WHERE names"
	if temporary(f.object) && !c.listed(i) {
		f.class, f.severity, f.why, f.safer = Write, Low, "a temporary table is emptied", ""
	}
	c.report(c, f)
}

package envguard

// tableAction judges one action of ALTER TABLE; it has no kind if it is none that
// is known.
func (a sqlClause) tableAction() finding {
	i := a.lo
	f := finding{kind: "sql.alter_table", class: Migration, severity: Medium, why: "the table is changed"}
	switch string(a.word(i)) {
	case "drop":
		return a.dropAction(i)
	case "add":
		return a.addAction(i)
	case "alter":
		return a.columnAction(i)
	case "modify", "change":
		if a.is(i+1, "ttl") {
			return finding{kind: "sql.modify_ttl", class: Destructive, severity: High, why: "rows older than the limit are removed"}
		}
		if a.any(i+1, "setting", "order", "comment", "query", "sample") || a.has("comment") && a.kind(i+3) == tokText {
			f.severity = Low
			return f
		}
		return finding{kind: "sql.alter_type", class: Migration, severity: High, why: "a column's type is changed: the table is rewritten and values may be cut"}
	case "rename":
		return finding{kind: "sql.rename", class: Migration, severity: Medium, why: "a rename breaks what uses the old name"}
	case "swap", "exchange", "switch", "replace", "detach", "move", "coalesce", "reorganize", "remove", "merge", "split", "partition", "import":
		f.kind, f.why = "sql.move_partition", "rows move between tables or partitions"
		if a.is(i, "detach") && a.any(i+1, "partition", "part") && a.dialect == ClickHouse {
			f.why = "rows are no longer in the table until they are attached again"
		}
	case "truncate":
		return finding{kind: "sql.drop_partition", class: Destructive, severity: High, why: "the rows of the partition are gone"}
	case "discard":
		return finding{kind: "sql.discard_tablespace", class: Destructive, severity: High, why: "the table's data file is removed"}
	case "clear":
		if a.is(i+1, "column") {
			return finding{kind: "sql.drop_column", class: Destructive, severity: High, why: "the column's values are gone"}
		}
		f.severity = Low
	case "delete", "update": // ClickHouse's mutations
		return a.mutation(i)
	case "disable", "no", "nocheck", "with":
		return a.disableAction(i)
	case "enable", "validate", "cluster", "attach", "freeze", "unfreeze", "inherit", "replica", "check", "comment", "materialize", "order", "auto_increment",
		"resume", "suspend", "recluster", "refresh", "fetch", "touch", "row_format", "recover", "algorithm", "lock", "options", "apply", "nologging",
		"logging", "parallel", "noparallel", "cache", "nocache", "shrink", "default":
		f.severity = Low
	case "convert", "engine", "force", "rebuild", "optimize":
		f.class, f.why = Availability, "the table is rewritten, under a lock unless online"
	case "owner":
		f.class, f.why = Privilege, "another role becomes the owner"
	case "set":
		return a.setAction(i)
	default:
		return finding{}
	}
	return f
}

func (a sqlClause) dropAction(i int) finding {
	f := finding{class: Migration, severity: Medium}
	k := a.skip(i+1, "if", "exists")
	switch string(a.word(k)) {
	case "constraint", "check":
		f.kind, f.why = "sql.drop_constraint", "what the constraint kept right is no longer kept right"
	case "primary", "foreign", "unique":
		f.kind, f.why = "sql.drop_constraint", "what the key kept right is no longer kept right"
	case "index", "key", "projection", "statistics", "search", "clustering", "sorting":
		f.kind, f.why = "sql.drop_index", "queries may become slow until it is built again"
	case "default":
		f.kind, f.why = "sql.drop_default", "new rows get no default"
	case "expression", "identity", "period", "system", "storage", "supplemental":
		f.kind, f.why = "sql.alter_table", "how rows are kept is changed"
	case "row", "masking", "all", "aggregation":
		f.kind, f.class, f.severity, f.why = "sql.drop_policy", Privilege, High, "rows or columns that were hidden can be read"
	case "partition", "part", "detached", "subpartition", "range":
		f.kind, f.class, f.severity, f.why = "sql.drop_partition", Destructive, High, "the rows of the partition are gone"
		f.safer = "detach the partition, and drop it later"
	default:
		f.kind, f.class, f.severity, f.why = "sql.drop_column", Destructive, High, "the column and its values are gone"
		f.safer = "stop using the column first, and drop it later, after a backup"
	}
	return f
}

func (a sqlClause) addAction(i int) finding {
	f := finding{kind: "sql.add_column", class: Migration, severity: Low, why: "a column is added"}
	k := a.skip(i+1, "if", "not", "exists")
	switch string(a.word(k)) {
	case "constraint", "primary", "unique", "check":
		f.kind, f.why = "sql.add_constraint", "a constraint is added"
		if a.findPair("foreign", "key") < a.hi {
			f.kind = "sql.create_fk"
		}
	case "foreign":
		f.kind, f.why = "sql.create_fk", "a foreign key is added"
	case "index", "key", "fulltext", "spatial", "projection", "statistics", "search":
		f.kind, f.why = "sql.create_index", "an index is added"
	case "partition", "subpartition":
		f.kind, f.why = "sql.add_partition", "a partition is added"
	case "row", "masking":
		f.kind, f.class, f.severity, f.why = "sql.alter_policy", Privilege, Medium, "which rows can be seen is changed"
	}
	return f
}

// columnAction judges ALTER [COLUMN] within ALTER TABLE.
func (a sqlClause) columnAction(i int) finding {
	f := finding{kind: "sql.alter_column", class: Migration, severity: Medium, why: "a column is changed"}
	if a.any(i+1, "index", "constraint", "check") {
		f.severity = Low
		return f
	}
	_, k := a.object(a.skip(i+1, "column", "if", "exists"))
	switch {
	case a.is(k, "drop") && a.is(k+1, "not"):
		f.kind, f.why = "sql.drop_not_null", "the column may be empty from now on"
	case a.is(k, "drop"):
		f.kind, f.why = "sql.drop_default", "new rows get no default"
	case a.is(k, "set") && a.is(k+1, "not"):
		f.kind, f.why = "sql.not_null", "the whole table is read under a lock"
	case a.is(k, "set") && a.is(k+1, "data"), a.is(k, "type"):
		f.kind, f.severity, f.why = "sql.alter_type", High, "the table is rewritten and values may be cut"
		f.safer = "add a new column, copy in batches, then exchange them"
	case a.is(k, "set") && a.is(k+1, "masking"), a.is(k, "unset"):
		f.class, f.why = Privilege, "who can read the column is changed"
	case a.any(k, "set", "reset", "restart", "comment", "add", "rename", "visible", "invisible"):
		f.severity = Low
		if a.is(k, "rename") {
			f.kind, f.severity, f.why = "sql.rename", Medium, "a rename breaks what uses the old name"
		}
	case a.kind(k) == tokWord || a.kind(k) == tokName: // SQL Server: ALTER COLUMN a int
		f.kind, f.severity, f.why = "sql.alter_type", High, "a column's type is changed: values may be cut"
	}
	return f
}

func (a sqlClause) disableAction(i int) finding {
	f := finding{kind: "sql.alter_table", class: Migration, severity: Medium, why: "the table is changed"}
	k := i
	if a.is(k, "with") {
		k = a.skip(k+1, "nocheck", "check")
	}
	switch {
	case a.findPair("row", "level") < a.hi || a.findPair("row", "security") < a.hi:
		f.kind, f.class, f.severity, f.why = "sql.disable_rls", Privilege, High, "rows that were hidden can be read"
	case a.is(i, "disable") && a.any(i+1, "trigger", "triggers"):
		f.kind, f.class, f.severity, f.why = "sql.disable_trigger", Privilege, High, "what the triggers kept right is no longer kept right"
	case a.any(k, "nocheck") || a.is(i, "nocheck") || a.is(i, "disable") && a.any(i+1, "constraint", "primary", "unique", "validate", "novalidate"):
		f.kind, f.class, f.why = "sql.disable_fk", Privilege, "rows are no longer checked"
	case a.any(i+1, "keys", "rule", "change_tracking"):
		f.severity = Low
	}
	return f
}

func (a sqlClause) setAction(i int) finding {
	f := finding{kind: "sql.alter_table", class: Migration, severity: Low, why: "a setting of the table is changed"}
	switch {
	case a.is(i+1, "schema"):
		f.kind, f.severity, f.why = "sql.rename", Medium, "a move to another schema breaks what uses the old name"
	case a.is(i+1, "unlogged"):
		f.severity, f.why = Medium, "the table is emptied by a crash"
	case a.any(i+1, "tablespace", "access", "unused"):
		f.severity, f.why = Medium, "the table is rewritten under a lock"
		if a.is(i+1, "unused") {
			f.kind, f.class, f.severity, f.why = "sql.drop_column", Destructive, High, "the column's values cannot be read any more"
		}
	case a.has("masking", "row", "data_retention_time_in_days"):
		f.class, f.severity, f.why = Privilege, Medium, "what protects the table is changed"
	}
	return f
}

// mutation judges ClickHouse's ALTER TABLE … DELETE and UPDATE.
func (a sqlClause) mutation(i int) finding {
	verb, does := "delete", "removes"
	if a.is(i, "update") {
		verb, does = "update", "changes"
	}
	f := finding{kind: "sql." + verb + "_where", class: Destructive, severity: Medium, why: "the mutation " + does + " rows for good"}
	where := a.find(i, "where")
	condition := sqlClause{a.sqlScan, min(where+1, a.hi), a.hi}
	switch condition.rows(0) {
	case allRows:
		f.kind, f.severity, f.why = "sql."+verb+"_all", High, "the mutation "+does+" all rows"
	case mostRows:
		f.kind, f.severity, f.why = "sql."+verb+"_bulk", High, "the mutation "+does+" about all rows"
	}
	return f
}

package envguard

// copyData judges COPY, UNLOAD, EXPORT and PUT by where the data goes.
func (c sqlClause) copyData() {
	f := finding{kind: "sql.copy_from", class: Write, severity: Low, why: "rows are loaded"}
	f.object, _ = c.object(c.skip(c.lo+1, "into", "binary", "data"))
	from := c.find(c.lo+1, "from", "to")
	switch {
	case c.has("program"):
		f.kind, f.class, f.severity, f.why = "sql.copy_program", Execute, High, "a program is run on the server"
	case !c.is(c.lo, "copy"):
		f.kind, f.class, f.why = "sql.copy_to", Read, "data leaves the database"
	case c.is(from, "to") && c.kind(from+1) == tokText:
		f.kind, f.class, f.severity, f.why = "sql.copy_to", Write, Medium, "a file is written on the server"
	case c.is(from, "to"):
		f.kind, f.class, f.why = "sql.copy_to", Read, "data leaves the database"
	}
	c.report(c, f)
}

// loadData judges LOAD DATA, BULK INSERT, IMPORT and PostgreSQL's LOAD of a library.
func (c sqlClause) loadData() {
	f := finding{kind: "sql.load_data", class: Write, severity: Low, why: "rows are loaded", undo: undoRows}
	into := c.find(c.lo, "into")
	f.object, _ = c.object(c.skip(into+1, "table"))
	switch {
	case c.is(c.lo, "load") && c.kind(c.lo+1) == tokText:
		f.kind, f.class, f.severity, f.why, f.object = "sql.load_library", Execute, High, "code is loaded into the server", ""
	case c.has("overwrite"):
		f.kind, f.class, f.severity, f.why = "sql.insert_overwrite", Destructive, High, "OVERWRITE removes what is in the table or the partition"
	case c.has("replace"):
		f.kind, f.severity, f.why = "sql.load_data_replace", Medium, "rows with the same key are replaced"
	}
	c.report(c, f)
}

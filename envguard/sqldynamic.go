package envguard

import "strings"

// execute judges EXEC, EXECUTE and CALL: SQL in a string, or a procedure.
func (c sqlClause) execute() {
	i := c.lo + 1
	switch {
	case c.any(i, "immediate"):
		c.dynamic("sql.dynamic", i+1, c.hi, "")
		return
	case c.kind(i) == tokText, c.kind(i) == tokOpen, c.kind(i) == tokHole && !c.sign(i+1, "=") && !c.is(c.lo, "call") && i+1 == c.hi,
		c.kind(i) == tokHole && c.sign(i+1, "||"):
		c.dynamic("sql.dynamic", i, c.hi, "")
		return
	case c.any(i, "as") || c.is(c.lo, "execute") && c.any(i, "task"):
		c.report(c, finding{kind: "sql.set_role", class: Privilege, severity: Medium, why: "what follows is done as somebody else, or a task is run"})
		return
	}
	if c.kind(i) == tokHole && c.sign(i+1, "=") { // EXEC @result = procedure
		i += 2
	}
	obj, after := c.object(i)
	proc := strings.ToLower(obj[strings.LastIndexByte(obj, '.')+1:])
	if c.block && (after >= c.hi || c.kind(after) == tokSign || c.any(after, "using", "into")) && c.is(c.lo, "execute") && c.dialect != SQLServer {
		c.dynamic("sql.dynamic", i, c.hi, "") // PL/pgSQL: EXECUTE query
		return
	}
	c.procedure(proc, obj, after)
}

// procedure judges a call by what the vendor's procedures are known for.
func (c sqlClause) procedure(proc, obj string, after int) {
	f := finding{kind: "sql.call", class: Execute, severity: Medium, object: obj, why: "what a procedure does cannot be told from its call"}
	switch proc {
	case "sp_executesql", "sp_prepexec", "sp_prepare", "sp_sqlexec", "sp_execute_remote", "sp_cursoropen":
		c.dynamic("sql.dynamic", after, c.hi, "")
		return
	case "sp_msforeachtable", "sp_msforeachdb", "sp_ineachdb":
		c.dynamic("sql.foreach_table", after, c.hi, "for every one: ")
		return
	case "xp_cmdshell":
		f.kind, f.severity, f.why = "sql.xp_cmdshell", Critical, "a shell command is run on the server"
	case "sp_oacreate", "sp_oamethod", "sp_execute_external_script", "xp_regwrite", "xp_regdeletekey", "xp_regdeletevalue", "xp_delete_file", "xp_servicecontrol":
		f.severity, f.why = High, "a program, the registry or files of the server are reached"
	case "sp_configure", "rdsadmin_update":
		f.kind, f.class, f.why = "sql.configure", Privilege, "a setting of the server is changed"
		for i := after; i < c.hi; i++ {
			if c.kind(i) == tokText {
				switch strings.ToLower(c.text(i)) {
				case "xp_cmdshell", "ole automation procedures", "clr enabled", "external scripts enabled", "clr strict security":
					f.severity, f.why = High, "programs may be run on the server from now on"
				}
			}
		}
	case "sp_rename", "sp_renamedb":
		f.kind, f.class, f.why = "sql.rename", Migration, "a rename breaks what uses the old name"
	case "sp_detach_db", "sp_delete_backuphistory", "sp_delete_database_backuphistory", "sp_droplogin", "sp_dropuser", "sp_revokedbaccess", "sp_revokelogin",
		"sp_droprole", "sp_droparticle", "sp_droppublication", "sp_dropsubscription", "sp_dropserver", "sp_removedbreplication", "rds_drop_database":
		f.class, f.severity, f.why = Destructive, High, "a database, a login or a replica is taken away"
		if proc == "rds_drop_database" {
			f.severity, f.why = Critical, "the database and everything in it is gone"
		}
	case "sp_addsrvrolemember", "sp_addrolemember", "sp_addlogin", "sp_adduser", "sp_password", "sp_droprolemember", "sp_changedbowner", "sp_addlinkedserver":
		f.kind, f.class, f.why = "sql.alter_role", Privilege, "who may do what is changed"
	case "sp_help", "sp_helptext", "sp_helpindex", "sp_helpconstraint", "sp_helpdb", "sp_helpuser", "sp_helprole", "sp_helplogins", "sp_who", "sp_who2",
		"sp_columns", "sp_tables", "sp_spaceused", "sp_lock", "sp_depends", "sp_databases", "sp_pkeys", "sp_fkeys", "sp_statistics", "sp_stored_procedures",
		"sp_helpfile", "sp_helptrigger", "sp_server_info", "sp_describe_first_result_set", "sp_whoisactive", "xp_msver", "xp_fixeddrives":
		f = finding{kind: "sql.show", class: Read}
	}
	c.report(c, f)
}

// prepare judges PREPARE: what it names is run later.
func (c sqlClause) prepare() {
	i := c.find(c.lo, "as", "from")
	if c.is(c.lo+1, "transaction") {
		c.report(c, finding{kind: "sql.tx", class: Write, severity: Low, why: "a transaction waits for COMMIT PREPARED and holds its locks"})
		return
	}
	if c.is(i, "from") || i >= c.hi {
		c.dynamic("sql.prepare", i+1, c.hi, "")
		return
	}
	got := c.silently(func() { c.statements(sqlClause{c.sqlScan, i + 1, c.hi}) })
	f := finding{kind: "sql.prepare", class: Read}
	if got.Severity > None {
		f = finding{kind: "sql.prepare", class: Execute, severity: got.Severity, object: got.Object, why: "this is run by EXECUTE: " + got.Why, safer: got.Safer, undo: undoRows}
	}
	c.report(c, f)
}

// silently returns the worst operation that judging reports, and takes all back.
func (s *sqlScan) silently(judge func()) Operation {
	n, undo, worst, quiet, unsure, begun := len(s.ops), len(s.undo), s.worst, s.quiet, s.unsure, s.begun
	s.begun = n // so that nothing is taken for a repetition
	judge()
	got := worstOf(s.ops[min(n, len(s.ops)):])
	s.ops, s.undo, s.worst, s.quiet, s.unsure, s.begun = s.ops[:n], s.undo[:undo], worst, quiet, unsure, begun
	return got
}

func worstOf(ops []Operation) Operation {
	var worst Operation
	for i, op := range ops {
		if i == 0 || op.Severity > worst.Severity {
			worst = op
		}
	}
	return worst
}

// do judges DO: an anonymous block in PostgreSQL, an expression in MySQL.
func (c sqlClause) do() {
	lang := c.find(c.lo, "language")
	body := -1
	for i := c.lo + 1; i < c.hi; i++ {
		if c.kind(i) == tokText && i != lang+1 {
			body = i
			break
		}
	}
	name := sqlPlain(c.at(lang + 1))
	switch {
	case lang < c.hi && name != "plpgsql" && name != "'plpgsql'" && name != "PLPGSQL" && name != "sql":
		c.report(c, finding{kind: "sql.do_block", class: Execute, severity: High, why: "a program is run on the server"})
	case body < 0 || c.kind(c.lo+1) == tokWord && lang != c.lo+1:
		c.read("sql.select")
	default:
		c.nested(c.text(body), "sql.do_block", "", false, true)
	}
}

// dynamic judges the strings among the tokens from lo to hi as SQL that is run. What
// is joined to them is taken for a name.
func (c sqlClause) dynamic(kind string, lo, hi int, every string) {
	var b strings.Builder
	any, joined, pieced := false, false, false
	flush := func() {
		if s := b.String(); looksLikeSQL(s) {
			any = true
			c.nested(s, kind, every, pieced && c.catalogue(), false)
		}
		b.Reset()
		pieced = false
	}
	for i := lo; i < min(hi, c.hi); i++ {
		switch {
		case c.kind(i) == tokText:
			if !joined && b.Len() > 0 && c.kind(i-1) != tokText { // strings side by side are one
				flush()
			}
			b.WriteString(c.text(i))
			joined = false
		case c.sign(i, "||") || c.sign(i, "+"):
			joined = true
		case c.sign(i, ",") && !c.within(i, lo, "concat", "format"):
			flush()
			joined = false
		case joined || c.sign(i, ","):
			if !pieced && b.Len() > 0 {
				b.WriteString(" x ")
			}
			pieced, joined = true, true
		}
	}
	flush()
	if any {
		return
	}
	c.variable = true
	c.report(c, finding{kind: kind, class: Execute, severity: Medium, why: "SQL is run that is not written here, so what it does cannot be told"})
}

// within reports whether the token before the parenthesis around i is one of words.
func (c sqlClause) within(i, lo int, words ...string) bool {
	depth := c.toks[i].depth
	for k := i - 1; k > lo && k > i-64; k-- {
		if c.kind(k) == tokOpen && c.toks[k].depth < depth {
			return c.any(k-1, words...)
		}
	}
	return false
}

// nested judges a text that is run as SQL, and reports it as one operation of kind.
func (c sqlClause) nested(text, kind, every string, all, keep bool) {
	if *c.spent += len(text); c.level >= maxNesting || *c.spent > maxNesting*len(c.src)+1<<16 {
		c.tooDeep(c)
		return
	}
	s := sqlScans.Get().(*sqlScan)
	s.level, s.spent = c.level+1, c.spent
	s.inner = true
	s.read(nil, text, c.dialect, c.lexis)
	worst := worstOf(s.ops)
	catalogue := s.dropsAll
	s.release()
	f := finding{kind: kind, class: Execute, severity: max(worst.Severity, Low), object: worst.Object, why: "SQL in a string is run: " + every + worst.Why, safer: worst.Safer}
	if keep {
		f.class, f.why, f.severity, f.undo = worst.Class, worst.Why, worst.Severity, undoSchema
	}
	if f.severity == High && (all || every != "" || catalogue) && (worst.Class == Destructive || catalogue) {
		f.class, f.severity, f.why = Destructive, Critical, "this is done to every table: "+worst.Why
		c.dropsAll = true
	}
	if worst.Severity == None {
		f.why = "SQL in a string is run that reads"
	}
	if worst.Kind == kindUnknown {
		f.severity, f.why = Medium, "SQL in a string is run that cannot be judged"
	}
	c.report(c, f)
}

// catalogue reports whether the text names a list of all tables.
func (s *sqlScan) catalogue() bool {
	if s.lists == unknownListing {
		s.lists = noListing
		if s.namesCatalogue() {
			s.lists = hasListing
		}
	}
	return s.lists == hasListing
}

// A listing is whether something is there, once it has been looked up.
type listing uint8

const (
	unknownListing listing = iota
	noListing
	hasListing
)

func (s *sqlScan) namesCatalogue() bool {
	c := sqlClause{s, 0, len(s.toks)}
	for i := range s.toks {
		switch string(c.word(i)) {
		case "pg_tables", "pg_class", "information_schema", "user_tables", "all_tables", "dba_tables", "sysobjects", "sqlite_master", "pg_namespace",
			"pg_stat_user_tables", "user_objects", "all_objects", "pg_matviews", "sysdatabases":
			return true
		case "sys":
			if c.sign(i+1, ".") && c.any(i+2, "tables", "objects", "databases", "schemas") {
				return true
			}
		}
	}
	return false
}

// assigned judges the strings that a variable may hold which is run as SQL.
func (s *sqlScan) assigned() {
	c := sqlClause{s, 0, len(s.toks)}
	insert := false
	for i := range s.toks {
		if i == 0 || s.toks[i-1].kind == tokEnd {
			insert = c.any(i, "insert")
		}
		if insert || s.toks[i].kind != tokText {
			continue
		}
		text := c.text(i)
		if looksLikeSQL(text) {
			pieced := c.sign(i+1, "+") || c.sign(i+1, "||") || c.sign(i+1, ",")
			sqlClause{s, i, i + 1}.nested(text, "sql.dynamic", "", pieced && s.catalogue(), false)
		}
	}
}

// maxTried is how many statements of a string are tried before it is taken for SQL.
const maxTried = 64

// looksLikeSQL reports whether a string is SQL: a statement in it begins with a verb.
func looksLikeSQL(s string) bool {
	for range maxTried {
		if beginsWithVerb(s) {
			return true
		}
		_, rest, more := strings.Cut(s, ";")
		if !more {
			return false
		}
		s = rest
	}
	return true
}

func beginsWithVerb(s string) bool {
	s = strings.TrimLeft(s, " \t\r\n;(")
	for strings.HasPrefix(s, "/*") || strings.HasPrefix(s, "--") {
		mark := "*/"
		if s[0] == '-' {
			mark = "\n"
		}
		_, rest, ok := strings.Cut(s, mark)
		if !ok {
			return false
		}
		s = strings.TrimLeft(rest, " \t\r\n;(")
	}
	var buf [12]byte
	first, rest := sqlFirstWord(s, &buf)
	if len(rest) > 0 && !sqlSpace[rest[0]] && rest[0] != '(' && rest[0] != ';' && rest[0] != '/' && rest[0] != '[' && rest[0] != '"' && rest[0] != '`' && rest[0] != '*' {
		return false
	}
	switch string(first) {
	case "select", "with", "insert", "update", "delete", "merge", "replace", "drop", "truncate", "alter", "create", "exec", "execute", "call", "grant",
		"revoke", "deny", "set", "declare", "begin", "do", "vacuum", "reindex", "refresh", "copy", "kill", "backup", "restore", "dbcc", "shutdown", "if",
		"prepare", "upsert", "unload", "export", "import", "bulk", "exchange", "pragma", "reassign", "cluster", "comment", "del",
		"rename", "purge", "lock", "use", "explain", "analyze", "optimize", "reset", "flush", "load", "attach", "detach", "undrop", "while":
		return true
	}
	return false
}

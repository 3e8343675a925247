package envguard

import "strings"

// clientCommand judges a line for the client program.
func (c sqlClause) clientCommand(line string) {
	line = strings.TrimSpace(line)
	one := sqlClause{c.sqlScan, c.lo, c.lo + 1}
	var f finding
	switch line[0] {
	case '\\':
		f = c.backslashCommand(line[1:])
	case '.':
		f = dotCommand(line[1:])
	case '@':
		f = fileFinding(strings.TrimLeft(line, "@ "))
	case '!':
		f = shellFinding()
		if verb := strings.ToLower(firstField(line[1:])); verb == "source" || verb == "load" {
			f = fileFinding(line)
		} else if verb == "exit" || verb == "quit" || verb == "set" || verb == "help" || verb == "result" || verb == "queries" || verb == "define" {
			f = finding{kind: "sql.client", class: Read}
		}
	case ':':
		f = sqlcmdCommand(line[1:])
	default:
		f = wordCommand(line)
	}
	c.report(one, f)
}

func shellFinding() finding {
	return finding{kind: "sql.shell", class: Execute, severity: High, why: "the client runs a shell command"}
}

func fileFinding(file string) finding {
	return finding{kind: "sql.file", class: Execute, severity: Medium, object: firstField(file), why: "the client runs a file that is not seen here"}
}

func connectFinding() finding {
	return finding{kind: "sql.connect", class: Retarget, severity: Medium, why: "what follows goes to another database"}
}

func clientWrite(file string) finding {
	if strings.HasPrefix(strings.TrimLeft(file, " \t'\""), "|") {
		return shellFinding()
	}
	if strings.TrimSpace(file) == "" {
		return finding{kind: "sql.client", class: Read}
	}
	return finding{kind: "sql.client_file", class: Write, severity: Low, object: firstField(file), why: "the client writes a file"}
}

// firstField is the first word of s, without quotes.
func firstField(s string) string {
	if f := strings.Fields(s); len(f) > 0 {
		return strings.Trim(f[0], `'";`)
	}
	return ""
}

// backslashCommand judges a command of psql or mysql, without its backslash.
func (c sqlClause) backslashCommand(s string) finding {
	none := finding{kind: "sql.client", class: Read}
	if s == "" { // of a blank beyond ASCII nothing is left
		return finding{kind: kindUnknown, class: Execute, severity: Medium, why: "the client is given a command without a name, so what it does cannot be told"}
	}
	switch s[0] {
	case '!':
		return shellFinding()
	case '.':
		return fileFinding(s[1:])
	case '?':
		return none
	}
	n := 0
	for n < len(s) && (sqlWord(s[n]) || s[n] == '+') {
		n++
	}
	verb, rest := s[:n], strings.TrimSpace(s[n:])
	if strings.IndexByte(rest, '`') >= 0 && c.dialect != MySQL {
		return shellFinding() // psql runs what stands between backquotes
	}
	switch verb {
	case "i", "ir", "include", "include_relative":
		return fileFinding(rest)
	case "gexec":
		return c.generated()
	case "c", "connect":
		if rest == "" {
			return none
		}
		return connectFinding()
	case "u":
		return finding{kind: "sql.use", class: Read}
	case "copy":
		return c.clientCopy(rest)
	case "o", "out", "w", "write", "g", "gx", "T", "log", "L", "s":
		return clientWrite(rest)
	case "P", "pager":
		if c.dialect == MySQL && rest != "" {
			return shellFinding()
		}
	case "e", "edit", "ef", "ev":
		return finding{kind: "sql.client", class: Interactive, severity: Low, why: "an editor is opened"}
	case "password":
		return finding{kind: "sql.alter_password", class: Privilege, severity: Medium, why: "whoever logs in with the old password is locked out"}
	case "lo_unlink":
		return finding{kind: "sql.lo_unlink", class: Destructive, severity: High, object: firstField(rest), why: "a large object is removed"}
	case "lo_import":
		return finding{kind: "sql.lo_write", class: Write, severity: Low, why: "a large object is written"}
	case "lo_export":
		return clientWrite(rest)
	case "if", "elif", "else", "endif":
		c.block = true
	case "set", "setenv", "prompt":
		if firstField(rest) == "AUTOCOMMIT" || firstField(rest) == "ON_ERROR_ROLLBACK" {
			c.block = true
		}
	}
	return none
}

// generated judges psql's \gexec, which runs what the query before it gives.
func (c sqlClause) generated() finding {
	f := finding{kind: "sql.gexec", class: Execute, severity: Medium, why: "the results of the query are run as statements"}
	lo := c.lo
	for lo > 0 && c.toks[lo-1].kind != tokEnd {
		lo--
	}
	if lo == c.lo && lo > 0 { // the query ended with a semicolon
		for lo--; lo > 0 && c.toks[lo-1].kind != tokEnd; lo-- {
		}
	}
	query := sqlClause{c.sqlScan, lo, c.lo}
	got := c.silently(func() { query.dynamic("sql.gexec", lo, c.lo, "") })
	c.variable = false
	if got.Severity > f.severity {
		f.severity, f.class, f.object = min(got.Severity, High), Destructive, got.Object
		f.why = "the results of the query are run: " + got.Why
	}
	return f
}

// clientCopy judges psql's \copy.
func (c sqlClause) clientCopy(s string) finding {
	low := strings.ToLower(s)
	f := finding{kind: "sql.copy_from", class: Write, severity: Low, object: firstField(s), why: "rows are loaded"}
	switch {
	case strings.Contains(low, "program"):
		return finding{kind: "sql.copy_program", class: Execute, severity: High, why: "the client runs a program"}
	case strings.HasPrefix(low, "("):
		in := sqlScans.Get().(*sqlScan)
		in.level, in.spent, in.inner = c.level+1, c.spent, true
		if c.level < maxNesting {
			in.read(nil, s, c.dialect, c.lexis)
			if worst := worstOf(in.ops); worst.Severity > Low {
				f = finding{kind: worst.Kind, class: worst.Class, severity: worst.Severity, object: worst.Object, why: worst.Why, safer: worst.Safer}
			} else {
				f = finding{kind: "sql.copy_to", class: Read, severity: Low, why: "data leaves the database"}
			}
		}
		in.release()
	case strings.Contains(low, " to "):
		f.kind, f.class, f.why = "sql.copy_to", Read, "data leaves the database"
	}
	return f
}

// dotCommand judges a command of sqlite3 without its dot; sqlite3 takes any
// beginning of a command's name that fits no other.
func dotCommand(s string) finding {
	verb := strings.ToLower(firstField(s))
	rest := strings.TrimSpace(s[min(len(verb), len(s)):])
	is := func(name string, least int) bool { return len(verb) >= least && strings.HasPrefix(name, verb) }
	switch {
	case is("shell", 2), is("system", 2):
		return shellFinding()
	case is("read", 3):
		if strings.HasPrefix(strings.Trim(rest, `'" `), "|") {
			return shellFinding()
		}
		return fileFinding(rest)
	case is("restore", 3):
		return finding{kind: "sql.restore", class: Destructive, severity: High, object: firstField(rest), why: "a backup overwrites the whole database"}
	case is("import", 2):
		if strings.Contains(rest, "|") {
			return shellFinding()
		}
		return finding{kind: "sql.load_data", class: Write, severity: Medium, why: "rows are loaded from a file"}
	case is("open", 3):
		if strings.Contains(rest, "-new") {
			return finding{kind: "sql.drop_database", class: Destructive, severity: Critical, object: firstField(rest[strings.Index(rest, "-new")+4:]), why: "--new empties the file that is opened"}
		}
		return connectFinding()
	case is("load", 2):
		return finding{kind: "sql.load_library", class: Execute, severity: High, why: "code is loaded into the client"}
	case is("save", 2), is("backup", 1), is("clone", 2):
		return finding{kind: "sql.backup", class: Write, severity: Low, object: firstField(rest), why: "a copy is written to a file"}
	case is("output", 2), is("once", 3), is("log", 3), is("trace", 2):
		if verb == "log" && (rest == "off" || rest == "stdout" || rest == "stderr") {
			break
		}
		return clientWrite(rest)
	case is("excel", 4), is("www", 1), is("edit", 2):
		return finding{kind: "sql.client", class: Interactive, severity: Low, why: "another program is opened"}
	case is("archive", 2):
		return finding{kind: "sql.client_file", class: Write, severity: Medium, why: "files are put into the database or taken out of it"}
	case is("dbconfig", 3), is("unsafe-testing", 3), is("testctrl", 5), is("filectrl", 3), is("sha3sum", 99):
		if strings.Contains(rest, "defensive") || verb == "unsafe-testing" || verb == "testctrl" || strings.Contains(rest, "reset_database") {
			return finding{kind: "sql.pragma_write", class: Privilege, severity: Medium, why: "what protects the database is switched off"}
		}
	}
	return finding{kind: "sql.client", class: Read}
}

func sqlcmdCommand(s string) finding {
	switch verb := strings.ToLower(firstField(s)); {
	case strings.HasPrefix(verb, "!!"):
		return shellFinding()
	case verb == "r":
		return fileFinding(strings.TrimSpace(s)[1:])
	case verb == "connect":
		return connectFinding()
	case verb == "out", verb == "error", verb == "perftrace":
		return clientWrite(strings.TrimSpace(s)[len(verb):])
	}
	return finding{kind: "sql.client", class: Read}
}

// wordCommand judges a command of mysql or SQL*Plus that begins with a word.
func wordCommand(line string) finding {
	verb := strings.ToLower(firstField(line))
	rest := strings.TrimSpace(line[min(len(verb), len(line)):])
	switch verb {
	case "host", "ho", "system":
		return shellFinding()
	case "pager":
		if rest != "" {
			return shellFinding()
		}
	case "source", "start":
		return fileFinding(rest)
	case "connect", "conn":
		return connectFinding()
	case "tee", "spool", "store":
		if strings.EqualFold(firstField(rest), "off") {
			break
		}
		return clientWrite(rest)
	case "startup":
		return finding{kind: "sql.shutdown", class: Availability, severity: Medium, why: "the server is started"}
	case "archive":
		return finding{kind: "sql.server", class: Availability, severity: Low, why: "the server is affected slightly"}
	case "password":
		return finding{kind: "sql.alter_password", class: Privilege, severity: Medium, why: "whoever logs in with the old password is locked out"}
	case "edit":
		return finding{kind: "sql.client", class: Interactive, severity: Low, why: "an editor is opened"}
	}
	return finding{kind: "sql.client", class: Read}
}

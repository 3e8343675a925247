package envguard

import "strings"

// Lines for the client program stand between statements and end with the line:
// sqlite3's ".shell", mysql's "system", SQL*Plus' "HOST", sqlcmd's ":r". psql's
// begin with a backslash, anywhere outside of quotes.

// clientLine takes a line for the client at the start of a statement.
func (l *sqlLexer) clientLine(start int) bool {
	src := l.src
	var next byte
	if start+1 < len(src) {
		next = src[start+1]
	}
	switch c := src[start]; {
	case c == '.':
		return l.speaks(SQLite) && next|0x20 >= 'a' && next|0x20 <= 'z' && l.takeLine(start)
	case c == '!':
		return (l.speaks(Oracle) || l.speaks(Snowflake) || l.speaks(SQLServer)) && l.takeLine(start)
	case c == '@':
		return l.speaks(Oracle) && l.takeLine(start)
	case c == ':':
		return l.speaks(SQLServer) && sqlcmdLine(src[start+1:]) && l.takeLine(start)
	case c|0x20 >= 'a' && c|0x20 <= 'z':
		return l.wordLine(start)
	}
	return false
}

// speaks reports whether the client may be one for d.
func (l *sqlLexer) speaks(d Dialect) bool { return l.dialect == d || l.dialect == AnySQL }

func (l *sqlLexer) wordLine(start int) bool {
	var buf [12]byte
	first, rest := sqlFirstWord(l.src[start:], &buf)
	if len(rest) > 0 && !sqlSpace[rest[0]] && rest[0] != ';' {
		return false
	}
	var buf2 [12]byte
	next, after := sqlFirstWord(strings.TrimLeft(rest, " \t"), &buf2)
	call := len(next) == 0 && (strings.HasPrefix(after, "=") || strings.HasPrefix(after, "(") || strings.HasPrefix(after, "."))
	switch string(first) {
	case "delimiter":
		return (l.speaks(MySQL) || l.speaks(Snowflake)) && l.setDelimiter(start)
	case "source":
		return !call && (l.speaks(MySQL) || l.speaks(Cassandra) || l.speaks(Spark)) && l.takeLine(start)
	case "system":
		return !call && l.speaks(MySQL) && !clickhouseSystem(string(next)) && l.takeLine(start)
	case "pager", "tee", "nopager", "notee", "status", "rehash", "charset", "edit":
		return l.dialect == MySQL && l.takeLine(start)
	case "host", "ho":
		return !call && l.speaks(Oracle) && l.takeLine(start)
	case "start":
		switch string(next) {
		case "transaction", "slave", "replica", "group_replicat", "group_replic", "with", "":
			return false
		}
		return l.speaks(Oracle) && l.takeLine(start)
	case "prompt", "rem", "remark", "spool", "whenever", "column", "col", "define", "undefine", "accept", "pause", "ttitle", "btitle",
		"clear", "connect", "conn", "disconnect", "password", "archive", "show", "variable", "var", "exit", "quit", "startup", "timing", "store":
		return l.dialect == Oracle && l.takeLine(start)
	case "set":
		switch string(next) {
		case "role", "transaction", "constraint", "constraints":
			return false
		case "echo", "serveroutput", "feedback", "verify", "heading", "pagesize", "linesize", "define", "termout", "trimspool", "trimout",
			"sqlblanklines", "sqlprompt", "scan", "timing", "autocommit", "autotrace", "long", "escape", "colsep", "newpage", "wrap":
			return l.speaks(Oracle) && !strings.HasPrefix(strings.TrimLeft(after, " \t"), "=") && l.takeLine(start)
		}
		return l.dialect == Oracle && l.takeLine(start)
	}
	return false
}

// sqlFirstWord returns the word that s begins with, in lower case and cut to what buf
// holds, and the rest of s.
func sqlFirstWord(s string, buf *[12]byte) ([]byte, string) {
	n := 0
	for n < len(s) && sqlWord(s[n]) {
		if n < len(buf) {
			buf[n] = sqlLower(s[n])
		}
		n++
	}
	return buf[:min(n, len(buf))], s[n:]
}

func sqlLower(c byte) byte {
	if c >= 'A' && c <= 'Z' {
		return c | 0x20
	}
	return c
}

// clickhouseSystem reports whether SYSTEM and word begin a statement of ClickHouse.
func clickhouseSystem(word string) bool {
	switch word {
	case "shutdown", "kill", "stop", "start", "drop", "reload", "flush", "sync", "restart", "restore", "unfreeze", "refresh", "wait",
		"cancel", "unload", "load", "enable", "disable", "suspend", "listen", "jemalloc", "notify", "":
		return true
	}
	return false
}

func sqlcmdLine(s string) bool {
	if strings.HasPrefix(s, "!!") {
		return true
	}
	var buf [12]byte
	first, _ := sqlFirstWord(s, &buf)
	switch string(first) {
	case "r", "connect", "setvar", "out", "error", "perftrace", "on", "quit", "exit", "reset", "list", "ed", "listvar", "serverlist", "help", "xml":
		return true
	}
	return false
}

// takeLine takes the rest of the line as one token, and ends the statement.
func (l *sqlLexer) takeLine(start int) bool {
	l.pos = sqlLineEnd(l.src, start)
	l.put(tokClient, start)
	l.finish(l.pos)
	return true
}

func sqlLineEnd(s string, from int) int {
	if k := strings.IndexByte(s[from:], '\n'); k >= 0 {
		return from + k
	}
	return len(s)
}

// setDelimiter takes a line such as "DELIMITER //".
func (l *sqlLexer) setDelimiter(start int) bool {
	stop := sqlLineEnd(l.src, start)
	fields := strings.Fields(l.src[start:min(stop, start+64)])
	if len(fields) < 2 {
		return false
	}
	l.delimiter = fields[1]
	if l.delimiter == ";" {
		l.delimiter = ""
	}
	l.pos = stop
	return true
}

// goLine takes a GO that is alone on its line, but for a number, as the end of a batch.
func (l *sqlLexer) goLine(start int) bool {
	if !l.speaks(SQLServer) {
		return false
	}
	i := l.pos
	for i < len(l.src) && (l.src[i] == ' ' || l.src[i] == '\t' || sqlDigit[l.src[i]]) {
		i++
	}
	if !l.aloneOnLine(start, i) {
		return false
	}
	l.pos = i
	l.finish(start)
	return true
}

// aloneOnLine reports whether nothing but blanks is on the line of src[start:stop].
func (l *sqlLexer) aloneOnLine(start, stop int) bool {
	if !l.speaks(Oracle) && !l.speaks(SQLServer) {
		return false
	}
	for i := start - 1; i >= 0 && l.src[i] != '\n'; i-- {
		if !sqlSpace[l.src[i]] {
			return false
		}
	}
	for ; stop < len(l.src) && l.src[stop] != '\n'; stop++ {
		if !sqlSpace[l.src[stop]] {
			return false
		}
	}
	return true
}

// backslash takes a command of psql or of mysql at start, up to the end of the
// line or, where another command may follow, up to that.
func (l *sqlLexer) backslash(start int) bool {
	src := l.src
	if l.pos >= len(src) || !l.speaks(PostgreSQL) && !l.speaks(MySQL) {
		return false
	}
	c := src[l.pos]
	switch {
	case c == '\\': // psql's separator of commands
		l.pos++
		return true
	case c == ';':
		l.pos++
		l.finish(start)
		return true
	case c == 'N' && (l.pos+1 >= len(src) || !sqlWord(src[l.pos+1])): // mysql's NULL
		return false
	case c != '!' && c != '.' && c != '?' && !sqlWord(c):
		return false
	}
	stop := sqlLineEnd(src, start)
	if c != '!' && !hasPrefixAt(src, l.pos, "copy") {
		if k := strings.IndexByte(src[l.pos+1:stop], '\\'); k >= 0 {
			stop = l.pos + 1 + k
		}
	}
	if c == 'd' && l.dialect == MySQL {
		return l.setDelimiter(start)
	}
	l.pos = stop
	l.put(tokClient, start)
	l.finish(stop)
	return true
}

package envguard

import (
	"strconv"
	"strings"
)

// manyRows is a LIMIT that bounds nothing.
const manyRows = 1_000_000

// delete judges DELETE by its WHERE, or by a LIMIT instead of one.
func (c sqlClause) delete() {
	var object string
	if from := c.find(c.lo+1, "from"); from < c.hi {
		object, _ = c.object(c.skip(from+1, "only", "low_priority", "quick", "ignore"))
	} else {
		object, _ = c.object(c.afterTop(c.skip(c.lo+1, "low_priority", "quick", "ignore", "only")))
	}
	c.change(0, object, c.find(c.lo+1, "where"))
}

// update judges UPDATE likewise; one row by its key is routine.
func (c sqlClause) update() {
	i := c.lo + 1
	if c.is(i, "statistics") {
		c.report(c, finding{kind: "sql.analyze", class: Write, severity: Low, why: "statistics are gathered anew"})
		return
	}
	if c.is(i, "or") {
		i += 2
	}
	object, _ := c.object(c.afterTop(c.skip(i, "low_priority", "ignore", "only")))
	set := c.find(i, "set")
	where := c.find(min(set+1, c.hi), "where")
	if set >= c.hi {
		where = c.find(i, "where")
	}
	c.change(1, object, where)
}

// changeOf are the findings for a DELETE and an UPDATE, by the rows that they take.
// A LIMIT is a case of its own.
var changeOf = [2][limited + 1]finding{ //nolint:gochecknoglobals // a table that nothing writes to
	{
		allRows:  {kind: "sql.delete_all", class: Destructive, severity: High, why: "DELETE removes all rows: it has no WHERE, or one that is always true"},
		mostRows: {kind: "sql.delete_bulk", class: Destructive, severity: High, why: "DELETE removes about all rows: the condition is true of nearly every one"},
		someRows: {kind: "sql.delete_where", class: Destructive, severity: Medium, why: "DELETE removes all rows of which the condition is true"},
		oneRow:   {kind: "sql.delete_where", class: Destructive, severity: Medium, why: "DELETE removes rows by their key"},
		noRows:   {kind: "sql.delete_where", class: Write, severity: Low, why: "the condition is true of no row"},
		limited:  {kind: "sql.delete_limit", class: Destructive, severity: Medium, why: "DELETE is bounded by a number only: which rows it takes is left to chance"},
	},
	{
		allRows:  {kind: "sql.update_all", class: Destructive, severity: High, why: "UPDATE changes all rows: it has no WHERE, or one that is always true"},
		mostRows: {kind: "sql.update_bulk", class: Destructive, severity: High, why: "UPDATE changes about all rows: the condition is true of nearly every one"},
		someRows: {kind: "sql.update_where", class: Write, severity: Medium, why: "UPDATE changes all rows of which the condition is true"},
		oneRow:   {kind: "sql.update_where", class: Write, severity: Low, why: "UPDATE changes rows by their key"},
		noRows:   {kind: "sql.update_where", class: Write, severity: Low, why: "the condition is true of no row"},
		limited:  {kind: "sql.update_limit", class: Destructive, severity: Medium, why: "UPDATE is bounded by a number only: which rows it takes is left to chance"},
	},
}

// limited stands behind the cases of rowsOf in changeOf.
const limited = noRows + 1

// change reports a DELETE (0) or an UPDATE (1) of object whose WHERE stands at where,
// if anywhere.
func (c sqlClause) change(verb int, object string, where int) {
	rows := allRows
	c.target = object
	var condition sqlClause
	if where < c.hi {
		condition = sqlClause{c.sqlScan, where + 1, c.find(where+1, "returning", "order", "limit", "option", "log", "settings", "format", "fetch", "end", "else")}
		rows = condition.rows(0)
	}
	if rows <= mostRows && c.bounded() && !c.loops {
		rows = limited
	}
	f := changeOf[verb][rows]
	f.object, f.undo = object, undoRows
	switch {
	case systemTable(object):
		f.kind, f.class, f.severity, f.why = "sql.system_table", Destructive, High, "the catalogue says what else is in the database"
		if hasFoldPrefix(object, "sqlite_") {
			f.kind = "sql.sqlite_master"
		}
		f.safer = "use the statement that is made for it, such as DROP or ALTER"
	case temporary(object):
		f.class, f.severity, f.why = Write, Low, "a temporary table is changed"
	case f.severity > Low && !c.repeats(f):
		f.safer = "look first: SELECT count(*) FROM " + orTable(object) + safeCondition(condition, rows)
	}
	c.report(c, f)
}

func orTable(object string) string {
	if object == "" {
		return "the table"
	}
	return object
}

// safeCondition is the WHERE of the query to look with first.
func safeCondition(c sqlClause, rows rowsOf) string {
	if c.sqlScan == nil || rows <= mostRows || rows == limited || c.lo >= c.hi {
		return ", then add a WHERE that names the rows"
	}
	return " WHERE " + strings.Join(strings.Fields(c.shown()), " ")
}

// afterTop is the index behind T-SQL's TOP (n) at i.
func (c sqlClause) afterTop(i int) int {
	if !c.is(i, "top") {
		return i
	}
	if i++; c.kind(i) == tokOpen {
		i = c.closing(i)
	}
	return c.skip(i+1, "percent", "from")
}

// bounded reports whether LIMIT, TOP or FETCH bounds the rows.
func (c sqlClause) bounded() bool {
	if top := c.lo + 1; c.is(top, "top") {
		n := top + 1
		if c.kind(n) == tokOpen {
			n++
		}
		return !c.is(n+1, "percent") && !c.is(n+2, "percent") && c.few(n)
	}
	if i := c.find(c.lo, "limit"); i < c.hi {
		return c.few(i + 1)
	}
	if i := c.findPair("fetch", "first"); i < c.hi {
		return c.few(i + 2)
	}
	return false
}

// few reports whether the number at i is below manyRows; a parameter is taken for one.
func (c sqlClause) few(i int) bool {
	switch c.kind(i) {
	case tokNumber:
		n, err := strconv.ParseFloat(c.at(i), 64)
		return err == nil && n < manyRows
	case tokHole:
		return true
	}
	return false
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

// temporary reports whether a table lives as long as its session.
func temporary(object string) bool {
	if object == "" || object[0] != '#' && object[0]|0x20 != 't' && object[0]|0x20 != 'p' {
		return false
	}
	return object[0] == '#' || hasFoldPrefix(object, "tempdb..#") || hasFoldPrefix(object, "pg_temp.") || hasFoldPrefix(object, "temp.")
}

// systemTable reports whether the server keeps its own records in a table.
func systemTable(object string) bool {
	// Their names have an underscore or a dot.
	if strings.IndexByte(object, '_') < 0 && strings.IndexByte(object, '.') < 0 {
		return false
	}
	if i := strings.LastIndexByte(object, '.'); i >= 0 && (hasFoldPrefix(object[i+1:], "sqlite_") || hasFoldPrefix(object[i+1:], "pg_")) {
		return true
	}
	for _, p := range [...]string{"sqlite_", "pg_", "mysql.", "sys.", "information_schema.", "performance_schema.", "msdb.", "master.", "system.", "system_", "crdb_internal."} {
		if hasFoldPrefix(object, p) && !hasFoldPrefix(object, "system_schema_v") {
			return hasNoUserSuffix(object, p)
		}
	}
	return false
}

// hasNoUserSuffix keeps names apart that only begin like the server's: pg_ and
// sqlite_ are reserved for it, system_ is so for Cassandra's keyspaces.
func hasNoUserSuffix(object, prefix string) bool {
	if prefix != "system_" {
		return true
	}
	return hasFoldPrefix(object, "system_auth.") || hasFoldPrefix(object, "system_schema.") || hasFoldPrefix(object, "system_distributed.")
}

func hasFoldPrefix(s, prefix string) bool {
	return len(s) >= len(prefix) && s[0]|0x20 == prefix[0]|0x20 && strings.EqualFold(s[:len(prefix)], prefix)
}

// insert judges INSERT and REPLACE: routine, but for OVERWRITE.
func (c sqlClause) insert() {
	i := c.lo + 1
	f := finding{kind: "sql.insert", class: Write, severity: Low, why: "rows are added", undo: undoRows}
	if c.is(c.lo, "replace") {
		f.kind, f.why = "sql.replace", "rows are added, and those with the same key replaced"
	}
	if c.is(i, "or") {
		if c.is(i+1, "replace") {
			f.kind, f.why = "sql.replace", "rows are added, and those with the same key replaced"
		}
		i += 2
	}
	k := c.skip(i, "low_priority", "delayed", "high_priority", "ignore", "all", "first", "into", "overwrite", "table", "local", "directory", "function")
	k = c.afterTop(k)
	f.object, _ = c.object(k)
	switch {
	case c.find(i, "overwrite") < k:
		f.kind, f.class, f.severity = "sql.insert_overwrite", Destructive, High
		f.why, f.safer = "OVERWRITE removes what is in the table or the partition", "INSERT INTO a new table, compare, then exchange them"
	case systemTable(f.object):
		f.kind, f.class, f.severity = "sql.system_table", Privilege, High
		f.why = "the catalogue says what else is in the database"
	case c.has("conflict") || c.findPair("on", "duplicate") < c.hi:
		f.kind, f.why = "sql.upsert", "rows are added, or changed by their key"
	}
	c.report(c, f)
}

// merge judges MERGE by what it does with rows that match, and with those that do not.
func (c sqlClause) merge() {
	f := finding{kind: "sql.merge", class: Write, severity: Low, why: "rows are added, or changed by a condition", undo: undoRows}
	f.object, _ = c.object(c.afterTop(c.skip(c.lo+1, "into", "only")))
	on := c.find(c.lo, "on")
	when := c.find(min(on, c.hi), "when")
	cond := someRows
	if on < c.hi {
		condition := sqlClause{c.sqlScan, on + 1, when}
		cond = condition.rows(0)
	}
	deletes, updates := c.has("delete"), c.has("update")
	orphans := c.findPair("by", "source") < c.hi
	switch {
	case deletes && orphans:
		f.class, f.severity, f.why = Destructive, High, "rows that the source lacks are removed"
	case (deletes || updates) && cond <= mostRows:
		f.class, f.severity, f.why = Destructive, High, "the condition is true of every row"
	case deletes:
		f.class, f.severity, f.why = Destructive, Medium, "rows that match are removed"
	case updates && orphans:
		f.severity, f.why = Medium, "rows that the source lacks are changed"
	}
	if f.severity > Low {
		f.safer = "look first: SELECT count(*) with the same join"
	}
	c.report(c, f)
}

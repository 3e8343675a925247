package envguard

import (
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/shell"
)

// A sqlClient tells where a client of a database takes its statements from.
type sqlClient struct {
	names   string
	dialect Dialect
	code    string // flags with statements
	files   string // flags with a file of statements
	plain   int    // the first operand that is a statement; 0 if none is
	safe    string // flags that refuse what has no WHERE
	waits   bool   // without statements it waits for input
}

var sqlClients = [...]sqlClient{
	{names: " psql pgcli ysqlsh ", dialect: PostgreSQL, code: "-c --command", files: "-f --file", waits: true},
	{names: " usql ", dialect: AnySQL, code: "-c --command", files: "-f --file", waits: true},
	{names: " cockroach ", dialect: PostgreSQL, code: "-e --execute", files: "-f --file"},
	{names: " duckdb ", dialect: PostgreSQL, code: "-c -s", plain: 2, waits: true},
	{names: " mysql mariadb mycli mysqlsh tidb ", dialect: MySQL, code: "-e --execute --sql", files: "-f --file", safe: "-U --safe-updates --i-am-a-dummy", waits: true},
	{names: " sqlite3 sqlite litecli turso libsql ", dialect: SQLite, code: "-cmd", files: "-init", plain: 2, waits: true},
	{names: " sqlcmd osql go-sqlcmd mssql-cli tsql bcp ", dialect: SQLServer, code: "-Q -q --query", files: "-i --input-file", waits: true},
	{names: " isql ", dialect: AnySQL, waits: true},
	{names: " sqlplus sqlcl sql ", dialect: Oracle, waits: true},
	{names: " snowsql snow ", dialect: Snowflake, code: "-q --query", files: "-f --filename"},
	{names: " bq ", dialect: BigQuery},
	{names: " clickhouse-client clickhouse clickhouse-local chc ", dialect: ClickHouse, code: "-q --query", files: "--queries-file"},
	{names: " beeline hive spark-sql impala-shell trino presto ", dialect: Spark, code: "-e -q --execute --query", files: "-f --file"},
	{names: " cqlsh ", dialect: Cassandra, code: "-e --execute", files: "-f --file", waits: true},
	{names: " influx ", dialect: AnySQL, code: "-execute"},
	{names: " rqlite ", dialect: SQLite},
}

// client judges the clients of databases by what they are told to run.
func (w *walker) client(e *shell.Execution, ws *words, depth int) bool {
	switch ws.name {
	case "mongosh", "mongo":
		w.mongo(e, ws)
		return true
	case "redis-cli", "valkey-cli", "keydb-cli":
		w.redis(e, ws)
		return true
	case "wrangler":
		if len(ws.operands) > 1 && ws.operands[0] == "d1" && ws.operands[1] == "execute" {
			for _, text := range flagValues(ws.all, "--command") {
				w.sql(e, text, SQLite)
			}
			for _, file := range flagValues(ws.all, "--file") {
				w.sqlFile(e, file, SQLite)
			}
			return true
		}
	case "heroku":
		if len(ws.operands) > 0 && ws.operands[0] == "pg:psql" {
			for _, text := range flagValues(ws.all, "-c", "--command") {
				w.sql(e, text, PostgreSQL)
			}
			if e.Stdin != nil {
				w.sqlStream(e, PostgreSQL)
			}
			return true
		}
	case "bq":
		if len(ws.operands) > 0 && (ws.operands[0] == "query" || ws.operands[0] == "q") {
			for _, text := range ws.operands[1:] {
				w.sql(e, text, BigQuery)
			}
			if e.Stdin != nil {
				w.sqlStream(e, BigQuery)
			}
			return true
		}
		return false
	case "prisma":
		if len(ws.operands) > 1 && ws.operands[0] == "db" && ws.operands[1] == "execute" {
			if e.Stdin != nil && ws.flag("--stdin") {
				w.sqlStream(e, AnySQL)
			}
			if file := ws.value("--file"); file != "" {
				w.sqlFile(e, file, AnySQL)
			}
			return true
		}
	case "wp":
		if len(ws.operands) > 1 && ws.operands[0] == "db" && (ws.operands[1] == "query" || ws.operands[1] == "cli") {
			for _, text := range ws.operands[2:] {
				w.sql(e, text, MySQL)
			}
			return true
		}
	case "drush":
		if len(ws.operands) > 1 && listed(" sql:query sqlq sql-query ", ws.operands[0]) {
			for _, text := range ws.operands[1:] {
				w.sql(e, text, MySQL)
			}
			return true
		}
	case "cypher-shell", "neo4j", "arangosh", "rman", "gremlin":
		text := strings.Join(ws.all, " ")
		if e.Stdin != nil {
			text += " " + e.Stdin.Text
		}
		low := strings.ToLower(text)
		switch {
		case containsAny(low, []string{"detach delete", "drop ", "delete backup", "delete obsolete", "delete noprompt", ".drop()", "_drop("}):
			w.note(e, Operation{Kind: ws.name + ".delete", Class: Destructive, Severity: High, Why: "it deletes all that fits"})
		case containsAny(low, []string{" delete ", "remove ", " set ", "create ", "merge ", "restore"}):
			w.note(e, Operation{Kind: ws.name + ".write", Class: Write, Severity: Medium, Why: "it changes data"})
		case strings.Contains(low, "cmdfile") || strings.Contains(low, "@"):
			w.note(e, Operation{Kind: ws.name + ".file", Class: Execute, Severity: Medium, Why: "statements in a file that was not read cannot be judged"})
		}
		return true
	case "aws":
		if slices.Contains(ws.operands, "execute-statement") || slices.Contains(ws.operands, "batch-execute-statement") || slices.Contains(ws.operands, "start-query-execution") {
			for _, text := range flagValues(ws.all, "--sql", "--statement", "--query-string") {
				w.sql(e, text, AnySQL)
			}
			return true
		}
	case "supabase":
		if len(ws.operands) > 1 && ws.operands[0] == "db" && (ws.operands[1] == "execute" || ws.operands[1] == "query") {
			for _, text := range append(flagValues(ws.all, "--sql"), ws.operands[2:]...) {
				w.sql(e, text, PostgreSQL)
			}
			return true
		}
	}
	for i := range sqlClients {
		if listed(sqlClients[i].names, ws.name) {
			return w.sqlClient(e, ws, &sqlClients[i], depth)
		}
	}
	return false
}

func (w *walker) sqlClient(e *shell.Execution, ws *words, c *sqlClient, depth int) bool {
	if ws.name == "cockroach" && (len(ws.operands) == 0 || ws.operands[0] != "sql") || ws.name == "snow" && (len(ws.operands) == 0 || ws.operands[0] != "sql") ||
		ws.name == "turso" && (len(ws.operands) < 2 || ws.operands[1] != "shell") || ws.name == "influx" && ws.value("-execute") == "" ||
		ws.name == "clickhouse" && (len(ws.operands) == 0 || ws.operands[0] != "client" && ws.operands[0] != "local") {
		return false
	}
	before := len(w.ops)
	said := false
	var texts []string
	for i := 0; i < len(ws.all); i++ {
		a := ws.all[i]
		for f := range strings.FieldsSeq(c.code) {
			switch {
			case a == f && i+1 < len(ws.all):
				texts = append(texts, ws.all[i+1])
			case len(f) > 2 && strings.HasPrefix(a, f+"="):
				texts = append(texts, a[len(f)+1:])
			case len(f) == 2 && strings.HasPrefix(a, f) && len(a) > 2 && a[1] != '-':
				texts = append(texts, a[2:])
			case len(f) == 2 && len(a) > 2 && a[0] == '-' && a[1] != '-' && isLetters(a[1:]) && a[len(a)-1] == f[1] && i+1 < len(ws.all) && !listed(ws.valued, a[:2]): // psql -Atqc
				texts = append(texts, ws.all[i+1])
			}
		}
	}
	if ws.name == "snow" || ws.name == "sqlite3" || ws.name == "sqlite" || ws.name == "duckdb" || ws.name == "litecli" || ws.name == "turso" {
		first := c.plain - 1
		if ws.name == "snow" || ws.name == "turso" {
			first = 2
		}
		texts = append(texts, ws.operands[min(max(first, 0), len(ws.operands)):]...)
	}
	readOnly := ws.flag("-readonly", "--readonly")
	if vars := flagValues(ws.all, "-v", "--set", "--variable"); len(vars) > 0 && c.dialect == PostgreSQL {
		for i := range texts {
			for _, v := range vars {
				if name, value, ok := strings.Cut(v, "="); ok {
					texts[i] = strings.NewReplacer(":"+name, value, ":'"+name+"'", "'"+value+"'", `:"`+name+`"`, value).Replace(texts[i])
				}
			}
		}
	}
	if len(texts) > 0 {
		said = true
		w.sql(e, strings.Join(texts, "\n;\n"), c.dialect) // each is a statement of its own
	}
	for f := range strings.FieldsSeq(c.files) {
		for _, file := range flagValues(ws.all, f) {
			said = true
			if file == "-" && e.Stdin != nil {
				w.sqlStream(e, c.dialect)
				continue
			}
			if ws.name == "mysql" && f == "-f" {
				continue
			}
			w.sqlFile(e, file, c.dialect)
		}
	}
	for _, o := range ws.operands {
		if c.dialect == Oracle && strings.HasPrefix(o, "@") && len(o) > 1 {
			said = true
			w.sqlFile(e, o[1:], Oracle)
		}
	}
	if e.Stdin != nil && (!said || strings.Contains(strings.Join(texts, " "), `\i -`)) {
		said = true
		w.sqlStream(e, c.dialect)
	}
	for i := before; i < len(w.ops); i++ {
		o := &w.ops[i]
		switch {
		case readOnly && (o.Class == Destructive || o.Class == Write || o.Class == Migration) && !strings.Contains(o.Kind, "file") && !strings.Contains(o.Kind, "attach"):
			o.Severity, o.Why = None, "the database is opened for reading only"
		case c.safe != "" && ws.flag(strings.Fields(c.safe)...) && o.Severity == High && (strings.Contains(o.Kind, "delete") || strings.Contains(o.Kind, "update")):
			o.Severity, o.Why = Low, "safe updates refuse what has no WHERE by a key"
		case o.Severity == Low && o.Class == Write && c.dialect != SQLite &&
			slices.ContainsFunc(o.Env.Signs, func(s Sign) bool { return s.Source == "default" }): // whatever a mode says beside it
			o.Severity, o.Why = Medium, "it writes to a database, and nothing says to which"
			o.Safer = "name the host and the database"
		default:
			continue
		}
		o.Action = w.j.action(o)
	}
	if !said && c.waits && !ws.flag("-l", "--list", "-V") {
		w.note(e, Operation{Kind: ws.name + ".shell", Class: Interactive, Severity: Medium, Why: "it waits for statements, and runs whatever is typed", Safer: "give the statement with a flag"})
	}
	return true
}

// sql judges statements.
func (w *walker) sql(e *shell.Execution, text string, d Dialect) {
	if strings.TrimSpace(text) == "" {
		return
	}
	known := shell.Known(text)
	if !known && strings.Trim(text, shell.Unknown+" ;\n") == "" {
		w.note(e, Operation{Kind: "sql.unknown", Class: Execute, Severity: Medium, Why: "the statements are only known when it runs", Safer: "write the statement out"})
		return
	}
	for _, o := range scanSQL(strings.ReplaceAll(text, shell.Unknown, "unknown_name"), d) {
		if o.Severity == None && o.Class == Read {
			continue
		}
		if e != nil && o.Text == "" {
			o.Text = text
		}
		if o.Class == Execute && strings.Contains(o.Kind, "shell") && e != nil {
			o.Severity = max(o.Severity, High)
		}
		w.note(e, o)
	}
	if !known && len(w.ops) == 0 {
		w.note(e, Operation{Kind: "sql.unknown", Class: Execute, Severity: Low, Why: "a part of the statement is only known when it runs"})
	}
}

// sqlStream judges the statements that come by the input.
func (w *walker) sqlStream(e *shell.Execution, d Dialect) {
	text := e.Stdin.Text
	if strings.Trim(text, shell.Unknown+" \n\t;") == "" && text != "" {
		severity := Medium
		for _, from := range e.Stdin.From { // statements that a query makes
			if len(from.Args) > 0 && from != e && w.sqlMade(from) > severity {
				severity = High
			}
		}
		w.note(e, Operation{Kind: "sql.file", Class: Execute, Severity: severity, Why: "it runs statements that are only known then", Safer: "read them first"})
		return
	}
	w.sql(e, text, d)
}

// sqlMade grades statements that another client prints.
func (w *walker) sqlMade(from *shell.Execution) Severity {
	text := strings.ToLower(strings.Join(from.Args, " "))
	for _, word := range [...]string{"'drop ", "'truncate ", "'delete ", "'alter ", "\"drop "} {
		if strings.Contains(text, word) {
			return High
		}
	}
	return Low
}

// sqlFile judges a file of statements.
func (w *walker) sqlFile(e *shell.Execution, file string, d Dialect) {
	if f := e.File(file); f != nil && shell.Known(f.Text) {
		w.sql(e, f.Text, d)
		return
	}
	if text, ok := w.readFile(e, file); ok {
		w.sql(e, text, d)
		return
	}
	w.note(e, Operation{Kind: "sql.file", Class: Execute, Severity: Medium, Object: file, Why: "statements in a file that was not read cannot be judged", Safer: "read the file first"})
}

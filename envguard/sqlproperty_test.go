package envguard_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/gatehouse-go/gatehouse/envguard"
	"github.com/stretchr/testify/assert"
)

// plainSQL are texts without quotes, comments and lines for the client.
var plainSQL = regexp.MustCompile(`^[A-Za-z(][A-Za-z0-9_ ,;()=<>*.]*$`)

// clientLine are the lines for the client that begin with a word.
var clientLine = regexp.MustCompile(`^(system|source|HOST|PROMPT|START wipe)`)

// TestSQLSpelling: blanks, comments and the case of words never change a severity.
func TestSQLSpelling(t *testing.T) {
	n := 0
	for _, c := range sqlCases(t) {
		if !plainSQL.MatchString(c.sql) || clientLine.MatchString(c.sql) {
			continue
		}
		n++
		for name, spell := range map[string]func(string) string{
			"upper":    strings.ToUpper,
			"lower":    strings.ToLower,
			"lines":    func(s string) string { return strings.ReplaceAll(s, " ", "\n\t") },
			"comments": func(s string) string { return strings.ReplaceAll(s, " ", "/* ; DROP TABLE x */") },
			"dashes":   func(s string) string { return "-- a\n" + strings.ReplaceAll(s, " ", " -- ' ; DROP TABLE x\n") },
			"led":      func(s string) string { return "\n ;; " + s + " ; \n" },
			"twice":    func(s string) string { return s + "\n;\n" + s },
		} {
			text := spell(c.sql)
			if name == "twice" && strings.Contains(strings.ToUpper(c.sql), "ROLLBACK") {
				continue
			}
			op := worst(envguard.ScanSQL(text, c.dialect))
			assert.Equal(t, c.severity.String(), op.Severity.String(), "%s: %s: %q is %s", name, c.dialect, text, op.Kind)
		}
	}
	assert.Greater(t, n, 150)
}

// TestSQLMore: another statement never makes a text less severe.
func TestSQLMore(t *testing.T) {
	cases := sqlCases(t)
	ends := regexp.MustCompile(`(?i)rollback|^begin|^start|commit|--|#|//|delimiter|create (or replace )?proc|unterminated|[\\.@!:]|^host|^prompt|^set serv|^system|^source|/\*`)
	for i, a := range cases {
		if ends.MatchString(a.sql) {
			continue
		}
		for k := range 12 {
			b := cases[(i*7+k*31)%len(cases)]
			if ends.MatchString(b.sql) || a.dialect != b.dialect {
				continue
			}
			text := a.sql + ";\n" + b.sql
			op := worst(envguard.ScanSQL(text, a.dialect))
			assert.GreaterOrEqual(t, int(op.Severity), int(max(a.severity, b.severity)), "%s: %q is %s", a.dialect, text, op.Kind)
		}
	}
}

// TestSQLUnknownDialect: what is dangerous in its dialect is so where none is told.
func TestSQLUnknownDialect(t *testing.T) {
	for _, c := range sqlCases(t) {
		if c.severity < envguard.High || c.dialect == envguard.ClickHouse && strings.Contains(c.sql, "ROLLBACK") { // its BEGIN is an error, which ends a script
			continue
		}
		op := worst(envguard.ScanSQL(c.sql, envguard.AnySQL))
		assert.GreaterOrEqual(t, int(op.Severity), int(c.severity), "%s: %q is %s", c.dialect, c.sql, op.Kind)
	}
}

// TestSQLNested: SQL in strings in SQL is judged as deep as it goes.
func TestSQLNested(t *testing.T) {
	text := "DROP TABLE users"
	for range 8 {
		text = "EXEC('" + strings.ReplaceAll(text, "'", "''") + "')"
		assert.GreaterOrEqual(t, worst(envguard.ScanSQL(text, envguard.SQLServer)).Severity, envguard.High)
	}
	text = "SELECT 1"
	for i := range 40 {
		text = "DO $q" + strings.Repeat("q", i) + "$ " + text + " $q" + strings.Repeat("q", i) + "$"
	}
	assert.GreaterOrEqual(t, worst(envguard.ScanSQL(text, envguard.PostgreSQL)).Severity, envguard.High, "too deep")
	text = "DELETE FROM a WHERE x IN (1)"
	for range 40 {
		text = "WITH x AS (" + text + ") SELECT 1"
	}
	assert.GreaterOrEqual(t, worst(envguard.ScanSQL(text, envguard.PostgreSQL)).Severity, envguard.Medium)
}

// TestSQLPasswords: no password is in what is shown.
func TestSQLPasswords(t *testing.T) {
	const secret = "hunter2hunter2"
	for _, text := range []string{
		"ALTER USER app IDENTIFIED BY 'hunter2hunter2'",
		"ALTER USER app IDENTIFIED BY hunter2hunter2",
		"ALTER USER app IDENTIFIED BY \"hunter2hunter2\"",
		"ALTER USER app IDENTIFIED WITH mysql_native_password BY 'hunter2hunter2'",
		"CREATE USER app WITH PASSWORD 'hunter2hunter2'",
		"CREATE USER app WITH ENCRYPTED PASSWORD $$hunter2hunter2$$",
		"ALTER LOGIN app WITH PASSWORD = N'hunter2hunter2'",
		"SET PASSWORD FOR 'app'@'%' = PASSWORD('hunter2hunter2')",
		"SELECT dblink_exec('host=h password=hunter2hunter2', 'DROP TABLE users')",
		"SELECT dblink_connect('postgres://u:hunter2hunter2@h/db')",
		"GRANT ALL ON *.* TO 'app'@'%' IDENTIFIED BY 'hunter2hunter2'",
		"CHANGE REPLICATION SOURCE TO SOURCE_PASSWORD='hunter2hunter2'",
		"COPY INTO t FROM 's3://b' CREDENTIALS=(AWS_SECRET_KEY='hunter2hunter2')",
		"PRAGMA rekey = 'hunter2hunter2'",
		"PRAGMA rekey('hunter2hunter2')",
		"\\c postgres://u:hunter2hunter2@h/db",
		"\\! PGPASSWORD=hunter2hunter2 psql -c 'select 1'",
		"CONNECT scott/hunter2hunter2@db",
		"EXEC('ALTER LOGIN sa WITH PASSWORD = ''hunter2hunter2''')",
		"EXEC sp_addlogin 'app', 'hunter2hunter2'",
		"EXEC sp_password NULL, 'hunter2hunter2', 'app'",
		"CREATE SUBSCRIPTION s CONNECTION 'host=h password=hunter2hunter2' PUBLICATION p",
		"UPDATE users SET password = 'hunter2hunter2'",
		"CREATE DATABASE LINK l CONNECT TO u IDENTIFIED BY hunter2hunter2 USING 'x'",
	} {
		for _, d := range []envguard.Dialect{envguard.AnySQL, envguard.PostgreSQL, envguard.MySQL, envguard.SQLServer, envguard.Oracle} {
			for _, op := range envguard.ScanSQL(text, d) {
				for _, shown := range []string{op.Text, op.Object, op.Why, op.Safer} {
					assert.NotContains(t, shown, secret, "%s: %s", d, text)
				}
			}
		}
	}
}

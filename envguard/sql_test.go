package envguard_test

import (
	"os"
	"strings"
	"testing"

	"github.com/gatehouse-go/gatehouse/envguard"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A sqlCase is a line of testdata/sql.txt.
type sqlCase struct {
	dialect  envguard.Dialect
	severity envguard.Severity
	sql      string
}

func sqlCases(t testing.TB) []sqlCase {
	data, err := os.ReadFile("testdata/sql.txt")
	require.NoError(t, err)
	var cases []sqlCase
	for line := range strings.Lines(string(data)) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		fields := strings.SplitN(line, " ", 3)
		d, err := envguard.ParseDialect(fields[0])
		require.NoError(t, err)
		cases = append(cases, sqlCase{d, parseSeverity(t, fields[1]), strings.ReplaceAll(fields[2], "⏎", "\n")})
	}
	return cases
}

func TestSQL(t *testing.T) {
	cases := sqlCases(t)
	require.Greater(t, len(cases), 300)
	for _, c := range cases {
		op := worst(envguard.ScanSQL(c.sql, c.dialect))
		assert.Equal(t, c.severity.String(), op.Severity.String(), "%s: %s is %s, %s", c.dialect, c.sql, op.Kind, op.Why)
		assert.NotEmpty(t, op.Kind, c.sql)
		if op.Severity > envguard.None {
			assert.NotEmpty(t, op.Why, c.sql)
			assert.NotEmpty(t, op.Class, c.sql)
			assert.NotEmpty(t, op.Text, c.sql)
			assert.Positive(t, op.Pos.Line, c.sql)
		}
	}
}

func TestParseDialect(t *testing.T) {
	for d := envguard.AnySQL; d <= envguard.Cassandra; d++ {
		got, err := envguard.ParseDialect(strings.ToUpper(d.String()))
		require.NoError(t, err)
		require.Equal(t, d, got)
	}
	for name, want := range map[string]envguard.Dialect{
		"": envguard.AnySQL, "postgresql": envguard.PostgreSQL, "mariadb": envguard.MySQL, "sqlite3": envguard.SQLite, "sqlserver": envguard.SQLServer,
		"sqlplus": envguard.Oracle, "cockroachdb": envguard.PostgreSQL, "databricks": envguard.Spark, "bq": envguard.BigQuery,
	} {
		got, err := envguard.ParseDialect(name)
		require.NoError(t, err)
		require.Equal(t, want, got, name)
	}
	_, err := envguard.ParseDialect("mongodb")
	require.ErrorContains(t, err, `"mongodb" is no SQL dialect`)
	require.Equal(t, "Dialect(99)", envguard.Dialect(99).String())
	require.NotEmpty(t, envguard.ScanSQL("DROP TABLE users", envguard.Dialect(99)), "an impossible dialect is any")
}

// TestSQLOperation shows what is said of a statement.
func TestSQLOperation(t *testing.T) {
	ops := envguard.ScanSQL("SELECT 1;\n  delete from app.\"Users\" where org = 3 -- x\n;DROP TABLE a", envguard.PostgreSQL)
	require.Len(t, ops, 2)
	require.Equal(t, "sql.delete_where", ops[0].Kind)
	require.Equal(t, envguard.Destructive, ops[0].Class)
	require.Equal(t, "app.Users", ops[0].Object)
	require.Equal(t, `delete from app."Users" where org = 3`, ops[0].Text)
	require.Equal(t, 12, ops[0].Pos.Offset)
	require.Equal(t, 2, ops[0].Pos.Line)
	require.Equal(t, 3, ops[0].Pos.Column)
	require.Equal(t, "DELETE removes all rows of which the condition is true", ops[0].Why)
	require.Equal(t, "look first: SELECT count(*) FROM app.Users WHERE org = 3", ops[0].Safer)
	require.Equal(t, 3, ops[1].Pos.Line)
	require.Equal(t, "a", ops[1].Object)
}

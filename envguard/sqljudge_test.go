package envguard_test

import (
	"fmt"
	"math/rand/v2"
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"github.com/gatehouse-go/gatehouse/envguard"
	"github.com/stretchr/testify/require"
)

// sqlGrammar writes statements about the table users, and knows nothing of what is
// said of them.
type sqlGrammar struct{ *rand.Rand }

func (g sqlGrammar) one(of ...string) string { return of[g.IntN(len(of))] }

func (g sqlGrammar) operand() string {
	return g.one("id", "users.id", "name", "org_id", "active", "0", "1", "-1", "3", "1000000000", "'a'", "''", "'1'", "NULL", "lower(name)", "id + 0", "(id)",
		"length(name)", "(SELECT 1)", "(SELECT max(id) FROM users)", "coalesce(org_id, 0)", "1 + 1", "'x' || name")
}

func (g sqlGrammar) condition(depth int) string {
	if depth > 0 {
		switch g.IntN(6) {
		case 0:
			return g.condition(depth-1) + " AND " + g.condition(depth-1)
		case 1:
			return g.condition(depth-1) + " OR " + g.condition(depth-1)
		case 2:
			return "NOT " + g.condition(depth-1)
		case 3:
			return "(" + g.condition(depth-1) + ")"
		}
	}
	switch g.IntN(10) {
	case 0:
		return g.one("1 = 1", "0 = 1", "1 < 2", "2 < 1", "1 <> 1", "'a' = 'a'", "id = id", "id >= id", "id <> id", "name = name", "1 IN (1, 2)", "1 IN (3)")
	case 1:
		return g.operand() + " IS " + g.one("", "NOT ") + "NULL"
	case 2:
		return g.operand() + g.one("", " NOT") + " IN (" + g.operand() + ", " + g.operand() + ")"
	case 3:
		return g.operand() + g.one("", " NOT") + " BETWEEN " + g.operand() + " AND " + g.operand()
	case 4:
		return "name" + g.one("", " NOT") + " LIKE " + g.one("'%'", "'a%'", "''", "'_'", "'%%'", "name")
	case 5:
		return g.one("", "NOT ") + "EXISTS (SELECT 1" + g.one("", " FROM users u", " FROM users u WHERE u.id = users.org_id", " WHERE 1 = 0") + ")"
	case 6:
		return "id" + g.one("", " NOT") + " IN (SELECT " + g.one("id", "org_id") + " FROM users" + g.one("", " WHERE id > 3") + ")"
	}
	return g.operand() + " " + g.one("=", "<>", "!=", "<", ">", "<=", ">=") + " " + g.operand()
}

// statement is a read or a write in one of many dresses.
func (g sqlGrammar) statement() string {
	where := " WHERE " + g.condition(2)
	read := g.one("SELECT * FROM users", "SELECT count(*) FROM users"+where, "SELECT id FROM users"+where+" ORDER BY 1 LIMIT 2", "VALUES (1), (2)",
		"SELECT 'DELETE FROM users; DROP TABLE users'", "SELECT replace(name, 'DROP', 'x') FROM users", "SELECT 1 /* ; DELETE FROM users; */", "SELECT \"name\" FROM [users]")
	write := g.one("DELETE FROM users", "DELETE FROM users"+where, "UPDATE users SET name = 'y'"+where, "UPDATE OR IGNORE users SET name = 'y' WHERE id = 2",
		"INSERT INTO users VALUES (99, 'z', 1, 1)", "REPLACE INTO users VALUES (1, 'z', 1, 1)", "INSERT OR REPLACE INTO users SELECT id, 'q', 1, 1 FROM users",
		"DROP TABLE users", "ALTER TABLE users ADD COLUMN c int", "ALTER TABLE users DROP COLUMN active", "ALTER TABLE users RENAME TO u", "CREATE TABLE t (a)",
		"CREATE INDEX i ON users (name)", "CREATE VIEW v AS SELECT 1", "DELETE FROM main.users", "CREATE TRIGGER t AFTER DELETE ON users BEGIN DELETE FROM users; END",
		"INSERT INTO users VALUES (1, 'z', 1, 1) ON CONFLICT (id) DO UPDATE SET name = 'w'", "PRAGMA user_version = 7")
	s := read
	if g.IntN(2) == 0 {
		s = write
	}
	switch g.IntN(10) {
	case 0:
		s = "EXPLAIN " + s
	case 1:
		if strings.HasPrefix(s, "SELECT") || strings.HasPrefix(s, "DELETE") || strings.HasPrefix(s, "UPDATE") || strings.HasPrefix(s, "INSERT") {
			s = "WITH x AS (SELECT 1 AS a) " + s
		}
	case 2:
		s = "/* a */ " + s + " -- b"
	case 3:
		s = strings.ReplaceAll(s, " ", "\n")
	case 4:
		s = strings.ReplaceAll(s, "users", `"users"`)
	case 5:
		s = strings.ToLower(s)
	}
	return s
}

const sqlTable = `CREATE TABLE users (id int PRIMARY KEY, name text NOT NULL, org_id int NOT NULL, active int NOT NULL);
INSERT INTO users VALUES (1, 'a', 1, 0), (2, 'b', 1, 1), (3, 'abc', 2, 1), (4, 'd', 9, 0), (5, 'e', 5, 1);
`

// TestSQLite lets SQLite say what statements do: what is called a read changes
// nothing, what is said to take all rows leaves none, and what is said to take none
// leaves all.
func TestSQLite(t *testing.T) {
	program, err := exec.LookPath("sqlite3")
	if err != nil {
		t.Skip("there is no sqlite3: that what is called a read changes nothing is not shown by SQLite")
	}
	g := sqlGrammar{rand.New(rand.NewPCG(1, 2))}
	var script strings.Builder
	script.WriteString(".bail off\n" + sqlTable)
	const state = "(SELECT coalesce(group_concat(sql), '') FROM (SELECT sql FROM sqlite_master ORDER BY name)) || (SELECT user_version FROM pragma_user_version)"
	var statements []string
	for i := range 3000 {
		s := g.statement()
		if i%2 == 0 {
			s = "DELETE FROM users WHERE " + g.condition(2)
		}
		statements = append(statements, s)
		fmt.Fprintf(&script, "BEGIN;\nSELECT 'before', %d, total_changes(), hex(%s);\n%s\n;\nSELECT 'after', %d, total_changes(), hex(%s), (SELECT count(*) FROM users);\nROLLBACK;\n", i, state, s, i, state)
	}
	cmd := exec.Command(program, ":memory:")
	cmd.Stdin = strings.NewReader(script.String())
	out, _ := cmd.Output() // some of the statements are wrong, and say so

	before := map[string][]string{}
	reads, all, none, changed, checked := 0, 0, 0, 0, 0
	for line := range strings.Lines(string(out)) {
		fields := strings.Split(strings.TrimSpace(line), "|")
		if len(fields) >= 4 && fields[0] == "before" {
			before[fields[1]] = fields[2:4]
			continue
		}
		if len(fields) < 4 || fields[0] != "after" {
			continue
		}
		i, err := strconv.Atoi(fields[1])
		require.NoError(t, err)
		s := statements[i]
		op := worst(envguard.ScanSQL(s, envguard.SQLite))
		same := before[fields[1]][0] == fields[2] && before[fields[1]][1] == fields[3]
		checked++
		if !same {
			changed++
			require.Greater(t, op.Severity, envguard.None, "%s changed the database", s)
		}
		switch {
		case op.Severity == envguard.None:
			reads++
		case op.Kind == "sql.delete_all" && len(fields) == 5 && strings.HasPrefix(strings.ToUpper(s), "DELETE") && !same:
			all++
			require.Equal(t, "0", fields[4], s)
		case op.Kind == "sql.delete_where" && op.Severity == envguard.Low:
			none++
			require.Equal(t, "5", fields[4], s)
		}
	}
	t.Logf("%d statements, %d changed something; %d are called reads, %d take all rows, %d none", checked, changed, reads, all, none)
	require.Greater(t, checked, 2500)
	require.Greater(t, min(reads, all, none, changed), 50)
}

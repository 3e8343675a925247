package envguard_test

import (
	"strings"
	"testing"
	"time"

	"github.com/gatehouse-go/gatehouse/envguard"
	"github.com/stretchr/testify/assert"
)

// TestSQLTime: no text takes time out of proportion. Each of these once could have.
func TestSQLTime(t *testing.T) {
	size := 100_000
	if raced {
		size = 20_000
	}
	for _, unit := range []string{
		"(", "((DELETE FROM x ", "NOT ", "EXPLAIN ANALYZE ", "BEGIN ", "BEGIN x ", "END IF x ", "dblink('", "dblink(", "EXEC('", "DO $a$ ", "/*", "/*! ",
		"$a", "q'[", "CREATE TRIGGER x BEGIN y;", "EXEC(@x); EXEC $a$ ", "DELETE FROM x WHERE (", "a OR ", "a AND ", "BETWEEN ", "\n/  ", "GO\n", ":'", "\\x ",
		"DELETE FROM x WHERE x IN (1", "ALTER TABLE x DROP ", ", DROP ", "WITH x AS (", "IF x THEN ", "DELIMITER x\n", "select 'x' \\gexec\n", "''", "CASE ", "x.",
		"\"", "EXEC('DROP TABLE ' + x FROM pg_tables);", "SELECT pg_sleep(1), (DELETE FROM x);\n", "BATCH DELETE ",
	} {
		for _, lead := range []string{"", "DELETE FROM x WHERE ", "DO $z$ EXEC(@x); "} {
			text := lead + strings.Repeat(unit, size/len(unit))
			for _, d := range []envguard.Dialect{envguard.AnySQL, envguard.PostgreSQL, envguard.SQLServer} {
				start := time.Now()
				assert.NotEmpty(t, envguard.ScanSQL(text, d))
				assert.Less(t, time.Since(start), 5*time.Second, "%s: %s%s…", d, lead, unit)
			}
		}
	}
}

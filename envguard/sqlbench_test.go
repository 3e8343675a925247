package envguard_test

import (
	"runtime/debug"
	"strings"
	"testing"

	"github.com/gatehouse-go/gatehouse/envguard"
	"github.com/stretchr/testify/require"
)

// sqlScripts are scripts of about 100 KB.
func sqlScripts() map[string]string {
	repeat := func(s string) string { return strings.Repeat(s, 100_000/len(s)) }
	return map[string]string{
		"reads": repeat("SELECT o.id, o.total, c.name AS customer_name, count(*) FROM orders o JOIN customers c ON c.id = o.customer_id\n" +
			"  WHERE o.created_at > '2026-01-01' AND c.country IN ('DE', 'FR') -- both of them\n  GROUP BY 1, 2, 3 ORDER BY o.total DESC LIMIT 50;\n"),
		"inserts": repeat("INSERT INTO products (id, name, description, price) VALUES (1234, 'A chair', 'Four legs, a seat and a back; oiled oak.', 129.50);\n"),
		"schema": repeat("CREATE TABLE IF NOT EXISTS orders (\n  id bigint PRIMARY KEY,\n  customer_id bigint NOT NULL REFERENCES customers (id) ON DELETE CASCADE,\n" +
			"  note text DEFAULT '',\n  created_at timestamptz NOT NULL DEFAULT now()\n);\n"),
		"changes": repeat("UPDATE users SET last_seen = now(), visits = visits + 1 WHERE id = 42;\nDELETE FROM sessions WHERE user_id = 42 AND expires_at < now();\n"),
	}
}

func BenchmarkSQL(b *testing.B) {
	for name, script := range sqlScripts() {
		for _, d := range []envguard.Dialect{envguard.AnySQL, envguard.PostgreSQL, envguard.MySQL, envguard.SQLServer} {
			b.Run(name+"/"+d.String(), func(b *testing.B) {
				b.SetBytes(int64(len(script)))
				b.ReportAllocs()
				ops := make([]envguard.Operation, 0, 16)
				for b.Loop() {
					ops = envguard.AppendSQL(ops[:0], script, d)
				}
			})
		}
	}
}

// raced says that the race detector is on, so that allocations cannot be counted.
var raced bool

// TestSQLAllocations promises that harmless statements cost no memory.
func TestSQLAllocations(t *testing.T) {
	if raced {
		t.Skip("allocations are not counted here, as the race detector allocates too; the plain run of the tests counts them")
	}
	defer debug.SetGCPercent(debug.SetGCPercent(-1)) // which would empty the pool of scans
	script := sqlScripts()["reads"]
	ops := make([]envguard.Operation, 0, 4)
	for _, d := range []envguard.Dialect{envguard.PostgreSQL, envguard.MySQL, envguard.AnySQL} {
		ops = envguard.AppendSQL(ops[:0], script, d)
		require.Len(t, ops, 1)
		require.Equal(t, envguard.None, ops[0].Severity)
		n := testing.AllocsPerRun(20, func() { ops = envguard.AppendSQL(ops[:0], script, d) })
		require.LessOrEqual(t, n, 1.0, "%s", d) // what is shown of a long statement
	}
}

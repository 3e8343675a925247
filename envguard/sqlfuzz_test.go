package envguard_test

import (
	"testing"

	"github.com/gatehouse-go/gatehouse/envguard"
	"github.com/stretchr/testify/require"
)

// FuzzSQL: no text makes the scan panic, go on for long or say what is not there.
func FuzzSQL(f *testing.F) {
	for _, c := range sqlCases(f) {
		f.Add(c.sql, uint8(c.dialect))
	}
	f.Add("SELECT ((((((((((((((((((((DELETE FROM (DELETE FROM x", uint8(0)) // nesting that does not end
	f.Add("/*!/*!/*! DROP /* */ TABLE */ x */", uint8(2))                    // comments that run in comments
	f.Add("q'", uint8(5))                                                    // a prefix and nothing behind it
	f.Add("\\", uint8(1))
	f.Add("$a$", uint8(1))
	f.Add("\u00a0DROP\u3000TABLE\ufeffx", uint8(0)) // blanks beyond ASCII
	f.Add("CREATE TRIGGER;!", uint8(5))             // an end that stands behind the text
	f.Fuzz(func(t *testing.T, text string, dialect uint8) {
		if len(text) > 4096 {
			return
		}
		d := envguard.Dialect(dialect % 11)
		ops := envguard.ScanSQL(text, d)
		require.NotEmpty(t, ops)
		for _, op := range ops {
			require.NotEmpty(t, op.Kind)
			require.LessOrEqual(t, op.Severity, envguard.Critical)
			require.LessOrEqual(t, op.Pos.Offset, len(text))
			require.Positive(t, op.Pos.Line)
			require.Positive(t, op.Pos.Column)
			require.Zero(t, op.Env)
			require.Zero(t, op.Action)
			require.LessOrEqual(t, len(op.Text), 400)
		}
		require.Equal(t, ops, envguard.ScanSQL(text, d), "a scan leaves nothing behind for the next")
		if d != envguard.AnySQL && worst(ops).Severity >= envguard.High {
			// A statement more never makes it harmless.
			require.GreaterOrEqual(t, worst(envguard.ScanSQL("SELECT 1;\n"+text, d)).Severity, envguard.Medium)
		}
	})
}

package envguard_test

import (
	"bufio"
	"encoding/json"
	"os"
	"testing"

	"github.com/gatehouse-go/gatehouse/envguard"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A corpusRow is a labelled statement of ops.jsonl.
type corpusRow struct {
	ID, SQL, Dialect, Severity, Op string
	Class                          envguard.Class
}

// sqlCorpus reads the labelled statements, which stand beside the repository or in
// testdata.
func sqlCorpus(t testing.TB) []corpusRow {
	var f *os.File
	var err error
	for _, name := range []string{"testdata/ops.jsonl", "../../shared/corpora/ops.jsonl"} {
		if f, err = os.Open(name); err == nil {
			break
		}
	}
	require.NoError(t, err)
	defer f.Close()
	var rows []corpusRow
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		var r corpusRow
		require.NoError(t, json.Unmarshal(lines.Bytes(), &r))
		if r.SQL != "" {
			rows = append(rows, r)
		}
	}
	require.NoError(t, lines.Err())
	return rows
}

func parseSeverity(t testing.TB, name string) envguard.Severity {
	for s := envguard.None; s <= envguard.Critical; s++ {
		if s.String() == name {
			return s
		}
	}
	t.Fatalf("%q is no severity", name)
	return 0
}

// worst is the most severe operation, the first of several.
func worst(ops []envguard.Operation) envguard.Operation {
	var w envguard.Operation
	for i, op := range ops {
		if i == 0 || op.Severity > w.Severity {
			w = op
		}
	}
	return w
}

// TestSQLCorpus compares with labels that were given before this was written.
func TestSQLCorpus(t *testing.T) {
	rows := sqlCorpus(t)
	equal, kinds := 0, 0
	for _, r := range rows {
		d, err := envguard.ParseDialect(r.Dialect)
		require.NoError(t, err)
		op := worst(envguard.ScanSQL(r.SQL, d))
		want := parseSeverity(t, r.Severity)
		if op.Severity == want {
			equal++
		} else {
			t.Logf("%s %s: %s, labelled %s %s: %s", r.ID, op.Kind, op.Severity, r.Op, want, r.SQL)
		}
		if op.Kind == r.Op {
			kinds++
		} else {
			t.Logf("%s %s is labelled %s: %s", r.ID, op.Kind, r.Op, r.SQL)
		}
		assert.InDelta(t, int(want), int(op.Severity), 1, "%s: %s", r.ID, r.SQL)
		if want == envguard.Critical {
			require.GreaterOrEqual(t, op.Severity, envguard.High, r.SQL)
		}
	}
	t.Logf("%d of %d severities equal, %d kinds", equal, len(rows), kinds)
	require.GreaterOrEqual(t, equal*100, len(rows)*95)
}

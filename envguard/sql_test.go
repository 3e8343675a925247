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

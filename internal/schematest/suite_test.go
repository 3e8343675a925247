package schematest_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/internal/schematest"
)

// TestSuite runs the official tests of JSON schemas, as Debian packages them. Those whose
// schema is refused, for a keyword that is not known here, say nothing.
func TestSuite(t *testing.T) {
	const suite = "/usr/share/json-schema-test-suite/tests"
	if _, err := os.Stat(suite); err != nil {
		t.Skip("there is no " + suite + ": install the Debian package json-schema-test-suite")
	}
	run := 0
	for _, draft := range []string{"draft4", "draft7"} {
		files, err := filepath.Glob(filepath.Join(suite, draft, "*.json"))
		require.NoError(t, err)
		for _, name := range files {
			data, err := os.ReadFile(name)
			require.NoError(t, err)
			var groups []struct {
				Description string
				Schema      json.RawMessage
				Tests       []struct {
					Description string
					Data        json.RawMessage
					Valid       bool
				}
			}
			require.NoError(t, json.Unmarshal(data, &groups))
			for _, g := range groups {
				s, err := schematest.Parse(g.Schema)
				if err != nil {
					continue
				}
				for _, tt := range g.Tests {
					run++
					require.Equal(t, tt.Valid, len(s.Check(tt.Data)) == 0, "%s: %s: %s", name, g.Description, tt.Description)
				}
			}
		}
	}
	require.Greater(t, run, 300)
	t.Logf("%d tests", run)
}

package secrets

import (
	"maps"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// The keywords of a rule are plain data; what they stand for is in a table of its own.
func TestKeywordsOfTables(t *testing.T) {
	names := map[string]bool{}
	for _, c := range callees {
		names[c.name] = true
	}
	require.ElementsMatch(t, slices.Collect(maps.Keys(names)), calleeNames)

	clear(names)
	for _, c := range commands {
		names[c.name] = true
	}
	for _, name := range commandNames {
		if isReader([]byte(name)) {
			names[name] = true
		}
	}
	names["chpasswd"], names["sudo -s"] = true, true
	require.ElementsMatch(t, slices.Collect(maps.Keys(names)), commandNames)
}

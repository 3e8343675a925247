package settings_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/internal/jsonx"
	"github.com/gatehouse-go/gatehouse/internal/settings"
)

// What is not accepted at all, and where, is tested in package permission; here
// is that the hooks of other events are not looked at, but can be.
func TestCheckLooksAtDecisiveEventsOnly(t *testing.T) {
	for _, event := range settings.Events {
		doc, err := jsonx.Parse([]byte(`{"hooks": {"`+event+`": [{"hooks": [{"type": "command"}, {"type": "command", "command": "x", "timeout": 0}]}]}}`), jsonx.Options{})
		require.NoError(t, err)
		var faults []string
		report := func(_ jsonx.Value, message string) { faults = append(faults, message) }
		settings.Check(doc.Root(), report)
		want := []string{
			"hooks." + event + ".hooks of type command needs a string command",
			"hooks." + event + ".hooks: timeout is a number of seconds above 0",
		}
		if !settings.Decisive(event) {
			require.Empty(t, faults)
			settings.CheckEvent(event, doc.Root().Get("hooks").Get(event), report)
		}
		require.Equal(t, want, faults)
	}
	require.Subset(t, settings.Events, settings.ToolEvents)
	require.Contains(t, settings.TopKeys(), "disableAllHooks")
}

package hooks_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/hooks"
)

// TestEncodeRecorded: an event that was not changed keeps every byte.
func TestEncodeRecorded(t *testing.T) {
	files, err := filepath.Glob("testdata/*/*.json")
	require.NoError(t, err)
	seen := map[string]bool{}
	for _, file := range files {
		data, err := os.ReadFile(file)
		require.NoError(t, err)
		event, err := hooks.Decode(data)
		require.NoError(t, err)
		seen[event.EventName()] = true
		got, err := hooks.Encode(event)
		require.NoError(t, err)
		require.Equal(t, strings.TrimSpace(string(data)), string(got), file)

		// A change leaves everything else as it is.
		event.Base().CWD = "/elsewhere"
		got, err = hooks.Encode(event)
		require.NoError(t, err)
		var want, have map[string]any
		require.NoError(t, json.Unmarshal(data, &want))
		require.NoError(t, json.Unmarshal(got, &have))
		want["cwd"] = "/elsewhere"
		require.Equal(t, want, have, file)
	}
	require.Len(t, seen, 33)
}

// TestUnknownSurvives: no event loses a field that this version does not know,
// and no unknown event is lost.
func TestUnknownSurvives(t *testing.T) {
	names := []string{"BrandNew"}
	for _, event := range allEvents {
		names = append(names, event.EventName())
	}
	for _, name := range names {
		t.Run(name, func(t *testing.T) {
			in := strings.TrimSuffix(message(name), "}") + `, "novelty" : {"a":[1.50,"\u00e9"]}, "Novelty":null,"a\"b":12345678901234567890}`
			event, err := hooks.Decode([]byte(in))
			require.NoError(t, err)
			_, unknown := event.(*hooks.Unknown)
			require.Equal(t, name == "BrandNew", unknown)
			require.Equal(t, in, string(event.Base().Raw))
			got, err := hooks.Encode(event)
			require.NoError(t, err)
			require.Equal(t, in, string(got))

			event.Base().SessionID = "s"
			got, err = hooks.Encode(event)
			require.NoError(t, err)
			require.Contains(t, string(got), `"novelty":{"a":[1.50,"\u00e9"]},"Novelty":null,"a\"b":12345678901234567890,"session_id":"s"}`)
			again, err := hooks.Decode(got)
			require.NoError(t, err)
			require.Equal(t, name, again.EventName())
			require.Equal(t, "s", again.Base().SessionID)
		})
	}
}

func TestEncodeMadeUp(t *testing.T) {
	got, err := hooks.Encode(&hooks.CwdChanged{Common: hooks.Common{CWD: "/b"}, OldCWD: "/a", NewCWD: "/b"})
	require.NoError(t, err)
	require.Equal(t, `{"hook_event_name":"CwdChanged","cwd":"/b","old_cwd":"/a","new_cwd":"/b"}`, string(got))

	_, err = hooks.Encode(&hooks.Stop{Common: hooks.Common{Raw: json.RawMessage(`{`)}})
	require.Error(t, err)
}

// TestSuggestionsKeepLimits: to grant a suggestion must not grant more because
// this version does not know one of its limits.
func TestSuggestionsKeepLimits(t *testing.T) {
	event, err := hooks.Decode([]byte(`{"hook_event_name":"PermissionRequest","tool_name":"Bash","tool_input":{},"permission_suggestions":[` +
		`{"type":"addRules","rules":[{"toolName":"Bash","ruleContent":"ls","until":5}],"behavior":"allow","destination":"session","limit":{"n":1}}]}`))
	require.NoError(t, err)
	suggestions := event.(*hooks.PermissionRequest).Suggestions
	got, err := json.Marshal(suggestions)
	require.NoError(t, err)
	require.Equal(t, `[{"type":"addRules","rules":[{"toolName":"Bash","ruleContent":"ls","until":5}],"behavior":"allow","destination":"session","limit":{"n":1}}]`, string(got))

	changed := slices.Clone(suggestions)
	changed[0].Destination = "localSettings"
	changed[0].Rules[0].RuleContent = "pwd"
	got, err = json.Marshal(changed)
	require.NoError(t, err)
	require.Equal(t, `[{"type":"addRules","rules":[{"toolName":"Bash","ruleContent":"pwd","until":5}],"behavior":"allow","destination":"localSettings","limit":{"n":1}}]`, string(got))
}

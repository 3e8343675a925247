package hooks_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/hooks"
	"github.com/gatehouse-go/gatehouse/internal/settings"
)

// A settingsRow is what Claude Code 2.1.330 did with settings.
type settingsRow struct {
	ID             string
	Settings       map[string]json.RawMessage // by scope; a string is the text of a file
	Event, Command string
	Runs           []string // what ran: what it printed, if that can be told
	Blocks         *bool    // whether one that failed blocked the call
	Rules          *bool    // whether the permission rules of the file counted
}

var scopes = map[string]hooks.Scope{
	"managed": hooks.ManagedScope, "flag": hooks.FlagScope, "local": hooks.LocalScope,
	"project": hooks.ProjectScope, "user": hooks.UserScope,
}

// files parses the settings of a row. Files that are not JSON do not count.
func (r settingsRow) files(t *testing.T) []*hooks.Settings {
	t.Helper()
	var files []*hooks.Settings
	for _, name := range slices.Sorted(maps.Keys(r.Settings)) { // drop-ins are "managed 10-a" and so on
		text := r.Settings[name]
		var raw string
		if json.Unmarshal(text, &raw) == nil {
			text = []byte(raw)
		}
		s, err := hooks.ParseSettings(scopes[strings.Fields(name)[0]], name, text)
		if err != nil {
			require.ErrorAs(t, err, new(*hooks.SettingsError))
			continue
		}
		files = append(files, s)
	}
	return files
}

// TestSettingsAsMeasured compares which hooks run, in which order, with what
// Claude Code 2.1.330 ran.
func TestSettingsAsMeasured(t *testing.T) {
	// Spellings of addresses that are not known here: a port with a wildcard beside
	// a digit, an address in short, an international name.
	strict := []string{"url-41", "url-46"}
	for _, row := range jsonLines[settingsRow](t, "settings.jsonl") {
		files := row.files(t)
		m := hooks.Merge(files...)
		e := nameOnly(row.Event, "Bash")
		if row.Command != "" {
			e = bashEvent(row.Event, row.Command)
		}
		runs, blocks := []string{}, false
		covers := func(_, content string, _ json.RawMessage) bool { return !strings.HasPrefix(content, "git") }
		for _, h := range m.For(e, covers) {
			blocks = blocks || h.OnFailure == "block"
			switch {
			case h.Type == hooks.PromptHook, h.Type == hooks.AgentHook: // what they do was not seen
			case h.Type == hooks.HTTPHook && !m.AllowsURL(h.URL):
				runs = append(runs, "http blocked")
			case h.Type != hooks.CommandHook:
				runs = append(runs, string(h.Type))
			case h.Command == "/bin/echo" && h.Args != nil:
				runs = append(runs, strings.Join(h.Args, " "))
			default:
				runs = append(runs, "?")
			}
		}
		if slices.Contains(strict, row.ID) {
			require.Equal(t, []string{"http blocked"}, runs, row.ID)
			continue
		}
		require.Equal(t, row.Runs, runs, row.ID)
		if row.Blocks != nil {
			require.Equal(t, *row.Blocks, blocks, row.ID)
		}
		if row.Rules != nil {
			void := len(files) < len(row.Settings) || slices.ContainsFunc(files, func(s *hooks.Settings) bool {
				return s.Void && s.Scope != hooks.ManagedScope
			})
			require.Equal(t, *row.Rules, !void, row.ID)
		}
	}
}

func bashEvent(event, command string) hooks.Event {
	var raw bytes.Buffer
	_ = json.NewEncoder(&raw).Encode(map[string]any{"tool_name": "Bash", "tool_input": map[string]string{"command": command}})
	return &hooks.Unknown{Name: event, Common: hooks.Common{Raw: raw.Bytes()}}
}

// TestMergeOrder: only managed settings depend on the order in which files are
// given.
func TestMergeOrder(t *testing.T) {
	var files []*hooks.Settings
	for _, scope := range []hooks.Scope{hooks.FlagScope, hooks.UserScope, hooks.LocalScope, hooks.ManagedScope, hooks.ProjectScope} {
		s, err := hooks.ParseSettings(scope, "", []byte(`{"hooks": {"Stop": [{"hooks": [{"type": "command", "command": "`+scope.String()+`"}]}]}}`))
		require.NoError(t, err)
		files = append(files, s)
	}
	given := slices.Clone(files)
	var order []string
	for _, h := range hooks.Merge(append(files, nil)...).For(nameOnly("Stop", ""), nil) {
		order = append(order, h.Command)
	}
	require.Equal(t, []string{"managed settings", "user settings", "project settings", "local settings", "--settings"}, order)
	require.Equal(t, given, files, "the caller's list is not Merge's to change")
	require.Empty(t, hooks.Lint([]*hooks.Settings{nil}, hooks.LintOptions{}))
	require.Empty(t, hooks.Merge().For(nameOnly("Stop", ""), nil))
}

// TestGarbageIsCheap: a file of expensive matchers and of many faults is read in
// little time.
func TestGarbageIsCheap(t *testing.T) {
	var b strings.Builder
	b.WriteString(`{"hooks": {"PreToolUse": [`)
	for i := range 20_000 {
		fmt.Fprintf(&b, `{"matcher": "(x%d{1000}){9}", "hooks": [{"type": "command", "command": "exit 1", "timeout": 99999, "y": 1}]}, `, i)
	}
	b.WriteString(`{"hooks": []}]}}`)
	start := time.Now()
	s, err := hooks.ParseSettings(hooks.UserScope, "", []byte(b.String()))
	require.NoError(t, err)
	require.Less(t, time.Since(start), time.Minute, "a matcher costs milliseconds, so all of them must not be judged")
	require.Len(t, s.Groups, 20_001)
	require.Less(t, len(s.Diagnostics), 5_000)
}

// TestParseSettingsKeepsNoInput: the caller may use its bytes again.
func TestParseSettingsKeepsNoInput(t *testing.T) {
	text := []byte(`{"hooks": {"Stop": [{"hooks": [{"type": "command", "command": "a"}]}]}}`)
	s, err := hooks.ParseSettings(hooks.UserScope, "", text)
	require.NoError(t, err)
	clear(text)
	require.JSONEq(t, `{"type": "command", "command": "a"}`, string(s.Groups[0].Hooks[0].Raw))
}

// TestEventsAreKnown: there is a struct for each event that hooks can be for.
func TestEventsAreKnown(t *testing.T) {
	var names []string
	for _, e := range allEvents {
		names = append(names, e.EventName())
	}
	slices.Sort(names)
	require.ElementsMatch(t, settings.Events, slices.Compact(names))
}

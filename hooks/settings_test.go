package hooks_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/hooks"
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

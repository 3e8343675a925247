package hooks_test

import (
	"io/fs"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/hooks"
)

// settingsSeeds are the files that were measured, and some that are odd.
func settingsSeeds(f *testing.F) []string {
	var all []string
	for _, row := range jsonLines[settingsRow](f, "settings.jsonl") {
		for _, text := range row.Settings {
			all = append(all, string(text))
		}
	}
	return append(all,
		``, " \n", "\ufeff{}", `{"hooks":{}`, `null`, `{"hooks": {"Stop": [ ]}}`, "{\r\n\t\"hooks\"\t:\t{\r\n\t}\r\n}", // odd spelling
		`{"hooks":{"PreToolUse":[{"hooks":[{"type":"command","command":"\ud800","args":["$"]}]}]}}`, // half a character
		`{"\u0068ooks":{"PreToolUse":[{"matcher":"Bash","hooks":[]}]}}`,                             // an escaped key
		`{"hooks":{"PreToolUse":[{"matcher":"(a*)*(?<!b)\\1","hooks":[{"type":"http","url":"http://a/","headers":{"x":"${A}$"}}]}]}}`,
	)
}

// FuzzParseSettings: it never panics, and what it returns has a place in the file.
func FuzzParseSettings(f *testing.F) {
	for i, seed := range settingsSeeds(f) {
		f.Add(uint8(i), []byte(seed))
	}
	stat := func(name string) (fs.FileInfo, error) { return nil, os.ErrNotExist }
	f.Fuzz(func(t *testing.T, scope uint8, data []byte) {
		if len(data) > 16<<10 {
			return
		}
		s, err := hooks.ParseSettings(hooks.Scope(scope%5), "f", data)
		if err != nil {
			require.Nil(t, s)
			require.NotContains(t, err.Error(), "\n")
			return
		}
		again, err := hooks.ParseSettings(hooks.Scope(scope%5), "f", data)
		require.NoError(t, err)
		require.Equal(t, s, again)
		for _, g := range s.Groups {
			require.Equal(t, byte('{'), data[g.Pos.Offset])
			for _, h := range g.Hooks {
				require.Equal(t, byte('{'), data[h.Pos.Offset])
				require.Equal(t, string(h.Raw), string(data[h.Pos.Offset:h.Pos.Offset+len(h.Raw)]))
			}
		}
		o := hooks.LintOptions{Stat: stat, Path: []string{"/bin"}, Home: "/h", Project: "/p"}
		for _, d := range hooks.Lint([]*hooks.Settings{s, again}, o) {
			require.LessOrEqual(t, d.Pos.Offset, len(data))
			require.Positive(t, d.Pos.Line)
			require.NotContains(t, d.String(), "\n")
			require.NotEmpty(t, d.Code)
		}
		m := hooks.Merge(s, again)
		for _, event := range []string{"PreToolUse", "Stop", "SessionStart"} {
			run := m.For(nameOnly(event, "Bash"), nil)
			if s.Void || s.DisableAllHooks != nil && *s.DisableAllHooks {
				require.Empty(t, run)
			}
			for _, h := range run {
				m.AllowsURL(h.URL)
			}
		}
	})
}

// FuzzAddHook: what it does not refuse keeps its promises; see requireAdded.
func FuzzAddHook(f *testing.F) {
	for _, seed := range settingsSeeds(f) {
		f.Add([]byte(seed), "PreToolUse", "Bash", "/bin/guard")
		f.Add([]byte(seed), "Stop", "", "a \"b\"\n")
	}
	f.Fuzz(func(t *testing.T, data []byte, event, matcher, command string) {
		if len(data)+len(command)+len(matcher) > 16<<10 {
			return
		}
		h := hooks.Hook{Type: hooks.CommandHook, Command: strings.ToValidUTF8(command, ""), OnFailure: "block"}
		matcher = strings.ToValidUTF8(matcher, "")
		added, err := hooks.AddHook(data, event, matcher, h)
		if err != nil {
			require.Nil(t, added)
			return
		}
		if string(added) == string(data) {
			return // it was there
		}
		requireAdded(t, data, added, event, matcher, h)
	})
}

package hooks_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/hooks"
)

var guardHook = hooks.Hook{Type: hooks.CommandHook, Command: "/bin/guard", Timeout: 30, OnFailure: "block"}

// TestAddHook shows files before and after, with the matcher Bash.
func TestAddHook(t *testing.T) {
	for name, tt := range map[string]struct{ before, after string }{
		"no file": {``, `{
  "hooks": {
    "PreToolUse": [
      {
        "matcher": "Bash",
        "hooks": [
          {
            "type": "command",
            "command": "/bin/guard",
            "timeout": 30,
            "onFailure": "block"
          }
        ]
      }
    ]
  }
}
`},
		"empty object": {"{}\n", `{
  "hooks": {
    "PreToolUse": [
      {
        "matcher": "Bash",
        "hooks": [
          {
            "type": "command",
            "command": "/bin/guard",
            "timeout": 30,
            "onFailure": "block"
          }
        ]
      }
    ]
  }
}
`},
		"tabs": {"{\n\t\"model\": \"x\"\n}", `{
	"model": "x",
	"hooks": {
		"PreToolUse": [
			{
				"matcher": "Bash",
				"hooks": [
					{
						"type": "command",
						"command": "/bin/guard",
						"timeout": 30,
						"onFailure": "block"
					}
				]
			}
		]
	}
}`},
		"one line": {`{"model": "x"}`, `{"model": "x", "hooks": {"PreToolUse": [{"matcher": "Bash", "hooks": [{"type": "command", "command": "/bin/guard", "timeout": 30, "onFailure": "block"}]}]}}`},
		"compact":  {`{"model":"x"}`, `{"model":"x","hooks":{"PreToolUse":[{"matcher":"Bash","hooks":[{"type":"command","command":"/bin/guard","timeout":30,"onFailure":"block"}]}]}}`},
		"four blanks and another event": {`{
    "hooks": {
        "Stop": []
    },
    "model" : "x"
}
`, `{
    "hooks": {
        "Stop": [],
        "PreToolUse": [
            {
                "matcher": "Bash",
                "hooks": [
                    {
                        "type": "command",
                        "command": "/bin/guard",
                        "timeout": 30,
                        "onFailure": "block"
                    }
                ]
            }
        ]
    },
    "model" : "x"
}
`},
		"the same matcher": {`{
  "hooks": {
    "PreToolUse": [
      {
        "matcher": "Edit",
        "hooks": []
      },
      {
        "hooks": [
          { "type": "command", "command": "a" }
        ],
        "matcher": "Bash"
      }
    ]
  }
}`, `{
  "hooks": {
    "PreToolUse": [
      {
        "matcher": "Edit",
        "hooks": []
      },
      {
        "hooks": [
          { "type": "command", "command": "a" },
          {"type": "command", "command": "/bin/guard", "timeout": 30, "onFailure": "block"}
        ],
        "matcher": "Bash"
      }
    ]
  }
}`},
		"brackets together": {`{
  "hooks": {
    "PreToolUse": [{
      "matcher": "Edit",
      "hooks": [{"type": "command", "command": "a"}]
    }]
  }
}`, `{
  "hooks": {
    "PreToolUse": [{
      "matcher": "Edit",
      "hooks": [{"type": "command", "command": "a"}]
    }, {
      "matcher": "Bash",
      "hooks": [
        {
          "type": "command",
          "command": "/bin/guard",
          "timeout": 30,
          "onFailure": "block"
        }
      ]
    }]
  }
}`},
		"empty list": {`{
  "hooks": {
    "PreToolUse": []
  }
}`, `{
  "hooks": {
    "PreToolUse": [
      {
        "matcher": "Bash",
        "hooks": [
          {
            "type": "command",
            "command": "/bin/guard",
            "timeout": 30,
            "onFailure": "block"
          }
        ]
      }
    ]
  }
}`},
		"mark and CRLF": {"\ufeff{\r\n  \"hooks\": {\r\n  }\r\n}\r\n", "\ufeff{\r\n  \"hooks\": {\r\n    \"PreToolUse\": [\r\n      {\r\n        \"matcher\": \"Bash\",\r\n" +
			"        \"hooks\": [\r\n          {\r\n            \"type\": \"command\",\r\n            \"command\": \"/bin/guard\",\r\n            \"timeout\": 30,\r\n" +
			"            \"onFailure\": \"block\"\r\n          }\r\n        ]\r\n      }\r\n    ]\r\n  }\r\n}\r\n"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := hooks.AddHook([]byte(tt.before), "PreToolUse", "Bash", guardHook)
			require.NoError(t, err)
			require.Equal(t, tt.after, string(got))
			requireAdded(t, []byte(tt.before), got, "PreToolUse", "Bash", guardHook)
			back, err := hooks.RemoveHook(got, "PreToolUse", "Bash", guardHook)
			require.NoError(t, err)
			if name != "no file" && name != "empty list" && name != "mark and CRLF" {
				require.Equal(t, tt.before, string(back))
			}
		})
	}
}

// requireAdded checks the promises of AddHook: the result parses, the hook is
// there, only one piece of text was inserted, and adding again changes nothing.
func requireAdded(t *testing.T, before, after []byte, event, matcher string, h hooks.Hook) {
	t.Helper()
	require.True(t, isInsertion(string(before), string(after)), "%q became %q", before, after)
	s, err := hooks.ParseSettings(hooks.ProjectScope, "", after)
	require.NoError(t, err)
	require.False(t, s.Void, "%s", after)
	require.Equal(t, 1, count(s, event, matcher, h), "%s", after)
	again, err := hooks.AddHook(after, event, matcher, h)
	require.NoError(t, err)
	require.Equal(t, string(after), string(again))
	gone, err := hooks.RemoveHook(after, event, matcher, h)
	require.NoError(t, err)
	if len(strings.Trim(string(gone), " \t\r\n\ufeff")) > 0 {
		s, err = hooks.ParseSettings(hooks.ProjectScope, "", gone)
		require.NoError(t, err)
		require.Zero(t, count(s, event, matcher, h), "%s", gone)
	}
	var want, got any
	if json.Unmarshal(trimMark(before), &want) == nil && json.Unmarshal(trimMark(gone), &got) == nil && string(before) != string(after) {
		requireSubset(t, got, want)
	}
}

func trimMark(data []byte) []byte { return []byte(strings.TrimPrefix(string(data), "\ufeff")) }

// requireSubset checks that what was added and removed left all behind that is
// not empty.
func requireSubset(t *testing.T, got, want any) {
	t.Helper()
	m, ok := want.(map[string]any)
	if !ok {
		return
	}
	g, _ := got.(map[string]any)
	for key, value := range m {
		if key != "hooks" {
			require.Equal(t, value, g[key])
		}
	}
}

// isInsertion reports whether one piece of text in after is all that before lacks.
func isInsertion(before, after string) bool {
	n := 0
	for n < len(before) && n < len(after) && before[n] == after[n] {
		n++
	}
	return strings.HasSuffix(after, before[n:]) && len(after) >= len(before)
}

// count counts the hooks of an event that are like h.
func count(s *hooks.Settings, event, matcher string, h hooks.Hook) int {
	n := 0
	want, _ := json.Marshal(h)
	for _, g := range s.Groups {
		for _, have := range g.Hooks {
			text, _ := json.Marshal(have)
			if g.Event == event && (g.Matcher == matcher || strings.Trim(g.Matcher+matcher, "*") == "") && string(text) == string(want) {
				n++
			}
		}
	}
	return n
}

func TestAddHookRefuses(t *testing.T) {
	for before, message := range map[string]string{
		`{"hooks": {}`:                             "1:13: not valid JSON: ",
		`{"a": 1,}`:                                "1:8: not valid JSON: a comma must not stand before }",
		"{\"a\": \"\xff\"}":                        "1:8: not valid JSON: ",
		`{"a": 1, "a": 2}`:                         "1:2: this key is given again below",
		`{"hooks": {"Stop": [], "Stop": []}}`:      "1:12: this key is given again below",
		`[]`:                                       "1:1: settings must be a JSON object, not array; correct this first",
		`{"hooks": []}`:                            "1:11: hooks must be an object, not an array",
		`{"hooks": null}`:                          "1:11: hooks must be an object, not null",
		`{"hooks": {"PreToolUse": null}}`:          "1:26: hooks.PreToolUse must be an array, not null",
		`{"hooks": {"PreToolUse": [5]}}`:           "1:27: hooks.PreToolUse must hold objects",
		`{"hooks": {"PreToolUse": [{"hooks":1}]}}`: "1:27: hooks.PreToolUse needs a list of hooks",
		`{"permissions": {"deny": "x"}}`:           "1:26: permissions.deny must be an array",
		`{"hooks": {"PermissionRequest": [{"hooks":[{"type":"command"}]}]}}`: "needs a string command",
	} {
		for _, change := range []func([]byte, string, string, hooks.Hook) ([]byte, error){hooks.AddHook, hooks.RemoveHook} {
			got, err := change([]byte(before), "PreToolUse", "Bash", guardHook)
			require.Nil(t, got, before)
			require.ErrorAs(t, err, new(*hooks.SettingsError), before)
			require.ErrorContains(t, err, message)
		}
	}
}

func TestAddHookRefusesHooks(t *testing.T) {
	for _, tt := range []struct {
		event, matcher string
		hook           hooks.Hook
		message        string
	}{
		{"pretooluse", "", guardHook, `there is no event "pretooluse"`},
		{"PreToolUse", "[", guardHook, "would never run"},
		{"Stop", "", hooks.Hook{Type: hooks.CommandHook, Command: "x", If: "Bash"}, "would never run"},
		{"PreToolUse", "", hooks.Hook{Type: hooks.CommandHook}, "has no command"},
		{"PreToolUse", "", hooks.Hook{Command: "x"}, `needs a type`},
		{"PreToolUse", "", hooks.Hook{Type: hooks.HTTPHook, URL: "nope"}, "url must be a URL"},
		{"PreToolUse", "", hooks.Hook{Type: hooks.CommandHook, Command: "x", Timeout: -1}, "timeout"},
		{"PreToolUse", "", hooks.Hook{Type: hooks.CommandHook, Command: "x", OnFailure: "stop"}, "onFailure"},
		{"PreToolUse", "", hooks.Hook{Type: hooks.MCPToolHook, Server: "s"}, "needs a string tool"},
		{"SessionStart", "", hooks.Hook{Type: hooks.PromptHook, Prompt: "x"}, "SessionStart has no hooks of type"},
	} {
		_, err := hooks.AddHook(nil, tt.event, tt.matcher, tt.hook)
		require.ErrorContains(t, err, tt.message)
	}
}

// TestAddHookTypes adds hooks of all types to one file, and removes them.
func TestAddHookTypes(t *testing.T) {
	all := []hooks.Hook{
		guardHook,
		{Type: hooks.CommandHook, Command: "/bin/guard", Args: []string{}, Shell: "bash", If: "Bash(git push *)", StatusMessage: "a\"b\u2028"},
		{Type: hooks.CommandHook, Command: "/bin/guard", Args: []string{"--all", "x y"}, Async: true},
		{Type: hooks.HTTPHook, URL: "https://h.example/", Headers: map[string]string{"B": "$T", "A": ""}, AllowedEnvVars: []string{"T"}},
		{Type: hooks.MCPToolHook, Server: "s", Tool: "t", Input: json.RawMessage(`{ "path": "${tool_input.file_path}", "n": [1, {}] }`)},
		{Type: hooks.PromptHook, Prompt: "Is this safe? $ARGUMENTS", Model: "m", ContinueOnBlock: true},
		{Type: hooks.AgentHook, Prompt: "look", Timeout: 0.5},
	}
	file := []byte("{\n  \"model\": \"x\"\n}\n")
	for _, h := range all {
		var err error
		before := file
		file, err = hooks.AddHook(file, "PreToolUse", "", h)
		require.NoError(t, err)
		require.NotEqual(t, string(before), string(file))
		requireAdded(t, before, file, "PreToolUse", "", h)
	}
	s, err := hooks.ParseSettings(hooks.ProjectScope, "", file)
	require.NoError(t, err)
	require.False(t, s.Void)
	require.Len(t, s.Groups, 1)
	for i, h := range all {
		got := s.Groups[0].Hooks[i]
		require.JSONEq(t, string(got.Raw), string(got.Raw))
		got.Received, got.Pos, h.Input = hooks.Received{}, guardHook.Pos, nil
		got.Input = nil
		require.Equal(t, h, got)
	}
	require.JSONEq(t, string(all[4].Input), string(s.Groups[0].Hooks[4].Input))
	for _, h := range all {
		file, err = hooks.RemoveHook(file, "PreToolUse", "*", h)
		require.NoError(t, err)
	}
	require.Equal(t, "{\n  \"model\": \"x\"\n}\n", string(file))
	same, err := hooks.RemoveHook(nil, "PreToolUse", "*", guardHook)
	require.NoError(t, err)
	require.Empty(t, same)
}

// TestRemoveHookLeavesOthers: what it cannot tell from another hook stays.
func TestRemoveHookLeavesOthers(t *testing.T) {
	file := `{"hooks": {"PreToolUse": [{"hooks": [{"type": "command", "command": "/bin/guard", "timeout": 30, "onFailure": "block", "x": 1}, {"type": "command", "command": "b"}]}, {"hooks": []}]}}`
	same, err := hooks.RemoveHook([]byte(file), "PreToolUse", "", guardHook)
	require.NoError(t, err)
	require.Equal(t, file, string(same))
	less, err := hooks.RemoveHook([]byte(file), "PreToolUse", "", hooks.Hook{Type: hooks.CommandHook, Command: "b"})
	require.NoError(t, err)
	require.Equal(t, strings.Replace(file, `, {"type": "command", "command": "b"}`, "", 1), string(less))
}

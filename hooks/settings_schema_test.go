package hooks_test

import (
	"encoding/json"
	"maps"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/hooks"
	"github.com/gatehouse-go/gatehouse/internal/jsonschema"
)

// schemaLacks are keys of a hook that Claude Code 2.1.330 was measured to heed and that
// the schema does not know yet.
var schemaLacks = []string{"onFailure", "once"}

// withoutNews returns settings without those keys, and which of them were there.
func withoutNews(t *testing.T, data []byte) ([]byte, []string) {
	t.Helper()
	var root map[string]any
	require.NoError(t, json.Unmarshal(data, &root))
	taken := map[string]bool{}
	events, _ := root["hooks"].(map[string]any)
	for _, groups := range events {
		for _, group := range groups.([]any) {
			for _, hook := range group.(map[string]any)["hooks"].([]any) {
				for _, key := range schemaLacks {
					if _, ok := hook.(map[string]any)[key]; ok {
						delete(hook.(map[string]any), key)
						taken[key] = true
					}
				}
			}
		}
	}
	data, err := json.Marshal(root)
	require.NoError(t, err)
	return data, slices.Sorted(maps.Keys(taken))
}

// newEvents are those that Claude Code 2.1.330 has and the schema does not know yet.
var newEvents = []string{"PreModelSwitch", "PostModelSwitch"}

func checkSettings(t *testing.T, data []byte) []string {
	t.Helper()
	schema, err := jsonschema.ClaudeCodeSettings()
	require.NoError(t, err)
	wrong, err := schema.Check(data)
	require.NoError(t, err)
	return wrong
}

// What AddHook writes, SchemaStore's schema takes for valid settings, but for what is
// newer than it.
func TestAddHookBySchema(t *testing.T) {
	kinds := []hooks.Hook{
		{Type: hooks.CommandHook, Command: "/bin/guard"},
		{Type: hooks.CommandHook, Command: "/bin/guard", Args: []string{"-v", ""}, Timeout: 0.5, If: "Bash(git *)", StatusMessage: "looking", Async: true},
		{Type: hooks.CommandHook, Command: "guard", Shell: "powershell", AsyncRewake: true},
		{Type: hooks.CommandHook, Command: "guard", OnFailure: "block", Once: true},
		{Type: hooks.HTTPHook, URL: "http://127.0.0.1:8080/hook", Headers: map[string]string{"Authorization": "Bearer $TOKEN"}, AllowedEnvVars: []string{"TOKEN"}, Timeout: 5},
		{Type: hooks.MCPToolHook, Server: "policy", Tool: "check", Input: json.RawMessage(`{"strict":true}`)},
		{Type: hooks.PromptHook, Prompt: "Is this safe? $ARGUMENTS", Model: "haiku", ContinueOnBlock: true},
		{Type: hooks.AgentHook, Prompt: "Is this safe? $ARGUMENTS", Timeout: 60},
	}
	files := []string{"", "{}", `{"model":"opus","hooks":{}}`, `{"permissions":{"deny":["Read(.env)"]},"hooks":{"PreToolUse":[{"matcher":"Bash","hooks":[{"type":"command","command":"x"}]}]}}`}
	written := 0
	for _, e := range allEvents {
		event := e.EventName()
		for _, file := range files {
			data := []byte(file)
			for _, h := range kinds {
				more, err := hooks.AddHook(data, event, "", h)
				if err != nil {
					continue // not every event takes every type
				}
				data = more
				written++
			}
			if len(data) == 0 {
				continue
			}
			if slices.Contains(newEvents, event) {
				continue
			}
			plain, news := withoutNews(t, data)
			require.Empty(t, checkSettings(t, plain), "%s: %s", event, data)
			if len(news) > 0 {
				require.NotEmpty(t, checkSettings(t, data), "%s: the schema knows %v by now: take it out of schemaLacks", event, news)
			}
		}
	}
	require.Greater(t, written, 100*len(files)/2)
}

// The schema knows the events that we know, but for those that are newer.
func TestEventsBySchema(t *testing.T) {
	for _, e := range allEvents {
		event := e.EventName()
		data, err := hooks.AddHook(nil, event, "", hooks.Hook{Type: hooks.CommandHook, Command: "x"})
		require.NoError(t, err, event)
		require.Equal(t, slices.Contains(newEvents, event), len(checkSettings(t, data)) > 0, event)
	}
	require.NotEmpty(t, checkSettings(t, []byte(`{"hooks":{"BeforeToolUse":[]}}`)))
}

// The schema and ParseSettings agree about what is wrong, but where the client was
// measured to see it otherwise.
func TestReaderBySchema(t *testing.T) {
	for _, tt := range []struct {
		file  string
		wrong bool   // to the schema
		code  string // of ours; "" for none
		why   string // they differ
	}{
		{`{}`, false, "", ""},
		{`{"hooks":{}}`, false, "", ""},
		{`{"hooks":{"Stop":[{"hooks":[{"type":"command","command":"x"}]}]}}`, false, "", ""},
		{`{"hooks":{"PreToolUse":[{"matcher":"Bash","hooks":[{"type":"command","command":"x","timeout":1}]}]}}`, false, "", ""},
		{`{"disableAllHooks":true}`, false, "", ""},
		{`{"hooks":[]}`, true, hooks.CodeDroppedHook, ""},
		{`{"hooks":{"PreToolUse":{}}}`, true, hooks.CodeVoidFile, ""},
		{`{"disableAllHooks":"yes"}`, true, hooks.CodeVoidFile, ""},
		{`{"hooks":{"Nope":[]}}`, true, hooks.CodeUnknownEvent, ""},
		{`{"hooks":{"PreToolUse":[{"hooks":[{"type":"command"}]}]}}`, true, hooks.CodeVoidFile, ""},
		{`{"hooks":{"PreToolUse":[{"hooks":[{"type":"nothing"}]}]}}`, true, hooks.CodeVoidFile, ""},
		{`{"hooks":{"PreToolUse":[{"hooks":[{"type":"command","command":1}]}]}}`, true, hooks.CodeVoidFile, ""},
		{`{"hooks":{"PreToolUse":[{"hooks":[{"type":"command","command":"x","timeout":-1}]}]}}`, true, hooks.CodeVoidFile, ""},
		{`{"hooks":{"PreToolUse":[{"hooks":[{"type":"command","command":"x","shell":"fish"}]}]}}`, true, hooks.CodeVoidFile, ""},
		{`{"hooks":{"PreToolUse":[{"matcher":1,"hooks":[]}]}}`, true, hooks.CodeVoidFile, ""},
		{`{"hooks":{"PreToolUse":[{"matcher":"Bash"}]}}`, true, hooks.CodeVoidFile, ""},
		{`{"hooks":{"PreToolUse":[{"hooks":[{"type":"command","command":"x","colour":"red"}]}]}}`, true, hooks.CodeUnknownKey, ""},
		{`{"hooks":{"PreToolUse":[{"hooks":[{"type":"command","command":"x","onFailure":"block"}]}]}}`, true, "", "the client heeds it since it came, the schema is older"},
	} {
		s, err := hooks.ParseSettings(hooks.ProjectScope, "settings.json", []byte(tt.file))
		require.NoError(t, err, tt.file)
		var codes []string
		for _, d := range s.Diagnostics {
			switch d.Code { // the others are about what hooks do, not about their form
			case hooks.CodeVoidFile, hooks.CodeDroppedHook, hooks.CodeUnknownEvent, hooks.CodeUnknownKey:
				codes = append(codes, d.Code)
			}
		}
		if tt.code == "" {
			assert.Empty(t, codes, tt.file)
		} else {
			assert.Contains(t, codes, tt.code, tt.file)
		}
		assert.Equal(t, tt.wrong, len(checkSettings(t, []byte(tt.file))) > 0, tt.file)
		assert.Equal(t, tt.why != "", tt.wrong != (tt.code != ""), "%s: %s", tt.file, tt.why)
	}
}

package hooks_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/hooks"
	"github.com/gatehouse-go/gatehouse/internal/schematest"
	"github.com/gatehouse-go/gatehouse/internal/settings"
)

// Whether ParseSettings and the schema judge the same of settings is tested in
// internal/schematest.

// everyField are hooks of all types, with all that can be said about one.
var everyField = []hooks.Hook{
	{Type: hooks.CommandHook, Command: "/bin/guard", Args: []string{"--all", ""}, Shell: "bash", Timeout: 30, OnFailure: "block", Once: true, StatusMessage: "a\"b\u2028"},
	{Type: hooks.CommandHook, Command: "guard <&2", Args: []string{}, Shell: "powershell", Timeout: 0.5, Async: true, AsyncRewake: true},
	{
		Type: hooks.HTTPHook, URL: "https://h.example/", Headers: map[string]string{"B": "$T", "A": ""}, AllowedEnvVars: []string{"T"},
		Timeout: 1e6, OnFailure: "continue", Once: true, StatusMessage: "x",
	},
	{
		Type: hooks.MCPToolHook, Server: "s", Tool: "t", Input: json.RawMessage(`{"path": "${tool_input.file_path}", "n": [1, {}, null]}`),
		Timeout: 30, OnFailure: "block", Once: true, StatusMessage: "x",
	},
	{Type: hooks.PromptHook, Prompt: "Is this safe? $ARGUMENTS", Model: "m", ContinueOnBlock: true, Timeout: 30, Once: true, StatusMessage: "x"},
	{Type: hooks.AgentHook, Prompt: "look", Model: "m", Timeout: 30, Once: true, StatusMessage: "x"},
}

// TestAddHookAsTheSchema: what AddHook and RemoveHook write obeys the schema of settings, but
// for what the client has and the schema lacks.
func TestAddHookAsTheSchema(t *testing.T) {
	schematest.Settings(t, func(t *testing.T, s *schematest.Schema) {
		for _, event := range settings.Events {
			file, err := []byte("{\n\t\"model\": \"x\"\n}\n"), error(nil)
			var added []hooks.Hook
			var lacked [][]string // before each hook was added
			for _, h := range everyField {
				longer, err := hooks.AddHook(file, event, "", h)
				if err != nil { // SessionStart has no prompts, for example
					require.ErrorContains(t, err, event+" has no hooks of type")
					continue
				}
				added, lacked = append(added, h), append(lacked, s.Places(file))
				file = longer
				requireFaults(t, s, file, slices.Concat(lacked[len(lacked)-1], lackedBySchema(event, h)))
			}
			require.GreaterOrEqual(t, len(added), 3, event)
			for i, h := range slices.Backward(added) {
				file, err = hooks.RemoveHook(file, event, "", h)
				require.NoError(t, err)
				requireFaults(t, s, file, lacked[i])
			}
		}
	})
}

// lackedBySchema lists the faults that the schema finds with a hook that the client takes.
func lackedBySchema(event string, h hooks.Hook) (faults []string) {
	if event == "PreModelSwitch" || event == "PostModelSwitch" { // and so it knows nothing of their hooks
		return []string{"/hooks/" + event + " additionalProperties"}
	}
	if h.OnFailure != "" { // measured: client.jsonl
		faults = append(faults, "/hooks/"+event+"/*/hooks/*/onFailure additionalProperties")
	}
	if h.Once { // which does nothing in settings, as Lint says
		faults = append(faults, "/hooks/"+event+"/*/hooks/*/once additionalProperties")
	}
	return faults
}

// requireFaults wants the schema to find these faults, in any order, and no others.
func requireFaults(t *testing.T, s *schematest.Schema, file []byte, want []string) {
	t.Helper()
	want = slices.Clone(want)
	slices.Sort(want)
	require.Equal(t, slices.Compact(want), s.Places(file), "%s", file)
}

// TestSchemaSeesMistakes: that the schema finds no fault with what we write says something.
func TestSchemaSeesMistakes(t *testing.T) {
	file := []byte("{}")
	for _, h := range everyField {
		h.OnFailure, h.Once = "", false
		var err error
		file, err = hooks.AddHook(file, "PreToolUse", "Bash", h)
		require.NoError(t, err)
	}
	schematest.Settings(t, func(t *testing.T, s *schematest.Schema) {
		requireFaults(t, s, file, nil)
		for _, tt := range []struct{ old, new, want string }{
			{`"PreToolUse"`, `"pretooluse"`, "/hooks/pretooluse additionalProperties"},
			{`"matcher": "Bash"`, `"matcher": ["Bash"]`, "/hooks/PreToolUse/*/matcher type"},
			{`"matcher"`, `"matchers"`, "/hooks/PreToolUse/*/matchers additionalProperties"},
			{`"hooks": [`, `"hook": [`, "/hooks/PreToolUse/* required"},
			{`"type": "http"`, `"type": "https"`, "/hooks/PreToolUse/*/hooks/*/type const"},
			{`"command": "/bin/guard"`, `"command": ""`, "/hooks/PreToolUse/*/hooks/*/command minLength"},
			{`"command": "/bin/guard"`, `"run": "/bin/guard"`, "/hooks/PreToolUse/*/hooks/* required"},
			{`"args": []`, `"args": [1]`, "/hooks/PreToolUse/*/hooks/*/args/* type"},
			{`"timeout": 0.5`, `"timeout": 0`, "/hooks/PreToolUse/*/hooks/*/timeout exclusiveMinimum"},
			{`"timeout": 0.5`, `"timeout": "0.5"`, "/hooks/PreToolUse/*/hooks/*/timeout type"},
			{`"shell": "powershell"`, `"shell": "fish"`, "/hooks/PreToolUse/*/hooks/*/shell enum"},
			{`"A": ""`, `"A": 1`, "/hooks/PreToolUse/*/hooks/*/headers/A type"},
			{`"server": "s"`, `"server": ""`, "/hooks/PreToolUse/*/hooks/*/server minLength"},
			{`"continueOnBlock": true`, `"continueOnBlock": "true"`, "/hooks/PreToolUse/*/hooks/*/continueOnBlock type"},
		} {
			broken := strings.Replace(string(file), tt.old, tt.new, 1)
			require.NotEqual(t, string(file), broken, tt.old)
			require.Contains(t, s.Places([]byte(broken)), tt.want)
		}
	})
}

package hookhttp_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/hooks"
	"github.com/gatehouse-go/gatehouse/hooks/hookhttp"
)

// A reaction is a row of testdata/client.jsonl: what Claude Code 2.1.330 did
// after an HTTP hook had answered so, or had not answered. PreToolUse was asked
// about a call that rules allow, ElicitationResult about a cancellation.
type reaction struct {
	Event     string
	Transport string // what went wrong before there was an answer
	Status    int
	Body      string
	OnFailure string
	Effect    string
}

func reactions(t *testing.T) []reaction {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", "client.jsonl"))
	require.NoError(t, err)
	var all []reaction
	for line := range bytes.Lines(data) {
		var r reaction
		require.NoError(t, json.Unmarshal(line, &r))
		all = append(all, r)
	}
	require.Greater(t, len(all), 200)
	return all
}

// TestStatuses: what the package comment says of statuses and "onFailure".
func TestStatuses(t *testing.T) {
	for _, r := range reactions(t) {
		failed := r.Transport != "" && r.Transport != "the url is none" || r.Status >= 300
		if !failed {
			continue
		}
		heeds := r.Event != "Stop" && r.Event != "SubagentStop"
		want := "proceeds"
		if r.OnFailure == "block" && heeds || r.Event == "WorktreeCreate" {
			want = "blocks"
		}
		require.Equal(t, want, r.Effect, "%+v", r)
	}
}

// TestRefusalsAreMeasured: the client was seen to obey what the server answers
// when a handler fails, when a message cannot be read, and when all is well.
func TestRefusalsAreMeasured(t *testing.T) {
	failing := func(context.Context, hooks.Event) (hooks.Response, error) {
		return hooks.Response{}, errors.New("EVBLOCK")
	}
	server := newServer(t, quiet(), hookhttp.On(failing))
	passing := newServer(t, quiet(), hookhttp.On(func(context.Context, hooks.Event) (hooks.Response, error) { return hooks.Response{}, nil }))

	effects := map[string]map[string]string{} // by event and body
	for _, r := range reactions(t) {
		if r.Status != 200 || r.OnFailure != "" {
			continue
		}
		if effects[r.Event] == nil {
			effects[r.Event] = map[string]string{}
		}
		effects[r.Event][compact(r.Body)] = r.Effect
	}
	measured := func(event, body string) string {
		effect, ok := effects[event][compact(strings.ReplaceAll(body, "guard hook failed, refusing to be safe: EVBLOCK", "EVBLOCK"))]
		require.True(t, ok, "%s: nobody has measured %s", event, body)
		return effect
	}
	for event, want := range map[string]string{
		"PreToolUse": "blocks", "PermissionRequest": "blocks", "UserPromptSubmit": "blocks", "UserPromptExpansion": "blocks",
		"PreModelSwitch": "blocks", "Elicitation": "blocks", "ElicitationResult": "blocks", "WorktreeCreate": "blocks",
		"Stop": "proceeds", "SubagentStop": "proceeds", "PreCompact": "proceeds", "PostToolBatch": "proceeds", "PostToolUse": "proceeds",
	} {
		message := `{"hook_event_name":"` + event + `","tool_name":"Bash","tool_input":{},"prompt":"x","command_name":"x","to_model":"x","mcp_server_name":"x","action":"accept","name":"x"}`
		require.Equal(t, want, measured(event, post(t, server, message).Body.String()), event)

		quietly := "proceeds"
		if event == "WorktreeCreate" { // without a path there is no worktree
			quietly = "blocks"
		}
		require.Equal(t, quietly, measured(event, post(t, passing, message).Body.String()), event)
	}

	// What it may have been nobody knows, and most that can be refused is.
	var refusal struct{ Reason string }
	body := post(t, server, "{").Body.String()
	require.NoError(t, json.Unmarshal([]byte(body), &refusal))
	body = strings.ReplaceAll(body, strings.Trim(compact(mustJSON(t, refusal.Reason)), `"`), "EVBLOCK")
	for _, event := range []string{
		"PreToolUse", "PermissionRequest", "UserPromptSubmit", "UserPromptExpansion", "PreModelSwitch", "Elicitation", "ElicitationResult", "WorktreeCreate",
	} {
		require.Equal(t, "blocks", measured(event, body), event)
	}
}

// compact removes blanks from what is JSON.
func compact(body string) string {
	var b bytes.Buffer
	if json.Compact(&b, []byte(body)) != nil {
		return body
	}
	return b.String()
}

func mustJSON(t *testing.T, v any) string {
	t.Helper()
	data, err := json.Marshal(v)
	require.NoError(t, err)
	return string(data)
}

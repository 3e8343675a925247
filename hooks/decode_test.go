package hooks_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/hooks"
)

// TestDecodeRecorded decodes everything that Claude Code was seen to send, and
// wants every field of the events that have a struct to be known.
func TestDecodeRecorded(t *testing.T) {
	files, err := filepath.Glob("testdata/events/*.json")
	require.NoError(t, err)
	require.Len(t, files, 78)
	documented, err := filepath.Glob("testdata/documented/*.json")
	require.NoError(t, err)
	require.Len(t, documented, 3)
	files = append(files, documented...)
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			data, err := os.ReadFile(file)
			require.NoError(t, err)
			event, err := hooks.Decode(data)
			require.NoError(t, err)

			name, _, _ := strings.Cut(strings.TrimSuffix(filepath.Base(file), ".json"), "-")
			require.Equal(t, strings.TrimRight(name, "0123456789"), event.EventName())
			require.Equal(t, string(data), string(event.Base().Raw), "Raw is the whole message")

			var want map[string]any
			require.NoError(t, json.Unmarshal(data, &want))
			delete(want, "hook_event_name")
			got := wire(t, event)
			for key, value := range want {
				require.Equal(t, value, got[key], "the field %s", key)
			}
		})
	}
}

// wire encodes the fields of an event as they would be sent.
func wire(t *testing.T, event hooks.Event) map[string]any {
	data, err := json.Marshal(event)
	require.NoError(t, err)
	var fields map[string]any
	require.NoError(t, json.Unmarshal(data, &fields))
	return fields
}

func TestDecodeFields(t *testing.T) {
	pre := eventOf[*hooks.PreToolUse](t, "PreToolUse-mcp__srv2__write_x")
	require.Equal(t, "db5697e2-ba86-49d3-a689-d4d65b37570d", pre.SessionID)
	require.Equal(t, "4695b018-22ec-4dbc-a44d-26a37ca9c089", pre.PromptID)
	require.Equal(t, "/home/u/proj", pre.CWD)
	require.Equal(t, "default", pre.PermissionMode)
	require.Equal(t, "medium", pre.Effort.Level)
	require.Equal(t, "toolu_000004", pre.ToolUseID)
	require.Equal(t, hooks.MCPServer{Name: "srv2", Source: "dynamic"}, pre.MCPServer)

	request := eventOf[*hooks.PermissionRequest](t, "PermissionRequest-Bash")
	require.Len(t, request.Suggestions, 1)
	suggestion := request.Suggestions[0]
	require.Equal(t, "addRules", suggestion.Type)
	require.Equal(t, "allow", suggestion.Behavior)
	require.Equal(t, "localSettings", suggestion.Destination)
	require.Len(t, suggestion.Rules, 1)
	require.Equal(t, "Bash", suggestion.Rules[0].ToolName)
	require.Equal(t, "git zz *", suggestion.Rules[0].RuleContent)

	post := eventOf[*hooks.PostToolUse](t, "PostToolUse-Bash")
	require.Equal(t, 173.0, post.DurationMS)
	require.JSONEq(t, `{"stdout":"noop","stderr":"","interrupted":false,"isImage":false,"noOutputExpected":false}`, string(post.ToolResponse))

	stop := eventOf[*hooks.SubagentStop](t, "SubagentStop-reviewer")
	require.Equal(t, "reviewer", stop.AgentType)
	require.Equal(t, "ok", stop.LastAssistantMessage)
	require.Contains(t, stop.AgentTranscriptPath, "/subagents/")
	require.False(t, stop.StopHookActive)

	require.Equal(t, "RUN-BATCH 0", eventOf[*hooks.UserPromptSubmit](t, "UserPromptSubmit").Prompt)
	require.Equal(t, "compact", eventOf[*hooks.SessionStart](t, "SessionStart-compact").Source)
}

// TestDecodeDocumented decodes fields that are documented but were not seen.
func TestDecodeDocumented(t *testing.T) {
	event, err := hooks.Decode([]byte(`{"hook_event_name":"Stop","stop_hook_active":true,
		"background_tasks":[{"id":"1","type":"shell","status":"running","description":"d","command":"make"}],
		"session_crons":[{"id":"2","schedule":"0 9 * * *","recurring":true,"prompt":"p"}]}`))
	require.NoError(t, err)
	stop := event.(*hooks.Stop)
	require.True(t, stop.StopHookActive)
	require.Equal(t, []hooks.BackgroundTask{{ID: "1", Type: "shell", Status: "running", Description: "d", Command: "make"}}, stop.BackgroundTasks)
	require.Equal(t, []hooks.SessionCron{{ID: "2", Schedule: "0 9 * * *", Recurring: true, Prompt: "p"}}, stop.SessionCrons)

	event, err = hooks.Decode([]byte(`{"hook_event_name":"SessionStart","source":"resume","agent_type":"a","session_title":"t","model":"m",
		"seconds_since_last_response":1.5,"context_tokens":2e3,"prompt_cache_likely_expired":true,"estimated_cache_write_usd":0.25}`))
	require.NoError(t, err)
	start := event.(*hooks.SessionStart)
	require.Equal(t, "a", start.AgentType)
	require.Equal(t, "t", start.SessionTitle)
	require.Equal(t, int64(2000), start.ContextTokens)
	require.Equal(t, 1.5, start.SecondsSinceLastResponse)
	require.Equal(t, 0.25, start.EstimatedCacheWriteUSD)
	require.True(t, start.PromptCacheLikelyExpired)

	event, err = hooks.Decode([]byte(`{"hook_event_name":"BrandNew","novelty":{"x":[1]},"cwd":"/p"}`))
	require.NoError(t, err)
	require.Equal(t, "BrandNew", event.EventName())
	require.Equal(t, "/p", event.Base().CWD)
	require.Contains(t, string(event.(*hooks.Unknown).Raw), `"novelty":{"x":[1]}`)
}

func TestDecodeRefuses(t *testing.T) {
	deep := strings.Repeat(`[`, 100_000) + strings.Repeat(`]`, 100_000)
	for _, tt := range []struct {
		name, in  string
		event     string // that the error names
		wantError string
	}{
		{"nothing", ``, "", "the input is empty"},
		{"blanks", " \n", "", "the input is empty"},
		{"text", `ls -la`, "", "not JSON"},
		{"truncated", `{"hook_event_name":"PreToolUse","tool_name":"Ba`, "", "not JSON"},
		{"truncated between members", `{"hook_event_name":"PreToolUse",`, "", "not JSON"},
		{"two messages", bash("ls") + bash("ls"), "", "not JSON"},
		{"trailing comma", `{"hook_event_name":"Stop",}`, "", "not JSON"},
		{"an array", `[{"hook_event_name":"Stop"}]`, "", "must be a JSON object"},
		{"null", `null`, "", "must be a JSON object"},
		{"a string", `"PreToolUse"`, "", "must be a JSON object"},
		{"no name", `{}`, "", "hook_event_name"},
		{"an empty name", `{"hook_event_name":""}`, "", "hook_event_name"},
		{"a number as a name", `{"hook_event_name":1}`, "", "hook_event_name"},
		{"null as a name", `{"hook_event_name":null}`, "", "hook_event_name"},
		{"a name in another case", `{"Hook_Event_Name":"PreToolUse","tool_name":"Bash","tool_input":{}}`, "", "hook_event_name"},
		{"invalid UTF-8", "{\"hook_event_name\":\"UserPromptSubmit\",\"prompt\":\"\xff\"}", "", "not UTF-8"},
		{"an overlong slash", "{\"hook_event_name\":\"UserPromptSubmit\",\"prompt\":\"\xc0\xaf\"}", "", "not UTF-8"},
		{"too deep", `{"hook_event_name":"PreToolUse","tool_name":"mcp__a__b","tool_input":{"x":` + deep + `}}`, "", "deep"},
		{"too deep and open", strings.Repeat(`{"a":`, 100_000), "", "deep"},

		{"no tool_name", `{"hook_event_name":"PreToolUse","tool_input":{}}`, "PreToolUse", "tool_name is missing"},
		{"an empty tool_name", `{"hook_event_name":"PreToolUse","tool_name":"","tool_input":{}}`, "PreToolUse", "tool_name is empty"},
		{"a number as tool_name", `{"hook_event_name":"PreToolUse","tool_name":7,"tool_input":{}}`, "PreToolUse", "tool_name must be a string"},
		{"an array as tool_name", `{"hook_event_name":"PreToolUse","tool_name":["Bash"],"tool_input":{}}`, "PreToolUse", "tool_name must be a string"},
		{"tool_name in another case", `{"hook_event_name":"PreToolUse","Tool_Name":"Bash","tool_input":{}}`, "PreToolUse", "tool_name is missing"},
		{"no tool_input", `{"hook_event_name":"PostToolUse","tool_name":"Bash"}`, "PostToolUse", "tool_input is missing"},
		{"null as tool_input", `{"hook_event_name":"PreToolUse","tool_name":"Bash","tool_input":null}`, "PreToolUse", "tool_input is missing"},
		{"a string as tool_input", `{"hook_event_name":"PermissionRequest","tool_name":"Bash","tool_input":"rm"}`, "PermissionRequest", "tool_input must be an object"},
		{"an array as tool_input", `{"hook_event_name":"PreToolUse","tool_name":"Bash","tool_input":["rm"]}`, "PreToolUse", "tool_input must be an object"},
		{"a string as mcp_server", `{"hook_event_name":"PreToolUse","tool_name":"mcp__a__b","tool_input":{},"mcp_server":"a"}`, "PreToolUse", "mcp_server must be an object"},
		{"a number in mcp_server", `{"hook_event_name":"PreToolUse","tool_name":"mcp__a__b","tool_input":{},"mcp_server":{"name":1}}`, "PreToolUse", "mcp_server.name must be a string"},
		{"a number as cwd", `{"hook_event_name":"PreToolUse","tool_name":"Bash","tool_input":{},"cwd":1}`, "PreToolUse", "cwd must be a string"},
		{"an object as permission_mode", `{"hook_event_name":"Stop","permission_mode":{}}`, "Stop", "permission_mode must be a string"},
		{"no prompt", `{"hook_event_name":"UserPromptSubmit"}`, "UserPromptSubmit", "prompt is missing"},
		{"an array as prompt", `{"hook_event_name":"UserPromptSubmit","prompt":["x"]}`, "UserPromptSubmit", "prompt must be a string"},
		{"a string as stop_hook_active", `{"hook_event_name":"Stop","stop_hook_active":"false"}`, "Stop", "stop_hook_active must be true or false"},
		{"an unknown event with a number as cwd", `{"hook_event_name":"New","cwd":1}`, "New", "cwd must be a string"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			event, err := hooks.Decode([]byte(tt.in))
			require.Nil(t, event)
			var decodeError *hooks.DecodeError
			require.ErrorAs(t, err, &decodeError)
			require.Equal(t, tt.event, decodeError.EventName)
			require.ErrorContains(t, err, tt.wantError)
			require.NotContains(t, err.Error(), "\n")
		})
	}
}

// TestDecodeAccepts what is odd, but leaves no doubt.
func TestDecodeAccepts(t *testing.T) {
	for _, tt := range []struct {
		name, in string
		command  string
	}{
		{"only what is needed", bash("ls"), "ls"},
		{"blanks around", "\n\t " + bash("ls") + " \n", "ls"},
		{"null for what may be absent", `{"hook_event_name":"PreToolUse","tool_name":"Bash","tool_input":{"command":"ls"},"cwd":null,"agent_id":null,"effort":null,"mcp_server":null}`, "ls"},
		{"an effort of a later version", `{"hook_event_name":"PreToolUse","tool_name":"Bash","tool_input":{"command":"ls"},"effort":"high"}`, "ls"},
		{"escapes in keys", `{"hook_event_nam\u0065":"PreToolUse","tool_name":"Bash","tool_input":{"\u0063ommand":"rm"}}`, "rm"},
		{"half a surrogate pair", `{"hook_event_name":"PreToolUse","tool_name":"Bash","tool_input":{"command":"a\ud800b"}}`, "a\ufffdb"},

		// The last of equal keys counts, as it does for Claude Code.
		{"a command twice", `{"hook_event_name":"PreToolUse","tool_name":"Bash","tool_input":{"command":"ls","command":"rm -rf /"}}`, "rm -rf /"},
		{"a command twice, escaped", `{"hook_event_name":"PreToolUse","tool_name":"Bash","tool_input":{"command":"ls","c\u006fmmand":"rm -rf /"}}`, "rm -rf /"},
		{"an input twice", `{"hook_event_name":"PreToolUse","tool_name":"Bash","tool_input":{"command":"ls"},"tool_input":{"command":"rm -rf /"}}`, "rm -rf /"},
		{"an event twice", `{"hook_event_name":"Stop","hook_event_name":"PreToolUse","tool_name":"Bash","tool_input":{"command":"rm"}}`, "rm"},

		// A key in another case is another key.
		{"case, after", `{"hook_event_name":"PreToolUse","tool_name":"Bash","tool_input":{"command":"rm -rf /","Command":"ls"}}`, "rm -rf /"},
		{"case, before", `{"hook_event_name":"PreToolUse","tool_name":"Bash","tool_input":{"COMMAND":"ls","command":"rm -rf /"}}`, "rm -rf /"},
		{"case of the input", `{"hook_event_name":"PreToolUse","tool_name":"Bash","tool_input":{"command":"rm -rf /"},"Tool_Input":{"command":"ls"}}`, "rm -rf /"},
		{"case of the tool", `{"hook_event_name":"PreToolUse","tool_name":"Bash","TOOL_NAME":"Read","tool_input":{"command":"rm -rf /"}}`, "rm -rf /"},
		{"case of the event", `{"hook_event_name":"PreToolUse","HOOK_EVENT_NAME":"Stop","tool_name":"Bash","tool_input":{"command":"rm -rf /"}}`, "rm -rf /"},
		{"a long s folds to s", `{"hook_event_name":"PreToolUse","tool_name":"Bash","tool_input":{"command":"rm -rf /"},"tool_u\u017fe_id":"x"}`, "rm -rf /"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			event, err := hooks.Decode([]byte(tt.in))
			require.NoError(t, err)
			command, ok := event.(*hooks.PreToolUse).Command()
			require.True(t, ok)
			require.Equal(t, tt.command, command)
			require.Empty(t, event.(*hooks.PreToolUse).ToolUseID)
		})
	}
}

func TestDecodeLarge(t *testing.T) {
	content := strings.Repeat("x", 10<<20)
	event, err := hooks.Decode([]byte(`{"hook_event_name":"PreToolUse","tool_name":"Write","tool_input":{"content":"` + content + `"}}`))
	require.NoError(t, err)
	for text := range event.(*hooks.PreToolUse).Texts() {
		require.Len(t, text, len(content))
	}
}

// TestDecodeKeepsData: an event must not change with the caller's buffer.
func TestDecodeKeepsData(t *testing.T) {
	data := []byte(bash("rm -rf /"))
	event, err := hooks.Decode(data)
	require.NoError(t, err)
	copy(data, strings.Repeat(" ", len(data)))
	command, _ := event.(*hooks.PreToolUse).Command()
	require.Equal(t, "rm -rf /", command)
}

// TestErrorsKeepSecrets: what is wrong may be told, the content may not.
func TestErrorsKeepSecrets(t *testing.T) {
	const secret = "hunter2"
	for _, in := range []string{
		`{"hook_event_name":"PreToolUse","tool_name":["hunter2"],"tool_input":{}}`,
		`{"hook_event_name":"PreToolUse","tool_name":"Bash","tool_input":"hunter2"}`,
		`{"hook_event_name":"UserPromptSubmit","prompt":{"hunter2":"hunter2"}}`,
		`{"hook_event_name":"UserPromptSubmit","prompt":"hunter2`,
		`hunter2`,
	} {
		_, err := hooks.Decode([]byte(in))
		require.Error(t, err)
		require.NotContains(t, err.Error(), secret)
		got := run(t, hooks.Options{}, in, pass)
		require.NotContains(t, got.stdout+got.stderr, secret)
	}
}

// TestEventsAreComplete: what newEvent knows must know its own name.
func TestEventsAreComplete(t *testing.T) {
	for _, event := range allEvents {
		got, err := hooks.Decode([]byte(message(event.EventName())))
		require.NoError(t, err)
		require.Equal(t, reflect.TypeOf(event), reflect.TypeOf(got))
		require.Equal(t, event.EventName(), reflect.TypeOf(event).Elem().Name())
	}

	// The table of refusals has them all.
	known := map[string]bool{}
	for _, event := range allEvents {
		known[event.EventName()] = true
	}
	require.Len(t, known, 33)
	for _, r := range refusals {
		delete(known, r.event)
	}
	require.Empty(t, known)
}

// allEvents are those of Claude Code 2.1.330.
var allEvents = []hooks.Event{
	new(hooks.PreToolUse), new(hooks.PostToolUse), new(hooks.PostToolUseFailure), new(hooks.PostToolBatch),
	new(hooks.Notification), new(hooks.UserPromptSubmit), new(hooks.UserPromptExpansion), new(hooks.SessionStart),
	new(hooks.SessionEnd), new(hooks.Stop), new(hooks.StopFailure), new(hooks.SubagentStart), new(hooks.SubagentStop),
	new(hooks.PreCompact), new(hooks.PostCompact), new(hooks.PreModelSwitch), new(hooks.PostModelSwitch),
	new(hooks.PermissionRequest), new(hooks.PermissionDenied), new(hooks.Setup), new(hooks.TeammateIdle),
	new(hooks.TaskCreated), new(hooks.TaskCompleted), new(hooks.Elicitation), new(hooks.ElicitationResult),
	new(hooks.ConfigChange), new(hooks.WorktreeCreate), new(hooks.WorktreeRemove), new(hooks.InstructionsLoaded),
	new(hooks.CwdChanged), new(hooks.FileChanged), new(hooks.DirectoryAdded), new(hooks.MessageDisplay),
}

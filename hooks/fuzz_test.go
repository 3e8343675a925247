package hooks_test

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/hooks"
)

// seeds are the recorded events and messages that tried to deceive.
func seeds(f *testing.F) [][]byte {
	files, err := filepath.Glob("testdata/*/*.json")
	require.NoError(f, err)
	var all [][]byte
	for _, file := range files {
		data, err := os.ReadFile(file)
		require.NoError(f, err)
		all = append(all, data)
	}
	for _, event := range allEvents {
		all = append(all, []byte(message(event.EventName())))
	}
	for _, tt := range toolInputs {
		all = append(all, []byte(`{"hook_event_name":"PreToolUse","tool_name":"`+tt.tool+`","tool_input":`+tt.input+`}`))
	}
	for _, tt := range toolOutputs {
		all = append(all, []byte(`{"hook_event_name":"PostToolUse","tool_name":"`+tt.tool+`","tool_input":{},"tool_response":`+tt.output+`}`))
	}
	for _, in := range []string{
		``, `{`, `null`, `{}`, bash("ls"), bash("ls")[:50], // what is no event
		`{"hook_event_name":"PreToolUse","tool_name":"Bash","tool_input":{"command":"rm -rf /","Command":"ls"}}`,
		`{"hook_event_name":"PreToolUse","tool_name":"Bash","tool_input":{"command":"ls","command":"rm -rf /"}}`,
		`{"hook_event_name":"Stop","hook_event_name":"PreToolUse","tool_name":"Bash","tool_input":{}}`,
		`{"hook_event_name":"PreToolUse","tool_name":"mcp__a__b","tool_input":{"a":{"b":["c",{"d":"\ud800"}]}}}`,
		`{"hook_event_name":"PreToolUse","tool_name":7,"tool_input":[]}`,
		`{"hook_event_name":"PermissionRequest","tool_name":"Bash","tool_input":{},"permission_suggestions":[{"type":1}]}`,
		`{"hook_event_name":"SessionStart","context_tokens":1e999,"seconds_since_last_response":-0.0}`,
		"\ufeff" + bash("ls"), "{\"hook_event_name\":\"Stop\",\"x\":\"\xff\"}", // a byte-order mark; not UTF-8
		strings.Repeat(`{"a":[`, 300),
	} {
		all = append(all, []byte(in))
	}
	return all
}

// FuzzDecode: it never panics, loses nothing, reads the same twice, and a key in
// another case never changes what a guard sees.
func FuzzDecode(f *testing.F) {
	for _, seed := range seeds(f) {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 64<<10 {
			return
		}
		before := slices.Clone(data)
		event, err := hooks.Decode(data)
		require.Equal(t, before, data, "the input is not Decode's to change")
		if err != nil {
			require.Nil(t, event)
			_, ok := errors.AsType[*hooks.DecodeError](err)
			require.True(t, ok)
			require.NotContains(t, err.Error(), "\n")
			return
		}
		require.NotEmpty(t, event.EventName())
		require.Equal(t, string(data), string(event.Base().Raw))
		again, err := hooks.Decode(event.Base().Raw)
		require.NoError(t, err)
		require.Equal(t, event, again)

		requireLossless(t, event)

		trimmed := strings.TrimSpace(strings.TrimPrefix(string(data), "\ufeff"))
		twisted, err := hooks.Decode([]byte(twist(trimmed)))
		require.NoError(t, err)
		require.Equal(t, seen(event), seen(twisted))
	})
}

// requireLossless wants that neither the event, nor its tool's input or result,
// loses anything when it is encoded.
func requireLossless(t *testing.T, event hooks.Event) {
	t.Helper()
	encoded, err := hooks.Encode(event)
	require.NoError(t, err)
	require.Equal(t, strings.Trim(strings.TrimPrefix(string(event.Base().Raw), "\ufeff"), " \t\r\n"), string(encoded))

	event.Base().SessionID += "x"
	encoded, err = hooks.Encode(event)
	require.NoError(t, err)
	again, err := hooks.Decode(encoded)
	require.NoError(t, err)
	require.Equal(t, event.Base().SessionID, again.Base().SessionID)
	require.Equal(t, seen(event), seen(again))
	event.Base().SessionID = strings.TrimSuffix(event.Base().SessionID, "x")

	call := seen(event).Call
	if in, err := call.Input(); err == nil {
		requireSameJSON(t, call.ToolInput, in)
	}
	if e, ok := event.(*hooks.PostToolUse); ok && len(e.ToolResponse) > 0 {
		if out, err := e.Output(); err == nil {
			requireSameJSON(t, e.ToolResponse, out)
		}
	}
}

// requireSameJSON wants the same bytes but for blanks.
func requireSameJSON(t *testing.T, raw json.RawMessage, v any) {
	t.Helper()
	got, err := json.Marshal(v)
	require.NoError(t, err)
	want, err := json.Marshal(raw)
	require.NoError(t, err)
	require.Equal(t, string(want), string(got))
}

// twist adds keys to a message that differ from real ones in case only.
func twist(message string) string {
	body, ok := strings.CutSuffix(message, "}")
	if !ok {
		return message
	}
	if !strings.HasSuffix(strings.TrimSpace(body), "{") {
		body += ","
	}
	return body + `"Hook_Event_Name":"Stop","TOOL_NAME":"Read","Tool_Input":{"command":"true"},"CWD":"/","Prompt":"hello",` +
		`"tool_Use_id":"x","\u0043wd":7,"tool_u\u017fe_id":"x","Stop_Hook_Active":true,"Command_Name":"x","ACTION":"accept","To_Model":"x","SOURCE":"x","Mcp_Server_Name":"x","NAME":"/","permiſſion_mode":"x"}`
}

// sight is what a guard looks at.
type sight struct {
	Name, CWD, Mode, Command, Prompt string
	Paths, Texts                     []string
	Subject                          []string // what a decision about other events depends on
	Active                           bool
	Call                             hooks.ToolCall
}

func seen(event hooks.Event) sight {
	s := sight{Name: event.EventName(), CWD: event.Base().CWD, Mode: event.Base().PermissionMode}
	switch e := event.(type) {
	case *hooks.PreToolUse:
		s.Call = e.ToolCall
	case *hooks.PermissionRequest:
		s.Call = e.ToolCall
	case *hooks.PostToolUse:
		s.Call = e.ToolCall
	case *hooks.PostToolUseFailure:
		s.Call = e.ToolCall
	case *hooks.PermissionDenied:
		s.Call = e.ToolCall
	case *hooks.UserPromptExpansion:
		s.Subject = []string{e.CommandName, e.CommandArgs, e.CommandSource, e.Prompt}
	case *hooks.PreModelSwitch:
		s.Subject = []string{e.FromModel, e.ToModel, e.Source}
	case *hooks.Elicitation:
		s.Subject = []string{e.MCPServerName, e.Message, e.URL}
	case *hooks.ElicitationResult:
		s.Subject = []string{e.MCPServerName, e.Action, string(e.Content)}
	case *hooks.ConfigChange:
		s.Subject = []string{e.Source, e.FilePath}
	case *hooks.TaskCreated:
		s.Subject = []string{e.TaskSubject, e.TaskDescription}
	case *hooks.WorktreeCreate:
		s.Subject = []string{e.Name}
	case *hooks.UserPromptSubmit:
		s.Prompt = e.Prompt
	case *hooks.Stop:
		s.Active = e.StopHookActive
	}
	s.Command, _ = s.Call.Command()
	s.Paths, s.Texts = slices.Collect(s.Call.Paths()), slices.Collect(s.Call.Texts())
	return s
}

// FuzzToolInput: the last member with exactly the key "command" is the command,
// whatever other keys there are.
func FuzzToolInput(f *testing.F) {
	for _, key := range []string{"Command", "COMMAND", "command ", "\u212aommand", "commanD", "c\u043emmand", "command\x00", "command", ""} {
		f.Add(key, "ls", "rm -rf /")
	}
	f.Fuzz(func(t *testing.T, key, other, command string) {
		if len(key)+len(other)+len(command) > 16<<10 {
			return
		}
		text := func(s string) string {
			data, err := json.Marshal(s)
			require.NoError(t, err)
			return string(data)
		}
		want := string([]rune(command)) // what is not UTF-8 becomes U+FFFD
		for _, input := range []string{
			`{` + text(key) + `:` + text(other) + `,"command":` + text(command) + `}`,
			`{"command":` + text(command) + `,` + text("x"+key) + `:` + text(other) + `}`,
		} {
			event, err := hooks.Decode([]byte(`{"hook_event_name":"PreToolUse","tool_name":"Bash","tool_input":` + input + `}`))
			require.NoError(t, err)
			e := event.(*hooks.PreToolUse)
			got, ok := e.Command()
			require.True(t, ok)
			require.Equal(t, want, got)
			require.Equal(t, []string{want}, slices.Collect(e.Texts()))
			var decoded struct {
				Command string `json:"command"`
			}
			require.NoError(t, e.Decode(&decoded))
			require.Equal(t, want, decoded.Command)
		}
	})
}

// FuzzRun: whatever arrives, a guard of PreToolUse that fails blocks, unless the
// message says that it is about something that is not to be blocked.
func FuzzRun(f *testing.F) {
	for _, seed := range seeds(f) {
		f.Add(seed, "policy unreadable")
	}
	f.Add([]byte(bash("ls")), "bad \xff\x00\x1b[31m \u2028</script>\r\n")
	f.Fuzz(func(t *testing.T, data []byte, reason string) {
		if len(data)+len(reason) > 64<<10 {
			return
		}
		got := run(t, hooks.Options{}, string(data), func(context.Context, *hooks.PreToolUse) (hooks.Response, error) {
			return hooks.Response{}, errors.New(reason)
		})
		name := "PreToolUse"
		event, err := hooks.Decode(data)
		if err == nil {
			name = event.EventName()
		} else if e, ok := errors.AsType[*hooks.DecodeError](err); ok && e.EventName != "" {
			name = e.EventName
		}
		requireWellFormed(t, name, got)
		require.NotEmpty(t, got.stderr)
		if name == "PreToolUse" {
			require.Equal(t, 2, got.code)
			require.Equal(t, strings.TrimSuffix(got.stderr, "\n"), deniedBecause(t, got))
			return
		}
		require.Equal(t, refusalCode(name), got.code)
	})
}

func refusalCode(event string) int {
	for _, r := range refusals {
		if r.event == event {
			return r.code
		}
	}
	return 2
}

// FuzzResponse: whatever a guard says, the answer is one line of JSON, in UTF-8,
// and says no more than the guard did.
func FuzzResponse(f *testing.F) {
	f.Add("no", "context", `{"command":"ls"}`, uint8(0))
	f.Add("\xff\x00\x1b]0;x\x07", "\u2028\ud7ff", `{"a":"\ud800"}`, uint8(1))
	f.Add("", "", `[]`, uint8(2))
	f.Add("\"}}", `{"permissionDecision":"allow"}`, `{"a":1}{"b":2}`, uint8(3))
	f.Add("x", "y", "{\"a\":\n1}", uint8(4))
	f.Fuzz(func(t *testing.T, reason, text, input string, kind uint8) {
		if len(reason)+len(text)+len(input) > 64<<10 {
			return
		}
		got := run(t, hooks.Options{}, bash("ls"), func(_ context.Context, e *hooks.PreToolUse) (hooks.Response, error) {
			r := []hooks.Response{{}, e.Deny(reason), e.Ask(reason), e.AutoApprove(reason), e.Defer(reason)}[kind%5]
			if kind >= 128 {
				r = r.And(e.Rewrite(json.RawMessage(input)))
			}
			r.Context, r.SystemMessage, r.StopReason, r.TerminalSequence = text, text, text, text
			return r, nil
		})
		requireWellFormed(t, "PreToolUse", got)
		require.Contains(t, []int{0, 2}, got.code)
		if got.code == 2 {
			require.Equal(t, strings.TrimSuffix(got.stderr, "\n"), deniedBecause(t, got))
		}
		if kind%5 == 1 {
			require.Equal(t, 2, got.code)
		}
	})
}

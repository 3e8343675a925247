package hooks_test

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/hooks"
)

// toolInputs has every field of every tool that has a struct, in the order of
// the struct.
var toolInputs = []struct {
	tool, input string
	want        hooks.ToolInput
}{
	{"Bash", `{"command":"ls","timeout":5e3,"description":"d","run_in_background":true,"dangerouslyDisableSandbox":true}`, new(hooks.BashInput)},
	{"PowerShell", `{"command":"dir","timeout":1,"description":"d","run_in_background":true,"dangerouslyDisableSandbox":true}`, new(hooks.PowerShellInput)},
	{"Monitor", `{"description":"d","timeout_ms":1000,"command":"tail","ws":{"url":"wss://x","protocols":["p"]}}`, new(hooks.MonitorInput)},
	{"TaskStop", `{"task_id":"1","shell_id":"2"}`, new(hooks.TaskStopInput)},
	{"Read", `{"file_path":"/a","offset":1,"limit":2,"pages":"1-2","allow_large":true}`, new(hooks.ReadInput)},
	{"Write", `{"file_path":"/a","content":"x"}`, new(hooks.WriteInput)},
	{"Edit", `{"file_path":"/a","old_string":"x","new_string":"y","replace_all":true}`, new(hooks.EditInput)},
	{"NotebookEdit", `{"notebook_path":"/a","new_source":"1","cell_id":"c","cell_type":"code","edit_mode":"insert"}`, new(hooks.NotebookEditInput)},
	{"Glob", `{"pattern":"*","path":"/a"}`, new(hooks.GlobInput)},
	{"Grep", `{"pattern":"x","path":"/a","glob":"*.go","output_mode":"count","-B":1,"-A":2,"-C":3,"context":4,"-n":false,"-i":true,"-o":true,"type":"go","head_limit":0,"offset":1,"multiline":true}`, new(hooks.GrepInput)},
	{"WebFetch", `{"url":"https://x","prompt":"p","offset":1}`, new(hooks.WebFetchInput)},
	{"WebSearch", `{"query":"q","allowed_domains":["a"],"blocked_domains":["b"]}`, new(hooks.WebSearchInput)},
	{"Agent", `{"description":"d","prompt":"p","subagent_type":"s","model":"opus","effort":"low","run_in_background":false,"name":"n","team_name":"t","mode":"plan","isolation":"worktree"}`, new(hooks.AgentInput)},
	{"Task", `{"description":"d","prompt":"p"}`, new(hooks.AgentInput)},
	{"SendMessage", `{"to":"a","summary":"s","message":"m","notify_when_idle":true}`, new(hooks.SendMessageInput)},
	{"ListAgents", `{"channel":"c","q":"q","cursor":"x"}`, new(hooks.ListAgentsInput)},
	{"Skill", `{"skill":"s","args":"a"}`, new(hooks.SkillInput)},
	{"Workflow", `{"script":"s","name":"n","description":"d","title":"t","args":{"a":1},"scriptPath":"/p","resumeFromRunId":"wf_abcdef"}`, new(hooks.WorkflowInput)},
	{"TodoWrite", `{"todos":[{"content":"c","status":"pending","activeForm":"a"}]}`, new(hooks.TodoWriteInput)},
	{"TaskCreate", `{"subject":"s","description":"d","activeForm":"a","metadata":{"a":1}}`, new(hooks.TaskCreateInput)},
	{"TaskUpdate", `{"taskId":"1","subject":"s","description":"d","activeForm":"a","status":"deleted","addBlocks":["2"],"addBlockedBy":["3"],"owner":"o","metadata":{}}`, new(hooks.TaskUpdateInput)},
	{"TaskGet", `{"taskId":"1"}`, new(hooks.TaskGetInput)},
	{"TaskList", `{}`, new(hooks.TaskListInput)},
	{"EnterPlanMode", `{}`, new(hooks.EnterPlanModeInput)},
	{"ExitPlanMode", `{"plan":"p","planFilePath":"/p","allowedPrompts":[{"tool":"Bash","prompt":"p"}]}`, new(hooks.ExitPlanModeInput)},
	{"AskUserQuestion", `{"questions":[{"question":"q","header":"h","options":[{"label":"a","description":"d","preview":"p"},{"label":"b","description":"d"}],"multiSelect":true}],"answers":{"q":"a"},"annotations":{"q":{"notes":"n"}},"metadata":{"source":"s"}}`, new(hooks.AskUserQuestionInput)},
	{"EnterWorktree", `{"name":"n","path":"/p"}`, new(hooks.EnterWorktreeInput)},
	{"ExitWorktree", `{"action":"keep","discard_changes":true}`, new(hooks.ExitWorktreeInput)},
	{"CronCreate", `{"cron":"* * * * *","prompt":"p","recurring":false,"durable":true}`, new(hooks.CronCreateInput)},
	{"CronDelete", `{"id":"1"}`, new(hooks.CronDeleteInput)},
	{"CronList", `{}`, new(hooks.CronListInput)},
	{"ScheduleWakeup", `{"delaySeconds":60,"reason":"r","prompt":"p","stop":true,"noop":true}`, new(hooks.ScheduleWakeupInput)},
	{"ReportFindings", `{"level":"low","findings":[{"file":"f","line":3,"summary":"s","short_summary":"s","failure_scenario":"x","category":"c","severity":"nit","verdict":"CONFIRMED","outcome":"fixed"}]}`, new(hooks.ReportFindingsInput)},
}

func TestToolInputs(t *testing.T) {
	for _, tt := range toolInputs {
		t.Run(tt.tool, func(t *testing.T) {
			in, err := call(tt.tool, tt.input).Input()
			require.NoError(t, err)
			require.IsType(t, tt.want, in)
			if tt.tool != "Task" {
				require.Equal(t, tt.tool, in.InputOf())
			}
			got, err := json.Marshal(in)
			require.NoError(t, err)
			require.Equal(t, tt.input, string(got))

			// Every key has a field: nothing is owed to what was received.
			forget(reflect.ValueOf(in))
			got, err = json.Marshal(in)
			require.NoError(t, err)
			require.JSONEq(t, tt.input, string(got))

			// What has no field survives, at any place.
			spacious := `{ "Command":"x", "novelty" :[1.0 ],` + tt.input[1:len(tt.input)-1]
			if tt.input == "{}" {
				spacious = spacious[:len(spacious)-1]
			}
			in, err = call(tt.tool, spacious+"}").Input()
			require.NoError(t, err)
			got, err = json.Marshal(in)
			require.NoError(t, err)
			var compact bytes.Buffer
			require.NoError(t, json.Compact(&compact, []byte(spacious+"}")))
			require.Equal(t, compact.String(), string(got))
		})
	}
}

// forget makes v what it would be if it had not been decoded.
func forget(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			forget(v.Elem())
		}
	case reflect.Slice:
		for i := range v.Len() {
			forget(v.Index(i))
		}
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[hooks.Received]() {
			v.SetZero()
			return
		}
		for _, field := range v.Fields() {
			forget(field)
		}
	}
}

// TestRewriteKeeps: a rewrite is the complete input, with all that it does not
// mean to change.
func TestRewriteKeeps(t *testing.T) {
	for _, tt := range []struct {
		name, tool, input string
		change            func(in hooks.ToolInput)
		want              string
	}{
		{"a command", "Bash", `{"description":"d","command":"ls <x>","timeout":5e3,"novelty":{"a":1.50}}`,
			func(in hooks.ToolInput) { in.(*hooks.BashInput).Command += " -l" },
			`{"description":"d","command":"ls <x> -l","timeout":5e3,"novelty":{"a":1.50}}`},
		{"a new field", "Bash", `{"command":"ls"}`,
			func(in hooks.ToolInput) { in.(*hooks.BashInput).Timeout = 1000 },
			`{"command":"ls","timeout":1000}`},
		{"a field removed", "Bash", `{"dangerouslyDisableSandbox":true,"command":"ls"}`,
			func(in hooks.ToolInput) { in.(*hooks.BashInput).DangerouslyDisableSandbox = false },
			`{"command":"ls"}`},
		{"an empty text is no absent one", "Write", `{"file_path":"/a","content":"x"}`,
			func(in hooks.ToolInput) { in.(*hooks.WriteInput).Content = "" },
			`{"file_path":"/a","content":""}`},
		{"keys in another case", "Bash", `{"command":"rm","Command":"ls"}`,
			func(in hooks.ToolInput) { in.(*hooks.BashInput).Command += " -i" },
			`{"command":"rm -i","Command":"ls"}`},
		{"equal keys", "Bash", `{"command":"ls","x":1,"c\u006fmmand":"rm"}`,
			func(in hooks.ToolInput) { in.(*hooks.BashInput).Command += " -i" },
			`{"command":"rm -i","x":1}`},
		{"deep within", "AskUserQuestion", `{"questions":[{"question":"q","extra":1,"header":"h","options":[{"label":"a","description":"d","more":[2]},{"label":"b","description":"d"}],"multiSelect":false}]}`,
			func(in hooks.ToolInput) {
				ask := in.(*hooks.AskUserQuestionInput)
				ask.Questions[0].Options[0].Label = "A"
				ask.Answers = map[string]string{"q": "A"}
			},
			`{"questions":[{"question":"q","extra":1,"header":"h","options":[{"label":"A","description":"d","more":[2]},{"label":"b","description":"d"}],"multiSelect":false}],"answers":{"q":"A"}}`},
		{"elements moved", "TodoWrite", `{"todos":[{"content":"a","n":1},{"content":"b","n":2}]}`,
			func(in hooks.ToolInput) { slices.Reverse(in.(*hooks.TodoWriteInput).Todos) },
			`{"todos":[{"content":"b","n":2},{"content":"a","n":1}]}`},
		{"an MCP tool", "mcp__srv__x", `{"b":1.0,"a":"x","a\"":null}`,
			func(in hooks.ToolInput) {
				mcp := in.(*hooks.MCPInput)
				mcp.Arguments["a"] = json.RawMessage(`"y"`)
				mcp.Arguments["z"], mcp.Arguments["c"] = json.RawMessage(`1`), json.RawMessage(`2`)
			},
			`{"b":1.0,"a":"y","a\"":null,"c":2,"z":1}`},
		{"an unknown tool", "BrandNew", `{"b":1,"a":"x"}`,
			func(in hooks.ToolInput) { delete(in.(*hooks.UnknownInput).Fields, "b") },
			`{"a":"x"}`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			event := `{"hook_event_name":"PreToolUse","tool_name":"` + tt.tool + `","tool_input":` + tt.input + `}`
			got := run(t, hooks.Options{}, event, func(_ context.Context, e *hooks.PreToolUse) (hooks.Response, error) {
				in, err := e.Input()
				if err != nil {
					return hooks.Response{}, err
				}
				tt.change(in)
				return e.Rewrite(in), nil
			})
			require.Equal(t, `{"hookSpecificOutput":{"hookEventName":"PreToolUse","updatedInput":`+tt.want+"}}\n", got.stdout)
			require.Zero(t, got.code)
		})
	}
}

func TestToolInputOfMCP(t *testing.T) {
	in, err := eventOf[*hooks.PreToolUse](t, "PreToolUse-mcp__srv2__write_x").Input()
	require.NoError(t, err)
	mcp := in.(*hooks.MCPInput)
	require.Equal(t, []string{"mcp__srv2__write_x", "srv2", "write_x"}, []string{mcp.InputOf(), mcp.Server, mcp.Tool})
	require.Equal(t, map[string]json.RawMessage{"a": json.RawMessage(`"1"`)}, mcp.Arguments)

	in, err = call("mcp__broken", `{}`).Input()
	require.NoError(t, err)
	require.IsType(t, new(hooks.UnknownInput), in)
	require.Equal(t, "mcp__broken", in.InputOf())
}

func TestToolInputRefuses(t *testing.T) {
	for _, tt := range []struct{ tool, input, wantError string }{
		{"Bash", `{}`, "input of the tool Bash: command is missing"},
		{"Bash", `{"Command":"ls"}`, "command is missing"},
		{"Bash", `{"command":["ls"]}`, "command must be a string"},
		{"Bash", `{"command":"ls","run_in_background":"yes"}`, "run_in_background must be true or false"},
		{"Bash", `["ls"]`, "must be an object"},
		{"Bash", `{`, "input of the tool Bash"},
		{"Write", `{"file_path":"/a","content":null}`, "content is missing"},
		{"Read", `{"file_path":"/a","offset":0.5}`, "offset must be a whole number"},
		{"AskUserQuestion", `{"questions":[{"options":[{"label":1}]}]}`, "questions[0].options[0].label must be a string"},
		{"mcp__a__b", `[]`, "must be an object"},
		{"mcp__a__b", `{"\ud800":1,"\ud801":2}`, "half a surrogate pair"},
		{"BrandNew", `"x"`, "must be an object"},
	} {
		in, err := call(tt.tool, tt.input).Input()
		require.ErrorContains(t, err, tt.wantError)
		require.Nil(t, in)
	}
}

// TestRecordedTools: the inputs and results that were recorded have types, and
// survive them.
func TestRecordedTools(t *testing.T) {
	files, err := filepath.Glob("testdata/events/P*.json")
	require.NoError(t, err)
	outputs := 0
	for _, file := range files {
		data, err := os.ReadFile(file)
		require.NoError(t, err)
		event, err := hooks.Decode(data)
		require.NoError(t, err)
		var tool hooks.ToolCall
		switch e := event.(type) {
		case *hooks.PreToolUse:
			tool = e.ToolCall
		case *hooks.PermissionRequest:
			tool = e.ToolCall
		case *hooks.PostToolUseFailure:
			tool = e.ToolCall
		case *hooks.PostToolUse:
			tool = e.ToolCall
			out, err := e.Output()
			require.NoError(t, err, file)
			require.NotEqual(t, reflect.TypeFor[*hooks.UnknownOutput](), reflect.TypeOf(out), file)
			require.Equal(t, e.ToolName, out.OutputOf())
			requireKept(t, e.ToolResponse, out)
			outputs++
		default:
			continue
		}
		in, err := tool.Input()
		require.NoError(t, err, file)
		require.NotEqual(t, reflect.TypeFor[*hooks.UnknownInput](), reflect.TypeOf(in), file)
		require.Equal(t, tool.ToolName, in.InputOf())
		requireKept(t, tool.ToolInput, in)
	}
	require.Equal(t, 16, outputs)
}

func requireKept(t *testing.T, raw json.RawMessage, v any) {
	t.Helper()
	got, err := json.Marshal(v)
	require.NoError(t, err)
	require.JSONEq(t, string(raw), string(got))
}

package hooks_test

import (
	"bytes"
	"context"
	"encoding/json"
	"reflect"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/hooks"
)

// toolOutputs has every field of every result that has a struct.
var toolOutputs = []struct {
	tool, output string
	want         hooks.ToolOutput
}{
	{"Bash", `{"stdout":"o","stderr":"e","interrupted":true,"isImage":true,"noOutputExpected":true,"returnCodeInterpretation":"r","timedOutAfterMs":1,"dangerouslyDisableSandbox":true,"backgroundTaskId":"b","backgroundedByUser":true,"rawOutputPath":"/r","persistedOutputPath":"/p","persistedOutputSize":2,"structuredContent":[1],"gitOperation":{"push":{"branch":"x"}}}`, new(hooks.BashOutput)},
	{"Monitor", `{"taskId":"1","timeoutMs":2,"persistent":true}`, new(hooks.MonitorOutput)},
	{"TaskStop", `{"message":"m","task_id":"1","task_type":"t","command":"c"}`, new(hooks.TaskStopOutput)},
	{"Read", `{"type":"text","file":{"filePath":"/a","content":"c","numLines":1,"startLine":1,"totalLines":2,"truncatedByTokenCap":true}}`, new(hooks.ReadOutput)},
	{"Read", `{"type":"image","file":{"base64":"eA==","type":"image/png","originalSize":1,"dimensions":{"originalWidth":1}}}`, new(hooks.ReadOutput)},
	{"Read", `{"type":"notebook","file":{"filePath":"/a","cells":[{"x":1}]}}`, new(hooks.ReadOutput)},
	{"Read", `{"type":"parts","file":{"filePath":"/a","originalSize":1,"count":2,"outputDir":"/o"},"firstPage":1,"pages":[{"base64":"eA=="}]}`, new(hooks.ReadOutput)},
	{"Write", `{"type":"create","filePath":"/a","content":"x","originalFile":null,"structuredPatch":[],"userModified":true,"staged":true,"gitDiff":{"patch":"p"}}`, new(hooks.WriteOutput)},
	{"Edit", `{"filePath":"/a","oldString":"o","newString":"n","originalFile":"f","structuredPatch":[{"oldStart":1,"oldLines":2,"newStart":3,"newLines":4,"lines":["-o","+n"]}],"userModified":false,"replaceAll":true,"staged":true,"gitDiff":{}}`, new(hooks.EditOutput)},
	{"NotebookEdit", `{"new_source":"n","old_source":"o","cell_id":"c","cell_type":"code","language":"python","edit_mode":"replace","error":"e","notebook_path":"/a","original_file":"{}","updated_file":"{}"}`, new(hooks.NotebookEditOutput)},
	{"Glob", `{"durationMs":1,"numFiles":1,"filenames":["/a"],"truncated":true,"totalMatches":2,"countIsComplete":true,"timedOut":true}`, new(hooks.GlobOutput)},
	{"Grep", `{"mode":"content","numFiles":1,"filenames":["/a"],"content":"c","numLines":1,"numMatches":2,"totalFiles":3,"totalLines":4,"appliedLimit":5,"appliedOffset":6,"timedOut":true}`, new(hooks.GrepOutput)},
	{"WebFetch", `{"bytes":1,"code":200,"codeText":"OK","result":"r","durationMs":2,"url":"https://x"}`, new(hooks.WebFetchOutput)},
	{"WebSearch", `{"query":"q","results":["r",{"tool_use_id":"1","content":[]}],"durationSeconds":0.5,"searchCount":1}`, new(hooks.WebSearchOutput)},
	{"Agent", `{"status":"completed","prompt":"p","agentId":"a","agentType":"t","content":[{"type":"text","text":"x","citations":[]}],"resolvedModel":"m","modelsUsed":["m"],"totalDurationMs":1,"totalTokens":2,"totalToolUseCount":3,"usage":{"input_tokens":1},"toolsUsed":["Read"],"toolStats":{"readCount":1},"worktreePath":"/w","worktreeBranch":"b","canContinueAgent":true}`, new(hooks.AgentOutput)},
	{"Agent", `{"status":"async_launched","isAsync":true,"agentId":"a","description":"d","prompt":"p","outputFile":"/o","canReadOutputFile":true}`, new(hooks.AgentOutput)},
	{"Agent", `{"status":"remote_launched","taskId":"1","sessionUrl":"https://x","description":"d","prompt":"p","outputFile":"/o"}`, new(hooks.AgentOutput)},
	{"Skill", `{"success":true,"commandName":"c"}`, new(hooks.SkillOutput)},
	{"TodoWrite", `{"oldTodos":[],"newTodos":[{"content":"c","status":"pending","activeForm":"a"}]}`, new(hooks.TodoWriteOutput)},
	{"TaskCreate", `{"task":{"id":"1","subject":"s","description":"d"}}`, new(hooks.TaskCreateOutput)},
	{"TaskGet", `{"task":{"id":"1","subject":"s","description":"d","status":"pending","blocks":["2"],"blockedBy":["3"]}}`, new(hooks.TaskGetOutput)},
	{"TaskGet", `{"task":null}`, new(hooks.TaskGetOutput)},
	{"TaskList", `{"tasks":[{"id":"1","subject":"s","status":"pending","owner":"o","blockedBy":["2"]}]}`, new(hooks.TaskListOutput)},
	{"TaskUpdate", `{"success":true,"taskId":"1","updatedFields":["a"],"error":"e","statusChange":{"from":"a","to":"b"}}`, new(hooks.TaskUpdateOutput)},
	{"EnterPlanMode", `{"message":"m"}`, new(hooks.EnterPlanModeOutput)},
	{"ExitPlanMode", `{"plan":null,"isAgent":true,"filePath":"/a","hasTaskTool":true,"planWasEdited":true,"awaitingLeaderApproval":true,"requestId":"r"}`, new(hooks.ExitPlanModeOutput)},
	{"AskUserQuestion", `{"questions":[{"question":"q","header":"h","options":[{"label":"l","description":"d"}],"multiSelect":false}],"answers":{"q":"l"},"response":"r","annotations":{"q":{}},"afkTimeoutMs":1}`, new(hooks.AskUserQuestionOutput)},
	{"EnterWorktree", `{"worktreePath":"/w","worktreeBranch":"b","message":"m"}`, new(hooks.EnterWorktreeOutput)},
	{"ExitWorktree", `{"action":"remove","originalCwd":"/c","restoredCwd":"/c","originalCwdMissing":true,"worktreePath":"/w","worktreeBranch":"b","tmuxSessionName":"t","discardedFiles":1,"discardedCommits":2,"message":"m"}`, new(hooks.ExitWorktreeOutput)},
	{"CronCreate", `{"id":"1","humanSchedule":"h","recurring":true,"durable":true,"nextFireAt":1,"maxAgeMs":2,"otherOneShots":[{"id":"2"}]}`, new(hooks.CronCreateOutput)},
	{"CronDelete", `{"id":"1","endedLoopWakeup":true}`, new(hooks.CronDeleteOutput)},
	{"CronList", `{"jobs":[{"id":"1","cron":"* * * * *","humanSchedule":"h","prompt":"p","recurring":true,"durable":true,"nextFireAt":1}]}`, new(hooks.CronListOutput)},
	{"ScheduleWakeup", `{"scheduledFor":1,"clampedDelaySeconds":2,"wasClamped":true,"stopped":true,"cancelledWakeups":1}`, new(hooks.ScheduleWakeupOutput)},
}

func post(tool, output string) *hooks.PostToolUse {
	return &hooks.PostToolUse{
		ToolCall:     hooks.ToolCall{ToolName: tool, ToolInput: json.RawMessage(`{}`)},
		ToolResponse: json.RawMessage(output),
	}
}

func TestToolOutputs(t *testing.T) {
	for _, tt := range toolOutputs {
		t.Run(tt.tool, func(t *testing.T) {
			out, err := post(tt.tool, tt.output).Output()
			require.NoError(t, err)
			require.IsType(t, tt.want, out)
			require.Equal(t, tt.tool, out.OutputOf())
			got, err := json.Marshal(out)
			require.NoError(t, err)
			require.Equal(t, tt.output, string(got))

			// Every key has a field.
			forget(reflect.ValueOf(out))
			got, err = json.Marshal(out)
			require.NoError(t, err)
			var want, have map[string]any
			require.NoError(t, json.Unmarshal([]byte(tt.output), &want))
			require.NoError(t, json.Unmarshal(got, &have))
			for key, value := range want {
				require.Equal(t, value, have[key], key)
			}

			novel := `{"novelty":{"a":1.0},` + tt.output[1:]
			out, err = post(tt.tool, novel).Output()
			require.NoError(t, err)
			got, err = json.Marshal(out)
			require.NoError(t, err)
			require.Equal(t, novel, string(got))
		})
	}
}

// TestReplaceOutputKeepsShape: only a result of the tool's shape is heeded.
func TestReplaceOutputKeepsShape(t *testing.T) {
	event := eventOf[*hooks.PostToolUse](t, "PostToolUse-Bash")
	got := run(t, hooks.Options{}, string(event.Raw), func(_ context.Context, e *hooks.PostToolUse) (hooks.Response, error) {
		out, err := e.Output()
		if err != nil {
			return hooks.Response{}, err
		}
		out.(*hooks.BashOutput).Stdout = "***"
		return e.ReplaceOutput(out), nil
	})
	require.Equal(t, `{"hookSpecificOutput":{"hookEventName":"PostToolUse","updatedToolOutput":`+
		`{"stdout":"***","stderr":"","interrupted":false,"isImage":false,"noOutputExpected":false}}}`+"\n", got.stdout)
}

func TestOtherOutputs(t *testing.T) {
	for _, tt := range []struct {
		tool, output string
		want         hooks.ToolOutput
		texts        []string
	}{
		{"mcp__srv__x", `[{"type":"text","text":"a"}]`, &hooks.MCPOutput{Name: "mcp__srv__x", Server: "srv", Tool: "x"}, []string{"text", "a"}},
		{"mcp__srv__x", `"a"`, &hooks.MCPOutput{Name: "mcp__srv__x", Server: "srv", Tool: "x"}, []string{"a"}},
		{"BrandNew", `{"a":{"b":"c"}}`, &hooks.UnknownOutput{Name: "BrandNew"}, []string{"c"}},
		{"Bash", `null`, &hooks.UnknownOutput{Name: "Bash"}, nil},
	} {
		out, err := post(tt.tool, tt.output).Output()
		require.NoError(t, err)
		require.Equal(t, tt.tool, out.OutputOf())
		got, err := json.Marshal(out)
		require.NoError(t, err)
		require.Equal(t, tt.output, string(got))
		forget(reflect.ValueOf(out))
		require.Equal(t, tt.want, out)
		require.Equal(t, tt.texts, slices.Collect(post(tt.tool, tt.output).OutputTexts()))
	}
	out, err := post("BrandNew", ``).Output()
	require.NoError(t, err)
	got, err := json.Marshal(out)
	require.NoError(t, err)
	require.Equal(t, "null", string(bytes.TrimSpace(got)))
	require.Empty(t, slices.Collect(post("Bash", `{`).OutputTexts()))
	for range post("x", `["a","b"]`).OutputTexts() {
		break
	}

	for _, tt := range []struct{ tool, output, wantError string }{
		{"Bash", `{"stdout":1}`, "result of the tool Bash: stdout must be a string"},
		{"Bash", `"text"`, "must be an object"},
		{"Bash", `{`, "result of the tool Bash"},
		{"Read", `{}`, "type is missing"},
	} {
		out, err := post(tt.tool, tt.output).Output()
		require.ErrorContains(t, err, tt.wantError)
		require.Nil(t, out)
	}
}

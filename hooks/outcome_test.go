package hooks_test

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/hooks"
)

// A semanticsRow is one experiment with Claude Code 2.1.330, started with -p:
// what hooks of one event left behind and what was seen of the reaction.
type semanticsRow struct {
	ID, Event string
	Hooks     []hookRow         // in the order in which they finished
	Calls     map[string]string // what became of Bash calls: A ran, K asked, D denied, - deferred
	Usual     map[string]string // the same without hooks, with ! if a rule or a protection objects
	Effect    string            // allows, blocks, stops, proceeds; of other than tool calls
	Reason    string            // of a refusal or a question, without the command, its first line at least
	Model     string            // texts that reached the model, separated by blanks
	User      *string           // the text that reached the user, if that was looked at
	Replaced  map[string]bool   // whose result was replaced
}

type hookRow struct {
	Exit           int
	Stdout, Stderr string
	Ending         string
	OnFailure      string
	Async          bool
}

func (h hookRow) run(event, tool string) hooks.HookRun {
	return hooks.HookRun{
		Event: nameOnly(event, tool), Code: h.Exit, Stdout: h.Stdout, Stderr: h.Stderr, Async: h.Async, OnFailureBlock: h.OnFailure == "block",
		Ending: map[string]hooks.Ending{"": hooks.Exited, "killed": hooks.Killed, "timed out": hooks.TimedOut, "not started": hooks.NotStarted}[h.Ending],
	}
}

func nameOnly(event, tool string) hooks.Event {
	return &hooks.Unknown{Name: event, Common: hooks.Common{Raw: json.RawMessage(`{"tool_name":"` + tool + `"}`)}}
}

func (row semanticsRow) outcome(tool string) hooks.Outcome {
	var outcomes []hooks.Outcome
	for _, h := range row.Hooks {
		outcomes = append(outcomes, h.run(row.Event, tool).Outcome())
	}
	return hooks.Together(outcomes...)
}

// usually is what Claude Code does with the calls of the experiments in default
// mode.
var usually = map[string]string{"x": "K", "allowed": "A", "asked": "K!", "denied": "D!", "ls": "A"}

func TestOutcomeAsMeasured(t *testing.T) {
	for _, row := range jsonLines[semanticsRow](t, "semantics.jsonl") {
		t.Run(row.ID, row.requireMeasured)
	}
}

// requireMeasured wants of the hooks of the row that they are predicted to have
// the effect that was measured.
func (row semanticsRow) requireMeasured(t *testing.T) {
	o := row.outcome("Bash")
	for call, want := range row.Calls {
		require.Equal(t, want, row.call(t, o, call), "npm %s: %+v", call, o)
	}
	if row.Effect != "" {
		require.Equal(t, row.Effect, asSeen(row.Event, o), "%+v", o)
	}
	if row.Reason != "" {
		require.True(t, strings.HasPrefix(o.Reason, row.Reason), "%+v", o)
	}
	requireRead(t, row.Model, readBy(o, hooks.ToClaude))
	if row.User != nil {
		requireRead(t, *row.User, readBy(o, hooks.ToUser))
	}
	for tool, want := range row.Replaced {
		require.Equal(t, want, row.outcome(tool).UpdatedOutput != nil, tool)
	}
}

// call says what becomes of a call, in the letters of the experiments.
func (row semanticsRow) call(t *testing.T, o hooks.Outcome, call string) string {
	t.Helper()
	usual := row.Usual
	if usual == nil {
		usual = usually
	}
	if o.UpdatedInput != nil { // all calls become this one
		var input struct{ Command string }
		require.NoError(t, json.Unmarshal(o.UpdatedInput, &input))
		call = strings.TrimPrefix(input.Command, "npm ")
		if _, ok := usual[call]; !ok {
			call = "x"
		}
	}
	letter, objected := strings.CutSuffix(usual[call], "!")
	decided := o.Decide(map[string]hooks.Effect{"A": hooks.Allows, "K": hooks.Asks, "D": hooks.Blocks}[letter], objected)
	return map[hooks.Effect]string{hooks.Allows: "A", hooks.Asks: "K", hooks.Blocks: "D", hooks.Defers: "-"}[decided]
}

// asSeen puts an outcome in the words of the experiments.
func asSeen(event string, o hooks.Outcome) string {
	switch {
	case o.Stop, event == "PostToolBatch" && o.Effect == hooks.Blocks:
		return "stops"
	case o.Effect == hooks.Reports:
		return "proceeds"
	}
	return o.Effect.String()
}

func readBy(o hooks.Outcome, reader hooks.Audience) string {
	var texts []string
	if o.Readers&reader != 0 {
		texts = append(texts, o.Reason)
	}
	if o.StopReaders&reader != 0 {
		texts = append(texts, o.StopReason)
	}
	if reader == hooks.ToUser {
		return strings.Join(append(texts, o.SystemMessage), "\n")
	}
	return strings.Join(append(texts, o.Context...), "\n")
}

// requireRead looks for the marks that texts of the experiments carry.
func requireRead(t *testing.T, want, got string) {
	t.Helper()
	for _, mark := range []string{"EVTEXT", "EVBLOCK", "EVCTX", "EVSTOP", "EVSYS", "EV1ERR", "EV2ERR", "SYSMSG", "POSTERR", "POSTBLOCK", "CTXTXT", "EVFAIL"} {
		require.Equal(t, strings.Contains(want, mark), strings.Contains(got, mark), "%s: want %q, got %q", mark, want, got)
	}
}

// TestAnswersAsMeasured: the bytes of our answers are those that had the wanted
// effect in an experiment, and are predicted to have it.
func TestAnswersAsMeasured(t *testing.T) {
	pre := eventOf[*hooks.PreToolUse](t, "PreToolUse-Bash")
	request := eventOf[*hooks.PermissionRequest](t, "PermissionRequest-Bash")
	post := eventOf[*hooks.PostToolUse](t, "PostToolUse-Bash")
	prompt := eventOf[*hooks.UserPromptSubmit](t, "UserPromptSubmit")
	start := eventOf[*hooks.SessionStart](t, "SessionStart-compact")
	stop := eventOf[*hooks.Stop](t, "Stop")
	substop := eventOf[*hooks.SubagentStop](t, "SubagentStop-reviewer")
	updated := map[string]any{"command": "npm updated"}
	withContext := func(text string) hooks.Response { return hooks.Response{Context: text} }

	rows := jsonLines[semanticsRow](t, "semantics.jsonl")
	for _, tt := range []struct {
		name     string
		event    hooks.Event
		response hooks.Response
		row      string // the experiment with these bytes
		want     hooks.Outcome
	}{
		{"deny", pre, pre.Deny("HOOKREASON"), "exit2 +deny json+stderr", hooks.Outcome{Effect: hooks.Blocks, Reason: "HOOKREASON", Readers: hooks.ToClaude}},
		{"ask", pre, pre.Ask("HOOKREASON"), "json ask", hooks.Outcome{Effect: hooks.Asks, Reason: "HOOKREASON", Readers: hooks.ToUser}},
		{"approve", pre, pre.AutoApprove("HOOKREASON"), "json allow", hooks.Outcome{Effect: hooks.Allows, Reason: "HOOKREASON"}},
		{"defer", pre, pre.Defer("HOOKREASON"), "json defer", hooks.Outcome{Effect: hooks.Defers, Reason: "HOOKREASON"}},
		{"rewrite", pre, pre.Rewrite(updated), "json updatedInput only", hooks.Outcome{UpdatedInput: json.RawMessage(`{"command":"npm updated"}`)}},
		{"context", pre, withContext("CTXTXT"), "json additionalContext", hooks.Outcome{Context: []string{"CTXTXT"}}},
		{"stop", pre, hooks.Response{StopReason: "STOPTXT"}, "json continue false", hooks.Outcome{Stop: true, StopReason: "STOPTXT", StopReaders: hooks.ToClaude}},
		{"message", pre, hooks.Response{SystemMessage: "SYSMSG"}, "json systemMessage", hooks.Outcome{SystemMessage: "SYSMSG"}},
		{"no opinion", pre, hooks.Response{}, "exit0 empty", hooks.Outcome{}},
		{"grant", request, request.AutoApprove(), "PermissionRequest allow", hooks.Outcome{Effect: hooks.Allows}},
		{"grant rewritten", request, request.AutoApproveRewritten(updated), "PermissionRequest allow+updatedInput", hooks.Outcome{Effect: hooks.Allows, UpdatedInput: json.RawMessage(`{"command":"npm updated"}`)}},
		{"refuse", request, request.Deny("PRMSG"), "PermissionRequest deny", hooks.Outcome{Effect: hooks.Blocks, Reason: "PRMSG", Readers: hooks.ToClaude}},
		{"interrupt", request, request.DenyAndInterrupt("PRMSG"), "PermissionRequest deny interrupt", hooks.Outcome{Effect: hooks.Blocks, Reason: "PRMSG", Interrupt: true}},
		{"object", post, post.Block("POSTBLOCK"), "PostToolUse block", hooks.Outcome{Effect: hooks.Reports, Reason: "POSTBLOCK", Readers: hooks.ToClaude}},
		{"replace", post, post.ReplaceOutput(map[string]any{"stdout": "REPLACED", "stderr": "", "interrupted": false, "isImage": false}), "PostToolUse updatedToolOutput obj",
			hooks.Outcome{UpdatedOutput: json.RawMessage(`{"interrupted":false,"isImage":false,"stderr":"","stdout":"REPLACED"}`)}},
		{"block", prompt, prompt.Block("EVBLOCK"), "UserPromptSubmit exit2 block json+err", hooks.Outcome{Effect: hooks.Blocks, Reason: "EVBLOCK", Readers: hooks.ToUser}},
		{"prompt context", prompt, withContext("EVCTX"), "ev UserPromptSubmit ctx", hooks.Outcome{Context: []string{"EVCTX"}}},
		{"start context", start, withContext("EVCTX"), "ev SessionStart ctx", hooks.Outcome{Context: []string{"EVCTX"}}},
		{"go on", stop, stop.Continue("EVBLOCK"), "ev Stop block", hooks.Outcome{Effect: hooks.Blocks, Reason: "EVBLOCK", Readers: hooks.ToClaude}},
		{"end", stop, hooks.Response{StopReason: "EVSTOP"}, "ev Stop continue-false", hooks.Outcome{Stop: true, StopReason: "EVSTOP", StopReaders: hooks.ToClaude}},
		{"subagent", substop, substop.Continue("EVBLOCK"), "ev SubagentStop block", hooks.Outcome{Effect: hooks.Blocks, Reason: "EVBLOCK", Readers: hooks.ToClaude}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			left := answer(t, tt.event, tt.response)
			require.True(t, measured(rows, tt.row, left), "%+v is not %q", left, tt.row)
			got := hooks.HookRun{Event: tt.event, Code: left.code, Stdout: left.stdout, Stderr: left.stderr}.Outcome()
			got.Specific = nil
			require.Equal(t, tt.want, got)
		})
	}
}

func answer(t *testing.T, e hooks.Event, response hooks.Response) left {
	t.Helper()
	return run(t, hooks.Options{}, string(e.Base().Raw), func(context.Context, hooks.Event) (hooks.Response, error) {
		return response, nil
	})
}

// measured reports whether an experiment had this exit code and this JSON. What
// stands on standard error beside JSON that blocks is not heeded.
func measured(rows []semanticsRow, id string, answer left) bool {
	for _, row := range rows {
		if row.ID == id {
			h := row.Hooks[0]
			return h.Exit == answer.code && sameJSON(h.Stdout, answer.stdout)
		}
	}
	return false
}

func sameJSON(a, b string) bool {
	if strings.TrimSpace(a) == strings.TrimSpace(b) {
		return true
	}
	var x, y any
	return json.Unmarshal([]byte(a), &x) == nil && json.Unmarshal([]byte(b), &y) == nil && reflect.DeepEqual(x, y)
}

// TestFailuresBlock: what a hook of ours leaves behind when its handler fails is
// predicted to block wherever the package says so.
func TestFailuresBlock(t *testing.T) {
	for _, name := range []string{"PreToolUse-Bash", "PermissionRequest-Bash", "UserPromptSubmit"} {
		e, err := hooks.Decode(recorded(t, name))
		require.NoError(t, err)
		left := run(t, hooks.Options{}, string(e.Base().Raw), func(context.Context, hooks.Event) (hooks.Response, error) {
			panic("oops")
		})
		o := hooks.HookRun{Event: e, Code: left.code, Stdout: left.stdout, Stderr: left.stderr}.Outcome()
		require.Equal(t, hooks.Blocks, o.Effect, name)
		require.Contains(t, o.Reason, "oops")
	}
}

func ExampleHookRun_Outcome() {
	run := hooks.HookRun{
		Event:   &hooks.Unknown{Name: "PreToolUse"},
		Command: "guard.sh",
		Code:    1,
		Stderr:  "cannot read the policy",
	}
	fmt.Println(run.Outcome().Effect)

	run.OnFailureBlock = true
	fmt.Println(run.Outcome().Effect)
	fmt.Println(run.Outcome().Reason)
	// Output:
	// proceeds
	// blocks
	// [guard.sh]: failed; blocking because onFailure is "block"
	// cannot read the policy
}

func ExampleParseMatcher() {
	for _, text := range []string{"Edit|Write", "mcp__.*", "mcp__github", "*Edit"} {
		m, err := hooks.ParseMatcher("PreToolUse", text)
		fmt.Println(text, m.MatchText("Edit"), m.MatchText("mcp__github__get"), err != nil)
	}
	// Output:
	// Edit|Write true false false
	// mcp__.* false true false
	// mcp__github false false false
	// *Edit false false true
}

// FuzzOutcome: whatever a hook prints, exit code 2 blocks a tool call unless
// nobody waits for it, and what is no JSON object decides nothing.
func FuzzOutcome(f *testing.F) {
	for _, row := range jsonLines[semanticsRow](f, "semantics.jsonl") {
		for _, h := range row.Hooks {
			f.Add(row.Event, h.Stdout, h.Exit, h.OnFailure == "block")
		}
	}
	f.Fuzz(func(t *testing.T, event, stdout string, code int, block bool) {
		h := hooks.HookRun{Event: nameOnly(event, "Bash"), Stdout: stdout, Code: code, OnFailureBlock: block}
		o := h.Outcome()
		switch {
		case event != "PreToolUse" || o.Background:
		case code == 2:
			require.Equal(t, hooks.Blocks, o.Effect)
		case code != 0 && block:
			require.Equal(t, hooks.Blocks, o.Effect)
		case !strings.Contains(stdout, "{"):
			require.Equal(t, hooks.Proceeds, o.Effect)
		}
		h.Async = true
		require.Equal(t, hooks.Outcome{Background: true}, h.Outcome())
		require.Equal(t, o.Effect, hooks.Together(o, hooks.Outcome{}).Effect)
	})
}

// TestPolicyChange: an administrator's change of the settings cannot be blocked.
func TestPolicyChange(t *testing.T) {
	for source, want := range map[string]hooks.Effect{"policy_settings": hooks.Proceeds, "user_settings": hooks.Blocks} {
		e := &hooks.Unknown{Name: "ConfigChange", Common: hooks.Common{Raw: json.RawMessage(`{"source":"` + source + `"}`)}}
		require.Equal(t, want, hooks.HookRun{Event: e, Code: 2}.Outcome().Effect)
	}
}

// TestOutcomeElicitation: measured with Claude Code 2.1.330, by the action that
// the MCP server got, but for the last rows and for ElicitationResult's accept,
// which are documented.
func TestOutcomeElicitation(t *testing.T) {
	for _, event := range []string{"Elicitation", "ElicitationResult"} {
		for _, tt := range []struct {
			code   int
			stdout string
			want   hooks.Effect
		}{
			{0, ``, hooks.Proceeds},
			{0, `{"hookSpecificOutput":{"hookEventName":"` + event + `","action":"decline"}}`, hooks.Blocks},
			{0, `{"hookSpecificOutput":{"hookEventName":"` + event + `","action":"accept","content":{"name":"x"}}}`, hooks.Allows},
			{0, `{"decision":"block","reason":"x"}`, hooks.Blocks},
			{0, `{"continue":false}`, hooks.Proceeds},
			{2, `{"hookSpecificOutput":{"hookEventName":"` + event + `","action":"accept"}}`, hooks.Blocks},
		} {
			got := hooks.HookRun{Event: &hooks.Unknown{Name: event}, Code: tt.code, Stdout: tt.stdout}.Outcome()
			require.Equal(t, tt.want, got.Effect, "%s %d %s", event, tt.code, tt.stdout)
		}
	}
}

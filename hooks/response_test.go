package hooks_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/hooks"
)

// TestResponses compares every answer with testdata/responses.
func TestResponses(t *testing.T) {
	pre := eventOf[*hooks.PreToolUse](t, "PreToolUse-Bash")
	request := eventOf[*hooks.PermissionRequest](t, "PermissionRequest-Bash")
	post := eventOf[*hooks.PostToolUse](t, "PostToolUse-Bash")
	prompt := eventOf[*hooks.UserPromptSubmit](t, "UserPromptSubmit")
	start := eventOf[*hooks.SessionStart](t, "SessionStart-compact")
	stop := eventOf[*hooks.Stop](t, "Stop")
	substop := eventOf[*hooks.SubagentStop](t, "SubagentStop-reviewer")
	failure := eventOf[*hooks.PostToolUseFailure](t, "PostToolUseFailure-Bash")
	batch := eventOf[*hooks.PostToolBatch](t, "PostToolBatch")
	denied := eventOf[*hooks.PermissionDenied](t, "PermissionDenied-Bash-Classifier_unavailable")
	expansion := eventOf[*hooks.UserPromptExpansion](t, "UserPromptExpansion")
	compact := eventOf[*hooks.PreCompact](t, "PreCompact-manual")
	preSwitch := eventOf[*hooks.PreModelSwitch](t, "PreModelSwitch-sdk")
	created := documented[*hooks.TaskCreated](t)
	completed := documented[*hooks.TaskCompleted](t)
	idle := documented[*hooks.TeammateIdle](t)
	elicitation := eventOf[*hooks.Elicitation](t, "Elicitation")
	result := eventOf[*hooks.ElicitationResult](t, "ElicitationResult")
	config := eventOf[*hooks.ConfigChange](t, "ConfigChange-local_settings")
	cwd := eventOf[*hooks.CwdChanged](t, "CwdChanged")
	file := eventOf[*hooks.FileChanged](t, "FileChanged")
	worktree := eventOf[*hooks.WorktreeCreate](t, "WorktreeCreate")
	display := eventOf[*hooks.MessageDisplay](t, "MessageDisplay")
	input := json.RawMessage(`{"command": "npm x --dry-run", "note": "<&>"}`)

	withAll := func(r hooks.Response) hooks.Response {
		r.SystemMessage = "for the user"
		r.Context = "for <Claude>"
		r.StopReason = "that is enough"
		r.SuppressOutput = true
		r.TerminalSequence = "\x1b]0;title\x07"
		return r
	}
	cases := []struct {
		name     string
		event    hooks.Event
		response hooks.Response
	}{
		{"PreToolUse-none", pre, hooks.Response{}},
		{"PreToolUse-common", pre, withAll(hooks.Response{})},
		{"PreToolUse-Deny", pre, pre.Deny("npm x is not <allowed> here")},
		{"PreToolUse-Deny-common", pre, withAll(pre.Deny("no"))},
		{"PreToolUse-Deny-empty", pre, pre.Deny(" ")},
		{"PreToolUse-Deny-odd", pre, pre.Deny("bad \xff\xfe utf-8\r\nline 2\ttab\x1b[31mred\x00\u009b")},
		{"PreToolUse-Ask", pre, pre.Ask("sure?")},
		{"PreToolUse-Ask-empty", pre, pre.Ask("")},
		{"PreToolUse-AutoApprove", pre, pre.AutoApprove("harmless")},
		{"PreToolUse-Defer", pre, pre.Defer("later")},
		{"PreToolUse-Rewrite", pre, pre.Rewrite(input)},
		{"PreToolUse-Rewrite-map", pre, pre.Rewrite(map[string]any{"command": "ls", "timeout": 5})},
		{"PreToolUse-Rewrite-Ask", pre, pre.Rewrite(input).And(pre.Ask("sure?"))},
		{"PreToolUse-Rewrite-AutoApprove", pre, pre.AutoApprove("harmless now").And(pre.Rewrite(input))},
		{"PreToolUse-Rewrite-Deny", pre, pre.Rewrite(input).And(pre.Deny("no"))},
		{"PermissionRequest-Deny", request, request.Deny("not today")},
		{"PermissionRequest-Deny-empty", request, request.Deny("")},
		{"PermissionRequest-DenyAndInterrupt", request, request.DenyAndInterrupt("stop at once")},
		{"PermissionRequest-AutoApprove", request, request.AutoApprove()},
		{"PermissionRequest-AutoApprove-updates", request, request.AutoApprove(append(request.Suggestions, hooks.PermissionUpdate{
			Type: "addDirectories", Directories: []string{"/tmp"}, Destination: "session",
		})...)},
		{"PermissionRequest-AutoApproveRewritten", request, request.AutoApproveRewritten(input, request.Suggestions...)},
		{"PermissionRequest-common", request, hooks.Response{SystemMessage: "for the user"}},
		{"PostToolUse-Block", post, post.Block("the tests fail")},
		{"PostToolUse-Block-common", post, withAll(post.Block("the tests fail"))},
		{"PostToolUse-ReplaceOutput", post, post.ReplaceOutput(map[string]any{"stdout": "***", "stderr": ""})},
		{"PostToolUse-ReplaceOutput-text", post, post.ReplaceOutput("***")},
		{"PostToolUse-ReplaceOutput-Block", post, post.ReplaceOutput("***").And(post.Block("it held a secret"))},
		{"PostToolUse-InformClassifier", post, post.InformClassifier("from a trusted server")},
		{"PostToolUse-Context", post, hooks.Response{Context: "the linter is content"}},
		{"UserPromptSubmit-Block", prompt, prompt.Block("no production data")},
		{"UserPromptSubmit-BlockHidden", prompt, prompt.BlockHidden("the prompt holds a secret")},
		{"UserPromptSubmit-SetSessionTitle", prompt, prompt.SetSessionTitle("a title")},
		{"UserPromptSubmit-Context", prompt, hooks.Response{Context: "the branch is main"}},
		{"SessionStart-everything", start, withAll(start.InitialUserMessage("hello").And(start.SetSessionTitle("a title")).
			And(start.WatchPaths("a", "b")).And(start.WatchPaths("c")).And(start.ReloadSkills()))},
		{"SessionStart-InitialUserMessage", start, start.InitialUserMessage("hello")},
		{"SessionStart-SetSessionTitle", start, start.SetSessionTitle("a title")},
		{"SessionStart-WatchPaths", start, start.WatchPaths(".env", "go.mod")},
		{"SessionStart-WatchPaths-none", start, start.WatchPaths()},
		{"SessionStart-ReloadSkills", start, start.ReloadSkills()},
		{"SessionStart-Context", start, hooks.Response{Context: "the branch is main"}},
		{"Stop-Continue", stop, stop.Continue("run the tests first")},
		{"Stop-Continue-empty", stop, stop.Continue("")},
		{"Stop-Context", stop, hooks.Response{Context: "the tests have not run"}},
		{"SubagentStop-Continue", substop, substop.Continue("cite your sources")},

		{"PostToolUseFailure-Block", failure, failure.Block("the tests must pass")},
		{"PostToolUseFailure-Context", failure, hooks.Response{Context: "the server is down today"}},
		{"PostToolBatch-Block", batch, batch.Block("that is enough")},
		{"PostToolBatch-common", batch, withAll(batch.Block("that is enough"))},
		{"PermissionDenied-Retry", denied, denied.Retry()},
		{"UserPromptExpansion-Block", expansion, expansion.Block("not on a Friday")},
		{"UserPromptExpansion-BlockHidden", expansion, expansion.BlockHidden("it holds a secret")},
		{"UserPromptExpansion-Context", expansion, hooks.Response{Context: "the branch is main"}},
		{"Setup-Context", eventOf[*hooks.Setup](t, "Setup-init"), hooks.Response{Context: "all is installed"}},
		{"SubagentStart-Context", eventOf[*hooks.SubagentStart](t, "SubagentStart-reviewer"), hooks.Response{Context: "the branch is main"}},
		{"StopFailure-TerminalSequence", eventOf[*hooks.StopFailure](t, "StopFailure"), hooks.Response{TerminalSequence: "\a"}},
		{"Notification-TerminalSequence", eventOf[*hooks.Notification](t, "Notification-elicitation_response"), hooks.Response{TerminalSequence: "\x1b]777;notify;a;b\x07"}},
		{"PreCompact-Block", compact, compact.Block("finish first")},
		{"PreCompact-Block-common", compact, hooks.Response{SystemMessage: "for the user"}.And(compact.Block("finish first"))},
		{"PreCompact-Instruct", compact, compact.Instruct("keep the <list> of failures\n").And(compact.Instruct("and the plan"))},
		{"PreCompact-Instruct-Block", compact, compact.Instruct("keep the list").And(compact.Block("finish first"))},
		{"PreModelSwitch-Deny", preSwitch, preSwitch.Deny("too dear")},
		{"PreModelSwitch-Ask", preSwitch, preSwitch.Ask("the cache is warm; sure?")},
		{"PreModelSwitch-AutoApprove", preSwitch, preSwitch.AutoApprove("cheaper")},
		{"PostModelSwitch-Context", eventOf[*hooks.PostModelSwitch](t, "PostModelSwitch-sdk"), hooks.Response{Context: "be brief"}},
		{"TaskCreated-Block", created, created.Block("one task at a time")},
		{"TaskCompleted-Continue", completed, completed.Continue("the tests fail")},
		{"TaskCompleted-StopReason", completed, hooks.Response{StopReason: "that is enough"}},
		{"TeammateIdle-Continue", idle, idle.Continue("review the change")},
		{"TeammateIdle-StopReason", idle, hooks.Response{StopReason: "that is enough"}},
		{"Elicitation-Accept", elicitation, elicitation.Accept(map[string]string{"name": "<x>"})},
		{"Elicitation-Accept-nothing", elicitation, elicitation.Accept(nil)},
		{"Elicitation-Decline", elicitation, elicitation.Decline("no names for servers")},
		{"Elicitation-Cancel", elicitation, elicitation.Cancel()},
		{"Elicitation-Accept-Decline", elicitation, elicitation.Accept(map[string]string{"name": "x"}).And(elicitation.Decline("no"))},
		{"ElicitationResult-Accept", result, result.Accept(json.RawMessage(`{"name":"y"}`))},
		{"ElicitationResult-Decline", result, result.Decline("it holds a secret")},
		{"ElicitationResult-Cancel", result, result.Cancel()},
		{"ConfigChange-Block", config, config.Block("settings are managed here")},
		{"CwdChanged-WatchPaths", cwd, cwd.WatchPaths("/p/.envrc")},
		{"FileChanged-WatchPaths", file, file.WatchPaths("/p/.envrc").And(file.WatchPaths("/p/go.mod"))},
		{"WorktreeCreate-Created", worktree, worktree.Created("/home/u/w t")},
		{"WorktreeCreate-Block", worktree, worktree.Block("no worktrees here")},
		{"WorktreeCreate-Created-Block", worktree, worktree.Created("/home/u/wt").And(worktree.Block("the disk is full"))},
		{"MessageDisplay-Display", display, display.Display("***")},
	}
	named := map[string]bool{}
	for _, tt := range cases {
		named[tt.name+".golden"] = true
		t.Run(tt.name, func(t *testing.T) {
			got := run(t, hooks.Options{}, string(tt.event.Base().Raw), func(context.Context, hooks.Event) (hooks.Response, error) {
				return tt.response, nil
			})
			golden(t, tt.name, fmt.Sprintf("exit %d\n--- stdout\n%s--- stderr\n%s", got.code, got.stdout, got.stderr))
			if !strings.HasPrefix(tt.name, "PreCompact-Instruct") && !strings.HasPrefix(tt.name, "WorktreeCreate-") {
				requireWellFormed(t, tt.event.EventName(), got)
			}
		})
	}

	// A file without an answer is one that nobody checks any more.
	files, err := os.ReadDir(filepath.Join("testdata", "responses"))
	require.NoError(t, err)
	for _, file := range files {
		require.Contains(t, named, file.Name())
	}
}

// documented returns an event that was not recorded but made up after the
// published types.
func documented[E hooks.Event](t *testing.T) E {
	t.Helper()
	var e E
	data, err := os.ReadFile(filepath.Join("testdata", "documented", e.EventName()+".json"))
	require.NoError(t, err)
	event, err := hooks.Decode(data)
	require.NoError(t, err)
	return event.(E)
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", "responses", name+".golden")
	if *update {
		require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o777))
		require.NoError(t, os.WriteFile(file, []byte(got), 0o666))
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err, "to write it: go test ./hooks -run TestResponses -update")
	require.Equal(t, string(want), got)
}

// requireWellFormed wants nothing on stdout, or one line that is JSON and says
// which event it answers wherever Claude Code insists on that.
func requireWellFormed(t testing.TB, event string, got left) {
	t.Helper()
	if got.stdout == "" {
		return
	}
	require.Equal(t, 1, strings.Count(got.stdout, "\n"))
	require.True(t, utf8.ValidString(got.stdout))
	var out struct {
		HookSpecificOutput map[string]any `json:"hookSpecificOutput"`
	}
	require.NoError(t, json.Unmarshal([]byte(got.stdout), &out))
	if out.HookSpecificOutput != nil {
		require.Equal(t, event, out.HookSpecificOutput["hookEventName"])
	}
}

// TestReasonsAreBounded: what a guard quotes must not fill the context.
func TestReasonsAreBounded(t *testing.T) {
	for _, unit := range []string{"x", "é", "日", "😀", "\xff", "\x00", "x\n"} {
		reason := strings.Repeat(unit, 30_000)
		got := run(t, hooks.Options{}, bash("ls"), func(_ context.Context, e *hooks.PreToolUse) (hooks.Response, error) {
			return e.Deny(reason), nil
		})
		require.Equal(t, 2, got.code)
		requireWellFormed(t, "PreToolUse", got)
		for _, text := range []string{got.stderr, deniedBecause(t, got)} {
			require.LessOrEqual(t, len(utf16.Encode([]rune(strings.TrimSuffix(text, "\n")))), 10_000)
			require.GreaterOrEqual(t, len(utf16.Encode([]rune(text))), 9_900)
			require.Contains(t, text, "… (shortened)")
			require.True(t, utf8.ValidString(text))
		}
	}
	exact := strings.Repeat("日", 10_000)
	got := run(t, hooks.Options{}, bash("ls"), func(_ context.Context, e *hooks.PreToolUse) (hooks.Response, error) {
		return e.Deny(exact), nil
	})
	require.Equal(t, exact, deniedBecause(t, got))
}

func deniedBecause(t testing.TB, got left) string {
	t.Helper()
	var out struct {
		HookSpecificOutput struct{ PermissionDecision, PermissionDecisionReason string }
	}
	require.NoError(t, json.Unmarshal([]byte(got.stdout), &out))
	require.Equal(t, "deny", out.HookSpecificOutput.PermissionDecision)
	return out.HookSpecificOutput.PermissionDecisionReason
}

// TestMistakenAnswers are failures of the handler, and so refused.
func TestMistakenAnswers(t *testing.T) {
	pre := eventOf[*hooks.PreToolUse](t, "PreToolUse-Bash")
	request := eventOf[*hooks.PermissionRequest](t, "PermissionRequest-Bash")
	stop := eventOf[*hooks.Stop](t, "Stop")
	elicitation := eventOf[*hooks.Elicitation](t, "Elicitation")
	for _, tt := range []struct {
		name      string
		event     hooks.Event
		response  hooks.Response
		wantError string
	}{
		{"another event's approval", pre, request.AutoApprove(), "answered PreToolUse with a response to PermissionRequest"},
		{"another event's instruction", pre, stop.Continue("x"), "answered PreToolUse with a response to Stop"},
		{"another event's denial", request, pre.Deny("x"), "answered PermissionRequest with a response to PreToolUse"},
		{"answers to two events", pre, pre.Ask("x").And(request.AutoApprove()), "an answer to PreToolUse cannot be joined with one to PermissionRequest"},
		{"context that is not taken", request, hooks.Response{Context: "x"}, "PermissionRequest takes no Context"},
		{"an elicitation without an object", elicitation, elicitation.Accept([]int{1}), "content must be a JSON object"},
		{"two contents", elicitation, elicitation.Accept(map[string]int{"a": 1}).And(elicitation.Accept(map[string]int{"a": 2})), "two answers differ in content"},
		{"two rewrites", pre, pre.Rewrite(map[string]int{"a": 1}).And(pre.Rewrite(map[string]int{"a": 2})), "two answers differ in updatedInput"},
		{"a rewrite to no object", pre, pre.Rewrite("ls"), "updatedInput must be a JSON object"},
		{"a rewrite to bytes", pre, pre.Rewrite([]byte(`{"command":"ls"}`)), "updatedInput must be a JSON object"},
		{"a rewrite to nil", pre, pre.Rewrite(nil), "updatedInput must be a JSON object"},
		{"a rewrite to broken JSON", pre, pre.Rewrite(json.RawMessage(`{"command":`)), "cannot encode updatedInput"},
		{"a rewrite to invalid UTF-8", pre, pre.Rewrite(json.RawMessage("{\"command\":\"\xff\"}")), "cannot encode updatedInput"},
		{"a rewrite that cannot be encoded", pre, pre.Rewrite(map[string]any{"a": func() {}}), "cannot encode updatedInput"},
		{"an approval of a broken rewrite", pre, pre.AutoApprove("x").And(pre.Rewrite(nil)), "updatedInput must be a JSON object"},
		{"an approval of a broken request", request, request.AutoApproveRewritten("x"), "updatedInput must be a JSON object"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			handler := func(context.Context, hooks.Event) (hooks.Response, error) { return tt.response, nil }
			got := run(t, hooks.Options{}, string(tt.event.Base().Raw), handler)
			requireWellFormed(t, tt.event.EventName(), got)
			require.Contains(t, got.stderr, tt.wantError)
			require.Regexp(t, `"deny"|"decline"`, got.stdout)
			require.NotRegexp(t, `"allow"|"accept"`, got.stdout)

			got = run(t, hooks.Options{OnFailure: hooks.FailOpen}, string(tt.event.Base().Raw), handler)
			require.Equal(t, 1, got.code)
			require.Empty(t, got.stdout)
			require.Contains(t, got.stderr, tt.wantError)
		})
	}
}

// TestMistakenPlainText: what Claude Code would read as something else is a
// failure, for these events as for all others.
func TestMistakenPlainText(t *testing.T) {
	worktree := eventOf[*hooks.WorktreeCreate](t, "WorktreeCreate")
	compact := eventOf[*hooks.PreCompact](t, "PreCompact-manual")
	for _, tt := range []struct {
		event     hooks.Event
		response  hooks.Response
		code      int
		wantError string
	}{
		{worktree, worktree.Created(""), 2, "worktreePath must not be empty"},
		{worktree, worktree.Created("wt"), 2, "must be an absolute path"},
		{worktree, worktree.Created("/wt\n/etc"), 2, "must be an absolute path"},
		{worktree, worktree.Created("/wt "), 2, "must be an absolute path"},
		{worktree, worktree.Created("/wt\x1b[31m"), 2, "must be an absolute path"},
		{worktree, worktree.Created("/wt\xff"), 2, "must be an absolute path"},
		{worktree, worktree.Created("/a").And(worktree.Created("/b")), 2, "two answers differ in worktreePath"},
		{worktree, hooks.Response{StopReason: "x"}.And(worktree.Created("/a")), 2, "takes no JSON"},
		{compact, compact.Instruct(" \n"), 1, "instructions must not be empty"},
		{compact, compact.Instruct(` {"decision":"block"}`), 1, "must not begin with a brace"},
		{compact, hooks.Response{SystemMessage: "x"}, 1, "takes no JSON"},
		{compact, hooks.Response{TerminalSequence: "\a"}.And(compact.Instruct("x")), 1, "takes no JSON"},
	} {
		got := run(t, hooks.Options{}, string(tt.event.Base().Raw), func(context.Context, hooks.Event) (hooks.Response, error) {
			return tt.response, nil
		})
		require.Equal(t, tt.code, got.code, tt.wantError)
		require.Empty(t, got.stdout)
		require.Contains(t, got.stderr, tt.wantError)
	}
}

// TestContextIsTaken by the events of this list and by no other.
func TestContextIsTaken(t *testing.T) {
	var taken []string
	for _, event := range allEvents {
		got := run(t, hooks.Options{}, message(event.EventName()), func(context.Context, hooks.Event) (hooks.Response, error) {
			return hooks.Response{Context: "for Claude"}, nil
		})
		if got.stdout == `{"hookSpecificOutput":{"hookEventName":"`+event.EventName()+`","additionalContext":"for Claude"}}`+"\n" {
			require.Zero(t, got.code)
			taken = append(taken, event.EventName())
			continue
		}
		require.Contains(t, got.stderr, "takes no Context")
	}
	require.Equal(t, []string{
		"PreToolUse", "PostToolUse", "PostToolUseFailure", "PostToolBatch", "UserPromptSubmit", "UserPromptExpansion",
		"SessionStart", "Stop", "SubagentStart", "SubagentStop", "PostModelSwitch", "Setup",
	}, taken)
}

// TestPlainText: the standard output of a WorktreeCreate hook is a path.
func TestPlainText(t *testing.T) {
	got := run(t, hooks.Options{}, string(recorded(t, "WorktreeCreate")), func(context.Context, hooks.Event) (hooks.Response, error) {
		return hooks.Response{SystemMessage: "x"}, nil
	})
	require.Equal(t, 2, got.code)
	require.Empty(t, got.stdout)
}

func TestResponseString(t *testing.T) {
	pre := eventOf[*hooks.PreToolUse](t, "PreToolUse-Bash")
	stop := eventOf[*hooks.Stop](t, "Stop")
	elicitation := eventOf[*hooks.Elicitation](t, "Elicitation")
	completed := documented[*hooks.TaskCompleted](t)
	for want, r := range map[string]hooks.Response{
		"no opinion":                {},
		"deny: no, never":           pre.Deny("no,\nnever"),
		"ask":                       pre.Ask(""),
		"allow, updatedInput: fine": pre.AutoApprove("fine").And(pre.Rewrite(map[string]any{})),
		"defer: later":              pre.Defer("later"),
		"no opinion, updatedInput":  pre.Rewrite(map[string]any{}),
		"block: go on":              stop.Continue("go on"),
		"decline: no":               elicitation.Decline("no"),
		"accept, content":           elicitation.Accept(map[string]any{}),
		"refuse: not yet":           completed.Continue("not yet"),
	} {
		require.Equal(t, want, r.String())
	}
}

func TestResponseEffect(t *testing.T) {
	e := &hooks.PreToolUse{}
	for want, r := range map[hooks.Effect]hooks.Response{
		hooks.Proceeds: {SystemMessage: "x"}, hooks.Allows: e.AutoApprove("why"), hooks.Asks: e.Ask("why"), hooks.Defers: e.Defer("why"), hooks.Blocks: e.Ask("if").And(e.Deny("why")),
	} {
		require.Equal(t, want, r.Effect(), r.String())
		if want != hooks.Proceeds {
			require.Contains(t, r.Reason(), "why")
		}
	}
	require.Empty(t, hooks.Response{}.Reason())
}

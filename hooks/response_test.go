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
	}
	named := map[string]bool{}
	for _, tt := range cases {
		named[tt.name+".golden"] = true
		t.Run(tt.name, func(t *testing.T) {
			got := run(t, hooks.Options{}, string(tt.event.Base().Raw), func(context.Context, hooks.Event) (hooks.Response, error) {
				return tt.response, nil
			})
			golden(t, tt.name, fmt.Sprintf("exit %d\n--- stdout\n%s--- stderr\n%s", got.code, got.stdout, got.stderr))
			requireWellFormed(t, tt.event.EventName(), got)
		})
	}

	// A file without an answer is one that nobody checks any more.
	files, err := os.ReadDir(filepath.Join("testdata", "responses"))
	require.NoError(t, err)
	for _, file := range files {
		require.Contains(t, named, file.Name())
	}
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
			require.Contains(t, got.stdout, `"deny"`)
			require.NotContains(t, got.stdout, `"allow"`)

			got = run(t, hooks.Options{OnFailure: hooks.FailOpen}, string(tt.event.Base().Raw), handler)
			require.Equal(t, 1, got.code)
			require.Empty(t, got.stdout)
			require.Contains(t, got.stderr, tt.wantError)
		})
	}
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
	for want, r := range map[string]hooks.Response{
		"no opinion":                {},
		"deny: no, never":           pre.Deny("no,\nnever"),
		"ask":                       pre.Ask(""),
		"allow, updatedInput: fine": pre.AutoApprove("fine").And(pre.Rewrite(map[string]any{})),
		"defer: later":              pre.Defer("later"),
		"no opinion, updatedInput":  pre.Rewrite(map[string]any{}),
		"block: go on":              stop.Continue("go on"),
	} {
		require.Equal(t, want, r.String())
	}
}

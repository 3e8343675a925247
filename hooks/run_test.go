package hooks_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/hooks"
)

// refusals is how a hook that failed answers each event: the table of the
// package comment, with every event of Claude Code 2.1.330.
var refusals = []struct {
	event  string
	code   int
	stdout string // with WHY for the reason
}{
	{"PreToolUse", 2, `{"hookSpecificOutput":{"hookEventName":"PreToolUse","permissionDecision":"deny","permissionDecisionReason":"WHY"}}`},
	{"PreModelSwitch", 2, `{"hookSpecificOutput":{"hookEventName":"PreModelSwitch","permissionDecision":"deny","permissionDecisionReason":"WHY"}}`},
	{"PermissionRequest", 0, `{"hookSpecificOutput":{"hookEventName":"PermissionRequest","decision":{"behavior":"deny","message":"WHY"}}}`},
	{"UserPromptSubmit", 2, `{"decision":"block","reason":"WHY"}`},
	{"UserPromptExpansion", 2, `{"decision":"block","reason":"WHY"}`},
	{"ConfigChange", 2, `{"decision":"block","reason":"WHY"}`},
	{"TaskCreated", 2, `{"decision":"block","reason":"WHY"}`},
	{"Elicitation", 2, `{"hookSpecificOutput":{"hookEventName":"Elicitation","action":"decline"}}`},
	{"ElicitationResult", 2, `{"hookSpecificOutput":{"hookEventName":"ElicitationResult","action":"decline"}}`},
	{"WorktreeCreate", 2, ``},

	{"Stop", 1, ``},
	{"SubagentStop", 1, ``},
	{"TeammateIdle", 1, ``},
	{"TaskCompleted", 1, ``},
	{"PreCompact", 1, ``},
	{"PostToolBatch", 1, ``},

	{"PostToolUse", 1, ``},
	{"PostToolUseFailure", 1, ``},
	{"PermissionDenied", 1, ``},
	{"Notification", 1, ``},
	{"SessionStart", 1, ``},
	{"SessionEnd", 1, ``},
	{"Setup", 1, ``},
	{"StopFailure", 1, ``},
	{"SubagentStart", 1, ``},
	{"PostCompact", 1, ``},
	{"PostModelSwitch", 1, ``},
	{"InstructionsLoaded", 1, ``},
	{"CwdChanged", 1, ``},
	{"FileChanged", 1, ``},
	{"DirectoryAdded", 1, ``},
	{"WorktreeRemove", 1, ``},
	{"MessageDisplay", 1, ``},

	// What no version knows yet may be something that can be blocked.
	{"BrandNew", 2, ``},
	{"pretooluse", 2, ``},
}

// message is an event of any name that can be decoded.
func message(event string) string {
	return `{"hook_event_name":"` + event + `","tool_name":"Bash","tool_input":{"command":"ls"},"prompt":"x",` +
		`"command_name":"x","to_model":"x","mcp_server_name":"x","action":"accept","source":"x","name":"x"}`
}

// TestFailures puts every way to fail to every event.
func TestFailures(t *testing.T) {
	type handler = func(context.Context, hooks.Event) (hooks.Response, error)
	for _, failure := range []struct {
		name    string
		why     string // in the reason
		handler handler
		other   func(t *testing.T, o hooks.Options, in string) left // instead of a handler
	}{
		{name: "error", why: "policy unreadable", handler: func(context.Context, hooks.Event) (hooks.Response, error) {
			return hooks.Response{}, errors.New("policy unreadable")
		}},
		{name: "panic", why: "panic: boom (run_test.go:", handler: func(context.Context, hooks.Event) (hooks.Response, error) {
			panic("boom")
		}},
		{name: "nil map", why: "panic: assignment to entry in nil map (run_test.go:", handler: func(context.Context, hooks.Event) (hooks.Response, error) {
			var m map[string]int
			m["x"] = 1 //lint:ignore SA5000 a panic is what this row is about
			return hooks.Response{}, nil
		}},
		{name: "Goexit", why: "the handler ended its goroutine", handler: func(context.Context, hooks.Event) (hooks.Response, error) {
			runtime.Goexit()
			return hooks.Response{}, nil
		}},
		{name: "an error that is a nil pointer", why: "guard hook failed", handler: func(context.Context, hooks.Event) (hooks.Response, error) {
			return hooks.Response{}, (*badError)(nil)
		}},
		{name: "an error that panics", why: "PANIC=Error method: no text", handler: func(context.Context, hooks.Event) (hooks.Response, error) {
			return hooks.Response{}, &badError{}
		}},
		{name: "deadline of an error", why: "no answer within 10ms", handler: func(context.Context, hooks.Event) (hooks.Response, error) {
			return hooks.Response{}, &badError{hangs: true}
		}},
		{name: "nil handler", why: "panic: runtime error: invalid memory address"},
		{name: "deadline", why: "no answer within 10ms", handler: func(context.Context, hooks.Event) (hooks.Response, error) {
			select {}
		}},
		{name: "deadline that the handler heeds", why: "deadline exceeded", handler: func(ctx context.Context, _ hooks.Event) (hooks.Response, error) {
			<-ctx.Done()
			return hooks.Response{}, ctx.Err()
		}},
		{name: "another event", why: "this hook handles *hooks.Unknown but was run for", other: func(t *testing.T, o hooks.Options, in string) left {
			if strings.Contains(in, "BrandNew") || strings.Contains(in, "pretooluse") {
				return run(t, o, in, func(context.Context, *hooks.PreToolUse) (hooks.Response, error) { panic("called") })
			}
			return run(t, o, in, func(context.Context, interface {
				hooks.Event
				NoEventHasThis()
			}) (hooks.Response, error) {
				panic("called")
			})
		}},
		{name: "a mistaken answer", why: "with a response to", handler: func(_ context.Context, e hooks.Event) (hooks.Response, error) {
			if e.EventName() == "PostToolUse" {
				return (&hooks.Stop{}).Continue("x"), nil
			}
			return (&hooks.PostToolUse{}).Block("x"), nil
		}},
		{name: "a field of a wrong type", why: "cwd must be a string", other: func(t *testing.T, o hooks.Options, in string) left {
			return run(t, o, strings.TrimSuffix(in, "}")+`,"cwd":1}`, pass)
		}},
	} {
		for _, want := range refusals {
			t.Run(failure.name+" "+want.event, func(t *testing.T) {
				do := func(mode hooks.FailureMode) left {
					o := hooks.Options{OnFailure: mode}
					if strings.HasPrefix(failure.name, "deadline") {
						o.Timeout = 10 * time.Millisecond
					}
					if failure.other != nil {
						return failure.other(t, o, message(want.event))
					}
					return run(t, o, message(want.event), failure.handler)
				}
				why := failure.why
				if failure.name == "another event" {
					why = "but was run for " + want.event
				}
				if strings.HasPrefix(failure.name, "deadline") {
					why = "" // either of two
				}

				got := do(hooks.FailClosed)
				require.Equal(t, want.code, got.code)
				require.Contains(t, got.stderr, why)
				require.Contains(t, got.stderr, "guard hook failed")
				stdout := strings.ReplaceAll(want.stdout, "WHY", jsonText(strings.TrimSpace(got.stderr)))
				require.Equal(t, stdout, strings.TrimSpace(got.stdout))

				got = do(hooks.FailOpen)
				require.Equal(t, 1, got.code)
				require.Empty(t, got.stdout)
				require.Contains(t, got.stderr, why)
			})
		}
	}
}

// badError is an error that cannot tell what it is about.
type badError struct{ hangs bool }

func (e *badError) Error() string {
	if e.hangs {
		select {}
	}
	panic("no text")
}

func jsonText(s string) string {
	quoted := fmt.Sprintf("%q", s)
	return quoted[1 : len(quoted)-1]
}

// TestUnreadable: nobody knows what event it was, so what counts is what the
// hook is for.
func TestUnreadable(t *testing.T) {
	for _, in := range []string{
		``, `{`, `[]`, `null`, `ls`, `{}`, `{"hook_event_name":7}`, "{\"hook_event_name\":\"PreToolUse\",\"x\":\"\xff\"}",
		`{"HOOK_EVENT_NAME":"PreToolUse","tool_name":"Bash","tool_input":{"command":"ls"}}`,
		bash("ls")[:40], bash("ls") + "x", strings.Repeat("[", 100_000), strings.Repeat("x", 10<<20),
	} {
		got := run(t, hooks.Options{}, in, pass)
		require.Equal(t, 2, got.code)
		require.Contains(t, got.stderr, "guard hook failed, refusing to be safe: hooks: the message is no event")
		for event, effect := range map[string]hooks.Effect{
			"PreToolUse": hooks.Blocks, "UserPromptSubmit": hooks.Blocks, "Elicitation": hooks.Blocks, "WorktreeCreate": hooks.Blocks,
			"PermissionRequest": hooks.Blocks, // which does not heed the exit code
		} {
			o := hooks.HookRun{Event: &hooks.Unknown{Name: event}, Code: got.code, Stdout: got.stdout, Stderr: got.stderr}.Outcome()
			require.Equal(t, effect, o.Effect, event)
		}

		got = run(t, hooks.Options{}, in, func(_ context.Context, e *hooks.PreToolUse) (hooks.Response, error) { panic("called") })
		require.Equal(t, 2, got.code)
		require.Equal(t, strings.TrimSpace(got.stderr), deniedBecause(t, got))

		// Exit code 2 alone would leave it to the user.
		got = run(t, hooks.Options{}, in, func(_ context.Context, e *hooks.PermissionRequest) (hooks.Response, error) { panic("called") })
		require.Equal(t, 2, got.code)
		require.Contains(t, got.stdout, `"decision":{"behavior":"deny"`)

		// Claude must be able to stop.
		got = run(t, hooks.Options{}, in, func(_ context.Context, e *hooks.Stop) (hooks.Response, error) { panic("called") })
		require.Equal(t, 1, got.code)
		require.Empty(t, got.stdout)

		got = run(t, hooks.Options{}, in, func(_ context.Context, e *hooks.Unknown) (hooks.Response, error) { panic("called") })
		require.Equal(t, 2, got.code)

		got = run(t, hooks.Options{OnFailure: hooks.FailOpen}, in, pass)
		require.Equal(t, 1, got.code)
		require.Empty(t, got.stdout)
	}
}

func TestInputLimits(t *testing.T) {
	in := bash(strings.Repeat("x", 1000))
	got := run(t, hooks.Options{MaxInput: len(in)}, in, pass)
	require.Equal(t, left{}, got)

	require.Equal(t, left{}, run(t, hooks.Options{MaxInput: math.MaxInt}, in, pass))

	got = run(t, hooks.Options{MaxInput: len(in) - 1}, in, pass)
	require.Equal(t, 2, got.code)
	require.Contains(t, got.stderr, "raise Options.MaxInput")

	// Input without an end must not fill the memory.
	got = run(t, hooks.Options{Stdin: endless{}}, "", pass)
	require.Equal(t, 2, got.code)
	require.Contains(t, got.stderr, "the event has more than 16777216 bytes")

	got = run(t, hooks.Options{Stdin: io.MultiReader(strings.NewReader(in), failing{})}, "", pass)
	require.Equal(t, 2, got.code)
	require.Contains(t, got.stderr, "cannot read the event: cable cut")
}

type endless struct{}

func (endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	return len(p), nil
}

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, errors.New("cable cut") }

// TestStalledInput: the deadline holds for reading too, after any number of
// bytes.
func TestStalledInput(t *testing.T) {
	for _, sent := range []string{"", `{"hook_event_name":"Pre`, bash("ls")} {
		r, w := io.Pipe()
		defer w.Close()
		go io.WriteString(w, sent)
		got := run(t, hooks.Options{Stdin: r, Timeout: 20 * time.Millisecond}, "", pass)
		require.Equal(t, 2, got.code)
		require.Contains(t, got.stderr, "no answer within 20ms")
	}
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var out strings.Builder
	code := hooks.Run(ctx, hooks.Options{Stdin: strings.NewReader(bash("ls")), Stdout: &out, Stderr: io.Discard},
		func(context.Context, *hooks.PreToolUse) (hooks.Response, error) { select {} })
	require.Equal(t, 2, code)
	require.Contains(t, out.String(), "context canceled")
}

// TestBrokenOutput: an answer that nobody can read must not become consent.
func TestBrokenOutput(t *testing.T) {
	pre := eventOf[*hooks.PreToolUse](t, "PreToolUse-Bash")
	request := eventOf[*hooks.PermissionRequest](t, "PermissionRequest-Bash")
	post := eventOf[*hooks.PostToolUse](t, "PostToolUse-Bash")
	prompt := eventOf[*hooks.UserPromptSubmit](t, "UserPromptSubmit")
	stop := eventOf[*hooks.Stop](t, "Stop")
	for _, tt := range []struct {
		name         string
		event        hooks.Event
		response     hooks.Response
		closed, open int
		stderr       string
	}{
		{"nothing to say", pre, hooks.Response{}, 0, 0, ""},
		{"denial", pre, pre.Deny("denied"), 2, 2, "denied"},
		{"question", pre, pre.Ask("asked"), 2, 1, ""},
		{"rewrite", pre, pre.Rewrite(map[string]int{}), 2, 1, ""},
		{"approval", pre, pre.AutoApprove("allowed"), 2, 1, ""},
		{"denied request", request, request.Deny("denied"), 2, 2, "denied"},
		{"approved request", request, request.AutoApprove(), 2, 1, ""},
		{"blocked prompt", prompt, prompt.Block("blocked"), 2, 2, "blocked"},
		{"context", prompt, hooks.Response{Context: "x"}, 2, 1, ""},
		{"blocked result", post, post.Block("blocked"), 2, 2, "blocked"},
		{"replaced result", post, post.ReplaceOutput("x"), 1, 1, ""},
		{"go on", stop, stop.Continue("go on"), 2, 2, "go on"},
		{"message", stop, hooks.Response{SystemMessage: "x"}, 1, 1, ""},
	} {
		for _, room := range []int{0, 10} {
			for mode, want := range map[hooks.FailureMode]int{hooks.FailClosed: tt.closed, hooks.FailOpen: tt.open} {
				got := run(t, hooks.Options{Stdout: &brokenWriter{room}, OnFailure: mode}, string(tt.event.Base().Raw),
					func(context.Context, hooks.Event) (hooks.Response, error) { return tt.response, nil })
				require.Equal(t, want, got.code, tt.name)
				require.Contains(t, got.stderr, tt.stderr)
				if tt.name != "nothing to say" {
					require.Contains(t, got.stderr, "could not be written to standard output: no space left")
				}
			}
		}
	}
	short := run(t, hooks.Options{Stdout: shortWriter{}}, bash("ls"), asks)
	require.Equal(t, 2, short.code)
}

type shortWriter struct{}

func (shortWriter) Write(p []byte) (int, error) { return len(p) / 2, nil }

// TestStderrMayFail: the exit code does not depend on it.
func TestStderrMayFail(t *testing.T) {
	code := hooks.Run(t.Context(), hooks.Options{Stdin: strings.NewReader(bash("ls")), Stdout: &brokenWriter{}, Stderr: &brokenWriter{}}, denies)
	require.Equal(t, 2, code)
}

// TestRunKeepsStdout: given a writer, Run leaves the variables of package os
// alone.
func TestRunKeepsStdout(t *testing.T) {
	before := os.Stdout
	got := run(t, hooks.Options{}, bash("ls"), func(context.Context, *hooks.PreToolUse) (hooks.Response, error) {
		require.Same(t, before, os.Stdout)
		return hooks.Response{}, nil
	})
	require.Equal(t, left{}, got)
}

// TestInterfaces: a handler can be for whatever several events have in common.
func TestInterfaces(t *testing.T) {
	type deniable interface {
		hooks.Event
		Command() (string, bool)
		Deny(string) hooks.Response
	}
	guard := func(_ context.Context, e deniable) (hooks.Response, error) {
		if command, _ := e.Command(); command == "rm" {
			return e.Deny("no"), nil
		}
		return hooks.Response{}, nil
	}
	require.Equal(t, 2, run(t, hooks.Options{}, bash("rm"), guard).code)
	require.Equal(t, left{}, run(t, hooks.Options{}, bash("ls"), guard))
	require.Contains(t, run(t, hooks.Options{}, strings.Replace(bash("rm"), "PreToolUse", "PermissionRequest", 1), guard).stdout, `"behavior":"deny"`)
	require.Equal(t, 1, run(t, hooks.Options{}, message("Stop"), guard).code)
}

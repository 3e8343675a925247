package hooks_test

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/hooks"
)

// respond calls Answer with a message.
func respond[E hooks.Event](t testing.TB, o hooks.Options, message string, handler func(context.Context, E) (hooks.Response, error)) (string, error) {
	t.Helper()
	o.Stdin, o.Stdout, o.Stderr = strings.NewReader(message), failOnWrite{t}, failOnWrite{t}
	body, err := hooks.Answer(t.Context(), o, handler)
	return string(body), err
}

type failOnWrite struct{ t testing.TB }

func (f failOnWrite) Write([]byte) (int, error) {
	f.t.Error("Answer wrote something")
	return 0, io.ErrShortWrite
}

// TestAnswerRefuses puts a failure to every event. The JSON is that of a hook
// that is a process, which is measured; where the process only has its exit
// code, there is something in its place.
func TestAnswerRefuses(t *testing.T) {
	fail := func(context.Context, hooks.Event) (hooks.Response, error) {
		return hooks.Response{}, errors.New("policy unreadable")
	}
	const why = "guard hook failed, refusing to be safe: policy unreadable"
	for _, want := range refusals {
		t.Run(want.event, func(t *testing.T) {
			body, err := respond(t, hooks.Options{}, message(want.event), fail)
			require.EqualError(t, err, "policy unreadable")
			expected := strings.ReplaceAll(want.stdout, "WHY", why)
			if want.event == "BrandNew" || want.event == "pretooluse" {
				expected = `{"decision":"block","reason":"` + why + `"}`
			}
			require.Equal(t, expected, body)
			if want.event != "WorktreeCreate" && want.event != "BrandNew" && want.event != "pretooluse" {
				o := hooks.HookRun{Event: &hooks.Unknown{Name: want.event}, Stdout: body}.Outcome()
				require.Empty(t, o.Failure)
				require.Equal(t, want.code != 1, o.Effect == hooks.Blocks)
			}

			body, err = respond(t, hooks.Options{OnFailure: hooks.FailOpen}, message(want.event), fail)
			require.EqualError(t, err, "policy unreadable")
			require.Empty(t, body)
		})
	}
}

// TestAnswerUnreadable: what says nothing about itself may be anything.
func TestAnswerUnreadable(t *testing.T) {
	for _, in := range []string{``, `{`, `null`, `{}`, `{"hook_event_name":7}`, bash("ls")[:40], "\xff"} {
		body, err := respond(t, hooks.Options{}, in, pass)
		require.ErrorContains(t, err, "the message is no event")
		for _, event := range []string{"PreToolUse", "PermissionRequest", "UserPromptSubmit", "UserPromptExpansion", "PreModelSwitch", "ConfigChange", "TaskCreated", "Elicitation", "ElicitationResult"} {
			o := hooks.HookRun{Event: &hooks.Unknown{Name: event}, Stdout: body}.Outcome()
			require.Equal(t, hooks.Blocks, o.Effect, event)
			require.Contains(t, o.Reason, "the message is no event", event)
		}

		body, err = respond(t, hooks.Options{}, in, denies)
		require.Error(t, err)
		require.True(t, strings.HasPrefix(body, `{"hookSpecificOutput":{"hookEventName":"PreToolUse","permissionDecision":"deny"`), body)

		// Claude must be able to stop, and a path must not be made up.
		body, err = respond(t, hooks.Options{}, in, func(context.Context, *hooks.Stop) (hooks.Response, error) { panic("called") })
		require.Error(t, err)
		require.Empty(t, body)
		body, err = respond(t, hooks.Options{}, in, func(context.Context, *hooks.WorktreeCreate) (hooks.Response, error) { panic("called") })
		require.Error(t, err)
		require.Empty(t, body)

		body, err = respond(t, hooks.Options{OnFailure: hooks.FailOpen}, in, pass)
		require.Error(t, err)
		require.Empty(t, body)
	}
}

// TestAnswerSpells what differs from the answers of a process.
func TestAnswerSpells(t *testing.T) {
	worktree := eventOf[*hooks.WorktreeCreate](t, "WorktreeCreate")
	compact := eventOf[*hooks.PreCompact](t, "PreCompact-manual")
	completed := documented[*hooks.TaskCompleted](t)
	idle := documented[*hooks.TeammateIdle](t)
	pre := eventOf[*hooks.PreToolUse](t, "PreToolUse-Bash")
	stop := eventOf[*hooks.Stop](t, "Stop")
	for _, tt := range []struct {
		name     string
		event    hooks.Event
		response hooks.Response
		want     string
		failure  string
	}{
		{"no opinion", pre, hooks.Response{}, ``, ""},
		{"denial", pre, pre.Deny("no"), `{"hookSpecificOutput":{"hookEventName":"PreToolUse","permissionDecision":"deny","permissionDecisionReason":"no"}}`, ""},
		{"go on", stop, stop.Continue("test first"), `{"decision":"block","reason":"test first"}`, ""},
		{"created", worktree, worktree.Created("/w/a"), `{"hookSpecificOutput":{"hookEventName":"WorktreeCreate","worktreePath":"/w/a"}}`, ""},
		{"a reason that could be a path", worktree, worktree.Block("/etc"), ``, ""},
		{"created and blocked", worktree, worktree.Created("/w/a").And(worktree.Block("/etc")), ``, ""},
		{"compact", compact, compact.Block("not now"), `{"decision":"block","reason":"not now"}`, ""},
		{"instructions", compact, compact.Instruct("keep").And(compact.Instruct(`the "todo"`)), `{"instructions":"keep\nthe \"todo\""}`, ""},
		{"exit code only", completed, completed.Continue("no tests"), ``, "TaskCompleted is refused by exit code 2 only"},
		{"exit code only, idle", idle, idle.Continue("go on"), ``, "TeammateIdle is refused by exit code 2 only"},
		{"mistake", pre, stop.Continue("x"), `{"hookSpecificOutput":{"hookEventName":"PreToolUse","permissionDecision":"deny","permissionDecisionReason":"guard hook failed`, "with a response to Stop"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			body, err := respond(t, hooks.Options{}, string(tt.event.Base().Raw), func(context.Context, hooks.Event) (hooks.Response, error) { return tt.response, nil })
			if tt.failure == "" {
				require.NoError(t, err)
				require.Equal(t, tt.want, body)
				return
			}
			require.ErrorContains(t, err, tt.failure)
			require.True(t, strings.HasPrefix(body, tt.want), body)
			require.Equal(t, tt.want == "", body == "")
		})
	}
}

// TestAnswerLimits: they are those of Run.
func TestAnswerLimits(t *testing.T) {
	body, err := respond(t, hooks.Options{MaxInput: 10}, bash("ls"), denies)
	require.ErrorContains(t, err, "more than 10 bytes")
	require.Contains(t, body, `"deny"`)

	body, err = respond(t, hooks.Options{Timeout: 10 * time.Millisecond}, bash("ls"), func(context.Context, *hooks.PreToolUse) (hooks.Response, error) { select {} })
	require.ErrorContains(t, err, "no answer within 10ms")
	require.Contains(t, body, `"deny"`)
}

// FuzzAnswer: whatever arrives, a guard of PreToolUse that fails refuses by JSON,
// unless the message says that it is about something that is not to be blocked.
func FuzzAnswer(f *testing.F) {
	for _, seed := range seeds(f) {
		f.Add(seed, "policy unreadable")
	}
	f.Fuzz(func(t *testing.T, data []byte, reason string) {
		if len(data)+len(reason) > 64<<10 {
			return
		}
		body, err := respond(t, hooks.Options{}, string(data), func(context.Context, *hooks.PreToolUse) (hooks.Response, error) {
			return hooks.Response{}, errors.New(reason)
		})
		require.Error(t, err)
		event, err := hooks.Decode(data)
		name := "PreToolUse"
		if err == nil {
			name = event.EventName()
		} else if e, ok := errors.AsType[*hooks.DecodeError](err); ok && e.EventName != "" {
			name = e.EventName
		}
		if body != "" {
			requireWellFormed(t, name, left{0, body + "\n", ""})
		}
		code := refusalCode(name)
		require.Equal(t, code == 1 || name == "WorktreeCreate", body == "", body)
		if name == "PreToolUse" {
			require.Equal(t, hooks.Blocks, hooks.HookRun{Event: &hooks.PreToolUse{}, Stdout: body}.Outcome().Effect)
		}
	})
}

package hooks_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/hooks"
)

type handler = func(context.Context, *hooks.PreToolUse) (hooks.Response, error)

// answers returns a handler that gives one answer.
func answers(answer func(e *hooks.PreToolUse) hooks.Response) handler {
	return func(_ context.Context, e *hooks.PreToolUse) (hooks.Response, error) { return answer(e), nil }
}

var (
	denies   = answers(func(e *hooks.PreToolUse) hooks.Response { return e.Deny("denied") })
	defers   = answers(func(e *hooks.PreToolUse) hooks.Response { return e.Defer("deferred") })
	asks     = answers(func(e *hooks.PreToolUse) hooks.Response { return e.Ask("asked") })
	allows   = answers(func(e *hooks.PreToolUse) hooks.Response { return e.AutoApprove("allowed") })
	passes   = answers(func(e *hooks.PreToolUse) hooks.Response { return hooks.Response{} })
	rewrites = answers(func(e *hooks.PreToolUse) hooks.Response { return e.Rewrite(map[string]any{"command": "new"}) })
	informs  = answers(func(e *hooks.PreToolUse) hooks.Response { return hooks.Response{Context: "context"} })
	approves = answers(func(e *hooks.PreToolUse) hooks.Response {
		return e.AutoApprove("allowed anew").And(e.Rewrite(map[string]any{"command": "new"}))
	})
	breaks handler = func(context.Context, *hooks.PreToolUse) (hooks.Response, error) {
		return hooks.Response{}, errors.New("broken")
	}
	panics handler = func(context.Context, *hooks.PreToolUse) (hooks.Response, error) { panic("boom") }
)

func TestStrictest(t *testing.T) {
	for _, tt := range []struct {
		name     string
		handlers []handler
		want     string // its String; "error" for one
	}{
		{"none at all", nil, "no opinion"},
		{"no opinions", []handler{passes, passes}, "no opinion"},
		{"one opinion", []handler{passes, asks, passes}, "ask: asked"},
		{"deny over all", []handler{allows, asks, defers, denies, passes}, "deny: denied"},
		{"deny over all, first", []handler{denies, defers, asks, allows}, "deny: denied"},
		{"defer over ask", []handler{asks, defers, allows}, "defer: deferred"},
		{"ask over allow", []handler{allows, asks}, "ask: asked"},
		{"allow over none", []handler{passes, allows}, "allow: allowed"},
		{"the same reason once", []handler{denies, denies}, "deny: denied"},
		{"both reasons", []handler{denies, answers(func(e *hooks.PreToolUse) hooks.Response { return e.Deny("again") })}, "deny: denied again"},

		{"a rewrite is kept", []handler{passes, rewrites, asks}, "ask, updatedInput: asked"},
		{"the same rewrite", []handler{rewrites, rewrites}, "no opinion, updatedInput"},
		{"a rewrite that is denied", []handler{rewrites, denies}, "deny: denied"},
		{"an approval is not for another's rewrite", []handler{allows, rewrites}, "no opinion, updatedInput"},
		{"nor for an earlier one", []handler{rewrites, allows}, "no opinion, updatedInput"},
		{"but for one's own", []handler{passes, approves}, "allow, updatedInput: allowed anew"},
		{"and for the same", []handler{approves, rewrites}, "allow, updatedInput: allowed anew"},
		{"not with another's words", []handler{allows, approves}, "allow, updatedInput: allowed anew"},

		{"an error", []handler{passes, breaks, allows}, "error"},
		{"a panic", []handler{allows, panics}, "error"},
		{"nil", []handler{nil}, "error"},
		{"different rewrites", []handler{rewrites, answers(func(e *hooks.PreToolUse) hooks.Response {
			return e.Rewrite(map[string]any{"command": "other"})
		})}, "error"},
		{"another event's answer", []handler{passes, answers(func(*hooks.PreToolUse) hooks.Response {
			return (&hooks.Stop{}).Continue("x")
		})}, "error"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			e := eventOf[*hooks.PreToolUse](t, "PreToolUse-Bash")
			r, err := hooks.Strictest(tt.handlers...)(t.Context(), e)
			got := run(t, hooks.Options{}, string(e.Raw), hooks.Strictest(tt.handlers...))
			requireWellFormed(t, "PreToolUse", got)
			if tt.want == "error" {
				require.Equal(t, 2, got.code)
				require.NotContains(t, got.stdout, `"updatedInput":`)
				return
			}
			require.NoError(t, err)
			require.Equal(t, tt.want, r.String())
		})
	}
}

func TestStrictestErrors(t *testing.T) {
	e := eventOf[*hooks.PreToolUse](t, "PreToolUse-Bash")
	_, err := hooks.Strictest(passes, breaks, panics)(t.Context(), e)
	require.ErrorContains(t, err, "handler 2 of 3: broken")
	require.ErrorContains(t, err, "handler 3 of 3: panic: boom (merge_test.go:")
}

// TestErrorKeepsRefusal: a broken guard must not undo what another one refused,
// not even where failures are let through.
func TestErrorKeepsRefusal(t *testing.T) {
	for _, handlers := range [][]handler{
		{denies, breaks}, {breaks, denies}, {panics, denies, breaks}, {denies, panics},
		{func(ctx context.Context, e *hooks.PreToolUse) (hooks.Response, error) {
			return e.Deny("denied"), errors.New("broken")
		}},
		{func(ctx context.Context, e *hooks.PreToolUse) (hooks.Response, error) {
			return e.Deny("denied").And(e.Rewrite("broken")), nil
		}},
	} {
		for _, mode := range []hooks.FailureMode{hooks.FailClosed, hooks.FailOpen} {
			got := run(t, hooks.Options{OnFailure: mode}, bash("ls"), hooks.Strictest(handlers...))
			require.Equal(t, 2, got.code)
			require.Contains(t, deniedBecause(t, got), "denied\nguard hook failed")
		}
	}
}

func TestStrictestKeepsTexts(t *testing.T) {
	e := eventOf[*hooks.PreToolUse](t, "PreToolUse-Bash")
	all := answers(func(e *hooks.PreToolUse) hooks.Response {
		r := e.Deny("denied")
		r.Context, r.SystemMessage, r.StopReason = "more context", "message", "stop"
		r.SuppressOutput, r.TerminalSequence = true, "\a"
		return r
	})
	r, err := hooks.Strictest(informs, all, informs)(t.Context(), e)
	require.NoError(t, err)
	require.Equal(t, "context\nmore context\ncontext", r.Context)
	require.Equal(t, "message", r.SystemMessage)
	require.Equal(t, "stop", r.StopReason)
	require.Equal(t, "\a", r.TerminalSequence)
	require.True(t, r.SuppressOutput)
}

// TestStrictestOrder: one after the other, all of them, with the same context.
func TestStrictestOrder(t *testing.T) {
	var order []int
	var handlers []handler
	type key struct{}
	for i := range 4 {
		handlers = append(handlers, func(ctx context.Context, e *hooks.PreToolUse) (hooks.Response, error) {
			require.Equal(t, "value", ctx.Value(key{}))
			order = append(order, i)
			return e.Deny("denied"), nil
		})
	}
	_, err := hooks.Strictest(handlers...)(context.WithValue(t.Context(), key{}, "value"), new(hooks.PreToolUse))
	require.NoError(t, err)
	require.Equal(t, []int{0, 1, 2, 3}, order)
}

// TestStrictestRequests: answers of other shapes follow the same order.
func TestStrictestRequests(t *testing.T) {
	e := eventOf[*hooks.PermissionRequest](t, "PermissionRequest-Bash")
	type handler = func(context.Context, *hooks.PermissionRequest) (hooks.Response, error)
	give := func(r hooks.Response) handler {
		return func(context.Context, *hooks.PermissionRequest) (hooks.Response, error) { return r, nil }
	}
	session := hooks.PermissionUpdate{Type: "setMode", Mode: "acceptEdits", Destination: "session"}
	for _, tt := range []struct {
		name     string
		handlers []handler
		want     string
	}{
		{"updates are joined", []handler{give(e.AutoApprove(e.Suggestions...)), give(e.AutoApprove(session))},
			`{"behavior":"allow","updatedPermissions":[{"type":"addRules","rules":[{"toolName":"Bash","ruleContent":"git zz *"}],"behavior":"allow","destination":"localSettings"},{"type":"setMode","mode":"acceptEdits","destination":"session"}]}`},
		{"updates go with the approval", []handler{give(e.AutoApprove(session)), give(e.DenyAndInterrupt("no"))},
			`{"behavior":"deny","message":"no","interrupt":true}`},
		{"and with the input it was for", []handler{give(e.AutoApprove(session)), give(e.AutoApproveRewritten(map[string]int{"a": 1}))},
			`{"behavior":"allow","updatedInput":{"a":1}}`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := run(t, hooks.Options{}, string(e.Raw), hooks.Strictest(tt.handlers...))
			require.Equal(t, 0, got.code)
			require.Equal(t, `{"hookSpecificOutput":{"hookEventName":"PermissionRequest","decision":`+tt.want+"}}\n", got.stdout)
		})
	}
}

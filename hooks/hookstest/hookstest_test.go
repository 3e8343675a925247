package hookstest_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/hooks"
	"github.com/gatehouse-go/gatehouse/hooks/hookstest"
)

type handler[E hooks.Event] = func(context.Context, E) (hooks.Response, error)

func bash(command string) []byte {
	return fmt.Appendf(nil, `{"hook_event_name":"PreToolUse","tool_name":"Bash","tool_input":{"command":%q}}`, command)
}

// noForce is a good guard.
func noForce(_ context.Context, e *hooks.PreToolUse) (hooks.Response, error) {
	if command, _ := e.Command(); strings.Contains(command, "push --force") {
		return e.Deny("never force-push"), nil
	}
	return hooks.Response{}, nil
}

// A judge is a test that only takes notes.
type judge struct {
	testing.TB
	notes []string
}

func (j *judge) Errorf(format string, args ...any) {
	j.notes = append(j.notes, fmt.Sprintf(format, args...))
}
func (j *judge) Fatalf(format string, args ...any) { j.Errorf(format, args...); runtime.Goexit() }
func (j *judge) Helper()                           {}

// notes runs a check in a goroutine of its own, because it may end that.
func notes(t *testing.T, check func(testing.TB)) []string {
	j := &judge{TB: t}
	done := make(chan struct{})
	go func() { defer close(done); check(j) }()
	<-done
	return j.notes
}

// TestGoodGuards: nothing is found where there is nothing.
func TestGoodGuards(t *testing.T) {
	hookstest.FailsClosed(t, noForce, bash("git push --force"))
	hookstest.FailsClosed(t, func(_ context.Context, e hooks.Event) (hooks.Response, error) { return hooks.Response{}, nil })
	hookstest.FailsClosed(t, func(_ context.Context, e *hooks.Stop) (hooks.Response, error) { return e.Continue("x"), nil })
	hookstest.FailsClosed(t, func(_ context.Context, e *hooks.Unknown) (hooks.Response, error) { return hooks.Response{}, nil })
	hookstest.FailsClosed(t, func(_ context.Context, e *hooks.PermissionRequest) (hooks.Response, error) {
		if input, err := e.Input(); err != nil {
			return hooks.Response{}, err
		} else if bash, ok := input.(*hooks.BashInput); ok && bash.Command == "rm -rf /" {
			return e.Deny("no"), nil
		}
		return e.AutoApprove(), nil
	}, []byte(`{"hook_event_name":"PermissionRequest","tool_name":"Bash","tool_input":{"command":"rm -rf /"}}`))
	hookstest.FailsClosed(t, func(_ context.Context, e *hooks.UserPromptSubmit) (hooks.Response, error) {
		if strings.Contains(e.Prompt, "/etc/passwd") {
			return e.Block("no"), nil
		}
		return hooks.Response{}, nil
	}, []byte(`{"hook_event_name":"UserPromptSubmit","prompt":"print \"/etc/passwd\""}`))
}

// TestEveryEvent: the runner of package hooks fails closed for each alone.
func TestEveryEvent(t *testing.T) {
	every(t, &hooks.PreToolUse{}, &hooks.PermissionRequest{})
	one[*hooks.UserPromptSubmit](t)
	one[*hooks.UserPromptExpansion](t)
	one[*hooks.PreModelSwitch](t)
	one[*hooks.ConfigChange](t)
	one[*hooks.TaskCreated](t)
	one[*hooks.Elicitation](t)
	one[*hooks.ElicitationResult](t)
	one[*hooks.WorktreeCreate](t)
	one[*hooks.SubagentStop](t)
	one[*hooks.TeammateIdle](t)
	one[*hooks.TaskCompleted](t)
	one[*hooks.PreCompact](t)
	one[*hooks.PostToolBatch](t)
	one[*hooks.PostToolUse](t)
	one[*hooks.SessionStart](t)
	one[*hooks.MessageDisplay](t)
}

func one[E hooks.Event](t *testing.T) {
	t.Helper()
	hookstest.FailsClosed(t, func(context.Context, E) (hooks.Response, error) { return hooks.Response{}, nil })
}

func every(t *testing.T, _ ...hooks.Event) {
	t.Helper()
	type call interface {
		hooks.Event
		Command() (string, bool)
	}
	hookstest.FailsClosed(t, func(context.Context, call) (hooks.Response, error) { return hooks.Response{}, nil })
}

// TestBadGuards: each mistake that a guard can make is found.
func TestBadGuards(t *testing.T) {
	refused := bash("git push --force")
	deny := func(e *hooks.PreToolUse, yes bool) (hooks.Response, error) {
		if yes {
			return e.Deny("no"), nil
		}
		return hooks.Response{}, nil
	}
	for _, tt := range []struct {
		name  string
		guard handler[*hooks.PreToolUse]
		want  string
	}{
		{"has no opinion", func(context.Context, *hooks.PreToolUse) (hooks.Response, error) { return hooks.Response{}, nil },
			"a message that is to be refused is let through (the same message): exit code 0"},
		{"only asks", func(_ context.Context, e *hooks.PreToolUse) (hooks.Response, error) { return e.Ask("?"), nil },
			"by which it asks"},
		{"encoding/json into a map", func(_ context.Context, e *hooks.PreToolUse) (hooks.Response, error) {
			var m struct {
				ToolInput struct{ Command string } `json:"tool_input"`
			}
			if err := json.Unmarshal(e.Raw, &m); err != nil {
				return hooks.Response{}, err
			}
			return deny(e, m.ToolInput.Command == "git push --force")
		}, "a decoy behind each key: upper case"},
		{"looks at the bytes", func(_ context.Context, e *hooks.PreToolUse) (hooks.Response, error) {
			return deny(e, strings.Contains(string(e.ToolInput), "git push --force"))
		}, "(escaped letters)"},
		{"takes the first of two keys", func(_ context.Context, e *hooks.PreToolUse) (hooks.Response, error) {
			m := regexp.MustCompile(`"command"\s*:\s*"([^"]*)"`).FindSubmatch(e.ToolInput)
			return deny(e, m != nil && string(m[1]) == "git push --force")
		}, "(each key twice, the last counts)"},
		{"expects an order", func(_ context.Context, e *hooks.PreToolUse) (hooks.Response, error) {
			return deny(e, regexp.MustCompile(`"tool_name".*"tool_input"`).Match(e.Raw))
		}, "(another order of keys)"},
		{"expects no blanks", func(_ context.Context, e *hooks.PreToolUse) (hooks.Response, error) {
			return deny(e, strings.HasPrefix(string(e.ToolInput), `{"command":"git push --force"`))
		}, "(blanks)"},
		{"approves what it does not understand", func(_ context.Context, e *hooks.PreToolUse) (hooks.Response, error) {
			if command, ok := e.Command(); ok && strings.Contains(command, "--force") {
				return e.Deny("no"), nil
			}
			return e.AutoApprove("harmless"), nil
		}, "an input that the tool does not take is approved"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			found := notes(t, func(tb testing.TB) { hookstest.FailsClosed(tb, tt.guard, refused) })
			require.Contains(t, strings.Join(found, "\n"), tt.want)
			require.LessOrEqual(t, len(found), 21)
		})
	}
}

// TestMistakenRefused: what is to be refused must be possible to refuse.
func TestMistakenRefused(t *testing.T) {
	for message, want := range map[string]string{
		`{`:                               "is no event that can be",
		`{"hook_event_name":"Stop"}`:      "is no event that can be",
		`{"hook_event_name":"NeverSeen"}`: "is no event that can be",
	} {
		found := notes(t, func(tb testing.TB) { hookstest.FailsClosed(tb, noForce, []byte(message)) })
		require.Len(t, found, 1)
		require.Contains(t, found[0], want)
	}
}

func TestRun(t *testing.T) {
	got := hookstest.Run(t, noForce, bash("git push --force"))
	require.Equal(t, 2, got.Code)
	require.Contains(t, got.Stdout, `"deny"`)
	require.Equal(t, "never force-push\n", got.Stderr)
	require.Equal(t, hooks.Blocks, got.Outcome.Effect)
	require.Equal(t, "never force-push", got.Outcome.Reason)
	require.Equal(t, "blocks: never force-push", got.String())
	require.IsType(t, &hooks.PreToolUse{}, got.Event)

	got = hookstest.Run(t, noForce, bash("ls"))
	require.Equal(t, hookstest.Result{Event: got.Event}, got)
	require.Equal(t, "proceeds", got.String())

	got = hookstest.Run(t, noForce, []byte("{"))
	require.Nil(t, got.Event)
	require.Equal(t, hooks.Blocks, got.Outcome.Effect)

	got = hookstest.Run(t, func(_ context.Context, e *hooks.Stop) (hooks.Response, error) { panic("boom") }, []byte(`{"hook_event_name":"Stop"}`))
	require.Equal(t, 1, got.Code)
	require.True(t, strings.HasPrefix(got.String(), "proceeds; failed: hooks: guard hook failed: panic: boom"), got.String())
}

// TestReplayRecorded runs a guard on what the real client sent.
func TestReplayRecorded(t *testing.T) {
	events := os.DirFS(filepath.Join("..", "testdata"))
	n := 0
	for name, r := range hookstest.Replay(t, events, "events/*.json", func(_ context.Context, e *hooks.PreToolUse) (hooks.Response, error) {
		return e.Deny(e.ToolName), nil
	}) {
		n++
		require.True(t, strings.HasPrefix(name, "events/PreToolUse-"), name)
		require.Equal(t, "blocks: "+r.Event.(*hooks.PreToolUse).ToolName, r.String())
	}
	require.Greater(t, n, 10)
}

func TestReplay(t *testing.T) {
	files := fstest.MapFS{
		"a.json":  {Data: bash("git push --force")},
		"b.jsonl": {Data: []byte(string(bash("ls")) + "\n\n" + `{"hook_event_name":"Stop"}` + "\r\n" + string(bash("git push --force")))},
		"c.txt":   {Data: []byte("{")},
		"d.jsonl": {Data: []byte(`{"hook_event_name":"Stop"}`)},
	}
	var got []string
	for name, r := range hookstest.Replay(t, files, "*.json*", noForce) {
		got = append(got, name+" "+r.String())
	}
	require.Equal(t, []string{"a.json blocks: never force-push", "b.jsonl:1 proceeds", "b.jsonl:4 blocks: never force-push"}, got)
	for range hookstest.Replay(t, files, "*.json*", noForce) {
		break
	}

	for pattern, want := range map[string]string{
		"*.txt":   "c.txt: hooks: the message is no event",
		"d.*":     `1 files match "d.*", and none has an event for this handler`,
		"e.jsonl": `0 files match "e.jsonl"`,
		"[":       "is no pattern",
	} {
		found := notes(t, func(tb testing.TB) {
			for range hookstest.Replay(tb, files, pattern, noForce) {
				tb.Errorf("ran")
			}
		})
		require.Len(t, found, 1)
		require.Contains(t, found[0], want)
	}
}

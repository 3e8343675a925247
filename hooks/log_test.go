package hooks_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/hooks"
)

// A recorder keeps the records as JSON.
type recorder struct{ bytes.Buffer }

func (r *recorder) logger() *slog.Logger { return slog.New(slog.NewJSONHandler(r, nil)) }

// only returns the one record, without what differs from run to run.
func (r *recorder) only(t *testing.T) map[string]any {
	t.Helper()
	require.Equal(t, 1, strings.Count(r.String(), "\n"), r.String())
	var record map[string]any
	require.NoError(t, json.Unmarshal(r.Bytes(), &record))
	require.NotEmpty(t, record["time"])
	require.Positive(t, record["duration"])
	delete(record, "time")
	delete(record, "duration")
	return record
}

const (
	logged = `{"hook_event_name":"PreToolUse","session_id":"s1","agent_id":"a1","tool_name":"Bash",` +
		`"tool_input":{"command":"curl -H 'Authorization: hunter2' x","description":"d"},"tool_use_id":"toolu_1"}`
	loggedPrompt = `{"hook_event_name":"UserPromptSubmit","session_id":"s1","prompt":"my password is hunter2"}`
)

func mask(text string) string { return strings.ReplaceAll(text, "hunter2", "***") }

type anyHandler = func(context.Context, hooks.Event) (hooks.Response, error)

// with makes a handler of an answer to tool calls.
func with(answer func(*hooks.PreToolUse) hooks.Response) anyHandler {
	return func(_ context.Context, e hooks.Event) (hooks.Response, error) {
		if e, ok := e.(*hooks.PreToolUse); ok {
			return answer(e), nil
		}
		return hooks.Response{}, nil
	}
}

func TestLog(t *testing.T) {
	type attrs map[string]any
	call := attrs{"event": "PreToolUse", "session": "s1", "agent": "a1", "tool": "Bash", "tool_use": "toolu_1", "input_bytes": 34}
	prompt := attrs{"event": "UserPromptSubmit", "session": "s1", "prompt_bytes": 22}
	for _, tt := range []struct {
		name, in string
		about    attrs
		handler  anyHandler
		options  hooks.Options
		want     attrs // beside those and what says that it failed
		failed   bool
		masked   attrs // what a mask adds
	}{
		{name: "no opinion", in: logged, about: call, handler: pass,
			want: attrs{"decision": "no opinion", "rewritten": false, "exit_code": 0}},
		{name: "denial", in: logged, about: call, handler: with(func(e *hooks.PreToolUse) hooks.Response { return e.Deny("it holds hunter2") }),
			want:   attrs{"decision": "deny", "rewritten": false, "exit_code": 2, "reason_bytes": 16},
			masked: attrs{"reason": "it holds ***"}},
		{name: "rewrite", in: logged, about: call, handler: with(func(e *hooks.PreToolUse) hooks.Response {
			return e.AutoApprove("").And(e.Rewrite(map[string]string{"command": "ls"}))
		}), want: attrs{"decision": "allow", "rewritten": true, "exit_code": 0}},
		{name: "denied rewrite", in: logged, about: call, handler: with(func(e *hooks.PreToolUse) hooks.Response {
			return e.Rewrite(map[string]string{"command": "ls"}).And(e.Deny(""))
		}), want: attrs{"decision": "deny", "rewritten": false, "exit_code": 2}},
		{name: "error", in: logged, about: call, handler: func(context.Context, hooks.Event) (hooks.Response, error) {
			return hooks.Response{}, errors.New("no hunter2")
		}, failed: true,
			want:   attrs{"decision": "deny", "rewritten": false, "exit_code": 2, "cause": "handler", "error_bytes": 10, "reason_bytes": 50},
			masked: attrs{"error": "no ***", "reason": "guard hook failed, refusing to be safe: no ***"}},
		{name: "panic", in: logged, about: call, handler: func(context.Context, hooks.Event) (hooks.Response, error) { panic("hunter2") }, failed: true,
			want: attrs{"decision": "deny", "rewritten": false, "exit_code": 2, "cause": "panic"}},
		{name: "Goexit", in: logged, about: call, handler: func(context.Context, hooks.Event) (hooks.Response, error) {
			runtime.Goexit()
			return hooks.Response{}, nil
		}, failed: true, want: attrs{"decision": "deny", "rewritten": false, "exit_code": 2, "cause": "panic"}},
		{name: "deadline", in: logged, about: call, handler: func(context.Context, hooks.Event) (hooks.Response, error) { select {} }, failed: true,
			options: hooks.Options{Timeout: 100 * time.Millisecond},
			want:    attrs{"decision": "deny", "rewritten": false, "exit_code": 2, "cause": "deadline"}},
		{name: "fail open", in: logged, about: call, handler: func(context.Context, hooks.Event) (hooks.Response, error) { panic("hunter2") }, failed: true,
			options: hooks.Options{OnFailure: hooks.FailOpen},
			want:    attrs{"decision": "no opinion", "rewritten": false, "exit_code": 1, "cause": "panic"}},
		{name: "wrong answer", in: logged, about: call, handler: func(context.Context, hooks.Event) (hooks.Response, error) {
			return new(hooks.Stop).Continue("hunter2"), nil
		}, failed: true, want: attrs{"decision": "deny", "rewritten": false, "exit_code": 2, "cause": "answer"}},
		{name: "undelivered", in: logged, about: call, handler: with(func(e *hooks.PreToolUse) hooks.Response { return e.Ask("") }), failed: true,
			options: hooks.Options{Stdout: &brokenWriter{}},
			want:    attrs{"decision": "ask", "rewritten": false, "exit_code": 2, "cause": "output"}},
		{name: "prompt", in: loggedPrompt, about: prompt, handler: func(_ context.Context, e hooks.Event) (hooks.Response, error) {
			return e.(*hooks.UserPromptSubmit).Block(""), nil
		}, want: attrs{"decision": "block", "rewritten": false, "exit_code": 2},
			masked: attrs{"prompt": "my password is ***"}},
		{name: "unreadable", in: `{"hunter2`, handler: pass, failed: true,
			want: attrs{"event": "", "decision": "refuse", "rewritten": false, "exit_code": 2, "cause": "event"}},
		{name: "undecodable", in: `{"hook_event_name":"ConfigChange","source":"hunter2","cwd":1}`, handler: pass, failed: true,
			want: attrs{"event": "ConfigChange", "decision": "block", "rewritten": false, "exit_code": 2, "cause": "event"}},
		{name: "another event", in: message("Stop"), handler: func(context.Context, hooks.Event) (hooks.Response, error) {
			return hooks.Response{}, errors.New("x")
		}, failed: true, want: attrs{"event": "Stop", "decision": "no opinion", "rewritten": false, "exit_code": 1, "cause": "handler"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			want := attrs{"level": "INFO", "msg": "hook answered"}
			if tt.failed {
				want = attrs{"level": "WARN", "msg": "hook failed"}
			}
			maps.Copy(want, tt.about)
			maps.Copy(want, tt.want)
			for key, value := range want {
				if n, ok := value.(int); ok {
					want[key] = float64(n)
				}
			}
			var log recorder
			o := tt.options
			quiet := run(t, o, tt.in, tt.handler)
			if tt.options.Stdout != nil {
				o.Stdout = &brokenWriter{}
			}
			o.Log = log.logger()
			require.Equal(t, quiet.code, run(t, o, tt.in, tt.handler).code)
			got := log.only(t)
			require.NotContains(t, log.String(), "hunter2")
			for key := range got {
				if _, ok := want[key]; !ok && strings.HasSuffix(key, "_bytes") {
					delete(got, key) // how long texts of ours are is said only in some rows
				}
			}
			require.Equal(t, map[string]any(want), got)

			log.Reset()
			o.Mask = mask
			if tt.options.Stdout != nil {
				o.Stdout = &brokenWriter{}
			}
			run(t, o, tt.in, tt.handler)
			got = log.only(t)
			require.NotContains(t, log.String(), "hunter2")
			for key, value := range tt.masked {
				require.Equal(t, value, got[key])
			}
			if tt.in == logged {
				require.Equal(t, "curl -H 'Authorization: ***' x", got["input"])
			}
		})
	}
}

// TestLogText: what is logged of an input is what it names and what it would
// run, write or send, and no more than a reason may have.
func TestLogText(t *testing.T) {
	for in, want := range map[string]string{
		`"Read","tool_input":{"file_path":"/a"}`:                                        "/a",
		`"Write","tool_input":{"file_path":"/a","content":"x"}`:                         "/a\nx",
		`"mcp__a__b","tool_input":{"path":"/a","to":["b",{"c":"d"}]}`:                   "/a\nb\nd",
		`"Bash","tool_input":{"command":"` + strings.Repeat("x", 20_000) + `"}`:         strings.Repeat("x", 9_984) + " … (shortened)",
		`"Bash","tool_input":{"command":"\u001b[31m` + "hunter2" + `"}`:                 "\ufffd[31m***",
		`"Bash","tool_input":{"command":"` + strings.Repeat("x", 9_980) + `hunter2.."}`: strings.Repeat("x", 9_980) + "***..",
	} {
		var log recorder
		run(t, hooks.Options{Log: log.logger(), Mask: mask}, `{"hook_event_name":"PreToolUse","tool_name":`+in+`}`, pass)
		require.Equal(t, want, log.only(t)["input"])
	}
}

// A strange handler does what a handler of records should not.
type strange struct {
	slog.Handler
	do func()
}

func (s strange) Handle(context.Context, slog.Record) error { s.do(); return errors.New("disk full") }

// TestStrangeLog: whatever the logger or the mask does, the answer is the same
// and in time.
func TestStrangeLog(t *testing.T) {
	deny := with(func(e *hooks.PreToolUse) hooks.Response { return e.Deny("hunter2") })
	want := run(t, hooks.Options{}, logged, deny)
	for name, do := range map[string]func(){
		"error": func() {}, "panic": func() { panic("log") }, "Goexit": runtime.Goexit, "hang": func() { select {} },
	} {
		for _, at := range []string{"Handle", "Enabled", "Mask"} {
			t.Run(name+" in "+at, func(t *testing.T) {
				o := hooks.Options{Timeout: 150 * time.Millisecond, Log: slog.New(slog.DiscardHandler), Mask: mask}
				var log recorder
				switch at {
				case "Handle":
					o.Log = slog.New(strange{slog.NewJSONHandler(io.Discard, nil), do})
				case "Enabled":
					o.Log = slog.New(unwilling{slog.DiscardHandler, do})
				case "Mask":
					o.Log = log.logger()
					o.Mask = func(text string) string { do(); return mask(text) }
				}
				began := time.Now()
				require.Equal(t, want, run(t, o, logged, deny))
				require.Less(t, time.Since(began), time.Second)
				require.NotContains(t, log.String(), "hunter2")
				if name == "panic" && at == "Mask" {
					require.Equal(t, "(not shown: Options.Mask panicked)", log.only(t)["input"])
				}
			})
		}
	}
}

type unwilling struct {
	slog.Handler
	do func()
}

func (u unwilling) Enabled(context.Context, slog.Level) bool { u.do(); return false }

// TestLogLevel: records that are not wanted cost no masking.
func TestLogLevel(t *testing.T) {
	var log recorder
	o := hooks.Options{
		Log:  slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelWarn})),
		Mask: func(string) string { panic("masked") },
	}
	run(t, o, logged, pass)
	require.Empty(t, log.String())
	run(t, o, logged, func(context.Context, hooks.Event) (hooks.Response, error) { panic("x") })
	require.Equal(t, "hook failed", log.only(t)["msg"])
}

// TestLogContext: the logger gets the caller's values, without the deadline of
// the handler, which may be over.
func TestLogContext(t *testing.T) {
	type key struct{}
	var got context.Context
	ctx, cancel := context.WithCancel(context.WithValue(t.Context(), key{}, "trace"))
	cancel()
	hooks.Run(ctx, hooks.Options{
		Stdin: strings.NewReader(logged), Stdout: io.Discard, Stderr: io.Discard, Log: slog.New(contextual{slog.DiscardHandler, &got}),
	}, pass)
	require.NoError(t, got.Err())
	require.Equal(t, "trace", got.Value(key{}))
}

type contextual struct {
	slog.Handler
	got *context.Context
}

func (c contextual) Enabled(ctx context.Context, _ slog.Level) bool { *c.got = ctx; return true }

// TestLogRace: a handler that is left behind may still change the event.
func TestLogRace(t *testing.T) {
	var log recorder
	done := make(chan struct{})
	run(t, hooks.Options{Timeout: 100 * time.Millisecond, Log: log.logger(), Mask: mask}, logged,
		func(_ context.Context, e *hooks.PreToolUse) (hooks.Response, error) {
			for {
				select {
				case <-done:
					return hooks.Response{}, nil
				default:
					e.ToolName, e.SessionID, e.ToolInput = "Read", "other", json.RawMessage(`{}`)
				}
			}
		})
	close(done)
	require.Equal(t, "Bash", log.only(t)["tool"])
}

// logTo is a program that logs, and answers as it is told.
func logTo(w io.Writer) {
	log := slog.New(slog.NewJSONHandler(w, nil))
	os.Exit(hooks.Run(context.Background(), hooks.Options{Log: log}, guarded(os.Getenv("LOG_ANSWER"))))
}

func logToFile() {
	file, err := os.OpenFile(os.Getenv("LOG_FILE"), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		panic(err)
	}
	logTo(file)
}

func guarded(answer string) anyHandler {
	return with(func(e *hooks.PreToolUse) hooks.Response {
		switch answer {
		case "ask":
			return e.Ask("really?")
		case "deny":
			return e.Deny("not here")
		}
		return hooks.Response{}
	})
}

// TestLogProcess: in a process, a logger can spoil neither the answer nor the
// exit code, not even by writing where the answer goes.
func TestLogProcess(t *testing.T) {
	for _, answer := range []string{"ask", "deny", "pass"} {
		quiet := process(t, answer, bash("ls"), nil)
		env := func(more ...string) func(*exec.Cmd) {
			return func(cmd *exec.Cmd) { cmd.Env = append(append(cmd.Env, "LOG_ANSWER="+answer), more...) }
		}
		require.Equal(t, quiet, process(t, "log to stdout", bash("ls"), env()))

		got := process(t, "log to stderr", bash("ls"), env())
		require.Equal(t, quiet.code, got.code)
		require.Equal(t, quiet.stdout, got.stdout)
		require.Contains(t, got.stderr, `"msg":"hook answered"`)

		got = process(t, "log to stderr", bash("ls"), func(cmd *exec.Cmd) {
			env()(cmd)
			r, w, err := os.Pipe()
			require.NoError(t, err)
			require.NoError(t, r.Close())
			t.Cleanup(func() { w.Close() })
			cmd.Stderr = w // nobody reads it
		})
		require.Equal(t, quiet.code, got.code)
		require.Equal(t, quiet.stdout, got.stdout)

		file := filepath.Join(t.TempDir(), "log")
		require.Equal(t, quiet, process(t, "log to a file", bash("ls"), env("LOG_FILE="+file)))
		data, err := os.ReadFile(file)
		require.NoError(t, err)
		require.Contains(t, string(data), `"tool":"Bash"`)
	}
}

// TestLogAnswer: a hook without a process is logged as well, without its code.
func TestLogAnswer(t *testing.T) {
	var log recorder
	got, err := hooks.Answer(t.Context(), hooks.Options{Stdin: strings.NewReader(logged), Log: log.logger()},
		with(func(e *hooks.PreToolUse) hooks.Response { return e.Deny("hunter2") }))
	require.NoError(t, err)
	require.Contains(t, string(got), "hunter2")
	record := log.only(t)
	require.Equal(t, "deny", record["decision"])
	require.NotContains(t, record, "exit_code")
	require.NotContains(t, log.String(), "hunter2")
}

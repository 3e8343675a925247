package hookhttp_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/hooks"
	"github.com/gatehouse-go/gatehouse/hooks/hookhttp"
)

// TestNewRefuses servers that would be open by mistake, or do nothing.
func TestNewRefuses(t *testing.T) {
	route := hookhttp.On(noForce)
	for _, tt := range []struct {
		name   string
		o      hookhttp.Options
		routes []hookhttp.Route
		want   string
	}{
		{"no tokens", hookhttp.Options{}, []hookhttp.Route{route}, "no Tokens"},
		{"an empty token", hookhttp.Options{Tokens: []string{""}}, []hookhttp.Route{route}, "token 1 of 1 must have at least 16 bytes"},
		{"a short token", hookhttp.Options{Tokens: []string{token, "hunter2"}}, []hookhttp.Route{route}, "token 2 of 2"},
		{"a token with its newline", hookhttp.Options{Tokens: []string{token + "\n"}}, []hookhttp.Route{route}, "without blanks"},
		{"a token that no header can hold", hookhttp.Options{Tokens: []string{token + "é"}}, []hookhttp.Route{route}, "printable ASCII"},
		{"both", hookhttp.Options{Tokens: []string{token}, Unauthenticated: true}, []hookhttp.Route{route}, "choose one"},
		{"no route", quiet(), nil, "no route"},
		{"a zero route", quiet(), []hookhttp.Route{route, {}}, "no route"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := hookhttp.New(tt.o, tt.routes...)
			require.ErrorContains(t, err, tt.want)
			require.NotContains(t, err.Error(), "hunter2")
		})
	}
}

// TestRequests: what is no call of a hook, and what each gets.
func TestRequests(t *testing.T) {
	server := newServer(t, quiet(), hookhttp.On(noForce))
	header := func(name, value string) func(*http.Request) {
		return func(r *http.Request) { r.Header.Set(name, value) }
	}
	method := func(m string) func(*http.Request) { return func(r *http.Request) { r.Method = m } }
	for _, tt := range []struct {
		name   string
		change func(*http.Request)
		status int
		body   string
	}{
		{"a call", func(*http.Request) {}, 200, denial("refused: git push --force")},
		{"at any path", func(r *http.Request) { r.URL.Path = "/pre-tool-use" }, 200, denial("refused: git push --force")},
		{"a charset", header("Content-Type", "application/json; charset=utf-8"), 200, denial("refused: git push --force")},
		{"scheme in another case", header("Authorization", "bearer  "+token), 200, denial("refused: git push --force")},

		{"no token", func(r *http.Request) { r.Header.Del("Authorization") }, 401, `{"error":"a valid bearer token is needed"}`},
		{"an empty token", header("Authorization", "Bearer "), 401, ""},
		{"another token", header("Authorization", "Bearer test-token-0123456780"), 401, ""},
		{"a shorter token", header("Authorization", "Bearer "+token[:20]), 401, ""},
		{"a longer token", header("Authorization", "Bearer "+token+"0"), 401, ""},
		{"a token in another case", header("Authorization", "Bearer "+strings.ToUpper(token)), 401, ""},
		{"another scheme", header("Authorization", "Basic "+token), 401, ""},
		{"no scheme", header("Authorization", token), 401, ""},
		{"two tokens", func(r *http.Request) { r.Header.Add("Authorization", "Bearer x") }, 401, ""},
		{"a token in the URL", func(r *http.Request) { r.Header.Del("Authorization"); r.URL.RawQuery = "token=" + token }, 401, ""},
		{"no token and GET", func(r *http.Request) { r.Method = "GET"; r.Header.Del("Authorization") }, 401, ""},

		{"GET", method("GET"), 405, `{"error":"hooks are called with POST"}`},
		{"PUT", method("PUT"), 405, ""},
		{"OPTIONS", method("OPTIONS"), 405, ""},
		{"text", header("Content-Type", "text/plain"), 415, `{"error":"the content type must be application/json"}`},
		{"a form", header("Content-Type", "application/x-www-form-urlencoded"), 415, ""},
		{"no type", header("Content-Type", ""), 415, ""},
		{"a broken type", header("Content-Type", "application/json; ="), 415, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := post(t, server, bash("git push --force"), tt.change)
			require.Equal(t, tt.status, got.Code)
			if tt.body != "" {
				require.Equal(t, tt.body, got.Body.String())
			}
			require.Equal(t, tt.status == 401, got.Header().Get("WWW-Authenticate") != "")
			require.Equal(t, tt.status == 405, got.Header().Get("Allow") == "POST")
			if tt.status != 200 {
				require.NotContains(t, got.Body.String(), "refused")
			}
		})
	}
}

// TestTokensRotate: every token is good, and none is logged.
func TestTokensRotate(t *testing.T) {
	const next = "next-token-0123456789"
	var log bytes.Buffer
	o := quiet()
	o.Tokens = []string{token, next}
	o.Logger = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	server := newServer(t, o, hookhttp.On(func(context.Context, *hooks.PreToolUse) (hooks.Response, error) {
		return hooks.Response{}, errors.New("policy unreadable")
	}))
	for _, good := range o.Tokens {
		got := post(t, server, bash("ls"), func(r *http.Request) { r.Header.Set("Authorization", "Bearer "+good) })
		require.Equal(t, 200, got.Code)
		require.Contains(t, got.Body.String(), "policy unreadable")
	}
	got := post(t, server, bash("ls"), func(r *http.Request) { r.Header.Set("Authorization", "Bearer wrong-token-0123456789") })
	require.Equal(t, 401, got.Code)
	require.Contains(t, log.String(), "policy unreadable")
	require.Contains(t, log.String(), "status=401")
	require.NotContains(t, log.String(), "token-0123456789")
}

func TestUnauthenticated(t *testing.T) {
	server := newServer(t, hookhttp.Options{Unauthenticated: true, Logger: slog.New(slog.DiscardHandler)}, hookhttp.On(noForce))
	got := post(t, server, bash("git push --force"), func(r *http.Request) { r.Header.Del("Authorization") })
	require.Equal(t, 200, got.Code)
	require.Equal(t, denial("refused: git push --force"), got.Body.String())
}

// TestFailures: the status is 200 and the body refuses, whatever goes wrong
// inside, and the next call is answered as ever.
func TestFailures(t *testing.T) {
	o := quiet()
	o.Timeout = time.Second // long for all but what hangs, also on a busy machine
	release := make(chan struct{})
	defer close(release)
	server := newServer(t, o, hookhttp.On(func(ctx context.Context, e *hooks.PreToolUse) (hooks.Response, error) {
		switch command, _ := e.Command(); command {
		case "error":
			return hooks.Response{}, errors.New("policy unreadable")
		case "panic":
			panic("boom")
		case "goexit":
			runtime.Goexit()
		case "hang":
			<-release
		case "other":
			return (&hooks.Stop{}).Continue("x"), nil
		}
		return hooks.Response{}, nil
	}))
	for _, tt := range []struct{ name, body, want string }{
		{"error", bash("error"), "policy unreadable"},
		{"panic", bash("panic"), "panic: boom (server_test.go:"},
		{"goexit", bash("goexit"), "ended its goroutine"},
		{"hang", bash("hang"), "no answer within 1s"},
		{"an answer to another event", bash("other"), "with a response to Stop"},
		{"nothing", "", "the input is empty"},
		{"half", bash("ls")[:50], "not JSON"},
		{"no object", "[]", "must be a JSON object"},
		{"not UTF-8", "{\"a\":\"\xff\"}", "not UTF-8"},
		{"no input", `{"hook_event_name":"PreToolUse","tool_name":"Bash"}`, "tool_input is missing"},
		{"deep", strings.Repeat("[", 100_000), "deep"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := post(t, server, tt.body)
			require.Equal(t, 200, got.Code)
			require.Equal(t, hooks.Blocks, hooks.HookRun{Event: &hooks.PreToolUse{}, Stdout: got.Body.String()}.Outcome().Effect)
			require.Contains(t, got.Body.String(), tt.want)

			got = post(t, server, bash("ls"))
			require.Equal(t, 200, got.Code)
			require.Empty(t, got.Body.String())
		})
	}

	// A body that breaks off may hold a whole message nevertheless.
	r := httptest.NewRequest(http.MethodPost, "/", iotest.TimeoutReader(iotest.OneByteReader(strings.NewReader(bash("ls")))))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer "+token)
	w := httptest.NewRecorder()
	server.ServeHTTP(w, r)
	require.Equal(t, 200, w.Code)
	require.Contains(t, w.Body.String(), "cannot read the event: timeout")
	require.Contains(t, w.Body.String(), `"deny"`)
}

func TestFailOpen(t *testing.T) {
	o := quiet()
	o.OnFailure = hooks.FailOpen
	server := newServer(t, o, hookhttp.On(func(context.Context, hooks.Event) (hooks.Response, error) { panic("boom") }))
	for _, body := range []string{bash("ls"), "", "{"} {
		got := post(t, server, body)
		require.Equal(t, 200, got.Code)
		require.Empty(t, got.Body.String())
	}
}

// TestRoutes: an event goes to the handlers that it fits.
func TestRoutes(t *testing.T) {
	type call interface {
		hooks.Event
		Command() (string, bool)
		Deny(string) hooks.Response
	}
	server := newServer(t, quiet(),
		hookhttp.On(noForce),
		hookhttp.On(func(_ context.Context, e *hooks.UserPromptSubmit) (hooks.Response, error) {
			return e.Block("no prompts"), nil
		}),
		hookhttp.On(func(_ context.Context, e call) (hooks.Response, error) {
			if command, _ := e.Command(); strings.HasPrefix(command, "sudo") {
				return e.Deny("no sudo"), nil
			}
			return hooks.Response{Context: "x"}, nil
		}))
	for _, tt := range []struct{ name, body, want string }{
		{"one handler", `{"hook_event_name":"UserPromptSubmit","prompt":"hi"}`, `{"decision":"block","reason":"no prompts"}`},
		{"two handlers, one refuses", bash("git push --force"), denial("refused: git push --force")[:120]},
		{"two handlers, the other refuses", bash("sudo ls"), denial("no sudo")},
		{"two handlers, both refuse", bash("sudo git push --force"), `refused: sudo git push --force\nno sudo`},
		{"an interface", strings.Replace(bash("sudo ls"), "PreToolUse", "PermissionRequest", 1), `{"hookSpecificOutput":{"hookEventName":"PermissionRequest","decision":{"behavior":"deny","message":"no sudo"}}}`},
		{"no handler", `{"hook_event_name":"TaskCreated","task_id":"1","task_subject":"x"}`, "no route for TaskCreated"},
		{"no handler for what cannot be refused", `{"hook_event_name":"Stop"}`, ""},
		{"no event", `{`, `"hookSpecificOutput":{"hookEventName":"PermissionRequest","decision":{"behavior":"deny"`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := post(t, server, tt.body)
			require.Equal(t, 200, got.Code)
			require.Contains(t, got.Body.String(), tt.want)
			require.Equal(t, tt.want == "", got.Body.Len() == 0)
		})
	}
}

// TestRecorded feeds what the real client sent to a server that refuses all.
func TestRecorded(t *testing.T) {
	server := newServer(t, quiet(), hookhttp.On(func(context.Context, hooks.Event) (hooks.Response, error) {
		return hooks.Response{}, errors.New("refused")
	}))
	for name, event := range recorded(t) {
		got := post(t, server, string(event))
		require.Equal(t, 200, got.Code)
		if strings.HasPrefix(name, "PreToolUse") {
			require.Contains(t, got.Body.String(), `"permissionDecision":"deny"`)
		}
		if got.Body.Len() > 0 {
			require.True(t, json.Valid(got.Body.Bytes()))
		}
	}
}

// TestFull: handlers that never end use up the places, no more, and what finds
// none is refused.
func TestFull(t *testing.T) {
	o := quiet()
	o.Timeout = 300 * time.Millisecond
	o.MaxConcurrent = 3
	release := make(chan struct{})
	server := newServer(t, o, hookhttp.On(func(_ context.Context, e *hooks.PreToolUse) (hooks.Response, error) {
		if command, _ := e.Command(); command == "hang" {
			<-release
		}
		return hooks.Response{}, nil
	}))
	health := func() int {
		r := httptest.NewRequest(http.MethodGet, "/healthz", nil)
		w := httptest.NewRecorder()
		server.ServeHTTP(w, r)
		return w.Code
	}
	require.Equal(t, 200, health())
	before := runtime.NumGoroutine()
	for range o.MaxConcurrent {
		require.Contains(t, post(t, server, bash("hang")).Body.String(), "no answer within 300ms")
	}
	for range 20 {
		got := post(t, server, bash("ls"))
		require.Equal(t, 200, got.Code)
		require.Contains(t, got.Body.String(), `"deny"`)
	}
	require.Equal(t, 503, health())
	settle(t, before+o.MaxConcurrent)

	close(release)
	settle(t, before)
	require.Empty(t, post(t, server, bash("ls")).Body.String())
	require.Equal(t, 200, health())
}

// settle waits until there are no more than n goroutines.
func settle(t testing.TB, n int) {
	t.Helper()
	for range 1000 { // require.Eventually has goroutines of its own
		if runtime.NumGoroutine() <= n {
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
	stacks := make([]byte, 64<<10)
	require.Failf(t, "goroutines were left behind", "%s", stacks[:runtime.Stack(stacks, true)])
}

func TestHealth(t *testing.T) {
	server := newServer(t, quiet(), hookhttp.On(noForce))
	for method, want := range map[string]int{"GET": 200, "HEAD": 200, "POST": 405} {
		w := httptest.NewRecorder()
		server.ServeHTTP(w, httptest.NewRequest(method, "/healthz", nil))
		require.Equal(t, want, w.Code)
		if want == 200 {
			require.Equal(t, `{"status":"ok"}`, w.Body.String())
		}
	}
}

// FuzzServer: whatever is posted, the status is 200, the body is JSON, and what
// is no event is refused.
func FuzzServer(f *testing.F) {
	for _, event := range recorded(f) {
		f.Add(event)
	}
	for _, body := range []string{"", "{", "null", bash("ls"), bash("ls")[:40], bash("git push --force"), "\xff"} {
		f.Add([]byte(body))
	}
	one := newServer(f, quiet(), hookhttp.On(noForce))
	several := newServer(f, quiet(), hookhttp.On(noForce),
		hookhttp.On(func(context.Context, *hooks.Stop) (hooks.Response, error) { panic("boom") }))
	f.Fuzz(func(t *testing.T, body []byte) {
		if len(body) > 64<<10 {
			return
		}
		event, err := hooks.Decode(body)
		unreadable, _ := errors.AsType[*hooks.DecodeError](err)
		for _, server := range []*hookhttp.Server{one, several} {
			got := post(t, server, string(body))
			require.Equal(t, 200, got.Code)
			if got.Body.Len() > 0 {
				require.True(t, json.Valid(got.Body.Bytes()))
			}
			o := hooks.HookRun{Event: &hooks.PreToolUse{}, Stdout: got.Body.String()}.Outcome()
			switch e, _ := event.(*hooks.PreToolUse); {
			case unreadable != nil && (unreadable.EventName == "" || unreadable.EventName == "PreToolUse"):
				require.Equal(t, hooks.Blocks, o.Effect)
			case e != nil:
				command, _ := e.Command()
				require.Equal(t, strings.Contains(command, "--force"), o.Effect == hooks.Blocks)
			}
		}
	})
}

// TestSetTokens exchanges tokens while calls come in: each is answered or refused by
// the list of its time, and a list that is no good changes nothing.
func TestSetTokens(t *testing.T) {
	server := newServer(t, quiet(), hookhttp.On(noForce))
	code := func(bearer string) int {
		return post(t, server, bash("git status"), func(r *http.Request) { r.Header.Set("Authorization", "Bearer "+bearer) }).Code
	}
	const other = "other-token-0123456789"
	require.Equal(t, 200, code(token))
	require.Equal(t, 401, code(other))
	require.NoError(t, server.SetTokens([]string{token, other}))
	require.Equal(t, 200, code(token))
	require.Equal(t, 200, code(other))
	require.NoError(t, server.SetTokens([]string{other}))
	require.Equal(t, 401, code(token))
	for _, bad := range [][]string{nil, {}, {"short"}, {other, ""}, {"with blanks 0123456789"}} {
		err := server.SetTokens(bad)
		require.Error(t, err)
		require.NotContains(t, err.Error(), other)
		require.Equal(t, 200, code(other))
	}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for range 100 {
				if code(other) != 200 {
					t.Error("a token that is in every list was refused")
				}
			}
		})
	}
	for i := range 100 {
		require.NoError(t, server.SetTokens([]string{fmt.Sprintf("token-number-%08d", i), other}))
	}
	wg.Wait()
	open := quiet()
	open.Tokens, open.Unauthenticated = nil, true
	require.Error(t, newServer(t, open, hookhttp.On(noForce)).SetTokens([]string{token}))
}

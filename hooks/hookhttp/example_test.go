package hookhttp_test

import (
	"context"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"strings"

	"github.com/gatehouse-go/gatehouse/hooks"
	"github.com/gatehouse-go/gatehouse/hooks/hookhttp"
)

// A server for two events, and what Claude Code sends it.
func Example() {
	server, err := hookhttp.New(hookhttp.Options{Tokens: []string{"only-for-this-example"}, Drain: -1},
		hookhttp.On(func(_ context.Context, e *hooks.PreToolUse) (hooks.Response, error) {
			if command, ok := e.Command(); ok && strings.Contains(command, "push --force") {
				return e.Deny("never force-push"), nil
			}
			return hooks.Response{}, nil
		}),
		hookhttp.On(func(_ context.Context, e *hooks.UserPromptSubmit) (hooks.Response, error) {
			return hooks.Response{Context: "It is Friday."}, nil
		}))
	if err != nil {
		log.Fatal(err)
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error)
	go func() { done <- server.Serve(ctx, ln) }()

	for _, message := range []string{
		`{"hook_event_name":"PreToolUse","tool_name":"Bash","tool_input":{"command":"git push --force"}}`,
		`{"hook_event_name":"PreToolUse","tool_name":"Bash","tool_input":{"command":"git status"}}`,
		`{"hook_event_name":"UserPromptSubmit","prompt":"deploy"}`,
		`{"hook_event_name":"PreToolUse","tool_na`,
	} {
		r, err := http.NewRequest(http.MethodPost, "http://"+ln.Addr().String(), strings.NewReader(message))
		if err != nil {
			log.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Authorization", "Bearer only-for-this-example")
		response, err := http.DefaultClient.Do(r)
		if err != nil {
			log.Fatal(err)
		}
		body, err := io.ReadAll(response.Body)
		if err != nil {
			log.Fatal(err)
		}
		response.Body.Close()
		fmt.Printf("%d %.50q\n", response.StatusCode, body)
	}
	stop()
	if err := <-done; err != nil {
		log.Fatal(err)
	}
	// Output:
	// 200 "{\"hookSpecificOutput\":{\"hookEventName\":\"PreToolUse"
	// 200 ""
	// 200 "{\"hookSpecificOutput\":{\"hookEventName\":\"UserPrompt"
	// 200 "{\"decision\":\"block\",\"reason\":\"guard hook failed, r"
}

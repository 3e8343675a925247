package hookstest_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/gatehouse-go/gatehouse/hooks"
	"github.com/gatehouse-go/gatehouse/hooks/hookstest"
)

// t stands for the parameter of a test function.
var t = new(testing.T)

func guard(_ context.Context, e *hooks.PreToolUse) (hooks.Response, error) {
	if command, ok := e.Command(); ok && strings.Contains(command, "push --force") {
		return e.Deny("never force-push"), nil
	}
	return hooks.Response{}, nil
}

func ExampleFailsClosed() {
	hookstest.FailsClosed(t, guard,
		[]byte(`{"hook_event_name":"PreToolUse","tool_name":"Bash","tool_input":{"command":"git push --force"}}`))
	fmt.Println(t.Failed())
	// Output: false
}

func ExampleRun() {
	r := hookstest.Run(t, guard,
		[]byte(`{"hook_event_name":"PreToolUse","tool_name":"Bash","tool_input":{"command":"git push --force"}}`))
	fmt.Println("exit code", r.Code)
	fmt.Println("Claude Code:", r)
	// Output:
	// exit code 2
	// Claude Code: blocks: never force-push
}

func ExampleReplay() {
	recorded := fstest.MapFS{"session.jsonl": {Data: []byte(`
{"hook_event_name":"UserPromptSubmit","prompt":"publish it"}
{"hook_event_name":"PreToolUse","tool_name":"Bash","tool_input":{"command":"git status"}}
{"hook_event_name":"PreToolUse","tool_name":"Bash","tool_input":{"command":"git push --force"}}`)}}
	for name, r := range hookstest.Replay(t, recorded, "*.jsonl", guard) {
		fmt.Println(name, r)
	}
	// Output:
	// session.jsonl:3 proceeds
	// session.jsonl:4 blocks: never force-push
}

package hooks_test

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/gatehouse-go/gatehouse/hooks"
)

// askToPublish has the user decide, even where a rule would allow it.
func askToPublish(_ context.Context, e *hooks.PreToolUse) (hooks.Response, error) {
	if command, ok := e.Command(); ok && strings.HasPrefix(command, "npm publish") {
		return e.Ask("this publishes to everyone"), nil
	}
	return hooks.Response{}, nil
}

// How do I have the user asked?
func ExamplePreToolUse_Ask() {
	message := `{"hook_event_name":"PreToolUse","tool_name":"Bash","tool_input":{"command":"npm publish"}}`
	code := hooks.Run(context.Background(), hooks.Options{
		Stdin: strings.NewReader(message), Stdout: os.Stdout, Stderr: io.Discard,
	}, askToPublish)
	fmt.Println("exit code", code)
	// Output:
	// {"hookSpecificOutput":{"hookEventName":"PreToolUse","permissionDecision":"ask","permissionDecisionReason":"this publishes to everyone"}}
	// exit code 0
}

package hooks_test

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/gatehouse-go/gatehouse/hooks"
)

// noForcePush tells Claude why not, and what to do instead.
func noForcePush(_ context.Context, e *hooks.PreToolUse) (hooks.Response, error) {
	if command, ok := e.Command(); ok && strings.Contains(command, "push --force") {
		return e.Deny("never force-push; push a new branch instead"), nil
	}
	return hooks.Response{}, nil
}

// How do I refuse a tool call, with a reason that Claude reads?
func ExamplePreToolUse_Deny() {
	message := `{"hook_event_name":"PreToolUse","tool_name":"Bash","tool_input":{"command":"git push --force"}}`
	code := hooks.Run(context.Background(), hooks.Options{
		Stdin: strings.NewReader(message), Stdout: os.Stdout, Stderr: io.Discard,
	}, noForcePush)
	fmt.Println("exit code", code)
	// Output:
	// {"hookSpecificOutput":{"hookEventName":"PreToolUse","permissionDecision":"deny","permissionDecisionReason":"never force-push; push a new branch instead"}}
	// exit code 2
}

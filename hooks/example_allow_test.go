package hooks_test

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/gatehouse-go/gatehouse/hooks"
)

// goTest approves one command, exactly as it is.
func goTest(_ context.Context, e *hooks.PreToolUse) (hooks.Response, error) {
	if command, ok := e.Command(); ok && command == "go test ./..." {
		return e.AutoApprove("the tests may always run"), nil
	}
	return hooks.Response{}, nil
}

// How do I let a tool call run without a question?
func ExamplePreToolUse_AutoApprove() {
	message := `{"hook_event_name":"PreToolUse","tool_name":"Bash","tool_input":{"command":"go test ./..."}}`
	code := hooks.Run(context.Background(), hooks.Options{
		Stdin: strings.NewReader(message), Stdout: os.Stdout, Stderr: io.Discard,
	}, goTest)
	fmt.Println("exit code", code)
	// Output:
	// {"hookSpecificOutput":{"hookEventName":"PreToolUse","permissionDecision":"allow","permissionDecisionReason":"the tests may always run"}}
	// exit code 0
}

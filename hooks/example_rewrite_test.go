package hooks_test

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/gatehouse-go/gatehouse/hooks"
)

// dryRun makes the first try of a deletion one that deletes nothing. A rewrite
// replaces the whole input, so it starts from what is there.
func dryRun(_ context.Context, e *hooks.PreToolUse) (hooks.Response, error) {
	input, err := e.Input()
	if err != nil {
		return hooks.Response{}, err
	}
	if bash, ok := input.(*hooks.BashInput); ok && bash.Command == "git clean -fdx" {
		bash.Command = "git clean -fdx --dry-run"
		return e.Rewrite(bash), nil
	}
	return hooks.Response{}, nil
}

// How do I change what a tool is called with?
func ExamplePreToolUse_Rewrite() {
	message := `{"hook_event_name":"PreToolUse","tool_name":"Bash","tool_input":{"command":"git clean -fdx","timeout":5000}}`
	code := hooks.Run(context.Background(), hooks.Options{
		Stdin: strings.NewReader(message), Stdout: os.Stdout, Stderr: io.Discard,
	}, dryRun)
	fmt.Println("exit code", code)
	// Output:
	// {"hookSpecificOutput":{"hookEventName":"PreToolUse","updatedInput":{"command":"git clean -fdx --dry-run","timeout":5000}}}
	// exit code 0
}

package hooks_test

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/gatehouse-go/gatehouse/hooks"
)

// hideToken gives Claude the output of a command without the secret in it, in the
// shape that Claude Code insists on.
func hideToken(_ context.Context, e *hooks.PostToolUse) (hooks.Response, error) {
	output, err := e.Output()
	if err != nil {
		return hooks.Response{}, err
	}
	if bash, ok := output.(*hooks.BashOutput); ok && strings.Contains(bash.Stdout, "hunter2") {
		bash.Stdout = strings.ReplaceAll(bash.Stdout, "hunter2", "***")
		return e.ReplaceOutput(bash), nil
	}
	return hooks.Response{}, nil
}

// How do I redact what a tool returned?
func ExamplePostToolUse_ReplaceOutput() {
	message := `{"hook_event_name":"PostToolUse","tool_name":"Bash","tool_input":{"command":"env"},
		"tool_response":{"stdout":"TOKEN=hunter2","stderr":"","interrupted":false,"isImage":false}}`
	code := hooks.Run(context.Background(), hooks.Options{
		Stdin: strings.NewReader(message), Stdout: os.Stdout, Stderr: io.Discard,
	}, hideToken)
	fmt.Println("exit code", code)
	// Output:
	// {"hookSpecificOutput":{"hookEventName":"PostToolUse","updatedToolOutput":{"stdout":"TOKEN=***","stderr":"","interrupted":false,"isImage":false}}}
	// exit code 0
}

package hooks_test

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/gatehouse-go/gatehouse/hooks"
)

// grantList answers as the user would with "don't ask again", but for this
// session only.
func grantList(_ context.Context, e *hooks.PermissionRequest) (hooks.Response, error) {
	if command, ok := e.Command(); !ok || command != "ls" {
		return hooks.Response{}, nil
	}
	for i := range e.Suggestions {
		e.Suggestions[i].Destination = "session"
	}
	return e.AutoApprove(e.Suggestions...), nil
}

// How do I answer a permission request, and save the rule?
func ExamplePermissionRequest_AutoApprove() {
	message := `{"hook_event_name":"PermissionRequest","tool_name":"Bash","tool_input":{"command":"ls"},"permission_suggestions":
		[{"type":"addRules","rules":[{"toolName":"Bash","ruleContent":"ls *"}],"behavior":"allow","destination":"localSettings"}]}`
	code := hooks.Run(context.Background(), hooks.Options{
		Stdin: strings.NewReader(message), Stdout: os.Stdout, Stderr: io.Discard,
	}, grantList)
	fmt.Println("exit code", code)
	// Output:
	// {"hookSpecificOutput":{"hookEventName":"PermissionRequest","decision":{"behavior":"allow","updatedPermissions":[{"type":"addRules","rules":[{"toolName":"Bash","ruleContent":"ls *"}],"behavior":"allow","destination":"session"}]}}}
	// exit code 0
}

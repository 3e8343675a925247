package hooks_test

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/gatehouse-go/gatehouse/hooks"
)

// introduce tells Claude at the start what it should know.
func introduce(_ context.Context, e *hooks.SessionStart) (hooks.Response, error) {
	if e.Source != "startup" {
		return hooks.Response{}, nil
	}
	return hooks.Response{Context: "The next release is 1.2. Do not change the public API."}, nil
}

// How do I tell Claude something at the start of a session?
func ExampleSessionStart() {
	message := `{"hook_event_name":"SessionStart","source":"startup"}`
	code := hooks.Run(context.Background(), hooks.Options{
		Stdin: strings.NewReader(message), Stdout: os.Stdout, Stderr: io.Discard,
	}, introduce)
	fmt.Println("exit code", code)
	// Output:
	// {"hookSpecificOutput":{"hookEventName":"SessionStart","additionalContext":"The next release is 1.2. Do not change the public API."}}
	// exit code 0
}

package hooks_test

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/gatehouse-go/gatehouse/hooks"
)

// noKeys keeps a prompt from Claude that should never have been written.
func noKeys(_ context.Context, e *hooks.UserPromptSubmit) (hooks.Response, error) {
	if strings.Contains(e.Prompt, "BEGIN PRIVATE KEY") {
		return e.BlockHidden("the prompt holds a private key"), nil
	}
	return hooks.Response{}, nil
}

// How do I block a prompt?
func ExampleUserPromptSubmit_BlockHidden() {
	message := `{"hook_event_name":"UserPromptSubmit","prompt":"-----BEGIN PRIVATE KEY-----"}`
	code := hooks.Run(context.Background(), hooks.Options{
		Stdin: strings.NewReader(message), Stdout: os.Stdout, Stderr: io.Discard,
	}, noKeys)
	fmt.Println("exit code", code)
	// Output:
	// {"decision":"block","reason":"the prompt holds a private key","hookSpecificOutput":{"hookEventName":"UserPromptSubmit","suppressOriginalPrompt":true}}
	// exit code 2
}

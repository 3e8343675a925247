package hooks_test

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/gatehouse-go/gatehouse/hooks"
)

// mentionGenerated tells Claude what it cannot see from the file.
func mentionGenerated(_ context.Context, e *hooks.PostToolUse) (hooks.Response, error) {
	for path := range e.Paths() {
		if strings.HasSuffix(path, ".pb.go") {
			return hooks.Response{Context: path + " is generated: change the .proto file and run make."}, nil
		}
	}
	return hooks.Response{}, nil
}

// How do I give Claude something to read, without deciding anything?
func ExampleResponse() {
	message := `{"hook_event_name":"PostToolUse","tool_name":"Read","tool_input":{"file_path":"/src/a.pb.go"}}`
	code := hooks.Run(context.Background(), hooks.Options{
		Stdin: strings.NewReader(message), Stdout: os.Stdout, Stderr: io.Discard,
	}, mentionGenerated)
	fmt.Println("exit code", code)
	// Output:
	// {"hookSpecificOutput":{"hookEventName":"PostToolUse","additionalContext":"/src/a.pb.go is generated: change the .proto file and run make."}}
	// exit code 0
}

package hooks_test

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/gatehouse-go/gatehouse/hooks"
)

// testsFirst makes Claude go on, and sees to it that Claude can stop.
func testsFirst(_ context.Context, e *hooks.Stop) (hooks.Response, error) {
	if e.StopHookActive {
		return hooks.Response{}, nil
	}
	return e.Continue("run the tests before you stop"), nil
}

// How do I keep Claude from stopping too early?
func ExampleStop_Continue() {
	message := `{"hook_event_name":"Stop","stop_hook_active":false}`
	code := hooks.Run(context.Background(), hooks.Options{
		Stdin: strings.NewReader(message), Stdout: os.Stdout, Stderr: io.Discard,
	}, testsFirst)
	fmt.Println("exit code", code)
	// Output:
	// {"decision":"block","reason":"run the tests before you stop"}
	// exit code 0
}

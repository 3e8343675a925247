package hooks_test

import (
	"context"
	"io"
	"log/slog"
	"os"
	"strings"

	"github.com/gatehouse-go/gatehouse/hooks"
)

// masked hides what must not stand in a log. A real one would ask package
// secrets of this module.
func masked(text string) string { return strings.ReplaceAll(text, "hunter2", "***") }

// How do I keep a record of what was decided?
func ExampleOptions() {
	guard := func(_ context.Context, e *hooks.PreToolUse) (hooks.Response, error) {
		return e.Deny("no passwords on the command line"), nil
	}
	// A real one writes to a file. Time and duration differ from run to run.
	log := slog.New(slog.NewTextHandler(os.Stdout, &slog.HandlerOptions{ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
		if a.Key == slog.TimeKey || a.Key == "duration" {
			return slog.Attr{}
		}
		return a
	}}))
	message := `{"hook_event_name":"PreToolUse","session_id":"0f3a","tool_use_id":"toolu_1",
		"tool_name":"Bash","tool_input":{"command":"mysql -phunter2"}}`
	hooks.Run(context.Background(), hooks.Options{
		Stdin: strings.NewReader(message), Stdout: io.Discard, Stderr: io.Discard,
		Log: log, Mask: masked,
	}, guard)
	// Output:
	// level=INFO msg="hook answered" event=PreToolUse session=0f3a tool=Bash tool_use=toolu_1 input_bytes=15 input="mysql -p***" decision=deny reason_bytes=32 reason="no passwords on the command line" rewritten=false exit_code=2
}

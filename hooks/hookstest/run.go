package hookstest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/gatehouse-go/gatehouse/hooks"
)

// A Result is one run of a hook: what the program would have left behind, and
// what Claude Code makes of it.
type Result struct {
	// Event is nil if the message is none.
	Event          hooks.Event
	Code           int // exit code
	Stdout, Stderr string
	Outcome        hooks.Outcome
}

// String returns the outcome in one line, such as "blocks: never force-push",
// for messages and golden files.
func (r Result) String() string {
	text := r.Outcome.Effect.String()
	if r.Outcome.Reason != "" {
		text += ": " + r.Outcome.Reason
	}
	if r.Outcome.Stop {
		text += "; stops: " + r.Outcome.StopReason
	}
	if r.Outcome.Failure != "" {
		text += "; failed: " + r.Outcome.Failure
	}
	return strings.Join(strings.Fields(text), " ")
}

// Run runs a hook with this handler for one message, as [hooks.Main] does, but in
// memory. [hooks.Encode] makes a message of an event.
func Run[E hooks.Event](t testing.TB, handler func(context.Context, E) (hooks.Response, error), message []byte) Result {
	t.Helper()
	return run(context.Background(), t, hooks.Options{}, handler, message)
}

func run[E hooks.Event](ctx context.Context, t testing.TB, o hooks.Options, handler func(context.Context, E) (hooks.Response, error), message []byte) Result {
	t.Helper()
	var stdout, stderr bytes.Buffer
	o.Stdin, o.Stdout, o.Stderr = bytes.NewReader(message), &stdout, &stderr
	r := Result{Code: hooks.Run(ctx, o, handler), Stdout: stdout.String(), Stderr: stderr.String()}

	event, name := decode(message)
	if r.Event = event; event == nil {
		if name == "" {
			name = kindsOf[E]()[0].name // what Claude Code runs the hook for
		}
		event = &hooks.Unknown{Name: name}
	}
	r.Outcome = hooks.HookRun{Event: event, Code: r.Code, Stdout: r.Stdout, Stderr: strings.TrimSuffix(r.Stderr, "\n")}.Outcome()
	return r
}

// decode returns the event, or nil and what the message says it is, if anything.
func decode(message []byte) (hooks.Event, string) {
	event, err := hooks.Decode(message)
	if err == nil {
		return event, event.EventName()
	}
	if e, ok := errors.AsType[*hooks.DecodeError](err); ok {
		return nil, e.EventName
	}
	return nil, ""
}

// describe is for messages about a result.
func (r Result) describe() string {
	return fmt.Sprintf("exit code %d, stdout %s, stderr %s, by which it %s", r.Code, short(r.Stdout), short(r.Stderr), r.Outcome.Effect)
}

// short quotes the beginning of a text.
func short(text string) string {
	const most = 300
	if len(text) > most {
		return fmt.Sprintf("%q… (%d bytes)", text[:most], len(text))
	}
	return fmt.Sprintf("%q", text)
}

package hooks

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math"
	"os"
	"reflect"
	"time"
)

// Options adjusts [Run] and [Answer]. The zero value is what [Main] uses.
type Options struct {
	Stdin          io.Reader // nil means os.Stdin
	Stdout, Stderr io.Writer // nil means os.Stdout and os.Stderr; not for Answer

	// Timeout bounds reading, decoding and the handler together. It must be
	// shorter than the hook's timeout in settings.json, because Claude Code
	// carries on when a hook takes longer than that. 0 means 20 seconds, which
	// is shorter than any timeout that Claude Code sets by itself for an event
	// that can be blocked.
	Timeout time.Duration

	// OnFailure says what happens when the handler fails.
	OnFailure FailureMode

	// MaxInput bounds the size of the message in bytes. 0 means 16 MiB.
	MaxInput int

	// Log, if not nil, receives one record for each run, once the answer was
	// written: what was decided about what, and how long it took. See the
	// package comment for its attributes.
	//
	// The process waits for it as long as there is time left, but for no more
	// than a second. Nothing that Log does changes the answer: panics are
	// caught, and standard output, if it is the process's, is closed before.
	// Log to a file or to a service: Claude Code reads standard error too.
	Log *slog.Logger

	// Mask returns a text without the secrets in it. Log receives texts that
	// may hold some, such as commands, prompts and reasons, only as Mask
	// returns them; without Mask it receives their sizes instead.
	Mask func(string) string
}

// A FailureMode says how a hook that cannot do its work answers.
type FailureMode uint8

const (
	// FailClosed refuses the action, for every event where that does more good
	// than harm; see the table in the package comment. Stop and similar events,
	// where refusing could go on forever, report the failure and let Claude
	// Code proceed.
	FailClosed FailureMode = iota
	// FailOpen reports the failure and lets Claude Code proceed.
	FailOpen
)

const (
	defaultTimeout  = 20 * time.Second
	defaultMaxInput = 16 << 20
)

// Main runs handler on the event on standard input and exits the process.
//
// E is one event, such as *[PreToolUse], or an interface: [Event] to receive
// all, or one that several events satisfy. It is a failure of the hook to be
// run for an event that is no E.
//
// While the handler runs, os.Stdout is os.Stderr, so that a stray print does
// not corrupt the answer.
func Main[E Event](handler func(context.Context, E) (Response, error)) {
	os.Exit(Run(context.Background(), Options{}, handler))
}

// Run is [Main] without the end of the process: it returns the exit code, which
// the caller must pass to [os.Exit]. See the package comment for the codes.
//
// If it is not given another Stdout, it does the same with os.Stdout as Main.
// After the deadline it returns although the handler may still be running.
func Run[E Event](ctx context.Context, o Options, handler func(context.Context, E) (Response, error)) int {
	r := newRunner(o, handler)
	out := output{stdout: o.Stdout, stderr: o.Stderr}
	if out.stderr == nil {
		out.stderr = os.Stderr
	}
	var process *os.File // its standard output, if the answer goes there
	if out.stdout == nil || out.stdout == io.Writer(os.Stdout) {
		process = os.Stdout
		out.stdout, os.Stdout = process, os.Stderr
		// A handler that was left behind must not get it back.
		defer func() {
			if r.finished {
				os.Stdout = process
			}
		}()
	}

	a := r.answer(ctx)
	code, err := out.deliver(a)
	if o.Log != nil {
		if process != nil {
			secure(process)
		}
		r.log(ctx, a, &code, err)
	}
	return code
}

// eventOf returns the name of the event E, or nothing if E stands for several.
func eventOf[E Event]() string {
	t := reflect.TypeFor[E]()
	if t.Kind() != reflect.Pointer || t.Elem().PkgPath() != reflect.TypeFor[Common]().PkgPath() {
		return ""
	}
	return reflect.New(t.Elem()).Interface().(Event).EventName()
}

// A runner takes one event to its answer.
type runner struct {
	event    string // that the hook handles; empty if there are several
	mode     FailureMode
	timeout  time.Duration
	stdin    io.Reader
	maxInput int
	handle   func(context.Context, Event) (Response, error)
	bodyOnly bool // the answer is JSON and nothing else
	finished bool // the handler no longer runs

	began  time.Time
	logger *slog.Logger
	mask   func(string) string
	entry  entry // for the logger; empty if there is none, or the event was not read
}

func newRunner[E Event](o Options, handler func(context.Context, E) (Response, error)) *runner {
	r := &runner{
		event:    eventOf[E](),
		mode:     o.OnFailure,
		timeout:  o.Timeout,
		began:    time.Now(),
		logger:   o.Log,
		mask:     o.Mask,
		stdin:    o.Stdin,
		maxInput: o.MaxInput,
		handle: func(ctx context.Context, event Event) (Response, error) {
			e, ok := event.(E)
			if !ok {
				return Response{}, fmt.Errorf("this hook handles %s but was run for %s; correct its entry in settings.json",
					reflect.TypeFor[E](), clean(event.EventName()))
			}
			return handler(ctx, e)
		},
	}
	if r.stdin == nil {
		r.stdin = os.Stdin
	}
	if r.maxInput <= 0 {
		r.maxInput = defaultMaxInput
	}
	r.maxInput = min(r.maxInput, math.MaxInt32-1) // no more can be decoded
	if r.timeout <= 0 {
		r.timeout = defaultTimeout
	}
	return r
}

// A heard is an event, and what is to be logged about it.
type heard struct {
	event Event
	entry entry
}

// A result is what became of reading the event and calling the handler.
type result struct {
	response Response
	err      error
	cause    failureCause // of the error
}

// answer never fails and never takes longer than the timeout: everything that
// might is done in a goroutine that can be left behind.
func (r *runner) answer(ctx context.Context) answer {
	ctx, cancel := context.WithTimeoutCause(ctx, r.timeout, fmt.Errorf(
		"no answer within %v; make the handler faster, or raise Options.Timeout and the hook's timeout in settings.json", r.timeout))
	defer cancel()
	arrived := make(chan heard, 1)
	done := make(chan result, 1)
	go func() {
		res := result{err: errors.New("the handler ended its goroutine; let it return an error instead"), cause: panicked}
		defer func() {
			if p := recover(); p != nil {
				res.err = panicError(p)
			}
			done <- res
		}()
		event, err := r.receive()
		if err != nil {
			res = result{err: err, cause: unreadEvent}
			return
		}
		h := heard{event: event}
		if r.logger != nil {
			h.entry = entryOf(event)
		}
		arrived <- h
		response, err := r.handle(ctx, event)
		if err != nil {
			// Here its Error method can do no harm, whatever it does.
			err = fmt.Errorf("%w", err)
		}
		res = result{response, err, failedHandler}
	}()

	var res result
	select {
	case res = <-done:
		r.finished = true
	case <-ctx.Done():
		select {
		case res = <-done: // an answer in hand counts
			r.finished = true
		default:
			res = result{err: context.Cause(ctx), cause: tooLate}
		}
	}
	var h heard
	select {
	case h = <-arrived:
	default:
	}
	if h.event == nil {
		a := r.refuseUnread(res.err)
		a.cause = res.cause
		return a
	}
	r.entry = h.entry
	name := h.event.EventName()
	if res.err == nil {
		res.err, res.cause = res.response.check(name), wrongAnswer
	}
	if res.err == nil && r.bodyOnly {
		res.err = res.response.needsExitCode(name)
	}
	if res.err != nil {
		a := r.fail(name, res.response, res.err)
		a.cause = res.cause
		return a
	}
	a := r.render(name, res.response)
	a.undelivered = r.undelivered(name, res.response)
	return a
}

// render spells an answer as the transport wants it.
func (r *runner) render(event string, response Response) answer {
	a := answer{stdout: response.body(event)}
	if !r.bodyOnly {
		a = response.render(event)
	}
	a.event, a.said = event, response
	return a
}

// receive reads the event.
func (r *runner) receive() (Event, error) {
	data, err := io.ReadAll(io.LimitReader(r.stdin, int64(r.maxInput)+1))
	if err != nil {
		return nil, fmt.Errorf("cannot read the event: %w", err)
	}
	if len(data) > r.maxInput {
		return nil, fmt.Errorf("the event has more than %d bytes; raise Options.MaxInput", r.maxInput)
	}
	return decode(data)
}

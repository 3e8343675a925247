package hooks

import (
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"strings"
)

// fail answers in place of a handler that failed. What it refused all the same
// stays refused, whatever the mode.
func (r *runner) fail(event string, response Response, err error) answer {
	p := protocolOf(event)
	refused := response.refuses(event)
	if !refused && (r.mode == FailOpen || p.refusal == proceed) {
		return answer{stderr: clean("hooks: guard hook failed: " + err.Error()), code: 1, undelivered: 1, event: event, failure: err}
	}
	why := failed(err)
	if !refused {
		response = Response{}
	}
	if !p.context {
		response.Context = ""
	}
	response.event, response.verdict = event, deny
	response.reason = lines(response.reason, why)
	a := r.render(event, response)
	a.undelivered, a.failure = 2, err
	a.stderr, a.fallback = clean(response.reason), ""
	return a
}

func failed(err error) string { return "guard hook failed, refusing to be safe: " + err.Error() }

// refuseUnread answers a message that could not be understood. If it does not
// say what event it is, it is taken for the one that the hook handles, and if
// there are several, for one that exit code 2 blocks.
func (r *runner) refuseUnread(err error) answer {
	if e, ok := errors.AsType[*DecodeError](err); ok && e.EventName != "" {
		return r.fail(e.EventName, Response{}, err)
	}
	a := r.fail(r.event, Response{}, err)
	if r.event == "" && r.mode == FailClosed {
		// A PermissionRequest does not heed the exit code.
		a.stdout = blockAny(clean(failed(err)))
		if !r.bodyOnly {
			a.stdout = append(a.stdout, '\n')
		}
	}
	if a.code == 0 {
		// Claude Code reads JSON whatever the exit code, and this one
		// blocks if it is another event after all.
		a.code = 2
	}
	return a
}

// undelivered is the exit code for when the answer cannot be written.
func (r *runner) undelivered(event string, response Response) int {
	switch {
	case response.verdict == deny:
		return 2 // says the same wherever it says anything
	case r.mode == FailOpen, protocolOf(event).refusal == proceed:
		return 1
	}
	return 2
}

// panicError says where the panic was that is being recovered. A whole stack
// would be of no use to Claude, and in the terminal of no use to the user.
func panicError(p any) error {
	pcs := make([]uintptr, 64)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(2, pcs)])
	panicking := false
	for {
		frame, more := frames.Next()
		fromRuntime := strings.HasPrefix(frame.Function, "runtime.")
		if panicking && !fromRuntime && frame.File != "" {
			return fmt.Errorf("panic: %v (%s:%d)", p, filepath.Base(frame.File), frame.Line)
		}
		panicking = panicking || frame.Function == "runtime.gopanic"
		if !more {
			return fmt.Errorf("panic: %v", p)
		}
	}
}

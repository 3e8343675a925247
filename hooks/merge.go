package hooks

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
)

// And joins two answers to one event into one that gives both, such as
//
//	e.Ask("rewritten to a dry run").And(e.Rewrite(input))
//
// Of two decisions the stricter holds: deny before defer, ask and approve. Texts
// are kept, each on a line of its own. Answers that contradict each other, such
// as two different rewrites, count as a failure of the handler.
func (r Response) And(other Response) Response {
	joined := Response{
		SystemMessage:    lines(r.SystemMessage, other.SystemMessage),
		Context:          lines(r.Context, other.Context),
		StopReason:       lines(r.StopReason, other.StopReason),
		SuppressOutput:   r.SuppressOutput || other.SuppressOutput,
		TerminalSequence: r.TerminalSequence + other.TerminalSequence,

		event:   r.event,
		verdict: max(r.verdict, other.verdict),
		err:     errors.Join(r.err, other.err),
	}
	switch {
	case r.event == "":
		joined.event = other.event
	case other.event != "" && other.event != r.event:
		joined.err = errors.Join(joined.err, fmt.Errorf("an answer to %s cannot be joined with one to %s", r.event, other.event))
	}
	for _, part := range []Response{r, other} {
		if part.verdict == joined.verdict {
			joined.reason = lines(joined.reason, part.reason)
		}
		for _, f := range part.fields {
			joined.add(f)
		}
	}
	return joined
}

// add leaves out a field that the verdict has made pointless, so that a
// contradiction about it does no harm.
func (r *Response) add(f field) {
	if !f.has(r.verdict) {
		return
	}
	i := slices.IndexFunc(r.fields, func(have field) bool { return have.key == f.key })
	switch {
	case i < 0:
		r.fields = append(r.fields, f)
	case f.list != nil:
		r.fields[i].list = slices.Concat(r.fields[i].list, f.list)
	case !bytes.Equal(r.fields[i].value, f.value):
		r.err = errors.Join(r.err, fmt.Errorf("two answers differ in %s; let one handler decide about it", f.key))
	}
}

// lines joins two texts, if there are two.
func lines(a, b string) string {
	switch {
	case a == "":
		return b
	case b == "", a == b:
		return a
	}
	return a + "\n" + b
}

// Strictest returns a handler that calls each of handlers in order and answers
// with the strictest response: deny, then defer, ask and approve, the same
// precedence that Claude Code gives to hooks that run side by side. It joins the
// responses as [Response.And] does, with one exception: an approval does not
// extend to an input that another handler has rewritten.
//
// An error or a panic of any handler is an error. The others are called
// nevertheless, and a refusal among their responses is returned along with the
// error, because an error must not undo it.
func Strictest[E Event](handlers ...func(context.Context, E) (Response, error)) func(context.Context, E) (Response, error) {
	return func(ctx context.Context, e E) (Response, error) {
		var strictest Response
		var errs []error
		for i, handler := range handlers {
			r, err := protect(ctx, e, handler)
			if err == nil {
				err = r.check(e.EventName())
			}
			if err != nil {
				errs = append(errs, fmt.Errorf("handler %d of %d: %w", i+1, len(handlers), err))
			}
			if err == nil || r.refuses(e.EventName()) {
				strictest = strictest.beside(r)
			}
		}
		return strictest, errors.Join(errs...)
	}
}

// protect makes a panic of the handler an error.
func protect[E Event](ctx context.Context, e E, handler func(context.Context, E) (Response, error)) (r Response, err error) {
	defer func() {
		if p := recover(); p != nil {
			r, err = Response{}, panicError(p)
		}
	}()
	return handler(ctx, e)
}

// beside joins the answers of two handlers that do not know of each other.
func (r Response) beside(other Response) Response {
	a, b := r.forInputOf(other), other.forInputOf(r)
	return a.And(b)
}

// forInputOf withdraws an approval if another answer replaces the input that it
// was given for.
func (r Response) forInputOf(other Response) Response {
	if r.verdict == allow && other.rewrites() && !r.rewrites() {
		r.verdict, r.reason = none, ""
		r.fields = slices.DeleteFunc(slices.Clone(r.fields), func(f field) bool { return !f.has(none) })
	}
	return r
}

func (r Response) rewrites() bool {
	return slices.ContainsFunc(r.fields, func(f field) bool { return f.key == "updatedInput" })
}

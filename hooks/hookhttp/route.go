package hookhttp

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/gatehouse-go/gatehouse/hooks"
)

// A Route takes events of one kind to their handler. Make it with [On].
type Route struct {
	fits   func(hooks.Event) bool
	handle handler[hooks.Event]
	alone  func(context.Context, hooks.Options, around) (json.RawMessage, error)
}

type handler[E hooks.Event] = func(context.Context, E) (hooks.Response, error)

// around runs what it is given, or not.
type around func(ctx context.Context, handle func() (hooks.Response, error)) (hooks.Response, error)

// answerer answers the message in the options.
type answerer func(context.Context, hooks.Options, around) (json.RawMessage, error)

// On makes a route to handler, which is one as [hooks.Main] takes it: for one
// event, such as *[hooks.PreToolUse], or for an interface that several satisfy.
func On[E hooks.Event](handler func(context.Context, E) (hooks.Response, error)) Route {
	return Route{
		fits: func(e hooks.Event) bool { _, ok := e.(E); return ok },
		handle: func(ctx context.Context, e hooks.Event) (hooks.Response, error) {
			return handler(ctx, e.(E))
		},
		alone: func(ctx context.Context, o hooks.Options, run around) (json.RawMessage, error) {
			return answer(ctx, o, run, handler)
		},
	}
}

func answer[E hooks.Event](ctx context.Context, o hooks.Options, run around, handle handler[E]) (json.RawMessage, error) {
	return hooks.Answer(ctx, o, func(ctx context.Context, e E) (hooks.Response, error) {
		return run(ctx, func() (hooks.Response, error) { return handle(ctx, e) })
	})
}

// dispatch joins routes. A single one is kept as it is, because its type says
// how to refuse a message that cannot be read.
func dispatch(routes []Route) (answerer, error) {
	for _, r := range routes {
		if r.alone == nil {
			return nil, errNoRoute
		}
	}
	switch len(routes) {
	case 0:
		return nil, errNoRoute
	case 1:
		return routes[0].alone, nil
	}
	return func(ctx context.Context, o hooks.Options, run around) (json.RawMessage, error) {
		return answer(ctx, o, run, func(ctx context.Context, e hooks.Event) (hooks.Response, error) {
			return toRoutes(ctx, routes, e)
		})
	}, nil
}

func toRoutes(ctx context.Context, routes []Route, e hooks.Event) (hooks.Response, error) {
	var fitting []handler[hooks.Event]
	for _, r := range routes {
		if r.fits(e) {
			fitting = append(fitting, r.handle)
		}
	}
	switch len(fitting) {
	case 0:
		return hooks.Response{}, fmt.Errorf("this server has no route for %s; correct the hook's entry in the settings", e.EventName())
	case 1:
		return fitting[0](ctx, e)
	}
	return hooks.Strictest(fitting...)(ctx, e)
}

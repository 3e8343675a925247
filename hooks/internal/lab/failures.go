package lab

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"runtime"
	"time"

	"github.com/gatehouse-go/gatehouse/hooks"
)

// A Failure is a hook that fails in one way, for any event.
type Failure struct {
	Name string
	// Process is set for what ends the process or writes past Options.
	Process bool
	run     func(hooks.Options) int
}

// Failures are the ways to fail.
var Failures = []Failure{
	{"error", false, handler(func() error { return errors.New(failure) })},
	{"panic", false, handler(func() error { panic(failure) })},
	{"goexit", false, handler(func() error { runtime.Goexit(); return nil })},
	{"deadline", false, func(o hooks.Options) int {
		o.Timeout = 200 * time.Millisecond
		return hooks.Run(context.Background(), o, hanging)
	}},
	{"fail-open", false, func(o hooks.Options) int {
		o.OnFailure = hooks.FailOpen
		return hooks.Run(context.Background(), o, failing)
	}},
	{"too-large", false, func(o hooks.Options) int {
		o.MaxInput = 10
		return hooks.Run(context.Background(), o, silent)
	}},
	{"wrong-event", false, func(o hooks.Options) int {
		return hooks.Run(context.Background(), o, func(context.Context, *hooks.Unknown) (hooks.Response, error) {
			return hooks.Response{}, nil
		})
	}},
	{"wrong-answer", false, func(o hooks.Options) int {
		return hooks.Run(context.Background(), o, func(_ context.Context, e hooks.Event) (hooks.Response, error) {
			if _, ok := e.(*hooks.PostToolUse); ok {
				return new(hooks.Stop).Continue(reason), nil
			}
			return new(hooks.PostToolUse).Block(reason), nil
		})
	}},
	// No failure: what the handler prints goes elsewhere.
	{"print", true, handler(func() error { fmt.Println(text); return nil })},

	// The package comment names the rest as what no hook can help.
	{"kill", true, handler(func() error {
		if p, err := os.FindProcess(os.Getpid()); err == nil {
			_ = p.Kill()
		}
		select {}
	})},
	{"log.Fatal", true, handler(func() error { log.SetFlags(0); log.Fatal(fatal); return nil })},
	{"os.Exit", true, handler(func() error { os.Exit(0); return nil })},
	{"panic-elsewhere", true, handler(func() error {
		go func() { panic(failure) }()
		select {}
	})},
	{"garbage", true, func(o hooks.Options) int {
		garbage()
		return hooks.Run(context.Background(), o, silent)
	}},
	{"garbage-and-error", true, func(o hooks.Options) int {
		garbage()
		return hooks.Run(context.Background(), o, failing)
	}},
	{"hang", true, func(o hooks.Options) int {
		o.Timeout = time.Hour
		return hooks.Run(context.Background(), o, hanging)
	}},
}

// garbage prints before the handler runs, when nothing keeps it from it.
func garbage() { fmt.Printf("{%q: %s\n", "a", text) }

func handler(do func() error) func(hooks.Options) int {
	return func(o hooks.Options) int {
		return hooks.Run(context.Background(), o, func(context.Context, hooks.Event) (hooks.Response, error) {
			return hooks.Response{}, do()
		})
	}
}

func silent(context.Context, hooks.Event) (hooks.Response, error) { return hooks.Response{}, nil }

func failing(context.Context, hooks.Event) (hooks.Response, error) {
	return hooks.Response{}, errors.New(failure)
}

func hanging(context.Context, hooks.Event) (hooks.Response, error) { select {} }

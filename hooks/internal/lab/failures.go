package lab

import (
	"context"
	"errors"
	"fmt"
	"log"
	"maps"
	"os"
	"runtime"
	"slices"
	"time"

	"github.com/gatehouse-go/gatehouse/hooks"
)

type handler = func(context.Context, hooks.Event) (hooks.Response, error)

// Failures lists the ways to fail. Those from "kill" on nobody can catch.
func Failures() []string { return slices.Sorted(maps.Keys(failures)) }

// failures end the process instead of answering the event.
var failures = map[string]func(event string){
	"error":  handled(func() error { return errors.New("EVFAIL") }),
	"panic":  handled(func() error { panic("EVFAIL") }),
	"goexit": handled(func() error { runtime.Goexit(); return nil }),
	"deadline": func(string) {
		os.Exit(hooks.Run(context.Background(), hooks.Options{Timeout: 200 * time.Millisecond},
			func(context.Context, hooks.Event) (hooks.Response, error) { select {} }))
	},
	"fail-open": func(string) {
		os.Exit(hooks.Run(context.Background(), hooks.Options{OnFailure: hooks.FailOpen}, failing))
	},
	"too-large": func(string) {
		os.Exit(hooks.Run(context.Background(), hooks.Options{MaxInput: 10}, forEvent))
	},
	"wrong-event": func(string) {
		hooks.Main(func(context.Context, *hooks.Unknown) (hooks.Response, error) { return hooks.Response{}, nil })
	},
	"wrong-answer": func(event string) {
		hooks.Main(func(context.Context, hooks.Event) (hooks.Response, error) {
			if event == "PostToolUse" {
				return new(hooks.Stop).Continue(reason), nil
			}
			return new(hooks.PostToolUse).Block(reason), nil
		})
	},
	// No failure: what the handler prints goes elsewhere.
	"print": handled(func() error { fmt.Println("EVTEXT"); return nil }),

	// The package comment names the following as what no hook can help.
	"kill": handled(func() error {
		if p, err := os.FindProcess(os.Getpid()); err == nil {
			_ = p.Kill()
		}
		select {}
	}),
	"log.Fatal": handled(func() error { log.SetFlags(0); log.Fatal("EV1ERR"); return nil }),
	"os.Exit":   handled(func() error { os.Exit(0); return nil }),
	"panic-elsewhere": handled(func() error {
		go func() { panic("EVFAIL") }()
		select {}
	}),
	"garbage": func(string) { // before the handler runs, when nothing keeps it from it
		fmt.Println(`{"a": EVTEXT`)
		hooks.Main(forEvent)
	},
	"garbage-and-error": func(string) {
		fmt.Println(`{"a": EVTEXT`)
		hooks.Main(failing)
	},
	"hang": func(string) {
		os.Exit(hooks.Run(context.Background(), hooks.Options{Timeout: time.Hour},
			func(context.Context, hooks.Event) (hooks.Response, error) { select {} }))
	},
}

func handled(do func() error) func(string) {
	return func(string) {
		hooks.Main(func(context.Context, hooks.Event) (hooks.Response, error) { return hooks.Response{}, do() })
	}
}

func failing(context.Context, hooks.Event) (hooks.Response, error) {
	return hooks.Response{}, errors.New("EVFAIL")
}

func forEvent(context.Context, hooks.Event) (hooks.Response, error) { return hooks.Response{}, nil }

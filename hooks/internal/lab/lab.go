// Package lab is a hook that gives any answer there is and fails in any way, as
// told by its arguments. It was put into Claude Code 2.1.330 to see what becomes
// of each; testdata/client.jsonl of package hooks has what was seen, and a test
// there runs the hook again to prove that it still says the same.
package lab

import (
	"context"
	"fmt"
	"os"
	"slices"

	"github.com/gatehouse-go/gatehouse/hooks"
)

// Texts of the answers, for finding them wherever Claude Code shows them.
const (
	reason  = "EVBLOCK"
	about   = "EVCTX"
	stop    = "EVSTOP"
	message = "EVSYS"

	failure = "EVFAIL"
	fatal   = "EV1ERR"
	text    = "EVTEXT"
)

// Main is the whole program. The arguments are an event and the name of an answer
// to it or of a failure; without any, it lists what there is.
func Main(args []string) {
	if len(args) == 0 {
		list()
		return
	}
	if len(args) == 2 {
		if run, _, ok := Find(args[0], args[1]); ok {
			os.Exit(run(hooks.Options{}))
		}
	}
	fmt.Fprintln(os.Stderr, "usage: lab [EVENT ANSWER]")
	os.Exit(1)
}

// Find returns the hook that gives the answer or has the failure of this name, and
// whether it needs a process of its own.
func Find(event, name string) (run func(hooks.Options) int, process, ok bool) {
	for _, f := range Failures {
		if f.Name == name {
			return f.run, f.Process, true
		}
	}
	for _, a := range Answers(event) {
		if a.Name == name {
			return func(o hooks.Options) int {
				return hooks.Run(context.Background(), o, func(_ context.Context, e hooks.Event) (hooks.Response, error) {
					return a.give(e), nil
				})
			}, false, true
		}
	}
	return nil, false, false
}

// An Answer is one that an event accepts.
type Answer struct {
	Event, Name string
	give        func(hooks.Event) hooks.Response
}

// answer makes an Answer of a method of the event E. Claude Code runs a hook for
// an event of its settings only; anything else panics, and so refuses.
func answer[E hooks.Event](name string, give func(E) hooks.Response) Answer {
	var e E
	return Answer{e.EventName(), name, func(e hooks.Event) hooks.Response { return give(e.(E)) }}
}

// Answers lists the answers of an event: all methods of package hooks that make
// one, what goes along with any answer, and none at all.
func Answers(event string) []Answer {
	always := func(name string, r hooks.Response) Answer {
		return Answer{event, name, func(hooks.Event) hooks.Response { return r }}
	}
	answers := []Answer{always("none", hooks.Response{})}
	for _, a := range methods {
		if a.Event == event {
			answers = append(answers, a)
		}
	}
	if !slices.Contains(plain, event) {
		answers = append(answers,
			always("message", hooks.Response{SystemMessage: message}),
			always("stop", hooks.Response{StopReason: stop}))
	}
	if slices.Contains(withContext, event) {
		answers = append(answers, always("context", hooks.Response{Context: about}))
	}
	return answers
}

// plain lists the events whose hooks print text instead of JSON.
var plain = []string{"PreCompact", "PostCompact", "WorktreeCreate"}

// withContext lists the events that give a Context to Claude.
var withContext = []string{
	"PreToolUse", "PostToolUse", "PostToolUseFailure", "PostToolBatch", "UserPromptSubmit", "UserPromptExpansion",
	"SessionStart", "Setup", "Stop", "SubagentStart", "SubagentStop", "PostModelSwitch",
}

// Events lists those that the hook was tried for.
var Events = []string{
	"PreToolUse", "PermissionRequest", "PermissionDenied", "PostToolUse", "PostToolUseFailure", "PostToolBatch",
	"UserPromptSubmit", "UserPromptExpansion", "MessageDisplay", "Notification", "SessionStart", "Setup", "SessionEnd",
	"Stop", "StopFailure", "SubagentStart", "SubagentStop", "TaskCreated", "TaskCompleted", "TeammateIdle",
	"PreCompact", "PostCompact", "PreModelSwitch", "PostModelSwitch", "Elicitation", "ElicitationResult", "ConfigChange",
	"InstructionsLoaded", "CwdChanged", "FileChanged", "DirectoryAdded", "WorktreeCreate", "WorktreeRemove",
}

func list() {
	for _, event := range Events {
		for _, a := range Answers(event) {
			fmt.Println(event, a.Name)
		}
		for _, f := range Failures {
			fmt.Println(event, f.Name)
		}
	}
}

// Package nohang refuses commands that wait for a person at a terminal. Claude Code
// gives its commands none, so they would hang until they time out.
package nohang

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"path"
	"strings"
	"sync"

	"github.com/gatehouse-go/gatehouse/envguard"
	"github.com/gatehouse-go/gatehouse/hooks"
)

// A Guard refuses interactive commands. It is safe for concurrent use.
type Guard struct {
	here  func(dir string) envguard.Surroundings
	judge func() (*envguard.Judge, error)
}

// New returns a guard. Here tells what a command in a folder finds, and judge makes the
// judge when it is first needed; nil means [envguard.Here] and the default one.
func New(here func(dir string) envguard.Surroundings, judge func() (*envguard.Judge, error)) *Guard {
	if here == nil {
		here = envguard.Here
	}
	if judge == nil {
		judge = sync.OnceValues(func() (*envguard.Judge, error) { return envguard.New(envguard.Config{}) })
	}
	return &Guard{here: here, judge: judge}
}

// PreToolUse refuses a command that would wait for input, and names the form that does
// not.
func (g *Guard) PreToolUse(_ context.Context, e *hooks.PreToolUse) (hooks.Response, error) {
	command, ok := e.Command()
	if !ok {
		return hooks.Response{}, nil
	}
	judge, err := g.judge()
	if err != nil {
		return hooks.Response{}, err
	}
	here := g.here(e.CWD)
	programs, err := judge.Programs(here, command)
	if err != nil && !errors.Is(err, envguard.ErrUnfollowed) { // what cannot be followed is for others to ask about
		return hooks.Response{}, err
	}
	for _, p := range programs {
		if instead := waits(p); instead != "" {
			return e.Deny(fmt.Sprintf("This would hang: %s waits for a person at a terminal, and there is none. Instead: %s.", p.Name, instead)), nil
		}
	}
	for _, o := range judge.Command(here, command).Operations {
		first, _, _ := strings.Cut(strings.TrimSpace(o.Text), " ")
		if o.Class == envguard.Interactive && len(forms(path.Base(first))) == 0 && isShell(o.Kind) {
			instead := cmp.Or(strings.TrimSuffix(o.Safer, "."), "give it what it shall run, as an argument or by a pipe")
			return e.Deny(fmt.Sprintf("This would hang: %q waits for a person at a terminal, and there is none. Instead: %s.", strings.TrimSpace(o.Text), instead)), nil
		}
	}
	return hooks.Response{}, nil
}

// isShell reports the kind of an interpreter or client that is given nothing to run.
func isShell(kind string) bool {
	return kind == "interactive" || strings.HasSuffix(kind, ".shell") || strings.HasSuffix(kind, ".console")
}

package trash

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/gatehouse-go/gatehouse/envguard"
	"github.com/gatehouse-go/gatehouse/hooks"
)

// A Guard keeps a copy of what a command would delete. It is safe for concurrent use.
type Guard struct {
	store   Store
	restore string // the command that brings a copy back
	judge   func() (*envguard.Judge, error)
}

// NewGuard returns a guard. Restore is the command that brings a copy back, such as
// "rm-backup restore".
func NewGuard(store Store, restore string) *Guard {
	return &Guard{store: store, restore: restore, judge: sync.OnceValues(func() (*envguard.Judge, error) { return envguard.New(envguard.Config{}) })}
}

// deleters are the words that a command must hold in order to be looked at: programs
// that delete, or what could spell their names.
var deleters = [...]string{"rm", "unlink", "shred", "rimraf", "trash", "truncate", "mv", "find", "rsync", "git"}

// PreToolUse copies what the command would delete, and refuses it where that fails or
// where it cannot be told what that is. What git has is not copied.
func (g *Guard) PreToolUse(ctx context.Context, e *hooks.PreToolUse) (hooks.Response, error) {
	command, ok := e.Command()
	if !ok || !mayDelete(command) {
		return hooks.Response{}, nil
	}
	judge, err := g.judge()
	if err != nil {
		return hooks.Response{}, err
	}
	here := envguard.Here(e.CWD)
	programs, err := judge.Programs(here, command)
	if err != nil {
		for _, o := range judge.Command(here, command).Operations {
			if o.Class == envguard.Destructive {
				return e.Ask("This deletes something, and it cannot be told what: nothing was kept. " + o.Why), nil
			}
		}
	}
	var l loss
	for _, p := range programs {
		if err := l.of(p); err != nil {
			return g.refuse(e, err), nil
		}
	}
	for _, o := range judge.Command(here, command).Operations {
		if o.Class == envguard.Destructive && strings.HasPrefix(o.Kind, "interp.") {
			return e.Ask("This program deletes files, and none of them is kept: " + o.Why), nil
		}
	}
	kept, err := g.save(ctx, e, command, &l)
	switch {
	case err != nil:
		return g.refuse(e, err), nil
	case kept == nil:
		return hooks.Response{}, nil
	}
	return hooks.Response{SystemMessage: g.message(kept)}, nil
}

func mayDelete(command string) bool {
	for _, word := range deleters {
		if strings.Contains(command, word) {
			return true
		}
	}
	return strings.ContainsAny(command, "$`\\'\"{*?[|<")
}

func (g *Guard) save(ctx context.Context, e *hooks.PreToolUse, command string, l *loss) (*Copy, error) {
	for _, c := range l.git {
		paths, err := c.paths(ctx)
		if err != nil {
			return nil, err
		}
		l.paths = append(l.paths, paths...)
	}
	if len(l.paths) == 0 {
		return nil, nil
	}
	known := &clean{ctx: ctx, tops: map[string]string{}, files: map[string]map[string]bool{}}
	kept, err := g.store.Save(ctx, Copy{Time: time.Now(), Command: command, Dir: e.CWD}, l.paths, func(path string) bool { return !known.has(path, l.paths) })
	return kept, errors.Join(err, known.err)
}

func (g *Guard) refuse(e *hooks.PreToolUse, err error) hooks.Response {
	return e.Deny(fmt.Sprintf("Nothing was deleted, because no copy of it could be kept: %v. Name what is to go, in smaller pieces, or ask the user to delete it.", err))
}

func (g *Guard) message(c *Copy) string {
	n := 0
	for _, f := range c.Files {
		if !f.Mode.IsDir() {
			n++
		}
	}
	text := fmt.Sprintf("Before the command, %d files that git does not have were copied. To bring them back: %s %s", n, g.restore, c.ID)
	if len(c.Skipped) > 0 {
		text += fmt.Sprintf(" (not kept: %s)", strings.Join(c.Skipped[:min(3, len(c.Skipped))], ", "))
	}
	return text
}

package guard

import (
	"context"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/envguard"
	"github.com/gatehouse-go/gatehouse/hooks"
)

// forPeople refuses what only a person may do: to run the guard's own commands that let
// calls through, take it out or drop what it keeps, to use the hash of a refused call,
// and to start another agent without this guard.
func (g *Guard) forPeople(_ context.Context, e *hooks.PreToolUse) (hooks.Response, error) {
	const people = "Only a person may do this, in a terminal of their own: tell the user why you want it."
	if g.store != nil {
		named, err := g.store.Named(e.Texts())
		if err != nil {
			return hooks.Response{}, err
		}
		if named {
			return e.Deny("This names a call that was refused. " + people), nil
		}
		for text := range e.Texts() { // a grant is a file, which a script could write
			if strings.Contains(text, "granted-") && strings.Contains(text, filepath.Base(g.cfg.State)) {
				return e.Deny("This is about the files by which a person lets calls through. " + people), nil
			}
		}
	}
	command, ok := e.Command()
	if !ok || g.cfg.Program == "" {
		return hooks.Response{}, nil
	}
	judge, err := g.judge()
	if err != nil {
		return hooks.Response{}, err
	}
	programs, err := judge.Programs(g.here(e.CWD), command)
	name := filepath.Base(g.cfg.Program)
	for _, p := range programs {
		switch {
		case isPersonal(p, strings.TrimSuffix(name, ".exe")):
			return e.Deny(people), nil
		case !isAgent(p):
		case withoutHooks(p, command):
			return e.Deny("This starts another agent without the hooks that guard this session. " + people), nil
		case !g.startsHere(p):
			return e.Ask("This starts another agent in another folder, where this guard may not be in force."), nil
		}
	}
	if err != nil && strings.Contains(command, name) {
		return e.Ask("This may run the guard itself, which only a person may: " + err.Error()), nil
	}
	return hooks.Response{}, nil
}

// isPersonal reports one of the guard's commands that are for people. The program may
// be a copy under another name, and "go run" names it by a path.
func isPersonal(p envguard.Program, guard string) bool {
	verb := func(w envguard.Word) bool { return w.Text == "grant" || w.Text == "init" || w.Text == "prune" }
	if len(p.Args) > 0 {
		// No other program has a command "grant".
		if first := p.Args[0]; first.Text == "grant" || strings.Contains(p.Name, guard) && (verb(first) || !first.Known) {
			return true
		}
	}
	for i, w := range p.Args[:max(len(p.Args)-1, 0)] {
		base, _, _ := strings.Cut(path.Base(filepath.ToSlash(w.Text)), "@")
		if next := p.Args[i+1]; base == guard && strings.Contains(w.Text, "/") && (verb(next) || !next.Known && p.Name == "go") {
			return true
		}
	}
	return false
}

// isAgent reports Claude Code, but not its commands that start no session.
func isAgent(p envguard.Program) bool {
	words := p.Args
	if p.Name != "claude" {
		at := slices.IndexFunc(words, func(w envguard.Word) bool { return strings.Contains(w.Text, "@anthropic-ai/claude-code") })
		if at < 0 {
			return false
		}
		switch p.Name {
		case "npm", "yarn", "pnpm", "bun": // which run it, or only install it
			if !slices.ContainsFunc(words[:at], func(w envguard.Word) bool { return w.Text == "exec" || w.Text == "dlx" || w.Text == "x" }) {
				return false
			}
		case "npx", "bunx", "pnpx":
		default:
			return false
		}
		words = words[at+1:]
	}
	if len(words) == 0 {
		return true
	}
	switch words[0].Text {
	case "--version", "-v", "--help", "-h", "mcp", "doctor", "update", "install", "plugin", "auth":
		return false
	}
	return true
}

// withoutHooks reports a start of the client with what can keep its hooks from running
// (2.1.330).
func withoutHooks(p envguard.Program, command string) bool {
	for _, w := range p.Args {
		flag, _, _ := strings.Cut(w.Text, "=")
		switch flag {
		case "--bare", "--safe-mode", "--settings", "--setting-sources":
			return true
		}
	}
	// Anywhere in the command, as it may be exported before.
	return slices.ContainsFunc([]string{"CLAUDE_CODE_SIMPLE", "CLAUDE_CODE_SAFE_MODE", "CLAUDE_CONFIG_DIR"}, func(name string) bool { return strings.Contains(command, name) })
}

// startsHere reports a program that can only run in the folder of the project, whose
// settings are then in force.
func (g *Guard) startsHere(p envguard.Program) bool {
	return len(p.Dirs) > 0 && !slices.ContainsFunc(p.Dirs, func(dir string) bool { return dir != filepath.ToSlash(g.cfg.Project) })
}

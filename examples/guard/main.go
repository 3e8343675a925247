// The guard command is all of it in one hook for Claude Code: the project's own rules
// in hardened mode, secrets in calls, commits, prompts and results, production,
// protected files, commands that would hang, and copies of what is deleted.
//
//	go run github.com/gatehouse-go/gatehouse/examples/guard@latest init
//
// shows what it would add to .claude/settings.json, and adds it: the hooks, with
// "onFailure": "block", and rules that are worth having without a guard, too.
//
//	guard init [-yes] [-local] [-remove] [-dir D]  for this project, or that in D
//	guard init -managed                 print the settings for an organisation
//	guard status                        is it in force here?
//	guard pending, guard grant HASH     let a call through that was refused, once
//	guard list, guard restore ID        what was deleted
//	guard simulate [-policy FILE] LOG   what another policy would have said
//
// What it checks can be changed in gatehouse/guard.json in the user's configuration
// folder, and in gatehouse.json beside managed settings; a project's
// .claude/gatehouse.json may only tighten. README.md has the keys.
//
// It keeps its program, its policy, what it remembers and the settings that name it from
// being changed by the agent, and a change of settings that would take it out from taking
// effect in a session. Its commands init, grant and prune are for people.
package main

import (
	"cmp"
	"context"
	_ "embed"
	"fmt"
	"os"
	"path/filepath"

	"github.com/gatehouse-go/gatehouse/examples/internal/auditlog"
	"github.com/gatehouse-go/gatehouse/examples/internal/git"
	"github.com/gatehouse-go/gatehouse/examples/internal/guard"
	"github.com/gatehouse-go/gatehouse/examples/internal/policy"
	"github.com/gatehouse-go/gatehouse/examples/internal/state"
	"github.com/gatehouse-go/gatehouse/hooks"
)

// source holds the manual, in its first lines.
//
//go:embed main.go
var source string

func main() {
	if len(os.Args) == 1 {
		hooks.Main(handle)
	}
	if err := command(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "guard:", err)
		os.Exit(1)
	}
}

// handle answers an event of any kind.
func handle(ctx context.Context, e hooks.Event) (hooks.Response, error) {
	project, err := filepath.Abs(cmp.Or(os.Getenv("CLAUDE_PROJECT_DIR"), e.Base().CWD))
	if err != nil {
		return hooks.Response{}, err
	}
	if err := git.KeepOut(project); err != nil {
		return hooks.Response{}, err
	}
	dir, err := state.Dir(project)
	if err != nil {
		return hooks.Response{}, err
	}
	log := auditlog.New(dir)
	g, err := load(project, dir, log)
	if err != nil {
		return hooks.Response{}, err
	}
	r, err := g.Handle(ctx, e)
	return r.And(hooks.Response{SystemMessage: log.Warning()}), err
}

// load makes the guard of a project from the files that there are.
func load(project, dir string, log *auditlog.Log) (*guard.Guard, error) {
	files, err := policy.FilesOf(project)
	if err != nil {
		return nil, err
	}
	p, err := policy.Load(files)
	if err != nil {
		return nil, err
	}
	program, err := os.Executable()
	if err != nil {
		return nil, err
	}
	own, err := guard.Own(program, dir, files, project)
	if err != nil {
		return nil, err
	}
	return guard.New(guard.Config{
		Policy: p, Project: project, State: dir, Own: own, Program: program, Log: log.Logger(),
	}), nil
}

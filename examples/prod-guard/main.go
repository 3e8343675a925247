// The prod-guard command stops what would hurt production. As a hook for Claude Code
// it shows the user what a command would touch before it asks, refuses the worst, and
// reports what was done to production:
//
//	go install github.com/gatehouse-go/gatehouse/examples/prod-guard@latest
//
//	{"hooks": {
//	  "PreToolUse": [{"matcher": "*", "hooks": [
//	    {"type": "command", "command": "prod-guard", "timeout": 30, "onFailure": "block"}]}],
//	  "PostToolUse": [{"matcher": "*", "hooks": [{"type": "command", "command": "prod-guard", "timeout": 30}]}],
//	  "PostToolUseFailure": [{"matcher": "*", "hooks": [{"type": "command", "command": "prod-guard", "timeout": 30}]}]
//	}}
//
// What is refused can be let through by a person, once and within minutes, in a
// terminal of their own; a flag in the agent's command is no consent:
//
//	prod-guard allow 3f6a1c9be0d2
//
// And it wraps commands of people and scripts. The worst needs the hash of what was
// refused before, and the name of what it would hurt to be typed:
//
//	prod-guard run -- psql "$DATABASE_URL" -c 'DELETE FROM users'
//	prod-guard run -force-production=3f6a1c9be0d2 -- psql …
package main

import (
	"context"
	_ "embed"
	"fmt"
	"os"

	"github.com/gatehouse-go/gatehouse/examples/internal/auditlog"
	"github.com/gatehouse-go/gatehouse/examples/internal/grant"
	"github.com/gatehouse-go/gatehouse/examples/internal/prod"
	"github.com/gatehouse-go/gatehouse/examples/internal/state"
	"github.com/gatehouse-go/gatehouse/hooks"
)

// source holds the manual, in its first lines.
//
//go:embed main.go
var source string

func main() {
	if len(os.Args) == 1 {
		hooks.Main(guardProduction)
	}
	code, err := command(os.Args[1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "prod-guard:", err)
	}
	os.Exit(code)
}

func guardProduction(ctx context.Context, e hooks.Event) (hooks.Response, error) {
	dir, err := state.Dir(os.Getenv("CLAUDE_PROJECT_DIR"))
	if err != nil {
		return hooks.Response{}, err
	}
	log := auditlog.New(dir)
	g := prod.New(prod.Config{Grants: &grant.Store{Dir: dir}, Log: log.Logger(), Allow: "prod-guard allow"})
	var r hooks.Response
	switch e := e.(type) {
	case *hooks.PreToolUse:
		return g.PreToolUse(ctx, e)
	case *hooks.PostToolUse:
		r, err = g.PostToolUse(ctx, e)
	case *hooks.PostToolUseFailure:
		r, err = g.PostToolUseFailure(ctx, e)
	default:
		return r, fmt.Errorf("prod-guard is no hook for %s: remove it there from the settings", e.EventName())
	}
	return r.And(hooks.Response{SystemMessage: log.Warning()}), err
}

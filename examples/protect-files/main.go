// The protect-files command is a hook for Claude Code: the files it is given cannot
// be changed, by Edit and Write, by a command however it is written, or by a tool of
// an MCP server.
//
//	go install github.com/gatehouse-go/gatehouse/examples/protect-files@latest
//
//	{"hooks": {"PreToolUse": [{"matcher": "*", "hooks": [
//	  {"type": "command", "command": "protect-files", "timeout": 30, "onFailure": "block"}
//	]}]}}
//
// Without arguments it protects .env files, workflows, deployment settings, lock
// files, and the migrations that are committed. Arguments are patterns like those of
// .gitignore, to protect in place of these:
//
//	"command": "protect-files '.env' 'infra/**'"
package main

import (
	"cmp"
	"context"
	"os"
	"path/filepath"

	"github.com/gatehouse-go/gatehouse/examples/internal/git"
	"github.com/gatehouse-go/gatehouse/examples/internal/protect"
	"github.com/gatehouse-go/gatehouse/hooks"
)

func main() { hooks.Main(refuseChanges) }

func refuseChanges(ctx context.Context, e *hooks.PreToolUse) (hooks.Response, error) {
	project, err := filepath.Abs(cmp.Or(os.Getenv("CLAUDE_PROJECT_DIR"), e.CWD))
	if err != nil {
		return hooks.Response{}, err
	}
	if err := git.KeepOut(project); err != nil {
		return hooks.Response{}, err
	}
	cfg := protect.Config{Project: project, Migrations: true}
	if len(os.Args) > 1 {
		cfg.Files, cfg.Migrations = os.Args[1:], false
	}
	guard, err := protect.New(cfg)
	if err != nil {
		return hooks.Response{}, err
	}
	return guard.PreToolUse(ctx, e)
}

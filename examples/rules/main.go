// The rules command is a PreToolUse hook that holds Claude Code to the deny and
// ask rules of the project's own settings, also where a command hides what it
// does from the client, and says which rule of which file decided and what was
// looked through. It fails closed: settings that cannot be read or understood
// refuse every call.
//
// Install it and name it in .claude/settings.json:
//
//	go install github.com/gatehouse-go/gatehouse/examples/rules@latest
//
//	{
//	  "hooks": {
//	    "PreToolUse": [
//	      {
//	        "hooks": [
//	          {"type": "command", "command": "rules", "timeout": 60, "onFailure": "block"}
//	        ]
//	      }
//	    ]
//	  }
//	}
//
// There is no matcher, so every tool is seen. A hook that is missing or cannot
// be started does not block a call unless "onFailure" is "block".
package main

import (
	"cmp"
	"context"
	"os"

	"github.com/gatehouse-go/gatehouse/hooks"
	"github.com/gatehouse-go/gatehouse/permission"
)

func main() { hooks.Main(obeyRules) }

// obeyRules refuses what the deny rules in force forbid, however it is spelled
// or hidden, and asks where that cannot be told. On the rest it has no opinion:
// the client's own prompts stay on.
func obeyRules(_ context.Context, e *hooks.PreToolUse) (hooks.Response, error) {
	cfg, err := permission.LoadConfig(cmp.Or(os.Getenv("CLAUDE_PROJECT_DIR"), e.CWD))
	if err != nil {
		return hooks.Response{}, err // refused: hooks fail closed
	}
	cfg.Harden = true
	policy, err := permission.New(cfg)
	if err != nil {
		return hooks.Response{}, err
	}
	result := policy.Check(permission.Request{
		Tool: e.ToolName, Input: e.ToolInput, CWD: e.CWD, Mode: permission.Mode(e.PermissionMode),
	})
	switch {
	case result.Decision == permission.Deny:
		return e.Deny(result.String()), nil
	case result.Hardened: // the client would not ask
		return e.Ask(result.String()), nil
	}
	return hooks.Response{}, nil
}

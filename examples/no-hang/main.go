// The no-hang command is a hook for Claude Code: a command that would wait for a
// person at a terminal, such as an editor, a pager or a prompt for a password, is
// refused with the form that does not. Claude Code's commands have no terminal, so
// that such a command hangs until it times out; with "claude -p" nobody would notice.
//
//	go install github.com/gatehouse-go/gatehouse/examples/no-hang@latest
//
//	{"hooks": {"PreToolUse": [{"matcher": "Bash", "hooks": [
//	  {"type": "command", "command": "no-hang", "timeout": 30, "onFailure": "block"}
//	]}]}}
package main

import (
	"github.com/gatehouse-go/gatehouse/examples/internal/nohang"
	"github.com/gatehouse-go/gatehouse/hooks"
)

func main() { hooks.Main(nohang.New(nil, nil).PreToolUse) }

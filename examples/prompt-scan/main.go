// The prompt-scan command is a hook for Claude Code: a prompt that a credential was
// pasted into is not sent, and the user gets a copy without it to send instead.
//
//	go install github.com/gatehouse-go/gatehouse/examples/prompt-scan@latest
//
//	{"hooks": {"UserPromptSubmit": [{"hooks": [
//	  {"type": "command", "command": "prompt-scan", "timeout": 30, "onFailure": "block"}
//	]}]}}
package main

import (
	"github.com/gatehouse-go/gatehouse/examples/internal/leak"
	"github.com/gatehouse-go/gatehouse/hooks"
)

func main() { hooks.Main(leak.New(leak.Config{}).Prompt) }

// The output-redact command is a hook for Claude Code: credentials in what a tool
// returns are replaced before Claude reads them, and the rest stays as it is.
//
//	go install github.com/gatehouse-go/gatehouse/examples/output-redact@latest
//
//	{"hooks": {"PostToolUse": [{"matcher": "*", "hooks": [
//	  {"type": "command", "command": "output-redact", "timeout": 30}
//	]}]}}
//
// The tool has run by then: Claude Code cannot be kept from showing a result by a hook
// that fails. So a result that cannot be searched is replaced as a whole.
package main

import (
	"github.com/gatehouse-go/gatehouse/examples/internal/leak"
	"github.com/gatehouse-go/gatehouse/hooks"
)

func main() { hooks.Main(leak.New(leak.Config{}).Output) }

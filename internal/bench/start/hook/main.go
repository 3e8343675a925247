// Command hook is a hook with a small policy, which hook.js and hook.py have too.
package main

import (
	"context"
	"strings"

	"github.com/gatehouse-go/gatehouse/hooks"
)

func main() { hooks.Main(judge) }

func judge(_ context.Context, e *hooks.PreToolUse) (hooks.Response, error) {
	command, _ := e.Command()
	if strings.Contains(command, "push --force") || strings.Contains(command, "rm -rf") {
		return e.Deny("this command is not allowed here"), nil
	}
	return hooks.Response{}, nil
}

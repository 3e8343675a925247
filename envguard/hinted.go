package envguard

import (
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/shell"
)

// hinted is the severity of a text that cannot be read as a script, by its words.
func (w *walker) hinted(text string) Severity {
	low := strings.ToLower(text)
	for _, word := range [...]string{"rm -rf /", "rm -rf ~", "dropdb", "drop database", "mkfs", "flushall", "terraform destroy", "delete ns", "delete namespace"} {
		if strings.Contains(low, word) {
			return Critical
		}
	}
	for _, word := range [...]string{"rm -", "drop ", "delete ", "truncate", "destroy", "--force", "reset --hard", "dd if", "wipe", "purge"} {
		if strings.Contains(low, word) {
			return High
		}
	}
	return Medium
}

// bomb recognizes a function that does nothing but start itself twice.
func (w *walker) bomb(command string) {
	if !strings.Contains(command, "|") || !strings.Contains(command, "&") || !strings.Contains(command, "(") {
		return
	}
	script, err := shell.Parse(command)
	if err != nil || !slices.ContainsFunc(script.Constructs, func(c shell.Construct) bool { return c.Kind == shell.Function }) {
		return
	}
	compact := strings.Join(strings.Fields(command), "")
	for rest := compact; ; {
		name, body, ok := strings.Cut(rest, "(){")
		if !ok {
			return
		}
		rest = body
		if self, _, ok := strings.Cut(body, "|"); ok && self != "" && strings.HasSuffix(name, self) && strings.HasPrefix(body, self+"|"+self+"&") {
			w.note(nil, Operation{Kind: "forkbomb", Class: Execute, Severity: Critical, Text: command, Host: true, Why: "it starts itself without end and takes the machine down"})
			return
		}
	}
}

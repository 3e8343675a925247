package envguard

import (
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/shell"
)

// kill judges signals to processes.
func (w *walker) kill(e *shell.Execution, ws *words) {
	if ws.flag("-l", "-L", "--list") && ws.name == "kill" || slices.Contains(ws.all, "-0") {
		return
	}
	o := Operation{Kind: "kill", Class: Availability, Severity: Medium, Why: "it ends processes that others may use", Safer: "name the one process by its id, and look at what it is first"}
	targets := ws.operands
	o.Object = plainText(strings.Join(targets, " "))
	for _, a := range targets {
		if ws.name == "kill" && (a == "1" || a == "-1") {
			o.Severity, o.Host = High, false
		}
	}
	if ws.name == "kill" && slices.Contains(ws.all, "-1") && len(ws.all) > 1 {
		o.Severity = High
	}
	if ws.name == "killall" || ws.name == "pkill" {
		if ws.flag("-9", "-KILL", "-SIGKILL", "-f", "-u") {
			o.Severity = High
		}
		o.Why = "it ends all processes that fit, not only yours"
	}
	if ws.name == "kill" && len(targets) == 1 && (strings.HasPrefix(targets[0], "%") || targets[0] == "$!") {
		o.Severity = Low
	}
	w.note(e, o)
}

package envguard

import (
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/shell"
)

// remote judges the commands that clouds' tools bring to machines.
func (w *walker) remote(e *shell.Execution, name string, args []string, depth int) {
	has := func(words ...string) bool {
		return !slices.ContainsFunc(words, func(s string) bool { return !slices.Contains(args, s) })
	}
	var texts []string
	switch {
	case name == "gcloud" && has("ssh"):
		texts = flagValues(args, "--command")
	case name == "az" && has("run-command"):
		texts = flagValues(args, "--scripts")
	case name == "az" && has("exec"):
		texts = flagValues(args, "--exec-command", "--command")
	case name == "aws" && has("execute-command"):
		texts = flagValues(args, "--command")
	case name == "aws" && has("send-command"):
		for _, p := range flagValues(args, "--parameters") {
			_, value, _ := strings.Cut(p, "=")
			texts = append(texts, strings.Trim(value, `[]"'`))
		}
	case name == "eb" && has("ssh"):
		texts = flagValues(args, "-c", "--command")
	case name == "copilot" && has("exec"):
		texts = flagValues(args, "-c", "--command")
	case name == "limactl" && has("shell"):
		w.inner(e, shell.AfterWords(args, "", 2), through(name, args), depth)
	case name == "ansible":
		module := flagValues(args, "-m", "--module-name")
		if len(module) == 0 || slices.Contains([]string{"shell", "command", "raw", "win_shell", "win_command", "ansible.builtin.shell", "ansible.builtin.command", "ansible.builtin.raw"}, module[0]) {
			texts = flagValues(args, "-a", "--args")
		}
	}
	for _, t := range texts {
		w.text(e, t, through(name, args), nil, depth)
	}
}

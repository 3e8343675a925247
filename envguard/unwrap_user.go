package envguard

import (
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/shell"
)

// sudo judges what is run as somebody else.
func (w *walker) sudo(e *shell.Execution, name string, args []string, depth int) bool {
	const valued = " -u -g -p -C -h -D -R -T -U -r -t --user --group --prompt --close-from --host --chdir --chroot --command-timeout --other-user --role --type "
	list := shell.AfterWords(args, valued, 0)
	command := altered(e, list, name)
	if dir := flagValues(args, "-D", "--chdir"); len(dir) > 0 {
		command = command.In(dir[0])
	}
	for _, a := range args[:len(args)-len(list)] { // sudo VAR=value command
		if strings.Contains(a, "=") && !strings.HasPrefix(a, "-") {
			command.Assigns = append(slices.Clip(command.Assigns), a)
		}
	}
	if len(list) > 0 {
		w.execution(command, depth+1)
	}
	if clear := shell.Uncluster(args, valued); clear != nil {
		w.inner(e, shell.AfterWords(clear, valued, 0), name, depth)
	}
	if len(list) == 0 {
		for _, a := range args {
			switch a {
			case "-i", "-s", "--login", "--shell":
				if e.Stdin != nil {
					w.stream(e, e.Stdin, name, nil, depth)
				} else {
					w.note(e, Operation{Kind: "sudo.shell", Class: Interactive, Severity: Medium, Why: "it opens a shell with another user's rights and waits for input"})
				}
			case "-e", "--edit":
				w.note(e, Operation{Kind: "sudo.edit", Class: Interactive, Severity: Medium, Why: "it edits a file with another user's rights"})
			}
		}
	}
	return true
}

// env judges what env(1) runs, with the variables that it sets.
func (w *walker) env(e *shell.Execution, args []string, depth int) bool {
	list := shell.AfterWords(args, " -u -C --unset --chdir --argv0 -a ", 0)
	command := altered(e, list, "")
	command.Through = append(slices.Clip(e.Through), "env")
	for i, a := range args[:len(args)-len(list)] {
		switch {
		case a == "-i" || a == "-" || a == "--ignore-environment":
		case strings.Contains(a, "=") && !strings.HasPrefix(a, "-"):
			command.Assigns = append(slices.Clip(command.Assigns), a)
		case (a == "-u" || a == "--unset") && i+1 < len(args):
			command.Assigns = append(slices.Clip(command.Assigns), args[i+1]+"=")
		}
	}
	for _, dir := range flagValues(args, "-C", "--chdir") {
		command = command.In(dir)
	}
	if len(list) > 0 {
		w.execution(command, depth+1)
	}
	return true
}

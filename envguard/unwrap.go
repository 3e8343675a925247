package envguard

import (
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/shell"
)

// unwrap judges the command that a program runs for its caller, and reports that
// there is nothing else to judge.
func (w *walker) unwrap(e *shell.Execution, name string, args []string, depth int) bool {
	inner := func(args []string) bool { w.inner(e, args, name, depth); return len(args) > 0 }
	switch name {
	case "sh", "bash", "zsh", "dash", "ksh", "ash", "mksh", "rbash", "fish", "csh", "tcsh":
		w.shell(e, name, args, depth)
		return true
	case "busybox", "toybox", "lvm":
		return inner(args)
	case "command", "type", "which", "whereis", "hash", "man", "info", "whatis", "apropos", "tldr":
		if name == "command" && len(args) > 0 && args[0] != "-v" && args[0] != "-V" {
			return inner(shell.AfterWords(args, "", 0))
		}
		return true
	case "eval":
		w.bomb(strings.Join(args, " "))
		if e.Stdin == nil && fetched(&shell.Stream{From: e.Substituted}) {
			w.note(e, Operation{Kind: "curl.sh", Class: Execute, Severity: High, Why: "it runs as a script what it has just downloaded", Safer: "download it, read it, then run it"})
		} else if len(args) > 0 && !shell.Known(strings.Join(args, " ")) {
			w.note(e, Operation{Kind: "shell.unknown", Class: Execute, Severity: w.evaluates(e), Why: "it runs as a script what is only known when it runs", Safer: "write the command out"})
		}
		return true // the tracer follows it
	case "source", ".":
		w.sourced(e, args, depth)
		return true
	case "sudo", "doas", "please", "pkexec":
		return w.sudo(e, name, args, depth)
	case "su", "runuser":
		if text := flagValues(args, "-c", "--command", "--session-command"); len(text) > 0 {
			w.text(e, text[0], name, nil, depth)
			return true
		}
		if i := slices.Index(args, "--"); i >= 0 && i+1 < len(args) {
			return inner(args[i+1:])
		}
		if e.Stdin != nil {
			w.stream(e, e.Stdin, name, nil, depth)
			return true
		}
		if name == "runuser" {
			return inner(shell.AfterWords(args, " -u -g -G --user --group --supp-group ", 0))
		}
		return false
	case "env":
		if text := flagValues(args, "-S", "--split-string"); len(text) > 0 {
			w.text(e, text[0], name, nil, depth)
			return true
		}
		return w.env(e, args, depth)
	case "xargs", "parallel":
		w.xargs(e, name, args, depth)
		return true
	case "ssh", "autossh", "mosh", "dbclient":
		w.ssh(e, args, depth)
		return true
	case "watch", "flock", "script":
		if text := flagValues(args, "-c", "--command", "-qc", "-eqc", "-qec"); name != "watch" && len(text) > 0 {
			w.text(e, text[0], name, nil, depth)
			return true
		}
		operands := 1
		if name == "watch" {
			operands = 0
		}
		list := shell.AfterWords(args, " -n --interval -w -E --timeout --wait -I -O -B -T -m -o ", operands)
		if name == "watch" {
			w.text(e, strings.Join(list, " "), name, nil, depth)
			return inner(list)
		}
		if len(list) > 1 && list[0] == "-c" {
			w.text(e, list[1], name, nil, depth)
			return true
		}
		return inner(list)
	case "screen", "tmux":
		w.multiplexer(e, name, args, depth)
		return true
	case "iex", "invoke-expression":
		w.windowsText(e, strings.Join(args, " "), name, depth)
		return true
	case "powershell", "pwsh", "cmd", "wsl":
		w.windows(e, name, args, depth)
		return true
	case "nix-shell", "nix", "guix", "devbox", "flox":
		if text := flagValues(args, "--run", "--command"); len(text) > 0 && (name == "nix-shell" || strings.Contains(text[0], " ")) {
			w.text(e, text[0], name, nil, depth)
			return true
		}
		if i := slices.IndexFunc(args, func(a string) bool { return a == "-c" || a == "--command" || a == "--" }); i >= 0 {
			return inner(args[i+1:])
		}
		return false
	case "setsid", "nohup", "nocorrect", "builtin", "noglob":
		return inner(shell.AfterWords(args, "", 0))
	case "time":
		return inner(shell.AfterWords(args, " -o -f --output --format ", 0))
	case "exec":
		return inner(shell.AfterWords(args, " -a ", 0))
	case "ionice":
		return inner(shell.AfterWords(args, " -c -n --class --classdata ", 0))
	case "chrt", "taskset":
		if slices.Contains(args, "-p") {
			return true // of a process that runs already
		}
		return inner(shell.AfterWords(args, " -T -P -D ", 1))
	case "cmake":
		if i := slices.Index(args, "-E"); i >= 0 && i+1 < len(args) {
			switch rest := args[i+1:]; rest[0] {
			case "rm", "remove", "remove_directory":
				return inner(append([]string{"rm", "-r"}, rest[1:]...))
			case "env", "time", "copy", "rename":
				return inner(rest)
			case "chdir":
				return inner(rest[min(2, len(rest)):])
			}
		}
		return false
	case "ip":
		if !(len(args) > 2 && args[0] == "netns" && args[1] == "exec") {
			return false
		}
	}
	if list, ok := w.project(e, name, args, depth); ok {
		return list
	}
	if l, ok := shell.LauncherOf(name); ok {
		list := l.Command(args)
		if len(list) > 0 {
			w.inner(e, list, name, depth)
			if name != "screen" && name != "ssh-agent" {
				if clear := shell.Uncluster(args, l.Valued); clear != nil {
					w.inner(e, l.Command(clear), name, depth)
				}
				return true
			}
		}
	}
	return false
}

// interactive notes a program that waits for somebody's input.
func (w *walker) interactive(e *shell.Execution, name string) {
	w.note(e, Operation{Kind: "interactive", Class: Interactive, Severity: None, Object: name, Why: name + " waits for input that a session without a terminal cannot give"})
}

package envguard

import (
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/shell"
)

// ssh judges the command for the other side.
func (w *walker) ssh(e *shell.Execution, args []string, depth int) {
	for _, option := range flagValues(args, "-o") {
		for _, key := range [...]string{"ProxyCommand", "LocalCommand", "KnownHostsCommand", "RemoteCommand"} {
			if len(option) > len(key) && strings.EqualFold(option[:len(key)], key) {
				w.text(e, strings.TrimLeft(option[len(key):], "= "), "ssh "+key, nil, depth)
			}
		}
	}
	if slices.Contains(args, "--help") && len(args) == 1 {
		return
	}
	rest := shell.AfterOperands(args, " -p -i -l -o -F -L -R -D -J -b -c -E -e -I -m -O -Q -S -W -w -B -M ", 1)
	if len(rest) > 0 && rest[0] == "--" {
		rest = rest[1:]
	}
	switch {
	case len(rest) > 0:
		w.text(e, strings.Join(rest, " "), through("ssh", args), nil, depth)
	case e.Stdin != nil:
		w.stream(e, e.Stdin, through("ssh", args), nil, depth)
	case slices.Contains(args, "-N") || slices.Contains(args, "-fN") || slices.Contains(args, "-fNT") || slices.Contains(args, "-NT") || slices.Contains(args, "-V") || slices.Contains(args, "-G") || slices.Contains(args, "-T"):
		w.note(e, Operation{Kind: "ssh.tunnel", Class: Retarget, Severity: Low, Why: "a tunnel makes another machine's service look local"})
	case len(args) > 0:
		w.note(e, Operation{Kind: "ssh.shell", Class: Interactive, Severity: Medium, Why: "it opens a shell on another machine and waits for input", Safer: "give the command to run, with -o BatchMode=yes"})
	}
}

// through keeps the words of a wrapper that say where the command runs.
func through(name string, args []string) string {
	for _, a := range args {
		if !strings.HasPrefix(a, "-") {
			return name + " " + a
		}
	}
	return name
}

// xargs judges the command for each word or line of the input.
func (w *walker) xargs(e *shell.Execution, name string, args []string, depth int) {
	const valued = " -I -n -P -L -d -E -s -a --max-args --max-procs --max-lines --delimiter --replace --arg-file --max-chars -j --jobs --colsep -N --joblog --results --tmpdir --header -S --sshlogin --workdir --wd --basefile --retries --timeout --delay --load "
	command := shell.AfterWords(args, valued, 0)
	known := e.Stdin != nil && shell.Known(e.Stdin.Text)
	values, lines := []string{shell.Unknown}, []string{shell.Unknown}
	if known {
		values, lines = shell.Fed(args[:len(args)-len(command)], e.Stdin.Text)
	}
	if name == "parallel" {
		if i := slices.IndexFunc(command, func(a string) bool { return strings.HasPrefix(a, ":::") }); i >= 0 {
			values, lines, command = command[i+1:], command[i+1:], command[:i]
		}
		if len(command) == 0 {
			for _, line := range lines[:min(len(lines), 32)] {
				w.text(e, line, name, nil, depth)
			}
			return
		}
	}
	if len(command) == 0 {
		return
	}
	mark := ""
	if r := flagValues(args[:len(args)-len(command)], "-I", "--replace", "-J"); len(r) > 0 {
		mark = r[0]
	} else if slices.Contains(args, "-i") || slices.Contains(args, "--replace") || name == "parallel" && strings.Contains(strings.Join(command, " "), "{}") {
		mark = "{}"
	}
	if lookupName(command[0]) == "sh" || lookupName(command[0]) == "bash" {
		if len(command) == 2 && command[1] == "-c" { // the line is the script
			for _, v := range lines[:min(len(lines), 32)] {
				w.text(e, v, name, nil, depth)
			}
			return
		}
	}
	if mark == "" {
		inner := altered(e, append(slices.Clip(command), values[:min(len(values), 64)]...), name)
		inner.Stdin = nil
		if e.Stdin == nil {
			inner.Stdin = nil
			inner.Args = command
			if len(command) > 0 && (lookupName(command[0]) == "rm" || lookupName(command[0]) == "kubectl") {
				inner.Args = append(slices.Clip(command), shell.Unknown)
			}
		}
		w.execution(inner, depth+1)
		return
	}
	for _, v := range lines[:min(len(lines), 16)] {
		each := make([]string, len(command))
		for k := range command {
			each[k] = strings.ReplaceAll(command[k], mark, v)
		}
		inner := altered(e, each, name)
		inner.Stdin = nil
		w.execution(inner, depth+1)
	}
}

// multiplexer judges what is started in, or typed into, a session of screen or tmux.
func (w *walker) multiplexer(e *shell.Execution, name string, args []string, depth int) {
	for i, a := range args {
		if (a == "stuff" || a == "send-keys" || a == "send") && i+1 < len(args) {
			var keys []string
			for k := i + 1; k < len(args); k++ {
				switch {
				case args[k] == "-t" && k+1 < len(args):
					k++
				case args[k] == "Enter" || args[k] == "C-m" || strings.HasPrefix(args[k], "-"):
				default:
					keys = append(keys, args[k])
				}
			}
			w.text(e, strings.TrimRight(strings.Join(keys, " "), "\r\n"), name, nil, depth)
			return
		}
	}
	rest := shell.AfterWords(args, " -S -T -e -c -h -s -t -X -p -L -f -n ", 0)
	if name == "tmux" && len(rest) > 0 {
		switch rest[0] {
		case "new", "new-session", "neww", "new-window", "split-window", "splitw", "respawn-pane", "run", "run-shell":
			rest = shell.AfterWords(rest[1:], " -s -n -t -c -x -y -F -e -l -p ", 0)
		case "ls", "list-sessions", "list-windows", "lsw", "capture-pane", "capturep", "has-session", "has", "display-message", "display", "show":
			return
		case "kill-server", "kill-session", "kill-window", "kill-pane":
			w.note(e, Operation{Kind: "tmux.kill", Class: Availability, Severity: Medium, Why: "what runs in the session ends"})
			return
		case "attach", "a", "attach-session":
			w.interactive(e, name)
			return
		default:
			return
		}
	}
	if len(rest) == 1 {
		w.text(e, rest[0], name, nil, depth)
		return
	}
	w.inner(e, rest, name, depth)
}

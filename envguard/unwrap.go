package envguard

import (
	"encoding/base64"
	"slices"
	"strings"
	"unicode/utf16"

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
	case "busybox", "toybox":
		return inner(args)
	case "command", "type", "which", "whereis", "hash", "man", "info", "whatis", "apropos", "tldr":
		if name == "command" && len(args) > 0 && args[0] != "-v" && args[0] != "-V" {
			return inner(shell.AfterWords(args, "", 0))
		}
		return true
	case "eval":
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
		list := shell.AfterWords(args, " -n --interval -w -E --timeout --wait -I -O -B -T -m -o ", map[string]int{"flock": 1, "watch": 0, "script": 1}[name])
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
	case "setsid", "nohup", "time", "nocorrect", "builtin", "noglob", "exec", "ionice", "chrt", "taskset":
		valued := " -a -c -n --class --classdata -f -o -T -P -D -p "
		operands := 0
		if name == "setsid" || name == "time" || name == "ionice" {
			valued = strings.NewReplacer(" -f ", " ", " -c ", " ").Replace(valued)
			if name != "ionice" {
				valued = " -o "
			} else {
				valued = " -c -n --class --classdata "
			}
		}
		if name == "chrt" || name == "taskset" {
			operands, valued = 1, " -T -P -D "
			if slices.Contains(args, "-p") {
				return true
			}
		}
		return inner(shell.AfterWords(args, valued, operands))
	case "firejail", "ip", "perf", "gdb", "arch", "i386", "batch", "coproc", "sudoedit":
		if name == "ip" && !(len(args) > 2 && args[0] == "netns" && args[1] == "exec") {
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

// evaluates is the severity of eval: what well-known programs print for it is
// harmless.
func (w *walker) evaluates(e *shell.Execution) Severity {
	for _, s := range e.Substituted {
		if len(s.Args) == 0 {
			continue
		}
		switch lookupName(s.Args[0]) {
		case "ssh-agent", "brew", "pyenv", "rbenv", "nodenv", "direnv", "starship", "zoxide", "fnm", "mise", "opam", "dircolors", "minikube", "docker-machine", "conda", "thefuck", "nodenv-init", "keychain", "luarocks", "perl":
			return Low
		}
	}
	return Medium
}

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

// shell judges the script of a shell: an argument, a file or its input.
func (w *walker) shell(e *shell.Execution, name string, args []string, depth int) {
	script := false
	for i := 0; i < len(args); i++ {
		a := args[i]
		dashed := len(a) > 1 && a[0] == '-'
		switch {
		case a == "--help" || a == "--version":
			return
		case a == "-o" || a == "+o" || a == "-O" || a == "+O" || a == "--rcfile" || a == "--init-file":
			i++
		case a == "-n":
			return // it only checks the syntax
		case a == "--":
		case a == "-" || a == "-s" || dashed && a[1] != '-' && strings.Contains(a, "s") && !script && !strings.Contains(a, "c"):
			if e.Stdin != nil {
				w.stream(e, e.Stdin, name, append([]string{name}, args[i+1:]...), depth)
			}
			return
		case strings.HasPrefix(a, "--"), len(a) > 1 && a[0] == '+':
		case dashed:
			script = script || strings.Contains(a, "c")
			if !script && (strings.HasSuffix(a, "o") || strings.HasSuffix(a, "O")) {
				i++
			}
		case script:
			if a == shell.Unknown || strings.Trim(a, shell.Unknown) == "" && a != "" {
				if fetched(&shell.Stream{From: e.Substituted}) {
					w.note(e, Operation{Kind: "curl.sh", Class: Execute, Severity: High, Why: "it runs as a script what it has just downloaded", Safer: "download it, read it, then run it"})
					return
				}
			}
			w.text(e, a, name+" -c", args[i+1:], depth)
			return
		default:
			w.scriptFile(e, name, a, args[i:], depth)
			return
		}
	}
	switch {
	case script:
	case e.Stdin != nil:
		w.stream(e, e.Stdin, name, []string{name}, depth)
	case len(e.Through) > 0 && listed(" heroku fly railway kubectl dokku ssh nomad ", strings.SplitN(e.Through[len(e.Through)-1], " ", 2)[0]):
		w.note(e, Operation{Kind: "remote.shell", Class: Interactive, Severity: Medium, Why: "it opens a shell where the application runs, and runs whatever is typed", Safer: "give the one command to run"})
	default:
		w.interactive(e, name)
	}
}

// scriptFile judges a script that is given by its name.
func (w *walker) scriptFile(e *shell.Execution, name, file string, args []string, depth int) {
	if f := e.File(file); f != nil {
		w.stream(e, f, name, args, depth)
		return
	}
	if !shell.Known(file) && fetched(&shell.Stream{From: e.Substituted}) {
		w.note(e, Operation{Kind: "curl.sh", Class: Execute, Severity: High, Why: "it runs as a script what it has just downloaded", Safer: "download it, read it, then run it"})
		return
	}
	if text, ok := w.readFile(e, file); ok && w.scripts < 8 {
		w.scripts++
		w.text(e, text, file, args, depth)
		w.scripts--
		return
	}
	w.note(e, Operation{Kind: "script", Class: Execute, Severity: max(Medium, min(nameHint(file), Medium)), Object: file, Why: "a script that was not read cannot be judged" + hintText(file), Safer: "read the script first"})
}

// sourced judges what the present shell reads.
func (w *walker) sourced(e *shell.Execution, args []string, depth int) {
	if len(args) == 0 {
		return
	}
	file := args[0]
	switch {
	case e.File(file) != nil && shell.Known(e.File(file).Text):
		return // the tracer follows it
	case strings.HasSuffix(file, "/activate") || strings.HasSuffix(file, "/activate.fish") || strings.HasSuffix(file, "/activate.csh") || file == "activate" || strings.HasSuffix(file, "nvm.sh") || strings.HasSuffix(file, "/cargo/env"):
		return // of an environment of Python, Node.js or Rust, which only sets PATH
	}
	if text, ok := w.readFile(e, file); ok && w.scripts < 8 {
		w.scripts++
		w.text(e, text, file, args, depth)
		w.scripts--
		if !strings.Contains(file, ".env") {
			return
		}
	}
	if fetched(e.File(file)) || fetched(&shell.Stream{From: e.Substituted}) {
		w.note(e, Operation{Kind: "curl.sh", Class: Execute, Severity: High, Why: "it runs as a script what it has just downloaded", Safer: "download it, read it, then run it"})
		return
	}
	if strings.Contains(file, ".env") {
		w.note(e, Operation{Kind: "env.source", Class: Retarget, Severity: Medium, Object: file, Why: "what follows uses the credentials and targets of " + file, Safer: "pass only the variables that are needed"})
		return
	}
	w.note(e, Operation{Kind: "script", Class: Execute, Severity: Medium, Object: file, Why: "a script that was not read cannot be judged", Safer: "read the script first"})
}

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
		values, lines = strings.Fields(e.Stdin.Text), strings.Split(strings.TrimSpace(e.Stdin.Text), "\n")
		if slices.Contains(args, "-0") || slices.Contains(args, "--null") {
			values = strings.FieldsFunc(e.Stdin.Text, func(r rune) bool { return r == 0 })
			lines = values
		}
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

// windows judges the commands of PowerShell and cmd.exe.
func (w *walker) windows(e *shell.Execution, name string, args []string, depth int) {
	for i, a := range args {
		switch low := strings.ToLower(a); {
		case low == "-c" || low == "-command" || low == "/c" || low == "/k" || low == "--command":
			w.windowsText(e, strings.Join(args[i+1:], " "), name, depth)
			return
		case name != "wsl" && name != "cmd" && len(low) > 1 && strings.HasPrefix("-encodedcommand", low) && strings.HasPrefix(low, "-e") && i+1 < len(args):
			raw, err := base64.StdEncoding.DecodeString(args[i+1])
			if err != nil {
				w.note(e, Operation{Kind: "shell.unreadable", Class: Execute, Severity: High, Why: "an encoded script that cannot be read"})
				return
			}
			units := make([]uint16, 0, len(raw)/2)
			for k := 0; k+1 < len(raw); k += 2 {
				units = append(units, uint16(raw[k])|uint16(raw[k+1])<<8)
			}
			w.windowsText(e, string(utf16.Decode(units)), name, depth)
			return
		case (low == "-file" || low == "-f") && i+1 < len(args):
			w.scriptFile(e, name, args[i+1], args[i+1:], depth)
			return
		case name == "wsl" && !strings.HasPrefix(a, "-"):
			w.inner(e, args[i:], name, depth)
			return
		}
	}
	if len(args) > 0 && !strings.HasPrefix(args[0], "-") && !strings.HasPrefix(args[0], "/") {
		w.windowsText(e, strings.Join(args, " "), name, depth)
		return
	}
	if e.Stdin != nil {
		w.windowsText(e, e.Stdin.Text, name, depth)
	}
}

// windowsText judges each command of a script for Windows.
func (w *walker) windowsText(e *shell.Execution, text, through string, depth int) {
	for command := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == ';' || r == '&' || r == '|' || r == '\n' }) {
		f := strings.Fields(strings.Trim(strings.TrimSpace(command), `"'`))
		if len(f) == 0 {
			continue
		}
		f[0] = strings.ToLower(f[0])
		w.inner(e, f, through, depth)
	}
}

// interactive notes a program that waits for somebody's input.
func (w *walker) interactive(e *shell.Execution, name string) {
	w.note(e, Operation{Kind: "interactive", Class: Interactive, Severity: None, Object: name, Why: name + " waits for input that a session without a terminal cannot give"})
}

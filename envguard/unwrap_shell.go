package envguard

import (
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/shell"
)

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

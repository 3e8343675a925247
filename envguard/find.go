package envguard

import (
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/shell"
)

// find judges -delete and -exec.
func (w *walker) find(e *shell.Execution, ws *words, depth int) {
	args := ws.all
	n := 0
	for n < len(args) && (args[n] == "-L" || args[n] == "-H" || args[n] == "-P") {
		n++
	}
	start := n
	for n < len(args) && !strings.HasPrefix(args[n], "-") && args[n] != "(" && args[n] != "!" {
		n++
	}
	roots := args[start:n]
	if len(roots) == 0 || ws.name != "find" {
		roots = []string{"."}
	}
	name, narrowed := "", false
	for i := n; i+1 < len(args); i++ {
		switch args[i] {
		case "-name", "-iname", "-path", "-regex", "-ipath", "-e", "--extension":
			if i > 0 && args[i-1] != "!" && args[i-1] != "-not" {
				name, narrowed = args[i+1], true
				if args[i] == "-e" || args[i] == "--extension" {
					name = "*." + args[i+1]
				}
			}
		case "-delete":
			if !narrowed {
				narrowed, name = false, ""
				i = len(args)
			}
		}
	}
	if ws.name != "find" && name == "" && n > start {
		name = args[start]
	}
	for i := n; i < len(args); i++ {
		switch args[i] {
		case "-delete":
			w.foundRemoval(e, roots, name, "find.delete")
		case "-fprint", "-fprintf", "-fls":
			w.note(e, Operation{Kind: "file.write", Class: Write, Severity: Medium, Object: args[min(i+1, len(args)-1)], Why: "it writes over a file"})
		case "-exec", "-execdir", "-ok", "-okdir", "-x", "-X", "--exec", "--exec-batch":
			if ws.name == "find" && len(args[i]) == 2 {
				continue // -x and -X are others of find
			}
			var list []string
			for i++; i < len(args) && args[i] != ";" && args[i] != "+"; i++ {
				list = append(list, args[i])
			}
			if len(list) == 0 {
				w.note(e, Operation{Kind: "find.exec", Class: Execute, Severity: Medium, Why: "-exec without a command is not valid"})
				continue
			}
			w.foundExec(e, roots, name, list, depth)
		}
	}
}

// foundRemoval grades the removal of all that find finds.
func (w *walker) foundRemoval(e *shell.Execution, roots []string, name, kind string) {
	o := Operation{Kind: kind, Class: Destructive, Severity: High, Object: strings.Join(roots, " "), Why: "it removes all files that fit, in all folders below", Safer: "put -print in its place first"}
	for _, r := range roots {
		rm := w.removedPath(e, r, true, false)
		if rm.host {
			o.Severity, o.Why = Critical, rm.why
			o.Host = name == ""
		} else if rm.severity == Low && rm.kind != "rm.build" || rm.kind == "rm.build" && r != "." {
			o.Severity, o.Why = Low, ""
		}
	}
	if o.Severity == High && name != "" {
		switch low := strings.ToLower(strings.TrimLeft(name, "*")); {
		case listed(" .pyc .pyo .log .tmp .bak .o .swp .orig .rej ~ .DS_Store .class __pycache__ ", low) || buildName(name):
			o.Severity, o.Why = Medium, "it removes files that can be made again"
		}
	}
	w.note(e, o)
}

// foundExec judges the command that find runs for what it finds.
func (w *walker) foundExec(e *shell.Execution, roots []string, name string, list []string, depth int) {
	program := lookupName(list[0])
	switch program {
	case "rm", "unlink", "shred", "rmdir":
		w.foundRemoval(e, roots, name, "find.exec")
		return
	case "sh", "bash", "zsh":
		if text := strings.Join(list, " "); strings.Contains(text, "rm ") {
			w.foundRemoval(e, roots, name, "find.exec")
		}
	}
	each := make([]string, len(list))
	for i := range list {
		each[i] = strings.ReplaceAll(list[i], "{}", "found")
	}
	w.inner(e, each, "find", depth)
}

package envguard

import (
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/shell"
)

// task judges the targets of make, just, rake and their like.
func (w *walker) task(e *shell.Execution, name string, args []string, depth int) bool {
	u := w.j.usage(name)
	ws := u.read(name, args)
	if ws.harmless() || (name == "make" || name == "gmake") && ws.flag("-n", "--just-print", "--recon", "-q", "--question", "--version") {
		return true
	}
	if name == "make" || name == "gmake" {
		if e.Stdin != nil && slices.Contains(flagValues(args, "-f", "--file", "--makefile"), "-") {
			w.recipes(e, e.Stdin.Text, nil, depth)
			return true
		}
	}
	if name == "composer" {
		if len(ws.operands) == 0 || ownComposer(ws.operands[0]) {
			return false
		}
		if ws.operands[0] == "run" || ws.operands[0] == "run-script" || ws.operands[0] == "exec" {
			ws.operands = ws.operands[1:]
		}
	}
	if name == "turbo" || name == "nx" || name == "lerna" || name == "moon" {
		if len(ws.operands) > 0 && (ws.operands[0] == "run" || ws.operands[0] == "run-many" || ws.operands[0] == "affected") {
			ws.operands = ws.operands[1:]
		}
		for i, o := range ws.operands {
			if _, target, ok := strings.Cut(o, ":"); ok {
				ws.operands[i] = target
			}
		}
		ws.operands = append(ws.operands, flagValues(args, "-t", "--target", "--targets")...)
	}
	if name == "rake" {
		for _, t := range ws.operands {
			if !strings.Contains(t, "=") {
				w.program(e, "rails", append([]string{t}, append(slices.Clone(args), ws.operands...)...), depth)
			}
		}
		return true
	}
	targets := slices.DeleteFunc(slices.Clone(ws.operands), func(s string) bool { return strings.Contains(s, "=") })
	file, text := w.taskFile(e, name, ws)
	if text != "" && w.scripts < 8 {
		w.scripts++
		defer func() { w.scripts-- }()
		if name == "composer" {
			w.composer(e, text, targets, depth)
			return true
		}
		if found := w.targets(e, text, targets, depth); found {
			return true
		}
	}
	for _, t := range targets {
		hint := nameHint(t)
		if t == "release" || t == "publish" {
			hint = Medium
		}
		if name != "make" && name != "gmake" && name != "just" && name != "task" {
			hint = min(hint, High)
		}
		if t == "test" || t == "check" || strings.HasPrefix(t, "test-") {
			w.tests(e)
			continue
		}
		if hint > Low {
			if class := taskClass(t); class == Deploy {
				hint = Medium
			}
			w.note(e, Operation{Kind: name, Class: taskClass(t), Severity: hint, Object: t, Reaches: taskClass(t) == Migration, Why: "the target was not read, and its name says that it changes something", Safer: "read " + file + " first, or run it with --dry-run"})
		}
	}
	return true
}

// taskFile is the file that holds the targets.
func (w *walker) taskFile(e *shell.Execution, name string, ws *words) (file, text string) {
	var names []string
	switch name {
	case "make", "gmake":
		names = append(flagValues(ws.all, "-f", "--file", "--makefile"), "GNUmakefile", "makefile", "Makefile")
	case "just":
		names = append(flagValues(ws.all, "-f", "--justfile"), "justfile", "Justfile", ".justfile")
	case "composer":
		names = []string{"composer.json"}
	case "foreman", "overmind", "hivemind", "honcho":
		names = append(flagValues(ws.all, "-f", "--procfile"), "Procfile.dev", "Procfile")
	default:
		return "its file", ""
	}
	dir := ""
	if c := flagValues(ws.all, "-C", "--directory", "-d", "--working-directory"); len(c) > 0 {
		dir = c[0] + "/"
	}
	for _, n := range names {
		if f := e.File(dir + n); f != nil && shell.Known(f.Text) {
			return n, f.Text
		}
		if text, ok := w.readFile(e, dir+n); ok {
			return n, text
		}
	}
	return names[len(names)-1], ""
}

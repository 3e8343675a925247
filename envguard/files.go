package envguard

import (
	"path"
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/shell"
)

// fileProgram judges programs that move, copy or change files.
func (w *walker) fileProgram(e *shell.Execution, ws *words) bool {
	ops := ws.operands
	last := ""
	if len(ops) > 0 {
		last = ops[len(ops)-1]
	}
	if t := ws.value("-t", "--target-directory"); t != "" && (ws.name == "mv" || ws.name == "cp") {
		last = t
		ops = append(slices.Clip(ops), t)
	}
	note := func(kind string, s Severity, class Class, object, why string) {
		if s > None {
			w.note(e, Operation{Kind: kind, Class: class, Severity: s, Object: object, Why: why})
		}
	}
	switch ws.name {
	case "mv", "cp", "install", "ln":
		if len(ops) < 2 {
			return true
		}
		s, why := overwritten(last)
		switch {
		case ws.name == "cp" && ops[0] == "/dev/null":
			note("file.trunc", High, Destructive, last, "it empties the file")
		case last == "/dev/null" && ws.name == "mv":
			note("file.mv", High, Destructive, ops[0], "what is moved there is gone")
		case isDevice(last):
			w.note(e, Operation{Kind: "file." + ws.name, Class: Destructive, Severity: Critical, Host: true, Object: last, Why: why})
		case ws.name == "mv" && slices.Contains(ops[:len(ops)-1], "*") || ws.name == "mv" && slices.ContainsFunc(ops[:len(ops)-1], func(o string) bool { return path.Base(o) == "*" }):
			note("file.mv", High, Destructive, strings.Join(ops, " "), "if "+last+" is no folder, each file overwrites the one before")
		case s > None:
			note("file."+ws.name, s, Destructive, last, why)
		case ws.flag("-f", "--force") && ws.name != "ln":
			note("file."+ws.name, Medium, Destructive, last, "it overwrites without asking")
		default:
			for _, o := range ops[:len(ops)-1] {
				if ws.name == "mv" {
					if secretFile(o) > None {
						note("file.mv", Medium, Write, o, "programs no longer find their credentials")
						return true
					}
					if r := w.removedPath(e, o, true, false); r.host {
						note("file.mv", Critical, Destructive, o, "it moves away what the system needs")
						return true
					}
				}
			}
			note("file."+ws.name, Low, Write, last, "it may overwrite a file")
		}
		return true
	case "tee", "sponge":
		for _, o := range ops {
			s, why := overwritten(o)
			if isDevice(o) {
				w.note(e, Operation{Kind: "file.tee", Class: Destructive, Severity: Critical, Host: true, Object: o, Why: why})
				continue
			}
			if ws.flag("-a", "--append") && isDatabaseFile(o) {
				s = Low
			}
			note("file.tee", max(s, Low), Write, o, why)
		}
		return true
	case "truncate":
		for _, o := range ops {
			r := w.removedPath(e, o, false, false)
			s := High
			if r.severity == Low {
				s = Low
			}
			if size := ws.value("-s", "--size"); strings.HasPrefix(size, "+") {
				s = Low
			}
			note("file.trunc", s, Destructive, o, "it cuts the file off")
		}
		return true
	case "rsync", "scp":
		return w.copies(e, ws, last)
	case "chmod", "chown", "chgrp":
		return w.permissions(e, ws)
	case "tar", "unzip":
		return w.archive(e, ws)
	case "sed", "perl":
		return w.inPlace(e, ws)
	case "patch":
		if len(ws.all) > 0 || e.Stdin != nil {
			note("file.patch", Low, Write, "", "it changes files")
		}
		return true
	}
	return false
}

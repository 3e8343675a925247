package envguard

import (
	"path"
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/shell"
)

func (w *walker) copies(e *shell.Execution, ws *words, last string) bool {
	remote := strings.Contains(last, ":") && !strings.HasPrefix(last, "/") && !strings.HasPrefix(last, ".")
	if ws.name == "rsync" {
		if ws.flag("-n", "--dry-run") {
			return true
		}
		switch {
		case ws.flag("--delete", "--del", "--delete-before", "--delete-after", "--delete-during", "--delete-delay", "--delete-excluded", "--delete-missing-args"):
			s, host := High, false
			if r := w.removedPath(e, last, true, false); r.host && !remote {
				s, host = Critical, true
			}
			w.note(e, Operation{Kind: "file.rsync", Class: Destructive, Severity: s, Host: host, Object: last, Why: "it deletes at the target all that the source does not have", Safer: "run it with --dry-run first"})
			return true
		case ws.flag("--remove-source-files"):
			w.note(e, Operation{Kind: "file.rsync", Class: Destructive, Severity: Medium, Object: strings.Join(ws.operands, " "), Why: "it removes the source"})
			return true
		}
	}
	for _, o := range ws.operands[:max(0, len(ws.operands)-1)] {
		if remote && secretFile(o) > None {
			w.note(e, Operation{Kind: "secret.send", Class: Exfiltrate, Severity: High, Object: o, Why: "it sends credentials to another machine"})
			return true
		}
	}
	s := Low
	why := "it may overwrite files"
	if remote {
		s, why = Medium, "it changes files of another machine"
	}
	if over, reason := overwritten(last); over > s && !remote {
		s, why = over, reason
	}
	w.note(e, Operation{Kind: "file." + ws.name, Class: Write, Severity: s, Object: last, Why: why})
	return true
}

func (w *walker) permissions(e *shell.Execution, ws *words) bool {
	ops := ws.operands
	if len(ops) == 0 {
		return true
	}
	mode := ops[0]
	recursive := ws.flag("-R", "--recursive")
	o := Operation{Kind: ws.name, Class: Privilege, Severity: Low, Why: "it changes who may read and write", Object: strings.Join(ops, " ")}
	wide := ws.name == "chmod" && (strings.HasSuffix(mode, "777") || strings.HasSuffix(mode, "666") || strings.Contains(mode, "o+w") || strings.Contains(mode, "a+w") || strings.Contains(mode, "a=rwx") || mode == "+w" || strings.Contains(mode, "ugo+rwx"))
	special := ws.name == "chmod" && (strings.ContainsAny(mode, "+=") && strings.HasSuffix(strings.TrimRight(strings.ToLower(mode), "tx"), "s") || len(mode) == 4 && mode[0] >= '2' && mode[0] <= '7')
	for _, t := range ops[1:] {
		r := w.removedPath(e, t, true, false)
		secret := secretFile(t) > None
		switch {
		case recursive && r.host && (wide || ws.name != "chmod"):
			o.Severity, o.Why = High, "programs of the system refuse to work when anybody may write their files, or its owner changes"
		case wide && (r.host || strings.HasPrefix(t, "/etc/") || secret):
			o.Severity, o.Why = max(o.Severity, High), "anybody may change it"
		case special:
			o.Severity, o.Why = max(o.Severity, High), "whoever runs it gets its owner's rights"
		case wide || recursive && ws.name != "chmod" || recursive && !strings.Contains(mode, "+x") && path.IsAbs(t):
			o.Severity = max(o.Severity, Medium)
		case ws.name != "chmod" && path.IsAbs(t):
			o.Severity = max(o.Severity, Medium)
		}
	}
	w.note(e, o)
	return true
}

func (w *walker) archive(e *shell.Execution, ws *words) bool {
	if ws.name == "unzip" {
		if ws.flag("-l", "-t", "-v", "-Z", "-p") {
			return true
		}
		s := Low
		if ws.flag("-o") {
			s = Medium
		}
		if d, _ := overwritten(ws.value("-d") + "/"); d > s {
			s = d
		}
		w.note(e, Operation{Kind: "file.unzip", Class: Write, Severity: s, Why: "it may overwrite files"})
		return true
	}
	first := ""
	if len(ws.all) > 0 {
		first = ws.all[0]
	}
	extract := ws.flag("-x", "--extract", "--get") || first != "" && first[0] != '-' && strings.Contains(first, "x") && len(first) < 6
	switch {
	case ws.flag("--remove-files"):
		w.note(e, Operation{Kind: "file.tar", Class: Destructive, Severity: Medium, Why: "it removes the files that it packs"})
	case slices.ContainsFunc(ws.all, func(a string) bool {
		return strings.HasPrefix(a, "--checkpoint-action=exec") || strings.HasPrefix(a, "--to-command") || strings.HasPrefix(a, "--use-compress-program") && strings.Contains(a, " ")
	}):
		w.note(e, Operation{Kind: "file.tar", Class: Execute, Severity: Medium, Why: "it runs a program for each file"})
	case extract:
		s := Low
		if ws.flag("--overwrite", "--unlink-first", "--recursive-unlink", "-P", "--absolute-names") {
			s = Medium
		}
		if dir := ws.value("-C", "--directory"); dir == "/" || strings.HasPrefix(dir, "/etc") || strings.HasPrefix(dir, "/usr") && !strings.HasPrefix(dir, "/usr/local") {
			s = High
		}
		w.note(e, Operation{Kind: "file.untar", Class: Write, Severity: s, Why: "it may overwrite files"})
	}
	return true
}

// inPlace judges sed -i and perl -i.
func (w *walker) inPlace(e *shell.Execution, ws *words) bool {
	on := false
	for _, a := range ws.all {
		on = on || strings.HasPrefix(a, "-i") || strings.HasPrefix(a, "--in-place") || len(a) > 2 && a[0] == '-' && a[1] != '-' && strings.HasSuffix(a, "i") && isLetters(a[1:]) && !strings.HasPrefix(a, "-e") || strings.HasPrefix(a, "-pi")
	}
	if !on {
		return false
	}
	worst, why, object := Low, "it changes files in place", strings.Join(ws.operands[min(1, len(ws.operands)):], " ")
	for _, f := range ws.operands {
		if s, reason := overwritten(f); s > worst {
			worst, why, object = s, reason, f
		}
	}
	o := Operation{Kind: "file." + ws.name, Class: Write, Severity: worst, Object: object, Why: why}
	if worst >= Medium {
		o.Class = Destructive
		if strings.Contains(path.Base(object), ".env") {
			o.Class = Retarget
		}
		o.Safer = "keep a copy: -i.bak"
	}
	if ws.name == "perl" {
		for i, a := range ws.all {
			if strings.HasSuffix(a, "ne") && i+1 < len(ws.all) && !strings.Contains(ws.all[i+1], "print") {
				o.Severity, o.Class, o.Why = High, Destructive, "it writes nothing back: the files are emptied"
			}
		}
	}
	w.note(e, o)
	return false
}

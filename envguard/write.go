package envguard

import (
	"path"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/shell"
)

// dd judges what is written to.
func (w *walker) dd(e *shell.Execution, ws *words) {
	for _, a := range ws.all {
		to, ok := strings.CutPrefix(a, "of=")
		switch {
		case !ok || to == "/dev/null" || to == "/dev/stdout":
		case isDevice(to) || strings.HasPrefix(to, "\\\\.\\"):
			w.note(e, Operation{Kind: "dd", Class: Destructive, Severity: Critical, Host: true, Object: to, Why: "it overwrites a whole disk"})
		case secretFile(to) > None || strings.HasSuffix(to, "authorized_keys"):
			w.note(e, Operation{Kind: "dd", Class: Write, Severity: High, Object: to, Why: "it overwrites credentials"})
		case !shell.Known(to):
			w.note(e, Operation{Kind: "dd", Class: Destructive, Severity: High, Why: "what it overwrites is only known when it runs"})
		default:
			w.note(e, Operation{Kind: "dd", Class: Write, Severity: Low, Object: to, Why: "it writes a file"})
		}
	}
}

// overwritten grades writing over a file.
func overwritten(name string) (Severity, string) {
	low := strings.ToLower(name)
	base := path.Base(low)
	switch {
	case isDevice(name):
		return Critical, "it overwrites a device"
	case low == "/etc/passwd" || low == "/etc/shadow" || strings.HasPrefix(low, "/etc/sudoers") || strings.HasPrefix(low, "/boot/"):
		return High, "it overwrites a file that the system needs"
	case strings.HasPrefix(low, "/etc/") || strings.HasPrefix(low, "/usr/") || strings.HasPrefix(low, "/bin/") || strings.HasPrefix(low, "/lib/") || strings.HasPrefix(low, "/sbin/"):
		return High, "it overwrites a file of the system"
	case strings.HasSuffix(low, "/authorized_keys") || strings.Contains(low, "/.ssh/"):
		return High, "it changes who may log in"
	case isDatabaseFile(low):
		return High, "it overwrites a database"
	case secretFile(low) > None && !strings.Contains(base, ".env") || strings.HasSuffix(low, "/.aws/config"):
		return Medium, "it overwrites credentials"
	case base == ".env" || strings.HasPrefix(base, ".env.") && !strings.HasSuffix(base, ".example"):
		return Medium, "it changes what later commands connect to"
	case base == ".bashrc" || base == ".zshrc" || base == ".profile" || base == ".bash_profile" || base == ".zshenv" || strings.Contains(low, ".git/hooks/") || base == ".npmrc" || base == ".gitconfig" || strings.Contains(low, ".claude/settings"):
		return Medium, "it changes what later sessions run"
	}
	return None, ""
}

// redirections judges what > writes over.
func (w *walker) redirections(e *shell.Execution) {
	for _, r := range e.Redirs {
		switch r.Op {
		case ">", ">|", "&>", ">>", "&>>", "<>":
		default:
			continue
		}
		if r.Target == "/dev/null" || strings.HasPrefix(r.Target, "/dev/std") || strings.HasPrefix(r.Target, "/dev/tty") || strings.HasPrefix(r.Target, "/dev/fd/") {
			continue
		}
		severity, why := overwritten(r.Target)
		appends := strings.HasSuffix(r.Op, ">>") || r.Op == "<>"
		switch {
		case isDevice(r.Target):
			w.note(e, Operation{Kind: "redirect", Class: Destructive, Severity: Critical, Host: true, Object: r.Target, Why: why})
			continue
		case strings.HasPrefix(r.Target, "/proc/") || strings.HasPrefix(r.Target, "/sys/"):
			severity, why = High, "it changes the running kernel"
		case severity > Medium && appends:
			if isDatabaseFile(strings.ToLower(r.Target)) {
				severity = Low
			}
		}
		empties := !appends && (len(e.Args) == 0 || e.Args[0] == ":" || e.Args[0] == "true" || len(e.Args) == 2 && e.Args[1] == "/dev/null")
		if empties {
			if r := w.removedPath(e, r.Target, false, false); r.severity == Low {
				severity = max(severity, Low)
			} else {
				severity, why = max(severity, High), "it empties the file"
			}
		}
		if severity == None && len(e.Args) > 0 && (e.Args[0] == "echo" || e.Args[0] == "printf" || e.Args[0] == "cat") && !strings.HasPrefix(r.Target, "/tmp/") {
			severity, why = Low, "it writes a file"
		}
		if severity == None {
			continue
		}
		class := Write
		kind := "redirect"
		if empties {
			class, kind = Destructive, "file.trunc"
		} else if strings.Contains(path.Base(r.Target), ".env") {
			class, kind = Retarget, "env.write"
		}
		if kind == "redirect" && severity >= High && producer(e) { // a dump goes to a file of that name
			severity = Low
		}
		w.note(e, Operation{Kind: kind, Class: class, Severity: severity, Object: r.Target, Why: why, Safer: "write to a new file"})
	}
}

// producer reports a program whose output is meant for such a file.
func producer(e *shell.Execution) bool {
	if len(e.Args) == 0 {
		return false
	}
	for _, a := range e.Args[:min(3, len(e.Args))] {
		n := lookupName(a)
		if strings.Contains(n, "dump") || n == "sqlite3" || n == "gunzip" || n == "psql" || n == "gzip" {
			return true
		}
	}
	return false
}

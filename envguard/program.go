package envguard

import (
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/shell"
)

func (j *Judge) usage(name string) usage {
	if t := j.tools[name]; t != nil {
		return t.usage
	}
	return usage{}
}

// program judges one program by its own words.
func (w *walker) program(e *shell.Execution, name string, args []string, depth int) {
	t := w.j.tools[name]
	var u usage
	if t != nil {
		u = t.usage
	}
	ws := u.read(name, args)
	if name == "gcloud" && len(ws.operands) > 0 && (ws.operands[0] == "alpha" || ws.operands[0] == "beta" || ws.operands[0] == "preview") {
		ws.operands = ws.operands[1:]
	}
	if ws.harmless() && !passesOn(name) {
		return
	}
	if t != nil {
		if r, own, ok := t.find(ws); ok && own {
			w.entry(e, r, ws)
			return
		}
	}
	w.leaks(e, ws)
	if w.special(e, ws, depth) {
		return
	}
	if t != nil {
		if r, _, ok := t.find(ws); ok {
			if r.Severity == None && strings.HasPrefix(r.Verbs, "..") && deletes(ws.operands) {
				w.generic(e, ws) // something that is called "list" is deleted
				return
			}
			w.entry(e, r, ws)
			return
		}
		if t.all() {
			return
		}
	}
	w.generic(e, ws)
}

// deletes reports a verb of deletion among the first words.
func deletes(operands []string) bool {
	return slices.ContainsFunc(operands[:min(len(operands), 5)], func(o string) bool { return genericVerb(o) >= High })
}

// passesOn reports a program for which --help or --dry-run may be meant for others.
func passesOn(name string) bool {
	switch name {
	case "python", "node", "ruby", "perl", "php", "deno", "tsx", "ts-node", "echo", "awk", "find", "go":
		return true
	}
	return false
}

// entry notes what an entry of the catalogue says about a command.
func (w *walker) entry(e *shell.Execution, r Entry, ws *words) {
	if r.Severity == None && r.Why == "" {
		return
	}
	skip := 0
	if !strings.Contains(r.Verbs, "..") {
		skip = len(strings.Fields(r.Verbs))
	}
	object := ""
	if len(ws.operands) > skip {
		object = strings.Join(maskWords(ws.name, ws.operands[skip:]), " ")
	}
	why := r.Why
	if why == "" {
		why = classWhy(r.Class, r.Severity)
	}
	w.note(e, Operation{Kind: r.Kind, Class: r.Class, Severity: r.Severity, Object: object, Why: why, Safer: r.Safer, Host: r.Host, Reaches: r.Reaches})
}

// classWhy is the reason for an entry that has none of its own.
func classWhy(c Class, s Severity) string {
	switch c {
	case Destructive:
		if s >= Critical {
			return "it deletes all of it, and there is no undo"
		}
		if s == Low {
			return "it deletes what can be made again"
		}
		return "it deletes something that others may need"
	case Deploy:
		return "it changes what is running"
	case Migration:
		return "it changes a database's schema or data"
	case Availability:
		return "it stops or disturbs what others use"
	case Privilege:
		return "it changes who may do what"
	case History:
		return "it throws away or rewrites history"
	case Publish:
		return "what is published cannot be taken back"
	case Execute:
		return "it runs what cannot be judged from here"
	case Exfiltrate:
		return "it shows or sends credentials"
	case Retarget:
		return "it changes what later commands touch, or switches off a guard"
	case Interactive:
		return "it waits for input that a session without a terminal cannot give"
	case Write:
		return "it changes something"
	}
	return ""
}

// special judges the programs whose words are no plain verbs and flags. It reports
// that nothing is left to look up.
func (w *walker) special(e *shell.Execution, ws *words, depth int) bool {
	switch ws.name {
	case "echo", "printf", ":", "true", "false", "test", "[", "[[", "cat", "head", "tail", "grep", "egrep", "fgrep", "rg", "ag", "ack", "ls", "sort", "uniq", "wc", "cut", "tr", "jq", "yq", "cd", "pwd", "export", "set", "unset", "read", "local", "declare", "return", "exit", "sleep", "date", "basename", "dirname", "diff", "cmp", "file", "stat", "tree", "du", "df", "which", "whoami", "id", "uname", "hostname", "seq", "yes", "tac", "rev", "column", "comm", "paste", "fold", "xxd", "od", "strings", "md5sum", "sha256sum", "base64", "bat", "readonly", "typeset", "shift", "trap", "wait", "jobs", "alias", "let", "break", "continue", "getopts", "mapfile", "readarray":
		return true
	case "rm", "unlink", "rmdir", "shred", "srm", "wipe", "trash", "trash-put", "rimraf", "del", "erase", "rd", "remove-item", "ri":
		w.removal(e, ws)
		return true
	case "find", "fd", "fdfind":
		w.find(e, ws, depth)
		return true
	case "dd":
		w.dd(e, ws)
		return true
	case "mv", "cp", "ln", "install", "tee", "truncate", "rsync", "scp", "chmod", "chown", "chgrp", "tar", "unzip", "sed", "perl", "sponge", "ex", "ed", "patch":
		if w.fileProgram(e, ws) && ws.name != "sed" && ws.name != "perl" && ws.name != "ed" && ws.name != "ex" {
			return true
		}
	case "git":
		return w.git(e, ws, depth)
	case "curl", "wget", "http", "https", "xh", "httpie", "curlie":
		w.http(e, ws)
		return true
	case "gh", "glab":
		if len(ws.operands) > 0 && ws.operands[0] == "api" {
			w.ghAPI(e, ws)
			return true
		}
	case "kill", "pkill", "killall":
		w.kill(e, ws)
		return true
	case "kubectl":
		if w.kubectl(e, ws) {
			return true
		}
	case "terraform", "terragrunt":
		if w.terraform(e, ws) {
			return true
		}
	case "at", "batch":
		if e.Stdin != nil {
			w.stream(e, e.Stdin, ws.name, nil, depth)
		}
		return true
	case "crontab":
		if e.Stdin != nil && len(ws.operands) > 0 && ws.operands[0] == "-" && shell.Known(e.Stdin.Text) {
			for line := range strings.Lines(e.Stdin.Text) {
				if f := strings.Fields(line); len(f) > 5 && f[0][0] != '#' {
					w.text(e, strings.Join(f[5:], " "), "cron", nil, depth)
				}
			}
		}
	case "nc", "ncat", "netcat", "telnet":
		w.netcat(e, ws)
		return true
	}
	if w.client(e, ws, depth) {
		return true
	}
	return w.interpreter(e, ws, depth)
}

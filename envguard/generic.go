package envguard

import (
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/shell"
)

// generic judges a program that the catalogue does not know by its words: verbs of
// deletion among its first operands.
func (w *walker) generic(e *shell.Execution, ws *words) {
	if strings.HasPrefix(ws.name, "mkfs") {
		w.note(e, Operation{Kind: "mkfs", Class: Destructive, Severity: Critical, Host: true, Object: strings.Join(ws.operands, " "), Why: "it makes a new file system over all that is on the device"})
		return
	}
	if strings.ContainsRune(e.Args[0], '/') || strings.HasSuffix(ws.name, ".sh") || strings.HasSuffix(ws.name, ".bash") || strings.HasSuffix(ws.name, ".ps1") {
		w.projectProgram(e, ws)
		return
	}
	words := ws.operands[:min(len(ws.operands), 4)]
	for i, word := range words {
		tokens := nameTokens(word)
		if len(tokens) == 0 || len(tokens) > 4 || strings.ContainsAny(word, " ./*@=") {
			continue
		}
		verb := tokens[0]
		if len(tokens) > 1 && genericVerb(verb) == None {
			verb = tokens[len(tokens)-1] // databases:delete
		}
		severity := genericVerb(verb)
		if severity == None {
			continue
		}
		nouns := append(slices.Clone(words[:i]), tokens...)
		if severity == High && (len(words) == 1 && verb == "destroy" || slices.ContainsFunc(nouns, wholeThing)) {
			severity = Critical
		}
		w.note(e, Operation{Kind: ws.name, Class: Destructive, Severity: severity, Object: strings.Join(maskWords(ws.name, ws.operands), " "), Why: "by its words it deletes something; the program is not in the catalogue", Safer: "look with --help or a dry run first"})
		return
	}
}

func genericVerb(verb string) Severity {
	switch verb {
	case "destroy", "delete", "purge", "wipe", "erase", "drop", "terminate", "nuke", "truncate", "decommission", "unregister", "rmi-all", "destroyall":
		return High
	case "remove", "rm", "reset", "uninstall", "flush", "rollback", "revoke", "disable", "prune", "undeploy":
		return Medium
	case "deploy", "promote", "restart", "stop", "publish", "release":
		return Medium
	}
	return None
}

// wholeThing reports a noun for something that holds everything else.
func wholeThing(word string) bool {
	low := strings.ToLower(strings.TrimSuffix(word, "s"))
	switch low {
	case "database", "db", "cluster", "project", "volume", "bucket", "account", "app", "application", "server", "droplet", "vm", "disk", "namespace", "environment", "org", "organization", "organisation", "workspace", "instance", "linode", "node", "site", "repo", "repository", "stack", "tenant", "vault", "snapshot", "backup", "storage", "index", "collection", "schema", "keyspace", "autonomous-database", "machine", "domain", "zone", "pool", "filesystem", "customer":
		return true
	}
	return false
}

// projectProgram judges a program that is given by its path: ./deploy.sh.
func (w *walker) projectProgram(e *shell.Execution, ws *words) {
	file := e.Args[0]
	if strings.HasPrefix(file, "/usr/") || strings.HasPrefix(file, "/bin/") || strings.HasPrefix(file, "/sbin/") || strings.HasPrefix(file, "/opt/") || strings.Contains(file, "node_modules/.bin/") || strings.HasPrefix(file, "/") && !strings.HasSuffix(file, ".sh") {
		return
	}
	if text, ok := w.readFile(e, file); ok && w.scripts < 8 && strings.HasPrefix(text, "#!") {
		line, _, _ := strings.Cut(text, "\n")
		if strings.Contains(line, "sh") && !strings.Contains(line, "powershell") {
			w.scripts++
			w.text(e, text, file, e.Args, 0)
			w.scripts--
			return
		}
	}
	hint := nameHint(file)
	for _, o := range ws.operands[:min(2, len(ws.operands))] {
		hint = max(hint, min(nameHint(o), Medium))
	}
	severity := Low
	if strings.HasSuffix(file, ".sh") || hint > Low {
		severity = Medium
	}
	w.note(e, Operation{Kind: "script", Class: Execute, Severity: severity, Object: file, Why: "a program of the project that was not read cannot be judged" + hintText(file), Safer: "read it first"})
}

package envguard

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/shell"
)

// npm judges npm, pnpm, yarn and bun where they run a program or a script.
func (w *walker) npm(e *shell.Execution, name string, args []string, depth int) (done, ok bool) {
	rest := shell.AfterWords(args, " -w --workspace --filter -F -C --cwd --dir --prefix --userconfig --registry --loglevel ", 0)
	for len(rest) > 1 && (rest[0] == "workspace" || rest[0] == "workspaces") && name == "yarn" {
		if rest[0] == "workspaces" {
			if rest = rest[1:]; len(rest) > 0 && rest[0] == "foreach" {
				rest = shell.AfterWords(rest[1:], "", 0)
			}
		} else {
			rest = rest[2:]
		}
	}
	if len(rest) == 0 {
		return false, true
	}
	switch rest[0] {
	case "exec", "x", "dlx":
		if text := flagValues(rest, "-c", "--call"); len(text) > 0 && name == "npm" {
			w.text(e, text[0], name, nil, depth)
			return true, true
		}
		list := shell.AfterWords(rest[1:], " -p --package --filter ", 0)
		if len(list) > 0 {
			list = slices.Clone(list)
			list[0] = withoutVersion(list[0])
		}
		w.inner(e, list, name, depth)
		return true, true
	case "run", "run-script", "rum", "urn":
		if rest = shell.AfterWords(rest[1:], " --filter -w --workspace ", 0); len(rest) > 0 {
			if name == "bun" && strings.ContainsAny(rest[0], "./") {
				w.inner(e, append([]string{"node"}, rest...), name, depth)
				return true, true
			}
			w.script(e, name, rest[0], rest[1:], depth)
		}
		return true, true
	case "test", "t", "tst":
		if !w.script(e, name, "test", rest[1:], depth) {
			w.tests(e)
		}
		return true, true
	case "start", "stop", "restart":
		w.script(e, name, rest[0], rest[1:], depth)
		return true, true
	}
	if name == "npm" || name == "cnpm" || slices.Contains(ownCommands[:], rest[0]) {
		return false, true
	}
	if name == "bun" && strings.ContainsAny(rest[0], "./") {
		w.inner(e, append([]string{"node"}, rest...), name, depth)
		return true, true
	}
	if w.scriptText(e, rest[0]) != "" { // pnpm db:wipe
		w.script(e, name, rest[0], rest[1:], depth)
		return true, true
	}
	if _, known := w.j.tools[lookupName(rest[0])]; known || name == "pnpm" && !strings.Contains(rest[0], ":") {
		w.inner(e, rest, name, depth) // a program of the project
		return true, true
	}
	w.script(e, name, rest[0], rest[1:], depth)
	return true, true
}

// ownCommands are those of pnpm, yarn and bun that no script takes the place of.
var ownCommands = [...]string{"add", "install", "i", "remove", "rm", "uninstall", "un", "update", "up", "upgrade", "build", "publish", "pack", "link", "unlink", "init", "create", "config", "info", "why", "list", "ls",
	"outdated", "audit", "import", "prune", "rebuild", "store", "patch", "version", "versions", "global", "cache", "login", "logout", "owner", "policies", "tag", "team", "help", "bin", "node", "pm", "completions",
	"env", "setup", "root", "server", "self-update", "fetch", "licenses", "approve-builds", "dedupe", "constraints", "plugin", "set", "stage", "npm", "unplug", "search", "explain", "doctor", "view", "whoami", "unpublish", "deprecate", "dist-tag", "access"}

// scriptText is what package.json says that a script runs.
func (w *walker) scriptText(e *shell.Execution, script string) string {
	text, ok := w.readFile(e, "package.json")
	if !ok {
		return ""
	}
	var p struct {
		Scripts map[string]string `json:"scripts"`
	}
	if json.Unmarshal([]byte(text), &p) != nil {
		return ""
	}
	return p.Scripts[script]
}

// script judges a script of package.json, and reports false if it is not known and
// its name tells nothing.
func (w *walker) script(e *shell.Execution, name, script string, args []string, depth int) bool {
	found := false
	for _, s := range [...]string{"pre" + script, script, "post" + script} {
		text := w.scriptText(e, s)
		if text == "" || w.scripts > 8 {
			continue
		}
		w.scripts++
		if found = true; s == script && len(args) > 0 {
			if args[0] == "--" {
				args = args[1:]
			}
			text += " " + shell.Quote(args)
		}
		w.text(e, text, name+" run "+s, nil, depth)
		w.scripts--
	}
	if found {
		return true
	}
	if script == "test" || strings.HasPrefix(script, "test:") || script == "e2e" {
		w.tests(e)
		return true
	}
	hint := nameHint(script)
	if hint <= Low {
		return false
	}
	w.note(e, Operation{Kind: "npmscript", Class: taskClass(script), Severity: min(hint, High), Object: script, Reaches: true, Why: "the script was not read, and its name says that it changes something", Safer: "read package.json first"})
	return true
}

// tests notes a test run, which does to its database what tests do.
func (w *walker) tests(e *shell.Execution) {
	w.note(e, Operation{Kind: "test.run", Class: Write, Severity: Low, Reaches: true, Why: "tests empty and fill the database that they are pointed at", Safer: "point the database variables at a local test database"})
}

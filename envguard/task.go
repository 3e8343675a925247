package envguard

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/shell"
)

// nameHint is the severity that the name of a script or a task suggests, by its words.
func nameHint(name string) Severity {
	low := strings.ToLower(name)
	tokens := nameTokens(name)
	has := func(list string) bool {
		return slices.ContainsFunc(tokens, func(t string) bool { return listed(list, t) })
	}
	db := has(" db database schema pg postgres mysql mongo redis sql tables table data prisma data migrations users all everything prod production staging ")
	switch {
	case has(" destroy nuke teardown decommission dropdb "):
		return Critical
	case has(" wipe drop truncate purge erase obliterate flush "):
		return High
	case has(" reset delete remove rm undo rollback fresh refresh recreate clear ") && db:
		return High
	case has(" deploy release publish ship promote rollout ") && has(" prod production prd live "), low == "publish", low == "release":
		return High
	case has(" deploy publish release ship promote migrate migration migrations push rollback seed restore sync apply provision reset delete remove uninstall undeploy downgrade upgrade cleanup kill terminate prune revert restart stop shutdown undo import ") && !has(" test check lint dry "):
		return Medium
	case has(" prod production prd ") && !has(" build test lint check "):
		return Medium
	}
	return Low
}

func hintText(name string) string {
	if nameHint(name) > Low {
		return ", and its name says that it changes something"
	}
	return ""
}

// nameTokens splits a name at signs and at capital letters within.
func nameTokens(name string) []string {
	var out []string
	start := 0
	flush := func(end int) {
		if end > start {
			out = append(out, strings.ToLower(name[start:end]))
		}
	}
	for i := range len(name) {
		c := name[i]
		switch {
		case 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z':
			if c <= 'Z' && i > start && name[i-1] >= 'a' && name[i-1] <= 'z' {
				flush(i)
				start = i
			}
		default:
			flush(i)
			start = i + 1
		}
	}
	flush(len(name))
	return out
}

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

func taskClass(name string) Class {
	tokens := nameTokens(name)
	has := func(list string) bool {
		return slices.ContainsFunc(tokens, func(t string) bool { return listed(list, t) })
	}
	switch {
	case has(" destroy nuke teardown wipe drop truncate purge reset delete flush fresh erase "):
		return Destructive
	case has(" deploy release ship promote rollout "):
		return Deploy
	case has(" publish "):
		return Publish
	case has(" migrate migration migrations seed rollback "):
		return Migration
	}
	return Execute
}

// tests notes a test run, which does to its database what tests do.
func (w *walker) tests(e *shell.Execution) {
	w.note(e, Operation{Kind: "test.run", Class: Write, Severity: Low, Reaches: true, Why: "tests empty and fill the database that they are pointed at", Safer: "point the database variables at a local test database"})
}

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

func ownComposer(verb string) bool {
	switch verb {
	case "install", "i", "update", "u", "require", "r", "remove", "rm", "dump-autoload", "dumpautoload", "validate", "show", "outdated", "audit", "create-project", "init", "config", "global", "self-update", "diagnose", "why", "clear-cache", "about", "list", "licenses", "search", "status", "info", "bump", "check-platform-reqs", "depends", "suggests", "fund", "reinstall":
		return true
	}
	return false
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

// recipes judges all lines of a makefile that a shell runs, or those of some targets.
func (w *walker) recipes(e *shell.Execution, text string, only map[string]bool, depth int) {
	current := ""
	for line := range strings.Lines(strings.ReplaceAll(text, "\\\n", " ")) {
		line = strings.TrimRight(line, "\n")
		if strings.HasPrefix(line, "\t") || strings.HasPrefix(line, "    ") {
			if only == nil || only[current] {
				command := strings.TrimLeft(strings.TrimSpace(line), "@-+")
				w.text(e, expandMake(command), "target "+current, nil, depth)
			}
			continue
		}
		if head, rest, ok := strings.Cut(line, ":"); ok && !strings.HasPrefix(line, "#") && !strings.HasPrefix(rest, "=") {
			current, _, _ = strings.Cut(strings.TrimSpace(head), " ")
			if _, recipe, ok := strings.Cut(rest, ";"); ok && (only == nil || only[current]) {
				w.text(e, expandMake(recipe), "target "+current, nil, depth)
			}
		}
	}
}

// expandMake turns what make expands into what a shell would.
func expandMake(s string) string {
	s = strings.ReplaceAll(s, "$$", "\x00")
	s = strings.NewReplacer("$(MAKE)", "make", "${MAKE}", "make").Replace(s)
	for {
		i := strings.Index(s, "$(")
		if i < 0 {
			break
		}
		k := strings.IndexByte(s[i:], ')')
		if k < 0 {
			break
		}
		name := s[i+2 : i+k]
		if strings.ContainsAny(name, " ,") {
			name = "MAKE_FUNCTION"
		}
		s = s[:i] + "${" + name + "}" + s[i+k+1:]
	}
	s = strings.NewReplacer("{{", "${JUST_", "}}", "}").Replace(s)
	return strings.ReplaceAll(s, "\x00", "$")
}

// targets judges the recipes of targets and of what they need, and reports whether
// they are there.
func (w *walker) targets(e *shell.Execution, text string, targets []string, depth int) bool {
	needs, first := map[string][]string{}, ""
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "\t") || strings.HasPrefix(line, " ") || strings.HasPrefix(line, "#") || strings.HasPrefix(line, ".") {
			continue
		}
		head, rest, ok := strings.Cut(strings.TrimRight(line, "\n"), ":")
		if !ok || strings.HasPrefix(rest, "=") || strings.TrimSpace(head) == "" {
			continue
		}
		rest, _, _ = strings.Cut(rest, ";")
		for i, name := range strings.Fields(head) {
			if i > 0 && !strings.Contains(text, "\n"+name+":") {
				break // parameters of just
			}
			if first == "" {
				first = name
			}
			needs[name] = append(needs[name], strings.Fields(rest)...)
		}
	}
	if len(targets) == 0 && first != "" {
		targets = []string{first}
	}
	only := map[string]bool{}
	for len(targets) > 0 {
		t := targets[0]
		targets = targets[1:]
		if list, ok := needs[t]; ok && !only[t] {
			only[t] = true
			targets = append(targets, list...)
		}
	}
	if len(only) == 0 {
		return false
	}
	w.recipes(e, text, only, depth)
	return true
}

// composer judges scripts of composer.json.
func (w *walker) composer(e *shell.Execution, text string, targets []string, depth int) {
	var c struct {
		Scripts map[string]any `json:"scripts"`
	}
	if json.Unmarshal([]byte(text), &c) != nil {
		return
	}
	for _, t := range targets[:min(len(targets), 1)] {
		switch s := c.Scripts[t].(type) {
		case string:
			w.composerText(e, s, depth)
		case []any:
			for _, line := range s {
				if line, ok := line.(string); ok {
					w.composerText(e, line, depth)
				}
			}
		default:
			if hint := nameHint(t); hint > Low {
				w.note(e, Operation{Kind: "composer", Class: taskClass(t), Severity: min(hint, High), Object: t, Reaches: true, Why: "the script was not read, and its name says that it changes something"})
			}
		}
	}
}

func (w *walker) composerText(e *shell.Execution, s string, depth int) {
	switch {
	case strings.HasPrefix(s, "@php "):
		w.text(e, s[1:], "composer", nil, depth)
	case strings.HasPrefix(s, "@"):
		w.inner(e, []string{"composer", "run", strings.TrimPrefix(s, "@")}, "composer", depth)
	case strings.Contains(s, "::"):
	default:
		w.text(e, s, "composer", nil, depth)
	}
}

package envguard

import (
	"cmp"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/shell"
)

// DetectCommand tells which environment a shell command would touch when it is run
// in the surroundings: what the command says itself goes before them. Of several
// commands the most dangerous one counts. A command that cannot be understood
// touches what the surroundings point at, and is at best unknown.
func DetectCommand(s Surroundings, command string) Environment {
	executions, err := shell.Trace(command, traceVariables(s, command))
	if err != nil {
		env := Detect(s)
		if env.Stage < Staging {
			env.Stage = Unknown
		}
		return env
	}
	all := make([]Environment, len(executions))
	for i, e := range executions {
		all[i] = targetOf(s, e)
	}
	return worst(all...)
}

// someHome stands for a home directory that is not known: what removes ~ removes
// one.
const someHome = "/home/user"

// traceVariables are the variables of which a command needs the values to be
// followed. One that is not set but has the name of a stage keeps its name: that
// alone says where "$PROD_DATABASE_URL" leads.
func traceVariables(s Surroundings, command string) map[string]string {
	vars := map[string]string{"HOME": cmp.Or(s.Home, someHome)}
	if s.Dir != "" {
		vars["PWD"] = s.Dir
	}
	for _, entry := range s.Environ {
		if name, value, ok := strings.Cut(entry, "="); ok && isVariable(name) && (name == "HOME" || strings.Contains(command, name)) {
			vars[name] = value
		}
	}
	fromFiles := map[string]string{}
	if strings.Contains(command, "$") {
		fromFiles = fileVariables(s, command)
	}
	for rest := command; ; {
		i := strings.IndexByte(rest, '$')
		if i < 0 {
			return vars
		}
		rest = strings.TrimPrefix(rest[i+1:], "{")
		j := 0
		for j < len(rest) && (letter(rest[j]) || digit(rest[j]) || rest[j] == '_') {
			j++
		}
		name := rest[:j]
		if name == "" || digit(name[0]) || assigned(command, name) {
			continue
		}
		if _, set := vars[name]; set {
			continue
		}
		if value, ok := fromFiles[name]; ok {
			vars[name] = value
		} else if stageOf(name) >= Staging {
			vars[name] = "${" + name + "}"
		}
	}
}

// fileVariables are those of the .env files that a command names, and of .env: what
// "source .env.production" makes of "$DATABASE_URL".
func fileVariables(s Surroundings, command string) map[string]string {
	d := newDetector(s, inAny)
	vars := map[string]string{}
	files := []string{".env.local", ".env"}
	for word := range strings.FieldsSeq(command) {
		if word = strings.Trim(word, `"'();|&<>`); isEnvFile(word) {
			files = slices.Insert(files, 0, word)
		}
	}
	for _, name := range files {
		text, _, ok := d.read(name)
		if !ok {
			continue
		}
		for _, l := range parseDotenv(text) {
			if _, set := vars[l.name]; !set && !unresolved(l.value) {
				vars[l.name] = l.value
			}
		}
	}
	return vars
}

func isEnvFile(name string) bool {
	base := path.Base(name)
	return base == ".env" || base == ".envrc" || strings.HasPrefix(base, ".env.") || strings.HasSuffix(base, ".env")
}

func assigned(command, name string) bool { return strings.Contains(command, name+"=") }

// targetOf tells which environment a command would touch. It looks through the
// programs that only run another one, such as sudo, env, ssh, kubectl exec, dotenv
// and aws-vault, and takes what they say of the target.
func targetOf(s Surroundings, e *shell.Execution) Environment {
	if len(e.Args) == 0 {
		return Environment{}
	}
	var all []Environment
	for _, v := range variants(s, e) {
		c := &call{detector: newDetector(s, inAny), args: e.Args, e: e}
		c.env = v
		c.enter(e)
		all = append(all, c.environment())
	}
	return s.scrub(worst(all...))
}

// A call is a command while its target is looked for.
type call struct {
	*detector
	args  []string
	e     *shell.Execution
	depth int
	moved bool // it runs on another machine, or in a container
	cd    string
	inner []Environment // of texts that are run as scripts
	// tunnel is the sign of a forwarded port that was opened before.
	tunnel *sign
}

// enter takes over where the script is by now: directory, assignments, what earlier
// commands pointed elsewhere.
func (c *call) enter(e *shell.Execution) {
	if n := len(e.Dirs); n > 0 && e.Dirs[n-1] != "" {
		c.changeDir(e.Dirs[n-1])
	}
	exports := false
	for _, earlier := range e.Before() {
		if len(earlier.Args) < 2 {
			continue
		}
		c.retarget(earlier.Args)
		c.forwards(earlier.Args)
		switch earlier.Args[0] {
		case "set":
			exports = exports || slices.Contains(earlier.Args, "-a") || slices.Contains(earlier.Args, "allexport")
		case ".", "source":
			if exports && isEnvFile(earlier.Args[1]) {
				c.envFile(earlier.Args[1], "--env")
			}
		case "export":
			c.substituted(earlier)
		}
	}
	c.substituted(e)
	for _, a := range e.Assigns {
		if name, value, ok := strings.Cut(a, "="); ok {
			c.byName(value)
			c.set(name, value)
		}
	}
}

// substituted reads the .env files of "export $(cat .env)" and "env $(cat .env) …".
func (c *call) substituted(e *shell.Execution) {
	if len(e.Args) == 0 || e.Args[0] != "export" && e.Args[0] != "env" {
		return
	}
	for _, inner := range e.Substituted {
		for _, a := range inner.Args {
			if isEnvFile(a) && inner.Args[0] != a {
				c.envFile(a, "--env")
			}
		}
		for _, r := range inner.Redirs {
			if r.Op == "<" && isEnvFile(r.Target) {
				c.envFile(r.Target, "--env")
			}
		}
	}
}

func (c *call) set(name, value string) { c.env[name] = variable{value: value, said: true} }

func (c *call) setFlag(name, value, flag string) { c.env[name] = variable{value: value, flag: flag} }

func (c *call) changeDir(dir string) {
	c.cd = dir
	if path.IsAbs(dir) {
		c.Dir = path.Clean(dir)
	} else {
		c.Dir = path.Join(c.Dir, dir)
	}
}

// variants are the environments that a command may have: the exported variables,
// with what the script set before. A variable that has several values there makes
// several.
func variants(s Surroundings, e *shell.Execution) []map[string]variable {
	env := make(map[string]variable, len(s.Environ))
	for _, entry := range s.Environ {
		if name, value, ok := strings.Cut(entry, "="); ok && name != "" {
			env[name] = variable{value: value}
		}
	}
	out := []map[string]variable{env}
	for _, name := range touched(env, e) {
		values := e.Variable(name)
		for i, v := range values {
			if i > 0 && len(out) < 8 {
				out = append(out, maps.Clone(out[0]))
			}
			out[min(i, len(out)-1)][name] = variable{value: v, said: true}
		}
		if len(values) == 0 {
			for _, m := range out {
				delete(m, name)
			}
		}
	}
	return out
}

// touched are the exported variables that the script set or unset before.
func touched(env map[string]variable, e *shell.Execution) []string {
	var names []string
	exported, all := map[string]bool{}, false
	add := func(name string) {
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	for _, b := range e.Before() {
		if len(b.Args) == 0 {
			for _, a := range b.Assigns {
				name, _, _ := strings.Cut(a, "=")
				if _, outside := env[name]; outside || exported[name] || all {
					add(name)
				}
			}
			continue
		}
		switch b.Args[0] {
		case "set":
			all = all || slices.Contains(b.Args[1:], "-a") || slices.Contains(b.Args[1:], "allexport")
		case "declare", "typeset", "export", "readonly", "local":
			exports := b.Args[0] == "export"
			for _, a := range b.Args[1:] {
				if strings.HasPrefix(a, "-") {
					exports = exports && !strings.Contains(a, "n") || strings.Contains(a, "x")
					continue
				}
				name, _, _ := strings.Cut(a, "=")
				if _, outside := env[name]; exports || outside || exported[name] || all {
					exported[name] = true
					add(name)
				}
			}
		case "unset":
			for _, name := range b.Args[1:] {
				if _, outside := env[name]; outside || exported[name] {
					add(name)
				}
			}
		}
	}
	return names
}

// environment looks through wrappers and judges what is left.
func (c *call) environment() Environment {
	for c.depth < maxDepth && len(c.args) > 0 && c.peel() {
		c.depth++
	}
	if c.depth >= maxDepth {
		c.blank("more nested commands than can be followed")
	} else if len(c.args) > 0 {
		c.tool()
	}
	return worst(append(c.inner, settle(c.signs))...)
}

// elsewhere makes what is left run somewhere else, where nothing of these
// surroundings is known.
func (c *call) elsewhere(s sign) {
	c.signs = append(c.signs, s)
	c.env = map[string]variable{}
	c.ReadFile = nil
	c.Dir, c.cd = "", ""
	c.moved = true
}

// maxDepth bounds how many programs that run others are looked through.
const maxDepth = 24

// blank says that the target cannot be known.
func (c *call) blank(why string) {
	c.signs = append(c.signs, sign{Sign: Sign{Source: "command", Name: "depth", Detail: why}, scope: inAny, weight: aBlank})
}

// script judges a text that a shell runs.
func (c *call) script(text string) {
	if c.depth >= maxDepth {
		c.blank("more nested commands than can be followed")
		return
	}
	s := c.Surroundings
	s.Environ = s.Environ[:0:0]
	for name, v := range c.env {
		if name != "" && name[0] != '-' && v.file == "" {
			s.Environ = append(s.Environ, name+"="+v.value)
		}
	}
	slices.Sort(s.Environ)
	s.inherited = c.signs
	executions, err := shell.Trace(text, traceVariables(s, text))
	if err != nil {
		c.blank("a command that cannot be read")
		return
	}
	for _, e := range executions {
		if len(e.Args) == 0 {
			continue
		}
		for _, v := range variants(s, e) {
			inner := &call{detector: newDetector(s, inAny), args: e.Args, e: e, depth: c.depth + 2, moved: c.moved}
			inner.env = v
			inner.enter(e)
			c.inner = append(c.inner, inner.environment())
		}
	}
}

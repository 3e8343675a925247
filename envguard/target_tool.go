package envguard

import (
	"path"
	"slices"
	"strings"
)

// tool finds the target of a program that runs nothing else.
func (c *call) tool() {
	name := programName(c.args[0])
	args := c.args[1:]
	c.retarget(c.args)
	for _, r := range c.e.Redirs {
		if r.Op == "<" { // psql < production.sql: a text, no target
			continue
		}
	}
	t := toolOf(name)
	if t == nil {
		c.anyProgram(name, args)
		return
	}
	table := t.flags
	explicit := len(c.signs)
	c.wants = inAny
	var operands []string
	walk(args, table, func(flag, what, value string) {
		if what == "" {
			if w, ok := table.find(flag); !ok {
				what, _ = commonFlags.find(flag)
				if what == "@host" && t.operand == asScript {
					what = ""
				}
			} else {
				what = w
			}
		}
		c.flag(t, name, flag, what, value)
	}, func(s string) bool {
		operands = append(operands, s)
		return true
	})
	c.operands(t, name, operands)
	c.subcommand(name, operands, args)
	c.ambient(t, explicit)
}

// programName is the name that a program is known by.
func programName(s string) string {
	name := path.Base(s)
	switch {
	case s == "bin/console", s == "bin/cake", s == "bin/magento":
		return s
	case strings.HasPrefix(name, "python3."), strings.HasPrefix(name, "python2."):
		return "python"
	case strings.HasSuffix(name, ".exe"), strings.HasSuffix(name, ".cmd"), strings.HasSuffix(name, ".bat"):
		return name[:len(name)-4]
	}
	return name
}

func toolOf(name string) *tool {
	for i := range tools {
		if hasEntry(tools[i].names, name, ' ') {
			return &tools[i]
		}
	}
	return nil
}

// hasEntry reports an entry in a list with separators.
func hasEntry(list, entry string, separator byte) bool {
	if entry == "" || strings.IndexByte(entry, separator) >= 0 {
		return false
	}
	for at := 0; ; {
		i := strings.Index(list[at:], entry)
		if i < 0 {
			return false
		}
		i += at
		at = i + len(entry)
		if (i == 0 || list[i-1] == separator) && (at == len(list) || list[at] == separator) {
			return true
		}
	}
}

// ambient adds what the surroundings say about the targets of a tool, and where it
// goes otherwise.
func (c *call) ambient(t *tool, explicit int) {
	if t.reads&inAWS != 0 && c.localAWS() {
		c.signs = slices.DeleteFunc(c.signs, func(s sign) bool { return s.Remote })
		c.add(sign{Sign: Sign{Stage: Local, Source: "flag", Name: "AWS_ENDPOINT_URL", Detail: "an endpoint of this machine"}, scope: inAny})
	}
	pointed := slices.ContainsFunc(c.signs[explicit:], func(s sign) bool { return s.weight == aTarget || s.weight == aBlank || s.weight == aPlatform })
	reads := t.reads
	if pointed && t.reads&(inPostgres|inMySQL) != 0 && t.reads&inApp == 0 {
		reads &^= inPostgres | inMySQL // a URL or host of its own
	}
	if slices.ContainsFunc(c.signs[explicit:], func(s sign) bool { return s.weight == aPlatform && s.Stage != Unknown }) && t.names != "" && !t.own {
		c.overrideModes()
	}
	c.look(reads)
	if c.tunnel != nil && (t.reads&inApp != 0 || t.otherwise == here && t.reads&inMode != 0 || t.reads&inKube != 0) {
		c.add(*c.tunnel)
	}
	fallback := t.otherwise
	s := sign{Sign: Sign{Source: "default", Name: programName(c.args[0])}, scope: inAny, weight: aTarget}
	named := slices.ContainsFunc(c.signs, func(s sign) bool {
		switch s.weight {
		case aTarget, aBlank:
			return s.scope != inMachine && s.scope != inMarker
		case aPlatform:
			return t.otherwise == far || s.Stage >= Staging
		case aLink:
			return false
		}
		return false
	})
	switch {
	case fallback == here && !named && !c.moved:
		s.Stage, s.Detail = Local, "what it connects to by default"
		c.signs = append(c.signs, s)
	case fallback == far && !named:
		s.Remote, s.Detail = true, "a remote target that nothing names"
		c.signs = append(c.signs, s)
	case fallback == far || fallback == asSubjects:
		for i := range c.signs {
			// A tool that only goes elsewhere, to a target that is named.
			if c.signs[i].Stage != Local {
				c.signs[i].Remote = true
			}
		}
	}
}

// overrideModes leaves out the modes of the surroundings: the command names one.
func (c *call) overrideModes() {
	for name, v := range c.env {
		if u := useOf(name); v.flag == "" && u.meaning == aStage && (u.weight == aMode || u.weight == aBuild) {
			delete(c.env, name)
		}
	}
}

// look adds signs of the surroundings for a scope.
func (c *call) look(reads scope) {
	c.wants = reads
	c.sources()
	c.wants = inAny
	if reads&inFolder != 0 && c.cd != "" {
		if stage := stageOfPath(c.cd); stage != Unknown {
			c.add(sign{Sign: Sign{Stage: stage, Source: "folder", Name: "cd", Detail: shown(c.cd)}, scope: inAny})
		}
	}
}

// flag takes one flag of a tool over.
func (c *call) flag(t *tool, name, flag, what, value string) {
	if value == "" && what != "@production" && what != "@linked" && what != "@local" {
		return
	}
	switch what {
	case "":
		if t.operand != asText && strings.Contains(value, "://") {
			if x, ok := parseDSN(value); ok && !x.embedded {
				c.url(value, Sign{Source: "flag", Name: flag})
			}
		}
	case "@object":
		c.say(Sign{Source: "flag", Name: flag}, "@operand", value, name)
	case "@filename":
		c.say(Sign{Source: "flag", Name: flag}, "@operand", value, name)
	case "@pgdatabase":
		if strings.Contains(value, "://") || strings.Contains(value, "=") {
			c.url(value, Sign{Source: "flag", Name: flag})
			return
		}
		if unresolved(value) {
			c.template(value, sign{Sign: Sign{Source: "flag", Name: flag}, scope: inAny})
			return
		}
		c.byName(value)
		c.setFlag("PGDATABASE", value, flag)
	case "@inventory":
		c.say(Sign{Source: "flag", Name: flag}, "@path", strings.TrimSuffix(value, ","), name)
		if !strings.Contains(value, "/") && strings.Contains(value, ".") || strings.HasSuffix(value, ",") {
			c.say(Sign{Source: "flag", Name: flag}, "@host", strings.TrimSuffix(value, ","), name)
		}
	case "@vars":
		for word := range strings.FieldsSeq(value) {
			c.say(Sign{Source: "flag", Name: flag}, "@var", word, name)
		}
	case "@linked", "@local": // see subcommand
	case "@production":
		if t.otherwise != asSubjects {
			c.add(sign{Sign: Sign{Stage: Production, Source: "flag", Name: flag, Detail: "set"}, scope: inAny})
		}
	case "@host":
		if name == "mongosh" || name == "mongo" || strings.HasPrefix(name, "mongo") { // rs0/host:port
			value = value[strings.IndexByte(value, '/')+1:]
		}
		if strings.Contains(value, "@") && !strings.Contains(value, "://") {
			value = value[strings.LastIndexByte(value, '@')+1:]
		}
		c.byName(value)
		c.apply(name, flag, what, value)
	default:
		c.byName(value)
		c.apply(name, flag, what, value)
	}
}

// operands takes the arguments over that are no flags.
func (c *call) operands(t *tool, name string, operands []string) {
	if t.operand == asText {
		return
	}
	if t.operand == asScript && len(operands) > 0 && installs(name, operands[0]) {
		return
	}
	for i, s := range operands {
		from := Sign{Source: "argument", Name: name, Detail: ""}
		c.byName(s)
		switch {
		case unresolved(s) && (t.operand == asDatabase && i == 0 || t.operand == asURL || t.operand == asObject || t.operand == asTarget):
			c.template(s, sign{Sign: from, scope: inAny})
			continue
		case strings.ContainsAny(s, " ;(") && t.operand != asText && t.operand != asObject:
			if x, ok := parseDSN(s); ok && (len(x.hosts) > 0 || len(x.names) > 0) {
				c.url(s, from)
				continue
			}
		case unresolved(s):
			if strings.Contains(s, "${") {
				c.templateName(s, from)
			}
			continue
		case strings.Contains(s, "://"):
			if x, ok := parseDSN(s); ok && (!x.isWeb() || t.operand == asURL) && !x.embedded {
				c.url(s, from)
			}
			continue
		}
		switch t.operand {
		case asDatabase:
			if i > 0 {
				continue
			}
			c.database(t, s, from)
		case asTarget:
			if i > 0 {
				c.say(from, "@name", s, name)
			}
		case asObject:
			if i > 0 {
				c.say(from, "@operand", beforeAny(s, "="), name)
			}
		case asURL:
			if host, ok := remotePath(s); ok && (name == "rsync" || name == "scp" || name == "sftp") {
				c.say(from, "@host", host, name)
			} else if (name == "http" || name == "https" || name == "xh") && strings.HasPrefix(s, ":") && isDigits(beforeAny(s[1:], "/")) {
				c.say(from, "@host", "localhost"+beforeAny(s, "/"), name) // HTTPie
			} else if (name == "curl" || name == "wget" || name == "http" || name == "xh") && strings.Contains(s, ".") && isHost(beforeAny(s, "/?")) {
				c.say(from, "@host", beforeAny(s, "/?"), name)
			}
		case asScript:
			c.scriptWord(name, s, from)
		}
	}
}

func (c *call) templateName(s string, from Sign) {
	before := len(c.signs)
	c.template(s, sign{Sign: from, scope: inAny})
	if len(c.signs) > before && c.signs[len(c.signs)-1].weight == aBlank {
		c.signs = c.signs[:before]
	}
}

// database takes the first operand of a client over: a name, or a connection string.
func (c *call) database(t *tool, s string, from Sign) {
	switch {
	case strings.Contains(s, "=") && t.reads&inPostgres != 0:
		c.url(s, from)
	case t.reads&inPostgres != 0:
		c.setFlag("PGDATABASE", s, "database")
	case t.reads&inMySQL != 0:
		c.setFlag("MYSQL_DATABASE", s, "database")
	case strings.Contains(s, "/") || strings.Contains(s, ":") || strings.Contains(s, "."): // mongo host/database, cqlsh host
		c.say(from, "@host", beforeAny(s, "/"), "")
	}
}

// remotePath reads user@host:path.
func remotePath(s string) (host string, ok bool) {
	host, _, ok = strings.Cut(s, ":")
	if !ok || strings.Contains(host, "/") {
		return "", false
	}
	return host[strings.IndexByte(host, '@')+1:], true
}

// scriptWord takes a word for a script over: NAME=value for make and rake, a stage
// as in "deploy.sh prod", a task as in "deploy:production". What only builds or
// checks is no target.
func (c *call) scriptWord(name, s string, from Sign) {
	if key, value, ok := strings.Cut(s, "="); ok && isVariable(key) {
		c.setFlag(key, value, key)
		if speaksOfStage(key) {
			c.say(from, "@stage", value, name)
		}
		return
	}
	if buildsOnly(s) {
		return
	}
	if stage := raising(stageOf(s)); stage != Unknown && !strings.ContainsAny(s, " \n") {
		c.say(from, "@operand", s, name)
	}
}

// installs tells of the subcommands of package managers that run no task.
func installs(name, sub string) bool {
	switch name {
	case "npm", "pnpm", "yarn", "bun", "bundle", "composer", "poetry", "mix", "lerna":
	default:
		return false
	}
	switch sub {
	case "install", "i", "ci", "add", "update", "upgrade", "remove", "uninstall", "rm", "outdated", "audit", "list", "ls", "show", "info", "view", "init", "create",
		"login", "logout", "help", "config", "cache", "why", "link", "pack", "publish", "deps.get", "require", "dump-autoload", "version", "whoami", "dedupe", "prune":
		return true
	}
	return false
}

func buildsOnly(s string) bool {
	for _, word := range [...]string{"build", "lint", "test", "tests", "check", "compile", "bundle", "format", "typecheck", "install", "analyze", "spec", "mock", "docs", "requirements", "webpack", "start", "serve", "ci", "preview"} {
		if hasWord(s, word) {
			return true
		}
	}
	return false
}

// anyProgram finds the target of a program that is not known: a script of one's own
// may do everything that the surroundings allow.
func (c *call) anyProgram(name string, args []string) {
	if unresolved(name) || name == "" {
		c.look(inAny)
		return
	}
	t := &tool{names: name, own: true, reads: appScope | inCloud | inKube | inDocker | inFolder | inTerraform, operand: asScript}
	explicit := len(c.signs)
	script := strings.ContainsAny(c.args[0], "/.")
	if script {
		c.scriptWord(name, path.Base(c.args[0]), Sign{Source: "argument", Name: "program"})
	}
	// Scripts have flags of their own; the usual ones mean the usual.
	var operands []string
	walk(args, commonFlags+" -e=@stage -f=@file", func(flag, what, value string) {
		if what == "@host" && (flag == "--host" || flag == "--hostname") && placeOf(value) == loopback {
			return
		}
		if what == "@file" && !strings.Contains(path.Base(value), ".") {
			return
		}
		c.flag(t, "", flag, what, value)
	}, func(s string) bool {
		operands = append(operands, s)
		return true
	})
	c.operands(t, name, operands)
	c.ambient(t, explicit)
}

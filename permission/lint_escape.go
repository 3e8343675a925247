package permission

import (
	"fmt"
	"path"
	"slices"
	"strings"
)

// maxExamples bounds the calls that one diagnostic shows.
const maxExamples = 12

// An escape is a call that does what a rule is about, in another way.
type escape struct {
	request Request
	// foreign says that another program does it. Of these only calls that run
	// without a question are reported: that nobody would be asked is no one's
	// intention, but a rule on rm need not be one on Python.
	foreign bool
}

// escaped reports a deny or ask rule that the same call escapes in another
// spelling. What is asked about escapes a deny rule, not an ask rule.
func (l *linter) escaped(r *Rule) {
	var list []escape
	var hint string
	switch tool := canonicalTool(r.Tool); {
	case r.Specifier == "" || l.notes[CodeEscaped] >= maxNotes:
		return
	case tool == "Bash":
		list, hint = l.bashEscapes(r)
	case l.isPath(r):
		list, hint = l.fileEscapes(r), "the client sees only common programs in commands: do not allow these commands, or use the sandbox"
	case tool == "WebFetch":
		list, hint = hostEscapes(r)
	}
	var shown []Example
	for _, x := range list {
		e := l.try(x.request)
		if e.Result.Decision == Allow || e.Result.Decision == Ask && r.Decision == Deny && !x.foreign {
			shown = append(shown, e)
		}
	}
	if len(shown) == 0 {
		return
	}
	slices.SortStableFunc(shown, func(a, b Example) int { return int(b.Result.Decision) - int(a.Result.Decision) })
	worst := shown[0].Result
	s, what := SeverityWarning, "only asked about"
	if worst.Decision == Allow {
		what = "allowed"
		if !slices.ContainsFunc(shown, func(e Example) bool { return e.Result.Decision == Allow && e.Result.Cause != ByReadOnly }) {
			what = "always allowed" // the settings have no part in it
		} else {
			s = SeverityError
		}
	}
	message := fmt.Sprintf("is escaped by %s, which is %s", worst.subject(), what)
	if n := len(shown) - 1; n > 0 {
		message += fmt.Sprintf(" (and by %d more)", n)
	}
	l.find(r, CodeEscaped, s, message, hint, shown[:min(len(shown), maxExamples)]...)
}

// bashEscapes returns other ways to run what a Bash rule is about.
func (l *linter) bashEscapes(r *Rule) ([]escape, string) {
	if strings.HasPrefix(r.Specifier, "*") {
		return nil, "" // it is about no program
	}
	alone := l.alone(r)
	var command string
	for _, text := range commandsOf(r.Specifier) {
		res := alone.Check(bashRequest(text))
		if decides(r, &res) {
			command = text
			break
		}
	}
	if command == "" {
		return nil, ""
	}
	var list []escape
	add := func(foreign bool, commands ...string) {
		for _, c := range commands {
			if c != command && !slices.ContainsFunc(list, func(x escape) bool { return string(x.request.Input) == string(bashRequest(c).Input) }) {
				list = append(list, escape{bashRequest(c), foreign})
			}
		}
	}
	if before, after, ok := strings.Cut(command, "|"); ok {
		add(false, otherShells(strings.TrimSpace(before), strings.TrimSpace(after))...)
		if program := strings.Fields(command)[0]; strings.HasPrefix(r.Specifier, program+" ") {
			return list, "write " + with(r, "Bash", program+" *")
		}
		return list, "add a rule for each shell, or judge commands in hardened mode (Config.Harden)"
	}
	c, ok := splitCommand(command)
	if !ok {
		return nil, ""
	}
	exact := compileBash(r, r.Specifier).kind == exactCommand
	if exact {
		add(false, command+" x")
	}
	c.named()
	add(false, c.spellings()...)
	for _, o := range otherCommands {
		if c.has(o.command) {
			add(o.foreign, strings.Split(c.fill(o.others), "\n")...)
		}
	}
	const hardened = "judge commands in hardened mode (Config.Harden)"
	switch {
	case exact:
		return list, "write " + with(r, "Bash", command+" *") + ", or " + hardened
	case strings.Trim(strings.TrimPrefix(r.Specifier, c.name()), " :*") != "":
		return list, "write " + with(r, "Bash", c.name()+" *") + ", or " + hardened
	case c.sub != "":
		return list, "add " + with(r, "Bash", c.program+" * "+c.sub+"*") + ", or " + hardened
	}
	return list, hardened
}

// otherShells returns other ways to run what is fetched.
func otherShells(fetch, shell string) []string {
	if !slices.Contains([]string{"bash", "sh", "zsh", "dash"}, strings.Fields(shell + " x")[0]) {
		return nil
	}
	url := strings.Fields(fetch + " x")
	last := url[len(url)-1]
	var out []string
	for _, to := range [...]string{"sh", "bash", "zsh", "dash", "sudo bash", "sudo sh", "/bin/bash", "bash -s", "bash -x", "env bash", "tee x | bash", "python3"} {
		out = append(out, fetch+" | "+to)
	}
	out = append(out, "bash <("+fetch+")", `bash -c "$(`+fetch+`)"`, "source <("+fetch+")", fetch+" > x; bash x")
	if strings.HasPrefix(fetch, "curl ") {
		out = append(out, "curl -o x "+last+" && bash x", "wget -qO- "+last+" | bash")
	} else {
		out = append(out, "wget -O x "+last+" && bash x", "curl "+last+" | bash", "curl "+last+" | sh")
	}
	return out
}

// routes are the commands by which a file is reached past the rules on paths,
// as far as the session allows them for some file.
type routes struct {
	known           bool
	inside, outside [2][]string // readers and writers; for files in the project and elsewhere
}

func (l *linter) findRoutes() {
	l.routes.known = true
	for i, all := range [2][]string{otherReaders, otherWriters} {
		for _, c := range all {
			if l.try(bashRequest(aimed(c, "x0", "."))).Result.Decision == Allow {
				l.routes.inside[i] = append(l.routes.inside[i], c)
			}
			if l.try(bashRequest(aimed(c, "/x0/y", "/x0"))).Result.Decision == Allow && !strings.HasPrefix(c, "git ") {
				l.routes.outside[i] = append(l.routes.outside[i], c)
			}
		}
	}
}

// aimed puts the name of a file into a command.
func aimed(command, name, root string) string {
	base := path.Base(name)
	glob := path.Join(path.Dir(name), base[:len(base)-1]+"?")
	return strings.NewReplacer("FILE", name, "DIR", path.Dir(name), "GLOB", glob, "ROOT", root).Replace(command)
}

// fileEscapes returns commands that reach a file in ways that rules on paths do
// not see.
func (l *linter) fileEscapes(r *Rule) []escape {
	files := pathsOf(r, &l.config, "x")
	if len(files) == 0 {
		return nil
	}
	if !l.routes.known {
		l.findRoutes()
	}
	kind := 0
	if canonicalTool(r.Tool) == "Edit" {
		kind = 1
	}
	commands, name, root := l.routes.outside[kind], files[0], path.Dir(files[0])
	if rel, inside := below(l.config.Project, name); inside {
		commands, name, root = l.routes.inside[kind], rel, "."
	}
	var out []escape
	for _, c := range commands {
		out = append(out, escape{bashRequest(aimed(c, name, root)), true})
	}
	return out
}

// hostEscapes returns other hosts of the same site.
func hostEscapes(r *Rule) ([]escape, string) {
	host := normalHost(strings.TrimPrefix(r.Specifier, "domain:"))
	var list []escape
	var hint string
	fetch := func(host string) escape {
		return escape{newRequest("WebFetch", "url", "https://"+host+"/", "prompt", "x"), false}
	}
	switch apex, sub := strings.CutPrefix(host, "*."); {
	case sub && !strings.Contains(apex, "*"):
		list, hint = append(list, fetch(apex)), "write "+with(r, "WebFetch", "domain:"+apex)+" too"
		host = apex
	case strings.HasPrefix(host, "*") && !strings.Contains(host[1:], "*") && strings.Contains(host, "."):
		list, hint = append(list, fetch("a."+host[1:])), "write "+with(r, "WebFetch", "domain:*."+host[1:])+" too"
		host = host[1:]
	case !strings.Contains(host, "*") && strings.Count(host, ".") == 1:
		list, hint = append(list, fetch("www."+host)), "write "+with(r, "WebFetch", "domain:*."+host)+" too"
	}
	if !strings.Contains(host, "*") {
		list = append(list, escape{bashRequest("curl https://" + host + "/"), true}, escape{bashRequest("wget https://" + host + "/"), true})
	}
	return list, hint
}

package permission

import (
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"
)

var (
	braces   = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\{([^{},/ ]+),[^{} ]*\}`) })
	wildMark = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`[^ ?]*\?+[^ ?=]*( |$)`) })
)

// literal reports what looks like a wildcard and is plain text: a star before a
// final ":*", a ":*" that is not last, braces, and in Bash rules "?".
func (l *linter) literal(r *Rule) bool {
	if r.Specifier == "" {
		return false
	}
	meant := *r
	meant.text = ""
	var message, hint string
	tool := canonicalTool(r.Tool)
	prefix, colon := strings.CutSuffix(r.Specifier, ":*")
	first, _, _ := strings.Cut(r.Specifier, " ")
	switch {
	case tool == "Bash" && (colon && len(splitStars(prefix)) > 1 || !colon && strings.HasSuffix(first, ":*") || strings.Contains(prefix, " :*")):
		meant.Specifier = strings.ReplaceAll(strings.ReplaceAll(prefix, " :*", " *"), ":*", " *")
		if colon && !strings.HasSuffix(meant.Specifier, "*") {
			meant.Specifier += " *"
		}
		message = "is a prefix: the other * in it is plain text, as :* stands last"
		if !colon {
			message = "holds a plain : and *: only at the end is :* a wildcard"
		}
		hint = "write " + with(r, r.Tool, meant.Specifier)
	case (tool == "Agent" || tool == "Skill" && !colon && !strings.HasSuffix(r.Specifier, " *")) && strings.Contains(r.Specifier, "*") && !l.isParam(r):
		meant.Specifier = strings.ReplaceAll(r.Specifier, "*", "x")
		message = "matches its * as text: names of agents and skills have no wildcards"
		hint = "name each one"
		if tool == "Skill" {
			message = "matches its * as text: in the name of a skill only a final :* is a wildcard"
			hint = "write " + with(r, tool, strings.TrimRight(r.Specifier, "*")+":*")
		}
	case braces().MatchString(r.Specifier) && (l.isPath(r) || tool == "Bash" && r.Decision != Allow):
		meant.Specifier = braces().ReplaceAllString(r.Specifier, "$1")
		message = "matches its braces as text"
		hint = "write one rule for each, such as " + with(r, r.Tool, meant.Specifier)
	case tool == "Bash" && r.Decision != Allow && wildMark().MatchString(r.Specifier) && !strings.Contains(r.Specifier, "://"):
		meant.Specifier = strings.ReplaceAll(r.Specifier, "?", "5")
		message = "matches its ? as text: in Bash rules only * is a wildcard"
		hint = "write * instead of ?"
	default:
		return false
	}
	alone := l.alone(r)
	var shown []Example
	for _, req := range spelledBy(&meant, &l.config) {
		if res := alone.Check(req); decides(r, &res) {
			return false
		}
		if e := l.try(req); !e.does(r) && len(shown) == 0 {
			shown = append(shown, e)
		}
	}
	if len(shown) == 0 {
		return false // the other rules do what is meant
	}
	l.find(r, CodeLiteral, gap(r), message, hint, shown...)
	return true
}

// gap is the severity of a rule that does less than it should.
func gap(r *Rule) Severity {
	if r.Decision == Allow {
		return SeverityWarning
	}
	return SeverityError
}

// sqlWords start statements of SQL, which stand in the arguments of a client.
var sqlWords = sync.OnceValue(func() []string {
	return strings.Fields("DROP DELETE TRUNCATE ALTER INSERT UPDATE SELECT CREATE GRANT REVOKE")
})

// noProgram reports a Bash rule on SQL: the first word of a command is a program.
func (l *linter) noProgram(r *Rule) {
	if canonicalTool(r.Tool) != "Bash" {
		return
	}
	first, rest, _ := strings.Cut(r.Specifier, " ")
	object, _, _ := strings.Cut(strings.TrimRight(rest, "*:"), " ")
	upper := strings.ToUpper(strings.TrimRight(first, "*:"))
	known := slices.Contains(sqlWords(), upper)
	if !known || first != strings.ToUpper(first) && !slices.Contains([]string{"TABLE", "DATABASE", "SCHEMA", "FROM", "INTO"}, strings.ToUpper(object)) {
		return
	}
	text := strings.TrimSpace(strings.ReplaceAll(strings.TrimSuffix(r.Specifier, ":*"), "*", " "))
	e := l.try(bashRequest(`psql -c "` + text + ` x"`))
	if e.does(r) {
		return
	}
	l.find(r, CodeNoProgram, gap(r), "matches only commands that start so, and "+upper+" is SQL and no program", "write "+with(r, r.Tool, "*"+text+"*"), e)
}

// systemDirs are folders of the root directory that hardly any project has too.
var systemDirs = sync.OnceValue(func() []string {
	return strings.Fields("etc usr var home Users tmp opt root proc private Volumes mnt sbin Applications Library System sys boot")
})

// userDirs are the folders in ~/.claude.
var userDirs = sync.OnceValue(func() []string {
	return strings.Fields("agents commands skills plans projects hooks tasks todos plugins settings.json settings.local.json CLAUDE.md memory rules output-styles")
})

var (
	drive    = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^([A-Za-z]):[\\/]`) })
	homeName = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^/{0,2}(\$HOME|\$\{HOME\}|%USERPROFILE%)[\\/]`) })
)

// wrongAnchor reports a path that starts elsewhere than it seems to: /etc is
// below the project, and in user settings below ~/.claude.
func (l *linter) wrongAnchor(r *Rule) bool {
	if !l.isPath(r) {
		return false
	}
	spec := r.Specifier
	first, _, _ := strings.Cut(strings.TrimPrefix(spec, "/"), "/")
	var meant, message string
	switch {
	case drive().MatchString(spec):
		meant = "//" + strings.ToLower(spec[:1]) + strings.ReplaceAll(spec[2:], `\`, "/")
		message = "names a folder below the working directory: the client writes drives as //c/"
	case homeName().MatchString(spec):
		meant = "~/" + homeName().ReplaceAllString(spec, "")
		message = "matches the name of the variable as text"
	case !strings.HasPrefix(spec, "/") || strings.HasPrefix(spec, "//"):
		return false
	case slices.Contains(systemDirs(), first), len(first) == 1 && isLetter(first[0]) && strings.Count(spec, "/") > 1,
		l.config.Project != "/" && within(l.config.Project, spec), l.config.Home != "" && within(l.config.Home, spec):
		meant = "/" + spec
		message = "starts at " + l.start(r) + ", not at the root of the disk"
	case r.Scope == User && !slices.Contains(userDirs(), first) && strings.Trim(first, "*") != "":
		meant = "~" + spec
		message = "starts at " + l.start(r) + ": one slash is the folder of the settings file"
	default:
		return false
	}
	seems := *r
	seems.text, seems.Specifier = "", meant
	alone := l.alone(r)
	for _, req := range spelledBy(&seems, &l.config) {
		if res := alone.Check(req); decides(r, &res) {
			return false
		}
		if e := l.try(req); !e.does(r) {
			l.find(r, CodeWrongAnchor, gap(r), message, "write "+with(r, r.Tool, meant), e)
			return true
		}
	}
	return false
}

// start names the folder that a pattern with one leading slash starts from.
func (l *linter) start(r *Rule) string {
	root := sourceRoot(r, &l.config)
	switch {
	case root == l.config.Project:
		return "the project"
	case l.config.Home != "" && within(l.config.Home, root):
		return "~" + strings.TrimPrefix(root, l.config.Home)
	}
	return path.Clean(root)
}

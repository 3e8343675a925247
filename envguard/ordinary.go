package envguard

import (
	"slices"
	"strings"
	"sync"

	"github.com/gatehouse-go/gatehouse/internal/shell"
)

// A looker has memory for commands that are looked at once.
type looker struct {
	parser   shell.Parser
	args     []string
	operands []string
	words    words
}

var lookers = sync.Pool{New: func() any { return new(looker) }}

// ordinary reports a command line that is seen to be harmless without following it:
// plain words, and programs that only look. Most lines are.
func (j *Judge) ordinary(command string) bool {
	l := lookers.Get().(*looker)
	ok := l.ordinary(j, command)
	l.words = words{}
	clear(l.args[:cap(l.args)])
	clear(l.operands[:cap(l.operands)])
	lookers.Put(l)
	return ok
}

func (l *looker) ordinary(j *Judge, command string) bool {
	s, err := l.parser.Parse(command)
	if err != nil {
		return false
	}
	for i := range s.Constructs {
		switch c := &s.Constructs[i]; c.Kind {
		case shell.And, shell.Or, shell.Pipe, shell.Separator:
		default:
			return false
		}
	}
	for i := range s.Commands {
		if !l.looks(j, &s.Commands[i]) {
			return false
		}
	}
	return true
}

const foldedWord = shell.Substitution | shell.ProcessSubstitution | shell.ArithmeticExpansion | shell.Expansion | shell.ExtendedGlob | shell.Brace | shell.LocaleQuoted

// looks reports a simple command that only looks.
func (l *looker) looks(j *Judge, c *shell.Command) bool {
	if len(c.Assigns) > 0 || len(c.Words) == 0 || c.Context&^(shell.InPipeline|shell.InBackground) != 0 || len(c.Words) > 24 {
		return false
	}
	for i := range c.Redirs {
		if r := &c.Redirs[i]; !r.Duplicate && (r.Target.Text != "/dev/null" || strings.HasPrefix(r.Op, "<<")) {
			return false
		}
	}
	if first := &c.Words[0]; !first.Known() || first.Text == "" {
		return false
	}
	args := l.args[:0]
	for i := range c.Words[1:] {
		w := &c.Words[1+i]
		if w.Has(foldedWord) {
			return false
		}
		args = append(args, w.Text)
	}
	l.args = args
	name := c.Words[0].Text
	switch name {
	case "echo", "printf", "true", "false", "test", "[", "ls", "pwd", "wc", "sort", "uniq", "cut", "tr", "jq", "whoami", "id", "uname", "hostname", "date", "basename", "dirname", "diff", "stat", "file", "du", "df", "which", "tree", "seq", "sleep", "cd":
		return true
	case "cat", "head", "tail", "grep", "rg", "egrep", "fgrep":
		for _, a := range args {
			if secretFile(a) > None {
				return false
			}
		}
		return true
	case "git", "kubectl", "docker", "gh", "terraform", "helm", "npm", "cargo", "go", "aws":
		return l.reads(j, name, args)
	}
	return j.onlyLooks(name) && !slices.ContainsFunc(args, func(a string) bool { return secretFile(a) > None })
}

// onlyLooks reports a program of which the catalogue knows nothing but that it looks,
// and that runs no other one.
func (j *Judge) onlyLooks(name string) bool {
	t := j.tools[name]
	if t == nil || len(t.own) > 0 || len(t.families) != 1 || listed(" env cmake direnv ", name) || language(name) != "" {
		return false
	}
	rows := t.families[0].rows
	if len(rows) != 1 || rows[0].verbs != "" || rows[0].flags != "" || rows[0].severity != None || rows[0].why != "" {
		return false
	}
	_, launches := shell.LauncherOf(name)
	return !launches
}

// reads reports a command of which the catalogue says that it only reads.
func (l *looker) reads(j *Judge, name string, args []string) bool {
	t := j.tools[name]
	if t == nil || len(args) == 0 || args[0] == "" || args[0][0] == '-' || name == "npm" && args[0] != "ls" && args[0] != "view" && args[0] != "outdated" {
		return false
	}
	for _, a := range args {
		if strings.HasPrefix(a, "-c") || strings.HasPrefix(a, "secret") {
			return false
		}
	}
	switch args[0] {
	case "api", "exec", "run", "config", "ext", "extension": // judged by more than their verbs
		return false
	}
	l.words = words{name: name, all: args, usage: t.usage, operands: l.operands[:0]}
	l.words.tell()
	l.operands = l.words.operands
	r, own, ok := t.find(&l.words)
	return ok && !own && r.Severity == None && r.Why == "" && r.Verbs != ""
}

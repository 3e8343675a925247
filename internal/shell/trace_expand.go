package shell

import (
	"io"
	"slices"
	"strconv"
	"strings"

	"mvdan.cc/sh/v3/expand"
	"mvdan.cc/sh/v3/syntax"
)

// A variables is the environment of an expansion.
type variables struct{ *tracer }

// Get returns a variable; one that is not known has the value [Unknown].
func (v variables) Get(name string) expand.Variable {
	switch name { // ~+ and ~-
	case "HOME +":
		name = "PWD"
	case "HOME -":
		name = "OLDPWD"
	}
	values := v.vars[name]
	if len(values) == 0 {
		switch {
		case name == "IFS":
			return text(" \t\n")
		case v.unset, name == "@", name == "*":
			return expand.Variable{Kind: expand.String}
		}
		return text(Unknown)
	}
	v.choices = max(v.choices, len(values))
	return values[min(v.choice, len(values)-1)]
}

func (v variables) Each(func(string, expand.Variable) bool) {}

// Set is for "${X:=word}".
func (v variables) Set(name string, value expand.Variable) error {
	v.maybe(func() *Stream { v.set(name, value); return nil })
	return nil
}

func (t *tracer) config() *expand.Config {
	return &expand.Config{Env: variables{t}, CmdSubst: t.substitution, ProcSubst: t.process}
}

// substitution writes the output of a command substitution.
func (t *tracer) substitution(w io.Writer, c *syntax.CmdSubst) error {
	stdin, ctx := t.stdin, t.ctx
	t.ctx |= InSubstitution
	out := t.maybe(func() *Stream { return t.stmts(c.Stmts) })
	if len(c.Stmts) == 1 && c.Stmts[0].Cmd == nil && len(c.Stmts[0].Redirs) == 1 { // $(< file)
		if r := c.Stmts[0].Redirs[0]; r.Op == syntax.RdrIn {
			out = unknownStream()
			if f := t.file(t.literal(r.Word)); f != nil {
				out = f
			}
		}
	}
	t.stdin, t.ctx = stdin, ctx
	_, err := io.WriteString(w, out.Text)
	return err
}

// process returns the name under which a process substitution is read.
func (t *tracer) process(p *syntax.ProcSubst) (string, error) {
	t.streams++
	name := "/dev/fd/" + strconv.Itoa(62+t.streams)
	stdin, ctx := t.stdin, t.ctx
	t.ctx |= InProcess
	if p.Op == syntax.CmdOut { // >( … ) reads what is written to it: at best the input of tee
		s := unknownStream()
		if stdin != nil {
			s = joined(stdin, &Stream{Text: "\n" + Unknown})
		}
		t.stdin = s
	}
	out := t.maybe(func() *Stream { return t.stmts(p.Stmts) })
	t.stdin, t.ctx = stdin, ctx
	if p.Op != syntax.CmdOut {
		t.files[name] = out
	}
	return name, nil
}

// fields expands words; globs tells of each field whether it has unquoted
// characters of a pattern.
func (t *tracer) fields(words []*syntax.Word) (out []string, patterns []bool) {
	for _, w := range words {
		list, err := expand.Fields(t.config(), w)
		if err != nil {
			t.inside(w)
			list = []string{extendedPattern(w)}
		}
		t.seeDefaults(w)
		glob := globs(w)
		for _, f := range list {
			out = append(out, bounded(f))
			patterns = append(patterns, glob && (strings.ContainsAny(f, "*?[") || strings.Contains(f, "(")))
		}
	}
	return out, patterns
}

// extendedPattern is the text of a word with extended patterns, such as @(a|b),
// that cannot be expanded, or [Unknown].
func extendedPattern(w *syntax.Word) string {
	var b strings.Builder
	for _, p := range w.Parts {
		switch p := p.(type) {
		case *syntax.Lit:
			b.WriteString(unescape(p.Value, false))
		case *syntax.ExtGlob:
			b.WriteString(p.Op.String() + p.Pattern.Value + ")")
		default:
			return Unknown
		}
	}
	return b.String()
}

// literal expands a word without splitting it.
func (t *tracer) literal(w *syntax.Word) string {
	if w == nil {
		return ""
	}
	s, err := expand.Literal(t.config(), w)
	if err != nil {
		t.inside(w)
		return Unknown
	}
	t.seeDefaults(w)
	return bounded(s)
}

func (t *tracer) documentText(w *syntax.Word) string {
	s, err := expand.Document(t.config(), w)
	if err != nil {
		t.inside(w)
		return Unknown
	}
	return s
}

// seeDefaults notes an expansion such as ${X:-word}, whose value is another one
// if the variable is not set.
func (t *tracer) seeDefaults(w *syntax.Word) {
	if t.defaults {
		return
	}
	syntax.Walk(w, func(n syntax.Node) bool {
		if p, ok := n.(*syntax.ParamExp); ok && p.Exp != nil {
			t.defaults = true
			if p.Exp.Op == syntax.OtherParamOps && p.Exp.Word != nil && p.Exp.Word.Lit() == "P" { // ${x@P} runs what x holds
				t.emit(&Execution{Args: []string{Unknown}, Globs: []bool{false}, Start: t.start, Context: t.ctx})
			}
		}
		return !t.defaults
	})
}

// globs reports unquoted characters of a pattern, or an expansion outside
// quotes that may bring some.
func globs(w *syntax.Word) bool {
	return slices.ContainsFunc(w.Parts, func(p syntax.WordPart) bool {
		switch p := p.(type) {
		case *syntax.Lit:
			for i := 0; i < len(p.Value); i++ {
				switch p.Value[i] {
				case '\\':
					i++
				case '*', '?', '[':
					return true
				}
			}
			return false
		case *syntax.SglQuoted, *syntax.DblQuoted:
			return false
		}
		return true
	})
}

package shell

import (
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// A Word is one argument, name or value.
type Word struct {
	// Text is the word after quote removal. What is only known when the
	// command runs stands in it as written: "$HOME/x", "*.go", "{a,b}".
	Text     string
	Features Feature
	Start    int
	End      int

	node *syntax.Word
}

// Known reports whether Text is certain to be what the command receives.
func (w Word) Known() bool { return w.Features&unknown == 0 }

// Has reports whether the word has any of the features.
func (w Word) Has(f Feature) bool { return w.Features&f != 0 }

// Raw returns the word as written.
func (w Word) Raw(s *Script) string { return s.Source[w.Start:w.End] }

// Feature is a set of what occurs in a word. It says why a word is not known.
type Feature uint16

// The features of a word.
const (
	Quoted              Feature = 1 << iota // '…', "…" or \c
	Variable                                // $X or ${X}
	Expansion                               // any other ${…}
	Substitution                            // $(…) or backquotes
	ProcessSubstitution                     // <(…) or >(…)
	ArithmeticExpansion                     // $((…))
	Glob                                    // an unquoted *, ? or [
	ExtendedGlob                            // @(…) and the like
	Brace                                   // {a,b} or {1..3}
	Tilde                                   // an unquoted ~ where it stands for a folder
	ANSIQuoted                              // $'…'
	LocaleQuoted                            // $"…", or $'\u…': depends on the locale
	Braces                                  // ${X} rather than $X
	QuotedExpansion                         // an expansion inside "…"
)

const unknown = Variable | Expansion | Substitution | ProcessSubstitution |
	ArithmeticExpansion | Glob | ExtendedGlob | Brace | Tilde | LocaleQuoted

// Expand returns the word after quote removal with variables replaced by what
// lookup knows, and reports whether nothing unknown is left but globs and a
// leading ~. Only $X and ${X} are replaced, and the value of one outside
// quotes is not split into words.
func (w Word) Expand(lookup func(name string) (string, bool)) (text string, ok bool) {
	if !w.Has(Variable) {
		return w.Text, w.Features&(unknown&^(Glob|Tilde)) == 0
	}
	if w.node == nil || w.Has(unknown&^(Variable|Glob|Tilde)) {
		return w.Text, false
	}
	var b strings.Builder
	b.WriteString(w.name())
	ok = expandParts(&b, w.node.Parts, false, lookup)
	return b.String(), ok
}

// name returns the NAME= of an argument of declare and the like, which is not
// part of its node.
func (w Word) name() string {
	if w.node == nil {
		return ""
	}
	return w.Text[:max(0, int(w.node.Pos().Offset())-w.Start)]
}

// Variables returns the names of the plain variables in the word.
func (w Word) Variables() []string {
	if !w.Has(Variable) || w.node == nil {
		return nil
	}
	var names []string
	expandParts(new(strings.Builder), w.node.Parts, false, func(name string) (string, bool) {
		names = append(names, name)
		return "", true
	})
	return names
}

func expandParts(b *strings.Builder, parts []syntax.WordPart, quoted bool, lookup func(string) (string, bool)) bool {
	ok := true
	for _, p := range parts {
		switch p := p.(type) {
		case *syntax.ParamExp:
			if !plainParam(p) {
				ok = false
				continue
			}
			value, known := lookup(p.Param.Value)
			if !known {
				value, ok = "$"+p.Param.Value, false
			}
			b.WriteString(value)
		case *syntax.DblQuoted:
			ok = expandParts(b, p.Parts, true, lookup) && ok
		case *syntax.Lit:
			b.WriteString(unescape(p.Value, quoted))
		case *syntax.SglQuoted:
			text, _ := unquote(p)
			b.WriteString(text)
		default:
			ok = false
		}
	}
	return ok
}

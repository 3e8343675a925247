package shell

import (
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// word reads a word: its text after quote removal, and its features.
func (r *reader) word(w *syntax.Word) Word {
	if lit, ok := w.Parts[0].(*syntax.Lit); ok && len(w.Parts) == 1 && !special(lit.Value) {
		return Word{Text: lit.Value, Start: r.at(lit.ValuePos), End: r.endOf(lit.ValueEnd), node: w}
	}
	text, features := r.parts(w.Parts, false)
	return Word{
		Text: text, Features: features | unquoted(w.Parts),
		Start: r.at(w.Pos()), End: r.endOf(w.End()), node: w,
	}
}

// endOf returns the offset of a word's end. In backquotes, what follows a word
// may be escaped, and its backslash is not the word's.
func (r *reader) endOf(p syntax.Pos) int {
	end := r.at(p)
	if r.backquotes && strings.HasSuffix(r.src[:end], `\`) {
		return end - 1
	}
	return end
}

func (r *reader) parts(list []syntax.WordPart, quoted bool) (string, Feature) {
	if len(list) == 1 {
		return r.part(list[0], quoted)
	}
	var b strings.Builder
	var features Feature
	if n := len(list); n > 0 {
		b.Grow(max(0, r.at(list[n-1].End())-r.at(list[0].Pos())))
	}
	for _, p := range list {
		text, f := r.part(p, quoted)
		b.WriteString(text)
		features |= f
	}
	return b.String(), features
}

func (r *reader) part(p syntax.WordPart, quoted bool) (string, Feature) {
	var f Feature
	switch p := p.(type) {
	case *syntax.Lit:
		if strings.IndexByte(p.Value, '\\') < 0 {
			return p.Value, 0
		}
		return unescape(p.Value, quoted), Quoted
	case *syntax.SglQuoted:
		return unquote(p)
	case *syntax.DblQuoted:
		text, f := r.parts(p.Parts, true)
		if p.Dollar {
			f |= LocaleQuoted
		}
		return text, f | Quoted
	case *syntax.ProcSubst:
		return r.raw(p), ProcessSubstitution
	case *syntax.ExtGlob:
		return r.raw(p), ExtendedGlob
	case *syntax.CmdSubst:
		f = Substitution
	case *syntax.ArithmExp:
		f = ArithmeticExpansion
	case *syntax.ParamExp:
		switch {
		case !plainParam(p):
			f = Expansion
		case p.Short:
			f = Variable
		default:
			f = Variable | Braces
		}
	}
	if quoted {
		f |= QuotedExpansion
	}
	return r.raw(p), f
}

// plainParam reports $X or ${X}.
func plainParam(p *syntax.ParamExp) bool {
	return p.Param != nil && !p.Excl && !p.Length && p.Index == nil &&
		p.Slice == nil && p.Repl == nil && p.Exp == nil && p.Names == 0
}

// unquote returns the text of '…' or $'…'.
func unquote(q *syntax.SglQuoted) (string, Feature) {
	if !q.Dollar {
		return q.Value, Quoted
	}
	text, certain := unescapeANSI(q.Value)
	if !certain {
		return text, Quoted | ANSIQuoted | LocaleQuoted
	}
	return text, Quoted | ANSIQuoted
}

// unescape removes backslashes as the shell does, inside double quotes only
// before the characters that are special there.
func unescape(s string, quoted bool) string {
	var b strings.Builder
	for {
		i := strings.IndexByte(s, '\\')
		if i < 0 || i+1 == len(s) {
			b.WriteString(s)
			return b.String()
		}
		b.WriteString(s[:i])
		switch next := s[i+1]; {
		case next == '\n': // a line continuation disappears
		case quoted && strings.IndexByte("$`\"\\", next) < 0:
			b.WriteString(s[i : i+2])
		default:
			b.WriteByte(next)
		}
		s = s[i+2:]
	}
}

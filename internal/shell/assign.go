package shell

import (
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

func (r *reader) assign(a *syntax.Assign) Assign {
	r.doubtName(a)
	out := Assign{
		Name: a.Name.Value, Append: a.Append, Index: a.Index != nil, Array: a.Array != nil,
		Start: r.at(a.Pos()), End: r.at(a.End()),
	}
	if a.Value != nil {
		out.Value = r.assigned(a.Value)
		out.Value.Features &^= Brace
	} else if a.Append && !out.Array {
		out.End = out.Start + len(a.Name.Value) + len("+=")
	}
	return out
}

// assigned reads the value of an assignment, in which no pattern is expanded,
// but a ~ after each colon is.
func (r *reader) assigned(v *syntax.Word) Word {
	w := r.word(v)
	if w.Has(Quoted) {
		r.doubtSubscript(v)
	}
	w.Features &^= Glob
	if hasTilde(v.Parts, true) {
		w.Features |= Tilde
	}
	return w
}

// declWord reads an argument of declare and the like.
func (r *reader) declWord(a *syntax.Assign) Word {
	if a.Name == nil {
		r.doubtSubscript(a.Value)
		return r.word(a.Value)
	}
	r.doubtName(a)
	w := Word{Start: r.at(a.Pos()), End: r.at(a.End())}
	w.Text = r.raw(a)
	if a.Value != nil {
		v := r.assigned(a.Value)
		w.Text = r.src[w.Start:max(w.Start, v.Start)] + v.Text
		w.Features = v.Features
		w.node = v.node
	}
	if a.Array != nil || a.Index != nil {
		w.Features |= Expansion
	}
	if a.Index != nil {
		// Bash knows subscripts only where a command may start; here it
		// splits `export a[x & rm ]=1` into commands.
		if strings.ContainsAny(r.src[w.Start:r.at(a.Index.End())], " \t\n&|;<>()") {
			r.refuse(a, "a subscript that the shell may split")
		}
	}
	return w
}

// doubtName refuses what the parser takes for the assignment to a variable
// although the name is none, as in /bin/x=[1], which is a command.
func (r *reader) doubtName(a *syntax.Assign) {
	if !syntax.ValidName(a.Name.Value) {
		r.refuse(a, "neither an assignment nor a word")
	}
}

func (r *reader) inAssign(a *syntax.Assign, ctx Context, depth int) {
	ctx |= InAssignment
	if a.Index != nil {
		r.inside(a.Index, ctx, depth, true)
	}
	if a.Value != nil {
		r.inside(a.Value, ctx, depth, false)
	}
	if a.Array != nil {
		for _, e := range a.Array.Elems {
			if e.Index != nil {
				r.inside(e.Index, ctx, depth, true)
			}
			if e.Value != nil {
				r.inside(e.Value, ctx, depth, false)
			}
		}
	}
}

package shell

import (
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// nesting is what a word must have for commands to be found inside it.
const nesting = Expansion | Substitution | ProcessSubstitution | ArithmeticExpansion | ExtendedGlob

// insideWords reads the commands in words that have been read.
func (r *reader) insideWords(list []*syntax.Word, read []Word, ctx Context, depth int) {
	for i, w := range list {
		if read[i].Has(nesting) {
			r.inside(w, ctx, depth, false)
		}
	}
}

// inside reads the commands of substitutions anywhere below n. In double
// quotes, here-documents and arithmetic, which are quoted here, single quotes
// do not quote.
func (r *reader) inside(n syntax.Node, ctx Context, depth int, quoted bool) {
	syntax.Walk(n, func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.CmdSubst:
			r.doubtSubstitution(n)
			r.substitution(n, n.Stmts, ctx|InSubstitution, depth+1, n.Backquotes)
			return false
		case *syntax.ProcSubst:
			r.substitution(n, n.Stmts, ctx|InProcess, depth+1, false)
			return false
		case *syntax.ParamExp:
			r.insideParam(n, ctx, depth, quoted)
			return false
		case *syntax.DblQuoted:
			for _, p := range n.Parts {
				r.inside(p, ctx, depth, true)
			}
			return false
		case *syntax.ArithmExp:
			r.inside(n.X, ctx, depth, true)
			return false
		case *syntax.SglQuoted:
			if quoted {
				r.doubtQuote(n)
			}
		case *syntax.Lit:
			if !quoted {
				r.doubtProcess(n)
			}
		case *syntax.ExtGlob:
			r.doubtPattern(n)
		}
		return true
	})
}

// separated reports the first ; or & that stands right inside parentheses.
func (r *reader) separated(stmts []*syntax.Stmt, ctx Context) {
	for _, s := range stmts {
		if !s.Semicolon.IsValid() {
			continue
		}
		if at := r.at(s.Semicolon); at < len(r.src) && strings.IndexByte(";&", r.src[at]) >= 0 {
			r.construct(Construct{Kind: Separator, Context: ctx, Start: at, End: at + 1})
			return
		}
	}
}

func (r *reader) substitution(n syntax.Node, stmts []*syntax.Stmt, ctx Context, depth int, backquotes bool) {
	limit, within, docs := r.limit, r.backquotes, r.hereDocs
	r.limit, r.backquotes, r.hereDocs = r.at(n.End()), within || backquotes, hereDocs{}
	r.separated(stmts, ctx)
	r.stmts(stmts, ctx, depth)
	r.doubtAfterHereDoc(n)
	r.limit, r.backquotes, r.hereDocs = limit, within, docs
}

func (r *reader) insideParam(p *syntax.ParamExp, ctx Context, depth int, quoted bool) {
	arithmetic := []syntax.ArithmExpr{p.Index}
	if p.Slice != nil {
		arithmetic = append(arithmetic, p.Slice.Offset, p.Slice.Length)
	}
	for _, x := range arithmetic {
		if x != nil {
			r.inside(x, ctx, depth, true)
		}
	}
	if p.Repl != nil {
		r.insideWord(p.Repl.Orig, ctx, depth, false)
		r.insideWord(p.Repl.With, ctx, depth, false)
	}
	if p.Exp != nil {
		r.insideWord(p.Exp.Word, ctx, depth, quoted && !takesPattern(p.Exp.Op))
	}
}

func (r *reader) insideWord(w *syntax.Word, ctx Context, depth int, quoted bool) {
	if w != nil {
		r.inside(w, ctx, depth, quoted)
	}
}

// takesPattern reports an operator, as in "${x#'a'}", whose word is a pattern,
// in which single quotes do quote.
func takesPattern(op syntax.ParExpOperator) bool {
	switch op {
	case syntax.AlternateUnset, syntax.AlternateUnsetOrNull, syntax.DefaultUnset, syntax.DefaultUnsetOrNull,
		syntax.ErrorUnset, syntax.ErrorUnsetOrNull, syntax.AssignUnset, syntax.AssignUnsetOrNull:
		return false
	}
	return true
}

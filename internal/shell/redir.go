package shell

import (
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

func (r *reader) redirs(list []*syntax.Redirect, ctx Context) []Redir {
	if len(list) == 0 {
		return nil
	}
	out := make([]Redir, 0, len(list))
	for _, d := range list {
		red := Redir{Op: d.Op.String(), Start: r.at(d.Pos()), Target: r.word(d.Word)}
		red.End = red.Target.End
		if d.N != nil {
			red.FD = d.N.Value
		}
		switch d.Op {
		case syntax.DplOut, syntax.DplIn:
			red.Duplicate = isFD(red.Target.Text) && red.Target.Known()
			r.doubtTarget(d)
		case syntax.Hdoc, syntax.DashHdoc:
			red.Literal = red.Target.Has(Quoted)
			red.Body = r.hereDoc(d, red, ctx)
		}
		out = append(out, red)
	}
	return out
}

// isFD reports a file descriptor, one moved (3-), or "-" for closing.
func isFD(s string) bool {
	return s != "" && strings.Trim(strings.TrimSuffix(s, "-"), "0123456789") == ""
}

func (r *reader) inRedirs(list []*syntax.Redirect, read []Redir, ctx Context, depth int) {
	for i, d := range list {
		if read[i].Target.Has(nesting) {
			r.inside(d.Word, ctx, depth, false)
		}
		if d.Hdoc != nil {
			r.inside(d.Hdoc, ctx|InHeredoc, depth, true)
		}
	}
}

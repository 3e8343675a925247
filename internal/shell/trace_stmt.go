package shell

import (
	"maps"
	"path"
	"slices"
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

func (t *tracer) stmts(list []*syntax.Stmt) *Stream {
	out := &Stream{}
	for _, s := range list {
		out = joined(out, t.stmt(s))
	}
	return out
}

// joined is one output after another.
func joined(a, b *Stream) *Stream {
	if b == nil {
		b = unknownStream()
	}
	return &Stream{Text: bounded(a.Text + b.Text), From: append(slices.Clip(a.From), b.From...)}
}

func bounded(s string) string {
	if len(s) > maxValue {
		return Unknown
	}
	return s
}

// stmt follows a statement and returns what it writes to its standard output.
func (t *tracer) stmt(s *syntax.Stmt) *Stream {
	if t.failed != nil {
		return unknownStream()
	}
	was, ctx := t.stdin, t.ctx
	t.persists = nil
	defer func() {
		t.stdin, t.ctx = was, ctx
		if t.persists != nil {
			t.stdin = t.persists
		}
	}()
	if _, simple := s.Cmd.(*syntax.CallExpr); s.Cmd == nil || simple {
		call, _ := s.Cmd.(*syntax.CallExpr)
		return t.call(s, call)
	}
	access := t.redirs(s.Redirs)
	if len(access) > 0 {
		t.emit(&Execution{Redirs: access, Start: t.offset(s), Context: t.ctx})
	}
	return t.written(access, t.compound(s))
}

func (t *tracer) compound(s *syntax.Stmt) *Stream {
	switch c := s.Cmd.(type) {
	case *syntax.BinaryCmd:
		return t.binary(c)
	case *syntax.Block:
		return t.stmts(c.Stmts)
	case *syntax.Subshell:
		dirs := t.dirs
		out := t.maybe(func() *Stream { return t.stmts(c.Stmts) })
		t.dirs = dirs
		return out
	case *syntax.IfClause:
		return t.maybe(func() *Stream { return t.ifClause(c) })
	case *syntax.WhileClause:
		return t.loop(func() { t.stmts(c.Cond); t.stmts(c.Do) })
	case *syntax.ForClause:
		return t.forClause(c)
	case *syntax.CaseClause:
		t.inside(c.Word)
		return t.maybe(func() *Stream {
			out := &Stream{Text: Unknown}
			for _, item := range c.Items {
				out.From = append(out.From, t.stmts(item.Stmts).From...)
			}
			return out
		})
	case *syntax.FuncDecl:
		if c.Name != nil {
			t.functions[c.Name.Value] = c.Body
		}
		for _, name := range c.Names {
			t.functions[name.Value] = c.Body
		}
		return &Stream{}
	case *syntax.TimeClause:
		if c.Stmt != nil {
			return t.stmt(c.Stmt)
		}
		return &Stream{}
	case *syntax.CoprocClause:
		t.ctx |= InCoproc
		t.stdin = unknownStream() // what is written to it later
		t.maybe(func() *Stream { return t.stmt(c.Stmt) })
		return &Stream{}
	case *syntax.DeclClause:
		return t.decl(s, c)
	case *syntax.TestClause:
		t.ctx |= InRegexp
		t.inside(c.X)
		return &Stream{}
	case nil:
		return &Stream{}
	}
	t.inside(s.Cmd) // arithmetic, let
	return unknownStream()
}

func (t *tracer) ifClause(c *syntax.IfClause) *Stream {
	out := &Stream{Text: Unknown}
	for ; c != nil; c = c.Else {
		t.stmts(c.Cond)
		out.From = append(out.From, t.stmts(c.Then).From...)
	}
	return out
}

// loop follows a body twice: the second time knows what the first one set.
func (t *tracer) loop(body func()) *Stream {
	first := len(t.out)
	return t.maybe(func() *Stream {
		body()
		if len(t.out)-first < maxExecutions/20 {
			body()
		}
		return &Stream{Text: Unknown, From: slices.Clone(t.out[first:])}
	})
}

func (t *tracer) forClause(c *syntax.ForClause) *Stream {
	switch loop := c.Loop.(type) {
	case *syntax.WordIter:
		values, _ := t.fields(loop.Items)
		t.maybe(func() *Stream {
			if !loop.InPos.IsValid() {
				values = []string{Unknown}
				if v := t.vars["@"]; len(v) > 0 {
					values = v[0].list
				}
			}
			delete(t.vars, loop.Name.Value)
			for i, v := range values {
				if i == maxChoices {
					v = Unknown
				}
				t.set(loop.Name.Value, text(v))
			}
			return nil
		})
	case *syntax.CStyleLoop:
		t.inside(loop)
	}
	return t.loop(func() { t.stmts(c.Do) })
}

// binary follows a list or a pipeline; long ones lean to the left.
func (t *tracer) binary(b *syntax.BinaryCmd) *Stream {
	spine := []*syntax.BinaryCmd{b}
	for {
		next, ok := b.X.Cmd.(*syntax.BinaryCmd)
		if !ok || len(b.X.Redirs) > 0 {
			break
		}
		spine = append(spine, next)
		b = next
	}
	before := t.stdin
	out := t.stmt(b.X)
	for _, b := range slices.Backward(spine) {
		switch b.Op {
		case syntax.Pipe, syntax.PipeAll:
			t.stdin = out
			from := out.From
			out = t.maybe(func() *Stream { return t.stmt(b.Y) })
			out = &Stream{Text: out.Text, From: append(slices.Clip(from), out.From...)}
			t.stdin = before
		case syntax.OrStmt:
			right := t.maybe(func() *Stream { return t.stmt(b.Y) })
			out = &Stream{Text: Unknown, From: append(slices.Clip(out.From), right.From...)}
		default:
			out = joined(out, t.stmt(b.Y))
		}
	}
	return out
}

// inside follows the substitutions below a node.
func (t *tracer) inside(n syntax.Node) {
	if n == nil {
		return
	}
	syntax.Walk(n, func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.CmdSubst:
			t.maybe(func() *Stream { return t.stmts(n.Stmts) })
			return false
		case *syntax.ProcSubst:
			t.maybe(func() *Stream { return t.stmts(n.Stmts) })
			return false
		}
		return true
	})
}

func (t *tracer) offset(n syntax.Node) int {
	if t.inner {
		return t.start
	}
	return int(n.Pos().Offset())
}

// fileName is the name under which a file is remembered.
func (t *tracer) fileName(name string) string {
	if path.IsAbs(name) || len(t.dirs) == 0 {
		return path.Clean(name)
	}
	return path.Join(t.dirs[len(t.dirs)-1], name)
}

// redirs expands redirections, and feeds what they read.
func (t *tracer) redirs(list []*syntax.Redirect) []Access {
	var out []Access
	for _, r := range list {
		first := len(t.out)
		switch r.Op {
		case syntax.Hdoc, syntax.DashHdoc:
			t.feed(r, &Stream{Text: t.document(r), From: slices.Clone(t.out[first:])})
			continue
		case syntax.WordHdoc:
			s := t.literal(r.Word) + "\n"
			t.feed(r, &Stream{Text: s, From: slices.Clone(t.out[first:])})
			continue
		}
		target := t.literal(r.Word)
		duplicate := (r.Op == syntax.DplOut || r.Op == syntax.DplIn) && isFD(target)
		if duplicate {
			if r.Op == syntax.DplIn {
				if f := t.files["/dev/fd/"+strings.TrimSuffix(target, "-")]; f != nil {
					t.feed(r, f)
				}
			} else if name, ok := t.descriptors[target]; ok {
				out = append(out, Access{Op: ">>", Target: name})
			}
			continue
		}
		a := Access{Op: r.Op.String(), Target: target, Glob: strings.ContainsAny(target, "*?[")}
		if r.Op == syntax.RdrIn && (r.N == nil || r.N.Value == "0") {
			t.stdin = t.file(target)
			if t.stdin == nil {
				t.stdin = unknownStream()
			}
		} else if r.N != nil && (r.Op == syntax.RdrIn || r.Op == syntax.RdrInOut) {
			if f := t.file(target); f != nil {
				t.feed(r, f)
			}
		}
		if r.N != nil && r.Op != syntax.RdrIn {
			t.descriptors = maps.Clone(t.descriptors)
			if t.descriptors == nil {
				t.descriptors = map[string]string{}
			}
			t.descriptors[r.N.Value] = target
		}
		out = append(out, a)
	}
	return out
}

// feed gives a stream to the file descriptor of a redirection.
func (t *tracer) feed(r *syntax.Redirect, s *Stream) {
	if r.N == nil || r.N.Value == "0" {
		t.stdin = s
		return
	}
	t.files["/dev/fd/"+r.N.Value] = s
}

// written remembers what goes to files, and returns what is left for the
// standard output.
func (t *tracer) written(access []Access, out *Stream) *Stream {
	if out == nil {
		out = unknownStream()
	}
	for _, a := range access {
		switch a.Op {
		case ">", ">|", "&>":
			t.files[t.fileName(a.Target)] = out
			out = &Stream{}
		case ">>", "&>>":
			before := t.files[t.fileName(a.Target)]
			if before == nil {
				before = &Stream{}
			}
			t.files[t.fileName(a.Target)] = joined(before, out)
			out = &Stream{}
		}
	}
	return out
}

// document is the text of a here-document.
func (t *tracer) document(r *syntax.Redirect) string {
	if r.Hdoc == nil {
		return ""
	}
	var s string
	if quotedWord(r.Word) {
		for _, p := range r.Hdoc.Parts {
			if lit, ok := p.(*syntax.Lit); ok {
				s += lit.Value
			}
		}
	} else {
		s = t.joinParts(r.Hdoc.Parts)
	}
	if r.Op == syntax.DashHdoc {
		lines := strings.SplitAfter(s, "\n")
		for i := range lines {
			lines[i] = strings.TrimLeft(lines[i], "\t")
		}
		s = strings.Join(lines, "")
	}
	return bounded(s)
}

func quotedWord(w *syntax.Word) bool {
	for _, p := range w.Parts {
		switch p := p.(type) {
		case *syntax.SglQuoted, *syntax.DblQuoted:
			return true
		case *syntax.Lit:
			if strings.Contains(p.Value, `\`) {
				return true
			}
		}
	}
	return false
}

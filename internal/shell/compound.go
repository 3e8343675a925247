package shell

import "mvdan.cc/sh/v3/syntax"

// compound reads a compound command: a Construct, then what it holds.
func (r *reader) compound(s *syntax.Stmt, ctx Context, depth int) {
	c := Construct{Context: ctx, Start: r.at(s.Cmd.Pos()), End: r.at(s.Cmd.End()), Redirs: r.redirs(s.Redirs, ctx)}
	switch cmd := s.Cmd.(type) {
	case *syntax.Subshell:
		c.Kind = Subshell
		r.construct(c)
		r.separated(cmd.Stmts, ctx|InSubshell)
		r.stmts(cmd.Stmts, ctx|InSubshell, depth+1)
	case *syntax.Block:
		c.Kind = Block
		r.construct(c)
		r.stmts(cmd.Stmts, ctx|InBlock, depth+1)
	case *syntax.IfClause:
		c.Kind = Conditional
		r.construct(c)
		for ; cmd != nil; cmd = cmd.Else {
			r.stmts(cmd.Cond, ctx|InConditional, depth+1)
			r.stmts(cmd.Then, ctx|InConditional, depth+1)
		}
	case *syntax.WhileClause:
		c.Kind = Loop
		r.construct(c)
		r.stmts(cmd.Cond, ctx|InLoop, depth+1)
		r.stmts(cmd.Do, ctx|InLoop, depth+1)
	case *syntax.ForClause:
		r.forClause(c, cmd, ctx|InLoop, depth+1)
	case *syntax.CaseClause:
		r.caseClause(c, cmd, ctx|InCase, depth+1)
	case *syntax.FuncDecl:
		c.Kind = Function
		if cmd.Name != nil {
			c.Name = cmd.Name.Value
		}
		r.construct(c)
		r.stmt(cmd.Body, ctx|InFunction, depth+1)
	case *syntax.CoprocClause:
		r.coproc(c, cmd, ctx|InBackground|InCoproc, depth+1)
	case *syntax.TestClause:
		r.test(c, cmd, ctx, depth+1)
	case *syntax.ArithmCmd:
		c.Kind = Arithmetic
		r.construct(c)
		r.inside(cmd.X, ctx, depth+1, true)
	case *syntax.LetClause:
		r.correct(cmd, r.at(cmd.Let), "let", letWord)
	default:
		r.refuse(s, "not Bash")
	}
	r.inRedirs(s.Redirs, c.Redirs, ctx, depth)
}

func (r *reader) forClause(c Construct, f *syntax.ForClause, ctx Context, depth int) {
	c.Kind = Loop
	if f.Select {
		c.Kind = Select
	}
	switch loop := f.Loop.(type) {
	case *syntax.WordIter:
		c.Name = loop.Name.Value
		c.Words = r.wordList(nil, loop.Items)
		r.construct(c)
		r.insideWords(loop.Items, c.Words, ctx, depth)
	case *syntax.CStyleLoop:
		c.Words = []Word{{Text: r.raw(loop), Start: r.at(loop.Pos()), End: r.at(loop.End()), Features: ArithmeticExpansion}}
		r.construct(c)
		for _, x := range []syntax.ArithmExpr{loop.Init, loop.Cond, loop.Post} {
			if x != nil {
				r.inside(x, ctx, depth, true)
			}
		}
	}
	r.stmts(f.Do, ctx, depth)
}

func (r *reader) caseClause(c Construct, cmd *syntax.CaseClause, ctx Context, depth int) {
	c.Kind = Case
	c.Words = append(c.Words, r.word(cmd.Word))
	for _, item := range cmd.Items {
		c.Words = r.wordList(c.Words, item.Patterns)
	}
	r.construct(c)
	r.inside(cmd.Word, ctx, depth, false)
	patterns := c.Words[1:]
	for _, item := range cmd.Items {
		r.insideWords(item.Patterns, patterns, ctx, depth)
		r.stmts(item.Stmts, ctx, depth)
		patterns = patterns[len(item.Patterns):]
	}
}

// coproc reads `coproc cmd` and `coproc NAME { …; }`. The parser takes the
// first word for a name also where it is that of a command.
func (r *reader) coproc(c Construct, cmd *syntax.CoprocClause, ctx Context, depth int) {
	c.Kind = Coproc
	switch body := cmd.Stmt.Cmd.(type) {
	case nil: // coproc cmd > file
		if cmd.Name != nil {
			r.doubtCoproc(cmd.Name, nil)
			cmd.Stmt.Cmd = &syntax.CallExpr{Args: []*syntax.Word{cmd.Name}}
		}
	case *syntax.CallExpr:
		if len(body.Args) > 0 {
			r.doubtCoproc(body.Args[0], body.Assigns)
		}
	case *syntax.Subshell, *syntax.Block, *syntax.IfClause, *syntax.WhileClause, *syntax.ForClause,
		*syntax.CaseClause, *syntax.TestClause, *syntax.ArithmCmd:
		if cmd.Name != nil {
			name := r.word(cmd.Name)
			c.Name = name.Text
			if !name.Known() {
				r.refuse(cmd, "a coprocess whose name is not plain")
			}
		}
	default:
		if cmd.Name != nil {
			r.refuse(cmd, "a coprocess whose name may be a command")
		}
	}
	r.construct(c)
	r.stmt(cmd.Stmt, ctx, depth)
}

// test reads [[ … ]].
func (r *reader) test(c Construct, t *syntax.TestClause, ctx Context, depth int) {
	c.Kind = Test
	evaluated := false
	syntax.Walk(t.X, func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.BinaryTest:
			evaluated = n.Op >= syntax.TsEql && n.Op <= syntax.TsGtr // numbers
		case *syntax.UnaryTest:
			evaluated = n.Op == syntax.TsVarSet
		case *syntax.Word:
			c.Words = append(c.Words, r.word(n))
			if evaluated {
				r.doubtSubscript(n)
			}
			return false
		}
		return true
	})
	r.construct(c)
	r.insideTest(t.X, ctx, depth)
}

func (r *reader) insideTest(x syntax.TestExpr, ctx Context, depth int) {
	syntax.Walk(x, func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.BinaryTest:
			if n.Op == syntax.TsReMatch {
				r.inside(n.X, ctx, depth, false)
				r.inside(n.Y, ctx|InRegexp, depth, false)
				return false
			}
		case *syntax.Word:
			r.inside(n, ctx, depth, false)
			return false
		}
		return true
	})
}

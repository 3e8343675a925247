package shell

import (
	"cmp"
	"slices"
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// A reader turns the parser's tree into a flat Script.
type reader struct {
	src      string
	script   *Script
	unsorted bool        // something in script is not in source order
	room     []Word      // for the words of the commands to come
	fix      correction  // of what the parser misread, or noCorrection
	doubt    *ParseError // why the text is refused

	hereDocs   hereDocs
	limit      int  // where the innermost substitution ends
	backquotes bool // that is in backquotes, or around one
}

// start prepares to read src. One allocation serves a short command.
func (r *reader) start(src string) {
	room := new(struct {
		script   Script
		commands [1]Command
		words    [4]Word
	})
	room.script.Source = src
	room.script.Commands = room.commands[:0]
	*r = reader{src: src, script: &room.script, room: room.words[:0], fix: noCorrection, limit: len(src)}
}

func (r *reader) read(file *syntax.File) {
	r.comments(file)
	r.stmts(file.Stmts, 0, 0)
	if r.unsorted {
		slices.SortStableFunc(r.script.Commands, func(a, b Command) int { return cmp.Compare(a.Start, b.Start) })
		slices.SortStableFunc(r.script.Constructs, func(a, b Construct) int { return cmp.Compare(a.Start, b.Start) })
	}
}

func (r *reader) at(p syntax.Pos) int { return min(int(p.Offset()), len(r.src)) }

// raw returns a part of the source as it is written.
func (r *reader) raw(n syntax.Node) string {
	start, end := r.at(n.Pos()), r.at(n.End())
	return r.src[start:max(start, end)]
}

// command appends a command. What is nested in a command comes right after
// it, although other commands may stand between it and a here-document.
func (r *reader) command(c Command) {
	list := r.script.Commands
	r.unsorted = r.unsorted || len(list) > 0 && c.Start < list[len(list)-1].Start
	r.script.Commands = append(list, c)
}

func (r *reader) construct(c Construct) {
	list := r.script.Constructs
	r.unsorted = r.unsorted || len(list) > 0 && c.Start < list[len(list)-1].Start
	r.script.Constructs = append(list, c)
}

func (r *reader) stmts(list []*syntax.Stmt, ctx Context, depth int) {
	r.reserve(list)
	for _, s := range list {
		r.stmt(s, ctx, depth)
	}
}

func (r *reader) stmt(s *syntax.Stmt, ctx Context, depth int) {
	if depth > MaxDepth {
		if at := r.at(s.Pos()); at < r.doubt.offset() {
			r.doubt = ambiguity(r.src, at, "nested too deep")
		}
		return
	}
	if s.Background {
		at := r.at(s.Semicolon)
		r.construct(Construct{Kind: Background, Context: ctx, Start: at, End: at + len("&")})
		ctx |= InBackground
	}
	c := Command{Context: ctx, Depth: depth, Negated: s.Negated}
	switch cmd := s.Cmd.(type) {
	case nil:
		r.simple(c, s, nil, nil)
	case *syntax.CallExpr:
		r.simple(c, s, cmd.Assigns, cmd.Args)
	case *syntax.DeclClause:
		r.decl(c, s, cmd)
	case *syntax.TimeClause:
		r.time(c, cmd)
	case *syntax.BinaryCmd:
		r.binary(s, cmd, ctx, depth)
	default:
		r.compound(s, ctx, depth)
	}
}

// binary reads a list or pipeline. Long ones lean to the left, and may be
// longer than a stack is deep.
func (r *reader) binary(s *syntax.Stmt, b *syntax.BinaryCmd, ctx Context, depth int) {
	var few [8]*syntax.BinaryCmd
	spine := append(few[:0], b)
	for left := s; ; spine = append(spine, b) {
		b.X.Negated = b.X.Negated || left.Negated // the ! of a pipeline stands there
		next, ok := b.X.Cmd.(*syntax.BinaryCmd)
		if !ok {
			break
		}
		left, b = b.X, next
	}
	for i, b := range slices.Backward(spine) {
		kind, within := And, ctx
		switch b.Op {
		case syntax.OrStmt:
			kind = Or
		case syntax.Pipe:
			kind, within = Pipe, ctx|InPipeline
		case syntax.PipeAll:
			kind, within = PipeAll, ctx|InPipeline
		}
		if i == len(spine)-1 {
			r.stmt(b.X, within, depth)
		}
		if t, ok := b.Y.Cmd.(*syntax.TimeClause); ok && within != ctx {
			r.correct(t, r.at(t.Time), "time", timeWord) // after a |, "time" is a program
		}
		at := r.at(b.OpPos)
		r.construct(Construct{Kind: kind, Context: within, Start: at, End: at + len(b.Op.String())})
		r.stmt(b.Y, within, depth)
	}
}

// simple reads a simple command into c, which may have words already.
func (r *reader) simple(c Command, s *syntax.Stmt, assigns []*syntax.Assign, args []*syntax.Word) {
	if len(assigns) > 0 {
		c.Assigns = make([]Assign, 0, len(assigns))
		for _, a := range assigns {
			c.Assigns = append(c.Assigns, r.assign(a))
		}
	}
	timed := len(c.Words)
	words := r.wordList(c.Words, args)
	if len(args) > 0 && (words[timed].Text == letWord || words[timed].Text == timeWord) {
		words[timed].Text = words[timed].Raw(r.script)
	}
	c.Words = words
	r.doubtArguments(words[timed:])
	c.Redirs = r.redirs(s.Redirs, c.Context)
	r.finish(c)

	for i, a := range assigns {
		if v := c.Assigns[i]; v.Array || v.Index || v.Value.Has(nesting) {
			r.inAssign(a, c.Context, c.Depth)
		}
	}
	r.insideWords(args, words[timed:], c.Context, c.Depth)
	r.inRedirs(s.Redirs, c.Redirs, c.Context, c.Depth)
	if len(args) > 0 {
		r.doubtNegation(args[0])
	}
}

// finish appends a simple command with its extent.
func (r *reader) finish(c Command) {
	c.extend(len(r.src))
	r.command(c)
}

// extend finds the extent of a simple command in a text of so many bytes.
func (c *Command) extend(size int) {
	start, end := size, 0
	if n := len(c.Words); n > 0 {
		start, end = c.Words[0].Start, c.Words[n-1].End
	}
	if n := len(c.Assigns); n > 0 {
		start, end = min(start, c.Assigns[0].Start), max(end, c.Assigns[n-1].End)
	}
	for _, d := range c.Redirs {
		start, end = min(start, d.Start), max(end, d.End)
	}
	c.Start, c.End = start, end
}

// time keeps `time cmd` as a command whose first word is "time", which is how
// it is written and how rules about it are.
func (r *reader) time(c Command, t *syntax.TimeClause) {
	start := r.at(t.Pos())
	c.Time = true
	c.Words = append(make([]Word, 0, 4), r.keyword(t, "time", start))
	if t.PosixFormat {
		rest := strings.TrimLeft(r.src[c.Words[0].End:], " \t\n\\")
		c.Words = append(c.Words, r.keyword(t, "-p", len(r.src)-len(rest)))
	}
	if t.Stmt == nil {
		r.finish(c)
		return
	}
	if call, ok := leftmost(t.Stmt).(*syntax.CallExpr); ok && len(call.Args) > 0 && call.Args[0].Lit() == "--" {
		r.correct(call, r.at(call.Pos()), "--", "  ") // the end of options; a command follows
	}
	switch cmd := t.Stmt.Cmd.(type) {
	case nil:
		r.simple(c, t.Stmt, nil, nil)
	case *syntax.CallExpr:
		r.simple(c, t.Stmt, cmd.Assigns, cmd.Args)
	default:
		r.construct(Construct{Kind: Time, Context: c.Context, Start: start, End: c.Words[len(c.Words)-1].End})
		r.stmt(t.Stmt, c.Context, c.Depth+1)
	}
}

// keyword returns what must stand at an offset in one piece.
func (r *reader) keyword(n syntax.Node, word string, at int) Word {
	end := at + len(word)
	if !strings.HasPrefix(r.src[at:], word) {
		r.refuse(n, "a keyword that a line continuation splits")
		end = at
	}
	return Word{Text: word, Start: at, End: end}
}

// leftmost returns the command that a list or pipeline begins with.
func leftmost(s *syntax.Stmt) syntax.Command {
	b, ok := s.Cmd.(*syntax.BinaryCmd)
	for ok {
		s = b.X
		b, ok = s.Cmd.(*syntax.BinaryCmd)
	}
	return s.Cmd
}

// decl keeps declare, export, local, readonly and typeset as the builtins they
// are: an assignment among their arguments is a word.
func (r *reader) decl(c Command, s *syntax.Stmt, d *syntax.DeclClause) {
	c.Words = make([]Word, 0, 1+len(d.Args))
	c.Words = append(c.Words, Word{Text: d.Variant.Value, Start: r.at(d.Variant.Pos()), End: r.at(d.Variant.End())})
	for _, a := range d.Args {
		c.Words = append(c.Words, r.declWord(a))
	}
	c.Redirs = r.redirs(s.Redirs, c.Context)
	r.finish(c)
	for _, a := range d.Args {
		r.inAssign(a, c.Context, c.Depth)
	}
	r.inRedirs(s.Redirs, c.Redirs, c.Context, c.Depth)
}

package shell

import (
	"slices"

	"mvdan.cc/sh/v3/syntax"
)

// An extent counts what is found in a list of statements, without what is
// nested in them.
type extent struct{ commands, operators, words int }

func (e *extent) add(s *syntax.Stmt) {
	b, ok := s.Cmd.(*syntax.BinaryCmd)
	for ok {
		e.operators++
		e.add(b.Y)
		s = b.X
		b, ok = s.Cmd.(*syntax.BinaryCmd)
	}
	e.commands++
	if call, ok := s.Cmd.(*syntax.CallExpr); ok {
		e.words += len(call.Args)
	}
}

// reserve makes room for a list of statements at once.
func (r *reader) reserve(list []*syntax.Stmt) {
	var e extent
	for _, s := range list {
		e.add(s)
	}
	r.script.Commands = slices.Grow(r.script.Commands, e.commands)
	r.script.Constructs = slices.Grow(r.script.Constructs, e.operators)
	if e.words > cap(r.room) {
		r.room = make([]Word, 0, e.words)
	}
}

// wordList appends the words of a list.
func (r *reader) wordList(to []Word, list []*syntax.Word) []Word {
	n := len(list)
	switch {
	case n == 0 || to != nil:
	case n <= cap(r.room):
		to, r.room = r.room[:0:n], r.room[n:n]
	default:
		to = make([]Word, 0, n)
	}
	for _, w := range list {
		to = append(to, r.word(w))
	}
	return to
}

package shell

import (
	"iter"

	"mvdan.cc/sh/v3/syntax"
)

// A PieceKind says what a [Piece] is.
type PieceKind uint8

// The kinds of pieces.
const (
	LiteralPiece      PieceKind = iota // characters
	VariablePiece                      // $X or ${X}
	SubstitutionPiece                  // $(…) or backquotes
	OtherPiece                         // anything else that the shell expands
)

// A Piece is a part of a word.
type Piece struct {
	Kind PieceKind
	// Text is a literal after quote removal, or the name of a variable.
	Text string
	// String tells which "…" of the word the piece stands in, counted from 1;
	// 0 is outside of any.
	String int
	// Start and End are the offsets of a substitution.
	Start, End int
}

// Pieces returns the parts of the word in order.
func (w Word) Pieces() iter.Seq[Piece] {
	return func(yield func(Piece) bool) {
		if w.node == nil {
			yield(Piece{Text: w.Text})
			return
		}
		if name := w.name(); name != "" && !yield(Piece{Text: name}) {
			return
		}
		count := 0
		for _, p := range w.node.Parts {
			q, quoted := p.(*syntax.DblQuoted)
			if !quoted {
				if !yield(piece(p, 0)) {
					return
				}
				continue
			}
			count++
			for _, inner := range q.Parts {
				if !yield(piece(inner, count)) {
					return
				}
			}
		}
	}
}

func piece(p syntax.WordPart, in int) Piece {
	out := Piece{Kind: OtherPiece, String: in, Start: int(p.Pos().Offset()), End: int(p.End().Offset())}
	switch p := p.(type) {
	case *syntax.Lit:
		out.Kind, out.Text = LiteralPiece, unescape(p.Value, in > 0)
	case *syntax.SglQuoted:
		out.Kind = LiteralPiece
		out.Text, _ = unquote(p)
	case *syntax.CmdSubst:
		out.Kind = SubstitutionPiece
	case *syntax.ParamExp:
		if plainParam(p) {
			out.Kind, out.Text = VariablePiece, p.Param.Value
		}
	}
	return out
}

package shell

import (
	"errors"
	"math"
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// Where the parser misreads what is common in scripts, the text is changed,
// and parsed again.

// maxCorrections bounds how often a text is parsed.
const maxCorrections = 16

// A correction replaces some bytes of the text by as many others, so that
// offsets stay what they are.
type correction struct {
	offset int
	with   string
}

var noCorrection = correction{offset: math.MaxInt}

func (c correction) apply(text string) string {
	return text[:c.offset] + c.with + text[c.offset+len(c.with):]
}

// correct asks for a correction of what stands at an offset, unless it is not
// written in one piece. The first in the text counts, because what stands
// after it may be misread for its sake.
func (r *reader) correct(n syntax.Node, offset int, old, with string) {
	switch {
	case !strings.HasPrefix(r.src[offset:], old):
		r.refuse(n, "a word that a line continuation splits")
	case offset < r.fix.offset:
		r.fix = correction{offset, with}
	}
}

// These stand where "let" and "time" shall be ordinary commands: the parser
// reads "let x=1&rm" as one expression, and "time" as a keyword after a pipe.
const (
	letWord  = "LET"
	timeWord = "TIME"
)

// refusedNegation returns where the parser does not allow a second ! or one
// after "time", as Bash does. Without it, the commands are the same.
func refusedNegation(text string, err error) (offset int, ok bool) {
	e, ok := errors.AsType[syntax.ParseError](err)
	if !ok || e.Text != "cannot negate a command multiple times" && e.Text != "`!` can only be used in full statements" {
		return 0, false
	}
	offset = int(e.Pos.Offset())
	return offset, text[offset] == '!'
}

// comments looks at the comments of a script that may have some.
func (r *reader) comments(file *syntax.File) {
	if strings.IndexByte(r.src, '#') < 0 {
		return
	}
	syntax.Walk(file, func(n syntax.Node) bool {
		if c, ok := n.(*syntax.Comment); ok {
			r.comment(c)
		}
		return true
	})
}

// comment corrects a comment that ends in a backslash, after which the parser
// goes on as if the next line belonged to the same command. It refuses what
// stands right after a quote or expansion, as in $("a"#b): that is no comment.
func (r *reader) comment(c *syntax.Comment) {
	at := r.at(c.Hash)
	if strings.HasSuffix(c.Text, continuation) {
		r.correct(c, at+strings.Index(r.src[at:], continuation), `\`, "#")
	}
	before := r.src[:at]
	for strings.HasSuffix(before, continuation) {
		before = before[:len(before)-len(continuation)]
	}
	if before != "" && strings.IndexByte(" \t\n;&|(<>", before[len(before)-1]) < 0 {
		r.refuse(c, "a comment that may be part of a word")
	}
}

package shell

import (
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// hereDocs says where the next here-document of a line starts.
type hereDocs struct {
	after     int // offset of the first operator that was seen in the line
	line      int // offset of the newline that ends the line
	semicolon int // offset of the last semicolon before it, or -1
	next      int // offset after the here-documents read so far
}

// hereDoc returns the lines of a here-document. It finds them as Bash does,
// and refuses the text if the parser found others: then it has taken commands
// for text, or text for commands.
func (r *reader) hereDoc(d *syntax.Redirect, red Redir, ctx Context) string {
	delimiter := red.Target.Text
	inside := ctx&(InSubstitution|InProcess) != 0
	r.hereDocLine(red.End)
	start := r.hereDocs.next
	switch {
	case !plainDelimiter(d.Word.Parts):
		r.refuse(d, "a delimiter of a here-document that shells read differently")
	case r.backquotes:
		r.refuse(d, "a here-document in backquotes")
	case inside && r.hereDocs.semicolon > red.End:
		r.refuse(d, "a here-document before more commands in a substitution")
	}

	end := start
	for end < len(r.src) {
		line, n := logicalLine(r.src[end:], !red.Literal)
		if d.Op == syntax.DashHdoc {
			line = strings.TrimLeft(line, "\t")
		}
		if line == delimiter {
			r.hereDocs.next = end + n
			break
		}
		if rest, ok := strings.CutPrefix(line, delimiter); ok && inside && strings.Contains(rest, ")") {
			r.refuse(d, "a here-document that may end before its delimiter") // at "EOF more words)"
		}
		end += n
	}

	// The parser's extent goes to the end of the line with the delimiter.
	theirs, theirEnd := start, start
	if d.Hdoc != nil {
		theirs = r.at(d.Hdoc.Pos())
		theirEnd = strings.LastIndexByte(r.src[:r.at(d.Hdoc.End())], '\n') + 1
	}
	if start != theirs || end != theirEnd || start > r.limit {
		r.refuse(d, "a here-document that shells read differently")
	}
	return r.src[start:end]
}

// doubtAfterHereDoc refuses a substitution in which commands follow a
// here-document: Bash loses the semicolons between them.
func (r *reader) doubtAfterHereDoc(n syntax.Node) {
	if next := r.hereDocs.next; next > 0 && strings.Trim(r.src[next:max(next, r.limit)], " \t\n)") != "" {
		r.refuse(n, "a here-document before more commands in a substitution")
	}
}

// hereDocLine finds the end of the line in which an operator stands that ends
// at an offset, unless it is the line of the last one.
func (r *reader) hereDocLine(after int) {
	if r.hereDocs.after <= after && after <= r.hereDocs.line {
		return
	}
	line := after
	for {
		i := strings.IndexByte(r.src[line:], '\n')
		if i < 0 {
			line = len(r.src)
			break
		}
		if line += i; r.src[line-1] != '\\' {
			break
		}
		line++
	}
	r.hereDocs = hereDocs{
		after: after, line: line, next: min(line+1, len(r.src)),
		semicolon: after + strings.LastIndexByte(r.src[after:line], ';'),
	}
}

// logicalLine returns the first line of a text, without its newline, and how
// many bytes it takes. Lines that end in a backslash may be joined.
func logicalLine(s string, join bool) (line string, n int) {
	line, _, _ = strings.Cut(s, "\n")
	n = min(len(line)+1, len(s))
	if !join || !continues(line) {
		return line, n
	}
	var b strings.Builder
	for continues(line) && n < len(s) {
		b.WriteString(line[:len(line)-1])
		line, _, _ = strings.Cut(s[n:], "\n")
		n = min(n+len(line)+1, len(s))
	}
	b.WriteString(line)
	return b.String(), n
}

// continues reports a line that ends in an odd number of backslashes.
func continues(line string) bool {
	return (len(line)-len(strings.TrimRight(line, `\`)))%2 == 1
}

// plainDelimiter reports that nothing but quotes and single backslashes has
// to be removed from a delimiter.
func plainDelimiter(parts []syntax.WordPart) bool {
	for _, p := range parts {
		switch p := p.(type) {
		case *syntax.Lit:
		case *syntax.SglQuoted:
			if p.Dollar && strings.IndexByte(p.Value, '\\') >= 0 {
				return false
			}
		case *syntax.DblQuoted:
			for _, q := range p.Parts {
				if l, ok := q.(*syntax.Lit); !ok || strings.IndexByte(l.Value, '\\') >= 0 {
					return false
				}
			}
		default:
			return false
		}
	}
	return true
}

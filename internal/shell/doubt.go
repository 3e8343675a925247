package shell

import (
	"math"
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// The parser reads some texts differently from Bash, and each difference is a
// place to hide a command. What is common is corrected (correct.go). The rest
// is rare, and a script in which it occurs is refused. The tests run all of it
// in Bash.

// refuse records why the text cannot be trusted to be read as Bash reads it.
func (r *reader) refuse(n syntax.Node, why string) {
	if at := r.at(n.Pos()); at < r.doubt.offset() {
		r.doubt = ambiguity(r.src, at, why)
	}
}

// offset is that of the error, or beyond any text if there is none.
func (e *ParseError) offset() int {
	if e == nil {
		return math.MaxInt - 1
	}
	return e.Pos.Offset
}

// doubtTarget refuses ">&-rm x", which the parser takes for a redirection to
// "-rm", and Bash for one that closes and the command "rm x".
func (r *reader) doubtTarget(d *syntax.Redirect) {
	if raw := r.raw(d.Word); strings.HasPrefix(raw, "-") && raw != "-" {
		r.refuse(d, "a redirection and a word in one")
	}
}

// doubtCoproc refuses what the parser takes for the name of a command or
// coprocess, and Bash for an assignment or a file descriptor.
func (r *reader) doubtCoproc(name *syntax.Word, assigns []*syntax.Assign) {
	if raw := r.raw(name); strings.ContainsAny(raw, "={[") || '0' <= raw[0] && raw[0] <= '9' || len(assigns) > 0 {
		r.refuse(name, "a coprocess that does not start with a plain name")
	}
}

// doubtSubstitution refuses ${ cmd; }, which is new in Bash 5.3, and in
// backquotes what the parser and Bash unescape differently: more than one
// backslash, which three levels need, and one at the end of a line.
func (r *reader) doubtSubstitution(c *syntax.CmdSubst) {
	raw := r.raw(c)
	switch {
	case c.TempFile || c.ReplyVar:
		r.refuse(c, "a command substitution without parentheses")
	case c.Backquotes && (strings.Contains(raw, `\\`) || strings.Contains(raw, continuation)):
		r.refuse(c, "backslashes in backquotes")
	}
}

// doubtQuote refuses single quotes where Bash may take them for plain
// characters, as in "${x:-'$(rm x)'}", unless they make no difference.
func (r *reader) doubtQuote(q *syntax.SglQuoted) {
	if strings.ContainsAny(q.Value, "$`\"\\{}()[]") {
		r.refuse(q, "single quotes that may not quote")
	}
}

// doubtProcess refuses a process substitution that the parser takes for plain
// characters, as in ${x-<(rm x)}.
func (r *reader) doubtProcess(l *syntax.Lit) {
	if strings.Contains(l.Value, "<(") || strings.Contains(l.Value, ">(") {
		r.refuse(l, "a process substitution in an unusual place")
	}
}

// doubtNegation corrects !(rm x). That is a negated subshell, and a pattern
// only where extended globs are on.
func (r *reader) doubtNegation(w *syntax.Word) {
	g, ok := w.Parts[0].(*syntax.ExtGlob)
	switch {
	case !ok || g.Op != syntax.GlobExcept:
	case strings.Contains(r.src, "extglob"):
		r.refuse(g, "either a negated subshell or a pattern")
	default:
		r.correct(g, r.at(g.OpPos), "!", " ")
	}
}

// doubtPattern refuses an extended pattern that the parser, which only counts
// its parentheses, may have ended too early, and one that hides commands.
func (r *reader) doubtPattern(g *syntax.ExtGlob) {
	if strings.ContainsAny(g.Pattern.Value, "'\"\\`$<>") {
		r.refuse(g, "an extended pattern with quotes or expansions")
	}
}

// doubtSubscript refuses a quoted subscript, as in 'a[$(rm x)]', in a word that
// Bash may take for the name or value of a variable: it would evaluate it.
func (r *reader) doubtSubscript(w *syntax.Word) {
	name, subscript, _ := strings.Cut(literal(w.Parts), "[")
	if name != "" && strings.ContainsAny(subscript, "$`") {
		r.refuse(w, "a quoted subscript that may be evaluated")
	}
}

// doubtArguments looks at words that builtins may take for variables, and at
// the descriptor in {a['x']}>file.
func (r *reader) doubtArguments(words []Word) {
	name, variables := true, false
	for _, w := range words {
		descriptor := w.End < len(r.src) && (r.src[w.End] == '<' || r.src[w.End] == '>')
		if w.Has(Quoted) && (variables || descriptor) {
			r.doubtSubscript(w.node)
		}
		if name {
			variables = takesVariables(w.Text)
			name = w.Text == "command" || w.Text == "builtin" || strings.HasPrefix(w.Text, "-")
		}
	}
}

// takesVariables reports a builtin with names of variables among its arguments.
func takesVariables(command string) bool {
	switch command {
	case "let", "test", "[", "printf", "read", "unset", "mapfile", "readarray", "wait", "getopts",
		"declare", "typeset", "local", "export", "readonly":
		return true
	}
	return false
}

// literal returns the characters of a word without what is expanded in it.
func literal(parts []syntax.WordPart) string {
	var b strings.Builder
	for _, p := range parts {
		switch p := p.(type) {
		case *syntax.Lit:
			b.WriteString(p.Value)
		case *syntax.SglQuoted:
			b.WriteString(p.Value)
		case *syntax.DblQuoted:
			b.WriteString(literal(p.Parts))
		}
	}
	return b.String()
}

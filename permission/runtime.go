package permission

import (
	"strings"
	"unicode/utf8"

	"github.com/gatehouse-go/gatehouse/internal/shell"
)

// What the client takes for the value of a variable that it knows to be
// harmless, and for the output of a command, in a path that holds them.
const (
	trackedVariable = "__TRACKED_VAR__"
	commandOutput   = "__CMDSUB_OUTPUT__"
)

// quotable are the variables that may stand inside a longer quoted string,
// where they cannot become words of their own; special are those without a
// name. Their values are only known when the command runs.
const (
	quotable = " PWD OLDPWD USER LOGNAME SHELL PATH HOSTNAME UID EUID PPID RANDOM SECONDS LINENO TMPDIR" +
		" BASHPID BASH_VERSION SHLVL HISTFILE IFS "
	special = " ? $ ! # - "
)

// leastBeside is how many characters must stand in a quoted string beside what
// is only known when the command runs.
const leastBeside = 2

// A reading is what is known of a word before the command runs (groups
// fid-var, fid-output).
type reading struct {
	text    string // with a placeholder for each expansion that is not known
	runtime bool   // there is one
	special bool   // one of a variable without a name
	odd     bool   // a here-document in it is written as the client does not expect
	why     string // why the client gives up on the word
}

// readWord reads a word of the command that starts at an offset. Only plain
// variables and command substitutions are read, and only in "…"; lookup knows
// the values of some variables.
func readWord(s *shell.Script, before int, w *shell.Word, lookup func(name string) (string, bool)) reading {
	r := reading{}
	var text strings.Builder
	in, beside, expands := 0, 0, false
	var bare string // what stands alone in a string
	close := func() {
		if expands && beside < leastBeside && r.why == "" {
			r.why = "it holds nothing but " + bare + " in quotes"
		}
		beside, expands = 0, false
	}
	for p := range w.Pieces() {
		if p.String != in {
			close()
			in = p.String
		}
		known, value := false, p.Text
		switch p.Kind {
		case shell.LiteralPiece:
			known = true
		case shell.VariablePiece:
			if value, known = lookup(p.Text); known {
				break
			}
			name := " " + p.Text + " "
			value, bare = trackedVariable, "$"+p.Text
			r.special = r.special || strings.Contains(special, name)
			if in == 0 || !strings.Contains(special, name) && !strings.Contains(quotable, name) && !tracked(s, before, p.Text) {
				r.why = "it holds the variable $" + p.Text
			}
		case shell.SubstitutionPiece:
			odd := false
			value, known, odd = document(s, p)
			r.odd = r.odd || odd
			if in == 0 {
				r.why = "it holds a command substitution"
			}
			if known {
				break
			}
			value, bare = commandOutput, "the output of a command"
		default:
			r.why = "it holds an expansion"
		}
		if known {
			beside += utf8.RuneCountInString(value)
		} else {
			expands, r.runtime = true, true
		}
		text.WriteString(value)
	}
	close()
	r.text = text.String()
	if r.runtime && strings.HasPrefix(r.text, "-") && r.why == "" {
		r.why = "an argument that starts with - holds what is only known when it runs"
	}
	return r
}

// document returns the text that a substitution stands for if it is a
// here-document that cat copies as it is: $(cat <<'EOF' … ), the usual way to
// write a commit message. odd says that the client does not recognise how it is
// written.
func document(s *shell.Script, p shell.Piece) (text string, ok, odd bool) {
	for i := range s.Commands {
		c := &s.Commands[i]
		if c.Start < p.Start || c.Start >= p.End {
			continue
		}
		if ok || c.Name() != "cat" || len(c.Words) != 1 || len(c.Assigns) > 0 || len(c.Redirs) != 1 || !c.Redirs[0].Literal || c.Redirs[0].Op != "<<" {
			return "", false, false
		}
		r := &c.Redirs[0]
		text, ok = strings.TrimRight(r.Body, "\n"), true
		odd = strings.HasPrefix(r.Target.Raw(s), `\`) || !strings.HasPrefix(s.Source[r.End:], "\n")
	}
	return text, ok, odd
}

// tracked reports a variable of which the script says, ahead of an offset, that
// it is the output of a command or one of the variables above, and nowhere
// anything else.
func tracked(s *shell.Script, before int, name string) bool {
	found := false
	for i := range s.Commands {
		c := &s.Commands[i]
		for k := range c.Assigns {
			a := &c.Assigns[k]
			if a.Name != name {
				continue
			}
			if !trackedValue(s, a) {
				return false
			}
			found = found || len(c.Words) == 0 && c.Context == 0 && a.End <= before && !eitherBefore(s, c.Start)
		}
	}
	return found
}

// trackedValue reports an assignment of nothing but the output of a command or
// one variable.
func trackedValue(s *shell.Script, a *shell.Assign) bool {
	if a.Index || a.Append || a.Array {
		return false
	}
	switch a.Value.Features {
	case shell.Substitution:
		return wholeSubstitution(s, a)
	case shell.Variable:
		name := a.Value.Text[1:]
		return strings.HasPrefix(a.Value.Text, "$") && (strings.Contains(quotable+special, " "+name+" ") || name != a.Name && tracked(s, a.Start, name))
	}
	return false
}

func wholeSubstitution(s *shell.Script, a *shell.Assign) bool {
	n := 0
	for p := range a.Value.Pieces() {
		if n++; p.Kind != shell.SubstitutionPiece {
			return false
		}
	}
	return n == 1
}

// eitherBefore reports a || ahead of an offset, so that what follows may not run.
func eitherBefore(s *shell.Script, offset int) bool {
	for i := range s.Constructs {
		if c := &s.Constructs[i]; c.Kind == shell.Or && c.End <= offset {
			return true
		}
	}
	return false
}

// read is readWord with all that the client knows.
func (b *bashCall) read(w *shell.Word) reading {
	if !w.Has(shell.Variable | shell.Substitution) {
		return reading{text: w.Text}
	}
	return readWord(b.script, w.Start, w, b.lookup)
}

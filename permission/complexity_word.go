package permission

import (
	"strings"
	"unicode"

	"github.com/gatehouse-go/gatehouse/internal/shell"
)

func assignTooComplex(s *shell.Script, a *shell.Assign) string {
	switch {
	case a.Array:
		return "it assigns a list"
	case a.Index:
		return "it assigns to an element of a list"
	case a.Value.Features == shell.Substitution && strings.IndexByte("$`", a.Value.Raw(s)[0]) >= 0:
		return "" // the command is judged on its own
	}
	if a.Value.Features == shell.Variable && trackedValue(s, a) {
		return ""
	}
	return wordTooComplex(s, a.Start, &a.Value)
}

// lookupVariable reports a variable that decides what later commands run.
func lookupVariable(name string) bool {
	switch name {
	case "PATH", "HOME", "BASH_ENV", "ENV", "CDPATH", "PYTHONPATH", "NODE_OPTIONS", "NODE_PATH", "PERL5LIB", "RUBYLIB", "SHELLOPTS", "BASHOPTS":
		return true
	}
	return strings.HasPrefix(name, "LD_") || strings.HasPrefix(name, "DYLD_")
}

// wordTooComplex tells why the client gives up on a word of the command that
// starts at an offset.
func wordTooComplex(s *shell.Script, before int, w *shell.Word) string {
	if w.Features&^(shell.Quoted|shell.Glob|shell.Tilde) == 0 {
		if w.Features&shell.Quoted == 0 && strings.Contains(w.Text, "$") {
			return "it holds a $ that names nothing"
		}
		return ""
	}
	switch {
	case w.Has(shell.ProcessSubstitution):
		return "it uses the output of a command as a file"
	case w.Has(shell.ANSIQuoted):
		return "it holds a string $'…' with escapes"
	case w.Has(shell.LocaleQuoted):
		return `it holds a string $"…", which is translated`
	case w.Has(shell.Brace):
		return "it holds a brace expansion"
	case w.Has(shell.ExtendedGlob):
		return "it holds an extended pattern"
	case w.Has(shell.Expansion), w.Has(shell.Braces):
		return "it holds an expansion ${…}"
	case w.Has(shell.ArithmeticExpansion):
		if w.Has(shell.Substitution | shell.Variable) {
			return "it holds arithmetic beside another expansion"
		}
		return arithmeticTooComplex(w)
	}
	return readWord(s, before, w, onlyHome).why
}

// onlyHome knows of $HOME that it is a path.
func onlyHome(name string) (string, bool) { return "/home", name == "HOME" }

func arithmeticTooComplex(w *shell.Word) string {
	if w.Has(shell.QuotedExpansion) {
		return "it holds arithmetic inside a quoted string"
	}
	for _, r := range w.Text {
		if unicode.IsLetter(r) || r == '_' || r == '`' {
			return "it holds arithmetic on variables"
		}
	}
	return ""
}

// targetSet reports a redirection to or from a file whose name is in a variable
// that the script sets, in quotes.
func targetSet(s *shell.Script, c *shell.Command, r *shell.Redir) bool {
	return strings.HasPrefix(r.Target.Raw(s), `"`) && opensFile(r) && setBefore(s, c, &r.Target)
}

// swallows reports a word or a comment behind a redirection that follows a word:
// the client's parser takes it for a further target (group gap-swallow).
func swallows(s *shell.Script, c *shell.Command, r *shell.Redir) bool {
	if len(c.Words) == 0 || r.Start < c.Words[0].Start || strings.HasPrefix(r.Op, "<<") {
		return false
	}
	rest := strings.TrimLeft(s.Source[r.End:], " \t")
	return c.Words[len(c.Words)-1].Start >= r.End || len(rest) < len(s.Source)-r.End && strings.HasPrefix(rest, "#")
}

func redirTooComplex(s *shell.Script, r *shell.Redir) string {
	switch {
	case strings.HasPrefix(r.FD, "{"):
		return "a redirection assigns a variable"
	case r.Op == "<>":
		return "a redirection opens a file for reading and writing"
	case (r.Op == ">&" || r.Op == "<&") && strings.HasSuffix(r.Target.Text, "-"):
		return "a redirection closes a file descriptor"
	case r.Op == "<<" || r.Op == "<<-":
		return documentTooComplex(s, r)
	}
	return wordTooComplex(s, r.Start, &r.Target)
}

// documentTooComplex looks at a here-document: nothing may stand behind its
// delimiter, and nothing in it may look like an expansion.
func documentTooComplex(s *shell.Script, r *shell.Redir) string {
	line, _, _ := strings.Cut(s.Source[r.End:], "\n")
	switch {
	case !r.Literal:
		return "a here-document expands what is in it"
	case strings.TrimSpace(line) != "":
		return "something stands behind the start of a here-document"
	}
	for rest := r.Body; ; {
		i := strings.IndexByte(rest, '{')
		if i < 0 {
			break
		}
		rest = rest[i+1:]
		inside, _, _ := strings.Cut(rest, "}")
		if strings.ContainsAny(inside, `'"`) {
			return "a here-document holds a quote in braces"
		}
	}
	for line := range strings.Lines(r.Body) {
		// The client's parser ends the document here, and Bash does not.
		if start := strings.TrimLeft(line, "\t"); r.Target.Text != "" && (strings.HasPrefix(line, r.Target.Text) || r.Op == "<<-" && strings.HasPrefix(start, r.Target.Text)) {
			return "a line of a here-document starts with its delimiter"
		}
		for word := range strings.FieldsSeq(line) {
			if zshEquals(word) {
				return "a here-document holds a word like =name"
			}
		}
	}
	return ""
}

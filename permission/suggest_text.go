package permission

import (
	"path"
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/shell"
)

// commandRule is the specifier that the client offers for the text of a
// command: a program and its subcommand with anything behind; what stands
// before a here-document or a line break; or the very text.
func commandRule(text string) string {
	if before, _, ok := strings.Cut(text, "<<"); ok {
		if words := programWords(before); len(words) > 0 {
			return strings.Join(words[:min(2, len(words))], " ") + " *"
		}
	}
	line, _, more := strings.Cut(strings.TrimLeft(text, " \t\n"), "\n")
	if words := programWords(line); len(words) > 1 && isSubcommand(words[1]) {
		return words[0] + " " + words[1] + " *"
	}
	if more {
		return strings.TrimRight(line, " \t") + " *"
	}
	return text
}

// programWords splits a line at blanks and drops variables that change
// nothing; nil means that the line begins with another, or with a program that
// runs others.
func programWords(line string) []string {
	words := strings.Fields(line)
	for len(words) > 0 && isAssignment(words[0]) {
		name, value, _ := strings.Cut(words[0], "=")
		if !harmlessVariable(name, strings.Trim(value, `'"`)) {
			return nil
		}
		words = words[1:]
	}
	if len(words) == 0 || slices.Contains(runners, path.Base(words[0])) {
		return nil
	}
	return words
}

// runners lists the programs whose second word is no subcommand (asked one by
// one with a word that could be one).
var runners = []string{
	"sh", "bash", "zsh", "fish", "ksh", "mksh", "dash", "ash", "csh", "tcsh", "rbash", "cmd", "powershell", "pwsh",
	"env", "sudo", "doas", "pkexec", "su", "runuser", "nice", "nohup", "time", "timeout", "stdbuf", "xargs",
	"command", "builtin", "noglob", "busybox", "toybox",
}

// isSubcommand reports lower-case words joined by single hyphens.
func isSubcommand(s string) bool {
	if s == "" || s[0] < 'a' || s[0] > 'z' {
		return false
	}
	for i := range len(s) {
		switch c := s[i]; {
		case 'a' <= c && c <= 'z', '0' <= c && c <= '9':
		case c == '-' && i+1 < len(s) && s[i+1] != '-':
		default:
			return false
		}
	}
	return true
}

// ruleText is a command as the client writes rules for it: without what
// redirects it. It is "" where no rule on the command would hold: for one
// with a redirection between its words.
func (b *bashOffer) ruleText(cmd *shell.Command) string {
	if len(cmd.Words) == 0 {
		return ""
	}
	start, end := cmd.Words[0].Start, cmd.Words[len(cmd.Words)-1].End
	if len(cmd.Assigns) > 0 {
		start = min(start, cmd.Assigns[0].Start)
	}
	rebuild := strings.Contains(b.script.Source[start:end], "\\\n")
	for i := range cmd.Redirs {
		switch r := &cmd.Redirs[i]; {
		case r.Op == "<<<" && r.Start >= end:
			end = r.End
			rebuild = rebuild || r.Target.Has(shell.Variable)
		case r.Start < start:
			start = r.Start
		case r.Start < end:
			return ""
		}
	}
	if rebuild || !declaration(cmd.Name()) && slices.ContainsFunc(cmd.Words, expanded) ||
		slices.ContainsFunc(cmd.Assigns, func(a shell.Assign) bool { return a.Value.Has(shell.Variable) }) {
		return b.rebuilt(cmd)
	}
	return b.script.Source[start:min(end, len(b.command))]
}

func expanded(w shell.Word) bool { return w.Has(shell.Variable | shell.Substitution) }

// rebuilt spells a command from its words after expansion, as the client does
// with one that holds variables it knows or a line continuation.
func (b *bashOffer) rebuilt(cmd *shell.Command) string {
	var out strings.Builder
	for i := range cmd.Assigns {
		a := &cmd.Assigns[i]
		out.WriteString(a.Name + "=" + quoteWord(b.expandedWord(&a.Value)) + " ")
	}
	for i := range cmd.Words {
		if i > 0 {
			out.WriteByte(' ')
		}
		out.WriteString(quoteWord(b.expandedWord(&cmd.Words[i])))
	}
	return out.String()
}

// expandedWord expands what the client expands: the home directory, a
// placeholder for other variables, and the here-document that "$(cat <<'EOF'…)"
// stands for.
func (b *bashOffer) expandedWord(w *shell.Word) string {
	if w.Has(shell.Substitution) {
		for i := range b.script.Commands {
			if c := &b.script.Commands[i]; c.Start >= w.Start && c.End <= w.End && len(c.Redirs) == 1 {
				return strings.TrimRight(c.Redirs[0].Body, "\n")
			}
		}
	}
	if !w.Has(shell.Variable) {
		return w.Text
	}
	text, _ := w.Expand(func(name string) (string, bool) {
		if name == "HOME" {
			return b.p.config.Home, true
		}
		return "__TRACKED_VAR__", true
	})
	return text
}

// quoteWord quotes what a shell would not leave alone; patterns stay.
func quoteWord(s string) string {
	if s != "" && !strings.ContainsAny(s, " \t\n'\"\\$`;&|<>(){}#") {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}

// specifierCovers reports whether a rule with this specifier would cover the text of a
// command, behind variables that change nothing.
func specifierCovers(r *bashRule, text string) bool {
	for {
		flat := collapse(text)
		if r.covers(text, flat) && !(r.kind == prefixCommand && strings.HasPrefix(flat[len(r.text):], "\n")) {
			return true
		}
		word, rest, ok := strings.Cut(strings.TrimLeft(flat, " "), " ")
		name, value, _ := strings.Cut(word, "=")
		if !ok || !isAssignment(word) || !safeVariable(name, value) {
			return false
		}
		text = rest
	}
}

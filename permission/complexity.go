package permission

import (
	"cmp"
	"strings"
	"unicode"

	"github.com/gatehouse-go/gatehouse/internal/shell"
)

// maxCommand is the length in characters beyond which the client always asks.
const maxCommand = 10_000

// complexity says what keeps the client from being sure what a command does.
// Only an allow rule on the whole Bash tool, or on just this text, passes such
// a command. The reasons were collected from the client, construct by construct
// (groups comp-*, ro, m-complex).
type complexity struct {
	opaque     string // why the command cannot be taken apart; the client then looks at no files either
	doubtful   string // why it is asked about though it could be taken apart
	subshell   bool   // that is only because of a subshell
	background bool   // something runs in the background
}

// reason is why the command is asked about, or "".
func (c *complexity) reason() string {
	if c.opaque != "" {
		return c.opaque
	}
	return c.doubtful
}

// tooComplex passes over the commands that are not odd.
func tooComplex(s *shell.Script, shapes []shape) complexity {
	c := complexity{opaque: textTooComplex(s.Source)}
	changes := 0
	for i := range s.Constructs {
		k := &s.Constructs[i]
		switch k.Kind {
		case shell.Background:
			c.background = true
		case shell.Subshell:
			c.subshell = true
		case shell.Pipe, shell.PipeAll:
			if k.Context&(shell.InConditional|shell.InLoop|shell.InSubstitution) != 0 {
				c.doubtful = cmp.Or(c.doubtful, "a pipe inside of it cannot be taken apart")
			}
		}
		c.opaque = cmp.Or(c.opaque, constructTooComplex(s, k))
	}
	for i := range s.Commands {
		cmd := &s.Commands[i]
		if shapes != nil && shapes[i] != odd {
			continue
		}
		c.opaque = cmp.Or(c.opaque, commandTooComplex(s, cmd))
		c.doubtful = cmp.Or(c.doubtful, commandDoubtful(s, cmd))
		if cmd.Name() == "cd" {
			changes++
		}
	}
	if c.subshell {
		c.doubtful = cmp.Or(c.doubtful, "it runs commands in a subshell")
	}
	if changes > 1 {
		c.doubtful = cmp.Or(c.doubtful, "it changes directory more than once")
	}
	return c
}

// textTooComplex looks at characters that other shells or readers take
// differently.
func textTooComplex(src string) string {
	if strings.IndexByte(src, '\\') < 0 && len(src) <= maxCommand && isASCII(src) {
		return ""
	}
	n := 0
	for i, r := range src {
		n++
		switch {
		case r < 0x80:
			switch {
			case r != '\\' || i+1 == len(src):
			case src[i+1] == ' ' || src[i+1] == '\t':
				return "it holds a backslash before a blank"
			case src[i+1] == '\n' && i > 0 && strings.IndexByte(" \t\n", src[i-1]) < 0:
				return "a line is continued within a word"
			}
		case unicode.IsSpace(r) || r == '\u200b' || r == '\ufeff' || r == '\u2060' || r == '\u180e':
			return "it holds a blank that is not ASCII"
		}
	}
	switch {
	case n > maxCommand:
		return tooLong
	case strings.HasSuffix(src, `\`) && !strings.HasSuffix(src, `\\`):
		return "it ends in a backslash"
	}
	return ""
}

// isASCII looks at eight bytes at once.
func isASCII(s string) bool {
	for ; len(s) >= 8; s = s[8:] {
		if (s[0]|s[1]|s[2]|s[3]|s[4]|s[5]|s[6]|s[7])&0x80 != 0 {
			return false
		}
	}
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

const tooLong = "it is longer than 10,000 characters"

func constructTooComplex(s *shell.Script, c *shell.Construct) string {
	switch c.Kind {
	case shell.Block:
		return "it groups commands in braces"
	case shell.Arithmetic:
		return "it evaluates arithmetic in ((…))"
	case shell.Case:
		return "it holds a case statement"
	case shell.Function:
		return "it defines a function"
	case shell.Select:
		return "it holds a select statement"
	case shell.Time:
		return "time stands before a keyword"
	case shell.Separator:
		return "it separates commands inside parentheses"
	case shell.Coproc:
		return "it starts a coprocess"
	case shell.Loop:
		if len(c.Words) > 0 && c.Words[0].Has(shell.ArithmeticExpansion) {
			return "it holds a counting loop"
		}
	}
	if len(c.Redirs) > 0 {
		return "it redirects a compound command"
	}
	for i := range c.Words {
		w := &c.Words[i]
		if c.Kind == shell.Loop && w.Has(shell.Substitution) && !w.Has(shell.Quoted) {
			continue // the list of a loop may be the output of a command
		}
		if r := wordTooComplex(s, w.Start, w); r != "" {
			return r
		}
	}
	return ""
}

// evaluates reports a builtin whose arguments are, or change, shell code.
func evaluates(name string) bool {
	switch name {
	case "eval", "exec", "source", ".", "trap", "alias", "unalias", "let", "coproc", "bind", "hash", "enable",
		"complete", "compgen", "compopt", "mapfile", "readarray", "nocorrect", "zmodload", "emulate", "shopt", "zle",
		"autoload", "functions", "disable", "sched", "repeat", "vared", "setopt", "zcompile":
		return true
	}
	return false
}

func commandTooComplex(s *shell.Script, c *shell.Command) string {
	if len(c.Words) == 0 && len(c.Assigns) > 1 {
		return "it assigns several variables"
	}
	for i := range c.Assigns {
		if r := assignTooComplex(s, &c.Assigns[i]); r != "" {
			return r
		}
	}
	for i := range c.Words {
		w := &c.Words[i]
		if i > 0 && declaration(c.Name()) && isAssignment(w.Text) && w.Has(shell.Substitution) && !w.Has(shell.Quoted) {
			continue // the command is judged on its own
		}
		if r := wordTooComplex(s, c.Start, w); r != "" && !setBefore(s, c, w) {
			return r
		}
		if i > 0 && w.Text == "=" && !w.Has(shell.Quoted) && c.Name() != "[" {
			return "it holds a = on its own"
		}
	}
	for i := range c.Redirs {
		if r := redirTooComplex(s, &c.Redirs[i]); r != "" && !targetSet(s, c, &c.Redirs[i]) {
			return r
		}
		if swallows(s, c, &c.Redirs[i]) {
			return "an argument or a comment stands behind a redirection"
		}
	}
	if c.Name() == "[" && len(c.Redirs) > 0 {
		return "it redirects a test"
	}
	return ""
}

// declaration reports a builtin whose arguments are assignments.
func declaration(name string) bool {
	switch name {
	case "export", "declare", "typeset", "local", "readonly":
		return true
	}
	return false
}

// setBefore reports a word whose variables are all assigned literal values
// earlier in the same script, so that the client knows what they stand for.
func setBefore(s *shell.Script, c *shell.Command, w *shell.Word) bool {
	if w.Features&^(shell.Variable|shell.Quoted|shell.QuotedExpansion|shell.Glob|shell.Tilde) != 0 {
		return false
	}
	for _, name := range w.Variables() {
		if name != "HOME" && !assigned(s, c.Start, name) {
			return false
		}
	}
	return w.Has(shell.Variable)
}

// assigned reports a plain NAME=value before an offset.
func assigned(s *shell.Script, before int, name string) bool {
	for i := range s.Commands {
		c := &s.Commands[i]
		for k := range c.Assigns {
			if a := &c.Assigns[k]; len(c.Words) == 0 && a.End <= before && a.Name == name && a.Value.Known() {
				return true
			}
		}
	}
	return false
}

// commandDoubtful tells why a command that can be taken apart is asked about.
func commandDoubtful(s *shell.Script, c *shell.Command) string {
	for i := range c.Assigns {
		a := &c.Assigns[i]
		switch {
		case a.Name == "IFS":
			return "it changes how words are split"
		case len(c.Words) == 0 && lookupVariable(a.Name):
			return "it assigns " + a.Name + ", which changes what later commands run"
		case a.Value.Has(shell.Tilde):
			return "it assigns a ~ that the shell expands"
		}
	}
	if len(c.Words) == 0 && len(c.Assigns) > 0 && c.Context&shell.InPipeline != 0 {
		return "it assigns a variable in a pipe"
	}
	for i := range c.Words {
		w := &c.Words[i]
		if w.Has(shell.Quoted) && !w.Has(shell.Substitution) && hidesComment(w.Text) {
			return "it hides a comment in a quoted word"
		}
		if w.Has(shell.Substitution) && readWord(s, c.Start, w, onlyHome).odd {
			return "a here-document in it is written in an unusual way"
		}
		if zshEquals(w.Raw(s)) {
			return "it holds a word like =name, which zsh expands"
		}
		if w.Has(shell.Variable) && setBefore(s, c, w) && wordTooComplex(s, c.Start, w) != "" {
			return "it uses a variable that it sets itself"
		}
	}
	for i := range c.Redirs {
		if targetSet(s, c, &c.Redirs[i]) && redirTooComplex(s, &c.Redirs[i]) != "" {
			return "it uses a variable that it sets itself"
		}
	}
	if len(c.Words) == 0 {
		return ""
	}
	if r := cmp.Or(wrapperDoubtful(s, c), builtinDoubtful(s, c), scriptDoubtful(c)); r != "" {
		return r
	}
	name := c.Words[0].Text
	switch {
	case c.Time && strings.HasPrefix(strings.TrimLeft(s.Source[c.Words[0].End:], " \t"), "--"):
		return "time has a flag"
	case evaluates(name):
		return name + " evaluates its arguments as shell code"
	case (name == "command" || name == "builtin") && len(c.Words) > 1 && isFlag(c.Words[1]) &&
		!strings.Contains(" -p -v -V -- ", " "+c.Words[1].Text+" "):
		return name + " has an unknown flag"
	case name == "cd" && operands(c.Words) > 1:
		return "cd has more than one directory"
	}
	return ""
}

func operands(words []shell.Word) int {
	n := 0
	for _, w := range words[1:] {
		if !isFlag(w) {
			n++
		}
	}
	return n
}

func zshEquals(raw string) bool {
	return len(raw) > 1 && raw[0] == '=' && (raw[1] == '_' || raw[1] >= 'A' && raw[1] <= 'Z' || raw[1] >= 'a' && raw[1] <= 'z')
}

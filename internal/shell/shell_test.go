package shell_test

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/gatehouse-go/gatehouse/internal/shell"
	"github.com/stretchr/testify/require"
)

func parse(t testing.TB, src string) *shell.Script {
	t.Helper()
	s, err := shell.Parse(src)
	require.NoErrorf(t, err, "%q", src)
	return s
}

// facts renders commands, one a line: ! and time, assignments, words,
// redirections, and the context in brackets. Words that are not plain are
// quoted, words that are not known stand in ‹›, followed by their features.
func facts(s *shell.Script) string {
	var b strings.Builder
	for i := range s.Commands {
		c := &s.Commands[i]
		var f []string
		if c.Negated {
			f = append(f, "!")
		}
		if c.Time {
			f = append(f, "(time)")
		}
		for _, a := range c.Assigns {
			f = append(f, assign(a))
		}
		for _, w := range c.Words {
			f = append(f, word(w))
		}
		for _, r := range c.Redirs {
			f = append(f, redir(r))
		}
		if c.Context != 0 {
			f = append(f, fmt.Sprint(names(uint(c.Context), contexts)))
		}
		fmt.Fprintln(&b, strings.Join(f, " "))
	}
	return strings.TrimSuffix(b.String(), "\n")
}

func assign(a shell.Assign) string {
	name := a.Name
	if a.Index {
		name += "[]"
	}
	if a.Append {
		name += "+"
	}
	if a.Array {
		return name + "=(…)"
	}
	if a.Value == (shell.Word{}) {
		return name + "="
	}
	return name + "=" + word(a.Value)
}

func word(w shell.Word) string {
	switch {
	case !w.Known():
		return "‹" + w.Text + " " + strings.Join(names(uint(w.Features), features), ",") + "›"
	case w.Text == "" || strings.Trim(w.Text, plain) != "":
		return strconv.Quote(w.Text)
	}
	return w.Text
}

const plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_=./:,+@%#^~{}[]!$*"

func redir(r shell.Redir) string {
	out := r.FD + r.Op + word(r.Target)
	if r.Duplicate {
		out += "(fd)"
	}
	if r.Literal {
		out += "(literal)"
	}
	if strings.HasPrefix(r.Op, "<<") && r.Op != "<<<" {
		out += strconv.Quote(r.Body)
	}
	return out
}

var contexts = []string{"subshell", "block", "subst", "process", "function", "loop", "if", "case", "pipe", "bg", "heredoc", "assign"}

var features = []string{"quoted", "var", "expansion", "subst", "process", "arith", "glob", "extglob", "brace", "tilde", "ansi", "locale", "braces", "inquotes"}

func names(bits uint, of []string) []string {
	var out []string
	for i, name := range of {
		if bits&(1<<i) != 0 {
			out = append(out, name)
		}
	}
	return out
}

// A sample is a line of testdata/scripts.txt or testdata/odd.txt.
type sample struct {
	mark byte // ' ', '?', '~' or '*'
	src  string
}

func samples(t testing.TB) []sample {
	t.Helper()
	var all []sample
	for _, name := range []string{"testdata/scripts.txt", "testdata/odd.txt"} {
		data, err := os.ReadFile(name)
		require.NoError(t, err)
		for line := range strings.Lines(string(data)) {
			line = strings.TrimSuffix(line, "\n")
			if line == "" || line[0] == '#' {
				continue
			}
			require.Regexp(t, `^[ ?~*] .`, line)
			all = append(all, sample{line[0], strings.NewReplacer("⏎", "\n", "⇥", "\t").Replace(line[2:])})
		}
	}
	return all
}

func sources(t testing.TB) []string {
	t.Helper()
	var all []string
	for _, s := range samples(t) {
		all = append(all, s.src)
	}
	return all
}

// scripts returns the sources of all tables.
func scripts() []string {
	var all []string
	for _, c := range commands {
		all = append(all, c.src)
	}
	for _, c := range constructs {
		all = append(all, c.src)
	}
	for _, w := range words {
		all = append(all, ": "+w.raw)
	}
	return all
}

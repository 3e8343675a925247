package shell_test

import (
	"strings"
	"testing"

	"github.com/gatehouse-go/gatehouse/internal/shell"
	"github.com/stretchr/testify/require"
)

func FuzzParse(f *testing.F) {
	for _, src := range scripts() {
		f.Add(src)
	}
	for _, s := range samples(f) {
		f.Add(s.src)
	}
	for _, c := range refusals {
		f.Add(c.src)
	}
	f.Fuzz(func(t *testing.T, src string) {
		if len(src) > 4<<10 {
			return
		}
		s, err := shell.Parse(src)
		if err != nil {
			requireRefusal(t, src, s, err)
			return
		}
		requireSound(t, s)
		want := facts(s)
		require.Equal(t, want, facts(parse(t, src)), "twice")

		// The parser reads its input in pieces of 1,024 bytes.
		for _, pad := range []int{1, 1023 - len(src)/2, 1024, 1020} {
			require.Equal(t, want, facts(parse(t, strings.Repeat(" ", max(pad, 0))+src)), "after %d blanks", pad)
		}
		if strings.HasSuffix(src, `\`) || len(s.Commands)+len(s.Constructs) == 0 {
			return
		}
		require.Equal(t, want, facts(parse(t, src+"\n")), "with a newline")
		for _, wrap := range [][2]string{{"{ ", "\n}"}, {"( ", "\n)"}, {"f() { ", "\n}"}} {
			// Some scripts are refused in a subshell only.
			if wrapped, err := shell.Parse(wrap[0] + src + wrap[1]); err == nil {
				require.Equal(t, texts(s), texts(wrapped), "in %q", wrap)
			}
		}
	})
}

// texts returns the words of all commands, one a line.
func texts(s *shell.Script) string {
	var b strings.Builder
	for _, c := range s.Commands {
		for _, w := range c.Words {
			b.WriteString(w.Text + "\n")
		}
	}
	return b.String()
}

// requireRefusal checks an error of Parse.
func requireRefusal(t *testing.T, src string, s *shell.Script, err error) {
	t.Helper()
	require.Nil(t, s)
	var perr *shell.ParseError
	require.ErrorAs(t, err, &perr)
	require.NotEmpty(t, perr.Message)
	require.Less(t, len(perr.Message), 200)
	require.LessOrEqual(t, perr.Pos.Offset, len(src))
	require.GreaterOrEqual(t, perr.Pos.Line, 1)
	require.GreaterOrEqual(t, perr.Pos.Column, 1)
}

// requireSound checks what holds for every script.
func requireSound(t *testing.T, s *shell.Script) {
	t.Helper()
	span := func(start, end, from, to int) {
		require.LessOrEqual(t, from, start)
		require.LessOrEqual(t, start, end)
		require.LessOrEqual(t, end, to)
	}
	known := func(w shell.Word) {
		require.Equal(t, w.Known(), !w.Has(shell.Variable|shell.Expansion|shell.Substitution|
			shell.ProcessSubstitution|shell.ArithmeticExpansion|shell.Glob|shell.ExtendedGlob|
			shell.Brace|shell.Tilde|shell.LocaleQuoted))
		require.Equal(t, s.Source[w.Start:w.End], w.Raw(s))
		_ = w.Variables()
	}
	whole := len(s.Source)
	last := 0
	for _, c := range s.Commands {
		span(c.Start, c.End, last, whole)
		last = c.Start
		require.Equal(t, s.Source[c.Start:c.End], c.Text(s))
		require.NotZero(t, len(c.Assigns)+len(c.Words)+len(c.Redirs))
		require.LessOrEqual(t, c.Depth, shell.MaxDepth)
		for _, a := range c.Assigns {
			span(a.Start, a.End, c.Start, c.End)
			known(a.Value)
		}
		for _, w := range c.Words {
			span(w.Start, w.End, c.Start, c.End)
			known(w)
		}
		for _, r := range c.Redirs {
			span(r.Start, r.End, c.Start, c.End)
			span(r.Target.Start, r.Target.End, r.Start, r.End)
			known(r.Target)
			require.Contains(t, s.Source, r.Body)
		}
	}
	last = 0
	for _, c := range s.Constructs {
		span(c.Start, c.End, last, whole)
		last = c.Start
		for _, w := range c.Words {
			span(w.Start, w.End, c.Start, c.End)
			known(w)
		}
	}
}

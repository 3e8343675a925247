package shell_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/gatehouse-go/gatehouse/internal/shell"
	"github.com/stretchr/testify/require"
)

// refusals holds what is not valid Bash, or beyond this package, which a
// question mark says. What Bash runs although Parse refuses it stands in
// testdata/scripts.txt.
var refusals = []struct{ src, want string }{
	{`a "b`, `1:3: reached EOF without closing quote`},
	{`a 'b`, `1:3: reached EOF without closing quote`},
	{"a `b", `1:3: reached EOF without closing quote`},
	{`a $(b`, `1:3: reached EOF without matching`},
	{`a ${b`, `1:3: reached EOF without matching`},
	{`(a`, `1:1: reached EOF without matching`},
	{`{ a`, `1:1: reached EOF without matching`},
	{`a )`, `1:3: a command can only contain words and redirects`},
	{`a |`, `1:3: ` + "`|` must be followed by a statement"},
	{"a\nb &&", `2:3: ` + "`&&` must be followed by a statement"},
	{`a;;b`, `1:2: ` + "`;;` can only be used in a case clause"},
	{`; a`, "1:1: `;` can only immediately follow a statement"},
	{`if a; then`, "1:7: `then` must be followed by a statement list"},
	{`for x in a; b`, "1:1: `for foo [in words]` must be followed by `do`"},
	{`a >`, "1:3: `>` must be followed by a word"},
	{"a <<E\nb", "1:3: unclosed here-document `E`"},
	{`a=(b`, "1:3: reached EOF without matching"},
	{`((a`, "1:1: reached EOF without matching"},
	{`[[ a`, "1:1: reached EOF without matching"},
	{`f() a )`, "1:7: a command can only contain words and redirects"},
	{"é ü )", "1:7: a command can only contain words and redirects"},
	{"a\r\nb", "? 1:2: a carriage return means different things to different shells"},
	{"a 'b\rc'", "? 1:5: a carriage return means different things to different shells"},
	{"a\x00b", "1:2: a NUL byte cannot be part of a command"},
	{"a \xff b", "1:3: invalid UTF-8 encoding"},
	{"a \xc3", "1:3: invalid UTF-8 encoding"},
	{`a >>|b`, "1:3: `>>|` redirects is not Bash"},
	{`a ${ b; }`, "? 1:3: a command substitution without parentheses"},
	{`coproc $x { a; }`, "? 1:1: a coprocess whose name is not plain"},
	{"a\n\\\nb $\\\n(c)", "? 3:4: an operator is split by a line continuation"},
	{"a <<" + strings.Repeat("é", 200) + "\n", "1:3: unclosed here-document `éé"},
	{`() { a; }`, "1:1: anonymous functions is not Bash"},
}

func TestRefusals(t *testing.T) {
	for _, c := range refusals {
		s, err := shell.Parse(c.src)
		require.Error(t, err, "%q", c.src)
		requireRefusal(t, c.src, s, err)
		perr, ok := errors.AsType[*shell.ParseError](err)
		require.True(t, ok, "%q", c.src)
		want, ambiguous := strings.CutPrefix(c.want, "? ")
		require.Contains(t, perr.Pos.String()+": "+perr.Message, want, "%q", c.src)
		require.Equal(t, ambiguous, perr.Ambiguous, "%q", c.src)
	}
	_, err := shell.Parse("a\n (")
	require.EqualError(t, err, "line 2, column 2: `(` must be followed by a statement list")
}

// TestLimits says that text beyond the limits is refused, and text within them
// is not.
func TestLimits(t *testing.T) {
	fits := func(src string) {
		t.Helper()
		_, err := shell.Parse(src)
		require.NoError(t, err)
	}
	refused := func(src, want string) {
		t.Helper()
		_, err := shell.Parse(src)
		require.ErrorContains(t, err, want)
	}
	fits(strings.Repeat("a", shell.MaxBytes))
	refused(strings.Repeat("a", shell.MaxBytes+1), "longer than 1048576 bytes")

	fits("x '" + strings.Repeat("(", shell.MaxNesting) + "'")
	refused("x '"+strings.Repeat("(", shell.MaxNesting+1)+"'", "more than 10000 constructs")
	fits("x " + strings.Repeat("-", 4*shell.MaxNesting))
	refused("x "+strings.Repeat("-", 4*shell.MaxNesting+1), "more than 10000 constructs")

	nest := func(open, end string, n int) string { return strings.Repeat(open, n) + "a" + strings.Repeat(end, n) }
	for _, c := range []struct {
		open, end string
		deep      int
	}{{"( ", ")", 1}, {"{ ", ";}", 1}, {"b $(", ")", 1}, {"c <(", ")", 1}, {"if ", ";then b;fi", 1}, {"f() { ", ";}", 2}} {
		fits(nest(c.open, c.end, shell.MaxDepth/c.deep))
		refused(nest(c.open, c.end, shell.MaxDepth/c.deep+1), "nested too deep")
	}
	fits(strings.Repeat("let a;", 15))
	refused(strings.Repeat("let a;", 16), "too much of it")
}

package shell_test

import (
	"strings"
	"testing"
	"time"

	"github.com/gatehouse-go/gatehouse/internal/shell"
	"github.com/stretchr/testify/require"
)

// hostile holds what is repeated, after a head, up to the limit of bytes.
var hostile = []struct{ head, unit string }{
	{"", "("}, {"", "$("}, {"", "\"$("}, {"", "{ "}, {"", "if "}, {"", "while "}, {"", "case x in x) "},
	{"", "`"}, {"", "\"`"}, {"", "<("}, {"", "f()"}, {"", "function f "}, {"", "time "}, {"", "coproc "},
	{"", "!"}, {"", "! "}, {"", "!("}, {"", "!(a);"}, {"", "x["}, {"", "${"}, {"", "${x:-"}, {"", "\"${x:-"},
	{"", "a=("}, {"", "a[$("}, {"", "$[["}, {"", "((a["}, {"", "$(("}, {"", "(("}, {"", "[[ ( "},
	{"((", "a="}, {"((", "~"}, {"((", "- "}, {"((", "--"}, {"((", "a?b:"}, {"((", "1**"}, {"((", "1+"}, {"((", "1,"},
	{": ${a:", "~"}, {"a[", "a="}, {"let ", "a="}, {"[[ ", "a&&"}, {"[[ ", "! "}, {"[[ a =~ ", "("},
	{"", "<<a "}, {"", "<<a\n"}, {"", "cat <<a\nb\na\n"}, {"$(", "cat <<a\nb\na\n"}, {"cat <<a\n", "b\\\n"}, {"cat <<a\n", "${a}a\n"},
	{"", "a|"}, {"", "a|&"}, {"", "a;"}, {"", "a&"}, {"", "a&&"}, {"", "a\n"}, {"", "a "}, {"", "a=b "}, {"", ">x "}, {"a", " 2>&1"},
	{"", "let a;"}, {"", "time -- a;"}, {"", "a|time b;"}, {"", "a #\\\n"}, {"", "#\\\n"}, {"", "#"}, {"", "#\n"},
	{"", "'"}, {"", "\""}, {"", "\"'"}, {"", "\\"}, {"", "\\\n"}, {"", "a\\\n"}, {"", "$\\\n"}, {"", "$'\\x"}, {"", "$\""}, {"$'", "\\U"},
	{"", "$x"}, {"", "\"$x\""}, {"", "{a,"}, {"", "*"}, {"", "["}, {"", "]"}, {"", "~"}, {"a", ":~"}, {"", "@("},
	{"", "\x00"}, {"", "\xff"}, {"", "\r"}, {"", "é"}, {"", " "}, {"", "\t"}, {"", "\n"}, {"", "a"},
}

// TestHostile parses a mebibyte of everything that might recurse or repeat.
func TestHostile(t *testing.T) {
	for _, h := range hostile {
		src := h.head + strings.Repeat(h.unit, (shell.MaxBytes-len(h.head))/len(h.unit))
		start := time.Now()
		s, err := shell.Parse(src)
		require.Less(t, time.Since(start), 10*time.Second, "%q", h.unit) // some need 0.3
		if err != nil {
			requireRefusal(t, src, s, err)
		}
	}
	_, err := shell.Parse(strings.Repeat("git status;", 1<<20))
	require.ErrorContains(t, err, "longer than")
}

// TestPieces moves every script over the border between two of the pieces of
// 1,024 bytes in which the parser reads its input.
func TestPieces(t *testing.T) {
	for _, src := range append(scripts(), sources(t)...) {
		want, err := shell.Parse(src)
		for pad := max(0, 1024-len(src)); pad <= 1024; pad++ {
			got, padded := shell.Parse(strings.Repeat(" ", pad) + src)
			require.Equal(t, err == nil, padded == nil, "%q after %d blanks", src, pad)
			if err == nil {
				require.Equal(t, facts(want), facts(got), "%q after %d blanks", src, pad)
			}
		}
	}
}

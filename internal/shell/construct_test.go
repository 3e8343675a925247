package shell_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/gatehouse-go/gatehouse/internal/shell"
	"github.com/stretchr/testify/require"
)

var kinds = []string{"subshell", "block", "loop", "if", "case", "select", "function", "test", "arith", "coproc", "&", "&&", "||", "|", "|&", "time", "other"}

// shape renders constructs: kind, name, words, redirections, and the text.
func shape(s *shell.Script) string {
	var b strings.Builder
	for _, c := range s.Constructs {
		f := []string{kinds[c.Kind]}
		if c.Name != "" {
			f = append(f, "="+c.Name)
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
		fmt.Fprintf(&b, "%s: %s\n", strings.Join(f, " "), s.Source[c.Start:c.End])
	}
	return strings.TrimSuffix(b.String(), "\n")
}

var constructs = []struct{ src, want string }{
	{`a b`, ``},
	{`a && b || c`, "&&: &&\n||: ||"},
	{`a | b |& c`, "| [pipe]: |\n|& [pipe]: |&"},
	{`a & b`, "&: &"},
	{`a | b &`, "| [pipe bg]: |\n&: &"},
	{`(a) >b`, "subshell >b: (a)"},
	{`{ a & }`, "block: { a & }\n& [block]: &"},
	{`if a; then b; fi 2>&1`, "if 2>&1(fd): if a; then b; fi"},
	{`while a; do b; done <c`, "loop <c: while a; do b; done"},
	{`for x in a "$b"; do c; done`, "loop =x a ‹$b quoted,var,inquotes›: for x in a \"$b\"; do c; done"},
	{`for x; do c; done`, "loop =x: for x; do c; done"},
	{`for ((;;)); do c; done`, "loop ‹((;;)) arith›: for ((;;)); do c; done"},
	{`select x in a; do b; done`, "select =x a: select x in a; do b; done"},
	{`case $a in b|c) d;; "e") ;; esac`, "case ‹$a var› b c e: case $a in b|c) d;; \"e\") ;; esac"},
	{`f() { a; }`, "function =f: f() { a; }\nblock [function]: { a; }"},
	{`function g() (a)`, "function =g: function g() (a)\nsubshell [function]: (a)"},
	{`coproc a`, "coproc: coproc a"},
	{`coproc N (a)`, "coproc =N: coproc N (a)\nsubshell [bg]: (a)"},
	{`[[ -f $a && ! b == "c" ]]`, "test ‹$a var› b c: [[ -f $a && ! b == \"c\" ]]"},
	{`((a+1))`, "arith: ((a+1))"},
	{`time (a)`, "time: time\nsubshell: (a)"},
	{`time -p a | b`, "time: time -p\n| [pipe]: |"},
	{`a "$( (b) )"`, "subshell [subst]: (b)"},
	{"(a) <<E\nx\nE", "subshell <<E\"x\\n\": (a)"},
}

func TestConstructs(t *testing.T) {
	for _, c := range constructs {
		require.Equalf(t, c.want, shape(parse(t, c.src)), "%q", c.src)
	}
}

// TestPositions marks in the source where each command starts and ends.
func TestPositions(t *testing.T) {
	for _, c := range []struct{ src, want string }{
		{` a  b ; c`, ` <a  b> ; <c>`},
		{`X=1 a >b`, `<X=1 a >b>`},
		{`>b a`, `<>b a>`},
		{`! a | time b`, `! <a> | <time b>`},
		{`time -p  a b`, `<time -p  a b>`},
		{`export A=1`, `<export A=1>`},
		{`A+= B=`, `<A+= B=>`},
		{`a[1]=`, `<a[1]=>`},
		{`a=( x )`, `<a=( x )>`},
		{`let x=1 y`, `<let x=1 y>`},
		{`a $(b "$(c d)" e) f`, `<a $(<b "$(<c d>)" e>) f>`},
		{"a `b \\`c d\\` e` f", "<a `<b \\`<c d>\\` e>` f>"},
		{"a \"`b \\`c \\\"d\\\"\\` e`\" f", "<a \"`<b \\`<c \\\"d\\\">\\` e>`\" f>"},
		{"a `b 'x' $(c \\$d) \\$(e)`", "<a `<b 'x' $(<c \\$d>) \\$(<e>)>`>"},
		{"a <<E; b\n$(c)\nE\nd", "<a <<E>; <b>\n$(<c>)\nE\n<d>"},
		{"a \"b\nc\" \\\n d", "<a \"b\nc\" \\\n d>"},
		{"é \"$(ü)\"; à", "<é \"$(<ü>)\">; <à>"},
		{`>$(a) b $(c)`, `<>$(<a>) b $(<c>)>`},
		{"a # b \\\nc", "<a> # b \\\n<c>"},
		{`!(a)`, `!(<a>)`},
		{`time -- a`, `<time -- a>`},
	} {
		s := parse(t, c.src)
		marks := map[int]string{}
		for _, cmd := range s.Commands {
			require.Equal(t, s.Source[cmd.Start:cmd.End], cmd.Text(s))
			marks[cmd.Start] += "<"
			marks[cmd.End] = ">" + marks[cmd.End]
		}
		var got strings.Builder
		for i := range len(c.src) + 1 {
			got.WriteString(marks[i])
			if i < len(c.src) {
				got.WriteString(c.src[i : i+1])
			}
		}
		require.Equalf(t, c.want, got.String(), "%q", c.src)
	}
}

func TestPosition(t *testing.T) {
	s := parse(t, "a\nbé\n c")
	var got []string
	for i := -1; i <= len(s.Source)+1; i++ {
		got = append(got, s.Position(i).String())
	}
	require.Equal(t, []string{"1:1", "1:1", "1:2", "2:1", "2:2", "2:3", "2:4", "3:1", "3:2", "3:3", "3:3"}, got)
}

func TestDepth(t *testing.T) {
	for _, c := range []struct {
		src  string
		want []int
	}{
		{`a; b | c`, []int{0, 0, 0}},
		{`(a); { b; }`, []int{1, 1}},
		{`f() { (a); }`, []int{3}},
		{`a $(b <(c))`, []int{0, 1, 2}},
		{`if a; then b "$(c)"; fi`, []int{1, 1, 2}},
		{"a <<E\n$(b)\nE", []int{0, 1}},
		{`time (a)`, []int{2}},
	} {
		var got []int
		for _, cmd := range parse(t, c.src).Commands {
			got = append(got, cmd.Depth)
		}
		require.Equalf(t, c.want, got, "%q", c.src)
	}
}

// TestOrder says that commands and constructs stand in source order.
func TestOrder(t *testing.T) {
	for _, src := range scripts() {
		s, err := shell.Parse(src)
		if err != nil {
			continue
		}
		require.Truef(t, slices.IsSortedFunc(s.Commands, func(a, b shell.Command) int { return a.Start - b.Start }), "%q", src)
		require.Truef(t, slices.IsSortedFunc(s.Constructs, func(a, b shell.Construct) int { return a.Start - b.Start }), "%q", src)
	}
}

package shell_test

import (
	"testing"

	"github.com/gatehouse-go/gatehouse/internal/shell"
	"github.com/stretchr/testify/require"
)

// words holds words as they are written, and as word renders them.
var words = []struct{ raw, want string }{
	{`x`, `x`},
	{`a.b/c-d_e:f,g@h%i+j=k^l`, `a.b/c-d_e:f,g@h%i+j=k^l`},
	{`é—日本`, `"é—日本"`},
	{`a#b`, `a#b`},
	{`''`, `""`},
	{`""`, `""`},
	{`'a b'`, `"a b"`},
	{`'a\b$c'`, `"a\\b$c"`},
	{`a'b'"c"d`, `abcd`},
	{`'it'\''s'`, `"it's"`},
	{`"a b"`, `"a b"`},
	{`"a\"b\\c\$d\` + "`" + `e"`, "\"a\\\"b\\\\c$d`e\""},
	{`"a\b\'"`, `"a\\b\\'"`},
	{`"it's"`, `"it's"`},
	{`"a$"`, `a$`},
	{`a$`, `a$`},
	{`$`, `$`},
	{`"$'a'"`, `"$'a'"`},
	{`\r\m`, `rm`},
	{`\$HOME`, `$HOME`},
	{`a\ b`, `"a b"`},
	{`\*\?\[`, `"*?["`},
	{`\~`, `~`},
	{`\\`, `"\\"`},
	{"a\\\nb", `ab`},
	{"\"a\\\nb\"", `ab`},
	{"'a\\\nb'", `"a\\\nb"`},
	{"\"a\nb\"", `"a\nb"`},
	{"a\\\\\\\nb", `"a\\b"`},
	{"\"a\\\\\\\nb\"", `"a\\b"`},

	{`$x`, `‹$x var›`},
	{`${x}`, `‹${x} var,braces›`},
	{`$1`, `‹$1 var›`},
	{`$10`, `‹$10 var›`},
	{`$@`, `‹$@ var›`},
	{`"$@"`, `‹$@ quoted,var,inquotes›`},
	{`$$`, `‹$$ var›`},
	{`$?`, `‹$? var›`},
	{`$#`, `‹$# var›`},
	{`a$x'b c'`, `‹a$xb c quoted,var›`},
	{`"a ${x}"`, `‹a ${x} quoted,var,braces,inquotes›`},
	{`${x:-y}`, `‹${x:-y} expansion›`},
	{`"${x:-y}"`, `‹${x:-y} quoted,expansion,inquotes›`},
	{`${#x}`, `‹${#x} expansion›`},
	{`${!x}`, `‹${!x} expansion›`},
	{`${!x*}`, `‹${!x*} expansion›`},
	{`${x[1]}`, `‹${x[1]} expansion›`},
	{`${x[@]}`, `‹${x[@]} expansion›`},
	{`${x:1:2}`, `‹${x:1:2} expansion›`},
	{`${x/a/b}`, `‹${x/a/b} expansion›`},
	{`${x^^}`, `‹${x^^} expansion›`},
	{`${x@Q}`, `‹${x@Q} expansion›`},
	{`${x%.*}`, `‹${x%.*} expansion›`},
	{`$(a)`, `‹$(a) subst›`},
	{`"$(a "b c")"`, `‹$(a "b c") quoted,subst,inquotes›`},
	{"`a`", "‹`a` subst›"},
	{`<(a)`, `‹<(a) process›`},
	{`>(a)`, `‹>(a) process›`},
	{`$((1+2))`, `‹$((1+2)) arith›`},
	{`$[1+2]`, `‹$[1+2] arith›`},
	{`"$((x))"`, `‹$((x)) quoted,arith,inquotes›`},

	{`*`, `‹* glob›`},
	{`a?b`, `‹a?b glob›`},
	{`[a-z]x`, `‹[a-z]x glob›`},
	{`x[!a]`, `‹x[!a] glob›`},
	{`["a"]`, `‹[a] quoted,glob›`},
	{`[`, `[`},
	{`]`, `]`},
	{`]a[`, `]a[`},
	{`a[`, `a[`},
	{`"*"`, `*`},
	{`'[a]'`, `[a]`},
	{`\[a]`, `[a]`},
	{`[a"]"`, `[a]`},
	{`@(a|b)`, `‹@(a|b) extglob›`},
	{`x!(a)`, `‹x!(a) extglob›`},
	{`?(a)*(b)+(c)`, `‹?(a)*(b)+(c) extglob›`},

	{`{a,b}`, `‹{a,b} brace›`},
	{`x{a,b}y`, `‹x{a,b}y brace›`},
	{`{1..3}`, `‹{1..3} brace›`},
	{`{a..c}`, `‹{a..c} brace›`},
	{`{,}`, `‹{,} brace›`},
	{`{a,"b c"}`, `‹{a,b c} quoted,brace›`},
	{`{$x,b}`, `‹{$x,b} var,brace›`},
	{`{a,{b}`, `‹{a,{b} brace›`}, // Bash leaves it alone
	{`{a,b{c}`, `‹{a,b{c} brace›`},
	{`{{a,b}`, `‹{{a,b} brace›`},
	{`{{},a}`, `‹{{},a} brace›`},
	{`{}`, `{}`},
	{`{a}`, `{a}`},
	{`HEAD@{1}`, `HEAD@{1}`},
	{`@{u}..`, `@{u}..`},
	{`{a`, `{a`},
	{`a,b}`, `a,b}`},
	{`{a\,b}`, `{a,b}`},
	{`\{a,b}`, `{a,b}`},
	{`{a,b\}`, `{a,b}`},
	{`{a","b}`, `{a,b}`},
	{`"{a,b}"`, `{a,b}`},
	{`{"a,b"}`, `{a,b}`},

	{`~`, `‹~ tilde›`},
	{`~/x`, `‹~/x tilde›`},
	{`~root`, `‹~root tilde›`},
	{`"~"/x`, `~/x`},
	{`x~`, `x~`},
	{`x/~`, `x/~`},
	{`a=~/x`, `‹a=~/x tilde›`},
	{`a+=~`, `‹a+=~ tilde›`},
	{`a[1]=~`, `‹a[1]=~ glob,tilde›`},
	{`a=x:~/y`, `‹a=x:~/y tilde›`},
	{`a=$x:~/y`, `‹a=$x:~/y var,tilde›`},
	{`--a=~/x`, `--a=~/x`},
	{`1a=~`, `1a=~`},
	{`a=x~`, `a=x~`},
	{`a=\~`, `a=~`},
	{`x:~`, `x:~`},

	{`$'a b'`, `"a b"`},
	{`$'it\'s'`, `"it's"`},
	{`$'\a\b\e\E\f\n\r\t\v\\\"\?'`, `"\a\b\x1b\x1b\f\n\r\t\v\\\"?"`},
	{`$'\x72\155'`, `rm`},
	{`$'\u72\U0000006d'`, `rm`},
	{`$'\x{72}\x{1006d}z'`, `rmz`},
	{`$'\xe9'`, `"\xe9"`},
	{`$'\z\8\x\u\U'`, `"\\z\\8\\x\\u\\U"`},
	{`$'\ca\c?\c\\\c'`, `"\x01\x7f\x1c\\c"`},
	{`$'a\0b'c`, `ac`},
	{`$'a\400b'c`, `ac`},
	{`$'a\x{}b'c`, `ac`},
	{`$'a\c@b'c`, `ac`},
	{`$'\018'`, `"\x018"`},
	{"$'a\\\nb'", `"a\\\nb"`},
	{`$'\u00e9'`, `‹é quoted,ansi,locale›`},
	{`$'\U00110000'`, "‹\ufffd quoted,ansi,locale›"},
	{`$"a b"`, `‹a b quoted,locale›`},
	{`$"a $x"`, `‹a $x quoted,var,locale,inquotes›`},
}

func TestWords(t *testing.T) {
	for _, w := range words {
		s := parse(t, ": "+w.raw)
		require.Lenf(t, s.Commands[0].Words, 2, "%q", w.raw)
		got := s.Commands[0].Words[1]
		require.Equalf(t, w.want, word(got), "%q", w.raw)
		require.Equal(t, w.raw, got.Raw(s))
	}
}

func TestExpand(t *testing.T) {
	vars := map[string]string{"x": "X", "y": "a b", "e": ""}
	for _, c := range []struct {
		raw, want string
		ok        bool
	}{
		{`a`, `a`, true},
		{`"a"'b'`, `ab`, true},
		{`$x`, `X`, true},
		{`${x}`, `X`, true},
		{`"$x"/$x/'$x'`, `X/X/$x`, true},
		{`"a\"$x"\ $'\x62'`, `a"X b`, true},
		{`$y`, `a b`, true}, // not split
		{`$e`, ``, true},
		{`$x$z`, `X$z`, false},
		{`$x/*.go`, `X/*.go`, true},
		{`*.go`, `*.go`, true},
		{`~/$x`, `~/X`, true},
		{`~/x`, `~/x`, true},
		{`{a,b}`, `{a,b}`, false},
		{`{a,$x}`, `{a,$x}`, false},
		{`$(a)`, `$(a)`, false},
		{`$x$(a)`, `$x$(a)`, false},
		{`${x:-b}`, `${x:-b}`, false},
		{`$x$((1))`, `$x$((1))`, false},
		{`$"a"`, `a`, false},
	} {
		w := parse(t, ": "+c.raw).Commands[0].Words[1]
		got, ok := w.Expand(func(name string) (string, bool) {
			v, ok := vars[name]
			return v, ok
		})
		require.Equalf(t, c.want, got, "%q", c.raw)
		require.Equalf(t, c.ok, ok, "%q", c.raw)
	}
}

func TestVariables(t *testing.T) {
	for _, c := range []struct {
		raw  string
		want []string
	}{
		{`a`, nil},
		{`$x`, []string{"x"}},
		{`"$x/${y}"$x'$z'`, []string{"x", "y", "x"}},
		{`${x:-$y}`, nil},
		{`$x${y:-$z}$(echo $a)`, []string{"x"}},
		{`$1$@`, []string{"1", "@"}},
	} {
		require.Equalf(t, c.want, parse(t, ": "+c.raw).Commands[0].Words[1].Variables(), "%q", c.raw)
	}
	require.False(t, shell.Word{}.Has(shell.Variable))
	require.True(t, shell.Word{}.Known())
}

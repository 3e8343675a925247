package shell_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/internal/shell"
)

// programs returns the commands of a trace, one a line; what is not known is a
// question mark.
func programs(t testing.TB, src string) string {
	t.Helper()
	list, err := shell.Trace(src, map[string]string{"HOME": "/h", "PWD": "/p"})
	require.NoError(t, err, src)
	var lines []string
	for _, e := range list {
		if len(e.Args) > 0 {
			lines = append(lines, strings.ReplaceAll(strings.Join(e.Args, " "), shell.Unknown, "?"))
		}
	}
	return strings.Join(lines, "\n")
}

func TestTrace(t *testing.T) {
	for _, c := range []struct{ src, want string }{
		{`X=rm; $X -rf y`, "rm -rf y"},
		{`rm${IFS}-rf${IFS}x`, "rm -rf x"},
		{`r''m x; \rm y; $'\x72m' z`, "rm x\nrm y\nrm z"},
		{`IFS=,; X=rm,-rf,x; $X`, "rm -rf x"},
		{`x="a b"; ls $x "$x"`, "ls a b a b"},
		{`{rm,-rf,x}; echo {1..3} {c..a} x{a,b{c,d}}y {1..9..4}`, "rm -rf x\necho 1 2 3 c b a xay xbcy xbdy 1 5 9"},
		{`a=(rm -rf); "${a[@]}" z; ${a[0]} q; echo ${#a[@]}`, "rm -rf z\nrm q\necho 2"},
		{`declare -A a=([k]=rm); ${a[k]} q`, "declare -A a=(rm)\nrm q"},
		{`set -- rm -rf; "$@" q; $1 k; shift; echo $1 $#`, "set -- rm -rf\nrm -rf q\nrm k\nshift\necho -rf 1"},
		{`X=arm; ${X#a} x; ${X:1} y; ${X/a/} z; Z=RM; ${Z,,} k`, "rm x\nrm x\nrm y\nrm z\nrm k\nrm k"},
		{`Y=/bin/rm; ${Y##*/} x; ${Y%/*}/ls`, "rm x\nrm x\n/bin/ls\n/bin/ls"},
		{`X=rm; Y=X; ${!Y} q; declare -n r=X; $r z`, "rm q\ndeclare -n r=X\nrm z"},
		{`X=${Y:-rm}; $X a`, "? a\nrm a"},
		{`$UNKNOWN a "$B"c`, "? a ?c"},
		{`$(echo rm) -rf $(printf '%s\n' build)`, "echo rm\nprintf %s\\n build\nrm -rf build"},
		{"$(printf '\\162\\155') x; `printf '\\x72m'` y", "printf \\162\\155\nrm x\nprintf \\x72m\nrm y"},
		{`printf -v X '%s%s' r m; $X y`, "printf -v X %s%s r m\nrm y"},
		{`$(which rm) x`, "which rm\n/usr/bin/rm x"},
		{`read A B <<< "rm -rf"; $A $B x`, "read A B\nrm -rf x"},
		{`while read c; do $c; done <<< "rm x"`, "read c\nrm x\nread c\nrm x"},
		{`for c in rm ls; do $c x; done`, "rm x\nls x\nrm x\nls x"},
		{`if $X; then Y=rm; else Y=ls; fi; $Y foo`, "?\nrm foo\nls foo"},
		{`f() { "$@"; }; f rm x`, "f rm x\nrm x"},
		{`f() { rm x; }`, "rm x"},
		{`alias x='rm -rf'; x foo`, "alias x=rm -rf\nx foo\nrm -rf foo"},
		{`eval "rm $Y" z`, "eval rm ? z\nrm ? z"},
		{`trap 'rm x' EXIT; trap -- 'rm y' INT`, "trap rm x EXIT\nrm x\ntrap -- rm y INT\nrm y"},
		{`[[ a =~ $(rm x) ]]; echo $((1+$(rm y)))`, "rm x\nrm y\necho ?"},
		{`coproc rm x`, "rm x"},
		{`echo 'rm x' > f; . f`, "echo rm x\n. f\nrm x"},
		{`. <(echo rm x)`, "echo rm x\n. /dev/fd/63\nrm x"},
		{`cat ~/x ~+/y ~bob/z`, "cat /h/x /p/y ?/z"},
		{`cd /a; cat "$PWD/x"; cd b; cat "$OLDPWD/y" $(pwd)/z`, "cd /a\ncat /a/x\ncd b\npwd\ncat /a/y /a/b/z"},
		{`cat .@(env|x)`, "cat .@(env|x)"},
		{`echo ${X@P}`, "?\necho ?\n?\necho ?"},
	} {
		require.Equal(t, c.want, programs(t, c.src), c.src)
	}
}

// What a program reads is followed through pipes, here-documents and files.
func TestTraceStdin(t *testing.T) {
	for _, c := range []struct{ src, want string }{
		{`echo rm x | sh`, "rm x\n"},
		{`echo cm0geA== | base64 -d | sh`, "rm x"},
		{`rev <<< 'x mr' | sh`, "rm x\n"},
		{`echo 'sn y' | tr 'sn' 'rm' | sh`, "rm y\n"},
		{`echo 'xx y' | sed s/xx/rm/ | sh`, "rm y\n"},
		{`printf '726d2078' | xxd -r -p | sh`, "rm x"},
		{"cat <<E | sh\nrm $HOME\nE", "rm /h\n"},
		{"sh <<'E'\nrm $HOME\nE", "rm $HOME\n"},
		{`X=x; sh <<< "rm $X"`, "rm x\n"},
		{`echo rm x > f; cat f | sh`, "rm x\n"},
		{`exec 3<<< 'rm x'; sh <&3`, "rm x\n"},
		{`exec <<< 'rm x'; sh`, "rm x\n"},
		{`{ echo a; echo b; } | sh`, "a\nb\n"},
		{`curl x | sh`, "?"},
		{`echo "rm $X" | sh`, "rm ?\n"},
	} {
		list, err := shell.Trace(c.src, map[string]string{"HOME": "/h"})
		require.NoError(t, err)
		last := list[len(list)-1]
		require.Equal(t, []string{"sh"}, last.Args, c.src)
		require.NotNil(t, last.Stdin, c.src)
		require.Equal(t, c.want, strings.ReplaceAll(last.Stdin.Text, shell.Unknown, "?"), c.src)
	}
}

// A script that grows without end is refused, and quickly.
func TestTraceIsBounded(t *testing.T) {
	double := "X=aaaaaaaa;" + strings.Repeat("X=$X$X;", 60) + "echo $X"
	for _, src := range []string{
		double,
		strings.Repeat("for a in 1 2 3; do ", 40) + "rm" + strings.Repeat("; done", 40),
		"f() { f; f; }; f",
		"f() { g; g; }; g() { f; f; }; f",
		"echo " + strings.Repeat("{a,b}", 40),
		"echo {1..99999999}",
		"X='eval \"$X\"'; eval \"$X\"",
		strings.Repeat("eval ", 200) + "ls",
		"echo " + strings.Repeat("$(echo ", 90) + "x" + strings.Repeat(")", 90),
		strings.Repeat("x=(${x[@]} ${x[@]} a);", 100),
	} {
		list, err := shell.Trace(src, nil)
		if err != nil {
			require.ErrorIs(t, err, shell.ErrTrace)
			continue
		}
		require.LessOrEqual(t, len(list), 5000)
	}
}

func FuzzTrace(f *testing.F) {
	for _, s := range []string{`X=rm; $X a`, `echo a | sh`, `f() { "$@"; }; f x`, `eval "$a"`, "cat <<E\n$x\nE", `{a,b}{1..3}`, `${x//a/b} ${x:1:2} ${x[1]}`, `for x in a b; do eval $x; done`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, src string) {
		if len(src) > 4096 {
			return
		}
		list, err := shell.Trace(src, map[string]string{"HOME": "/h", "PWD": "/p"})
		script, parseErr := shell.Parse(src)
		if err != nil || parseErr != nil {
			return
		}
		// Each command whose words are plain is among those that run.
		for i := range script.Commands {
			c := &script.Commands[i]
			var words []string
			for _, w := range c.Words {
				if w.Features != 0 {
					words = nil
					break
				}
				words = append(words, w.Text)
			}
			if len(words) == 0 || c.Context != 0 {
				continue
			}
			found := false
			for _, e := range list {
				found = found || strings.Join(e.Args, "\x00") == strings.Join(words, "\x00")
			}
			require.True(t, found, "%q is not followed", words)
		}
	})
}

package shell_test

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// commands holds scripts and what facts renders of them.
var commands = []struct{ src, want string }{
	{``, ``},
	{"  \n\t# nothing\n", ``},
	{`git status`, `git status`},
	{"git\tstatus   -s ", `git status -s`},
	{"git status # and more", `git status`},
	{"git status;\ngit diff\n", "git status\ngit diff"},
	{"git \\\n  status", `git status`},
	{`a && b || c; d & e`, "a\nb\nc\nd [bg]\ne"},
	{"a &&\n  b ||\n\n# c\nd", "a\nb\nd"},
	{`a | b |& c`, "a [pipe]\nb [pipe]\nc [pipe]"},
	{`a && b | c && d`, "a\nb [pipe]\nc [pipe]\nd"},
	{`a | b &`, "a [pipe bg]\nb [pipe bg]"},
	{`! a`, `! a`},
	{`! a | b`, "! a [pipe]\nb [pipe]"},
	{`! a && b`, "! a\nb"},
	{`a && ! b | c | d || e`, "a\n! b [pipe]\nc [pipe]\nd [pipe]\ne"},
	{"/bin/rm x; ./a; ~/b", "/bin/rm x\n./a\n‹~/b tilde›"},
	{`é à`, `"é" "à"`},

	// time
	{`time a b`, `(time) time a b`},
	{`time -p a`, `(time) time -p a`},
	{`time -- a`, `(time) time a`},
	{`time -p -- a`, `(time) time -p a`},
	{`time`, `(time) time`},
	{`time -p`, `(time) time -p`},
	{`time >x`, `(time) time >x`},
	{`! time a`, `! (time) time a`},
	{`time X=1 a`, `(time) X=1 time a`},
	{`time a | b`, "a [pipe]\nb [pipe]"},
	{`time -- a | b`, "a [pipe]\nb [pipe]"},
	{`time { a; }`, `a [block]`},
	{`time (a)`, `a [subshell]`},
	{`time time a`, `(time) time a`},
	{`a | time -p b`, "a [pipe]\ntime -p b [pipe]"},
	{"a |&\ntime b", "a [pipe]\ntime b [pipe]"},
	{`X=1 time a`, `X=1 time a`},
	{`echo time`, `echo time`},

	// assignments
	{`A=1`, `A=1`},
	{`A=`, `A=`},
	{`A=1 B='x y' c`, `A=1 B="x y" c`},
	{`A+=1 B+= c`, `A+=1 B+= c`},
	{`A=$x b`, `A=‹$x var› b`},
	{`A=* B={a,b} C=a[1] D=~ E=x:~/y F=a~`, `A=* B={a,b} C=a[1] D=‹~ tilde› E=‹x:~/y tilde› F=a~`},
	{`a[1]=x a[i+1]+=y`, `a[]=x a[]+=y`},
	{`a=(x y) b+=(z)`, "a=(…) b+=(…)"},
	{`a=()`, "a=(…)"},
	{"a=(x # c\n $(y)\n[2]=`z`)", "a=(…)\ny [subst assign]\nz [subst assign]"},
	{`A=$(b) c`, "A=‹$(b) subst› c\nb [subst assign]"},
	{`A="$(b "$(c)")"`, "A=‹$(b \"$(c)\") quoted,subst,inquotes›\nb ‹$(c) quoted,subst,inquotes› [subst assign]\nc [subst assign]"},
	{`a[$(i)]=1`, "a[]=1\ni [subst assign]"},
	{`a A=1`, `a A=1`},
	{`"A"=1 \B=2`, `A=1 B=2`}, // a command
	{`A\=1`, `A=1`},
	{`1A=2`, `1A=2`},
	{`A-B=2`, `A-B=2`},
	{`A =1`, `A =1`},

	// declarations
	{`export A=1 B`, `export A=1 B`},
	{`export A="x y" 'B=2'`, `export "A=x y" B=2`},
	{`declare -a x=(1 2)`, `declare -a ‹x=(1 2) expansion›`},
	{`local x=$(a) y`, "local ‹x=$(a) subst› y\na [subst assign]"},
	{`readonly A=* B=~/x C={1,2}`, `readonly A=* ‹B=~/x tilde› ‹C={1,2} brace›`},
	{`typeset -i n=0 >x`, `typeset -i n=0 >x`},
	{`export $x "$y"`, `export ‹$x var› ‹$y quoted,var,inquotes›`},
	{`export a[0]=1`, `export ‹a[0]=1 expansion›`},
	{`A=1 export B=2`, `A=1 export B=2`},
	{`declare`, `declare`},
	{`let x=1 'y = 2' z++`, `let x=1 "y = 2" z++`},
	{`let x=1&b`, "let x=1 [bg]\nb"},
	{`let x=1||b`, "let x=1\nb"},
	{`let a[1]=2`, `let ‹a[1]=2 glob›`},
	{`echo let LET`, `echo let LET`},
	{`LET x`, `LET x`},

	// redirections
	{`a >b`, `a >b`},
	{`>b`, `>b`},
	{`>b a c`, `a c >b`},
	{`a <b >>c 2>d <>e >|f &>g &>>h 3<i`, `a <b >>c 2>d <>e >|f &>g &>>h 3<i`},
	{`a 2>&1 >&- <&3 4<&- 5>&6- >&file`, `a 2>&1(fd) >&-(fd) <&3(fd) 4<&-(fd) 5>&6-(fd) >&file`},
	{`a >&"2" >&$x`, `a >&2(fd) >&‹$x var›`},
	{`a {fd}>b {fd}>&-`, `a {fd}>b {fd}>&-(fd)`},
	{`a 2> "x y"`, `a 2>"x y"`},
	{`a 2 >b`, `a 2 >b`},
	{`a2>b`, `a2 >b`},
	{`a <<<"x y" <<<$z`, `a <<<"x y" <<<‹$z var›`},
	{`a >$(b) c`, "a c >‹$(b) subst›\nb [subst]"},
	{`a >*.txt`, `a >‹*.txt glob›`},
	{`a < <(b | c)`, "a <‹<(b | c) process›\nb [process pipe]\nc [process pipe]"},
	{`a > >(b)`, "a >‹>(b) process›\nb [process]"},
	{`A=1 >b`, `A=1 >b`},
	{`(a) >b`, "a [subshell]"},

	// here-documents
	{"a <<E\nx $y\nE\nb", "a <<E\"x $y\\n\"\nb"},
	{"a <<E\nE", `a <<E""`},
	{"a <<'E' | b\n$(c)\nE\n", "a <<E(literal)\"$(c)\\n\" [pipe]\nb [pipe]"},
	{"a <<\\E\n$(c)\nE\n", `a <<E(literal)"$(c)\n"`},
	{"a <<\"E F\"\nx\nE F\n", `a <<"E F"(literal)"x\n"`},
	{"a <<-E\n\tx\n\tE\nb", "a <<-E\"\\tx\\n\"\nb"},
	{"a <<E <<'F' >g\nx\nE\ny\nF\nb", "a <<E\"x\\n\" <<F(literal)\"y\\n\" >g\nb"},
	{"a <<E; b <<F\nx\nE\ny\nF\n", "a <<E\"x\\n\"\nb <<F\"y\\n\""},
	{"a <<E && b\n$(c) `d`\nE\ne", "a <<E\"$(c) `d`\\n\"\nb\nc [subst heredoc]\nd [subst heredoc]\ne"},
	{"a 3<<E\nx\nE", `a 3<<E"x\n"`},
	{"for x in y; do\na <<E\n$x\nE\ndone", `a <<E"$x\n" [loop]`},
	{"for x in y; do a; done <<E\n$(b)\nE", "a [loop]\nb [subst heredoc]"},
	{"a \"$(b <<'E'\nit's (\nE\n)\" c", "a ‹$(b <<'E'\nit's (\nE\n) quoted,subst,inquotes› c\nb <<E(literal)\"it's (\\n\" [subst]"},
	{"a <<E\n\\$(b) ${x:-$(c)} $((1+$(d)))\nE", "a <<E\"\\\\$(b) ${x:-$(c)} $((1+$(d)))\\n\"\nc [subst heredoc]\nd [subst heredoc]"},
	{"a <<E\nx\\\ny\\\\\nE\nb", "a <<E\"x\\\\\\ny\\\\\\\\\\n\"\nb"},
	{"a <<E |\nx\nE\nb", "a <<E\"x\\n\" [pipe]\nb [pipe]"},
	{"a <<E \\\n b\nx\nE", `a b <<E"x\n"`},
	{"a <<''\nx\n\nb", "a <<\"\"(literal)\"x\\n\"\nb"},

	// compound commands
	{`(a; b)`, "a [subshell]\nb [subshell]"},
	{`{ a; b; }`, "a [block]\nb [block]"},
	{`( { a; } )`, "a [subshell block]"},
	{`!(a b)`, `a b [subshell]`},
	{`if !(a) && !(b; !(c)); then d; fi`, "a [subshell if]\nb [subshell if]\nc [subshell if]\nd [if]"},
	{`if a; then b; elif c; then d; else e; fi`, "a [if]\nb [if]\nc [if]\nd [if]\ne [if]"},
	{`while a; do b; done; until c; do d; done`, "a [loop]\nb [loop]\nc [loop]\nd [loop]"},
	{`for x in $(a) b; do c "$x"; done`, "a [subst loop]\nc ‹$x quoted,var,inquotes› [loop]"},
	{"for x\ndo a; done", "a [loop]"},
	{`for ((i=$(a); i<$(b); i++)); do c; done`, "a [subst loop]\nb [subst loop]\nc [loop]"},
	{`select x in a; do b; done`, `b [loop]`},
	{`case $(a) in $(b)|c) d;; *) e;; esac`, "a [subst case]\nb [subst case]\nd [case]\ne [case]"},
	{"case x in\n(x) a ;&\ny) b ;;&\nesac", "a [case]\nb [case]"},
	{`f() { a; }`, `a [block function]`},
	{`function f { a; }; f`, "a [block function]\nf"},
	{`function f() (a)`, `a [subshell function]`},
	{"f()\nif a; then b; fi", "a [function if]\nb [function if]"},
	{`coproc a b >c`, `a b >c [bg]`},
	{`coproc a >b`, `a >b [bg]`},
	{`coproc N { a; }`, `a [block bg]`},
	{`coproc { a; }`, `a [block bg]`},
	{`coproc while a; do b; done`, "a [loop bg]\nb [loop bg]"},
	{`[[ -f $(a) && x == "$(b)" ]] && c`, "a [subst]\nb [subst]\nc"},
	{`[[ $x =~ ^(a|b)+$ ]]`, ``},
	{`((x = $(a) + 1)) && b`, "a [subst]\nb"},

	// substitutions
	{`a $(b $(c))`, "a ‹$(b $(c)) subst›\nb ‹$(c) subst› [subst]\nc [subst]"},
	{"a `b \\`c\\``", "a ‹`b \\`c\\`` subst›\nb ‹`c\\` subst› [subst]\nc [subst]"},
	{"a \"`b \\\"c d\\\"`\"", "a ‹`b \\\"c d\\\"` quoted,subst,inquotes›\nb \"c d\" [subst]"},
	{`a "${x:-$(b)}" ${y/$(c)/$(d)} ${z:$(e)} ${w[$(f)]}`, "a ‹${x:-$(b)} quoted,expansion,inquotes› ‹${y/$(c)/$(d)} expansion› ‹${z:$(e)} expansion› ‹${w[$(f)]} expansion›\nb [subst]\nc [subst]\nd [subst]\ne [subst]\nf [subst]"},
	{`a $((1 + $(b)))`, "a ‹$((1 + $(b))) arith›\nb [subst]"},
	{`$(a) b`, "‹$(a) subst› b\na [subst]"},
	{`$x b`, `‹$x var› b`},
	{`diff <(a) <(b)`, "diff ‹<(a) process› ‹<(b) process›\na [process]\nb [process]"},
	{"a $(# c\nb # d\n)", "a ‹$(# c\nb # d\n) subst›\nb [subst]"},
	{`a $(case x in x) b;; esac)`, "a ‹$(case x in x) b;; esac) subst›\nb [subst case]"},
	{`a '$(b)' "\$(b)" \$\(b\)`, `a "$(b)" "$(b)" "$(b)"`},
	{"a # $(b)\nc", "a\nc"},
	{"a # 'it\nb # it'", "a\nb"},
	{"a # b \\\nc", "a\nc"},
	{"a # b \\\nc # d \\\ne", "a\nc\ne"},
	{"a \"x\"#y", `a x#y`},
	{`bash -c 'rm x'`, `bash -c "rm x"`},
	{`eval "rm $x"`, `eval ‹rm $x quoted,var,inquotes›`},
	{`a } { ] in do`, `a } { ] in do`},
}

func TestCommands(t *testing.T) {
	for _, c := range commands {
		require.Equalf(t, c.want, facts(parse(t, c.src)), "%q", c.src)
	}
}

func TestName(t *testing.T) {
	for src, want := range map[string]string{"git status": "git", `"r"m x`: "rm", "$x y": "$x", "A=1": "", ">x": ""} {
		c := parse(t, src).Commands[0]
		require.Equal(t, want, c.Name(), "%q", src)
	}
}

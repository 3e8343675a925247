package permission_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/internal/shell"
	"github.com/gatehouse-go/gatehouse/permission"
)

// FuzzCommand checks what must hold for every command, whatever the settings.
func FuzzCommand(f *testing.F) {
	some := []string{
		lists("deny:", "Bash(rm *)", "Read(.env)", "allow:", "Bash"),
		lists("allow:", "Bash(npm *)", "Bash(git commit:*)", "Edit(docs/**)", "ask:", "Bash(npm publish *)"),
		lists("deny:", "Bash(git * main)", "Bash(npm test)", "allow:", "Bash(git *)", "Bash(npm test && x)"),
		lists(),
	}
	for i, command := range measuredCommands(f) {
		if i%10 == 0 {
			f.Add(some[i/10%len(some)], command, uint8(i/10))
		}
	}
	for i, command := range []string{
		"'rm' x", `\rm x`, `"r"m x`, "r''m x", "$'rm' x", "rm\\\n x", "x=rm; $x y", "/bin/rm x", "command rm x", "cat <<E\n$(rm x)\nE", "[[ a =~ $(rm x) ]]",
		"bash -c 'rm x'", "if rm x; then :; fi", "case a in a) rm x;; esac", "rm x &", "coproc rm x", "a() { rm x; }; a", "echo ${x:-$(rm x)}", "echo $((1+$(rm x)))",
		"cat <(rm x) >(rm y)", "((rm x))", "for rm in x; do y; done", "time -p rm x", "! rm x", "rm x # y", "# rm x", "rm\tx", "rm", "rm\n", "ls 'a", "ls `", "ls $(", "ls (",
		"git push origin main && rm main", "export A=$(rm x)", "A=$(rm x) ls", "ls >$(rm x)", "alias ls=rm; ls x", "eval rm x", "trap 'rm x' EXIT", ". rm x", "xargs rm x",
		"cd /; cat .env", "cat ./.env", "cat $PWD/.env", "cat .e*", "< .env cat", "cat 0<.env", "cat <>.env", "{ cat; } < .env", "cat\u00a0.env", "cat .env\x00",
	} {
		f.Add(some[0], command, uint8(i))
	}
	f.Fuzz(func(t *testing.T, settings, command string, mode uint8) {
		if len(settings) > 4096 || len(command) > 2048 {
			return
		}
		s, err := permission.ParseSettings(permission.User, fileOf[permission.User], []byte(settings))
		if err != nil {
			return
		}
		p := compile(t, config(s))
		req := bash(command)
		req.Mode = modes[int(mode)%len(modes)]
		r := p.Check(req)
		requirePrintable(t, r)
		require.Equal(t, r, p.Check(req), "the same question, another answer")

		req.Mode = permission.DontAsk
		require.NotEqual(t, permission.Ask, p.Check(req).Decision)

		// With a rule that denies everything nothing is left to look at.
		all := compile(t, config(s, parse(t, permission.Local, lists("deny:", "Bash"))))
		require.Equal(t, permission.Deny, all.Check(req).Decision)

		checkWrapping(t, command)
		checkPrefix(t, s, command)
	})
}

// checkWrapping: a command that a rule denies is not allowed inside another one.
func checkWrapping(t *testing.T, command string) {
	if _, err := shell.Parse(command); err != nil {
		return // what is open at its end swallows what follows
	}
	for _, rule := range []string{"Bash(rm *)", "Bash(git push)"} {
		p := project(t, lists("allow:", "Bash", "deny:", rule))
		if r := p.Check(bash(command)); r.Decision != permission.Deny || r.Cause != permission.ByRule || strings.ContainsAny(command, "'\"`\\#<$") {
			continue
		}
		for _, w := range append(wrapped(command), hidden(command)...) {
			require.NotEqual(t, permission.Allow, p.Check(bash(w)).Decision, "deny %s: %q is denied, %q is not", rule, command, w)
		}
	}
}

// checkPrefix: what may not run alone may not run after a harmless command.
func checkPrefix(t *testing.T, s *permission.Settings, command string) {
	p := compile(t, config(s))
	for r := range p.Rules() {
		if r.Decision == permission.Allow && (r.Specifier == "" || r.Specifier == "*" || strings.ContainsAny(r.Specifier, "&|;\n")) {
			return // it may cover both at once
		}
	}
	if p.Check(bash("pwd\n"+command)).Decision == permission.Allow {
		alone := p.Check(bash(command))
		require.Equal(t, permission.Allow, alone.Decision, "%q is allowed after pwd: %s", command, alone)
	}
}

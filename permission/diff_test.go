package permission_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/permission"
)

func TestDiff(t *testing.T) {
	for _, tt := range []struct {
		name          string
		before, after string
		want          []string
	}{
		{"the same", lists("allow:", "Bash(git *)"), lists("allow:", "Bash(git *)"), nil},
		{"another order", lists("allow:", "Bash(a *)", "Bash(b *)", "deny:", "Read(x)"), lists("deny:", "Read(x)", "allow:", "Bash(b *)", "Bash(a *)", "Bash(a *)"), nil},
		{"what others cover", lists("allow:", "Bash(git *)"), lists("allow:", "Bash(git *)", "Bash(git push *)"), nil},
		{"what is read-only anyway", "{}", lists("allow:", "Bash(git status)", "Read(src/**)"), nil},
		{"an allow rule goes, and a deny rule stays", lists("allow:", "Bash(git *)", "deny:", "Bash(git push *)"), lists("deny:", "Bash(git push *)"),
			[]string{"allow → ask: Bash git x — removed allow Bash(git *)"}},
		{"a rule changes its list", lists("allow:", "Bash(npm publish)"), lists("deny:", "Bash(npm publish)"),
			[]string{"allow → deny: Bash npm publish — removed allow Bash(npm publish), added deny Bash(npm publish)"}},
		{"a deny rule on words in any place", lists("allow:", "Bash(git push *)"), lists("allow:", "Bash(git push *)", "deny:", "Bash(* --force)"),
			[]string{"allow → deny: Bash git push --force — added deny Bash(* --force)", "ask → deny: Bash x --force — added deny Bash(* --force)"}},
		{"paths that meet", lists("allow:", "Edit(src/**)"), lists("allow:", "Edit(src/**)", "deny:", "Edit(**/*.lock)"),
			[]string{"allow → deny: Edit /p/src/.lock — added deny Edit(**/*.lock)", "ask → deny: Edit /p/x.lock — added deny Edit(**/*.lock)"}},
		{"a server, and one of its tools", lists("allow:", "mcp__srv__get"), lists("allow:", "mcp__srv__get", "deny:", "mcp__srv"),
			[]string{"allow → deny: mcp__srv__get — added deny mcp__srv", "ask → deny: mcp__srv__tool — added deny mcp__srv"}},
		{"a field", lists("allow:", "Bash(make *)"), lists("allow:", "Bash(make *)", "deny:", "Bash(run_in_background:true)"),
			[]string{"allow → deny: Bash ls, run_in_background: true — added deny Bash(run_in_background:true)", "ask → deny: Bash rm x, run_in_background: true — added deny Bash(run_in_background:true)"}},
		{"an ask rule that only bypassPermissions meets", "{}", lists("ask:", "Bash(terraform *)"),
			[]string{"allow → ask: Bash terraform x (in mode bypassPermissions) — added ask Bash(terraform *)"}},
		{"the mode", "{}", `{"permissions":{"defaultMode":"acceptEdits"}}`, []string{
			"ask → allow: Bash rm x — defaultMode: default → acceptEdits",
			"ask → allow: Write /p/x — defaultMode: default → acceptEdits",
			"ask → allow: PowerShell Remove-Item x — defaultMode: default → acceptEdits",
		}},
		{"a switch", "{}", `{"permissions":{"disableBypassPermissionsMode":"disable"}}`, []string{
			"allow → ask: Workflow (in mode bypassPermissions) — disableBypassPermissionsMode: off → on",
			"allow → ask: Bash rm x (in mode bypassPermissions) — disableBypassPermissionsMode: off → on",
			"allow → ask: Write /p/x (in mode bypassPermissions) — disableBypassPermissionsMode: off → on",
			"allow → ask: PowerShell Get-ChildItem (in mode bypassPermissions) — disableBypassPermissionsMode: off → on",
			"allow → ask: Read /etc/x (in mode bypassPermissions) — disableBypassPermissionsMode: off → on",
			"allow → ask: WebFetch https://example.com/ (in mode bypassPermissions) — disableBypassPermissionsMode: off → on",
			`allow → ask: WebSearch {"query":"x"} (in mode bypassPermissions) — disableBypassPermissionsMode: off → on`,
			"allow → ask: mcp__server__tool (in mode bypassPermissions) — disableBypassPermissionsMode: off → on",
		}},
		{"a directory", "{}", `{"permissions":{"additionalDirectories":["/tmp"]}}`, []string{
			"ask → allow: Bash cat /tmp/x — working directory added: /tmp",
			"ask → allow: Read /tmp/x — working directory added: /tmp",
		}},
		{"the order around a negation", lists("deny:", "Read(*.key)", "Read(!pub.key)"), lists("deny:", "Read(!pub.key)", "Read(*.key)"), []string{
			"allow → deny: Read /p/pub.key — the order of the rules around deny Read(!pub.key)",
			"ask → deny: Bash cp pub.key x — the order of the rules around deny Read(!pub.key)",
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, c := range permission.Diff(project(t, tt.before), project(t, tt.after)) {
				got = append(got, withoutPlaces(c.String()))
			}
			require.Equal(t, tt.want, got)
		})
	}
}

var places = regexp.MustCompile(` \(project settings, [^)]*\)`)

func withoutPlaces(s string) string { return places.ReplaceAllString(s, "") }

// requireSoundDiff checks what every list of changes must be: confirmed by Check,
// without doubles, and the same in the other direction.
func requireSoundDiff(t *testing.T, a, b *permission.Policy) permission.Changes {
	t.Helper()
	changes := permission.Diff(a, b)
	loose, mirror := true, map[string]bool{}
	for _, c := range permission.Diff(b, a) {
		mirror[fmt.Sprint(c.Request, c.After.Decision, c.Before.Decision)] = true
	}
	require.Len(t, mirror, len(changes))
	for _, c := range changes {
		require.NotEqual(t, c.Before.Decision, c.After.Decision)
		require.Equal(t, c.Before.Decision, a.Check(c.Request).Decision, "%s", c)
		require.Equal(t, c.After.Decision, b.Check(c.Request).Decision, "%s", c)
		require.True(t, json.Valid(c.Request.Input), "%s", c)
		require.NotZero(t, len(c.Removed)+len(c.Added)+len(c.Settings), "%s", c)
		require.True(t, mirror[fmt.Sprint(c.Request, c.Before.Decision, c.After.Decision)], "%s", c)
		require.True(t, loose || !c.Loosens(), "what is looser comes first: %s", c)
		loose = c.Loosens()
	}
	return changes
}

// Between any two sets of measured settings, changes are sound.
func TestDiffIsSound(t *testing.T) {
	fx := fixtureOf(t)
	sessions, _ := measuredSessions(t, "testdata/conformance/permission.jsonl")
	rnd := rand.New(rand.NewPCG(7, 7))
	for range 150 {
		a, err := fx.Policy(sessions[rnd.IntN(len(sessions))].Case)
		require.NoError(t, err)
		b, err := fx.Policy(sessions[rnd.IntN(len(sessions))].Case)
		require.NoError(t, err)
		requireSoundDiff(t, a, b)
	}
}

// Settings that say the same in another order change nothing.
func TestDiffOfReorderedSettings(t *testing.T) {
	fx := fixtureOf(t)
	sessions, _ := measuredSessions(t, "testdata/conformance/permission.jsonl", fieldCases)
	rnd := rand.New(rand.NewPCG(3, 3))
	tried := 0
	for _, s := range sessions {
		negated := false
		other, ok := s.edit(func(all map[string]map[string][]string) {
			for _, lists := range all {
				for _, list := range lists {
					for _, r := range list {
						negated = negated || strings.Contains(r, "(!")
					}
					rnd.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
				}
			}
		})
		if !ok || negated {
			continue
		}
		a, err := fx.Policy(s.Case)
		require.NoError(t, err)
		again, err := fx.Policy(s.Case)
		require.NoError(t, err)
		b, err := fx.Policy(other.Case)
		require.NoError(t, err)
		require.Empty(t, permission.Diff(a, again))
		require.Empty(t, permission.Diff(a, b))
		tried++
	}
	require.Greater(t, tried, 300)
}

func TestDiffExplain(t *testing.T) {
	before := config(
		parse(t, permission.User, `{
  "permissions": {
    "allow": ["Bash(git *)", "Bash(docker *)"],
    "ask": ["Bash(npm publish*)"]
  }
}`), parse(t, permission.Project, `{
  "permissions": {
    "allow": ["Edit(src/**)", "WebFetch(domain:*.example.com)"],
    "deny": ["Read(./.env)", "Bash(git push *)"]
  }
}`))
	after := config(
		parse(t, permission.User, `{
  "permissions": {
    "allow": ["Bash(docker ps *)", "Bash(git *)"],
    "ask": ["Bash(npm publish*)"]
  }
}`), parse(t, permission.Project, `{
  "permissions": {
    "allow": ["WebFetch(domain:*.example.com)", "Edit(src/**)", "Bash(npm *)", "mcp__db__read_*"],
    "deny": ["Bash(git push --force*)", "Edit(**/*.lock)"],
    "additionalDirectories": ["/tmp"],
    "defaultMode": "acceptEdits"
  }
}`))
	for _, c := range []*permission.Config{&before, &after} {
		c.IsDir = func(string) bool { return true }
	}
	a, b := compile(t, before), compile(t, after)
	requireGolden(t, "diff/review.golden", permission.Diff(a, b).Explain())
	requireGolden(t, "diff/none.golden", permission.Diff(a, a).Explain())
	requireGolden(t, "diff/undo.golden", permission.Diff(b, a).Explain())
}

// Text from outside is shown on one line, and what steers a terminal not at all.
func TestDiffShowsHostileText(t *testing.T) {
	a := project(t, "{}")
	b := project(t, lists("deny:", "Bash(x \x1b[31m\n* y)", "Read(a\nb)", "WebFetch(domain:\x1b.com)", "mcp__x\x1b"))
	text := permission.Diff(a, b).Explain()
	require.NotContains(t, text, "\x1b")
	for _, c := range permission.Diff(a, b) {
		require.NotContains(t, c.String(), "\n")
	}
}

// No rule text makes Diff fail, and what it reports is always so.
func FuzzDiff(f *testing.F) {
	for _, row := range []string{"Bash(git *)", "Read(a/**/[b-c]?.x)", "Edit(!x)", "WebFetch(domain:*.a.*)", "mcp__*", "Agent(a:*)", "Bash(a * b:*)", "Read(//**)", "Skill(/x *)", "Bash(x\\*y *)", "PowerShell(a*)"} {
		f.Add(row, "Bash(* x)", uint8(0))
		f.Add("Read(**/x)", row, uint8(5))
	}
	f.Fuzz(func(t *testing.T, one, other string, where uint8) {
		if len(one)+len(other) > 400 {
			return
		}
		names := [...]string{"deny:", "ask:", "allow:"}
		a := project(t, lists(names[where%3], one, "allow:", "Bash(git *)", "Edit(src/**)"))
		b := project(t, lists(names[where/3%3], other, "allow:", "Bash(git *)", "Edit(src/**)"))
		requireSoundDiff(t, a, b)
	})
}

// Each switch shows by itself, in some mode.
func TestDiffOfSwitches(t *testing.T) {
	for name, text := range map[string]string{
		"defaultMode":                          `{"permissions":{"defaultMode":"plan"}}`,
		"disableBypassPermissionsMode":         `{"permissions":{"disableBypassPermissionsMode":"disable"}}`,
		"disableAutoMode":                      `{"permissions":{"disableAutoMode":"disable"}}`,
		"denyInsteadOfPrompting":               `{"permissions":{"denyInsteadOfPrompting":true}}`,
		"blockReadsOutsideWorkingDirectories":  `{"permissions":{"blockReadsOutsideWorkingDirectories":true}}`,
		"blockWritesOutsideWorkingDirectories": `{"permissions":{"blockWritesOutsideWorkingDirectories":true}}`,
		"working directory added":              `{"permissions":{"additionalDirectories":["/tmp"]}}`,
	} {
		t.Run(name, func(t *testing.T) {
			changes := requireSoundDiff(t, compile(t, config()), compile(t, config(parse(t, permission.Managed, text))))
			require.NotEmpty(t, changes)
			for _, c := range changes {
				require.Contains(t, strings.Join(c.Settings, "; "), name)
			}
		})
	}
	tools := config()
	tools.Tools = []string{"Read", "Bash"}
	changes := requireSoundDiff(t, compile(t, config()), compile(t, tools))
	require.Contains(t, changes.Explain(), "tools: all → Read, Bash")

	readOnly := config()
	readOnly.ReadOnlyTools = []string{"mcp__srv__get"}
	bare, marked := config(parse(t, permission.User, lists("allow:", "mcp__srv"))), readOnly
	marked.Settings = bare.Settings
	require.Contains(t, requireSoundDiff(t, compile(t, bare), compile(t, marked)).Explain(), "mcp__srv__get (in mode plan)")

	managed := parse(t, permission.Managed, `{"allowManagedPermissionRulesOnly":true}`)
	user := parse(t, permission.User, lists("allow:", "Bash(make *)"))
	changes = requireSoundDiff(t, compile(t, config(user)), compile(t, config(user, managed)))
	require.Len(t, changes, 1)
	require.Equal(t, "Bash(make *)", changes[0].Removed[0].String())
}

package permission_test

import (
	"encoding/json"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/permission"
)

func psPolicy(t testing.TB, settings string) *permission.Policy {
	t.Helper()
	s, err := permission.ParseSettings(permission.User, "/home/u/.claude/settings.json", []byte(settings))
	require.NoError(t, err)
	policy, err := permission.New(permission.Config{
		Project: "/home/u/proj", Home: "/home/u", Settings: []*permission.Settings{s},
		EvalSymlinks: func(name string) (string, error) { return name, nil },
	})
	require.NoError(t, err)
	return policy
}

func psCheck(t testing.TB, p *permission.Policy, command string, mode permission.Mode) permission.Result {
	t.Helper()
	input, err := json.Marshal(map[string]string{"command": command})
	require.NoError(t, err)
	return p.Check(permission.Request{Tool: "PowerShell", Input: input, Mode: mode, CWD: "/home/u/proj"})
}

// TestPowerShellMeasured holds the answers against those of a client without
// pwsh, which cannot parse PowerShell. They may be stricter. Looser they are only
// where the documentation says that rules and mode acceptEdits allow.
func TestPowerShellMeasured(t *testing.T) {
	columns := map[string]struct {
		policy     *permission.Policy
		mode       permission.Mode
		documented bool
	}{
		"none":     {policy: psPolicy(t, `{}`)},
		"bypass":   {policy: psPolicy(t, `{}`), mode: permission.BypassPermissions},
		"edits":    {policy: psPolicy(t, `{}`), mode: permission.AcceptEdits, documented: true},
		"commands": {policy: psPolicy(t, `{"permissions":{"allow":["PowerShell(npm test*)","PowerShell(Get-ChildItem *)"]}}`), documented: true},
		"denied":   {policy: psPolicy(t, `{"permissions":{"allow":["PowerShell"],"deny":["PowerShell(Remove-Item *)","PowerShell(npm test*)"]}}`)},
		"asked":    {policy: psPolicy(t, `{"permissions":{"allow":["PowerShell"],"ask":["PowerShell(rm *)"]}}`)},
	}
	data, err := os.ReadFile("testdata/powershell.jsonl")
	require.NoError(t, err)
	stricter := 0
	for line := range strings.Lines(string(data)) {
		var row map[string]string
		require.NoError(t, json.Unmarshal([]byte(line), &row))
		for _, name := range slices.Sorted(maps.Keys(columns)) {
			want, measured := row[name]
			if !measured {
				continue
			}
			col := columns[name]
			got := psCheck(t, col.policy, row["command"], col.mode)
			switch {
			case got.Decision.String() == want:
			case want == "ask" && got.Decision == permission.Allow:
				assert.True(t, col.documented, "%s: %q: the client asks, we say %s", name, row["command"], got)
			case want == "deny":
				assert.Fail(t, "looser", "%s: %q: the client denies, we say %s", name, row["command"], got)
			default:
				stricter++
				t.Logf("stricter: %s: %q: the client says %s, we say %s", name, row["command"], want, got)
			}
		}
	}
	assert.Equal(t, 2, stricter, "stricter answers")
}

func TestPowerShellRules(t *testing.T) {
	policy := psPolicy(t, `{"permissions":{
		"allow": ["PowerShell(Get-ChildItem *)", "PowerShell(npm test*)", "PowerShell(select *)", "PowerShell(git status)", "PowerShell(powershell *)", "PowerShell(iex *)"],
		"ask": ["PowerShell(git push*)"],
		"deny": ["PowerShell(rm *)", "PowerShell(git push --force*)", "PowerShell(npm publish*)"]}}`)
	const allow, ask, deny = permission.Allow, permission.Ask, permission.Deny
	tests := []struct {
		command string
		want    permission.Decision
	}{
		{"", allow},
		{"Get-ChildItem", allow},
		{"gci -Recurse", allow},
		{"DIR src", allow},
		{"ls | Select-Object Name", allow},
		{"ls; npm test\nnpm test --watch", allow},
		{"ls && npm test || git status", allow},
		{"ls 'a b' # a note", allow},
		{"ls <# a\nnote #> src", allow},
		{"ls `\n  src", allow},
		{"& npm test", allow},
		{"& 'npm' test", allow},
		{`& "npm" "test"`, ask}, // rules see the words as written
		{"npm test 2>&1", allow},
		{"npm.cmd test", allow},

		{"ls | Where-Object Name", ask}, // no rule
		{"ls src; Get-Date", ask},
		{"npm test $x", ask},
		{`npm test "$x"`, ask},
		{"npm test $(1)", ask},
		{"npm test (1)", ask},
		{"npm test @x", ask},
		{"npm test > out.txt", ask},
		{"npm test >out.txt", ask},
		{"npm test 2>err.txt", ask},
		{"npm test 2>&1 > out.txt", ask},
		{"npm test 2>&1x", ask},
		{"n`pm test", ask},
		{"npm test &", ask},
		{"npm test --% x", ask},
		{"npm test 'x", ask},
		{`npm test "x`, ask},
		{"npm test \u2018x\u2019; ls", ask}, // quotes to PowerShell
		{"ls \u2013Recurse", ask},           // a dash to PowerShell
		{"ls\u00a0src", ask},
		{"ls <# x", ask},
		{"ls \x01", ask},
		{". ls", ask},
		{"&", ask},
		{"& $x", ask},
		{"ls | ForEach-Object Name", ask},
		{"ls | % Delete", ask},
		{"iex ls", ask},
		{"powershell -Command ls", ask},
		{"powershell -EncodedCommand bABzAA==", ask},
		{"if (1) { ls }", ask},
		{"function ls { 1 }", ask},
		{"'ls'", ask},
		{"[int]1", ask},
		{"1+1", ask},
		{"@'\nls\n'@", ask},
		{"x=1", ask},

		{"remove-item x", deny},
		{"Remove-Item", deny},
		{"DEL x", deny},
		{"ls | ri -Recurse", deny},
		{"Microsoft.PowerShell.Management\\Remove-Item x", deny},
		{"& 'Remove-Item' x", deny},
		{"r`m x", deny},
		{"if (1) { rm x }", deny},
		{"ls | % { erase $_ }", deny},
		{"npm test (rd x)", deny},
		{"powershell -Command 'rm x'", deny},
		{`pwsh -c "ls; rmdir x"`, deny},
		{`iex "del x"`, deny},
		{"$y = rm x", deny},
		{"cd x; git push --force", deny},
		{"npm.exe publish", deny},
		{`npm "publish"`, deny},
		{"git push", ask},
	}
	for _, tt := range tests {
		got := psCheck(t, policy, tt.command, permission.Default)
		assert.Equal(t, tt.want, got.Decision, "%q: %s", tt.command, got)
	}
	assert.Equal(t, deny, psCheck(t, policy, "Get-Date", permission.DontAsk).Decision)
	assert.Equal(t, deny, policy.Check(permission.Request{Tool: "PowerShell", Input: []byte(`{}`)}).Decision)
}

// What removes everything is refused in every mode and whatever is allowed.
func TestPowerShellCriticalRemoval(t *testing.T) {
	policy := psPolicy(t, `{"permissions":{"allow":["PowerShell"]}}`)
	for _, command := range []string{
		"Remove-Item *", "rm ./*", `del C:\x\*`, "ri /", `rd C:\`, "rd c:", `erase c:\windows\x`, `rm "C:\Program Files"`, `rm C:\Users\x`,
		"rm ~", "rm /etc", "rm /home/u", "rm x,*", "rm -Path:*", "rm -Recurse -Force /usr", "ls; rm *", "if (1) { rm * }", "powershell -c 'rm *'",
	} {
		for _, mode := range []permission.Mode{permission.Default, permission.AcceptEdits, permission.BypassPermissions} {
			assert.Equal(t, permission.Deny, psCheck(t, policy, command, mode).Decision, command)
		}
	}
	for _, command := range []string{"rm x", "rm . -Recurse", `rm C:\Users\x\y`, "rm a*"} {
		assert.Equal(t, permission.Allow, psCheck(t, policy, command, permission.Default).Decision, command)
	}
}

func TestPowerShellEdits(t *testing.T) {
	policy := psPolicy(t, `{"permissions":{"deny":["Edit(secrets/**)"]}}`)
	for command, want := range map[string]permission.Decision{
		"Set-Content a.txt x":                    permission.Allow,
		"sc -Path src/a.txt -Value x -NoNewline": permission.Allow,
		"Add-Content a.txt 'x y'":                permission.Allow,
		"clc a.txt":                              permission.Allow,
		"rm src/a.txt -Recurse -Force":           permission.Allow,
		"Set-Content a.txt x; rm b.txt":          permission.Allow,
		"Set-Content ../a.txt x":                 permission.Ask,
		"Set-Content /tmp/a.txt x":               permission.Ask,
		"Set-Content .git/config x":              permission.Ask,
		"Set-Content secrets/a x":                permission.Ask,
		`Set-Content C:\a.txt x`:                 permission.Ask,
		"Set-Content a.txt $x":                   permission.Ask,
		"Set-Content a.txt x -Stream y":          permission.Ask,
		"Set-Content -Path":                      permission.Ask,
		"Set-Content":                            permission.Ask,
		"rm .":                                   permission.Ask,
		"rm a,../b":                              permission.Ask,
		"rm a*":                                  permission.Ask,
		"Set-Content a.txt x; Get-Date":          permission.Ask,
		"Out-File a.txt":                         permission.Ask,
		"rm ~/x":                                 permission.Ask,
	} {
		got := psCheck(t, policy, command, permission.AcceptEdits)
		assert.Equal(t, want, got.Decision, "%q: %s", command, got)
		assert.NotEqual(t, permission.Allow, psCheck(t, policy, command, permission.Default).Decision, command)
	}
}

// Whatever a command holds, a deny rule added never loosens the answer, and a
// command that is allowed is still allowed or denied, never asked about for
// other reasons, in mode bypassPermissions.
func FuzzPowerShell(f *testing.F) {
	for _, seed := range []string{"ls; rm x", "& 'a' \"b\" `c", "npm test 2>&1 | % { $_ }", "<# #> @'\n'@", "\u2018x\u2019 --% y", "a > b &"} {
		f.Add(seed)
	}
	lax := psPolicy(f, `{"permissions":{"allow":["PowerShell(ls *)","PowerShell(npm *)"]}}`)
	strict := psPolicy(f, `{"permissions":{"allow":["PowerShell(ls *)","PowerShell(npm *)"],"deny":["PowerShell(npm *)"]}}`)
	f.Fuzz(func(t *testing.T, command string) {
		if len(command) > 4096 {
			return
		}
		a := psCheck(t, lax, command, permission.Default)
		b := psCheck(t, strict, command, permission.Default)
		require.NotContains(t, a.Reason, "internal error")
		require.LessOrEqual(t, b.Decision, a.Decision)
		if a.Decision == permission.Allow && strings.TrimSpace(command) != "" {
			require.NotContains(t, strings.ReplaceAll(command, "2>&1", ""), "$(")
			require.Equal(t, permission.Allow, psCheck(t, lax, command, permission.BypassPermissions).Decision)
		}
	})
}

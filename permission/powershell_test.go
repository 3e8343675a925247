package permission_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/permission"
)

// What is not parsed is never allowed, and a deny rule holds for each part.
func TestPowerShell(t *testing.T) {
	settings, err := permission.ParseSettings(permission.User, "/home/u/.claude/settings.json", []byte(`{"permissions":{
		"allow": ["PowerShell(Get-ChildItem *)", "PowerShell"],
		"ask": ["PowerShell(git push*)"],
		"deny": ["PowerShell(Remove-Item *)", "PowerShell(git push --force*)"]}}`))
	require.NoError(t, err)
	tests := []struct {
		command string
		mode    permission.Mode
		want    permission.Decision
	}{
		{"Get-ChildItem .", "", permission.Ask},
		{"Get-ChildItem .", permission.BypassPermissions, permission.Ask},
		{"Get-ChildItem .", permission.DontAsk, permission.Deny},
		{"remove-item x", "", permission.Deny},
		{"Remove-Item", "", permission.Deny},
		{"Get-ChildItem | Remove-Item -Recurse", permission.BypassPermissions, permission.Deny},
		{"if (1) { Remove-Item x }", "", permission.Deny},
		{"cd x; git push --force", "", permission.Deny},
		{"git push", permission.BypassPermissions, permission.Ask},
		{"", "", permission.Ask},
	}
	policy, err := permission.New(permission.Config{Project: "/p", Settings: []*permission.Settings{settings}})
	require.NoError(t, err)
	for _, tt := range tests {
		input, err := json.Marshal(map[string]string{"command": tt.command})
		require.NoError(t, err)
		result := policy.Check(permission.Request{Tool: "PowerShell", Input: input, Mode: tt.mode})
		require.Equal(t, tt.want, result.Decision, "%q in mode %q: %s", tt.command, tt.mode, result)
	}
	require.Equal(t, permission.Deny, policy.Check(permission.Request{Tool: "PowerShell", Input: []byte(`{}`)}).Decision)
}

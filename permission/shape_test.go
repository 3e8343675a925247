package permission_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/permission"
)

// voids are members that make the client ignore the file they stand in. Where
// the client was seen to do so: testdata/conformance/void-files.jsonl.
var voids = []struct{ member, message string }{
	{`"permissions": "x"`, "permissions must be an object, not a string"},
	{`"permissions": null`, "permissions must be an object, not null"},
	{`"permissions": {"allow": "Bash"}`, "permissions.allow must be an array, not a string"},
	{`"permissions": {"ask": {}}`, "permissions.ask must be an array, not an object"},
	{`"permissions": {"deny": null}`, "permissions.deny must be an array, not null"},
	{`"permissions": {"additionalDirectories": "x"}`, "permissions.additionalDirectories must be an array, not a string"},
	{`"permissions": {"additionalDirectories": [1]}`, "an entry of permissions.additionalDirectories must be a string, not a number"},
	{`"permissions": {"defaultMode": "nope"}`, "defaultMode must be one of default"},
	{`"permissions": {"defaultMode": "delegate"}`, "defaultMode must be one of default"},
	{`"permissions": {"defaultMode": "Default"}`, "defaultMode must be one of default"},
	{`"permissions": {"defaultMode": 1}`, "defaultMode must be one of default"},
	{`"permissions": {"disableBypassPermissionsMode": true}`, `disableBypassPermissionsMode takes only the value "disable"`},
	{`"permissions": {"disableAutoMode": true}`, `disableAutoMode takes only the value "disable"`},
	{`"permissions": {"denyInsteadOfPrompting": "x"}`, "permissions.denyInsteadOfPrompting must be a boolean, not a string"},
	{`"permissions": {"blockReadsOutsideWorkingDirectories": "x"}`, "must be a boolean"},
	{`"permissions": {"blockWritesOutsideWorkingDirectories": 1}`, "must be a boolean"},
	{`"disableAutoMode": true`, `disableAutoMode takes only the value "disable"`},
	{`"allowManagedPermissionRulesOnly": "yes"`, "must be a boolean"},
	{`"env": []`, "env must be an object, not an array"},
	{`"env": null`, "env must be an object, not null"},
	{`"sandbox": "x"`, "sandbox must be an object"},
	{`"sandbox": {"enabled": "yes"}`, "sandbox.enabled must be a boolean, not a string"},
	{`"sandbox": {"filesystem": {"denyRead": "x"}}`, "sandbox.filesystem.denyRead must be an array"},
	{`"model": 1`, "model must be a string, not a number"},
	{`"cleanupPeriodDays": -1`, "cleanupPeriodDays must be a whole number above 0"},
	{`"cleanupPeriodDays": 1.5`, "cleanupPeriodDays must be a whole number above 0"},
	{`"autoMode": {"allow": [1]}`, "an entry of autoMode.allow must be a string, not a number"},
	{`"enabledPlugins": {"a@b": 1}`, "an entry of enabledPlugins must be true or false"},
	{`"forceLoginOrgUUID": 1`, "forceLoginOrgUUID must be a string, not a number"},
	{`"sandbox": {"network": {"allowedDomains": [1]}}`, "an entry of sandbox.network.allowedDomains must be a string"},
	{`"statusLine": {"command": "x"}`, `statusLine.type must be one of ["command"]`},
	{`"hooks": {"PermissionRequest": "x"}`, "hooks.PermissionRequest must be an array, not a string"},
	{`"hooks": {"PreToolUse": {}}`, "hooks.PreToolUse must be an array, not an object"},
	{`"hooks": {"PreToolUse": ["x"]}`, "hooks.PreToolUse must hold objects"},
	{`"hooks": {"PreToolUse": [{"matcher": "x"}]}`, "hooks.PreToolUse needs a list of hooks"},
	{`"hooks": {"PreToolUse": [{"matcher": ["x"], "hooks": []}]}`, "hooks.PreToolUse.matcher must be a string, not an array"},
	{`"hooks": {"PreToolUse": [{"hooks": ["x"]}]}`, "hooks.PreToolUse.hooks needs a type"},
	{`"hooks": {"PreToolUse": [{"hooks": [{"type": "Command", "command": "x"}]}]}`, "hooks.PreToolUse.hooks needs a type"},
	{`"hooks": {"PreToolUse": [{"hooks": [{"type": "command"}]}]}`, "hooks.PreToolUse.hooks of type command needs a string command"},
	{`"hooks": {"PreToolUse": [{"hooks": [{"type": "mcp_tool", "server": "x"}]}]}`, "needs a string tool"},
	{`"hooks": {"PreToolUse": [{"hooks": [{"type": "http", "url": "nope"}]}]}`, "hooks.PreToolUse.hooks.url must be a URL"},
	{`"hooks": {"PreToolUse": [{"hooks": [{"type": "http", "url": "http://h/", "allowedEnvVars": [1]}]}]}`, "an entry of hooks.PreToolUse.hooks.allowedEnvVars must be a string"},
	{handler(`"timeout": 0`), "timeout is a number of seconds above 0"},
	{handler(`"timeout": "5"`), "timeout is a number of seconds above 0"},
	{handler(`"shell": "fish"`), `hooks.PreToolUse.hooks.shell must be one of ["bash" "powershell"]`},
	{handler(`"onFailure": null`), `hooks.PreToolUse.hooks.onFailure must be one of ["continue" "block"]`},
	{handler(`"args": [1]`), "an entry of hooks.PreToolUse.hooks.args must be a string, not a number"},
	{handler(`"if": 1`), "hooks.PreToolUse.hooks.if must be a string"},
}

func handler(field string) string {
	return `"hooks": {"PreToolUse": [{"hooks": [{"type": "command", "command": "x", ` + field + `}]}]}`
}

// kept are members that are odd, and yet the rest of the file counts.
var kept = []string{
	`"unknown": 1`, `"permissions": {"unknown": 1}`, `"env": {"A": 1, "B": null}`, `"disableAutoMode": null`,
	`"hooks": []`, `"hooks": "x"`, `"hooks": null`, `"hooks": {"PreToolUse": null}`,
	`"hooks": {"Nope": "x"}`, `"hooks": {"Stop": "x"}`, `"hooks": {"PostToolUse": [{"hooks": [{"type": "command", "timeout": 0}]}]}`, `"hooks": {"Nope": [{"hooks": [{"type": "x"}]}]}`,
	`"hooks": {"PreToolUse": [{"hooks": [], "x": 1}]}`, `"forceLoginMethod": "x"`,
	handler(`"timeout": 0.5`), handler(`"x": 1`), handler(`"if": "Bash("`),
	`"permissions": {"defaultMode": "manual"}`, `"permissions": {"allow": [1, null, "Bash("]}`,
}

// withRule puts a deny rule and a member into one file. If the member is
// "permissions" too, the rule stands in it.
func withRule(member string) string {
	if rest, ok := strings.CutPrefix(member, `"permissions": {`); ok && !strings.Contains(member, `"deny"`) {
		return `{"permissions": {"deny": ["Bash(npm d)"], ` + rest + "}"
	}
	if strings.HasPrefix(member, `"permissions"`) {
		return "{" + member + "}"
	}
	return `{"permissions": {"deny": ["Bash(npm d)"]}, ` + member + "}"
}

func TestVoidFiles(t *testing.T) {
	for _, test := range voids {
		text := withRule(test.member)
		s := parse(t, permission.Project, text)
		require.True(t, s.Void, text)
		require.Len(t, s.Diagnostics, 1, text)
		d := s.Diagnostics[0]
		require.Equal(t, permission.CodeVoidFile, d.Code)
		require.Contains(t, d.Message, test.message)
		require.Equal(t, fmt.Sprintf("%s:1:%d: %s; correct it, or none of the file's rules count", fileOf[permission.Project], d.Pos.Column, d.Message), d.String())
		require.Equal(t, permission.Ask, compile(t, config(s)).Check(bash("npm d")).Decision, text)
	}
}

func TestKeptFiles(t *testing.T) {
	for _, member := range kept {
		s := parse(t, permission.Project, withRule(member))
		require.False(t, s.Void, member)
		require.Equal(t, permission.Deny, compile(t, config(s)).Check(bash("npm d")).Decision, member)
	}
}

// Of managed settings only the wrong entry is dropped.
func TestManagedSettingsAreReadTolerantly(t *testing.T) {
	for _, test := range voids {
		s := parse(t, permission.Managed, withRule(test.member))
		require.False(t, s.Void, test.member)
		require.Contains(t, s.Diagnostics[0].String(), "this entry is dropped")
		if strings.Contains(withRule(test.member), "npm d") {
			require.Equal(t, permission.Deny, compile(t, config(s)).Check(bash("npm d")).Decision, test.member)
		}
	}

	// A lock that is spelt wrongly stays locked.
	for value, locked := range map[string]bool{`"disable"`: true, "true": true, `"x"`: true, "null": false} {
		cfg := config(parse(t, permission.Managed, `{"permissions": {"disableBypassPermissionsMode": `+value+`}}`))
		cfg.Mode = permission.BypassPermissions
		require.Equal(t, locked, compile(t, cfg).Mode() != permission.BypassPermissions, value)
	}
}

// Where a value stands is where it is shown.
func TestVoidFilePositions(t *testing.T) {
	s := parse(t, permission.User, "{\"hooks\": {\"PreToolUse\": [\n  {\"hooks\": [\n    {\"type\": \"command\", \"command\": \"x\",\n     \"timeout\": 0}]}]},\n \"env\": []}")
	require.Len(t, s.Diagnostics, 2)
	require.Equal(t, [2]int{4, 17}, [2]int{s.Diagnostics[0].Pos.Line, s.Diagnostics[0].Pos.Column})
	require.Equal(t, [2]int{5, 9}, [2]int{s.Diagnostics[1].Pos.Line, s.Diagnostics[1].Pos.Column})
}

func TestSettingsThatAreNoObject(t *testing.T) {
	for _, text := range []string{"null", "true", "1", `"x"`, "[]"} {
		s := parse(t, permission.User, text)
		require.True(t, s.Void)
		require.Contains(t, s.Diagnostics[0].Message, "settings must be a JSON object")
	}
}

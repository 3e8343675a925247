package permission_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/internal/jsonschema"
	"github.com/gatehouse-go/gatehouse/permission"
)

func checkSettings(t *testing.T, data []byte) []string {
	t.Helper()
	schema, err := jsonschema.ClaudeCodeSettings()
	require.NoError(t, err)
	wrong, err := schema.Check(data)
	require.NoError(t, err)
	return wrong
}

// What AddRule writes, SchemaStore's schema takes for valid settings.
func TestAddRuleBySchema(t *testing.T) {
	rules := []string{
		"Bash", "Bash(git push *)", "Bash(npm run test:*)", `Bash(echo "a" 'b' \ c)`, "Read(~/.ssh/**)", "Edit(/src/**/*.ts)", "Write(.env)",
		"WebFetch(domain:example.com)", "WebSearch", "Agent(Explore)", "Skill(deploy *)", "mcp__github", "mcp__github__create_issue", "mcp__github__*",
		"NotebookEdit", "PowerShell(Get-ChildItem *)", "Glob", "Grep", "Monitor", "TaskStop", "ExitPlanMode", "Cd(/tmp)",
	}
	for _, before := range []string{"", "{}", "{\n\t\"model\": \"opus\"\n}\n", `{"permissions":{"defaultMode":"plan","allow":["Read"],"additionalDirectories":["../docs"]}}`} {
		data := []byte(before)
		for _, d := range []permission.Decision{permission.Allow, permission.Ask, permission.Deny} {
			for _, r := range rules {
				var err error
				data, err = permission.AddRule(data, d, r)
				require.NoError(t, err, r)
			}
		}
		require.Empty(t, checkSettings(t, data), "%s", data)
	}
}

// The schema and ParseSettings agree about what is wrong, but where the client was
// measured to see it otherwise.
func TestReaderBySchema(t *testing.T) {
	form := []string{permission.CodeVoidFile, permission.CodeInvalidRule, permission.CodeNotAString, permission.CodeUnknownKey}
	for _, tt := range []struct {
		file  string
		wrong bool   // to the schema
		ours  bool   // to us
		why   string // they differ
	}{
		{`{}`, false, false, ""},
		{`{"permissions":{}}`, false, false, ""},
		{`{"permissions":{"allow":["Bash(ls)"],"defaultMode":"acceptEdits"}}`, false, false, ""},
		{`{"permissions":{"disableBypassPermissionsMode":"disable"}}`, false, false, ""},
		{`{"permissions":[]}`, true, true, ""},
		{`{"permissions":{"allow":"Bash"}}`, true, true, ""},
		{`{"permissions":{"allow":[1]}}`, true, true, ""},
		{`{"permissions":{"defaultMode":"nothing"}}`, true, true, ""},
		{`{"permissions":{"additionalDirectories":"x"}}`, true, true, ""},
		{`{"permissions":{"disableBypassPermissionsMode":true}}`, true, true, ""},
		{`{"permissions":{"allow":["Bash()"]}}`, true, true, ""},
		{`{"permissions":{"allow":["Bash(ls"]}}`, true, true, ""},
		{`{"permissions":{"allow":["bash(ls)"]}}`, true, true, ""},
		{`{"permissions":{"allow":[""]}}`, true, true, ""},
		{`{"permissions":{"alow":["Bash"]}}`, true, true, ""},
		{`{"permissions":{"allow":["Nothing"]}}`, true, false, "the client keeps a rule for a tool that it does not know: Lint says that it does nothing"},
		{`{"permissions":{"allow":["Bash[ls]"]}}`, true, false, "the client keeps it"},
		{`{"permissions":{"allow":["Bash(a)(b)"]}}`, true, false, "the client keeps it"},
		{`{"permissions":{"allow":["Bash","Bash"]}}`, true, false, "the client takes what is there twice: Lint calls it redundant"},
	} {
		s, err := permission.ParseSettings(permission.Project, "settings.json", []byte(tt.file))
		require.NoError(t, err, tt.file)
		ours := s.Void || slices.ContainsFunc(s.Diagnostics, func(d permission.Diagnostic) bool { return slices.Contains(form, d.Code) })
		assert.Equal(t, tt.ours, ours, "%s: %v", tt.file, s.Diagnostics)
		assert.Equal(t, tt.wrong, len(checkSettings(t, []byte(tt.file))) > 0, tt.file)
		assert.Equal(t, tt.why != "", tt.wrong != tt.ours, "%s: %s", tt.file, tt.why)
	}
}

// No key of the schema is called unknown, which is for keys that are misspelt.
func TestKeysBySchema(t *testing.T) {
	schema, err := jsonschema.ClaudeCodeSettings()
	require.NoError(t, err)
	keys := schema.Properties()
	require.Greater(t, len(keys), 100)
	for _, key := range keys {
		s, err := permission.ParseSettings(permission.Managed, "managed-settings.json", []byte(`{"`+key+`":null}`))
		require.NoError(t, err)
		for _, d := range s.Diagnostics {
			assert.NotEqual(t, permission.CodeUnknownKey, d.Code, d.String())
		}
	}
}

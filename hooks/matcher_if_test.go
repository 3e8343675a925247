package hooks_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/hooks"
)

// TestConditionsAsMeasured has what does not depend on the meaning of a rule's
// content.
func TestConditionsAsMeasured(t *testing.T) {
	for _, tt := range []struct {
		condition string
		holds     []string // of Bash, Agent, Write, Skill and an MCP tool
	}{
		{"", []string{"Bash", "Agent", "Write", "Skill", "mcp__srv__read_x"}},
		{"Bash", []string{"Bash"}},
		{"Bash(*)", []string{"Bash"}},
		{"Bash()", []string{"Bash"}},
		{"Bash(yes)", []string{"Bash"}},
		{"Bash(no)", nil},
		{"Bash(yes)|Bash(yes)", nil}, // the content is "yes)|Bash(yes"
		{"Task", []string{"Agent"}},
		{"Agent", []string{"Agent"}},
		{"Agent(*)", []string{"Agent"}},
		{"Agent(yes)", nil},
		{"Task(yes)", nil},
		{"Skill", []string{"Skill"}},
		{"Skill(*)", []string{"Skill"}},
		{"Skill(yes)", nil},
		{"Write(yes)", []string{"Write"}},
		{"Edit(yes)", nil},
		{"mcp__srv", nil},
		{"mcp__srv__*", nil},
		{"*", nil},
		{"B*", nil},
		{"bash", nil},
		{" Bash", nil},
		{"Bash ", nil},
		{"Bash (yes)", nil},
		{"Bash(yes) ", nil},
		{"Bash(", nil},
	} {
		c, err := hooks.ParseCondition(tt.condition)
		if err != nil {
			require.Empty(t, tt.holds, tt.condition)
		}
		var holds []string
		for _, tool := range []string{"Bash", "Agent", "Write", "Skill", "mcp__srv__read_x"} {
			e := &hooks.Unknown{Name: "PreToolUse", Common: hooks.Common{Raw: json.RawMessage(`{"tool_name":"` + tool + `","tool_input":{"x":1}}`)}}
			if c.Holds(e, func(got, content string, input json.RawMessage) bool {
				require.Equal(t, tool, got)
				require.JSONEq(t, `{"x":1}`, string(input))
				return content == "yes"
			}) {
				holds = append(holds, tool)
			}
		}
		require.Equal(t, tt.holds, holds, tt.condition)
	}
}

func TestConditionElsewhere(t *testing.T) {
	c, err := hooks.ParseCondition("Bash")
	require.NoError(t, err)
	for event, want := range map[string]bool{
		"PostToolUse": true, "PostToolUseFailure": true, "PermissionRequest": true, "PermissionDenied": true,
		"UserPromptSubmit": false, "Stop": false, "SessionStart": false, "PostToolBatch": false,
	} {
		require.Equal(t, want, c.Holds(nameOnly(event, "Bash"), nil), event)
		require.True(t, hooks.Condition{}.Holds(nameOnly(event, "Bash"), nil), event)
	}
	c, err = hooks.ParseCondition("Bash(git push *)")
	require.NoError(t, err)
	require.True(t, c.Holds(nameOnly("PreToolUse", "Bash"), nil), "what cannot be told runs the hook")
}

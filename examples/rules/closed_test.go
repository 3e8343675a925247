package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/hooks/hookstest"
)

// TestFailsClosedOnEvents shows that nothing passes that is no proper event, and
// that a denied command is denied however its message is written.
func TestFailsClosedOnEvents(t *testing.T) {
	project := t.TempDir()
	t.Setenv("HOME", t.TempDir())
	t.Setenv("USERPROFILE", os.Getenv("HOME"))
	t.Setenv("CLAUDE_CONFIG_DIR", "")
	t.Setenv("CLAUDE_PROJECT_DIR", project)
	require.NoError(t, os.MkdirAll(filepath.Join(project, ".claude"), 0o700))
	require.NoError(t, os.WriteFile(filepath.Join(project, ".claude", "settings.json"),
		[]byte(`{"permissions": {"allow": ["*"], "deny": ["Bash(git push --force*)", "Read(./.env)"]}}`), 0o600))

	hookstest.FailsClosed(t, obeyRules,
		[]byte(`{"hook_event_name":"PreToolUse","cwd":"/","tool_name":"Bash","tool_input":{"command":"git push --force"}}`),
		[]byte(`{"hook_event_name":"PreToolUse","cwd":"/","tool_name":"Bash","tool_input":{"command":"bash -c 'git push -f'"}}`),
		[]byte(`{"hook_event_name":"PreToolUse","cwd":"/","tool_name":"Read","tool_input":{"file_path":"`+filepath.ToSlash(project)+`/.env"}}`))
}

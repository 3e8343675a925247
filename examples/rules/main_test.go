package main_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/examples/internal/hooktest"
)

var guard string

func TestMain(m *testing.M) { hooktest.Main(m, &guard) }

// run feeds an event to the built guard in a project with the given settings.
func run(t *testing.T, settings, event string) (stdout, stderr string, code int) {
	t.Helper()
	home, project := t.TempDir(), t.TempDir()
	if settings != "" {
		require.NoError(t, os.MkdirAll(filepath.Join(project, ".claude"), 0o700))
		require.NoError(t, os.WriteFile(filepath.Join(project, ".claude", "settings.json"), []byte(settings), 0o600))
	}
	cmd := exec.Command(guard)
	cmd.Dir = project
	cmd.Env = append(os.Environ(), "HOME="+home, "USERPROFILE="+home, "CLAUDE_CONFIG_DIR=", "CLAUDE_PROJECT_DIR="+project)
	cmd.Stdin = strings.NewReader(strings.ReplaceAll(event, "$PROJ", filepath.ToSlash(project)))
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	err := cmd.Run()
	if _, failed := errors.AsType[*exec.ExitError](err); !failed {
		require.NoError(t, err)
	}
	return out.String(), errs.String(), cmd.ProcessState.ExitCode()
}

func event(t *testing.T, tool string, input map[string]any) string {
	t.Helper()
	data, err := json.Marshal(map[string]any{
		"session_id": "s", "transcript_path": "/t.jsonl", "cwd": "$PROJ", "permission_mode": "default",
		"hook_event_name": "PreToolUse", "tool_name": tool, "tool_input": input, "tool_use_id": "toolu_1",
	})
	require.NoError(t, err)
	return string(data)
}

func bash(t *testing.T, command string) string {
	return event(t, "Bash", map[string]any{"command": command})
}

const policy = `{
  "permissions": {
    "deny": [
      "Read(./.env)",
      "Bash(git push --force*)"
    ]
  }
}`

func TestRefusesWithPlace(t *testing.T) {
	for _, tt := range []struct {
		name, event, want string
	}{
		{"command", bash(t, "git push --force origin main"), "Bash(git push --force*) — project settings, .claude/settings.json:5:7"},
		{"part of a compound", bash(t, "git status && git push --force"), "Bash(git push --force*) — project settings, .claude/settings.json:5:7"},
		{"file read by a command", bash(t, "cat .env"), "Read(./.env) — project settings, .claude/settings.json:4:7"},
		{"file", event(t, "Read", map[string]any{"file_path": "$PROJ/.env"}), "Read(./.env) — project settings, .claude/settings.json:4:7"},
		{"nested shell", bash(t, "bash -c 'git push -f'"), "Bash(git push --force*) — project settings, .claude/settings.json:5:7 (seen through bash -c › another spelling)"},
		{"inline program", bash(t, "python3 -c 'print(open(\".env\").read())'"), "Read(./.env)"},
		{"key in another case", `{"cwd":"$PROJ","hook_event_name":"PreToolUse","tool_name":"Bash","tool_input":{"command":"git push --force","Command":"ls"}}`, "Bash(git push --force*)"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			stdout, stderr, code := run(t, policy, tt.event)
			require.Equal(t, 2, code, stderr)
			require.Contains(t, stderr, tt.want)
			require.Contains(t, stdout, `"permissionDecision":"deny"`)
		})
	}
}

func TestHasNoOpinion(t *testing.T) {
	for _, e := range []string{
		bash(t, "git push origin main"), bash(t, "ls -la"), event(t, "Read", map[string]any{"file_path": "$PROJ/README.md"}),
		event(t, "mcp__github__get_issue", map[string]any{"number": 1}),
	} {
		stdout, stderr, code := run(t, policy, e)
		require.Equal(t, 0, code, stderr)
		require.Empty(t, stdout)
	}
}

func TestAsksAboutWhatItCannotFollow(t *testing.T) {
	stdout, stderr, code := run(t, `{"permissions": {"allow": ["Bash"], "deny": ["Bash(rm *)"]}}`, bash(t, "ls && $CMD --force"))
	require.Equal(t, 0, code, stderr)
	require.Contains(t, stdout, `"permissionDecision":"ask"`)
	require.Contains(t, stdout, "only known when it runs")
}

// TestFailsClosed shows that nothing passes when the policy is not known. For
// what is wrong with an event see TestFailsClosedOnEvents.
func TestFailsClosed(t *testing.T) {
	ls := bash(t, "ls")
	for _, tt := range []struct{ name, settings, event string }{
		{"truncated settings", `{"permissions": {"deny": ["Bash(git push:*)"`, ls},
		{"settings of the wrong type", `{"permissions": {"deny": "Bash(git push:*)"}}`, ls},
		{"a deny rule that cannot be read", `{"permissions": {"deny": ["Bash(git push"]}}`, ls},
		{"settings in UTF-16", "\xff\xfe{\x00}\x00", ls},
		{"half an event", policy, ls[:len(ls)-5]},
		{"10 MB of a command", policy, bash(t, "git push --force "+strings.Repeat("x", 10<<20))},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, stderr, code := run(t, tt.settings, tt.event)
			require.Equal(t, 2, code)
			require.NotEmpty(t, stderr)
		})
	}
}

// TestSettingsThatAreNoFile covers what can stand in the place of a settings
// file.
func TestSettingsThatAreNoFile(t *testing.T) {
	project := t.TempDir()
	require.NoError(t, os.MkdirAll(filepath.Join(project, ".claude", "settings.json"), 0o700))
	cmd := exec.Command(guard)
	cmd.Env = append(os.Environ(), "HOME="+t.TempDir(), "CLAUDE_PROJECT_DIR="+project)
	cmd.Stdin = strings.NewReader(bash(t, "ls"))
	out, err := cmd.CombinedOutput()
	require.Error(t, err)
	require.Equal(t, 2, cmd.ProcessState.ExitCode())
	require.Contains(t, string(out), "not a regular file")
}

// TestRecordedEvents feeds what the real client sent.
func TestRecordedEvents(t *testing.T) {
	names, err := filepath.Glob(filepath.Join("..", "..", "hooks", "testdata", "events", "*.json"))
	require.NoError(t, err)
	require.NotEmpty(t, names)
	for _, name := range names {
		data, err := os.ReadFile(name)
		require.NoError(t, err)
		var head struct {
			Event string `json:"hook_event_name"`
		}
		require.NoError(t, json.Unmarshal(data, &head))
		stdout, stderr, code := run(t, `{"permissions":{"deny":["*"]}}`, string(data))
		switch head.Event {
		case "PreToolUse": // every tool is denied
			require.Equal(t, 2, code, "%s: %s", name, stderr)
			require.Contains(t, stdout, `"deny"`, name)
		case "Stop", "SubagentStop", "PostToolBatch", "PreCompact": // refusing would wedge the session
			require.Equal(t, 1, code, "%s: %s", name, stderr)
		default: // not what this guard is for
			require.NotEmpty(t, stderr+stdout, name)
		}
	}
}

// Package hooktest runs the programs of the examples the way Claude Code runs a
// hook: as a process, in a home and a project made for one test.
package hooktest

import (
	"bytes"
	"encoding/json"
	"errors"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/hooks"
)

// Main builds the program in the working directory, runs the tests, and exits.
// The path of the program is in *program while they run.
//
//	func TestMain(m *testing.M) { hooktest.Main(m, &program) }
func Main(m *testing.M, program *string) {
	dir, err := os.MkdirTemp("", "hooktest")
	if err != nil {
		panic(err)
	}
	if err := os.Chmod(dir, 0o755); err != nil { // other users run it, too: see [Place.Unprivileged]
		panic(err)
	}
	*program = filepath.Join(dir, "program")
	if runtime.GOOS == "windows" {
		*program += ".exe"
	}
	if out, err := exec.Command("go", "build", "-o", *program, ".").CombinedOutput(); err != nil {
		panic(string(out))
	}
	code := m.Run()
	_ = os.RemoveAll(dir)
	os.Exit(code)
}

// A Place is where a program runs. Its folders are new and end with the test.
type Place struct {
	Project string // the working directory, and CLAUDE_PROJECT_DIR
	Home    string
	Env     []string // further variables, the last of a name counts

	nobody bool     // programs run as a user without privileges
	stdout *os.File // where standard output goes; nil means into the result
}

// NewPlace makes an empty home and project.
func NewPlace(t testing.TB) *Place {
	t.Helper()
	return &Place{Project: withoutLinks(t, t.TempDir()), Home: withoutLinks(t, t.TempDir())}
}

func withoutLinks(t testing.TB, dir string) string {
	t.Helper()
	dir, err := filepath.EvalSymlinks(dir)
	require.NoError(t, err)
	return dir
}

// Write writes a file of the project, and returns its path.
func (p *Place) Write(t testing.TB, name, content string) string {
	t.Helper()
	path := filepath.Join(p.Project, filepath.FromSlash(name))
	require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
	require.NoError(t, os.WriteFile(path, []byte(content), 0o644))
	return path
}

// Git runs git in the project and returns what it prints. The test is skipped
// where there is no git.
func (p *Place) Git(t testing.TB, args ...string) string {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("there is no git: what the program does in a repository is not tested")
	}
	cmd := exec.Command("git", args...)
	cmd.Dir, cmd.Env = p.Project, p.Environ()
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, string(out))
	return string(out)
}

// Environ is the environment of what runs in the place. Nothing of the user's own
// that a guard looks at gets in.
func (p *Place) Environ() []string {
	env := []string{
		"HOME=" + p.Home, "USERPROFILE=" + p.Home, "LocalAppData=" + p.Home, "CLAUDE_PROJECT_DIR=" + p.Project,
		"PATH=" + os.Getenv("PATH"), "SystemRoot=" + os.Getenv("SystemRoot"), "TEMP=" + os.TempDir(), "TMPDIR=" + os.TempDir(),
		"GIT_CONFIG_NOSYSTEM=1", "GIT_AUTHOR_NAME=t", "GIT_AUTHOR_EMAIL=t@example.com",
		"GIT_COMMITTER_NAME=t", "GIT_COMMITTER_EMAIL=t@example.com",
	}
	return append(env, p.Env...)
}

// A Result is what a program left behind.
type Result struct {
	Stdout, Stderr string
	Code           int
}

// Run runs a program in the project with the text on its standard input.
func (p *Place) Run(t testing.TB, program, stdin string, args ...string) Result {
	t.Helper()
	cmd := exec.Command(program, args...)
	cmd.Dir, cmd.Env = p.Project, p.Environ()
	cmd.Stdin = strings.NewReader(stdin)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if p.stdout != nil {
		cmd.Stdout = p.stdout
	}
	if p.nobody {
		asNobody(cmd)
	}
	if err := cmd.Run(); err != nil {
		var exit *exec.ExitError
		require.ErrorAs(t, err, &exit)
	}
	return Result{Stdout: out.String(), Stderr: errs.String(), Code: cmd.ProcessState.ExitCode()}
}

// Hook runs a program on an event and returns what Claude Code makes of its
// answer, too.
func (p *Place) Hook(t testing.TB, program, event string, args ...string) (hooks.Outcome, Result) {
	t.Helper()
	r := p.Run(t, program, event, args...)
	return OutcomeOf(t, event, r), r
}

// OutcomeOf is what Claude Code makes of a hook's answer to an event.
func OutcomeOf(t testing.TB, event string, r Result) hooks.Outcome {
	t.Helper()
	e, err := hooks.Decode([]byte(event))
	if err != nil {
		var bad *hooks.DecodeError
		require.True(t, errors.As(err, &bad), err)
		e = &hooks.PreToolUse{}
	}
	return hooks.HookRun{Event: e, Code: r.Code, Stdout: r.Stdout, Stderr: r.Stderr}.Outcome()
}

// PreToolUse is the event before a call of a tool in the project.
func (p *Place) PreToolUse(t testing.TB, tool string, input any) string {
	return p.Event(t, "PreToolUse", map[string]any{"tool_name": tool, "tool_input": input, "tool_use_id": "toolu_1"})
}

// Bash is the event before a command runs in the project.
func (p *Place) Bash(t testing.TB, command string) string {
	return p.PreToolUse(t, "Bash", map[string]any{"command": command})
}

// Event is an event of the given name, with the fields that every one has and the
// given ones.
func (p *Place) Event(t testing.TB, name string, fields map[string]any) string {
	t.Helper()
	all := map[string]any{
		"session_id": "00000000-0000-4000-8000-000000000000", "transcript_path": filepath.Join(p.Home, "t.jsonl"),
		"cwd": p.Project, "permission_mode": "default", "hook_event_name": name,
	}
	maps.Copy(all, fields)
	data, err := json.Marshal(all)
	require.NoError(t, err)
	return string(data)
}

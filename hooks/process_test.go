//go:build unix

package hooks_test

import (
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestProcess runs whole programs, because exit codes, signals and os.Stdout
// are what Claude Code sees.
func TestProcess(t *testing.T) {
	const (
		askJSON  = `{"hookSpecificOutput":{"hookEventName":"PreToolUse","permissionDecision":"ask","permissionDecisionReason":"really?"}}` + "\n"
		denyJSON = `{"hookSpecificOutput":{"hookEventName":"PreToolUse","permissionDecision":"deny","permissionDecisionReason":"`
	)
	for _, tt := range []struct {
		guard, in string
		want      left // stdout and stderr by their beginning
	}{
		{"pass", bash("ls"), left{0, "", ""}},
		{"ask", bash("ls"), left{0, askJSON, ""}},
		{"deny", bash("ls"), left{2, denyJSON + `not here"}}`, "not here\n"}},
		{"error", bash("ls"), left{2, denyJSON + "guard hook failed, refusing to be safe: policy unreadable", "guard hook failed"}},
		{"panic", bash("ls"), left{2, denyJSON + "guard hook failed, refusing to be safe: panic: boom (main_test.go:", "guard hook failed"}},
		{"goexit", bash("ls"), left{2, denyJSON + "guard hook failed", "guard hook failed"}},
		{"hang", bash("ls"), left{2, denyJSON + "guard hook failed, refusing to be safe: no answer within 500ms", "guard hook failed"}},
		{"hang", message("Stop"), left{1, "", "hooks: guard hook failed: no answer within 500ms"}},
		{"hang", message("PermissionRequest"), left{0, `{"hookSpecificOutput":{"hookEventName":"PermissionRequest","decision":{"behavior":"deny"`, "guard hook failed"}},
		{"pass", "", left{2, `{"decision":"block","reason":"guard hook failed`, "guard hook failed"}},
		{"pass", "{", left{2, `{"decision":"block","reason":"guard hook failed`, "guard hook failed"}},
		{"deny", "{", left{2, denyJSON, "guard hook failed"}},
		{"deny", message("Stop"), left{1, "", "hooks: guard hook failed: this hook handles *hooks.PreToolUse but was run for Stop"}},
		{"stray prints", bash("ls"), left{0, askJSON, "stray\nprints"}},
		{"continue", message("Stop"), left{0, `{"decision":"block","reason":"run the tests"}` + "\n", ""}},
		{"child", bash("ls"), left{2, denyJSON + `child: \"\" signal: broken pipe"`, "child"}},

		// Not caught, as the package comment says: only an exit of 2 blocks.
		{"os.Exit", bash("ls"), left{0, "", ""}},
		{"log.Fatal", bash("ls"), left{1, "", ""}},
		{"panic elsewhere", bash("ls"), left{2, "", "panic: elsewhere"}},
	} {
		t.Run(tt.guard+" "+tt.in, func(t *testing.T) {
			got := process(t, tt.guard, tt.in, nil)
			require.Equal(t, tt.want.code, got.code, got.stderr)
			require.True(t, strings.HasPrefix(got.stdout, tt.want.stdout), got.stdout)
			require.True(t, strings.HasPrefix(got.stderr, tt.want.stderr), got.stderr)
			require.LessOrEqual(t, strings.Count(got.stdout, "\n"), 1)
			if tt.want.stdout == "" {
				require.Empty(t, got.stdout)
			}
		})
	}
}

// TestLatePrints: a handler that is left behind must not get at the output.
func TestLatePrints(t *testing.T) {
	got := process(t, "late prints", bash("ls"), func(cmd *exec.Cmd) { cmd.Stderr = io.Discard })
	require.Equal(t, 2, got.code)
	require.Contains(t, deniedBecause(t, got), "no answer within 500ms")
	require.NotContains(t, got.stdout, "late")
}

// TestBrokenPipes: the runtime would kill the process with SIGPIPE, which Claude
// Code takes for consent.
func TestBrokenPipes(t *testing.T) {
	broken := func(t *testing.T) *os.File {
		r, w, err := os.Pipe()
		require.NoError(t, err)
		require.NoError(t, r.Close())
		t.Cleanup(func() { w.Close() })
		return w
	}
	for _, tt := range []struct {
		guard, in string
		want      int
	}{
		{"deny", bash("ls"), 2},
		{"ask", bash("ls"), 2},
		{"error", bash("ls"), 2},
		{"hang", bash("ls"), 2},
		{"deny", "{", 2},
		{"pass", "{", 2},
		{"pass", bash("ls"), 0},
		{"approve request", message("PermissionRequest"), 2},
		{"error", message("PermissionRequest"), 2},
		{"continue", message("Stop"), 2},
		{"error", message("Stop"), 1},
	} {
		t.Run(tt.guard+" "+tt.in, func(t *testing.T) {
			got := process(t, tt.guard, tt.in, func(cmd *exec.Cmd) { cmd.Stdout = broken(t) })
			require.Equal(t, tt.want, got.code, got.stderr)
			got = process(t, tt.guard, tt.in, func(cmd *exec.Cmd) { cmd.Stdout, cmd.Stderr = broken(t), broken(t) })
			require.Equal(t, tt.want, got.code)
		})
	}
}

// TestClosedOutput: Go puts the null device where a file was closed, and the
// answer would vanish without an error.
func TestClosedOutput(t *testing.T) {
	closing := func(redirection string) func(*exec.Cmd) {
		return func(cmd *exec.Cmd) {
			cmd.Args = []string{"sh", "-c", `exec "$0" ` + redirection, cmd.Path}
			cmd.Path = "/bin/sh"
		}
	}
	for _, redirection := range []string{">&-", ">/dev/null", ">&- 2>&-", "</dev/null", "<&-"} {
		input := strings.HasPrefix(redirection, "<")
		for guard, want := range map[string]int{"deny": 2, "ask": 2, "error": 2, "pass": 0} {
			if input {
				want = 2
			}
			got := process(t, guard, bash("ls"), closing(redirection))
			require.Equal(t, want, got.code, "%s %s", guard, redirection)
			if redirection == ">&-" && guard == "ask" {
				require.Contains(t, got.stderr, "could not be written to standard output: it is closed")
			}
		}
	}
}

// TestFullPipe: output that nobody reads must not make the hook wait until it
// is killed.
func TestFullPipe(t *testing.T) {
	r, w, err := os.Pipe()
	require.NoError(t, err)
	defer r.Close()
	defer w.Close()
	require.NoError(t, w.SetWriteDeadline(time.Now().Add(50*time.Millisecond)))
	for err == nil {
		_, err = w.Write(make([]byte, 4096))
	}
	got := process(t, "ask", bash("ls"), func(cmd *exec.Cmd) { cmd.Stdout = w })
	require.Equal(t, 2, got.code)
	require.Contains(t, got.stderr, "nobody reads it")
}

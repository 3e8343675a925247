package main

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/examples/internal/cli"
	"github.com/gatehouse-go/gatehouse/examples/internal/hooktest"
)

var program string

func TestMain(m *testing.M) { hooktest.Main(m, &program) }

// TestBadSurroundings is no clean bill where settings or output are out of reach.
func TestBadSurroundings(t *testing.T) {
	p := hooktest.NewPlace(t)
	name := p.Write(t, ".claude/settings.json", `{"hooks": {"PreToolUse": [{"matcher": "Bash(git push)", "hooks": [{"type": "command", "command": "no-such-program"}]}]}}`)
	require.Equal(t, 1, p.Run(t, program, "").Code)
	require.Equal(t, 1, p.WithoutGit(t).Run(t, program, "").Code)
	for _, args := range [][]string{{}, {"-json"}} {
		r := p.FullOutput(t).Run(t, program, "", args...)
		require.Equal(t, 2, r.Code, "%q", args)
		require.Contains(t, r.Stderr, "no space left")
	}
	for _, args := range [][]string{{"-nonsense"}, {"Bash", "\xff"}, {"Bash", "{"}, {"a", "b", "c"}} {
		r := p.Run(t, program, "", args...)
		require.Equal(t, 2, r.Code, "%q", args)
		require.NotEmpty(t, r.Stderr)
	}
	lines := strings.SplitSeq(strings.TrimSpace(p.Run(t, program, "", "-json").Stdout), "\n")
	for line := range lines {
		var row cli.Finding
		require.NoError(t, json.Unmarshal([]byte(line), &row))
		require.NotEmpty(t, row.Code)
		require.Equal(t, name, row.File)
	}
	require.Equal(t, `{}`, "{"+p.Run(t, program, "", "-json", "Read", `{"file_path":"x"}`).Stdout+"}", "no hook would run")
	nowhere := *p
	nowhere.Env = []string{"HOME=", "USERPROFILE="}
	require.Equal(t, 2, nowhere.Run(t, program, "").Code, "the user's settings are not known")
	require.NotEmpty(t, nowhere.Run(t, program, "").Stderr)
	q := p.Unprivileged(t)
	hooktest.Forbid(t, name, 0)
	r := q.Run(t, program, "")
	require.Equal(t, 2, r.Code)
	require.Contains(t, r.Stderr, "permission denied")
	require.NoError(t, os.Chmod(name, 0o644))
	p.Write(t, ".claude/settings.json", "\xff\xfe{\x00}\x00")
	require.Equal(t, 2, p.Run(t, program, "").Code, "no text")
}

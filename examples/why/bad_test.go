package main

import (
	"encoding/json"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/examples/internal/hooktest"
)

var program string

func TestMain(m *testing.M) { hooktest.Main(m, &program) }

const settings = `{"permissions": {"deny": ["Bash(git push --force*)", "Write(**)"]}}`

// TestBadSurroundings explains the same wherever it runs, and fails where settings or
// output are out of reach.
func TestBadSurroundings(t *testing.T) {
	p := hooktest.NewPlace(t)
	name := p.Write(t, ".claude/settings.json", settings)
	p.Write(t, "binary", "\x00\xff")
	args := []string{"-exit-code", "git push --force"}
	require.Equal(t, 2, p.Run(t, program, "", args...).Code)
	require.Equal(t, 2, p.WithoutGit(t).Run(t, program, "", args...).Code)
	require.Equal(t, 2, p.Run(t, hooktest.FullDisk(t, program, 0), "", args...).Code)
	p.Git(t, "init", "-q")
	require.Equal(t, 2, p.Run(t, program, "", args...).Code, "no commit yet")
	p.Git(t, "commit", "-qm", "x", "--allow-empty")
	p.Git(t, "checkout", "-q", "--detach")
	require.Equal(t, 2, p.Run(t, program, "", args...).Code, "a detached head")
	hooktest.AtOnce(func(int) {
		if r := p.Run(t, program, "", args...); r.Code != 2 {
			t.Error(r.Code, r.Stderr)
		}
	})
	for _, args := range [][]string{{"ls"}, {"-json", "ls"}, {"-lint"}, {"-lint", "-json"}} {
		r := p.FullOutput(t).Run(t, program, "", args...)
		require.Equal(t, 1, r.Code, "%q", args)
		require.Contains(t, r.Stderr, "no space left", "%q", args)
	}
	nowhere := *p
	nowhere.Env = []string{"HOME=", "USERPROFILE="}
	r := nowhere.Run(t, program, "", args...)
	require.Contains(t, []int{1, 2}, r.Code, "the user's settings are not known: %s", r.Stdout)
	q := p.Unprivileged(t)
	hooktest.Forbid(t, name, 0)
	r = q.Run(t, program, "", "ls")
	require.Equal(t, 1, r.Code)
	require.Contains(t, r.Stderr, "permission denied")
	hooktest.Forbid(t, filepath.Dir(name), 0)
	require.Equal(t, 1, q.Run(t, program, "", "ls").Code)
}

func TestColors(t *testing.T) {
	p := hooktest.NewPlace(t)
	p.Write(t, ".claude/settings.json", settings)
	hooktest.Colors(t, p, "\x1b[31mdeny\x1b[0m   git push", program, "git push --force")
}

func TestLintJSON(t *testing.T) {
	p := hooktest.NewPlace(t)
	p.Write(t, ".claude/settings.json", settings)
	r := p.Run(t, program, "", "-lint", "-json")
	require.Equal(t, 1, r.Code, r.Stderr)
	var rows []struct {
		Severity, Code, File, Message string
		Line, Column                  int
	}
	require.NoError(t, json.Unmarshal([]byte(r.Stdout), &rows))
	require.NotEmpty(t, rows)
	for _, row := range rows {
		require.NotEmpty(t, row.Code)
		require.NotZero(t, row.Line)
		require.Contains(t, row.File, "settings.json")
	}
	require.JSONEq(t, "[]", hooktest.NewPlace(t).Run(t, program, "", "-lint", "-json").Stdout)
}

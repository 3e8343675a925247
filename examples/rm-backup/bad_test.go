package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/examples/internal/hooktest"
	"github.com/gatehouse-go/gatehouse/hooks"
)

func TestBadSurroundings(t *testing.T) {
	hooktest.StillRefuses(t, program, func(t *testing.T, p *hooktest.Place) string {
		p.Write(t, "x", "1")
		return p.Bash(t, "rm -rf $SOMEWHERE")
	})
}

// TestGitThatCannotAnswer is about commands of git that delete: what they would delete
// cannot be told without it, and the client may find the git that the hook does not.
func TestGitThatCannotAnswer(t *testing.T) {
	p := project(t)
	for _, command := range []string{"git clean -fdx", "git reset --hard", "git checkout -- .", "/usr/bin/git clean -fdx"} {
		out, r := p.WithoutGit(t).Hook(t, program, p.Bash(t, command))
		require.Equal(t, hooks.Blocks, out.Effect, "%s: %s", command, r.Stderr)
		require.Contains(t, out.Reason, "install git", command)
	}
	out, r := p.WithoutGit(t).Hook(t, program, p.Bash(t, "rm -rf src"))
	require.Equal(t, hooks.Proceeds, out.Effect, r.Stderr)
	require.Contains(t, out.SystemMessage, "3 files", "nothing is left to git")
	require.NoError(t, os.WriteFile(filepath.Join(p.Project, ".git", "HEAD"), []byte("\x00"), 0o644))
	out, r = p.Hook(t, program, p.Bash(t, "rm -rf src"))
	require.Contains(t, out.SystemMessage, "3 files", "a damaged repository brings nothing back: %s", r.Stderr)
}

// TestWithoutPermission cannot read what would go, or not write where copies lie.
func TestWithoutPermission(t *testing.T) {
	p := hooktest.NewPlace(t)
	p.Write(t, "build/locked", "x\n")
	p.Write(t, "build/open", "x\n")
	state := filepath.Join(p.Home, ".local", "state", "gatehouse")
	require.NoError(t, os.MkdirAll(state, 0o700))
	q := p.Unprivileged(t)
	hooktest.Forbid(t, filepath.Join(p.Project, "build", "locked"), 0)
	out, r := q.Hook(t, program, q.Bash(t, "rm -rf build"))
	require.Equal(t, hooks.Blocks, out.Effect, r.Stderr)
	require.Contains(t, out.Reason, "locked: permission denied")
	require.Empty(t, leftovers(t, p))
	out, r = q.Hook(t, program, q.Bash(t, "rm build/open"))
	require.Equal(t, hooks.Proceeds, out.Effect, r.Stderr)
	require.Contains(t, q.Run(t, program, "", "list").Stdout, "rm build/open")

	hooktest.Forbid(t, filepath.Join(state, "trash"), 0o555)
	out, r = q.Hook(t, program, q.Bash(t, "rm build/open"))
	require.Equal(t, hooks.Blocks, out.Effect, r.Stderr)
	require.Contains(t, out.Reason, "permission denied")
}

// TestRestoreOnAFullDisk leaves what is there, and the copy, as they were.
func TestRestoreOnAFullDisk(t *testing.T) {
	p := project(t)
	p.Hook(t, program, p.Bash(t, "rm big.bin x.log"))
	id := copied(t, p)
	before := snapshot(t, p.Project)
	require.NoError(t, os.Remove(filepath.Join(p.Project, "x.log")))
	r := p.Run(t, hooktest.FullDisk(t, program, 64), "", "restore", "-force", id)
	require.Equal(t, 1, r.Code)
	require.Contains(t, r.Stderr, "big.bin")
	require.Equal(t, before, snapshot(t, p.Project), "what fits is back, and nothing is half")
	require.NoError(t, os.Remove(filepath.Join(p.Project, "big.bin")))
	require.Equal(t, 0, p.Run(t, program, "", "restore", "-force", id).Code)
	require.Equal(t, before, snapshot(t, p.Project))
	require.Equal(t, 1, p.FullOutput(t).Run(t, program, "", "list").Code, "a list that was cut off is no list")
}

// TestRestoreAtOnce restores one copy by several runs: one of them brings a file back,
// and the others say that it is there.
func TestRestoreAtOnce(t *testing.T) {
	p := project(t)
	p.Hook(t, program, p.Bash(t, "rm big.bin"))
	id := copied(t, p)
	before := snapshot(t, p.Project)
	require.NoError(t, os.Remove(filepath.Join(p.Project, "big.bin")))
	hooktest.AtOnce(func(int) { p.Run(t, program, "", "restore", id) })
	require.Equal(t, before, snapshot(t, p.Project))
}

// copied is the name of the one copy that there is.
func copied(t *testing.T, p *hooktest.Place) string {
	t.Helper()
	id, _, found := strings.Cut(p.Run(t, program, "", "list").Stdout, " ")
	require.True(t, found, "nothing was copied")
	return id
}

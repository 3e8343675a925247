package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/examples/internal/hooktest"
	"github.com/gatehouse-go/gatehouse/hooks"
)

func TestBadSurroundings(t *testing.T) {
	hooktest.StillRefuses(t, program, func(t *testing.T, p *hooktest.Place) string {
		p.Write(t, ".env", "A=1\n")
		return p.Bash(t, "echo x > .env")
	})
}

// TestManyFiles has many of them in a folder that is protected, and in HEAD.
func TestManyFiles(t *testing.T) {
	p := hooktest.NewPlace(t)
	p.ManyFiles(t, ".circleci")
	for _, command := range []string{"rm .circleci/7/77", "rm -rf .circleci", "find . -name 77 -delete"} {
		out, r := p.Hook(t, program, p.Bash(t, command))
		require.Equal(t, hooks.Blocks, out.Effect, "%s: %s", command, r.Stderr)
	}
	p = hooktest.NewPlace(t)
	p.ManyStaged(t, "db/migrate", hooktest.Many())
	p.Git(t, "commit", "-qm", "x")
	out, r := p.Hook(t, program, p.Bash(t, "echo x > db/migrate/9/9000"))
	require.Equal(t, hooks.Blocks, out.Effect, r.Stderr)
	out, r = p.Hook(t, program, p.Bash(t, "echo x > db/migrate/new"))
	require.Equal(t, hooks.Proceeds, out.Effect, r.Stderr)
}

// TestGitThatCannotAnswer is about a repository whose migrations nobody can list: any
// of them may have been applied.
func TestGitThatCannotAnswer(t *testing.T) {
	p := project(t)
	change := p.Bash(t, "echo x > db/migrate/001_users.sql")
	out, r := p.WithoutGit(t).Hook(t, program, change)
	require.Equal(t, hooks.Blocks, out.Effect, r.Stderr)
	require.Contains(t, r.Stderr, "install git")
	out, r = p.WithoutGit(t).Hook(t, program, p.Bash(t, "echo x > src/app.js"))
	require.Equal(t, hooks.Proceeds, out.Effect, "what has nothing to do with migrations: %s", r.Stderr)

	require.NoError(t, os.WriteFile(filepath.Join(p.Project, ".git", "HEAD"), []byte("\x00"), 0o644))
	out, r = p.Hook(t, program, change)
	require.Equal(t, hooks.Blocks, out.Effect, "a broken repository: %s", r.Stderr)

	// The repository of another user is one that git does not work in.
	q := project(t)
	owned := q.Unprivileged(t)
	if os.Geteuid() == 0 {
		out, r = q.Hook(t, program, change)
		require.Equal(t, hooks.Blocks, out.Effect, r.Stderr)
		require.Contains(t, r.Stderr, "safe.directory")
	}
	hooktest.Forbid(t, filepath.Join(q.Project, ".git"), 0)
	out, r = owned.Hook(t, program, change)
	require.Equal(t, hooks.Blocks, out.Effect, r.Stderr)
}

package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/examples/internal/hooktest"
)

// TestGitThatCannotAnswer is no clean bill; the checks that need no git are made.
func TestGitThatCannotAnswer(t *testing.T) {
	p := careless(t)
	found, r := audit(t, p.WithoutGit(t))
	require.Equal(t, 2, r.Code)
	require.Contains(t, r.Stderr, "install git")
	require.NotEmpty(t, found["settings-secrets"])
	require.NotEmpty(t, found["secrets-tree"])
	if q := p.Unprivileged(t); os.Geteuid() == 0 {
		r := p.Run(t, program, "", "-only", "secrets-history")
		require.Equal(t, 2, r.Code, "the repository of another user")
		require.Contains(t, r.Stderr, "safe.directory")
		require.Equal(t, 1, q.Run(t, program, "", "-only", "secrets-history").Code)
	}
}

// TestWithoutPermission cannot read a file, nor write one.
func TestWithoutPermission(t *testing.T) {
	p := careless(t)
	p.Write(t, "locked/x", "x")
	before := p.Write(t, ".gitignore", "dist/\n")
	q := p.Unprivileged(t)
	hooktest.Forbid(t, filepath.Join(p.Project, "locked"), 0)
	_, r := audit(t, q)
	require.Equal(t, 2, r.Code)
	require.Contains(t, r.Stderr, "locked")
	hooktest.Forbid(t, p.Project, 0o555)
	_, r = audit(t, q, "-only", "gitignore,claude-md")
	require.Equal(t, 1, r.Code, r.Stderr)
	r = q.Run(t, program, "", "-fix", "-only", "gitignore,claude-md")
	require.Equal(t, 2, r.Code)
	require.Contains(t, r.Stderr, "permission denied")
	data, err := os.ReadFile(before)
	require.NoError(t, err)
	require.Equal(t, "dist/\n", string(data))
}

// TestFullDisk leaves what is there as it was.
func TestFullDisk(t *testing.T) {
	p := careless(t)
	before := map[string]string{}
	for name, text := range map[string]string{".gitignore": "dist/\n", "CLAUDE.md": "# Project\n"} {
		p.Write(t, name, text)
		before[name] = text
	}
	r := p.Run(t, hooktest.FullDisk(t, program, 0), "", "-fix")
	require.Equal(t, 2, r.Code)
	require.Contains(t, r.Stderr, "file too large")
	for name, text := range before {
		data, err := os.ReadFile(filepath.Join(p.Project, name))
		require.NoError(t, err)
		require.Equal(t, text, string(data))
	}
	left, err := filepath.Glob(filepath.Join(p.Project, ".new-*"))
	require.NoError(t, err)
	require.Empty(t, left)
	for _, format := range []string{"text", "json", "sarif"} {
		r := p.FullOutput(t).Run(t, program, "", "-format", format)
		require.Equal(t, 2, r.Code, format)
		require.Contains(t, r.Stderr, "no space left", format)
	}
}

// TestFixAtOnce adds to one file what different runs found.
func TestFixAtOnce(t *testing.T) {
	p := careless(t)
	hooktest.AtOnce(func(i int) {
		p.Run(t, program, "", "-fix", "-only", []string{"gitignore", "local-ignored"}[i%2])
	})
	data, err := os.ReadFile(filepath.Join(p.Project, ".gitignore"))
	require.NoError(t, err)
	require.Contains(t, string(data), ".env\n")
	require.Contains(t, string(data), ".claude/settings.local.json\n")
}

func TestManyFiles(t *testing.T) {
	p := hooktest.NewPlace(t)
	p.ManyFiles(t, "many")
	p.Write(t, "many/9/a.js", "const t = '"+key+"'\n")
	found, r := audit(t, p, "-only", "secrets-tree,key-files")
	require.Equal(t, 1, r.Code, r.Stderr)
	require.Len(t, found["secrets-tree"], 1)
}

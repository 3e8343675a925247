package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/examples/internal/hooktest"
)

// TestWhatCannotBeSearched is named, and is no clean bill; the rest is reported.
func TestWhatCannotBeSearched(t *testing.T) {
	p := place(t, key)
	r, result := report(t, p.WithoutGit(t), key)
	require.Equal(t, 2, result.Code)
	require.Contains(t, result.Stderr, "install git")
	require.Len(t, r.Unsearched, 1)
	require.Equal(t, "notes.md", r.Places[0].File)
	require.Contains(t, p.WithoutGit(t).Run(t, program, key).Stdout, "could not be looked at")

	p.Write(t, "locked", key)
	transcript := filepath.Join(p.Home, ".claude", "projects", "x", "s.jsonl")
	q := p.Unprivileged(t)
	hooktest.Forbid(t, filepath.Join(p.Project, "locked"), 0)
	hooktest.Forbid(t, filepath.Join(p.Project, "src"), 0)
	hooktest.Forbid(t, transcript, 0)
	r, result = report(t, q, key)
	require.Equal(t, 2, result.Code)
	for _, name := range []string{"locked", "src", "s.jsonl"} {
		require.Contains(t, strings.Join(r.Unsearched, "\n"), name)
	}
	require.Greater(t, len(r.Places), 2, "the others are searched")
	require.NotContains(t, result.Stdout+result.Stderr, key)
}

func TestBadPlaces(t *testing.T) {
	p := place(t, key)
	p.Git(t, "checkout", "-q", "--detach", "HEAD~1")
	p.Write(t, "detached.txt", "again "+odd+"\n")
	p.Git(t, "add", "detached.txt")
	p.Git(t, "commit", "-qm", "on no branch")
	require.NoError(t, os.Remove(filepath.Join(p.Project, "detached.txt")))
	p.Write(t, "binary", "\x00\xff\x01"+odd+"\x00\xfe")
	r, result := report(t, p, odd)
	require.Equal(t, 1, result.Code, result.Stderr)
	channels := map[string]int{}
	for _, place := range r.Places {
		channels[place.Channel]++
	}
	require.Equal(t, map[string]int{"tree": 1, "history": 1}, channels)

	full := p.FullOutput(t).Run(t, program, odd)
	require.Equal(t, 2, full.Code)
	require.Contains(t, full.Stderr, "no space left")
	require.NoError(t, os.WriteFile(filepath.Join(p.Project, ".git", "HEAD"), []byte("\x00"), 0o644))
	require.Equal(t, 2, p.Run(t, program, odd).Code, "a damaged repository")
}

// TestManyFiles has many files in the tree, one of which holds the secret.
func TestManyFiles(t *testing.T) {
	p := hooktest.NewPlace(t)
	p.ManyFiles(t, "many")
	p.Write(t, "many/9/secret", odd)
	r, result := report(t, p, odd)
	require.Equal(t, 1, result.Code, result.Stderr)
	require.Len(t, r.Places, 1)
	require.Equal(t, "many/9/secret", r.Places[0].File)
}

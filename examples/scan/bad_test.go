package main_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/examples/internal/hooktest"
)

// TestBadPlaces is about a repository without a commit, without a branch, with binary
// files, and without git.
func TestBadPlaces(t *testing.T) {
	p := hooktest.NewPlace(t)
	p.Git(t, "init", "-q")
	r := p.Run(t, program, "", "-history")
	require.Equal(t, 0, r.Code, "there is no commit yet: %s", r.Stderr)
	p.Write(t, "binary", "\x00\xff\xfe"+strings.Repeat("\x80\x00", 1000))
	p.Write(t, "a.env", "A="+token(t, 1)+"\n")
	p.Git(t, "add", ".")
	require.Equal(t, 1, p.Run(t, program, "", "-staged").Code)
	p.Git(t, "commit", "-qm", "x")
	p.Git(t, "checkout", "-q", "--detach")
	p.Write(t, "b.env", "B="+token(t, 2)+"\n")
	p.Git(t, "add", ".")
	p.Git(t, "commit", "-qm", "on no branch")
	r = p.Run(t, program, "", "-history")
	require.Equal(t, 1, r.Code, r.Stderr)
	require.Contains(t, r.Stdout, "b.env:1")
	for _, mode := range []string{"-history", "-staged", "-range=HEAD~1..HEAD"} {
		r = p.WithoutGit(t).Run(t, program, "", mode)
		require.Equal(t, 2, r.Code, mode)
		require.Contains(t, r.Stderr+r.Stdout, "git is not installed", mode)
	}
	require.Equal(t, 1, p.WithoutGit(t).Run(t, program, "").Code, "folders need no git")
}

func TestWithoutPermission(t *testing.T) {
	p := hooktest.NewPlace(t)
	locked := p.Write(t, "locked.env", "A="+token(t, 1)+"\n")
	p.Write(t, "open.env", "A="+token(t, 2)+"\n")
	p.Write(t, "folder/x", "x")
	known := p.Write(t, "known.jsonl", "")
	q := p.Unprivileged(t)
	hooktest.Forbid(t, locked, 0)
	hooktest.Forbid(t, filepath.Join(p.Project, "folder"), 0)
	r := q.Run(t, program, "")
	require.Equal(t, 2, r.Code)
	require.Contains(t, r.Stdout, "open.env:1", "the others are scanned")
	require.Contains(t, r.Stdout, "locked.env")
	require.Contains(t, r.Stdout, "folder")
	hooktest.Forbid(t, p.Project, 0o555)
	r = q.Run(t, program, "", "-baseline", "known.jsonl", "-write-baseline", "open.env")
	require.Equal(t, 2, r.Code)
	require.Contains(t, r.Stderr, "permission denied")
	data, err := os.ReadFile(known)
	require.NoError(t, err)
	require.Empty(t, data)
}

// TestFullDisk loses no baseline, and a report that was cut off is no report.
func TestFullDisk(t *testing.T) {
	p := hooktest.NewPlace(t)
	p.Write(t, "a.env", "A="+token(t, 1)+"\n")
	require.Equal(t, 0, p.Run(t, program, "", "-baseline", "known.jsonl", "-write-baseline").Code)
	before, err := os.ReadFile(filepath.Join(p.Project, "known.jsonl"))
	require.NoError(t, err)
	p.Write(t, "b.env", "B="+token(t, 2)+"\n")
	r := p.Run(t, hooktest.FullDisk(t, program, 0), "", "-baseline", "known.jsonl", "-write-baseline")
	require.Equal(t, 2, r.Code)
	require.Contains(t, r.Stderr, "file too large")
	after, err := os.ReadFile(filepath.Join(p.Project, "known.jsonl"))
	require.NoError(t, err)
	require.Equal(t, string(before), string(after))
	entries, err := os.ReadDir(p.Project)
	require.NoError(t, err)
	require.Len(t, entries, 3, "nothing is left behind")
	for _, args := range [][]string{{}, {"-json"}, {"-format", "sarif"}, {"-stdin"}, {"-redact"}, {"-jsonl"}} {
		stdin := `{"id":"1","text":"` + token(t, 1) + `"}`
		r := p.FullOutput(t).Run(t, program, stdin, args...)
		require.Equal(t, 2, r.Code, "%q", args)
		require.Contains(t, r.Stderr, "no space left", "%q", args)
	}
}

// TestBaselineAtOnce adds to one baseline what eight runs found.
func TestBaselineAtOnce(t *testing.T) {
	p := hooktest.NewPlace(t)
	for i := range 8 {
		p.Write(t, fmt.Sprintf("%d/a.env", i), "A="+token(t, uint64(i))+"\n")
	}
	hooktest.AtOnce(func(i int) {
		p.Run(t, program, "", "-baseline", "known.jsonl", "-write-baseline", fmt.Sprint(i))
	})
	r := p.Run(t, program, "", "-baseline", "known.jsonl")
	require.Equal(t, 0, r.Code, r.Stdout)
}

func TestManyFiles(t *testing.T) {
	p := hooktest.NewPlace(t)
	p.ManyFiles(t, "many")
	p.Write(t, "many/9/a.env", "A="+token(t, 1)+"\n")
	r := p.Run(t, program, "")
	require.Equal(t, 1, r.Code, r.Stderr)
	require.Contains(t, r.Stdout, "many/9/a.env:1")
}

func TestColors(t *testing.T) {
	p := hooktest.NewPlace(t)
	p.Write(t, "a.env", "A="+token(t, 1)+"\n")
	hooktest.Colors(t, p, "\x1b[1ma.env:1:3\x1b[0m", program)
}

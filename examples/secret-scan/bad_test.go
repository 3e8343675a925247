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
		p.Git(t, "init", "-q")
		p.Write(t, "config.py", "TOKEN = \""+key+"\"\n")
		p.Git(t, "add", "config.py")
		return p.Bash(t, "git commit -m x")
	})
}

// TestManyFiles stages many of them, one of which holds a secret. 100,000 take about
// eight seconds, below the twenty that a hook has.
func TestManyFiles(t *testing.T) {
	p := hooktest.NewPlace(t)
	p.ManyStaged(t, "many", 10_000)
	passes(t, p, "git commit -m x")
	p.Write(t, "zzz.env", "AWS_ACCESS_KEY_ID="+awsKey+"\n")
	p.Git(t, "add", "zzz.env")
	out, r := p.Hook(t, program, p.Bash(t, "git commit -m x"))
	require.Equal(t, hooks.Blocks, out.Effect, r.Stderr)
	require.Contains(t, out.Reason, "zzz.env:1")
}

// TestWithoutGit is about the other layers: what cannot be looked at is no clean bill.
func TestWithoutGit(t *testing.T) {
	p := repository(t)
	for _, args := range [][]string{{"-staged"}, {"-history"}, {"-range", "HEAD~1..HEAD"}, {"-install"}} {
		r := p.WithoutGit(t).Run(t, program, "", args...)
		require.Equal(t, 2, r.Code, "%q", args)
		require.Contains(t, r.Stderr, "git", "%q", args)
		require.NotContains(t, r.Stdout, "no secrets found\n")
	}
}

// TestWithoutPermission cannot read what git add would, nor write a hook.
func TestWithoutPermission(t *testing.T) {
	p := repository(t)
	locked := p.Write(t, "locked.txt", "x\n")
	hook := filepath.Join(p.Project, ".git", "hooks", "pre-commit")
	require.NoError(t, os.MkdirAll(filepath.Dir(hook), 0o755))
	require.NoError(t, os.WriteFile(hook, []byte("#!/bin/sh\ntrue\n"), 0o755))
	q := p.Unprivileged(t)
	hooktest.Forbid(t, locked, 0)
	hooktest.Forbid(t, filepath.Dir(hook), 0o555)
	out, r := q.Hook(t, program, q.Bash(t, "git add -A && git commit -m x"))
	require.Equal(t, hooks.Blocks, out.Effect)
	require.Contains(t, r.Stderr, "locked.txt: permission denied")
	r = q.Run(t, program, "", "-install")
	require.Equal(t, 2, r.Code)
	require.Contains(t, r.Stderr, "permission denied")
	hooktest.Forbid(t, filepath.Join(p.Project, ".git"), 0)
	out, r = q.Hook(t, program, q.Bash(t, "git commit -m x"))
	require.Equal(t, hooks.Blocks, out.Effect, r.Stderr)
	text, err := os.ReadFile(hook)
	if os.Geteuid() == 0 {
		require.NoError(t, err)
		require.Equal(t, "#!/bin/sh\ntrue\n", string(text))
	}
}

// TestFullDisk leaves the hook that there is as it was, and says when a report was not
// written as a whole.
func TestFullDisk(t *testing.T) {
	p := repository(t)
	hook := filepath.Join(p.Project, ".git", "hooks", "pre-commit")
	require.NoError(t, os.MkdirAll(filepath.Dir(hook), 0o755))
	old := "#!/bin/sh\n" + strings.Repeat("# a comment\n", 100)
	require.NoError(t, os.WriteFile(hook, []byte(old), 0o755))
	for _, blocks := range []int{0, 1} {
		r := p.Run(t, hooktest.FullDisk(t, program, blocks), "", "-install")
		require.Equal(t, 2, r.Code, r.Stdout)
		require.Contains(t, r.Stderr, "file too large")
		text, err := os.ReadFile(hook)
		require.NoError(t, err)
		require.Equal(t, old, string(text))
		entries, err := os.ReadDir(filepath.Dir(hook))
		require.NoError(t, err)
		for _, e := range entries {
			require.NotContains(t, e.Name(), "new", "nothing is left behind")
		}
	}
	p.Write(t, "b.txt", "x = "+key+"\n")
	p.Git(t, "add", ".")
	for _, format := range []string{"text", "json", "sarif", "junit", "gitlab", "github"} {
		r := p.FullOutput(t).Run(t, program, "", "-staged", "-format", format)
		require.Equal(t, 2, r.Code, format)
		require.Contains(t, r.Stderr, "no space left", format)
	}
}

// TestPushed looks at what is pushed, which need not be HEAD.
func TestPushed(t *testing.T) {
	p := repository(t)
	bare := t.TempDir()
	p.Git(t, "init", "-q", "--bare", "-b", "main", bare)
	p.Git(t, "remote", "add", "origin", bare)
	p.Git(t, "push", "-q", "origin", "main")
	p.Git(t, "checkout", "-q", "-b", "leaky")
	p.Write(t, "k.txt", "key: "+key+"\n")
	p.Git(t, "add", ".")
	p.Git(t, "commit", "-qm", "it got in")
	p.Git(t, "tag", "v1")
	p.Git(t, "checkout", "-q", "main")
	for _, command := range []string{
		"git push origin leaky", "git push origin leaky:main", "git push -f origin +leaky:x", "git push --all", "git push origin --tags", "git push origin v1", "git push origin 'refs/heads/*'", "git push origin $BRANCH", "git push --mirror", "git push -u origin refs/heads/leaky",
	} {
		refused(t, p, command)
	}
	for _, command := range []string{"git push", "git push origin main", "git push -u origin HEAD", "git push origin --delete main", "git push origin :main"} {
		passes(t, p, command)
	}
	p.Git(t, "checkout", "-q", "--orphan", "new")
	refused(t, p, "git push origin leaky") // there is no commit in HEAD
	mirror := t.TempDir()
	p.Git(t, "clone", "-q", "--bare", p.Project, mirror)
	p.Git(t, "-C", mirror, "symbolic-ref", "HEAD", "refs/heads/leaky")
	refused(t, p, "git -C "+mirror+" push origin leaky")
	refused(t, p, "cd "+mirror+" && git push")
	passes(t, p, "git -C "+mirror+" commit -m x") // git itself refuses
}

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/examples/internal/hooktest"
	"github.com/gatehouse-go/gatehouse/examples/internal/leak"
	"github.com/gatehouse-go/gatehouse/hooks"
	"github.com/gatehouse-go/gatehouse/hooks/hookstest"
)

var program string

func TestMain(m *testing.M) { hooktest.Main(m, &program) }

// key looks like one of GitHub's, and is none.
var key = "ghp_" + strings.Repeat("aB3dE5gH", 4) + "iJ6k"

// awsKey is another one.
var awsKey = "AKIA" + "Z7QW3ERTYU5OPASD"

func repository(t *testing.T) *hooktest.Place {
	p := hooktest.NewPlace(t)
	p.Git(t, "init", "-q", "-b", "main")
	p.Write(t, "README.md", "nothing\n")
	p.Git(t, "add", ".")
	p.Git(t, "commit", "-q", "-m", "first")
	return p
}

func refused(t *testing.T, p *hooktest.Place, command string) {
	t.Helper()
	out, r := p.Hook(t, program, p.Bash(t, command))
	require.Equal(t, hooks.Blocks, out.Effect, "%s: %s", command, r.Stderr)
	require.NotContains(t, r.Stdout+r.Stderr, key)
	require.NotContains(t, r.Stdout+r.Stderr, awsKey)
}

func passes(t *testing.T, p *hooktest.Place, command string) {
	t.Helper()
	out, r := p.Hook(t, program, p.Bash(t, command))
	require.Equal(t, hooks.Proceeds, out.Effect, "%s: %s%s", command, r.Stderr, out.Reason)
}

func TestStaged(t *testing.T) {
	p := repository(t)
	p.Write(t, "config.py", "TOKEN = \""+key+"\"\n")
	p.Git(t, "config", "alias.ci", "commit -v")
	p.Git(t, "config", "alias.save", "!git add -A && git commit -m wip")
	passes(t, p, "git commit -m x") // it is not staged
	for _, command := range []string{
		"git commit -am x", "git add . && git commit -m x", "git add -A; git commit -m x", "git save", "git stage config.py && git commit -m x",
		"git commit -m x config.py", "git commit -m x -- config.py", "git commit --all -m x",
	} {
		if command == "git commit -am x" || strings.Contains(command, "--all") {
			p.Git(t, "add", "-N", "config.py")
		}
		refused(t, p, command)
	}
	p.Git(t, "add", "config.py")
	sub := filepath.Join(p.Project, "sub")
	require.NoError(t, os.Mkdir(sub, 0o755))
	for _, command := range []string{
		"git commit -m x", "git commit", "git commit -qm x", "git ci -m x", "git commit --amend --no-edit", "/usr/bin/git commit -m x", "cd sub && git commit -m x", "git -C " + p.Project + " commit -m x", "cd /tmp && git -C '" + p.Project + "' commit -m x",
		"cd /tmp; GIT_DIR=" + p.Project + "/.git GIT_WORK_TREE=" + p.Project + " git commit -m x", "git --git-dir=.git --work-tree=. commit -m x", "bash -c 'git commit -m x'",
		"env X=1 git commit -m x", "true && (git commit -m x)", "echo x | xargs git commit -m", "eval 'git commit -m x'", "git -c user.name=x commit -m x", "git commit -m \"$(cat README.md)\"", "git commit -n -m x",
	} {
		refused(t, p, command)
	}
	out, _ := p.Hook(t, program, p.Bash(t, "git commit -m x"))
	for _, part := range []string{"GitHub personal access token", "config.py:1", "https://", "revoked"} {
		require.Contains(t, out.Reason, part)
	}
	for _, command := range []string{"git status", "git diff --cached", "git log", "ls", "echo git commit", "git restore --staged config.py", "git stash list"} {
		passes(t, p, command)
	}
}

func TestOtherRepository(t *testing.T) {
	p := repository(t)
	other := hooktest.NewPlace(t)
	other.Git(t, "init", "-q")
	other.Write(t, "a.env", "AWS_ACCESS_KEY_ID="+awsKey+"\n")
	other.Git(t, "add", ".")
	passes(t, p, "git commit -m x")
	refused(t, p, "cd "+other.Project+" && git commit -m x") // and it has no commit yet
	refused(t, p, "git -C "+other.Project+" commit -m x")
	passes(t, p, "git init new && cd new && git commit --allow-empty -m x")
	passes(t, p, "cd /; git commit -m x") // no repository: git itself refuses
	for _, command := range []string{"cd $D && git commit -m x", "git -C \"$D\" commit -m x", "$GIT commit -m x", "git --git-dir=$X commit -m x"} {
		out, r := p.Hook(t, program, p.Bash(t, command))
		require.Equal(t, hooks.Asks, out.Effect, "%s: %s", command, r.Stderr)
	}
}

func TestStates(t *testing.T) {
	p := repository(t)
	p.Git(t, "checkout", "-q", "--detach")
	p.Write(t, "k.txt", "key: "+key+"\n")
	p.Write(t, "binary", "\x00\x01"+key+"\x00")
	p.Git(t, "add", ".")
	refused(t, p, "git commit -m x")
	p.Git(t, "commit", "-qm", "it got in")
	passes(t, p, "git commit --allow-empty -m x") // nothing new
	passes(t, p, "git rm k.txt && git commit -m x")

	// Pushing is the last moment.
	bare := t.TempDir()
	p.Git(t, "init", "-q", "--bare", bare)
	p.Git(t, "remote", "add", "origin", bare)
	refused(t, p, "git push origin HEAD:main")
	p.Git(t, "push", "-q", "origin", "main")
	p.Git(t, "checkout", "-q", "main")
	passes(t, p, "git push")
}

func TestMarksAndBaseline(t *testing.T) {
	p := repository(t)
	p.Write(t, "a.py", "t = '"+key+"' # gitleaks:allow\n")
	p.Git(t, "add", ".")
	refused(t, p, "git commit -m x") // the agent could have written the mark
	r := p.Run(t, program, "", "-staged")
	require.Equal(t, 0, r.Code, "a person's mark holds in a person's commit: %s", r.Stdout)

	p.Write(t, "a.py", "t = '"+key+"'\n")
	p.Git(t, "add", ".")
	scan := filepath.Join(t.TempDir(), "scan")
	build := exec.Command("go", "build", "-o", scan, "../scan")
	text, err := build.CombinedOutput()
	require.NoError(t, err, string(text))
	r = p.Run(t, scan, "", "-baseline", leak.BaselineFile, "-write-baseline")
	require.Equal(t, 0, r.Code, r.Stderr)
	refused(t, p, "git commit -m x") // not in HEAD
	p.Git(t, "add", leak.BaselineFile)
	p.Git(t, "commit", "-qm", "accept", "--", leak.BaselineFile)
	passes(t, p, "git commit -m x")
	p.Write(t, leak.BaselineFile, "nonsense\n")
	p.Git(t, "commit", "-qm", "break", "--", leak.BaselineFile)
	refused(t, p, "git commit -m x")
}

func TestCI(t *testing.T) {
	p := repository(t)
	require.Equal(t, 0, p.Run(t, program, "", "-history").Code)
	p.Write(t, "b.txt", "x = "+key+"\n")
	p.Git(t, "add", ".")
	r := p.Run(t, program, "", "-staged")
	require.Equal(t, 1, r.Code, r.Stderr)
	require.Contains(t, r.Stdout, "What to do:\n  revoke the GitHub personal access token (classic): https://")
	p.Git(t, "commit", "-qm", "y")
	for _, args := range [][]string{{"-history"}, {"-range", "HEAD~1..HEAD"}, {"-history", "-format", "sarif"}} {
		r := p.Run(t, program, "", args...)
		require.Equal(t, 1, r.Code, "%q: %s", args, r.Stderr)
		require.NotContains(t, r.Stdout, key)
	}
	require.Equal(t, 0, p.Run(t, program, "", "-range", "HEAD..HEAD").Code)
	for _, args := range [][]string{{"-range", "nonsense"}, {"-format", "x", "-history"}, {"-baseline", "."}} {
		r := p.Run(t, program, "", args...)
		require.Equal(t, 2, r.Code, "%q: %s", args, r.Stdout)
		require.NotEmpty(t, r.Stderr)
	}
	nowhere := hooktest.NewPlace(t)
	require.Equal(t, 2, nowhere.Run(t, program, "", "-staged").Code)
}

func TestInstall(t *testing.T) {
	p := repository(t)
	p.Env = append(p.Env, "PATH="+filepath.Dir(program)+":"+os.Getenv("PATH"))
	require.NoError(t, os.Symlink(program, filepath.Join(filepath.Dir(program), "secret-scan")))
	t.Cleanup(func() { os.Remove(filepath.Join(filepath.Dir(program), "secret-scan")) })
	hook := filepath.Join(p.Project, ".git", "hooks", "pre-commit")
	require.NoError(t, os.MkdirAll(filepath.Dir(hook), 0o755))
	require.NoError(t, os.WriteFile(hook, []byte("#!/bin/sh\ntouch ran"), 0o755))
	var wg sync.WaitGroup
	for range 4 { // at once
		wg.Go(func() { p.Run(t, program, "", "-install") })
	}
	wg.Wait()
	require.Equal(t, 0, p.Run(t, program, "", "-install").Code)
	text, err := os.ReadFile(hook)
	require.NoError(t, err)
	require.Contains(t, string(text), "touch ran\nsecret-scan -staged")
	p.Write(t, "c.txt", "x = "+key+"\n")
	p.Git(t, "add", "c.txt")
	commit := exec.Command("git", "commit", "-qm", "x")
	commit.Dir, commit.Env = p.Project, p.Environ()
	out, err := commit.CombinedOutput()
	require.Error(t, err)
	require.Contains(t, string(out), "revoke")
	require.FileExists(t, filepath.Join(p.Project, "ran"))

	require.NoError(t, os.WriteFile(hook, []byte("#!/usr/bin/python3\n"), 0o755))
	r := p.Run(t, program, "", "-install")
	require.Equal(t, 2, r.Code)
	require.Contains(t, r.Stderr, "by hand")
	require.Equal(t, 2, hooktest.NewPlace(t).Run(t, program, "", "-install").Code)
}

func TestFailsClosed(t *testing.T) {
	p := repository(t)
	p.Write(t, "a", key)
	p.Git(t, "add", ".")
	hookstest.FailsClosed(t, leak.New(leak.Config{}).Commit,
		[]byte(`{"hook_event_name":"PreToolUse","cwd":"`+p.Project+`","tool_name":"Bash","tool_input":{"command":"git commit -m x"}}`))
	// Without git nothing can be told, so nothing is let through.
	p.Env = append(p.Env, "PATH="+t.TempDir())
	out, _ := p.Hook(t, program, p.Bash(t, "git commit -m x"))
	require.Equal(t, hooks.Blocks, out.Effect)
}

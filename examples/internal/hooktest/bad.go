package hooktest

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/hooks"
)

// WithoutGit returns the place as one where no program is found, git among them.
func (p *Place) WithoutGit(t testing.TB) *Place {
	q := *p
	q.Env = append(q.Env[:len(q.Env):len(q.Env)], "PATH="+t.TempDir())
	return &q
}

// FullOutput returns the place as one where nothing more fits into what standard output
// is redirected to.
func (p *Place) FullOutput(t testing.TB) *Place {
	t.Helper()
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip("there is no /dev/full: what happens when the output cannot be written is not tested")
	}
	t.Cleanup(func() { _ = full.Close() })
	q := *p
	q.stdout = full
	return &q
}

// FullDisk returns a program that runs the given one where no file grows beyond some
// blocks of half a kilobyte. The write that would is cut off in the middle, as it is by
// a disk that is full.
func FullDisk(t testing.TB, program string, blocks int) string {
	t.Helper()
	if _, err := exec.LookPath("sh"); err != nil || runtime.GOOS == "windows" {
		t.Skip("there is no shell that limits the size of files: what a full disk does is not tested")
	}
	dir, err := os.MkdirTemp("", "full")
	require.NoError(t, err)
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	name := filepath.Join(dir, "program")
	script := fmt.Sprintf("#!/bin/sh\nulimit -f %d\ntrap '' XFSZ\nexec '%s' \"$@\"\n", blocks, program)
	require.NoError(t, os.WriteFile(name, []byte(script), 0o755))
	return name
}

// Many is how many files a large project has: 100,000 where HOOKTEST_MANY is set, and a
// quarter of them otherwise, for they cost seconds. Both are beyond the limits of the
// programs that have one.
func Many() int {
	if os.Getenv("HOOKTEST_MANY") != "" {
		return 100_000
	}
	return 25_000
}

// ManyFiles makes [Many] files in folders of the project, a thousand in each. They are
// links to one another, which are made faster than files.
func (p *Place) ManyFiles(t testing.TB, dir string) {
	t.Helper()
	for i := range Many() {
		sub := filepath.Join(dir, fmt.Sprint(i/1000))
		if i%1000 == 0 {
			p.Write(t, filepath.Join(sub, "0"), "x\n")
			continue
		}
		sub = filepath.Join(p.Project, sub)
		require.NoError(t, os.Link(filepath.Join(sub, "0"), filepath.Join(sub, fmt.Sprint(i%1000))))
	}
}

// ManyStaged puts n new files into the index of git, without making any.
func (p *Place) ManyStaged(t testing.TB, dir string, n int) {
	t.Helper()
	p.Git(t, "init", "-q")
	blob := strings.TrimSpace(p.Git(t, "hash-object", "-w", p.Write(t, "content", "x\n")))
	var index strings.Builder
	for i := range n {
		fmt.Fprintf(&index, "100644 %s\t%s/%d/%d\n", blob, dir, i/1000, i)
	}
	r := p.Run(t, "git", index.String(), "update-index", "--index-info")
	require.Equal(t, 0, r.Code, r.Stderr)
}

// AtOnce does something in eight goroutines and waits for all of them. The function
// must not end the test.
func AtOnce(do func(i int)) {
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() { do(i) })
	}
	wg.Wait()
}

// StillRefuses runs a hook on an event that it refuses in an ordinary project, in places
// where things go wrong: there is no git, no commit yet, no branch, there are binary
// files, what may not be read or written to, no space on the disk or for the output, no
// home, or other runs at the same time.
// The call must be refused in each, with a reason that can be read. Event prepares the
// project and returns the event.
func StillRefuses(t *testing.T, program string, event func(t *testing.T, p *Place) string, args ...string) {
	t.Helper()
	for _, bad := range []struct {
		name   string
		before func(t *testing.T, p *Place)
		after  func(t *testing.T, p *Place) (*Place, string)
	}{
		{"no git", nil, func(t *testing.T, p *Place) (*Place, string) { return p.WithoutGit(t), program }},
		{"no commit yet", func(t *testing.T, p *Place) { p.Git(t, "init", "-q") }, nil},
		{"detached head", func(t *testing.T, p *Place) {
			p.Git(t, "init", "-q")
			p.Git(t, "commit", "-qm", "x", "--allow-empty")
			p.Git(t, "checkout", "-q", "--detach")
		}, nil},
		{"binary files", func(t *testing.T, p *Place) {
			p.Write(t, "binary", "\x00\xff\xfe\x00\x01"+strings.Repeat("\x80\x00", 5000))
		}, nil},
		{"no permission", nil, func(t *testing.T, p *Place) (*Place, string) {
			p.Write(t, "locked/x", "x")
			q := p.Unprivileged(t)
			Forbid(t, filepath.Join(p.Project, "locked"), 0)
			Forbid(t, p.Project, 0o555)
			Forbid(t, p.Home, 0o555)
			return q, program
		}},
		{"full disk", nil, func(t *testing.T, p *Place) (*Place, string) { return p, FullDisk(t, program, 0) }},
		{"full output", nil, func(t *testing.T, p *Place) (*Place, string) { return p.FullOutput(t), program }},
		{"no home", nil, func(t *testing.T, p *Place) (*Place, string) {
			q := *p
			q.Env = append(q.Env[:len(q.Env):len(q.Env)], "HOME=", "USERPROFILE=", "LocalAppData=")
			return &q, program
		}},
	} {
		t.Run(bad.name, func(t *testing.T) {
			p, run := NewPlace(t), program
			if bad.before != nil {
				bad.before(t, p)
			}
			message := event(t, p)
			if bad.after != nil {
				p, run = bad.after(t, p)
			}
			out, r := p.Hook(t, run, message, args...)
			requireRefused(t, out, r)
		})
	}
	t.Run("at once", func(t *testing.T) {
		p := NewPlace(t)
		message := event(t, p)
		results := make([]Result, 8)
		AtOnce(func(i int) { results[i] = p.Run(t, program, message, args...) })
		for _, r := range results {
			requireRefused(t, OutcomeOf(t, message, r), r)
		}
	})
}

func requireRefused(t *testing.T, out hooks.Outcome, r Result) {
	t.Helper()
	require.Equal(t, hooks.Blocks, out.Effect, r.Stdout+r.Stderr)
	require.NotEmpty(t, out.Reason+r.Stderr)
	for _, sign := range []string{"panic", "goroutine ", "runtime error"} {
		require.NotContains(t, r.Stdout+r.Stderr, sign)
	}
}

// Colors shows that a program colours what it prints on a terminal, unless NO_COLOR or
// TERM=dumb speaks against it, and nothing in a file or a pipe. Painted is a part of the
// text with its colours.
func Colors(t *testing.T, p *Place, painted, program string, args ...string) {
	t.Helper()
	require.NotContains(t, p.Run(t, program, "", args...).Stdout, "\x1b")
	script, err := exec.LookPath("script")
	if err != nil || runtime.GOOS != "linux" {
		t.Skip("there is no script of util-linux, which makes terminals: colours on one are not tested")
	}
	var line strings.Builder
	line.WriteString("'" + program + "'")
	for _, a := range args {
		line.WriteString(" '" + strings.ReplaceAll(a, "'", `'\''`) + "'")
	}
	on := func(env ...string) string {
		q := *p
		q.Env = append(q.Env[:len(q.Env):len(q.Env)], env...)
		return q.Run(t, script, "", "-qc", line.String(), os.DevNull).Stdout
	}
	require.Contains(t, on("TERM=xterm"), painted)
	require.NotRegexp(t, `\x1b\[[0-9;]*m`, on("TERM=xterm", "NO_COLOR=1"))
	require.NotContains(t, on("TERM=dumb"), "\x1b")
}

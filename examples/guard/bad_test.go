package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/examples/internal/auditlog"
	"github.com/gatehouse-go/gatehouse/examples/internal/grant"
	"github.com/gatehouse-go/gatehouse/examples/internal/guard"
	"github.com/gatehouse-go/gatehouse/examples/internal/hooktest"
	"github.com/gatehouse-go/gatehouse/hooks"
)

func TestBadSurroundings(t *testing.T) {
	hooktest.StillRefuses(t, program, func(t *testing.T, p *hooktest.Place) string {
		p.Write(t, ".env", "A=1\n")
		return p.Bash(t, "echo x > .env")
	})
}

// TestManyFiles has many of them, and is as quick as with none.
func TestManyFiles(t *testing.T) {
	p, installed := set(t)
	p.ManyFiles(t, "many")
	begin := time.Now()
	for _, command := range []string{"ls", "go test ./...", "rm many/7/77"} {
		out, r := p.Hook(t, installed, p.Bash(t, command))
		require.Equal(t, hooks.Proceeds, out.Effect, "%s: %s", command, r.Stderr)
	}
	require.Less(t, time.Since(begin), 10*time.Second)
	out, r := p.Hook(t, installed, p.Bash(t, "rm -rf many"))
	require.Equal(t, hooks.Blocks, out.Effect, r.Stderr)
	require.Contains(t, out.Reason, "more than 20000 files")
}

// TestInitOnAFullDisk leaves the settings as they were.
func TestInitOnAFullDisk(t *testing.T) {
	p := hooktest.NewPlace(t)
	before := "{\"model\": \"x\"}\n"
	name := p.Write(t, ".claude/settings.json", before)
	unchanged := func() {
		t.Helper()
		data, err := os.ReadFile(name)
		require.NoError(t, err)
		require.Equal(t, before, string(data))
		for _, dir := range []string{filepath.Dir(name), filepath.Join(p.Home, ".local", "state", "gatehouse", "bin")} {
			left, err := filepath.Glob(filepath.Join(dir, ".new-*"))
			require.NoError(t, err)
			require.Empty(t, left)
		}
	}
	r := p.Run(t, hooktest.FullDisk(t, program, 64), "", "init", "-yes")
	require.Equal(t, 1, r.Code)
	require.Contains(t, r.Stderr, "file too large", "the program does not fit")
	unchanged()
	require.Equal(t, 0, p.Run(t, program, "", "init", "-yes").Code)
	require.Equal(t, 0, p.Run(t, program, "", "init", "-yes", "-remove").Code)
	require.NoError(t, os.WriteFile(name, []byte(before), 0o644))
	installed := filepath.Join(p.Home, ".local", "state", "gatehouse", "bin", "guard")
	r = p.Run(t, hooktest.FullDisk(t, installed, 0), "", "init", "-yes")
	require.Equal(t, 1, r.Code)
	require.Contains(t, r.Stderr, "file too large", "the settings do not fit")
	unchanged()
}

// TestInitAtOnce runs init from everywhere, and while somebody else writes the settings.
func TestInitAtOnce(t *testing.T) {
	p := hooktest.NewPlace(t)
	name := p.Write(t, ".claude/settings.json", "{\"model\": \"x\"}\n")
	hooktest.AtOnce(func(int) { p.Run(t, program, "", "init", "-yes") })
	data, err := os.ReadFile(name)
	require.NoError(t, err)
	require.Len(t, guard.Events(), strings.Count(string(data), `"onFailure": "block"`), string(data))
	require.Equal(t, 0, p.Run(t, program, "", "status").Code)

	require.NoError(t, os.WriteFile(name, []byte("{}\n"), 0o644))
	cmd := exec.Command(program, "init")
	cmd.Dir, cmd.Env = p.Project, p.Environ()
	in, err := cmd.StdinPipe()
	require.NoError(t, err)
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	var errs strings.Builder
	cmd.Stderr = &errs
	require.NoError(t, cmd.Start())
	for shown := ""; !strings.Contains(shown, "[y/N]"); {
		part := make([]byte, 4096)
		n, err := out.Read(part)
		require.NoError(t, err, errs.String())
		shown += string(part[:n])
	}
	other := "{\"model\": \"another\"}\n"
	require.NoError(t, os.WriteFile(name, []byte(other), 0o644))
	_, err = in.Write([]byte("y\n"))
	require.NoError(t, err)
	require.Error(t, cmd.Wait())
	require.Contains(t, errs.String(), "meanwhile")
	data, err = os.ReadFile(name)
	require.NoError(t, err)
	require.Equal(t, other, string(data))
}

// TestWithoutPermission cannot read a policy or settings, nor write where it must.
func TestWithoutPermission(t *testing.T) {
	p, installed := set(t)
	settings := filepath.Join(p.Project, ".claude", "settings.json")
	policy := p.Write(t, ".claude/gatehouse.json", "{}")
	p.Write(t, "x", "x")
	state := filepath.Join(p.Home, ".local", "state", "gatehouse")
	q := p.Unprivileged(t)
	for _, name := range []string{policy, settings} {
		hooktest.Forbid(t, name, 0)
		out, r := q.Hook(t, installed, q.Bash(t, "ls"))
		require.Equal(t, hooks.Blocks, out.Effect, r.Stderr)
		require.Contains(t, r.Stderr, filepath.Base(name))
		require.NoError(t, os.Chmod(name, 0o644))
	}
	out, r := q.Hook(t, installed, q.Bash(t, "ls"))
	require.Equal(t, hooks.Proceeds, out.Effect, r.Stderr)
	hooktest.Forbid(t, state, 0o555)
	out, r = q.Hook(t, installed, q.Bash(t, "rm x"))
	require.Equal(t, hooks.Blocks, out.Effect, "no copy can be kept: %s", r.Stderr)
	hooktest.Forbid(t, filepath.Dir(settings), 0o555)
	r = q.Run(t, installed, "", "init", "-remove", "-yes")
	require.Equal(t, 1, r.Code)
	require.Contains(t, r.Stderr, "permission denied")
}

// TestGrantAtOnce lets one of eight calls through that were granted once, and records
// each of them.
func TestGrantAtOnce(t *testing.T) {
	p, installed := set(t)
	event := p.Bash(t, "echo x > .env")
	p.Hook(t, installed, event)
	dir := filepath.Join(p.Home, ".local", "state", "gatehouse")
	store := grant.Store{Dir: dir}
	list, err := store.Pending(time.Now())
	require.NoError(t, err)
	require.Len(t, list, 1)
	require.NoError(t, store.Grant(list[0], grant.Max, time.Now()))
	results := make([]hooktest.Result, 8)
	hooktest.AtOnce(func(i int) { results[i] = p.Run(t, installed, event) })
	through := 0
	for _, r := range results {
		if hooktest.OutcomeOf(t, event, r).Effect == hooks.Proceeds {
			through++
		}
	}
	require.Equal(t, 1, through)
	records := 0
	for _, err := range auditlog.Read(dir) {
		require.NoError(t, err)
		records++
	}
	require.Equal(t, 9, records)
}

// TestFullDisk shows that the user is told when a decision could not be written down.
func TestFullDisk(t *testing.T) {
	p, installed := set(t)
	out, r := p.Hook(t, hooktest.FullDisk(t, installed, 0), p.Bash(t, "echo x > .env"))
	require.Equal(t, hooks.Blocks, out.Effect, r.Stderr)
	require.Contains(t, out.SystemMessage, "not in the audit log")
	p.Write(t, "x", "x")
	out, r = p.Hook(t, hooktest.FullDisk(t, installed, 0), p.Bash(t, "rm x"))
	require.Equal(t, hooks.Blocks, out.Effect, "no copy can be kept: %s", r.Stderr)
}

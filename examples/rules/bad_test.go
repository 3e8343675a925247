package main_test

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/examples/internal/hooktest"
	"github.com/gatehouse-go/gatehouse/hooks"
)

func TestBadSurroundings(t *testing.T) {
	hooktest.StillRefuses(t, guard, func(t *testing.T, p *hooktest.Place) string {
		p.Write(t, ".claude/settings.json", policy)
		return p.Bash(t, "git push --force origin main")
	})
}

// TestWithoutPermission refuses every call where the rules cannot be read.
func TestWithoutPermission(t *testing.T) {
	p := hooktest.NewPlace(t)
	name := p.Write(t, ".claude/settings.json", policy)
	q := p.Unprivileged(t)
	out, r := q.Hook(t, guard, q.Bash(t, "ls"))
	require.Equal(t, hooks.Proceeds, out.Effect, r.Stderr)
	hooktest.Forbid(t, name, 0)
	out, r = q.Hook(t, guard, q.Bash(t, "ls"))
	require.Equal(t, hooks.Blocks, out.Effect)
	require.Contains(t, r.Stderr, "permission denied")
	hooktest.Forbid(t, filepath.Dir(name), 0)
	out, _ = q.Hook(t, guard, q.Bash(t, "ls"))
	require.Equal(t, hooks.Blocks, out.Effect)
}

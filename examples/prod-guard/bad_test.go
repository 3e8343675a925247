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
		p.Env = append(p.Env, production)
		return p.Bash(t, deleteAll)
	})
}

// TestFullDisk shows that the user is told when what was done to production could not be
// written down.
func TestFullDisk(t *testing.T) {
	p := place(t, production)
	require.NoError(t, os.MkdirAll(filepath.Join(p.Home, ".local", "state", "gatehouse"), 0o700))
	full := hooktest.FullDisk(t, program, 0)
	event := p.Event(t, "PostToolUseFailure", map[string]any{"tool_name": "Bash", "tool_input": map[string]any{"command": deleteAll}, "tool_use_id": "toolu_1", "error": "reset"})
	out, r := p.Hook(t, full, event)
	require.Contains(t, out.SystemMessage, "Production was changed", r.Stderr)
	require.Contains(t, out.SystemMessage, "not in the audit log")
	out, _ = p.Hook(t, program, event)
	require.NotContains(t, out.SystemMessage, "audit log")

	out, r = p.Hook(t, full, p.Bash(t, deleteAll))
	require.Equal(t, hooks.Blocks, out.Effect, r.Stderr)
	require.Contains(t, out.Reason, "cannot be agreed to", "the refusal could not be remembered")
	r = p.Run(t, full, "", "run", "--", "psql", "postgres://app@db.prod.example.com/shop", "-c", "DELETE FROM users")
	require.Equal(t, 126, r.Code)
	require.Contains(t, r.Stderr, "file too large")
}

// TestWithoutPermission lets nothing through where grants cannot be read.
func TestWithoutPermission(t *testing.T) {
	p := place(t, production)
	state := filepath.Join(p.Home, ".local", "state", "gatehouse")
	require.NoError(t, os.MkdirAll(state, 0o700))
	q := p.Unprivileged(t)
	hooktest.Forbid(t, state, 0)
	out, r := q.Hook(t, program, q.Bash(t, deleteAll))
	require.Equal(t, hooks.Blocks, out.Effect, r.Stderr)
	require.Contains(t, out.Reason+r.Stderr, "permission denied")
	r = q.Run(t, program, "", "pending")
	require.Equal(t, 0, r.Code, "a folder that cannot be read has none: %s", r.Stderr)
	require.Empty(t, r.Stdout)
}

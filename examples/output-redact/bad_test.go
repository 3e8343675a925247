package main

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/examples/internal/hooktest"
)

// TestBadSurroundings replaces a secret wherever it runs: it needs nothing from there.
func TestBadSurroundings(t *testing.T) {
	p := hooktest.NewPlace(t)
	response := map[string]any{"stdout": "\x00\x01\ufffdT=" + key, "stderr": "", "interrupted": false, "isImage": false}
	nowhere := *p
	nowhere.Env = []string{"HOME=", "USERPROFILE="}
	for _, q := range []*hooktest.Place{p.WithoutGit(t), &nowhere} {
		out, r := result(t, q, "Bash", response)
		require.Contains(t, string(out.UpdatedOutput), "***REDACTED", r.Stderr)
		require.NotContains(t, r.Stdout+r.Stderr, key)
	}
	event := p.Event(t, "PostToolUse", map[string]any{"tool_name": "Bash", "tool_input": map[string]any{}, "tool_use_id": "t", "tool_response": response})
	r := p.Run(t, hooktest.FullDisk(t, program, 0), event)
	require.Contains(t, r.Stdout, "***REDACTED")
	results := make([]hooktest.Result, 8)
	hooktest.AtOnce(func(i int) { results[i] = p.Run(t, program, event) })
	for _, r := range results {
		require.Contains(t, r.Stdout, "***REDACTED")
	}
	// What is not written does not reach Claude, and the failure must be seen.
	r = p.FullOutput(t).Run(t, program, event)
	require.NotEqual(t, 0, r.Code)
	require.NotEmpty(t, r.Stderr)
	require.NotContains(t, r.Stderr, key)

	q := p.Unprivileged(t)
	hooktest.Forbid(t, p.Home, 0)
	hooktest.Forbid(t, filepath.Join(p.Project), 0o555)
	r = q.Run(t, program, event)
	require.Contains(t, r.Stdout, "***REDACTED", r.Stderr)
}

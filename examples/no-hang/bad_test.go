package main

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/examples/internal/hooktest"
	"github.com/gatehouse-go/gatehouse/hooks"
)

func TestBadSurroundings(t *testing.T) {
	hooktest.StillRefuses(t, program, func(t *testing.T, p *hooktest.Place) string { return p.Bash(t, "vim README.md") })
}

// TestBinaryCommand is about bytes that are no text.
func TestBinaryCommand(t *testing.T) {
	p := hooktest.NewPlace(t)
	out, r := p.Hook(t, program, p.Bash(t, "printf '\x01\x02\ufffd' > x; vim x"))
	require.Equal(t, hooks.Blocks, out.Effect, r.Stderr)
	r = p.Run(t, program, "\xff\xfe{\x00}\x00")
	require.Equal(t, 2, r.Code)
	require.NotEmpty(t, r.Stderr)
}

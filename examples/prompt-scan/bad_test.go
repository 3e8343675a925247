package main

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/examples/internal/hooktest"
	"github.com/gatehouse-go/gatehouse/hooks"
)

func TestBadSurroundings(t *testing.T) {
	hooktest.StillRefuses(t, program, func(t *testing.T, p *hooktest.Place) string {
		return p.Event(t, "UserPromptSubmit", map[string]any{"prompt": "use " + key})
	})
}

// TestBinaryPrompt is about bytes that are no text.
func TestBinaryPrompt(t *testing.T) {
	p := hooktest.NewPlace(t)
	out, r := prompt(t, p, "\x00\x01\ufffd "+key+"\x00")
	require.Equal(t, hooks.Blocks, out.Effect, r.Stderr)
	require.NotContains(t, r.Stdout+r.Stderr, key)
	r = p.Run(t, program, "\xff\xfe{\x00}\x00")
	require.Equal(t, 2, r.Code, r.Stderr)
	require.NotEmpty(t, r.Stderr)
}

package main

import (
	"testing"

	"github.com/gatehouse-go/gatehouse/examples/internal/hooktest"
)

func TestBadSurroundings(t *testing.T) {
	hooktest.StillRefuses(t, program, func(t *testing.T, p *hooktest.Place) string {
		p.Env = append(p.Env, production)
		return p.Bash(t, deleteAll)
	})
}

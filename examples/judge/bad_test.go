package main

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/examples/internal/hooktest"
)

// TestBadSurroundings judges no more kindly where nothing can be looked at.
func TestBadSurroundings(t *testing.T) {
	p := hooktest.NewPlace(t)
	p.Write(t, ".env", "\x00\xff\xfe")
	config := p.Write(t, "kubeconfig", "current-context: minikube\n")
	p.Env = []string{"KUBECONFIG=" + config}
	const command = "kubectl delete namespace web"
	for _, q := range []*hooktest.Place{p, p.WithoutGit(t), {Project: p.Project, Home: p.Home, Env: []string{"HOME=", "USERPROFILE="}}} {
		r := q.Run(t, program, "", "-exit-code", command)
		require.Contains(t, []int{2, 3}, r.Code, r.Stdout+r.Stderr)
	}
	for _, args := range [][]string{{command}, {"-json", command}, {"-jsonl"}} {
		r := p.FullOutput(t).Run(t, program, `{"id":"a","command":"ls"}`, args...)
		require.Equal(t, 1, r.Code, "%q", args)
		require.Contains(t, r.Stderr, "no space left", "%q", args)
	}
	r := p.Run(t, program, "", "-exit-code", "rm -rf / \x01\xff")
	require.Contains(t, []int{2, 3}, r.Code, r.Stdout)
	hooktest.AtOnce(func(int) {
		if r := p.Run(t, program, "", "-exit-code", "rm -rf /"); r.Code != 2 {
			t.Error(r.Code, r.Stderr)
		}
	})
	q := p.Unprivileged(t)
	hooktest.Forbid(t, config, 0)
	hooktest.Forbid(t, filepath.Join(p.Project, ".env"), 0)
	r = q.Run(t, program, "", "-exit-code", command)
	require.Contains(t, []int{2, 3}, r.Code, r.Stdout+r.Stderr)
}

// TestColors are on a terminal only, unless they are not wanted.
func TestColors(t *testing.T) {
	p := hooktest.NewPlace(t)
	hooktest.Colors(t, p, "\x1b[31mdeny\x1b[0m: critical", program, "rm -rf /")
}

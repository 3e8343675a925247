package main

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/examples/internal/hooktest"
	"github.com/gatehouse-go/gatehouse/examples/internal/leak"
	"github.com/gatehouse-go/gatehouse/hooks"
	"github.com/gatehouse-go/gatehouse/hooks/hookstest"
)

var program string

func TestMain(m *testing.M) { hooktest.Main(m, &program) }

var key = "ghp_" + strings.Repeat("aB3dE5gH", 4) + "iJ6k"

func prompt(t *testing.T, p *hooktest.Place, text string) (hooks.Outcome, hooktest.Result) {
	return p.Hook(t, program, p.Event(t, "UserPromptSubmit", map[string]any{"prompt": text}))
}

func TestRefusesASecret(t *testing.T) {
	p := hooktest.NewPlace(t)
	for _, text := range []string{
		"Use " + key + " to post this.", "why does\n  curl -H 'Authorization: Bearer " + key + "' https://api.github.com\nfail?",
		"DATABASE_URL=postgres://app:hunter2xyz9Q@db.example.com/app does not connect", `{"token": "` + key + `"}`,
	} {
		out, r := prompt(t, p, text)
		require.Equal(t, hooks.Blocks, out.Effect, text)
		require.NotContains(t, r.Stdout+r.Stderr, key)
		require.NotContains(t, r.Stdout+r.Stderr, "hunter2xyz9Q")
	}
	out, _ := prompt(t, p, "Use "+key+" to post this, please.")
	require.Contains(t, out.Reason, "a GitHub personal access token")
	require.Contains(t, out.Reason, "to post this, please.", "the copy to send again")
	require.Contains(t, out.Reason, "https://", "where it is revoked")
}

func TestOrdinaryPrompts(t *testing.T) {
	p := hooktest.NewPlace(t)
	for _, text := range []string{
		"Fix the login.", "Set DATABASE_URL=***REDACTED*** in the example.", "Read $GITHUB_TOKEN from the environment.", "What is commit 3f786850e387550fdab836ed7e6dc881de23001b?",
		"id 123e4567-e89b-12d3-a456-426614174000", "", "The password is asked for twice.", "sha256:" + strings.Repeat("ab12", 16),
	} {
		out, r := prompt(t, p, text)
		require.Equal(t, hooks.Proceeds, out.Effect, "%s: %s", text, r.Stderr)
		require.Empty(t, r.Stdout)
	}
}

func TestFailsClosed(t *testing.T) {
	hookstest.FailsClosed(t, leak.New(leak.Config{}).Prompt, []byte(`{"hook_event_name":"UserPromptSubmit","prompt":"`+key+`"}`))
}

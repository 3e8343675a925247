package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/examples/internal/hooktest"
	"github.com/gatehouse-go/gatehouse/secrets"
)

var program string

func TestMain(m *testing.M) { hooktest.Main(m, &program) }

var key = "ghp_" + strings.Repeat("aB3dE5gH", 4) + "iJ6k"

const odd = "correct horse battery" // no rule knows it

func place(t *testing.T, secret string) *hooktest.Place {
	p := hooktest.NewPlace(t)
	p.Git(t, "init", "-q", "-b", "main")
	p.Write(t, "a.txt", "first\n")
	p.Git(t, "add", ".")
	p.Git(t, "commit", "-qm", "first")
	p.Write(t, "src/config.js", "one\nconst t = '"+secret+"'\n")
	p.Git(t, "add", ".")
	p.Git(t, "commit", "-qm", "leak")
	bare := t.TempDir()
	p.Git(t, "init", "-q", "--bare", bare)
	p.Git(t, "remote", "add", "origin", bare)
	p.Git(t, "push", "-q", "-u", "origin", "main")
	p.Write(t, "src/config.js", "one\nconst t = process.env.T\n")
	p.Git(t, "commit", "-qam", "removed")
	p.Write(t, "notes.md", "it was "+secret+"\n")
	transcript := filepath.Join(p.Home, ".claude", "projects", "x", "s.jsonl")
	require.NoError(t, os.MkdirAll(filepath.Dir(transcript), 0o755))
	require.NoError(t, os.WriteFile(transcript, []byte(`{"type":"user","message":{"content":"hi"}}`+"\n"+`{"type":"user","message":{"content":"use `+secret+`"}}`+"\n"), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(p.Home, ".bash_history"), []byte("export T="+secret+"\n"), 0o600))
	return p
}

func report(t *testing.T, p *hooktest.Place, stdin string, args ...string) (Report, hooktest.Result) {
	t.Helper()
	r := p.Run(t, program, stdin, append(args, "-json")...)
	var report Report
	require.NoError(t, json.Unmarshal([]byte(r.Stdout), &report), r.Stderr)
	return report, r
}

func TestFindsEverywhere(t *testing.T) {
	for name, secret := range map[string]string{"a known kind": key, "an unknown kind": odd} {
		t.Run(name, func(t *testing.T) {
			p := place(t, secret)
			r, result := report(t, p, secret+"\n")
			require.Equal(t, 1, result.Code)
			require.NotContains(t, result.Stdout, secret)
			channels := map[string]Place{}
			for _, place := range r.Places {
				channels[place.Channel] = place
				if place.Pushed {
					channels["pushed"] = place
				}
			}
			require.Equal(t, "notes.md", channels["tree"].File)
			require.Equal(t, "~/.bash_history", channels["settings"].File)
			require.Equal(t, 2, channels["transcript"].Line)
			require.Equal(t, "t <t@example.com>", channels["pushed"].Who)
			require.NotEmpty(t, channels["pushed"].When)
			require.Contains(t, strings.Join(r.Clean, "\n"), "git filter-repo")
			require.Contains(t, strings.Join(r.Clean, "\n"), "force")
			text := p.Run(t, program, secret).Stdout
			require.Less(t, strings.Index(text, "Revoke"), strings.Index(text, "Clean"), "what comes first")
			require.NotContains(t, text, secret)
		})
	}
}

func TestByFingerprint(t *testing.T) {
	p := place(t, key)
	r, result := report(t, p, "", "-fingerprint", secrets.NewSecret(key).Fingerprint())
	require.Equal(t, 1, result.Code)
	require.Equal(t, "github-pat", r.Rule)
	require.Contains(t, r.Revoke, "https://")
	require.Contains(t, r.Check[0], "GitHub")
	require.Greater(t, len(r.Places), 3)
}

func TestNowhere(t *testing.T) {
	p := hooktest.NewPlace(t)
	r, result := report(t, p, key)
	require.Equal(t, 0, result.Code, "no repository at all: %s", result.Stderr)
	require.Empty(t, r.Places)
	require.Empty(t, r.Clean)
	p.Git(t, "init", "-q")
	_, result = report(t, p, key)
	require.Equal(t, 0, result.Code, "no commit yet: %s", result.Stderr)
	for _, args := range [][]string{{key}, {}, {"-nonsense"}} {
		r := p.Run(t, program, "", args...)
		require.Equal(t, 2, r.Code, "%d arguments", len(args))
		require.NotContains(t, r.Stderr, key)
	}
}

package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/examples/internal/checkup"
	"github.com/gatehouse-go/gatehouse/examples/internal/hooktest"
)

var program string

func TestMain(m *testing.M) { hooktest.Main(m, &program) }

var key = "ghp_" + strings.Repeat("aB3dE5gH", 4) + "iJ6k"

// careless is a project in which each check finds something.
func careless(t *testing.T) *hooktest.Place {
	p := hooktest.NewPlace(t)
	p.Git(t, "init", "-q")
	p.Write(t, ".env", "# the database\nDATABASE_URL=postgres://u:hunter2xyzQ9@h/d\nexport TOKEN="+key+"\n\nnonsense\n")
	p.Write(t, "src/a.js", "const t = '"+key+"'\n")
	p.Write(t, "credentials.json", "{}\n")
	p.Write(t, ".claude/settings.json", `{"permissions":{"allow":["Bash","Bash(rm"]},"hooks":{"PreToolUse":[{"matcher":"Bash(git commit*)","hooks":[{"type":"command","command":"no-such-program"}]}]}}`)
	p.Write(t, ".mcp.json", `{"mcpServers":{"x":{"env":{"GITHUB_TOKEN":"`+key+`"}}}}`)
	p.Write(t, ".github/workflows/ci.yml", "on: push\n")
	p.Write(t, ".gatehouse-baseline.jsonl", "")
	other := t.TempDir()
	require.NoError(t, os.MkdirAll(filepath.Join(other, ".claude"), 0o755))
	data, err := os.ReadFile(filepath.Join(p.Project, ".claude", "settings.json"))
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(other, ".claude", "settings.json"), data, 0o644))
	state, err := json.Marshal(map[string]any{"projects": map[string]any{other: map[string]any{}, p.Project: map[string]any{}}})
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(p.Home, ".claude.json"), state, 0o600))
	p.Git(t, "add", "-A", "-f")
	p.Git(t, "commit", "-qm", "all of it")
	old := time.Now().Add(-200 * 24 * time.Hour)
	require.NoError(t, os.Chtimes(filepath.Join(p.Project, ".env"), old, old))
	return p
}

func audit(t *testing.T, p *hooktest.Place, args ...string) (map[string][]map[string]any, hooktest.Result) {
	t.Helper()
	r := p.Run(t, program, "", append([]string{"-format", "json"}, args...)...)
	var rows []map[string]any
	require.NoError(t, json.Unmarshal([]byte(r.Stdout), &rows), r.Stderr)
	byCheck := map[string][]map[string]any{}
	for _, row := range rows {
		id := row["check"].(string)
		byCheck[id] = append(byCheck[id], row)
		require.NotEmpty(t, row["fix"], id)
	}
	require.NotContains(t, r.Stdout+r.Stderr, key)
	require.NotContains(t, r.Stdout+r.Stderr, "hunter2xyzQ9")
	return byCheck, r
}

func TestFindsAll(t *testing.T) {
	p := careless(t)
	found, r := audit(t, p, "-min", "info")
	require.Equal(t, 1, r.Code, r.Stderr)
	for _, id := range checkup.IDs() {
		require.NotEmpty(t, found[id], "the check %s found nothing", id)
	}
	require.Contains(t, fmt.Sprint(found["destructive"]), "rm -fr src")
	require.Contains(t, fmt.Sprint(found["hooks"]), "Bash(git commit*)")
	require.Contains(t, fmt.Sprint(found["secrets-tree"]), "src/a.js")
	only, _ := audit(t, p, "-only", "gitignore,ci")
	require.Len(t, only, 2)
	skipped, _ := audit(t, p, "-skip", "gitignore", "-min", "info")
	require.Empty(t, skipped["gitignore"])
	high, _ := audit(t, p, "-min", "high")
	require.Empty(t, high["claude-md"])

	r = p.Run(t, program, "", "-format", "sarif")
	var sarif struct {
		Version string
		Runs    []struct{ Results []struct{ RuleID string } }
	}
	require.NoError(t, json.Unmarshal([]byte(r.Stdout), &sarif))
	require.Equal(t, "2.1.0", sarif.Version)
	require.NotEmpty(t, sarif.Runs[0].Results)
	require.Contains(t, p.Run(t, program, "").Stdout, "fix: ")
}

func TestFix(t *testing.T) {
	p := careless(t)
	p.Write(t, "CLAUDE.md", "# Project\n\nBuild with make.")
	p.Write(t, ".gitignore", "dist/\n*.pem")
	_, r := audit(t, p, "-fix", "-min", "info")
	require.Contains(t, r.Stderr, "+ .env", "what is added is shown")
	read := func(name string) string {
		data, err := os.ReadFile(filepath.Join(p.Project, name))
		require.NoError(t, err)
		return string(data)
	}
	require.Equal(t, "# the database\nDATABASE_URL=\nexport TOKEN=\n\n", read(".env.example"))
	require.True(t, strings.HasPrefix(read(".gitignore"), "dist/\n*.pem\n.env\n"), read(".gitignore"))
	require.Contains(t, read(".gitignore"), "!.env.example\n")
	require.Equal(t, 1, strings.Count(read(".gitignore"), "*.pem"))
	require.True(t, strings.HasPrefix(read("CLAUDE.md"), "# Project\n\nBuild with make.\n\n## Security\n"), read("CLAUDE.md"))

	var before [3]string
	for i, name := range []string{".gitignore", ".env.example", "CLAUDE.md"} {
		before[i] = read(name)
	}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() { p.Run(t, program, "", "-fix") })
	}
	wg.Wait()
	found, _ := audit(t, p, "-fix", "-min", "info")
	for _, id := range []string{"gitignore", "local-ignored", "claude-md"} {
		require.Empty(t, found[id], id)
	}
	for i, name := range []string{".gitignore", ".env.example", "CLAUDE.md"} {
		require.Equal(t, before[i], read(name), "once more changes nothing")
	}
}

func TestOtherPlaces(t *testing.T) {
	p := hooktest.NewPlace(t)
	_, r := audit(t, p, "-min", "high")
	require.Equal(t, 0, r.Code, "no repository, no settings: %s", r.Stderr)
	p.Git(t, "init", "-q")
	_, r = audit(t, p, "-min", "info")
	require.Equal(t, 1, r.Code, "no commit yet: %s", r.Stderr)
	p.Write(t, "x", "\x00binary")
	p.Git(t, "add", ".")
	p.Git(t, "commit", "-qm", "x")
	p.Git(t, "checkout", "-q", "--detach")
	_, r = audit(t, p)
	require.Equal(t, 1, r.Code, r.Stderr)
	p.Write(t, ".claude/settings.json", "{")
	found, r := audit(t, p)
	require.Equal(t, 1, r.Code, r.Stderr)
	require.NotEmpty(t, found["rules"])
	for _, args := range [][]string{{"-only", "nonsense"}, {"-min", "x"}, {"-format", "x"}, {"no/such/folder"}, {"x"}} {
		r := p.Run(t, program, "", args...)
		require.Equal(t, 2, r.Code, "%q", args)
		require.NotEmpty(t, r.Stderr)
	}
	// A broken repository is an error, not a clean bill.
	require.NoError(t, os.WriteFile(filepath.Join(p.Project, ".git", "index"), []byte("broken"), 0o644))
	require.Equal(t, 2, p.Run(t, program, "", "-only", "key-files").Code)
	// A file where a folder should be: nothing can be added, and that is said.
	q := careless(t)
	require.NoError(t, os.Mkdir(filepath.Join(q.Project, ".gitignore"), 0o755))
	require.Equal(t, 2, q.Run(t, program, "", "-fix").Code)
}

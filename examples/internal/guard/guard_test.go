package guard_test

import (
	"context"
	"encoding/json"
	"math/rand/v2"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/examples/internal/guard"
	"github.com/gatehouse-go/gatehouse/examples/internal/policy"
	"github.com/gatehouse-go/gatehouse/hooks"
)

// pieces are what random policies are made of: names and patterns that fit some of the
// calls below, and some that loosen if anything does.
func pieces() []string {
	return []string{
		"*", "10.1.2.3", "db.prod.example.com", "*.prod.*", "products", "localhost", "shop", "app", "staging", "dev*", "?", "blue",
		".env", ".env*", "**", "src/**", "/src/a.ts", "build/", "*.lock", "go.sum", "[a-z]*", "docs", "README.md", ".github/workflows/**",
	}
}

// calls are of every kind that the guard has an opinion on, and of some that it has none on.
func calls(project string) []string {
	var list []string
	bash := func(command string) {
		list = append(list, toolCall(project, "Bash", map[string]any{"command": command}))
	}
	for _, url := range []string{
		"postgres://app@10.1.2.3/products", "postgres://app@db.prod.example.com/shop", "postgres://app@localhost/shop", "postgres://app@staging.example.com/shop", "mysql://app@blue.example.com/shop", "postgres://app@devbox.example.com/shop",
	} {
		for _, sql := range []string{"SELECT 1", "DELETE FROM users", "DROP TABLE users", "UPDATE users SET a = 1 WHERE id = 2"} {
			bash("psql " + url + " -c '" + sql + "'")
		}
	}
	for _, command := range []string{
		"ls", "git status", "echo x > .env", "echo x > src/a.ts", "sed -i s/a/b/ docs/x.md", "rm -rf build", "mv src lib", "vim README.md", "git push --force origin main",
		"kubectl --context blue delete ns shop", "kubectl --context dev delete pod x", "terraform destroy -auto-approve", "redis-cli -h 10.1.2.3 FLUSHALL", "cp a go.sum", "bash -c 'echo x > .github/workflows/x.yml'", "$X", "cat .env",
		"aws --profile blue s3 rm s3://products --recursive", "mail -s x someone@example.com", "git checkout other -- src",
	} {
		bash(command)
	}
	for _, name := range []string{"src/a.ts", ".env", "README.md", "go.sum", ".github/workflows/x.yml"} {
		list = append(list, toolCall(project, "Write", map[string]any{"file_path": project + "/" + name, "content": "mail someone@example.com"}), toolCall(project, "Read", map[string]any{"file_path": project + "/" + name}),
			toolCall(project, "mcp__fs__write_file", map[string]any{"path": project + "/" + name, "content": "x"}), toolCall(project, "mcp__fs__frobnicate", map[string]any{"path": project + "/" + name}))
	}
	return list
}

func toolCall(project, tool string, input map[string]any) string {
	data, err := json.Marshal(map[string]any{"hook_event_name": "PreToolUse", "cwd": project, "permission_mode": "default", "tool_name": tool, "tool_input": input, "tool_use_id": "t"})
	if err != nil {
		panic(err)
	}
	return string(data)
}

// strictness is how strict an answer is.
func strictness(t *testing.T, g *guard.Guard, message string) int {
	t.Helper()
	e, err := hooks.Decode([]byte(message))
	require.NoError(t, err)
	call, ok := e.(*hooks.PreToolUse)
	require.True(t, ok)
	_, what, _, err := g.Judge(context.Background(), call)
	switch {
	case err != nil, what == "deny":
		return 2
	case what == "ask":
		return 1
	}
	return 0
}

// TestProjectOnlyTightens: whatever policy file comes with a repository, no call gets a
// looser answer than without it, whatever the user and the organisation have set.
func TestProjectOnlyTightens(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("permission.Load does not work on Windows yet: what a project's policy tightens is not tested")
	}
	home := t.TempDir()
	t.Setenv("HOME", home)
	t.Setenv("CLAUDE_CONFIG_DIR", "")
	project := t.TempDir()
	seed := uint64(7)
	random := rand.New(rand.NewPCG(seed, seed)) //nolint:gosec // a test
	some := func(most int) []string {
		list := []string{}
		for range random.IntN(most + 1) {
			list = append(list, pieces()[random.IntN(len(pieces()))])
		}
		return list
	}
	build := func(p policy.Policy) *guard.Guard {
		return guard.New(guard.Config{Policy: p, Project: project})
	}
	tightened, rounds := 0, 40
	if testing.Short() {
		rounds = 5
	}
	for round := range rounds {
		user := policy.Policy{Production: some(1), Staging: some(1), Development: some(2), Unprotect: some(1), Personal: random.IntN(4) == 0}
		for _, check := range policy.Checks() {
			if random.IntN(8) == 0 {
				user.Off = append(user.Off, check)
			}
		}
		keys := map[string]any{"protect": some(3), "production": some(3), "personal": random.IntN(2) == 0}
		// Keys that loosen make a file that is refused, and every call with it.
		text, err := json.Marshal(keys)
		require.NoError(t, err)
		brought, err := policy.Parse(policy.Project, "p", text)
		require.NoError(t, err, "%s", text)
		without, with := build(policy.Join(user, policy.Policy{}, policy.Policy{})), build(policy.Join(user, policy.Policy{}, brought))
		for _, message := range calls(project) {
			before, after := strictness(t, without, message), strictness(t, with, message)
			if after < before {
				t.Errorf("round %d: %s goes from %d to %d by %s, user %+v", round, message, before, after, text, user)
			}
			if after > before {
				tightened++
			}
		}
	}
	require.Positive(t, tightened, "the policies had an effect")
	t.Logf("%d answers of %d rounds became stricter", tightened, rounds)
}

package main

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/examples/internal/auditlog"
	"github.com/gatehouse-go/gatehouse/examples/internal/grant"
	"github.com/gatehouse-go/gatehouse/examples/internal/hooktest"
	"github.com/gatehouse-go/gatehouse/hooks"
	"github.com/gatehouse-go/gatehouse/hooks/hookstest"
)

var program string

func TestMain(m *testing.M) { hooktest.Main(m, &program) }

const (
	production = "DATABASE_URL=postgres://app:hunter2xyz@db.prod.example.com/shop"
	local      = "DATABASE_URL=postgres://app:hunter2xyz@localhost/shop_dev"
	deleteAll  = `psql "$DATABASE_URL" -c 'DELETE FROM users'`
)

func place(t *testing.T, env ...string) *hooktest.Place {
	p := hooktest.NewPlace(t)
	p.Env = env
	return p
}

func TestDependsOnTheTarget(t *testing.T) {
	for _, tt := range []struct {
		env, command string
		want         hooks.Effect
		says         []string
	}{
		{production, deleteAll, hooks.Blocks, []string{"PRODUCTION", "db.prod.example.com", "no WHERE", "prod-guard allow "}},
		{production, `psql "$DATABASE_URL" -c 'DELETE FROM users WHERE id = 7'`, hooks.Asks, nil},
		{production, `psql "$DATABASE_URL" -c 'SELECT * FROM users'`, hooks.Proceeds, nil},
		{production, "npx prisma migrate reset --force", hooks.Blocks, nil},
		{production, "npx prisma migrate deploy", hooks.Blocks, []string{"PRODUCTION"}},
		{local, deleteAll, hooks.Asks, []string{"DEVELOPMENT"}},
		{local, "npm test", hooks.Proceeds, nil},
		{local, "kubectl --context prod delete namespace web", hooks.Blocks, []string{"namespace"}},
		{local, "PROD=1 psql postgres://app@db.prod.example.com/shop -c 'DROP TABLE users'", hooks.Blocks, nil},
		{local, "git status", hooks.Proceeds, nil},
		{local, "rm -rf ~", hooks.Blocks, nil},
	} {
		p := place(t, tt.env)
		out, r := p.Hook(t, program, p.Bash(t, tt.command))
		require.Equal(t, tt.want, out.Effect, "%s %s: %s%s", tt.env, tt.command, r.Stderr, out.Reason)
		for _, s := range tt.says {
			require.Contains(t, out.Reason, s, tt.command)
		}
		require.NotContains(t, r.Stdout+r.Stderr, "hunter2xyz")
	}
}

func TestServers(t *testing.T) {
	p := place(t, production)
	sql := func(tool, statement string) hooks.Effect {
		out, r := p.Hook(t, program, p.PreToolUse(t, tool, map[string]any{"sql": statement, "database": "shop"}))
		require.NotContains(t, r.Stderr, "panic")
		return out.Effect
	}
	require.Equal(t, hooks.Blocks, sql("mcp__postgres__query", "DROP TABLE users"))
	require.Equal(t, hooks.Blocks, sql("mcp__supabase__execute_sql", "DELETE FROM users"))
	require.Equal(t, hooks.Proceeds, sql("mcp__postgres__query", "SELECT 1"))
	require.Equal(t, hooks.Proceeds, sql("mcp__notes__add", "we should drop table users some day"))
}

// TestOneGrant follows a refusal to its one exception, made by what a person at a
// terminal would make.
func TestOneGrant(t *testing.T) {
	p := place(t, production)
	out, _ := p.Hook(t, program, p.Bash(t, deleteAll))
	require.Equal(t, hooks.Blocks, out.Effect)
	prefix := regexp.MustCompile(`prod-guard allow ([0-9a-f]{12})`).FindStringSubmatch(out.Reason)[1]

	// The agent cannot agree: it has no terminal.
	r := p.Run(t, program, "users\n", "allow", prefix)
	require.Equal(t, 2, r.Code)
	require.Contains(t, r.Stderr, "terminal")
	// And a flag in its own command is none.
	out, _ = p.Hook(t, program, p.Bash(t, deleteAll+" --force-production="+prefix))
	require.Equal(t, hooks.Blocks, out.Effect)

	r = p.Run(t, program, "", "pending")
	require.Contains(t, r.Stdout, prefix)
	store := grant.Store{Dir: filepath.Join(p.Home, ".local", "state", "gatehouse")}
	call, err := store.Find(prefix, time.Now())
	require.NoError(t, err)
	require.Equal(t, "users", call.Name)
	require.NoError(t, store.Grant(call, grant.Max, time.Now()))

	other := *p
	other.Env = []string{"DATABASE_URL=postgres://app@db2.prod.example.com/shop"}
	out, _ = other.Hook(t, program, p.Bash(t, deleteAll))
	require.Equal(t, hooks.Blocks, out.Effect, "another target")
	out, _ = p.Hook(t, program, p.Bash(t, deleteAll+";"))
	require.Equal(t, hooks.Blocks, out.Effect, "another command")
	out, _ = p.Hook(t, program, p.Bash(t, deleteAll))
	require.Equal(t, hooks.Proceeds, out.Effect)
	require.Contains(t, out.SystemMessage, "agreed")
	out, _ = p.Hook(t, program, p.Bash(t, deleteAll))
	require.Equal(t, hooks.Blocks, out.Effect, "once")
}

func TestReports(t *testing.T) {
	p := place(t, production)
	after := func(name, command string, fields map[string]any) (hooks.Outcome, hooktest.Result) {
		all := map[string]any{"tool_name": "Bash", "tool_input": map[string]any{"command": command}, "tool_use_id": "toolu_1"}
		maps.Copy(all, fields)
		return p.Hook(t, program, p.Event(t, name, all))
	}
	out, r := after("PostToolUse", "npx prisma migrate deploy", map[string]any{"tool_response": map[string]any{"stdout": "3 migrations applied\nmore", "stderr": "", "interrupted": false, "isImage": false}})
	require.Contains(t, out.SystemMessage, "Production was changed", r.Stderr)
	require.Contains(t, out.SystemMessage, "db.prod.example.com")
	require.Contains(t, out.SystemMessage, "3 migrations applied")
	out, _ = after("PostToolUseFailure", deleteAll, map[string]any{"error": "connection reset"})
	require.Contains(t, out.SystemMessage, "connection reset")
	out, r = after("PostToolUse", "git status", map[string]any{"tool_response": map[string]any{"stdout": "clean", "stderr": "", "interrupted": false, "isImage": false}})
	require.Empty(t, out.SystemMessage)
	require.Equal(t, 0, r.Code)

	var records []string
	for e, err := range auditlog.Read(filepath.Join(p.Home, ".local", "state", "gatehouse")) {
		require.NoError(t, err)
		records = append(records, e.Message)
		require.NotContains(t, e.Fields, "hunter2xyz")
	}
	require.Equal(t, []string{"production changed", "production changed"}, records)
	out, r = p.Hook(t, program, p.Event(t, "Stop", map[string]any{"stop_hook_active": false}))
	require.NotEqual(t, 0, r.Code, "an event that it is not for is an error: %v", out)
}

func TestWrapper(t *testing.T) {
	p := place(t)
	const url = "postgres://app@db.prod.example.com/shop"
	r := p.Run(t, program, "", "run", "--", "echo", "a b", "*")
	require.Equal(t, "a b *\n", r.Stdout)
	require.Equal(t, 3, p.Run(t, program, "", "run", "--", "sh", "-c", "exit 3").Code)
	r = p.Run(t, program, "users\n", "run", "--", "psql", url, "-c", "DELETE FROM users")
	require.Equal(t, 126, r.Code)
	require.Contains(t, r.Stderr, "-force-production=")
	prefix := regexp.MustCompile(`-force-production=([0-9a-f]{12})`).FindStringSubmatch(r.Stderr)[1]
	r = p.Run(t, program, "users\n", "run", "-force-production="+prefix, "--", "psql", url, "-c", "DELETE FROM users")
	require.Equal(t, 126, r.Code)
	require.Contains(t, r.Stderr, "terminal", "the name has to be typed by a person")
	r = p.Run(t, program, "", "run", "-force-production="+prefix, "--", "psql", url, "-c", "DROP TABLE users")
	require.Equal(t, 126, r.Code)
	require.Contains(t, r.Stderr, "-force-production=", "the hash of another command is none")
	r = p.Run(t, program, "", "run", "--", "rm", "-rf", "/")
	require.Equal(t, 126, r.Code, r.Stderr)
	for _, args := range [][]string{{"run"}, {"allow"}, {"allow", "abcdefabcdef"}, {"nonsense"}} {
		require.Equal(t, 2, p.Run(t, program, "", args...).Code, "%q", args)
	}
	require.Equal(t, 127, p.Run(t, program, "", "run", "--", "no-such-program").Code)
}

// TestStateInProject shows that a repository cannot bring grants along.
func TestStateInProject(t *testing.T) {
	p := place(t, production)
	p.Env = append(p.Env, "XDG_STATE_HOME="+filepath.Join(p.Project, "state"))
	out, r := p.Hook(t, program, p.Bash(t, "ls"))
	require.Equal(t, hooks.Blocks, out.Effect)
	require.Contains(t, r.Stderr, "lies in the project")
}

// TestNoState shows that without a place to remember nothing is let through.
func TestNoState(t *testing.T) {
	p := place(t, production)
	require.NoError(t, os.WriteFile(filepath.Join(p.Home, ".local"), nil, 0o600))
	out, r := p.Hook(t, program, p.Bash(t, "ls"))
	require.Equal(t, hooks.Blocks, out.Effect)
	require.Contains(t, r.Stderr, "state of the guards")
}

func TestFailsClosed(t *testing.T) {
	p := place(t, production)
	for _, entry := range p.Environ() {
		name, value, _ := strings.Cut(entry, "=")
		t.Setenv(name, value)
	}
	hookstest.FailsClosed(t, guardProduction, []byte(`{"hook_event_name":"PreToolUse","cwd":"/","tool_name":"Bash","tool_input":{"command":"psql postgres://app@db.prod.example.com/shop -c 'DROP TABLE users'"}}`))
}

package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/examples/internal/auditlog"
	"github.com/gatehouse-go/gatehouse/examples/internal/grant"
	"github.com/gatehouse-go/gatehouse/examples/internal/hooktest"
	"github.com/gatehouse-go/gatehouse/hooks"
	"github.com/gatehouse-go/gatehouse/hooks/hookstest"
	"github.com/gatehouse-go/gatehouse/permission"
)

var program string

func TestMain(m *testing.M) { hooktest.Main(m, &program) }

var key = "ghp_" + strings.Repeat("aB3dE5gH", 4) + "iJ6k"

// set is a project in which guard init has run, and the program that it installed.
func set(t *testing.T, env ...string) (*hooktest.Place, string) {
	p := hooktest.NewPlace(t)
	p.Env = env
	p.Git(t, "init", "-q", "-b", "main")
	p.Write(t, "README.md", "r\n")
	p.Write(t, ".github/workflows/x.yml", "on: push\n")
	p.Git(t, "add", ".")
	p.Git(t, "commit", "-qm", "first")
	r := p.Run(t, program, "", "init", "-yes")
	require.Equal(t, 0, r.Code, r.Stderr)
	installed := filepath.Join(p.Home, ".local", "state", "gatehouse", "bin", "guard")
	if runtime.GOOS == "windows" {
		t.Skip("permission.Load does not work on Windows yet: the guard refuses every call there")
	}
	return p, installed
}

// TestSession is what the guard is for, one call after the other.
func TestSession(t *testing.T) {
	p, installed := set(t, "DATABASE_URL=postgres://app:hunter2xyz@db.prod.example.com/shop")
	call := func(event string) (hooks.Outcome, hooktest.Result) {
		out, r := p.Hook(t, installed, event)
		require.NotContains(t, r.Stdout+r.Stderr, key)
		require.NotContains(t, r.Stdout+r.Stderr, "hunter2xyz")
		return out, r
	}
	refused := func(event string, says ...string) {
		t.Helper()
		out, r := call(event)
		require.Equal(t, hooks.Blocks, out.Effect, "%s: %s", event, r.Stderr)
		for _, s := range says {
			require.Contains(t, out.Reason, s)
		}
	}
	p.Write(t, "config.js", "const token = '"+key+"'\n")
	p.Git(t, "add", "config.js")
	refused(p.Bash(t, "git commit -m x"), "GitHub personal access token", "config.js:1", "https://", "grant")
	p.Git(t, "rm", "-qf", "config.js")
	refused(p.Event(t, "UserPromptSubmit", map[string]any{"prompt": "use " + key}))
	refused(p.PreToolUse(t, "Write", map[string]any{"file_path": filepath.Join(p.Project, "x.js"), "content": "k = '" + key + "'"}))
	out, _ := call(p.Event(t, "PostToolUse", map[string]any{
		"tool_name": "Bash", "tool_input": map[string]any{"command": "env"}, "tool_use_id": "t", "tool_response": map[string]any{"stdout": "T=" + key, "stderr": "", "interrupted": false, "isImage": false},
	}))
	require.Contains(t, string(out.UpdatedOutput), "***REDACTED")

	p.Write(t, "build/out.js", "out\n")
	out, r := call(p.Bash(t, "rm -rf build"))
	require.Equal(t, hooks.Proceeds, out.Effect, r.Stderr)
	require.Contains(t, out.SystemMessage, "restore")
	require.NoError(t, os.RemoveAll(filepath.Join(p.Project, "build")))
	id, _, _ := strings.Cut(p.Run(t, installed, "", "list").Stdout, " ")
	var kept struct{ ID string }
	require.NoError(t, json.Unmarshal([]byte(p.Run(t, installed, "", "list", "-json").Stdout), &kept))
	require.Equal(t, id, kept.ID)
	require.Equal(t, 0, p.Run(t, installed, "", "restore", id).Code)
	require.FileExists(t, filepath.Join(p.Project, "build", "out.js"))

	refused(p.Bash(t, "rm -rf $SOMEWHERE"), "cannot be told", "grant")

	workflow := filepath.Join(p.Project, ".github/workflows/x.yml")
	refused(p.PreToolUse(t, "Write", map[string]any{"file_path": workflow, "content": "x"}), "protected")
	refused(p.PreToolUse(t, "Edit", map[string]any{"file_path": workflow, "old_string": "a", "new_string": "b"}))
	refused(p.PreToolUse(t, "mcp__fs__write_file", map[string]any{"path": workflow, "content": "x"}))
	for _, command := range []string{"echo x > .github/workflows/x.yml", "sed -i s/a/b/ .github/workflows/x.yml", "cd .github && rm -rf workflows", "mv .github x", "ln -s .github l; cp README.md l/workflows/x.yml", "python3 -c 'open(\".github/workflows/x.yml\",\"w\")'", "git checkout HEAD~0 -- .github/workflows/x.yml"} {
		refused(p.Bash(t, command))
	}
	refused(p.Bash(t, `psql "$DATABASE_URL" -c 'DELETE FROM users'`), "PRODUCTION")
	refused(p.Bash(t, "vim README.md"), "would hang")
	refused(p.Bash(t, "git push --force origin main"), "git push --force")
	refused(p.Bash(t, "bash -c 'git push -f origin main'"))
	refused(p.Bash(t, "cat .env"), "Read(.env)")
}

func TestEverydayWorkPasses(t *testing.T) {
	p, installed := set(t, "DATABASE_URL=postgres://app@localhost/shop_dev")
	for _, command := range []string{
		"ls -la", "git status", "git diff", "git log --oneline -5", "git add README.md", "git commit -m 'update the readme'", "git checkout -b feature", "git stash", "git branch -a", "git fetch origin", "git pull --rebase", "git merge main", "git show HEAD", "git blame README.md",
		"go build ./...", "go test ./...", "go vet ./...", "go mod tidy", "gofmt -w x.go", "npm ci", "npm install lodash", "npm run build", "npm test", "npx tsc --noEmit", "npx eslint src", "yarn build", "pnpm install", "pip install -r requirements.txt", "pytest -q", "python3 manage.py test", "make", "make test",
		"cargo build", "cargo test", "cat README.md", "grep -rn TODO src", "rg pattern", "find . -name '*.go'", "sed -n 1,20p README.md", "head -50 README.md", "wc -l README.md", "mkdir -p src/new", "touch src/new/x.ts", "cp README.md docs.md", "mv docs.md doc.md", "rm doc.md", "echo hello", "curl -s https://example.com", "docker ps", "docker compose up -d", "kubectl get pods", "terraform plan", "psql \"$DATABASE_URL\" -c 'SELECT 1'", "jq . package.json", "tar czf src.tgz src", "which node", "date", "pwd", "env | grep PATH", "node -e 'console.log(1)'",
	} {
		out, r := p.Hook(t, installed, p.Bash(t, command))
		if out.Effect != hooks.Proceeds {
			t.Errorf("%s: %v: %s%s", command, out.Effect, out.Reason, r.Stderr)
		}
	}
	for tool, input := range map[string]map[string]any{
		"Read": {"file_path": filepath.Join(p.Project, "README.md")}, "Edit": {"file_path": filepath.Join(p.Project, "README.md"), "old_string": "r", "new_string": "s"},
		"Write": {"file_path": filepath.Join(p.Project, "src/a.ts"), "content": "export const key = process.env.API_KEY"}, "Grep": {"pattern": "x"}, "Glob": {"pattern": "**/*.ts"}, "WebFetch": {"url": "https://example.com", "prompt": "x"}, "TodoWrite": {"todos": []any{}}, "mcp__github__get_issue": {"number": 1},
	} {
		out, r := p.Hook(t, installed, p.PreToolUse(t, tool, input))
		require.Equal(t, hooks.Proceeds, out.Effect, "%s: %s%s", tool, out.Reason, r.Stderr)
	}
	out, r := p.Hook(t, installed, p.Event(t, "UserPromptSubmit", map[string]any{"prompt": "Fix the login."}))
	require.Equal(t, hooks.Proceeds, out.Effect, r.Stderr)
}

func TestInit(t *testing.T) {
	p := hooktest.NewPlace(t)
	before := "{\n\t// no comment is allowed here\n}\n"
	name := p.Write(t, ".claude/settings.json", before)
	r := p.Run(t, program, "", "init", "-yes")
	require.Equal(t, 1, r.Code, "a file that is not JSON is not guessed at")
	data, err := os.ReadFile(name)
	require.NoError(t, err)
	require.Equal(t, before, string(data))

	before = "{\n\t\"model\": \"x\",\n\t\"permissions\": {\"allow\": [\"Bash(make)\"]}\n}\n"
	require.NoError(t, os.WriteFile(name, []byte(before), 0o600))
	require.NoError(t, os.Chmod(name, 0o600))
	r = p.Run(t, program, "n\n", "init")
	require.Equal(t, 1, r.Code)
	require.Contains(t, r.Stdout, "+ \t\t\"PreToolUse\"", "the change is shown before")
	data, err = os.ReadFile(name)
	require.NoError(t, err)
	require.Equal(t, before, string(data), "and nothing written without a yes")

	r = p.Run(t, program, "y\n", "init")
	require.Equal(t, 0, r.Code, r.Stderr)
	require.Contains(t, r.Stdout, "in force for 5 events")
	data, err = os.ReadFile(name)
	require.NoError(t, err)
	require.True(t, json.Valid(data))
	require.True(t, strings.HasPrefix(string(data), "{\n\t\"model\": \"x\",\n\t\"permissions\": {\"allow\": [\"Bash(make)\"]"))
	info, err := os.Stat(name)
	require.NoError(t, err)
	if runtime.GOOS != "windows" {
		require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	}
	// Each rule does something.
	s, err := permission.ParseSettings(permission.Project, name, data)
	require.NoError(t, err)
	lint, err := permission.Lint(permission.Config{Settings: []*permission.Settings{s}, Project: p.Project, Home: p.Home})
	require.NoError(t, err)
	for _, d := range lint {
		require.NotEqual(t, permission.SeverityError, d.Severity, d.String())
	}
	require.Equal(t, 0, p.Run(t, program, "", "init", "-yes").Code)
	again, err := os.ReadFile(name)
	require.NoError(t, err)
	require.Equal(t, string(data), string(again), "once more changes nothing")

	require.Equal(t, 0, p.Run(t, program, "", "init", "-remove", "-yes").Code)
	require.Equal(t, 1, p.Run(t, program, "", "status").Code)
	removed, err := os.ReadFile(name)
	require.NoError(t, err)
	require.NotContains(t, string(removed), "hooks")
	r = p.Run(t, program, "", "init", "-remove") // asks nothing
	require.Equal(t, 0, r.Code, r.Stderr)
	require.Contains(t, r.Stdout, "not in")

	require.Equal(t, 0, p.Run(t, program, "", "init", "-yes", "-local").Code)
	local, err := os.ReadFile(filepath.Join(p.Project, ".claude", "settings.local.json"))
	require.NoError(t, err)
	require.Contains(t, string(local), "PreToolUse")
	again, err = os.ReadFile(name)
	require.NoError(t, err)
	require.Equal(t, string(removed), string(again))
	require.Equal(t, 0, p.Run(t, program, "", "init", "-remove", "-yes", "-local").Code)
}

// TestInitRemoveWithoutSettings: what is not there is not made.
func TestInitRemoveWithoutSettings(t *testing.T) {
	p := hooktest.NewPlace(t)
	r := p.Run(t, program, "", "init", "-remove", "-yes")
	require.Equal(t, 0, r.Code, r.Stderr)
	require.NoDirExists(t, filepath.Join(p.Project, ".claude"))
}

func TestShowChange(t *testing.T) {
	var b strings.Builder
	showChange(&b, "a\nb\nc\nd\ne\nf\ng\nh\ni\n", "a\nb\nc\nX\ne\nf\ng\nh\ni\nj\n")
	require.Equal(t, "  b\n  c\n- d\n+ X\n  e\n  f\n  …\n  h\n  i\n+ j\n", b.String())
	b.Reset()
	showChange(&b, "", "{\r\n}\r\n")
	require.Equal(t, "+ {\n+ }\n", b.String())
	b.Reset()
	showChange(&b, "a\n", "a\n")
	require.Empty(t, b.String())
}

// TestStatus says that the guard is in force only if it is asked about everything, and
// blocks if it fails.
func TestStatus(t *testing.T) {
	p, installed := set(t)
	name := filepath.Join(p.Project, ".claude", "settings.json")
	good, err := os.ReadFile(name)
	require.NoError(t, err)
	r := p.Run(t, installed, "", "status")
	require.Equal(t, 0, r.Code, r.Stderr)
	require.Contains(t, r.Stdout, installed)
	require.Equal(t, 0, p.Run(t, program, "", "check").Code)
	for what, change := range map[string][2]string{
		"only commands":                 {`"matcher": "*"`, `"matcher": "Bash"`},
		"it proceeds on failure":        {`"onFailure": "block"`, `"onFailure": "continue"`},
		"a program of this name":        {installed, "/tmp/other/guard"},
		"the guard among other words":   {`"command": "` + installed, `"command": "true ` + installed},
		"all hooks are off":             {`"hooks": {`, `"disableAllHooks": true, "hooks": {`},
		"nobody waits":                  {`"timeout": 60`, `"async": true, "timeout": 60`},
		"the file does not count":       {`"timeout": 60`, `"timeout": "60"`},
		"prompts are not looked at":     {`"UserPromptSubmit"`, `"Stop"`},
		"changes of settings are not":   {`"ConfigChange"`, `"SessionEnd"`},
		"the condition leaves some out": {`"timeout": 60`, `"if": "Bash(git *)", "timeout": 60`},
	} {
		bad := strings.ReplaceAll(string(good), change[0], change[1])
		require.NotEqual(t, string(good), bad, what)
		require.NoError(t, os.WriteFile(name, []byte(bad), 0o600))
		r := p.Run(t, installed, "", "status")
		require.Equal(t, 1, r.Code, "%s: %s", what, r.Stdout)
		require.NotContains(t, r.Stdout, "in force")
	}
	require.NoError(t, os.WriteFile(name, good, 0o600))
	require.NoError(t, os.Remove(installed))
	require.Equal(t, 1, p.Run(t, program, "", "status").Code, "the program is gone")
}

func TestHelp(t *testing.T) {
	p := hooktest.NewPlace(t)
	for _, args := range [][]string{{"-h"}, {"help"}, {"init", "-h"}} {
		r := p.Run(t, program, "", args...)
		require.Equal(t, 0, r.Code)
		require.Contains(t, r.Stderr, "guard init")
		require.Contains(t, r.Stderr, "-managed")
	}
	require.Contains(t, p.Run(t, program, "", "-completion", "bash").Stdout, "complete -o filenames")
	for _, args := range [][]string{{"nothing"}, {"grant"}, {"status", "-dir", "none"}, {"init", "-nothing"}} {
		r := p.Run(t, program, "", args...)
		require.Equal(t, 1, r.Code, "%q", args)
		require.NotEmpty(t, r.Stderr)
	}
}

func TestManaged(t *testing.T) {
	r := hooktest.NewPlace(t).Run(t, program, "", "init", "-managed")
	require.Equal(t, 0, r.Code, r.Stderr)
	s, err := hooks.ParseSettings(hooks.ManagedScope, "managed-settings.json", []byte(r.Stdout))
	require.NoError(t, err)
	require.Len(t, hooks.Merge(s).For(&hooks.Unknown{Name: "UserPromptSubmit"}, nil), 1)
	require.Contains(t, r.Stdout, `"allowManagedHooksOnly": true`)
	require.Contains(t, r.Stdout, `"onFailure": "block"`)
}

// TestOnlyPeople: no call grants a call, takes the guard out, drops what it keeps or
// starts an agent without it.
func TestOnlyPeople(t *testing.T) {
	p, installed := set(t)
	out, _ := p.Hook(t, installed, p.Bash(t, "echo x > .env"))
	hash := regexp.MustCompile(`grant ([0-9a-f]{12})`).FindStringSubmatch(out.Reason)[1]
	for _, command := range []string{
		installed + ` "gr"ant ` + hash, installed + " $(echo grant) " + hash, "cp " + installed + " /tmp/zz; /tmp/zz grant " + hash, "/tmp/zz grant " + hash, "./zz grant $(./zz pending | cut -c1-12)", `script -qc "/tmp/zz grant ` + hash + `" /dev/null <<< yes`,
		"cat hash | xargs ./zz grant", `sqlite3 x ".output $HOME/.local/state/gatehouse/granted-x.json"`, `find ~/.local/state -name "gu*" -exec {} grant ` + hash + ` \;`, "X=" + hash + "; ./zz g $X", "go run github.com/gatehouse-go/gatehouse/examples/guard@latest grant x", "go run ./examples/guard init -remove -yes",
		installed + ` in"it" -remove -yes`, installed + " prune", installed + " prune -older 0s", "env -u CLAUDECODE " + installed + " grant x", "cd ~/.local/state/gatehouse/bin && ./guard grant x", "setsid " + installed + " grant x",
		"claude --bare -p x", `claude -p x --settings '{"disableAllHooks":true}'`, "claude --settings=x.json -p x", "claude --setting-sources user -p x", "CLAUDE_CODE_SIMPLE=1 claude -p x", "export CLAUDE_CONFIG_DIR=/tmp/x; claude -p x", "npx @anthropic-ai/claude-code --bare -p x",
		"npx -y @anthropic-ai/claude-code@latest --safe-mode", "pnpm dlx @anthropic-ai/claude-code --bare", "bash -c 'claude --bare'",
	} {
		out, r := p.Hook(t, installed, p.Bash(t, command))
		if out.Effect != hooks.Blocks {
			t.Errorf("%q: %v %s", command, out.Effect, r.Stderr)
		}
	}
	for _, command := range []string{"cd /tmp && claude -p x", "(cd $D; claude -p x)", "mkdir -p /tmp/q && cd /tmp/q && npx @anthropic-ai/claude-code"} {
		out, _ := p.Hook(t, installed, p.Bash(t, command))
		require.Equal(t, hooks.Asks, out.Effect, command)
	}
	out, _ = p.Hook(t, installed, p.PreToolUse(t, "Write", map[string]any{"file_path": filepath.Join(p.Project, "x.sh"), "content": "#!/bin/sh\n/tmp/zz grant " + hash + "\n"}))
	require.Equal(t, hooks.Blocks, out.Effect, "a script that would grant it")
	out, _ = p.Hook(t, installed, p.PreToolUse(t, "Write", map[string]any{"file_path": filepath.Join(p.Project, "x.py"), "content": "open(home + '/.local/state/gatehouse/granted-' + h, 'w')"}))
	require.Equal(t, hooks.Blocks, out.Effect, "a script that would forge a grant")
	for _, command := range []string{
		"claude --version", "claude -p 'what does --bare do'", "claude mcp list", "npm install -g @anthropic-ai/claude-code", "npm view @anthropic-ai/claude-code version", "git init", "npm init -y", "mkdir guard init", "cat src/guard $F", "git log --grep grant", "git show 0123456789abcdef0123456789abcdef01234567",
		installed + " list", "echo claude --bare",
	} {
		out, r := p.Hook(t, installed, p.Bash(t, command))
		require.Equal(t, hooks.Proceeds, out.Effect, "%s: %s", command, r.Stderr+out.Reason)
	}
}

// TestConfigChange: a change of the settings by which the guard would be gone does not
// take effect, whatever made it.
func TestConfigChange(t *testing.T) {
	p, installed := set(t)
	name := filepath.Join(p.Project, ".claude", "settings.json")
	changed := func(source string) hooks.Outcome {
		out, _ := p.Hook(t, installed, p.Event(t, "ConfigChange", map[string]any{"source": source, "file_path": name}))
		return out
	}
	good, err := os.ReadFile(name)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(name, []byte(strings.Replace(string(good), "{", `{"model": "x",`, 1)), 0o600))
	require.Equal(t, hooks.Proceeds, changed("project_settings").Effect)
	for _, text := range []string{"{}", "{", strings.Replace(string(good), `"hooks": {`, `"disableAllHooks": true, "hooks": {`, 1), strings.ReplaceAll(string(good), "PreToolUse", "Stop"), strings.ReplaceAll(string(good), installed, "/tmp/guard")} {
		require.NoError(t, os.WriteFile(name, []byte(text), 0o600))
		out := changed("project_settings")
		require.Equal(t, hooks.Blocks, out.Effect, text)
		require.NotEmpty(t, out.Reason)
	}
	require.NoError(t, os.Remove(name))
	require.Equal(t, hooks.Blocks, changed("project_settings").Effect)
	require.Equal(t, hooks.Proceeds, changed("policy_settings").Effect, "the organisation's own")

	require.NoError(t, os.WriteFile(filepath.Join(p.Project, ".claude", "settings.local.json"), good, 0o600))
	require.Equal(t, hooks.Proceeds, changed("project_settings").Effect, "another file names it")
}

// TestProtectsItself tries what an agent that wants to be rid of the guard would.
func TestProtectsItself(t *testing.T) {
	p, installed := set(t)
	state := filepath.Join(p.Home, ".local", "state", "gatehouse")
	settings := filepath.Join(p.Project, ".claude", "settings.json")
	for _, command := range []string{
		"rm " + installed, "echo '#!/bin/sh' > " + installed, "chmod -x " + installed, "mv " + state + " /tmp/x", "rm -rf ~/.local/state/gatehouse", "cd ~/.local/state && rm -rf gatehouse", "rm -rf ~/.local", "cp /bin/true " + installed,
		"echo '{}' > .claude/settings.json", "sed -i s/guard/true/ .claude/settings.json", "rm -rf .claude", "mv .claude x", "echo '{\"disableAllHooks\":true}' > .claude/settings.local.json", "echo '{\"disableAllHooks\":true}' > ~/.claude/settings.json", "jq 'del(.hooks)' .claude/settings.json > t && mv t .claude/settings.json",
		"echo '{\"off\":[\"secrets\"]}' > ~/.config/gatehouse/guard.json", "mkdir -p ~/.config/gatehouse && cp x ~/.config/gatehouse/guard.json", "touch " + state + "/granted-x.json", "ln -s ~/.local/state/gatehouse l; echo x > l/granted-y.json",
		installed + " grant abcdef123456", installed + " init -remove -yes", "script -qc '" + installed + " grant abcdef123456' /dev/null", "python3 -c 'import os; os.remove(\"" + installed + "\")'",
	} {
		out, r := p.Hook(t, installed, p.Bash(t, command))
		if out.Effect == hooks.Proceeds {
			t.Errorf("%q passes: %s", command, r.Stderr)
		}
	}
	for _, file := range []string{installed, settings, filepath.Join(p.Home, ".claude", "settings.json"), filepath.Join(p.Project, ".claude", "gatehouse.json"), filepath.Join(state, "granted-x.json"), filepath.Join(p.Project, ".claude", "settings.local.json")} {
		out, r := p.Hook(t, installed, p.PreToolUse(t, "Write", map[string]any{"file_path": file, "content": "{}"}))
		require.Equal(t, hooks.Blocks, out.Effect, "%s: %s", file, r.Stderr)
	}
	for _, command := range []string{"cat .claude/settings.json", "ls ~/.local/state/gatehouse", installed + " status", installed + " pending"} {
		out, r := p.Hook(t, installed, p.Bash(t, command))
		require.Equal(t, hooks.Proceeds, out.Effect, "%s: %s", command, r.Stderr+out.Reason)
	}
}

func TestGrant(t *testing.T) {
	p, installed := set(t)
	event := p.Bash(t, "echo x > .env")
	out, _ := p.Hook(t, installed, event)
	require.Equal(t, hooks.Blocks, out.Effect)
	prefix := regexp.MustCompile(`grant ([0-9a-f]{12})`).FindStringSubmatch(out.Reason)[1]
	r := p.Run(t, installed, "yes\n", "grant", prefix)
	require.Equal(t, 1, r.Code)
	require.Contains(t, r.Stderr, "terminal")
	require.Contains(t, p.Run(t, installed, "", "pending").Stdout, prefix)
	var call grant.Call
	require.NoError(t, json.Unmarshal([]byte(p.Run(t, installed, "", "pending", "-json").Stdout), &call))
	require.True(t, strings.HasPrefix(call.Hash, prefix), call.Hash)

	dir := filepath.Join(p.Home, ".local", "state", "gatehouse")
	store := grant.Store{Dir: dir}
	call, err := store.Find(prefix, time.Now())
	require.NoError(t, err)
	require.NoError(t, store.Grant(call, grant.Max, time.Now()))
	out, _ = p.Hook(t, installed, p.Bash(t, "echo y > .env"))
	require.Equal(t, hooks.Blocks, out.Effect, "another call")
	out, _ = p.Hook(t, installed, event)
	require.Equal(t, hooks.Proceeds, out.Effect)
	require.Contains(t, out.SystemMessage, "let through once")
	out, _ = p.Hook(t, installed, event)
	require.Equal(t, hooks.Blocks, out.Effect, "once")
	var said []string
	for e, err := range auditlog.Read(dir) {
		require.NoError(t, err)
		said = append(said, e.Fields["decision"].(string))
	}
	require.Equal(t, []string{"deny", "deny", "granted", "deny"}, said)
}

// TestPolicy is about the files that change what is checked.
func TestPolicy(t *testing.T) {
	p, installed := set(t)
	user := filepath.Join(p.Home, ".config", "gatehouse", "guard.json")
	if runtime.GOOS == "darwin" {
		user = filepath.Join(p.Home, "Library", "Application Support", "gatehouse", "guard.json")
	}
	require.NoError(t, os.MkdirAll(filepath.Dir(user), 0o700))
	require.NoError(t, os.WriteFile(user, []byte(`{"off": ["interactive"], "unprotect": ["go.sum"], "protect": ["infra/**"], "production": ["db7.*"]}`), 0o600))
	effect := func(command string) hooks.Effect {
		out, _ := p.Hook(t, installed, p.Bash(t, command))
		return out.Effect
	}
	require.Equal(t, hooks.Proceeds, effect("vim x"))
	require.Equal(t, hooks.Proceeds, effect("echo x > go.sum"))
	require.Equal(t, hooks.Blocks, effect("echo x > infra/main.tf"))
	require.Equal(t, hooks.Blocks, effect("psql postgres://db7.example.com/x -c 'DROP TABLE y'"))
	require.Equal(t, hooks.Blocks, effect("echo x > .env"))

	project := filepath.Join(p.Project, ".claude", "gatehouse.json")
	require.NoError(t, os.WriteFile(project, []byte(`{"protect": ["docs/**"]}`), 0o600))
	require.Equal(t, hooks.Blocks, effect("echo x > docs/a.md"))
	for _, bad := range []string{`{"off": ["secrets"]}`, `{"unprotect": [".env"]}`, `{`, `{"protcet": []}`} {
		require.NoError(t, os.WriteFile(project, []byte(bad), 0o600))
		out, r := p.Hook(t, installed, p.Bash(t, "ls"))
		require.Equal(t, hooks.Blocks, out.Effect, bad)
		require.Contains(t, r.Stderr, "gatehouse.json")
	}
}

// TestGitOfTheProject: settings of a project can set PATH for hooks, and the guard runs
// no git that the project brings along.
func TestGitOfTheProject(t *testing.T) {
	p, installed := set(t)
	p.Write(t, "config.js", "const token = '"+key+"'\n")
	p.Git(t, "add", "config.js")
	fake := p.Write(t, "bin/git", "#!/bin/sh\necho ran > ran\n")
	require.NoError(t, os.Chmod(fake, 0o755))
	p.Env = append(p.Env, "PATH="+filepath.Dir(fake)+string(filepath.ListSeparator)+os.Getenv("PATH"))
	for _, command := range []string{"git commit -m x", "rm -rf build"} {
		p.Write(t, "build/out.js", "out\n")
		out, r := p.Hook(t, installed, p.Bash(t, command))
		require.Equal(t, command == "git commit -m x", out.Effect == hooks.Blocks, r.Stderr)
	}
	require.NoFileExists(t, filepath.Join(p.Project, "ran"))
}

func TestSimulate(t *testing.T) {
	p, installed := set(t)
	transcript := p.Write(t, "t.jsonl", strings.Join([]string{
		`{"type":"user","message":{"role":"user","content":"hello"}}`,
		`{"type":"assistant","cwd":"` + p.Project + `","message":{"content":[{"type":"text","text":"x"},{"type":"tool_use","name":"Bash","input":{"command":"vim x"}}]}}`,
		`{"type":"assistant","cwd":"` + p.Project + `","message":{"content":[{"type":"tool_use","name":"Bash","input":{"command":"ls"}},{"type":"tool_use","name":"Bash","input":{"command":"echo x > infra/a"}}]}}`,
		`{"msg":"decision","decision":"deny","tool":"Bash","input":{"command":"echo x > .env"},"cwd":"` + p.Project + `"}`,
	}, "\n"))
	policy := p.Write(t, "new.json", `{"off": ["interactive"], "protect": ["infra/**"]}`)
	r := p.Run(t, installed, "", "simulate", "-policy", policy, transcript)
	require.Equal(t, 0, r.Code, r.Stderr)
	require.Equal(t, "deny → pass  Bash {\"command\":\"vim x\"}\npass → deny  Bash {\"command\":\"echo x > infra/a\"}\n4 calls: 2 pass, 0 asked, 2 denied; 2 differ\n", r.Stdout)
	require.Contains(t, p.Run(t, installed, "", "simulate", "-json", "-policy", policy, transcript).Stdout, `"before":"deny"`)
	require.Empty(t, p.Run(t, installed, "", "pending").Stdout, "nothing is remembered")
	for _, args := range [][]string{{"simulate"}, {"simulate", "none"}, {"simulate", "-policy", "none", transcript}, {"simulate", p.Write(t, "bad", "{")}} {
		require.Equal(t, 1, p.Run(t, installed, "", args...).Code, "%q", args)
	}
}

func TestFailsClosed(t *testing.T) {
	p, _ := set(t)
	for _, entry := range p.Environ() {
		name, value, _ := strings.Cut(entry, "=")
		t.Setenv(name, value)
	}
	hookstest.FailsClosed(t, handle, []byte(`{"hook_event_name":"PreToolUse","cwd":"/","tool_name":"Bash","tool_input":{"command":"git push --force origin main"}}`),
		[]byte(`{"hook_event_name":"UserPromptSubmit","prompt":"`+key+`"}`))
	require.NoError(t, os.WriteFile(filepath.Join(p.Project, ".claude", "settings.json"), []byte("{"), 0o600))
	out, _ := p.Hook(t, program, p.Bash(t, "ls"))
	require.Equal(t, hooks.Blocks, out.Effect, "settings that cannot be read refuse every call")
}

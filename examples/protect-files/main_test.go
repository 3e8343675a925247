package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/examples/internal/hooktest"
	"github.com/gatehouse-go/gatehouse/hooks"
	"github.com/gatehouse-go/gatehouse/hooks/hookstest"
)

var program string

func TestMain(m *testing.M) { hooktest.Main(m, &program) }

var files = map[string]string{
	".env": "A=1\n", ".env.production": "A=2\n", "wrangler.toml": "name = \"x\"\n", ".github/workflows/x.yml": "on: push\n", "package-lock.json": "{}\n",
	"db/migrate/001_users.sql": "CREATE TABLE users (id int);\n",
}

// project is a repository with all of these files in HEAD, and some that may change.
func project(t *testing.T) *hooktest.Place {
	p := hooktest.NewPlace(t)
	for name, text := range files {
		p.Write(t, name, text)
	}
	for name, text := range map[string]string{".env.example": "A=\n", "src/app.js": "x\n", "README.md": "r\n", "new.yml": "owned\n", "p.diff": "--- a/.env\n+++ b/.env\n@@ -1 +1 @@\n-A=1\n+A=owned\n"} {
		p.Write(t, name, text)
	}
	p.Git(t, "init", "-q", "-b", "main")
	p.Git(t, "add", "-Af")
	p.Git(t, "commit", "-q", "-m", "first")
	return p
}

// changed reports which protected files are no longer what they were.
func changed(t *testing.T, p *hooktest.Place) (list []string) {
	t.Helper()
	for name, text := range files {
		data, err := os.ReadFile(filepath.Join(p.Project, name))
		if err != nil || string(data) != text {
			list = append(list, name)
		}
	}
	return list
}

// ways change a protected file; bash shows that they do.
var ways = []string{
	"echo owned > .env", "echo owned >> .env", "echo owned | tee .env", "echo owned | tee -a .github/workflows/x.yml", ": > .env", "> .env", "printf x 1<> .env",
	"sed -i s/A/B/ .env", "sed -i.bak s/A/B/ .env", "sed --in-place s/push/x/ .github/workflows/x.yml", "perl -pi -e s/A/B/ .env", "perl -i -pe 's/A/B/' .env",
	"cp new.yml .github/workflows/x.yml", "cp -f new.yml .env", "cp -t .github/workflows x.yml 2>/dev/null; cp new.yml .github/workflows/x.yml",
	"mv new.yml .env", "mv .env old", "mv .github gone", "mv .github/workflows .github/w", "install new.yml .env", "install -m 600 new.yml .github/workflows/x.yml",
	"ln -sf new.yml .env", "ln -f new.yml .env", "dd if=new.yml of=.env 2>/dev/null", "dd of=.env < new.yml", "truncate -s 0 .env", "rm .env", "rm -rf .github", "rm -f .github/workflows/x.yml",
	"rm -rf .github/workflows", "unlink .env", "find . -name .env -delete", "find .github -type f -delete", "find . -name x.yml -exec rm {} +", "find . -name .env -exec sh -c 'echo owned > $1' _ {} \\;",
	"echo .env | xargs rm", "printf '%s\\0' .env | xargs -0 rm", "git rm -q .env", "git mv .env x", "git rm -rq .github", "git apply p.diff", "patch -p1 < p.diff", "patch .env p.diff",
	"cd .github/workflows && echo owned > x.yml", "cd .github; rm workflows/x.yml", "(cd .github/workflows; sed -i s/push/x/ x.yml)", "pushd .github >/dev/null; echo owned > workflows/x.yml",
	"bash -c 'echo owned > .env'", "sh -c \"sed -i s/A/B/ .env\"", "eval 'rm .env'", "bash <<< 'rm .env'", "bash <<'E'\necho owned > .env\nE", "echo 'rm .env' | sh", "echo cm0gLmVudg== | base64 -d | sh",
	"f=.env; echo owned > $f", "f=.env; rm \"$f\"", "f=env; echo owned > .$f", "a=(.env); rm \"${a[0]}\"", "for f in .env; do rm $f; done", "while read f; do rm $f; done <<< .env",
	"echo owned > ./.env", "echo owned > \"$PWD/.env\"", "echo owned > src/../.env", "echo owned > .e''nv", "echo owned > '.env'", "echo owned > .en\\v", "rm .en?", "rm .en[v]", "rm .env*", "rm -rf .git[h]ub",
	"ln -s .env l; echo owned > l", "ln -s . l; echo owned > l/.env", "ln .env l; echo owned > l", "ln -s .github/workflows l; rm l/x.yml",
	"python3 -c 'open(\".env\",\"w\").write(\"owned\")'", "python3 -c 'import os; os.remove(\".env\")'", "python3 -c 'import shutil; shutil.rmtree(\".github\")'", "python3 -c 'import pathlib; pathlib.Path(\".env\").write_text(\"x\")'",
	"python3 - <<'E'\nwith open('.env', 'a') as f:\n    f.write('owned')\nE", "perl -e 'unlink \".env\"'", "perl -e 'open(F, \">\", \".env\"); print F \"x\"'", "node -e 'require(\"fs\").writeFileSync(\".env\", \"x\")'",
	"node -e 'require(\"fs\").rmSync(\".github\", {recursive: true})'", "awk 'BEGIN { print \"owned\" > \".env\" }'", "awk '{print}' new.yml > .env",
	"tar cf - new.yml | tar xf - --transform s/new.yml/.env/", "echo owned | sponge .env 2>/dev/null || echo owned > .env", "split -b 1k new.yml x && mv xaa .env",
	"exec 3> .env; echo owned >&3", "cat new.yml > .env", "sort new.yml -o .env", "shred -u .env", "echo owned | dd of=.env conv=notrunc 2>/dev/null", "timeout 5 rm .env", "env rm .env", "nohup rm .env >/dev/null 2>&1", "command rm .env", "\\rm .env",
	"rm -- .env", "git checkout -q --orphan x && git rm -rfq .", "ed -s .env <<< $'s/A/B/\\nw'", "ex -sc '%s/A/B/|x' .env", "vim -es -c '%s/A/B/' -c wq .env", "rsync new.yml .env", "curl -s -o .env file://$PWD/new.yml", "trap 'rm .env' EXIT", "f() { rm .env; }; f",
	"echo owned > package-lock.json", "echo owned > db/migrate/001_users.sql", "rm -r db", "sed -i s/id/x/ db/migrate/001_users.sql", "sed -i s/x/y/ wrangler.toml", "git stash -q -- .env; echo owned > .env",
	"mkdir -p x/workflows && cp new.yml x/workflows/x.yml && cp -r x/. .github", "mkdir -p x/workflows && cp new.yml x/workflows/x.yml && cp -RT x .github", "mkdir -p x/workflows && cp new.yml x/workflows/x.yml && tar cf t.tar -C x workflows && tar xf t.tar -C .github",
	"mkdir -p x/.github/workflows && cp new.yml x/.github/workflows/x.yml && cp -a x/.github .", "mkdir -p x/workflows && cp new.yml x/workflows/x.yml && tar cf t.tar -C x workflows && cd .github && tar -x -f ../t.tar -C .",
	"mkdir -p x/workflows && cp new.yml x/workflows/x.yml && cp -r -t .github x/workflows",
}

// benign commands leave the files as they are, and are nobody's business.
var benign = []string{
	"ls -la", "cat .github/workflows/x.yml", "grep -r push .github", "git status", "git diff", "git log -p -- .env", "head -1 wrangler.toml", "wc -l package-lock.json", "diff .env .env.example || true",
	"echo x > .env.example", "sed -i s/x/y/ src/app.js", "cp src/app.js src/b.js", "rm new.yml", "mv README.md docs.md", "mkdir -p build && touch build/x", "rm -rf build", "npm install", "npm ci", "git add -A", "git commit -qm x",
	"echo 'rm .env' > notes.txt", "git commit -qm 'do not rm .env'", "find . -name '*.js'", "find src -name '*.js' -delete", "echo owned > db/migrate/002_new.sql", "go test ./...", "ls .github/workflows | wc -l", "test -f .env && echo yes",
	"cat .env.example > /tmp/example.$$", "git checkout -q -b feature", "python3 -c 'print(open(\"README.md\").read())'", "node -e 'console.log(1)'", "jq . package-lock.json", "sha256sum wrangler.toml", "cp wrangler.toml /tmp/w.$$", "tar cf /tmp/t.$$ src",
	"cp -r src lib", "mkdir out && tar cf t.tar src && tar xf t.tar -C out", "mkdir -p sub && cp -a src sub/", "mv src lib", "mkdir -p .github/ISSUE && cp new.yml .github/ISSUE/bug.yml", "tar cf t.tar src && tar xf t.tar",
}

func TestWays(t *testing.T) {
	if _, err := exec.LookPath("bash"); err != nil {
		t.Skip("there is no bash: that these commands change the files is not shown, and nothing is judged")
	}
	for _, way := range ways {
		p := project(t)
		out, _ := p.Hook(t, program, p.Bash(t, way))
		cmd := exec.Command("bash", "--norc", "-c", way)
		cmd.Dir, cmd.Env = p.Project, p.Environ()
		text, _ := cmd.CombinedOutput()
		if len(changed(t, p)) == 0 {
			t.Logf("changes nothing on this machine, so says nothing: %q: %s", way, text)
			continue
		}
		if out.Effect != hooks.Blocks {
			if out.Effect == hooks.Proceeds {
				t.Errorf("%q changes %q and is let through", way, changed(t, p))
			} else {
				t.Logf("asked: %q: %s", way, out.Reason)
			}
		}
	}
}

func TestBenign(t *testing.T) {
	p := project(t)
	for _, command := range benign {
		out, r := p.Hook(t, program, p.Bash(t, command))
		if out.Effect != hooks.Proceeds {
			t.Errorf("%q: %v %s", command, out.Effect, r.Stderr+out.Reason)
		}
	}
}

func TestTools(t *testing.T) {
	p := project(t)
	in := func(name string) string { return filepath.Join(p.Project, name) }
	for _, tt := range []struct {
		tool  string
		input map[string]any
		want  hooks.Effect
	}{
		{"Edit", map[string]any{"file_path": in(".env"), "old_string": "A", "new_string": "B"}, hooks.Blocks},
		{"Write", map[string]any{"file_path": in(".github/workflows/new.yml"), "content": "x"}, hooks.Blocks},
		{"Write", map[string]any{"file_path": in("src/.env"), "content": "x"}, hooks.Blocks},
		{"NotebookEdit", map[string]any{"notebook_path": in(".circleci/n.ipynb"), "new_source": "x"}, hooks.Blocks},
		{"Write", map[string]any{"file_path": in("db/migrate/001_users.sql"), "content": "x"}, hooks.Blocks},
		{"Write", map[string]any{"file_path": in("db/migrate/002_more.sql"), "content": "x"}, hooks.Proceeds},
		{"Write", map[string]any{"file_path": in(".env.example"), "content": "x"}, hooks.Proceeds},
		{"Edit", map[string]any{"file_path": in("src/app.js"), "old_string": "x", "new_string": "y"}, hooks.Proceeds},
		{"Read", map[string]any{"file_path": in(".env")}, hooks.Proceeds},
		{"mcp__fs__write_file", map[string]any{"path": in(".env"), "content": "x"}, hooks.Blocks},
		{"mcp__fs__move_file", map[string]any{"source": in("a"), "destination": ".github/workflows/x.yml"}, hooks.Blocks},
		{"mcp__fs__batch", map[string]any{"ops": []any{map[string]any{"target": "file://" + in("wrangler.toml")}}}, hooks.Asks},
		{"mcp__fs__read_file", map[string]any{"path": in(".env")}, hooks.Proceeds},
		{"mcp__fs__write_file", map[string]any{"path": in("src/app.js"), "content": "x"}, hooks.Proceeds},
	} {
		out, r := p.Hook(t, program, p.PreToolUse(t, tt.tool, tt.input))
		require.Equal(t, tt.want, out.Effect, "%s %v: %s", tt.tool, tt.input, r.Stderr)
	}
}

func TestPatterns(t *testing.T) {
	p := project(t)
	write := func(name string) string {
		return p.PreToolUse(t, "Write", map[string]any{"file_path": filepath.Join(p.Project, name), "content": "x"})
	}
	out, _ := p.Hook(t, program, write("infra/a/b.tf"), "infra/**", "Makefile")
	require.Equal(t, hooks.Blocks, out.Effect)
	require.Contains(t, out.Reason, "infra/**")
	out, _ = p.Hook(t, program, write(".env"), "infra/**")
	require.Equal(t, hooks.Proceeds, out.Effect, "its own list takes the place of the usual one")
	for _, bad := range []string{"", "!.env"} {
		out, r := p.Hook(t, program, write("README.md"), bad)
		require.Equal(t, hooks.Blocks, out.Effect, "%q", bad)
		require.Contains(t, r.Stderr, "not a pattern")
	}
}

// TestWithoutGit shows that a project without a repository, or without a commit, has
// no migrations that were applied, and that all else is protected.
func TestWithoutGit(t *testing.T) {
	p := hooktest.NewPlace(t)
	p.Write(t, "db/migrate/001.sql", "x")
	for range 2 {
		out, r := p.Hook(t, program, p.Bash(t, "echo x > db/migrate/001.sql"))
		require.Equal(t, hooks.Proceeds, out.Effect, r.Stderr)
		out, _ = p.Hook(t, program, p.Bash(t, "echo x > .env"))
		require.Equal(t, hooks.Blocks, out.Effect)
		p.Git(t, "init", "-q")
	}
	// A program of that name that fails for another reason is no answer.
	bin := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(bin, "git"), []byte("#!/bin/sh\nkill -9 $$\n"), 0o755))
	p.Env = append(p.Env, "PATH="+bin+":"+os.Getenv("PATH"))
	out, _ := p.Hook(t, program, p.Bash(t, "echo x > db/migrate/001.sql"))
	require.Equal(t, hooks.Blocks, out.Effect)
}

func TestFailsClosed(t *testing.T) {
	p := hooktest.NewPlace(t)
	for _, entry := range p.Environ() {
		name, value, _ := strings.Cut(entry, "=")
		t.Setenv(name, value)
	}
	os.Args = os.Args[:1]
	hookstest.FailsClosed(t, refuseChanges,
		[]byte(`{"hook_event_name":"PreToolUse","cwd":"/","tool_name":"Bash","tool_input":{"command":"echo x > `+p.Project+`/.env"}}`),
		[]byte(`{"hook_event_name":"PreToolUse","cwd":"/","tool_name":"Write","tool_input":{"file_path":"`+p.Project+`/.env","content":"x"}}`))
}

package permission_test

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/permission"
)

// A home is a user's home directory with a repository in it.
type home struct{ dir, repo string }

func newHome(t *testing.T) home {
	t.Helper()
	if _, err := os.Stat("/etc/claude-code"); err == nil {
		t.Skip("/etc/claude-code exists: its managed settings would join those of the test; run it where they are absent")
	}
	dir := t.TempDir()
	t.Setenv("HOME", dir)
	t.Setenv("CLAUDE_CONFIG_DIR", "")
	h := home{dir: dir, repo: filepath.Join(dir, "repo")}
	require.NoError(t, os.MkdirAll(filepath.Join(h.repo, ".git"), 0o777))
	require.NoError(t, os.MkdirAll(filepath.Join(h.repo, "sub", "deep"), 0o777))
	return h
}

func (h home) write(t *testing.T, name, text string) string {
	t.Helper()
	name = filepath.Join(h.dir, name)
	require.NoError(t, os.MkdirAll(filepath.Dir(name), 0o777))
	require.NoError(t, os.WriteFile(name, []byte(text), 0o666))
	return name
}

func TestFiles(t *testing.T) {
	h := newHome(t)
	files, err := permission.Files(filepath.Join(h.repo, "sub"))
	require.NoError(t, err)
	require.Equal(t, []permission.File{
		{Scope: permission.Local, Name: filepath.Join(h.repo, ".claude/settings.local.json")}, // of the repository's root
		{Scope: permission.Project, Name: filepath.Join(h.repo, "sub/.claude/settings.json")}, // of the start directory
		{Scope: permission.User, Name: filepath.Join(h.dir, ".claude/settings.json")},
	}, files[len(files)-3:])
	for _, f := range files[:len(files)-3] {
		require.Equal(t, permission.Managed, f.Scope)
		require.Contains(t, f.Name, "managed-settings")
	}
}

func TestFilesOfAFolderOutsideRepositories(t *testing.T) {
	h := newHome(t)
	require.NoError(t, os.RemoveAll(filepath.Join(h.repo, ".git")))
	files, err := permission.Files(filepath.Join(h.repo, "sub"))
	require.NoError(t, err)
	require.Equal(t, filepath.Join(h.repo, "sub/.claude/settings.local.json"), files[len(files)-3].Name)
}

// In a work tree .git is a file.
func TestFilesOfAWorkTree(t *testing.T) {
	h := newHome(t)
	h.write(t, "repo/sub/.git", "gitdir: elsewhere")
	files, err := permission.Files(filepath.Join(h.repo, "sub", "deep"))
	require.NoError(t, err)
	require.Equal(t, filepath.Join(h.repo, "sub/.claude/settings.local.json"), files[len(files)-3].Name)
}

func TestConfigDir(t *testing.T) {
	h := newHome(t)
	t.Setenv("CLAUDE_CONFIG_DIR", filepath.Join(h.dir, "elsewhere"))
	h.write(t, "elsewhere/settings.json", lists("deny:", "Bash(x)", "Read(/notes/**)"))
	h.write(t, ".claude/settings.json", lists("deny:", "Bash(y)"))
	require.Equal(t, []string{"Bash(x)", "Read(/notes/**)"}, loaded(t, h.repo))

	// A path with one slash starts where the user's settings are.
	p, err := permission.Load(h.repo)
	require.NoError(t, err)
	require.Equal(t, permission.Deny, p.Check(call("Read", "file_path", filepath.Join(h.dir, "elsewhere/notes/a"))).Decision)
}

func TestManagedFiles(t *testing.T) {
	dir := t.TempDir()
	files, err := permission.ManagedFiles(dir)
	require.NoError(t, err)
	require.Len(t, files, 1)

	drop := filepath.Join(dir, "managed-settings.d")
	require.NoError(t, os.Mkdir(drop, 0o777))
	for _, name := range []string{"10-a.json", "20-b.json", ".hidden.json", "note.txt"} {
		require.NoError(t, os.WriteFile(filepath.Join(drop, name), nil, 0o666))
	}
	files, err = permission.ManagedFiles(dir)
	require.NoError(t, err)
	var names []string
	for _, f := range files {
		require.Equal(t, permission.Managed, f.Scope)
		names = append(names, filepath.Base(f.Name))
	}
	require.Equal(t, []string{"20-b.json", "10-a.json", "managed-settings.json"}, names)

	require.NoError(t, os.RemoveAll(drop))
	require.NoError(t, os.Symlink("managed-settings.d", drop))
	_, err = permission.ManagedFiles(dir)
	require.Error(t, err, "half a policy")
}

// loaded returns the rules that are in force in a directory.
func loaded(t *testing.T, dir string) []string {
	t.Helper()
	p, err := permission.Load(dir)
	require.NoError(t, err)
	var out []string
	for r := range p.Rules() {
		out = append(out, r.String())
	}
	return out
}

func TestLoad(t *testing.T) {
	h := newHome(t)
	require.Empty(t, loaded(t, h.repo), "missing files are fine")

	h.write(t, "repo/.claude/settings.json", lists("allow:", "Bash(project)"))
	h.write(t, "repo/.claude/settings.local.json", lists("allow:", "Bash(local)", "deny:", "Read"))
	h.write(t, ".claude/settings.json", lists("allow:", "Bash(user)", "ask:", "Edit"))
	require.Equal(t, []string{"Read", "Edit", "Bash(local)", "Bash(project)", "Bash(user)"}, loaded(t, h.repo))

	// Below the root of the repository the project's settings do not count,
	// and those of a folder do.
	require.Equal(t, []string{"Read", "Edit", "Bash(local)", "Bash(user)"}, loaded(t, filepath.Join(h.repo, "sub")))
	h.write(t, "repo/sub/.claude/settings.json", lists("deny:", "Bash(sub)"))
	require.Equal(t, []string{"Read", "Bash(sub)", "Edit", "Bash(local)", "Bash(user)"}, loaded(t, filepath.Join(h.repo, "sub")))

	t.Chdir(h.repo)
	require.Equal(t, loaded(t, h.repo), loaded(t, "."))
}

// A session that is started through a link runs in the folder that the link
// leads to, as the client's own working directory is never a link.
func TestLoadThroughALink(t *testing.T) {
	h := newHome(t)
	h.write(t, "repo/sub/.claude/settings.json", lists("deny:", "Read(./.env)"))
	h.write(t, "repo/.claude/settings.local.json", lists("deny:", "Bash(local)"))
	link := filepath.Join(h.dir, "link")
	require.NoError(t, os.Symlink(filepath.Join(h.repo, "sub"), link))
	require.Equal(t, []string{"Bash(local)", "Read(./.env)"}, loaded(t, link))

	t.Chdir(link) // sets PWD as well
	p, err := permission.Load(".")
	require.NoError(t, err)
	for _, name := range []string{".env", filepath.Join(link, ".env"), filepath.Join(h.repo, "sub/.env"), filepath.Join(h.repo, "sub/deep/.env")} {
		require.Equal(t, permission.Deny, p.Check(call("Read", "file_path", name)).Decision, name)
	}
}

func TestLoadNamesTheRule(t *testing.T) {
	h := newHome(t)
	h.write(t, "repo/.claude/settings.json", "{\"permissions\": {\n  \"deny\": [\"Bash(rm *)\"]\n}}\n")
	p, err := permission.Load(h.repo)
	require.NoError(t, err)
	require.Equal(t, "deny: Bash(rm *) — project settings, .claude/settings.json:2:12", p.Check(bash("rm x")).String())
}

// A `.claude` that is a file holds no settings.
func TestLoadWithAFileForAFolder(t *testing.T) {
	h := newHome(t)
	h.write(t, "repo/.claude", "not a folder")
	h.write(t, ".claude", "neither")
	require.Empty(t, loaded(t, h.repo))
}

func TestLoadErrors(t *testing.T) {
	const settings = "repo/.claude/settings.json"
	text := func(s string) func(*testing.T, home) {
		return func(t *testing.T, h home) { h.write(t, settings, s) }
	}
	link := func(target string) func(*testing.T, home) {
		return func(t *testing.T, h home) {
			name := h.write(t, settings, "")
			require.NoError(t, os.Remove(name))
			require.NoError(t, os.Symlink(target, name))
		}
	}
	tests := map[string]struct {
		make func(*testing.T, home)
		says []string
	}{
		"empty":             {text(""), []string{"settings.json:1:1", "write a JSON value"}},
		"truncated":         {text(`{"permissions": {"deny": ["Bash(`), []string{"settings.json:1:33", "add what is missing"}},
		"garbage":           {text(strings.Repeat("\x00\xff{garbage", 1<<18)), []string{"settings.json:1:1", "not valid JSON"}},
		"much garbage":      {text(strings.Repeat("\x00\xff{garbage", 1<<20)), []string{"larger than 4194304 bytes", "repair the file or remove it"}},
		"long string":       {text(`{"a": "` + strings.Repeat("x", 3<<20)), []string{"ends inside a string"}},
		"too large":         {text(`{"a": "` + strings.Repeat("x", 5<<20) + `"}`), []string{"larger than", "repair the file or remove it"}},
		"too deep":          {text(strings.Repeat(`{"a":`, 100_000)), []string{"nested more than 512 deep"}},
		"not an object":     {text(`["Bash"]`), []string{"settings.json:1:1", "must be a JSON object"}},
		"void":              {text(`{"permissions": {"allow": "Bash"}}`), []string{"settings.json:1:27", "none of the file's rules count"}},
		"invalid mode":      {text(`{"permissions": {"defaultMode": "nope"}}`), []string{"settings.json:1:33", "must be one of default"}},
		"duplicate key":     {text(`{"permissions": {}, "permissions": {}}`), []string{"settings.json:1:2", "merge the two"}},
		"invalid utf-8":     {text("{\"permissions\": {\"deny\": [\"Bash(\xff)\"]}}"), []string{"settings.json:1:33", "save it as UTF-8"}},
		"invalid deny rule": {text(`{"permissions": {"deny": ["bash(rm *)"]}}`), []string{"settings.json:1:27", "write Bash"}},
		"invalid ask rule":  {text(`{"permissions": {"ask": ["Bash("]}}`), []string{"settings.json:1:26", "closing"}},
		"not a string":      {text(`{"permissions": {"deny": [{}]}}`), []string{"settings.json:1:27", "put it in double quotes"}},
		"dangling link":     {link("nowhere"), []string{"settings.json is a link to a file that does not exist", "remove it"}},
		"link loop":         {link("settings.json"), []string{"settings.json", "too many", "remove it"}},
		"device":            {link("/dev/zero"), []string{"settings.json is not a regular file", "remove it"}},
		"folder": {func(t *testing.T, h home) {
			require.NoError(t, os.MkdirAll(filepath.Join(h.dir, settings), 0o777))
		}, []string{"settings.json is not a regular file", "repair the file or remove it"}},
		"unreadable": {func(t *testing.T, h home) {
			name := h.write(t, settings, "{}")
			require.NoError(t, os.Chmod(name, 0))
			if os.Geteuid() == 0 {
				link("settings.json")(t, h) // root reads everything
			}
		}, []string{"reading project settings", "remove it"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			h := newHome(t)
			test.make(t, h)
			p, err := loadSoon(t, h.repo)
			require.ErrorIs(t, err, permission.ErrSettings)
			require.Nil(t, p)
			for _, s := range test.says {
				require.ErrorContains(t, err, s)
			}
			require.NotContains(t, err.Error(), "\n")
			require.Less(t, len(err.Error()), 1000)
		})
	}
}

// loadSoon loads settings and fails if that takes forever or much memory.
func loadSoon(t *testing.T, dir string) (p *permission.Policy, err error) {
	t.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	done := make(chan struct{})
	go func() {
		defer close(done)
		p, err = permission.Load(dir)
	}()
	select {
	case <-done:
	case <-time.After(time.Minute):
		require.FailNow(t, "Load hangs")
	}
	runtime.ReadMemStats(&after)
	require.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(200<<20))
	return p, err
}

// The largest file there may be, full of rules.
func TestLoadManyRules(t *testing.T) {
	h := newHome(t)
	h.write(t, "repo/.claude/settings.json", `{"permissions": {"deny": [`+strings.Repeat(`"Read(a)",`, 400_000)+`"Bash(x)"]}}`)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	p, err := permission.Load(h.repo)
	require.NoError(t, err)
	runtime.ReadMemStats(&after)
	require.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(1<<30))
	require.Equal(t, permission.Deny, p.Check(bash("x")).Decision)
}

// An invalid allow rule takes nothing away from a guard.
func TestLoadForgivesAllowRules(t *testing.T) {
	h := newHome(t)
	h.write(t, "repo/.claude/settings.json", lists("allow:", "Bash(", "mcp__*", "Bash(x)"))
	require.Equal(t, []string{"Bash(x)"}, loaded(t, h.repo))
}

// A mode that a project may not set changes nothing else.
func TestLoadForgivesIgnoredModes(t *testing.T) {
	h := newHome(t)
	h.write(t, "repo/.claude/settings.json", `{"permissions": {"defaultMode": "bypassPermissions", "deny": ["Bash(x)"]}}`)
	h.write(t, ".claude/settings.json", `{"permissions": {"defaultMode": "acceptEdits"}}`)
	p, err := permission.Load(h.repo)
	require.NoError(t, err)
	require.Equal(t, permission.AcceptEdits, p.Mode())
	require.Equal(t, []string{"Bash(x)"}, loaded(t, h.repo))
}

func TestLoadByteOrderMark(t *testing.T) {
	h := newHome(t)
	h.write(t, "repo/.claude/settings.json", "\xef\xbb\xbf"+lists("deny:", "Bash(x)"))
	require.Equal(t, []string{"Bash(x)"}, loaded(t, h.repo))
}

func TestLoadNeedsADirectory(t *testing.T) {
	h := newHome(t)
	file := h.write(t, "file", "")
	for _, dir := range []string{filepath.Join(h.dir, "missing"), file, "a\x00b"} {
		_, err := permission.Load(dir)
		require.ErrorIs(t, err, permission.ErrSettings, dir)
		require.ErrorContains(t, err, "not a directory")
	}
}

func TestLoadNeedsAHome(t *testing.T) {
	h := newHome(t)
	t.Setenv("HOME", "")
	_, err := permission.Load(h.repo)
	require.ErrorIs(t, err, permission.ErrSettings)
	require.ErrorContains(t, err, "HOME")
}

// The errors tell nothing that stands in the file besides the rule they are about.
func TestLoadErrorsKeepSecrets(t *testing.T) {
	h := newHome(t)
	for _, s := range []string{
		`{"env": {"TOKEN": "hunter2"}, "permissions": {"deny": ["bash"]}}`,
		`{"env": {"TOKEN": "hunter2"}, "permissions": {"deny": 1}}`,
		`{"env": {"TOKEN": "hunter2", "TOKEN": "hunter2"}}`,
		`{"env": {"TOKEN": "hunter2}}`,
		`{"env": "hunter2"}`,
		`{"permissions": {"defaultMode": "hunter2"}}`,
		`{"hooks": {"PreToolUse": [{"hooks": [{"type": "hunter2"}]}]}}`,
	} {
		h.write(t, "repo/.claude/settings.json", s)
		_, err := permission.Load(h.repo)
		require.ErrorIs(t, err, permission.ErrSettings)
		require.NotContains(t, err.Error(), "hunter2", s)
	}
}

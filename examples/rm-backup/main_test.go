package main

import (
	"crypto/sha256"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/examples/internal/hooktest"
	"github.com/gatehouse-go/gatehouse/examples/internal/trash"
	"github.com/gatehouse-go/gatehouse/hooks"
	"github.com/gatehouse-go/gatehouse/hooks/hookstest"
)

var program string

func TestMain(m *testing.M) { hooktest.Main(m, &program) }

// project is a repository with files that git has, that were changed since, that it
// does not know, and that it ignores.
func project(t *testing.T) *hooktest.Place {
	p := hooktest.NewPlace(t)
	p.Git(t, "init", "-q", "-b", "main")
	for name, text := range map[string]string{".gitignore": "build/\n*.log\n.env\n", "src/a.js": "a\n", "src/b.js": "b\n", "README.md": "r\n"} {
		p.Write(t, name, text)
	}
	p.Git(t, "add", ".")
	p.Git(t, "commit", "-q", "-m", "first")
	for name, text := range map[string]string{
		"src/b.js": "changed\n", "src/new.js": "new\n", "build/out.js": "out\n", "build/deep/er/x": "x", "a b.txt": "blank\n", ".env": "A=1\n", "x.log": "log\n", "-dash": "d\n", "new\nline": "n\n", ".hidden/y": "y\n",
		"big.bin": strings.Repeat("\x00\x01binary", 50_000),
	} {
		p.Write(t, name, text)
	}
	require.NoError(t, os.Chmod(filepath.Join(p.Project, "a b.txt"), 0o741))
	require.NoError(t, os.Symlink("a b.txt", filepath.Join(p.Project, "link")))
	require.NoError(t, os.Symlink("/etc", filepath.Join(p.Project, "build", "etc")))
	old := time.Date(2020, 1, 2, 3, 4, 5, 0, time.UTC)
	require.NoError(t, os.Chtimes(filepath.Join(p.Project, "a b.txt"), old, old))
	return p
}

// snapshot is all there is but git's own folder.
func snapshot(t *testing.T, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	require.NoError(t, filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		require.NoError(t, err)
		rel, err := filepath.Rel(dir, path)
		require.NoError(t, err)
		switch info, err := d.Info(); {
		case err != nil:
			return err
		case d.Name() == ".git":
			return fs.SkipDir
		case d.IsDir():
		case info.Mode()&fs.ModeSymlink != 0:
			to, err := os.Readlink(path)
			require.NoError(t, err)
			all[rel] = "link to " + to
		default:
			text, err := os.ReadFile(path)
			require.NoError(t, err)
			all[rel] = fmt.Sprintf("%v %d %x", info.Mode(), info.ModTime().UnixNano(), sha256.Sum256(text))
		}
		return nil
	}))
	return all
}

// deletions are commands that bash runs for real. What they delete must come back.
var deletions = []string{
	"rm 'a b.txt'", "rm -rf build", "rm -r build src", "rm -rf -- *", "rm -rf -- * .[!.]* 2>/dev/null", "rm -- -dash", "rm *.log", "rm link", "rm src/*.js", "rm -f nothing x.log", "rm $'new\\nline'", "unlink x.log", "cd build && rm -rf deep out.js",
	"find . -name '*.log' -delete", "find build -delete", "find . -name out.js -exec rm {} \\;", "find . -type f -name 'new*' -exec rm -f {} +", "git clean -fdq", "git clean -fdxq", "git reset -q --hard", "git checkout -q -- src", "git checkout -q .", "git restore src",
	"sudo -n rm x.log || rm x.log", "bash -c 'rm -rf build'", "f=x.log; rm $f", "for f in x.log .env; do rm \"$f\"; done", "printf 'x.log\\0.env\\0' | xargs -0 rm", "echo x.log | xargs rm", "mv README.md x.log", "mv src/new.js src/b.js", "truncate -s 0 x.log", "env rm .env", "rm -rf ./build/../build", "\\rm x.log", "true && { rm x.log; }", "git rm -qf src/b.js", "shred -u x.log", "rm -rf src/../.hidden", "timeout 5 rm -rf build",
}

func TestComesBack(t *testing.T) {
	for _, command := range deletions {
		t.Run(command, func(t *testing.T) {
			p := project(t)
			before := snapshot(t, p.Project)
			out, r := p.Hook(t, program, p.Bash(t, command))
			require.Equal(t, hooks.Proceeds, out.Effect, r.Stderr)
			cmd := exec.Command("bash", "--norc", "-c", command)
			cmd.Dir, cmd.Env = p.Project, p.Environ()
			text, _ := cmd.CombinedOutput()
			after := snapshot(t, p.Project)
			require.NotEqual(t, before, after, "the command deletes nothing here: %s", text)

			store := trash.Store{Dir: filepath.Join(p.Home, ".local", "state", "gatehouse", "trash")}
			list, err := store.List()
			require.NoError(t, err)
			require.LessOrEqual(t, len(list), 1)
			if len(list) == 1 {
				r := p.Run(t, program, "", "restore", "-force", list[0].ID)
				require.Equal(t, 0, r.Code, r.Stderr)
				require.Contains(t, out.SystemMessage, list[0].ID)
			}
			for name, want := range before {
				got := snapshot(t, p.Project)[name]
				if strings.HasPrefix(command, "mv ") && got == "" {
					continue // it was moved, not lost
				}
				if got != want && got == "" { // git has it
					p.Git(t, "checkout", "-q", "HEAD", "--", name)
					text, err := os.ReadFile(filepath.Join(p.Project, name))
					require.NoError(t, err)
					require.Contains(t, want, fmt.Sprintf("%x", sha256.Sum256(text)), name)
					continue
				}
				require.Equal(t, want, got, name)
			}
		})
	}
}

func TestKeepsNothing(t *testing.T) {
	p := project(t)
	for _, command := range []string{"ls", "rm nothing", "rm src/a.js", "git status", "rm -rf build/none", "echo rm -rf build", "git clean -n", "git reset HEAD", "find . -name x.log", "git checkout main", "grep rm x.log", "rm src", "mv -n src/new.js src/b.js"} {
		out, r := p.Hook(t, program, p.Bash(t, command))
		require.Equal(t, hooks.Proceeds, out.Effect, "%s: %s", command, r.Stderr)
		require.Empty(t, out.SystemMessage, command)
	}
	require.Empty(t, p.Run(t, program, "", "list").Stdout)
}

func TestRefusesWhatItCannotTell(t *testing.T) {
	p := project(t)
	for _, command := range []string{"rm -rf $DIR", "rm -rf \"$(cat list)\"", "cd $D && rm -rf build", "cat list | xargs rm", "git -C $X clean -fd", "rsync -a --delete a/ b/"} {
		out, r := p.Hook(t, program, p.Bash(t, command))
		require.Equal(t, hooks.Blocks, out.Effect, "%s: %s", command, r.Stderr)
		require.Contains(t, out.Reason, "cannot be told", command)
	}
	for _, command := range []string{"$X -rf build; rm -rf $Y $(echo x)", "python3 -c 'import shutil; shutil.rmtree(\"build\")'"} {
		out, _ := p.Hook(t, program, p.Bash(t, command))
		require.NotEqual(t, hooks.Proceeds, out.Effect, command)
	}
}

func TestLimits(t *testing.T) {
	p := hooktest.NewPlace(t)
	p.ManyFiles(t, "many")
	out, _ := p.Hook(t, program, p.Bash(t, "rm -rf many"))
	require.Equal(t, hooks.Blocks, out.Effect)
	require.Contains(t, out.Reason, "more than 20000 files")
	p.Write(t, "node_modules/x/index.js", "x")
	out, _ = p.Hook(t, program, p.Bash(t, "rm -rf node_modules"))
	require.Equal(t, hooks.Proceeds, out.Effect)
	require.Empty(t, out.SystemMessage)
	require.Empty(t, leftovers(t, p))
}

// leftovers are copies that are not complete.
func leftovers(t *testing.T, p *hooktest.Place) []string {
	list, err := filepath.Glob(filepath.Join(p.Home, ".local", "state", "gatehouse", "trash", "*.part"))
	require.NoError(t, err)
	return list
}

// TestFullDisk shows that nothing is deleted where no copy can be kept.
func TestFullDisk(t *testing.T) {
	p := project(t)
	trashDir := filepath.Join(p.Home, ".local", "state", "gatehouse", "trash")
	require.NoError(t, os.MkdirAll(filepath.Dir(trashDir), 0o700))
	require.NoError(t, os.WriteFile(trashDir, nil, 0o600)) // a file where the folder should be
	out, r := p.Hook(t, program, p.Bash(t, "rm -rf build"))
	require.Equal(t, hooks.Blocks, out.Effect)
	require.Contains(t, r.Stderr, "no copy of it could be kept")
	require.NoError(t, os.Remove(trashDir))

	out, r = p.Hook(t, hooktest.FullDisk(t, program, 64), p.Bash(t, "rm big.bin"))
	require.Equal(t, hooks.Blocks, out.Effect, r.Stderr)
	require.Empty(t, leftovers(t, p))
	require.FileExists(t, filepath.Join(p.Project, "big.bin"))
}

func TestAtOnce(t *testing.T) {
	p := project(t)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if r := p.Run(t, program, p.Bash(t, "rm -rf build")); r.Code != 0 {
				t.Errorf("%d: %s", r.Code, r.Stderr)
			}
		})
	}
	wg.Wait()
	require.Equal(t, 8, strings.Count(p.Run(t, program, "", "list").Stdout, "rm -rf build"))
}

func TestRestore(t *testing.T) {
	p := project(t)
	p.Hook(t, program, p.Bash(t, "rm -rf build x.log"))
	id, _, _ := strings.Cut(p.Run(t, program, "", "list").Stdout, " ")
	r := p.Run(t, program, "", "restore", id)
	require.Equal(t, 1, r.Code, "all of it is still there")
	require.Contains(t, r.Stderr, "exists again")

	require.NoError(t, os.RemoveAll(filepath.Join(p.Project, "build")))
	require.NoError(t, os.Remove(filepath.Join(p.Project, "x.log")))
	r = p.Run(t, program, "", "restore", id, "x.log")
	require.Equal(t, filepath.Join(p.Project, "x.log")+"\n", r.Stdout)
	require.NoFileExists(t, filepath.Join(p.Project, "build", "out.js"))

	// A folder that has become a link is not followed.
	elsewhere := t.TempDir()
	require.NoError(t, os.Symlink(elsewhere, filepath.Join(p.Project, "build")))
	r = p.Run(t, program, "", "restore", "-force", id, "build")
	require.Equal(t, 1, r.Code)
	entries, err := os.ReadDir(elsewhere)
	require.NoError(t, err)
	require.Empty(t, entries)

	for _, args := range [][]string{{"restore"}, {"restore", "none"}, {"restore", "../x"}, {"restore", id, "no/such"}, {"nonsense"}} {
		require.Equal(t, 1, p.Run(t, program, "", args...).Code, "%q", args)
	}
	require.Contains(t, p.Run(t, program, "", "prune", "-older", "0s").Stdout, "1 copies removed")
	require.Empty(t, p.Run(t, program, "", "list").Stdout)
}

// TestOtherPlaces is about what has no git, no commit yet, or is a repository itself.
func TestOtherPlaces(t *testing.T) {
	p := hooktest.NewPlace(t)
	p.Write(t, "x", "1")
	out, _ := p.Hook(t, program, p.Bash(t, "rm x"))
	require.Contains(t, out.SystemMessage, "1 files")
	p.Git(t, "init", "-q")
	p.Git(t, "add", ".")
	out, _ = p.Hook(t, program, p.Bash(t, "rm x"))
	require.Contains(t, out.SystemMessage, "1 files", "there is no commit yet")
	p.Git(t, "commit", "-qm", "x")
	p.Git(t, "checkout", "-q", "--detach")
	out, _ = p.Hook(t, program, p.Bash(t, "rm x"))
	require.Empty(t, out.SystemMessage)
	out, _ = p.Hook(t, program, p.Bash(t, "rm -rf "+p.Project))
	require.NotEmpty(t, out.SystemMessage, "the repository goes with its files")
	p.Env = append(p.Env, "PATH="+t.TempDir())
	out, r := p.Hook(t, program, p.Bash(t, "rm x"))
	require.NotEmpty(t, out.SystemMessage, "without git nothing is left to it: %s", r.Stderr)
}

func TestFailsClosed(t *testing.T) {
	p := project(t)
	for _, entry := range p.Environ() {
		name, value, _ := strings.Cut(entry, "=")
		t.Setenv(name, value)
	}
	hookstest.FailsClosed(t, keepCopies, []byte(`{"hook_event_name":"PreToolUse","cwd":"/","tool_name":"Bash","tool_input":{"command":"rm -rf $X"}}`))
}

package secrets_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/secrets"
)

// A repo is a repository for a test.
type repo struct {
	t   testing.TB
	dir string
	env []string
}

func newRepo(t testing.TB, args ...string) *repo {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("this test needs git: ", err)
	}
	t.Setenv("GIT_CONFIG_GLOBAL", os.DevNull)
	r := &repo{t: t, dir: filepath.Join(t.TempDir(), "repo")}
	r.env = append(os.Environ(), "GIT_CONFIG_NOSYSTEM=1", "GIT_AUTHOR_NAME=A", "GIT_AUTHOR_EMAIL=a@example.org", "GIT_AUTHOR_DATE=2026-01-01T00:00:00Z",
		"GIT_COMMITTER_NAME=C", "GIT_COMMITTER_EMAIL=c@example.org", "GIT_COMMITTER_DATE=2026-01-01T00:00:00Z")
	r.run(t.TempDir(), append(append([]string{"init", "-q", "-b", "main"}, args...), r.dir)...)
	return r
}

func (r *repo) run(dir string, args ...string) string {
	r.t.Helper()
	cmd := exec.Command("git", args...)
	cmd.Dir, cmd.Env = dir, r.env
	out, err := cmd.CombinedOutput()
	require.NoError(r.t, err, "git %q: %s", args, out)
	return strings.TrimSpace(string(out))
}

func (r *repo) git(args ...string) string {
	r.t.Helper()
	return r.run(r.dir, args...)
}

// write writes files, of which each has T1 for the token of seed 1, and so on.
func (r *repo) write(files map[string]string) {
	r.t.Helper()
	for name, text := range files {
		file := filepath.Join(r.dir, filepath.FromSlash(name))
		require.NoError(r.t, os.MkdirAll(filepath.Dir(file), 0o777))
		require.NoError(r.t, os.WriteFile(file, []byte(withTokens(text)), 0o666))
	}
}

func withTokens(text string) string {
	for seed := uint64(60); seed > 0; seed-- {
		text = strings.ReplaceAll(text, "T"+string('0'+rune(seed/10))+string('0'+rune(seed%10)), token(seed))
	}
	return text
}

// commit commits all files, and returns its short ID.
func (r *repo) commit(message string, files map[string]string) string {
	r.t.Helper()
	r.write(files)
	r.git("add", "-A")
	r.git("commit", "-q", "--allow-empty", "--cleanup=verbatim", "-m", withTokens(message))
	return r.head()
}

func (r *repo) head() string { return r.git("rev-parse", "HEAD")[:7] }

func TestScanHistory(t *testing.T) {
	for _, format := range []string{"sha1", "sha256"} {
		t.Run(format, func(t *testing.T) {
			r := newRepo(t, "--object-format="+format)
			s := testScanner(t, secrets.Config{})

			c1 := r.commit("first", map[string]string{"a": "one\nT01\n", "plain": "text", "dir/täb\t": "x T02"})
			c2 := r.commit("changed\n\nwith T03 in it", map[string]string{"a": "zero\none\nT01\nx = T04\n"})
			r.git("rm", "-q", "dir/täb\t")
			r.commit("removed", nil)
			r.git("mv", "a", "b")
			c4 := r.commit("renamed and changed", map[string]string{"b": "zero\none\nT01\nx = T04\ny = T05\n"})
			r.commit("it leaves and comes back", map[string]string{"b": "zero\none\n"})
			r.commit("back", map[string]string{"b": "zero\none\nT01\nx = T04\ny = T05\n", "copy": "one\nT01\n"})

			// A merge with a secret in a file both changed, and in one that neither has.
			r.git("checkout", "-q", "-b", "side")
			c5 := r.commit("side", map[string]string{"m": "side T06\n"})
			r.git("checkout", "-q", "main")
			c6 := r.commit("main", map[string]string{"m": "main T07\n"})
			cmd := exec.Command("git", "merge", "-q", "--no-commit", "side")
			cmd.Dir, cmd.Env = r.dir, r.env
			require.Error(t, cmd.Run(), "a conflict")
			c7 := r.commit("merge", map[string]string{"m": "main T07\nside T06\nevil T08\n", "new": "T09"})

			r.git("tag", "-a", "-m", withTokens("tag T10"), "v1")
			r.git("tag", "-a", "-m", withTokens("tag of a tag T11"), "v2", "v1")
			r.git("notes", "add", "-m", withTokens("note T12"), "HEAD")
			blob := filepath.Join(t.TempDir(), "blob")
			require.NoError(t, os.WriteFile(blob, []byte(withTokens("T13")), 0o666))
			r.git("tag", "blob", r.git("hash-object", "-w", blob))
			tagged := r.git("rev-parse", "v1")[:7]
			tagged2 := r.git("rev-parse", "v2")[:7]
			note := r.git("rev-parse", "refs/notes/commits")[:7]

			// The last stash, and one before it.
			r.write(map[string]string{"m": "stash T14\n"})
			r.git("stash", "-q")
			stash1 := r.git("rev-parse", "stash")[:7]
			r.write(map[string]string{"m": "stash T15\n", "untracked": "T16"})
			r.git("stash", "-q", "-u")
			stash2 := r.git("rev-parse", "stash")[:7]
			untracked := r.git("rev-parse", "stash^3")[:7]
			// A commit that only the reflog knows.
			lost := r.commit("lost", map[string]string{"lost": "T17"})
			r.git("reset", "-q", "--hard", "HEAD~")

			want := []string{
				c1 + " a:2:1 1", c1 + " dir/täb\t:1:3 2",
				c2 + " 3:6 3", c2 + " a:4:5 4",
				c4 + " b:5:5 5",
				c5 + " m:1:6 6", c6 + " m:1:6 7",
				c7 + " m:3:6 8", c7 + " new:1:1 9",
				tagged + " 1:5 10", tagged2 + " 1:14 11", "refs/tags/blob:1:1 13",
				stash2 + " m:1:7 15", untracked + " untracked:1:1 16",
			}
			noted := r.git("rev-parse", "HEAD")
			want = append(want, note+" "+noted+":1:6 12")
			got, err := places(t, s.ScanHistory(t.Context(), r.dir))
			require.NoError(t, err)
			require.ElementsMatch(t, want, got)

			again, err := places(t, s.ScanHistory(t.Context(), r.dir))
			require.NoError(t, err)
			require.Equal(t, got, again, "the same order")

			got, err = places(t, s.ScanHistory(t.Context(), r.dir, "--all", "--reflog"))
			require.NoError(t, err)
			require.ElementsMatch(t, append(want, stash1+" m:1:7 14", lost+" lost:1:1 17"), got)

			got, err = places(t, s.ScanHistory(t.Context(), r.dir, "main"))
			require.NoError(t, err)
			require.ElementsMatch(t, want[:9], got)

			// Ranges: T07 is in what c7 starts from.
			for _, revs := range [][]string{{c6 + "..HEAD"}, {"HEAD", "--not", c6}, {"HEAD", "^" + c6}} {
				got, err = places(t, s.ScanHistory(t.Context(), r.dir, revs...))
				require.NoError(t, err)
				require.ElementsMatch(t, []string{want[5], want[7], want[8]}, got, revs)
			}
			for commit, findings := range map[string][]string{c2: want[2:4], "HEAD": want[7:9], "v1": append(want[7:9:9], want[9]), c1: want[:2]} {
				got, err = places(t, s.ScanCommit(t.Context(), r.dir, commit))
				require.NoError(t, err)
				require.ElementsMatch(t, findings, got, commit)
			}

			// From a bare clone, a worktree, a folder in it, and a clone with alternates.
			bare := filepath.Join(t.TempDir(), "bare")
			r.git("clone", "-q", "--mirror", r.dir, bare)
			got, err = places(t, s.ScanHistory(t.Context(), bare))
			require.NoError(t, err)
			require.ElementsMatch(t, want, got)
			worktree := filepath.Join(t.TempDir(), "-worktree")
			r.git("worktree", "add", "-q", worktree, "side")
			shared := filepath.Join(t.TempDir(), "shared")
			r.git("clone", "-q", "--shared", "--no-local", "-b", "side", r.dir, shared)
			for _, dir := range []string{worktree, shared} {
				got, err = places(t, s.ScanHistory(t.Context(), dir, "HEAD"))
				require.NoError(t, err)
				require.ElementsMatch(t, want[:6], got)
			}

			// A shallow clone: its oldest commit adds all that is there.
			shallow := filepath.Join(t.TempDir(), "shallow")
			r.git("clone", "-q", "--depth=1", "--no-tags", "-b", "main", "file://"+r.dir, shallow)
			got, err = places(t, s.ScanHistory(t.Context(), shallow, "HEAD"))
			require.NoError(t, err)
			head := r.git("rev-parse", "main")[:7]
			require.ElementsMatch(t, []string{
				head + " b:3:1 1", head + " b:4:5 4", head + " b:5:5 5", head + " copy:2:1 1", head + " m:1:6 7", head + " m:2:6 6", head + " m:3:6 8", head + " new:1:1 9",
			}, got)
		})
	}
}

// TestScanHistoryBaseline scans again with what was found before.
func TestScanHistoryBaseline(t *testing.T) {
	r := newRepo(t)
	s := testScanner(t, secrets.Config{})
	r.commit("one T01", map[string]string{"a": "T02\n", "b": "T03"})
	var all []secrets.Finding
	for f, err := range s.ScanHistory(t.Context(), r.dir) {
		require.NoError(t, err)
		all = append(all, f)
	}
	require.Len(t, all, 3)
	known := secrets.NewBaseline(all, "old")
	r.git("mv", "a", "c")
	r.commit("moved", map[string]string{"c": "one\nmore\nT02\n"})
	got, err := places(t, known.Filter(s.ScanHistory(t.Context(), r.dir)))
	require.NoError(t, err)
	require.Empty(t, got)
	c := r.commit("changed", map[string]string{"c": "one\nmore\nT04\n"})
	got, err = places(t, known.Filter(s.ScanHistory(t.Context(), r.dir)))
	require.NoError(t, err)
	require.Equal(t, []string{c + " c:3:1 4"}, got)
}

func TestScanStaged(t *testing.T) {
	r := newRepo(t)
	s := testScanner(t, secrets.Config{AllowPaths: []string{"vendor/**"}})
	staged := func() []string {
		t.Helper()
		got, err := places(t, s.ScanStaged(t.Context(), r.dir))
		require.NoError(t, err)
		return got
	}
	require.Empty(t, staged())
	r.write(map[string]string{"a": "T01\n", "vendor/x": "T09", "binary": "\x00T09", "utf16": utf16le(withTokens("ä T10"))})
	require.Empty(t, staged(), "not added yet")
	r.git("add", ".")
	require.Equal(t, []string{"a:1:1 1", "utf16:1:4 10"}, staged(), "before the first commit")
	r.commit("one", nil)
	require.Empty(t, staged())

	r.write(map[string]string{"a": "T01\nT02\n", "ita": "T03"})
	r.git("add", "a")
	r.git("add", "--intent-to-add", "ita")
	r.write(map[string]string{"a": "T01\nT04\n"})
	require.Equal(t, []string{"a:2:1 2"}, staged(), "the index, not the worktree; only what is new")

	r.git("reset", "-q", "--hard")
	r.git("mv", "a", "moved")
	require.Empty(t, staged())
	r.write(map[string]string{"moved": "T01\nT05\nT05\n"})
	r.git("add", ".")
	require.Equal(t, []string{"moved:2:1 5", "moved:3:1 5"}, staged(), "renamed and changed")

	r.write(map[string]string{"moved": "T01\nT05 // gatehouse:allow test-token for the test\n"})
	r.git("add", ".")
	require.Empty(t, staged())
	strict := testScanner(t, secrets.Config{Marks: secrets.NoMarks})
	got, err := places(t, strict.ScanStaged(t.Context(), r.dir))
	require.NoError(t, err)
	require.Equal(t, []string{"moved:2:1 5"}, got)

	// A submodule is no file.
	r.git("update-index", "--add", "--cacheinfo", "160000,"+r.git("rev-parse", "HEAD")+",sub")
	require.Empty(t, staged())
}

// TestScanStagedInHook uses the index that git names to its hooks: with "git commit
// -a" it is not the usual one.
func TestScanStagedInHook(t *testing.T) {
	r := newRepo(t)
	s := testScanner(t, secrets.Config{})
	r.commit("one", map[string]string{"a": "x"})
	index := filepath.Join(r.dir, ".git", "other-index")
	t.Setenv("GIT_INDEX_FILE", index)
	r.env = append(r.env, "GIT_INDEX_FILE="+index)
	r.git("read-tree", "HEAD")
	r.write(map[string]string{"a": "T01"})
	r.git("add", "a")
	got, err := places(t, s.ScanStaged(t.Context(), r.dir))
	require.NoError(t, err)
	require.NotContains(t, got, "a:1:1 1", "a folder is given: its own index counts")
	t.Chdir(r.dir)
	got, err = places(t, s.ScanStaged(t.Context(), ""))
	require.NoError(t, err)
	require.Equal(t, []string{"a:1:1 1"}, got)
}

func utf16le(text string) string {
	var out strings.Builder
	out.WriteString("\xff\xfe")
	for _, r := range text { // of the first plane
		out.WriteString(string([]byte{byte(r), byte(r >> 8)}))
	}
	return out.String()
}

package secrets_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/secrets"
)

// TestScanGitHostile configures whatever can name a program, and wants none of them
// run.
func TestScanGitHostile(t *testing.T) {
	r := newRepo(t)
	r.commit("one", map[string]string{"a": "T01", ".gitattributes": "* diff=evil filter=evil merge=evil\n"})
	ran := filepath.Join(t.TempDir(), "ran")
	program := filepath.Join(t.TempDir(), "evil")
	require.NoError(t, os.WriteFile(program, []byte("#!/bin/sh\necho \"$0 $@\" >> '"+ran+"'\n"), 0o777))
	r.write(map[string]string{"a": "T01 T02"})
	r.git("add", "a")
	staged := r.git("rev-parse", ":a")
	for _, name := range []string{
		"core.fsmonitor", "core.pager", "core.editor", "core.sshCommand", "core.askPass", "core.gitProxy", "core.alternateRefsCommand", "diff.external",
		"diff.evil.command", "diff.evil.textconv", "filter.evil.clean", "filter.evil.smudge", "filter.evil.process", "merge.evil.driver", "gpg.program",
		"credential.helper", "pager.rev-list", "pager.cat-file", "pager.diff-tree", "pager.diff-index", "alias.rev-list", "alias.cat-file", "uploadpack.packObjectsHook",
	} {
		r.git("config", name, program)
	}
	r.git("config", "alias.diff-tree", "!"+program)
	r.git("config", "remote.origin.url", "ssh://localhost/x")
	r.git("config", "protocol.ssh.allow", "always")
	r.git("config", "remote.origin.promisor", "true")
	r.git("config", "extensions.partialClone", "origin")
	hooks := filepath.Join(r.dir, "hooks")
	require.NoError(t, os.Mkdir(hooks, 0o777))
	for _, hook := range []string{"post-index-change", "reference-transaction", "pre-commit", "fsmonitor-watchman", "post-checkout"} {
		require.NoError(t, os.Symlink(program, filepath.Join(hooks, hook)))
	}
	r.git("config", "core.hooksPath", hooks)
	_ = os.Remove(ran) // the last "git config" had them in effect

	s := testScanner(t, secrets.Config{})
	got, err := places(t, s.ScanStaged(t.Context(), r.dir))
	require.NoError(t, err)
	require.Equal(t, []string{"a:1:26 2"}, got)
	got, err = places(t, s.ScanHistory(t.Context(), r.dir))
	require.NoError(t, err)
	require.Len(t, got, 1)
	_, err = places(t, s.ScanCommit(t.Context(), r.dir, "HEAD"))
	require.NoError(t, err)

	// A missing object of a partial clone is an error, and is not fetched.
	require.NoError(t, os.Remove(filepath.Join(r.dir, ".git", "objects", staged[:2], staged[2:])))
	_, err = places(t, s.ScanStaged(t.Context(), r.dir))
	require.ErrorContains(t, err, "missing")
	text, err := os.ReadFile(ran)
	require.ErrorIs(t, err, os.ErrNotExist, "%s", text)
}

// TestScanHistoryHidden has commits hidden by replacement and grafts.
func TestScanHistoryHidden(t *testing.T) {
	r := newRepo(t)
	s := testScanner(t, secrets.Config{})
	c1 := r.commit("one", map[string]string{"a": "T01"})
	r.commit("two", map[string]string{"a": "x"})
	clean := r.git("commit-tree", "-m", "clean", "HEAD^{tree}")
	r.git("replace", r.git("rev-parse", c1), clean)
	graft := filepath.Join(r.dir, ".git", "info", "grafts")
	require.NoError(t, os.WriteFile(graft, []byte(r.git("rev-parse", "HEAD")+"\n"), 0o666))
	got, err := places(t, s.ScanHistory(t.Context(), r.dir, "HEAD"))
	require.NoError(t, err)
	require.Equal(t, []string{c1 + " a:1:1 1"}, got)
}

func TestScanGitErrors(t *testing.T) {
	r := newRepo(t)
	s := testScanner(t, secrets.Config{MaxSize: 1000})
	first := r.commit("one", map[string]string{"a": "T01"})
	for _, rev := range []string{"-x", "--output=/tmp/x", "--", "", "a\nb", "a\x00b", "--glob=x"} {
		_, err := places(t, s.ScanHistory(t.Context(), r.dir, rev))
		require.ErrorIs(t, err, secrets.ErrRevision, rev)
		_, err = places(t, s.ScanCommit(t.Context(), r.dir, rev))
		require.ErrorIs(t, err, secrets.ErrRevision, rev)
	}
	for _, rev := range []string{"HEAD..HEAD", "^HEAD", "--all"} {
		_, err := places(t, s.ScanCommit(t.Context(), r.dir, rev))
		require.ErrorIs(t, err, secrets.ErrRevision, rev)
	}
	_, err := places(t, s.ScanHistory(t.Context(), r.dir, "nothing"))
	failed := &secrets.GitError{}
	require.ErrorAs(t, err, &failed)
	require.Equal(t, "rev-list", failed.Command)
	require.ErrorContains(t, err, "nothing")
	_, err = places(t, s.ScanHistory(t.Context(), r.dir, "a"))
	require.ErrorContains(t, err, "bad revision", "a is a file")

	for _, scan := range []func(string) error{
		func(dir string) error { _, err := places(t, s.ScanHistory(t.Context(), dir)); return err },
		func(dir string) error { _, err := places(t, s.ScanStaged(t.Context(), dir)); return err },
	} {
		require.ErrorContains(t, scan(t.TempDir()), "not a git repository")
		require.Error(t, scan(filepath.Join(t.TempDir(), "none")))
	}

	// What is too large is reported, the rest is scanned.
	r.commit("two", map[string]string{"b": strings.Repeat("x", 1001), "c": "T02"})
	got, err := places(t, s.ScanHistory(t.Context(), r.dir))
	require.ErrorIs(t, err, secrets.ErrTooLarge)
	require.Len(t, got, 2)

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = places(t, s.ScanHistory(ctx, r.dir))
	require.ErrorIs(t, err, context.Canceled)

	n := 0
	for range s.ScanHistory(t.Context(), r.dir) {
		n++
		break
	}
	require.Equal(t, 1, n)

	// An object is missing, or damaged.
	id := r.git("rev-parse", first+":a")
	object := filepath.Join(r.dir, ".git", "objects", id[:2], id[2:])
	require.NoError(t, os.Remove(object))
	got, err = places(t, s.ScanHistory(t.Context(), r.dir))
	require.ErrorContains(t, err, "missing")
	require.Len(t, got, 1, "the rest is scanned")
	require.NoError(t, os.WriteFile(object, []byte("nonsense"), 0o666))
	_, err = places(t, s.ScanHistory(t.Context(), r.dir))
	require.ErrorContains(t, err, "damaged")
	r.git("update-ref", "refs/heads/broken", r.git("rev-parse", "HEAD"))
	require.NoError(t, os.WriteFile(filepath.Join(r.dir, ".git", "refs", "heads", "broken"), []byte(strings.Repeat("1", 40)+"\n"), 0o666))
	_, err = places(t, s.ScanHistory(t.Context(), r.dir))
	require.ErrorAs(t, err, &failed)
	require.NotEmpty(t, failed.Message)

	if os.Geteuid() == 0 { // a repository of somebody else
		require.NoError(t, os.Chown(r.dir, 12345, 12345))
		_, err = places(t, s.ScanHistory(t.Context(), r.dir))
		require.ErrorContains(t, err, "safe.directory")
	}

	t.Setenv("PATH", t.TempDir())
	_, err = places(t, s.ScanHistory(t.Context(), r.dir))
	require.ErrorIs(t, err, exec.ErrNotFound)
	require.ErrorContains(t, err, "git is not installed")
}

package permission_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/permission"
)

// linkTree makes a folder with files and links and returns where it really is.
func linkTree(t *testing.T) string {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	require.NoError(t, err)
	for _, name := range []string{"a/b/f", "c/f"} {
		name = filepath.Join(dir, name)
		require.NoError(t, os.MkdirAll(filepath.Dir(name), 0o777))
		require.NoError(t, os.WriteFile(name, nil, 0o666))
	}
	for link, target := range map[string]string{
		"file":      "a/b/f",
		"folder":    "a/b",
		"up":        "a/../c",
		"a/b/out":   "../../c",
		"absolute":  filepath.Join(dir, "c"),
		"again":     "folder",
		"third":     "again/f",
		"dangling":  "a/nothing/x",
		"outside":   "/nowhere/at/all",
		"to-broken": "dangling",
		"self":      "self",
		"ping":      "pong",
		"pong":      "ping",
		"slashes":   "a//b///",
	} {
		require.NoError(t, os.Symlink(target, filepath.Join(dir, link)))
	}
	return dir
}

// For what exists the answer is that of the standard library.
func TestEvalSymlinksOfWhatExists(t *testing.T) {
	dir := linkTree(t)
	for _, name := range []string{
		"", "a", "a/b/f", "file", "folder", "folder/f", "up", "up/f", "a/b/out/f", "absolute/f", "again/f", "third",
		"folder/../b/f", "absolute/../a/b/f", "slashes/f", "./a/./b", "a/b/../b/f", "a//b",
	} {
		name = dir + "/" + name
		want, err := filepath.EvalSymlinks(name)
		require.NoError(t, err, name)
		got, err := permission.EvalSymlinks(name)
		require.NoError(t, err, name)
		require.Equal(t, want, got, name)
	}
}

// What is missing is kept as written, and is where a write would go.
func TestEvalSymlinksOfWhatIsMissing(t *testing.T) {
	dir := linkTree(t)
	for name, want := range map[string]string{
		"new":               "new",
		"new/x/y":           "new/x/y",
		"folder/new":        "a/b/new",
		"folder/new/x":      "a/b/new/x",
		"again/new":         "a/b/new",
		"a/b/out/new":       "c/new",
		"dangling":          "a/nothing/x",
		"dangling/y":        "a/nothing/x/y",
		"to-broken":         "a/nothing/x",
		"file/x":            "a/b/f/x", // below a file there is nothing
		"folder/../new":     "a/new",
		"new/../folder/new": "a/b/new",
		"new/./x/":          "new/x",
		"folder/new/../f":   "a/b/f",
	} {
		got, err := permission.EvalSymlinks(dir + "/" + name)
		require.NoError(t, err, name)
		require.Equal(t, filepath.Join(dir, want), got, name)
	}
	got, err := permission.EvalSymlinks(dir + "/outside/x")
	require.NoError(t, err)
	require.Equal(t, "/nowhere/at/all/x", got)
}

func TestEvalSymlinksLoops(t *testing.T) {
	dir := linkTree(t)
	for _, name := range []string{"self", "self/x", "ping", "ping/x/y", "pong"} {
		_, err := permission.EvalSymlinks(dir + "/" + name)
		require.ErrorIs(t, err, permission.ErrTooManyLinks, name)
	}
}

func TestEvalSymlinksErrors(t *testing.T) {
	file := linkTree(t) + "/a/b/f"
	for _, name := range []string{"/a\x00b", "/" + strings.Repeat("x", 300), file[:len(file)-2] + strings.Repeat("/.", 1<<20) + "/f\x00"} {
		_, err := permission.EvalSymlinks(name)
		require.Error(t, err)
	}
}

func TestEvalSymlinksOfARelativePath(t *testing.T) {
	dir := linkTree(t)
	t.Chdir(dir)
	got, err := permission.EvalSymlinks("folder/new")
	require.NoError(t, err)
	require.Equal(t, filepath.Join(dir, "a/b/new"), got)
}

// A link cannot be used to reach what a rule denies, nor to write outside.
func TestPolicyFollowsLinks(t *testing.T) {
	dir := linkTree(t)
	cfg := permission.Config{Project: dir, Home: "/h", Settings: []*permission.Settings{
		parse(t, permission.Project, lists("deny:", "Read(c/**)", "allow:", "Edit(**)")),
	}}
	p := compile(t, cfg)
	for name, want := range map[string]permission.Decision{
		"a/b/f":       permission.Allow,
		"folder/f":    permission.Allow,
		"c/f":         permission.Deny,
		"C/F":         permission.Deny,
		"absolute/f":  permission.Deny,
		"up/new":      permission.Deny,
		"a/b/out/new": permission.Deny,
		"outside":     permission.Ask,
		"self":        permission.Ask,
		"ping/x":      permission.Ask,
	} {
		require.Equal(t, want, p.Check(call("Read", "file_path", filepath.Join(dir, name))).Decision, "Read %s", name)
		require.Equal(t, want, p.Check(call("Edit", "file_path", name)).Decision, "Edit %s", name)
	}
}

// Rules hold below a project or a home that is itself reached through a link,
// whichever of the two names a call uses.
func TestPolicyInALinkedFolder(t *testing.T) {
	dir := linkTree(t)
	p := compile(t, permission.Config{Project: dir + "/folder", Home: dir + "/absolute", Settings: []*permission.Settings{
		parse(t, permission.Project, lists("deny:", "Read(./.env)", "Read(/key)", "Read(~/f)", "allow:", "Edit(docs/**)")),
	}})
	for name, want := range map[string]permission.Decision{
		"folder/.env":   permission.Deny,
		"a/b/.env":      permission.Deny,
		"a/b/x/.env":    permission.Deny,
		"again/key":     permission.Deny,
		"a/b/key":       permission.Deny,
		"absolute/f":    permission.Deny,
		"c/f":           permission.Deny,
		"up/f":          permission.Deny,
		"folder/x":      permission.Allow,
		"a/b/x":         permission.Allow,
		"a/.env":        permission.Ask,
		"folder/../key": permission.Ask,
	} {
		require.Equal(t, want, p.Check(call("Read", "file_path", dir+"/"+name)).Decision, name)
	}
	for _, name := range []string{"folder/docs/new", "a/b/docs/new"} {
		require.Equal(t, permission.Allow, p.Check(call("Write", "file_path", dir+"/"+name)).Decision, name)
	}
	require.Equal(t, permission.Deny, p.Check(bash("cat "+dir+"/a/b/.env")).Decision)
	require.Equal(t, permission.Deny, p.Check(bash("cat .env")).Decision)
}

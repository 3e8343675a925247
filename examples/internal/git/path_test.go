package git_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/examples/internal/git"
)

func TestKeepOut(t *testing.T) {
	project, elsewhere := t.TempDir(), t.TempDir()
	bin, link := filepath.Join(project, "bin"), filepath.Join(elsewhere, "link")
	require.NoError(t, os.Mkdir(bin, 0o700))
	require.NoError(t, os.Symlink(bin, link))
	join := func(list ...string) string { return strings.Join(list, string(filepath.ListSeparator)) }
	t.Setenv("PATH", join(bin, link, filepath.Join(project, "not", "yet"), "", ".", "bin", elsewhere, project))
	require.NoError(t, git.KeepOut(project))
	require.Equal(t, elsewhere, os.Getenv("PATH"))

	clean := join(elsewhere, t.TempDir(), elsewhere)
	t.Setenv("PATH", clean)
	require.NoError(t, git.KeepOut(project))
	require.Equal(t, clean, os.Getenv("PATH"))
	require.NoError(t, git.KeepOut(""))
	require.Equal(t, clean, os.Getenv("PATH"))
}

package state_test

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/examples/internal/state"
)

func TestDir(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the variables of Windows are other ones: their folder is not tested")
	}
	home, project := t.TempDir(), t.TempDir()
	t.Setenv("HOME", home)

	t.Setenv("XDG_STATE_HOME", "")
	dir, err := state.Dir(project)
	require.NoError(t, err)
	require.Equal(t, filepath.Join(home, ".local/state/gatehouse"), dir)
	info, err := os.Stat(dir)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o700), info.Mode().Perm())

	t.Setenv("XDG_STATE_HOME", "relative")
	dir, err = state.Dir(project)
	require.NoError(t, err)
	require.Equal(t, filepath.Join(home, ".local/state/gatehouse"), dir)

	elsewhere := t.TempDir()
	t.Setenv("XDG_STATE_HOME", elsewhere)
	dir, err = state.Dir(project)
	require.NoError(t, err)
	require.Equal(t, filepath.Join(elsewhere, "gatehouse"), dir)
}

func TestDirNotInProject(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the variables of Windows are other ones: a state in the project is not tested")
	}
	project := t.TempDir()
	link := filepath.Join(t.TempDir(), "link")
	require.NoError(t, os.Symlink(project, link))
	for _, base := range []string{project, filepath.Join(project, "sub"), link} {
		t.Setenv("XDG_STATE_HOME", base)
		_, err := state.Dir(project)
		require.ErrorIs(t, err, state.ErrInside, base)
	}
	t.Setenv("XDG_STATE_HOME", "")
	t.Setenv("HOME", project)
	_, err := state.Dir(project)
	require.ErrorIs(t, err, state.ErrInside)

	// A folder whose name begins alike is another one.
	t.Setenv("HOME", project+"2")
	_, err = state.Dir(project)
	require.NoError(t, err)
	require.NoError(t, os.RemoveAll(project+"2"))
}

func TestDirFails(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the variables of Windows are other ones: their absence is not tested")
	}
	t.Setenv("XDG_STATE_HOME", "")
	for _, home := range []string{"", "relative", filepath.Join(os.DevNull, "home")} {
		t.Setenv("HOME", home)
		_, err := state.Dir("")
		require.Error(t, err, home)
	}
}

package files_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/examples/internal/files"
)

func TestUpdate(t *testing.T) {
	name := filepath.Join(t.TempDir(), "f")
	require.NoError(t, files.Update(name, 0o640, func(old []byte) ([]byte, error) {
		require.Nil(t, old, "there is no file")
		return []byte("1"), nil
	}))
	if runtime.GOOS != "windows" {
		require.NoError(t, os.Chmod(name, 0o604))
	}
	link := filepath.Join(t.TempDir(), "link")
	require.NoError(t, os.Symlink(name, link))
	require.NoError(t, files.Update(link, 0o600, func(old []byte) ([]byte, error) { return append(old, '2'), nil }))
	data, err := os.ReadFile(name)
	require.NoError(t, err)
	require.Equal(t, "12", string(data))
	info, err := os.Lstat(link)
	require.NoError(t, err)
	require.NotZero(t, info.Mode()&os.ModeSymlink, "the link stays one")
	if info, err = os.Stat(name); runtime.GOOS != "windows" {
		require.NoError(t, err)
		require.Equal(t, os.FileMode(0o604), info.Mode().Perm())
	}

	no := errors.New("no")
	require.ErrorIs(t, files.Update(name, 0o600, func([]byte) ([]byte, error) { return []byte("x"), no }), no)
	require.NoError(t, files.Update(name, 0o600, func([]byte) ([]byte, error) { return nil, nil }))
	require.NoError(t, os.WriteFile(name, nil, 0o600))
	require.NoError(t, files.Update(name, 0o600, func(old []byte) ([]byte, error) {
		require.NotNil(t, old, "an empty file is one")
		return nil, nil
	}))
	for _, bad := range []string{filepath.Join(name, "below"), filepath.Dir(name), filepath.Join(filepath.Dir(name), "none", "f")} {
		require.Error(t, files.Update(bad, 0o600, func([]byte) ([]byte, error) { return []byte("x"), nil }), bad)
	}
}

// TestAtOnce adds lines to one file from everywhere: each is there in the end, and
// nothing else is in the folder.
func TestAtOnce(t *testing.T) {
	dir := t.TempDir()
	var wg sync.WaitGroup
	for i := range 40 {
		wg.Go(func() {
			err := files.Update(filepath.Join(dir, "f"), 0o600, func(old []byte) ([]byte, error) { return fmt.Appendf(old, "<%d>\n", i), nil })
			if err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	data, err := os.ReadFile(filepath.Join(dir, "f"))
	require.NoError(t, err)
	for i := range 40 {
		require.Equal(t, 1, strings.Count(string(data), fmt.Sprintf("<%d>\n", i)))
	}
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, entries, 1)
}

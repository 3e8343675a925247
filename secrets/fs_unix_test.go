//go:build unix

package secrets_test

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/secrets"
)

// TestScanFSPipe has a pipe that nobody writes to: opening it would never end.
func TestScanFSPipe(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, syscall.Mkfifo(filepath.Join(dir, "pipe"), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "z"), []byte(token(1)), 0o666))
	got, err := places(t, testScanner(t, secrets.Config{}).ScanFS(t.Context(), os.DirFS(dir), secrets.FSOptions{}))
	require.NoError(t, err)
	require.Equal(t, []string{"z:1:1 1"}, got)
}

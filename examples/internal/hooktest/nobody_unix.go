//go:build unix

package hooktest

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

// nobody is the user without privileges of most systems. It need not have a name.
const nobody = 65534

// Unprivileged returns the place as one of a user whom modes of files stop: another one
// if the test runs as root. It is the last thing to do before programs run: git refuses
// to work for root in what is another user's.
func (p *Place) Unprivileged(t testing.TB) *Place {
	t.Helper()
	q := *p
	if os.Geteuid() != 0 {
		return &q
	}
	q.nobody = true
	for _, root := range []string{p.Project, p.Home} {
		// The folders of a test are below one that is root's alone.
		require.NoError(t, os.Chmod(filepath.Dir(root), 0o755))
		require.NoError(t, filepath.WalkDir(root, func(path string, _ fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			return os.Lchown(path, nobody, nobody)
		}))
	}
	return &q
}

func asNobody(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
}

// Forbid takes away what may be done with a file or folder until the test ends.
func Forbid(t testing.TB, name string, mode fs.FileMode) {
	t.Helper()
	info, err := os.Stat(name)
	require.NoError(t, err)
	require.NoError(t, os.Chmod(name, mode))
	t.Cleanup(func() { _ = os.Chmod(name, info.Mode()) })
}

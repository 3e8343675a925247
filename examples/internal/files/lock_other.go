//go:build !(darwin || dragonfly || freebsd || illumos || linux || netbsd || openbsd)

package files

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// lockFolder keeps other processes out of a folder, by a file in it.
func lockFolder(dir string) (unlock func(), err error) {
	return Lock(filepath.Join(dir, ".gatehouse.lock"))
}

// Lock makes the file, waits while another process has it, and takes over one that
// was left behind.
func Lock(name string) (unlock func(), err error) {
	const stale = 10 * time.Second
	for {
		file, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
		if err == nil {
			file.Close()
			return func() { _ = os.Remove(name) }, nil
		}
		if !errors.Is(err, fs.ErrExist) && !errors.Is(err, fs.ErrPermission) {
			return nil, err
		}
		if info, err := os.Stat(name); err == nil && time.Since(info.ModTime()) > stale {
			_ = os.Remove(name)
		}
		time.Sleep(5 * time.Millisecond)
	}
}

//go:build !unix

package auditlog

import (
	"errors"
	"io/fs"
	"os"
	"time"
)

// lock makes the file, waits while another process has it, and takes over one that
// was left behind.
func lock(name string) (unlock func(), err error) {
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

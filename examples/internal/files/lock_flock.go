//go:build darwin || dragonfly || freebsd || illumos || linux || netbsd || openbsd

package files

import (
	"errors"
	"os"
	"syscall"
)

// Lock waits until no other process holds the file, which it makes where it is missing.
// The kernel lets go of it when a process ends, however it ends.
func Lock(name string) (unlock func(), err error) {
	return lock(name, os.O_RDWR|os.O_CREATE)
}

// lockFolder is Lock for a folder, in which it leaves nothing behind.
func lockFolder(dir string) (unlock func(), err error) {
	return lock(dir, os.O_RDONLY|syscall.O_DIRECTORY)
}

func lock(name string, flag int) (unlock func(), err error) {
	file, err := os.OpenFile(name, flag, 0o600)
	if err != nil {
		return nil, err
	}
	for {
		if err = syscall.Flock(int(file.Fd()), syscall.LOCK_EX); !errors.Is(err, syscall.EINTR) {
			break
		}
	}
	if err != nil {
		_ = file.Close()
		return nil, err
	}
	return func() { _ = file.Close() }, nil
}

//go:build unix

package trash

import (
	"os"
	"syscall"
)

// openFile opens a file to read, and no link.
func openFile(name string) (*os.File, error) {
	return os.OpenFile(name, os.O_RDONLY|syscall.O_NOFOLLOW|syscall.O_NONBLOCK, 0)
}

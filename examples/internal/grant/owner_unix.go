//go:build unix

package grant

import (
	"io/fs"
	"os"
	"syscall"
)

// ownedAlone reports a folder of this user that nobody else can write to.
func ownedAlone(info fs.FileInfo) bool {
	stat, ok := info.Sys().(*syscall.Stat_t)
	return ok && int(stat.Uid) == os.Geteuid() && info.Mode().Perm()&0o022 == 0
}

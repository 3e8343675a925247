//go:build !unix

package grant

import "io/fs"

// ownedAlone trusts the folder of the user's own data: its access list is not read.
func ownedAlone(fs.FileInfo) bool { return true }

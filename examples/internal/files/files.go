// Package files changes files that others may read and change at the same time: a file
// is the old one or the new one, never half of it, and no change of another process is
// lost.
package files

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// Update replaces a file by what change makes of its content, which is nil where there
// is no file. Processes that update files of one folder do so one after the other. A
// nil result of change leaves the file as it is, and so does an error. A link is
// followed, and a mode is kept; a new file gets the given one.
func Update(name string, mode fs.FileMode, change func(old []byte) ([]byte, error)) (err error) {
	if real, err := filepath.EvalSymlinks(name); err == nil {
		name = real
	}
	unlock, err := lockFolder(filepath.Dir(name))
	if err != nil {
		return err
	}
	defer unlock()
	old, err := os.ReadFile(name)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err == nil && old == nil {
		old = []byte{}
	}
	data, err := change(old)
	if err != nil || data == nil {
		return err
	}
	if info, err := os.Stat(name); err == nil {
		mode = info.Mode().Perm()
	}
	file, err := os.CreateTemp(filepath.Dir(name), ".new-*")
	if err != nil {
		return err
	}
	_, err = file.Write(data)
	err = errors.Join(err, file.Chmod(mode), file.Sync(), file.Close())
	if err == nil {
		err = os.Rename(file.Name(), name)
	}
	if err != nil {
		_ = os.Remove(file.Name())
	}
	return err
}

package permission

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// maxLinks is how many links in a row are followed, as in Linux.
const maxLinks = 40

// ErrTooManyLinks is returned for a path whose links go in circles.
var ErrTooManyLinks = errors.New("too many symbolic links")

// EvalSymlinks resolves all symbolic links of an absolute path, like
// [filepath.EvalSymlinks], but the file need not exist: what is missing is
// kept as written, behind a dangling link too, because that is where a write
// would go.
func EvalSymlinks(name string) (string, error) {
	if real, err := filepath.EvalSymlinks(name); err == nil {
		return real, nil
	}
	if !filepath.IsAbs(name) {
		var err error
		if name, err = filepath.Abs(name); err != nil {
			return "", err
		}
	}
	vol := filepath.VolumeName(name)
	left, done := name[len(vol):], vol+string(filepath.Separator)
	for links := 0; left != ""; {
		var part string
		part, left, _ = strings.Cut(strings.TrimLeft(left, string(filepath.Separator)), string(filepath.Separator))
		if part == "" {
			continue
		}
		next := filepath.Join(done, part)
		info, err := os.Lstat(next)
		switch {
		case err != nil && !absent(err):
			return "", err
		case err != nil && !strings.Contains(left, ".."):
			return filepath.Join(next, left), nil // there is nothing below
		case err != nil || info.Mode()&fs.ModeSymlink == 0:
			done = next
			continue
		}
		if links++; links > maxLinks {
			return "", ErrTooManyLinks
		}
		target, err := os.Readlink(next)
		if err != nil {
			return "", err
		}
		if filepath.IsAbs(target) {
			done = filepath.VolumeName(target) + string(filepath.Separator)
			target = target[len(filepath.VolumeName(target)):]
		}
		left = target + string(filepath.Separator) + left
	}
	return filepath.Clean(done), nil
}

// Package trash keeps copies of files before they are deleted, and brings them back.
//
// A copy is a folder of its own: a manifest, and the contents under numbers. It gets
// its name when it is complete, so that a crash leaves none that is half.
package trash

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// A Store is where copies lie. Its zero limits are the defaults.
type Store struct {
	Dir      string
	MaxBytes int64 // of one copy; 0 means 512 MiB
	MaxFiles int   // of one copy; 0 means 20,000
	// Skip are names of folders that are made anew by a tool and are not copied; nil
	// means [Regenerated].
	Skip []string
}

// Regenerated are folders of installed packages and caches.
func Regenerated() []string {
	return []string{"node_modules", "__pycache__", ".pytest_cache", ".mypy_cache", ".ruff_cache"}
}

// ErrTooMuch is returned for files beyond the limits.
var ErrTooMuch = errors.New("too much to be copied")

// A Copy is what was kept before one command.
type Copy struct {
	ID      string    `json:"id"`
	Time    time.Time `json:"time"`
	Command string    `json:"command"`
	Dir     string    `json:"dir"`
	Files   []File    `json:"files"`
	Skipped []string  `json:"skipped,omitempty"` // folders and special files that were not kept
}

// A File is a file, folder or link that was kept.
type File struct {
	Path   string      `json:"path"` // absolute
	Mode   fs.FileMode `json:"mode"`
	Time   time.Time   `json:"time"`
	Size   int64       `json:"size,omitempty"`
	Link   string      `json:"link,omitempty"`   // where a symbolic link leads
	Stored string      `json:"stored,omitempty"` // the name of the content
}

const (
	manifest = "manifest.json"
	partial  = ".part"
	// synced is how many files are forced to the disk one by one. More would take longer
	// than a hook has; those survive the end of a process, but maybe not of the machine.
	synced = 256
)

// Save keeps the paths with all that is in them, but for what keep says is not worth
// it. Paths that do not exist are passed over. Where there is nothing to keep, it
// returns nil.
func (s Store) Save(ctx context.Context, c Copy, paths []string, keep func(path string) bool) (*Copy, error) {
	if err := os.MkdirAll(s.Dir, 0o700); err != nil {
		return nil, err
	}
	if s.Skip == nil {
		s.Skip = Regenerated()
	}
	b := &builder{store: s, copy: c, keep: keep}
	b.store.MaxBytes, b.store.MaxFiles = cmp.Or(s.MaxBytes, 512<<20), cmp.Or(s.MaxFiles, 20_000)
	for _, p := range outermost(paths) {
		if err := b.list(ctx, p); err != nil {
			return nil, err
		}
	}
	if !slices.ContainsFunc(b.copy.Files, func(f File) bool { return !f.Mode.IsDir() }) {
		return nil, nil
	}
	return b.write(ctx)
}

// outermost drops paths that lie in others.
func outermost(paths []string) []string {
	slices.Sort(paths)
	var out []string
	for _, p := range slices.Compact(paths) {
		if n := len(out); n > 0 && strings.HasPrefix(p, strings.TrimSuffix(out[n-1], "/")+"/") {
			continue
		}
		out = append(out, p)
	}
	return out
}

// A builder makes one copy.
type builder struct {
	store Store
	copy  Copy
	keep  func(string) bool
	bytes int64
	count int
}

// list looks at all there is before anything is written.
func (b *builder) list(ctx context.Context, root string) error {
	return filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil
		case err != nil:
			return err
		case ctx.Err() != nil:
			return ctx.Err()
		case d.IsDir() && slices.Contains(b.store.Skip, d.Name()):
			b.copy.Skipped = append(b.copy.Skipped, path)
			return fs.SkipDir
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		f := File{Path: path, Mode: info.Mode(), Time: info.ModTime()}
		switch {
		case info.IsDir():
		case info.Mode()&fs.ModeSymlink != 0:
			if f.Link, err = os.Readlink(path); err != nil {
				return err
			}
		case !info.Mode().IsRegular():
			b.copy.Skipped = append(b.copy.Skipped, path)
			return nil
		case b.keep != nil && !b.keep(path):
			return nil
		default:
			f.Size = info.Size()
			b.bytes += f.Size
		}
		if b.count++; b.count > b.store.MaxFiles {
			return fmt.Errorf("%w: more than %d files", ErrTooMuch, b.store.MaxFiles)
		}
		if b.bytes > b.store.MaxBytes {
			return fmt.Errorf("%w: more than %d MiB", ErrTooMuch, b.store.MaxBytes>>20)
		}
		b.copy.Files = append(b.copy.Files, f)
		return nil
	})
}

// write copies what was listed.
func (b *builder) write(ctx context.Context) (*Copy, error) {
	dir, err := os.MkdirTemp(b.store.Dir, b.copy.Time.UTC().Format("20060102T150405Z")+"-*"+partial)
	if err != nil {
		return nil, err
	}
	done := false
	defer func() {
		if !done {
			_ = os.RemoveAll(dir)
		}
	}()
	for i := range b.copy.Files {
		f := &b.copy.Files[i]
		if !f.Mode.IsRegular() {
			continue
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		f.Stored = fmt.Sprintf("%06d", i)
		if f.Size, err = copyFile(filepath.Join(dir, f.Stored), f.Path, 0o600, i < synced); err != nil {
			return nil, err
		}
	}
	b.copy.ID = strings.TrimSuffix(filepath.Base(dir), partial)
	data, err := json.MarshalIndent(b.copy, "", "\t")
	if err != nil {
		return nil, err
	}
	if err := writeSynced(filepath.Join(dir, manifest), data); err != nil {
		return nil, err
	}
	if err := os.Rename(dir, strings.TrimSuffix(dir, partial)); err != nil {
		return nil, err
	}
	done = true
	syncDir(b.store.Dir)
	return &b.copy, nil
}

// copyFile copies a file into a new one. It never follows a link that took the file's
// place meanwhile.
func copyFile(to, from string, mode fs.FileMode, sync bool) (n int64, err error) {
	in, err := openFile(from)
	if err != nil {
		return 0, err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return 0, err
	}
	n, err = io.Copy(out, in)
	if err == nil && sync {
		err = out.Sync()
	}
	return n, errors.Join(err, out.Close())
}

func writeSynced(name string, data []byte) error {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err == nil {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}

// syncDir makes a new name in a folder last. Not all systems can.
func syncDir(dir string) {
	if f, err := os.Open(dir); err == nil {
		_ = f.Sync()
		_ = f.Close()
	}
}

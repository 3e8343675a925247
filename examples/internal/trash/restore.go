package trash

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// ErrUnknown is returned for an ID that no copy has.
var ErrUnknown = errors.New("there is no such copy: see the list")

// ErrExists is returned where a file is in the way.
var ErrExists = errors.New("it exists again; -force replaces it")

// List returns the copies, the newest first. Those that are not complete, or damaged,
// are left out.
func (s Store) List() ([]Copy, error) {
	entries, err := os.ReadDir(s.Dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var list []Copy
	for _, e := range entries {
		if c, err := s.Find(e.Name()); err == nil && !strings.HasSuffix(e.Name(), partial) {
			list = append(list, *c)
		}
	}
	slices.SortFunc(list, func(a, b Copy) int { return b.Time.Compare(a.Time) })
	return list, nil
}

// Find returns the copy of an ID.
func (s Store) Find(id string) (*Copy, error) {
	if id == "" || id != filepath.Base(id) || strings.HasPrefix(id, ".") {
		return nil, ErrUnknown
	}
	data, err := os.ReadFile(filepath.Join(s.Dir, id, manifest))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrUnknown
	}
	if err != nil {
		return nil, err
	}
	var c Copy
	if err := json.Unmarshal(data, &c); err != nil {
		return nil, fmt.Errorf("the copy %s is damaged: %w", id, err)
	}
	return &c, nil
}

// Restore brings back the files of a copy: those at or below the paths, or all if none
// are given. It returns the ones that it brought back. A file that is in the way, or a
// folder that is a link by now, is an error that does not keep the others from coming
// back.
func (s Store) Restore(id string, force bool, paths ...string) (restored []string, err error) {
	c, err := s.Find(id)
	if err != nil {
		return nil, err
	}
	var errs []error
	matched := false
	for _, f := range c.Files {
		if len(paths) > 0 && !slices.ContainsFunc(paths, func(p string) bool { return f.Path == p || strings.HasPrefix(f.Path, p+string(filepath.Separator)) }) {
			continue
		}
		matched = true
		switch err := s.restore(id, f, force); {
		case err != nil:
			errs = append(errs, fmt.Errorf("%s: %w", f.Path, err))
		case !f.Mode.IsDir():
			restored = append(restored, f.Path)
		}
	}
	if !matched {
		return nil, errors.New("the copy has none of these paths")
	}
	// The times of folders come last: each file in them changes them.
	for _, f := range slices.Backward(c.Files) {
		if f.Mode.IsDir() {
			if info, err := os.Lstat(f.Path); err == nil && info.IsDir() && len(restored) > 0 {
				_ = os.Chtimes(f.Path, f.Time, f.Time)
			}
		}
	}
	return restored, errors.Join(errs...)
}

func (s Store) restore(id string, f File, force bool) error {
	parent := filepath.Dir(f.Path)
	if leadsElsewhere(parent) {
		return errors.New("its folder is a link now, and leads elsewhere")
	}
	if err := os.MkdirAll(parent, 0o755); err != nil {
		return err
	}
	info, err := os.Lstat(f.Path)
	exists := err == nil
	if f.Mode.IsDir() {
		if exists && info.IsDir() {
			return nil
		}
		if exists {
			return ErrExists
		}
		return os.Mkdir(f.Path, f.Mode.Perm()|0o700)
	}
	if exists && !force {
		return ErrExists
	}
	if exists && info.IsDir() {
		return errors.New("it is a folder now: move it away first")
	}
	// Beside the place, and then into it: nobody sees half of a file.
	temp := fmt.Sprintf("%s.%d.restored", f.Path, os.Getpid())
	if f.Mode&fs.ModeSymlink != 0 {
		if err := os.Symlink(f.Link, temp); err != nil {
			return err
		}
		return renameOrRemove(temp, f.Path)
	}
	if _, err := copyFile(temp, filepath.Join(s.Dir, id, f.Stored), 0o600, true); err != nil {
		_ = os.Remove(temp)
		return err
	}
	if err := errors.Join(os.Chmod(temp, f.Mode.Perm()), os.Chtimes(temp, f.Time, f.Time)); err != nil {
		_ = os.Remove(temp)
		return err
	}
	return renameOrRemove(temp, f.Path)
}

// leadsElsewhere reports a folder that is a link, or is in one, as far as it is there.
func leadsElsewhere(dir string) bool {
	for {
		if _, err := os.Lstat(dir); err == nil {
			real, err := filepath.EvalSymlinks(dir)
			return err != nil || real != dir
		}
		up := filepath.Dir(dir)
		if up == dir {
			return false
		}
		dir = up
	}
}

func renameOrRemove(from, to string) error {
	err := os.Rename(from, to)
	if err != nil {
		_ = os.Remove(from)
	}
	return err
}

// Prune removes copies that are older than age, and what a crash left behind an hour
// ago or earlier. It returns how many it removed.
func (s Store) Prune(age time.Duration, now time.Time) (int, error) {
	entries, err := os.ReadDir(s.Dir)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	removed := 0
	for _, e := range entries {
		info, err := e.Info()
		if err != nil {
			continue
		}
		limit := age
		if strings.HasSuffix(e.Name(), partial) {
			limit = min(age, time.Hour)
		}
		if now.Sub(info.ModTime()) < limit {
			continue
		}
		if err := os.RemoveAll(filepath.Join(s.Dir, e.Name())); err != nil {
			return removed, err
		}
		removed++
	}
	return removed, nil
}

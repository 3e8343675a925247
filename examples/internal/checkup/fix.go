package checkup

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// A Change is what Fix would add to one file.
type Change struct {
	File string // from the project's folder
	Add  []string
}

// Changes lists what can be mended by adding lines, by file.
func Changes(found []Finding) []Change {
	var list []Change
	at := map[string]int{}
	for _, f := range found {
		if len(f.Add) == 0 {
			continue
		}
		i, ok := at[f.File]
		if !ok {
			i = len(list)
			at[f.File] = i
			list = append(list, Change{File: f.File})
		}
		list[i].Add = append(list[i].Add, f.Add...)
	}
	return list
}

// Apply adds the lines that the file does not have. The file is replaced as a whole.
func (c Change) Apply(dir string) error {
	name := filepath.Join(dir, filepath.FromSlash(c.File))
	old, err := os.ReadFile(name)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	text := string(old)
	have := map[string]bool{}
	for line := range strings.Lines(text) {
		have[strings.TrimSpace(line)] = true
	}
	if text != "" && !strings.HasSuffix(text, "\n") {
		text += "\n"
	}
	if text != "" && strings.HasSuffix(c.File, ".md") {
		text += "\n"
	}
	for _, line := range c.Add {
		if line == "" || !have[strings.TrimSpace(line)] {
			text += line + "\n"
		}
	}
	mode := fs.FileMode(0o644)
	if info, err := os.Stat(name); err == nil {
		mode = info.Mode().Perm()
	}
	file, err := os.CreateTemp(filepath.Dir(name), ".new-*")
	if err != nil {
		return err
	}
	_, err = file.WriteString(text)
	if err = errors.Join(err, file.Chmod(mode), file.Close()); err == nil {
		err = os.Rename(file.Name(), name)
	}
	if err != nil {
		_ = os.Remove(file.Name())
	}
	return err
}

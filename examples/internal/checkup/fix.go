package checkup

import (
	"path/filepath"
	"strings"

	"github.com/gatehouse-go/gatehouse/examples/internal/files"
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
	return files.Update(filepath.Join(dir, filepath.FromSlash(c.File)), 0o644, func(old []byte) ([]byte, error) {
		return []byte(c.applied(string(old))), nil
	})
}

// applied is the text with the lines that it does not have.
func (c Change) applied(text string) string {
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
	return text
}

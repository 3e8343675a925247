package git

import (
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/examples/internal/state"
)

// KeepOut takes the folders of a project out of this process's PATH. A project's
// settings can set PATH for hooks (Claude Code 2.1.330, measured, also for a project that
// is not trusted), and a guard would run the git of the repository that it guards.
// A guard that runs as a hook calls it first.
func KeepOut(project string) error {
	folders := filepath.SplitList(os.Getenv("PATH"))
	kept := slices.DeleteFunc(slices.Clone(folders), func(dir string) bool { return !filepath.IsAbs(dir) || within(project, dir) })
	if len(kept) == len(folders) {
		return nil
	}
	return os.Setenv("PATH", strings.Join(kept, string(filepath.ListSeparator)))
}

// within reports a folder inside of another, after links as far as there are any.
func within(folder, dir string) bool {
	if folder == "" {
		return false
	}
	if in, err := state.Inside(folder, dir); err == nil {
		return in
	}
	rel, err := filepath.Rel(folder, dir)
	return err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
}

package guard

import (
	"path/filepath"
	"slices"

	"github.com/gatehouse-go/gatehouse/examples/internal/policy"
	"github.com/gatehouse-go/gatehouse/permission"
)

// Own lists what the guard must keep from being changed: its program, its policy, its
// state, the settings that name it, and the folder of managed settings, where files are
// read that are not there yet.
func Own(program, state string, files policy.Files, project string) ([]string, error) {
	settings, err := permission.Files(project)
	if err != nil {
		return nil, err
	}
	own := append(files.List(), program, state, filepath.Dir(files.Managed))
	for _, f := range settings {
		own = append(own, f.Name)
	}
	own = slices.DeleteFunc(own, func(name string) bool { return !filepath.IsAbs(name) })
	slices.Sort(own)
	return slices.Compact(own), nil
}

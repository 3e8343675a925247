package policy

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/gatehouse-go/gatehouse/examples/internal/state"
)

// checkEnviron refuses a project whose settings have moved the files of the guard.
// Claude Code gives the "env" of a project's settings to hooks; 2.1.330 leaves out just
// these variables (measured, also for a project that is not trusted), and what other
// versions do is not known. So it counts whether they have taken effect.
func checkEnviron(project string) error {
	for _, file := range [...]string{"settings.json", "settings.local.json"} {
		name := filepath.Join(project, ".claude", file)
		data, err := os.ReadFile(name)
		if err != nil {
			continue // the rules are read from the same file, and say what is wrong with it
		}
		var settings struct {
			Env map[string]json.RawMessage `json:"env"`
		}
		if json.Unmarshal(data, &settings) != nil {
			continue // as above
		}
		for variable, raw := range settings.Env {
			switch strings.ToUpper(variable) { // Windows knows them in any case
			case "HOME", "USERPROFILE", "CLAUDE_CONFIG_DIR", "APPDATA", "LOCALAPPDATA", "XDG_CONFIG_HOME", "XDG_STATE_HOME":
			default:
				continue
			}
			var value string
			if err := json.Unmarshal(raw, &value); err == nil && value != "" && os.Getenv(variable) == value {
				return fmt.Errorf("%w: %s sets %s, by which the guard finds the user's policy and what it remembers: remove it there", ErrPolicy, name, variable)
			}
		}
	}
	return nil
}

// inside reports whether a path that need not exist lies in a folder, after links.
func inside(folder, path string) bool {
	for {
		in, err := state.Inside(folder, path)
		if err == nil {
			return in
		}
		parent := filepath.Dir(path)
		if parent == path {
			return false // the folder itself does not exist
		}
		path = parent
	}
}

package envguard

import (
	"encoding/json"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/shell"
)

func ownComposer(verb string) bool {
	switch verb {
	case "install", "i", "update", "u", "require", "r", "remove", "rm", "dump-autoload", "dumpautoload", "validate", "show", "outdated", "audit", "create-project", "init", "config", "global", "self-update", "diagnose", "why", "clear-cache", "about", "list", "licenses", "search", "status", "info", "bump", "check-platform-reqs", "depends", "suggests", "fund", "reinstall":
		return true
	}
	return false
}

// composer judges scripts of composer.json.
func (w *walker) composer(e *shell.Execution, text string, targets []string, depth int) {
	var c struct {
		Scripts map[string]any `json:"scripts"`
	}
	if json.Unmarshal([]byte(text), &c) != nil {
		return
	}
	for _, t := range targets[:min(len(targets), 1)] {
		switch s := c.Scripts[t].(type) {
		case string:
			w.composerText(e, s, depth)
		case []any:
			for _, line := range s {
				if line, ok := line.(string); ok {
					w.composerText(e, line, depth)
				}
			}
		default:
			if hint := nameHint(t); hint > Low {
				w.note(e, Operation{Kind: "composer", Class: taskClass(t), Severity: min(hint, High), Object: t, Reaches: true, Why: "the script was not read, and its name says that it changes something"})
			}
		}
	}
}

func (w *walker) composerText(e *shell.Execution, s string, depth int) {
	switch {
	case strings.HasPrefix(s, "@php "):
		w.text(e, s[1:], "composer", nil, depth)
	case strings.HasPrefix(s, "@"):
		w.inner(e, []string{"composer", "run", strings.TrimPrefix(s, "@")}, "composer", depth)
	case strings.Contains(s, "::"):
	default:
		w.text(e, s, "composer", nil, depth)
	}
}

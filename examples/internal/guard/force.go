package guard

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/hooks"
	"github.com/gatehouse-go/gatehouse/permission"
)

// configChange keeps a change of the settings from taking effect in this session if the
// guard would be gone by it, however the file was changed: by a program that no check
// could see through, or with a branch that does not have the hook.
//
// Managed settings are the organisation's, and the client lets nobody keep those out.
func (g *Guard) configChange(_ context.Context, e *hooks.ConfigChange) (hooks.Response, error) {
	if e.Source == "policy_settings" || e.Source == "skills" || g.cfg.Program == "" {
		return hooks.Response{}, nil
	}
	settings, err := Settings(g.cfg.Project)
	if err != nil {
		return hooks.Response{}, err
	}
	if missing := Missing(settings, g.cfg.Program); len(missing) > 0 {
		return e.Block(fmt.Sprintf("After this change of %s the guard would not see %s any more. It stays in force in this session. "+
			"If you took it out yourself, start a new session; if not, look at what changed the file.", e.FilePath, strings.Join(missing, ", "))), nil
	}
	return hooks.Response{}, nil
}

// Events are what the guard answers, with the matchers of its hooks.
func Events() [][2]string {
	return [][2]string{{"PreToolUse", "*"}, {"UserPromptSubmit", ""}, {"PostToolUse", "*"}, {"PostToolUseFailure", "*"}, {"ConfigChange", ""}}
}

// Settings reads the hooks of all settings files that count in a project.
func Settings(project string) ([]*hooks.Settings, error) {
	files, err := permission.Files(project)
	if err != nil {
		return nil, err
	}
	var all []*hooks.Settings
	for _, f := range files {
		data, err := os.ReadFile(f.Name)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		s, err := hooks.ParseSettings(scope(f.Scope), f.Name, data)
		if err != nil {
			return nil, err
		}
		all = append(all, s)
	}
	return all, nil
}

// scope is a scope of settings files in the words of the other package.
func scope(s permission.Scope) hooks.Scope {
	switch s {
	case permission.Managed:
		return hooks.ManagedScope
	case permission.Local:
		return hooks.LocalScope
	case permission.Project:
		return hooks.ProjectScope
	}
	return hooks.UserScope
}

// Missing lists what a program is not asked about, or not in a way that closes on
// failure: nothing, if the guard is in force.
func Missing(settings []*hooks.Settings, program string) []string {
	merged := hooks.Merge(settings...)
	var missing []string
	for _, needed := range [...]struct{ name, message string }{
		{"commands", `{"hook_event_name":"PreToolUse","tool_name":"Bash","tool_input":{"command":"x"}}`},
		{"edits", `{"hook_event_name":"PreToolUse","tool_name":"Write","tool_input":{"file_path":"x","content":"x"}}`},
		{"tools of servers", `{"hook_event_name":"PreToolUse","tool_name":"mcp__server__tool","tool_input":{}}`},
		{"prompts", `{"hook_event_name":"UserPromptSubmit","prompt":"x"}`},
		{"results", `{"hook_event_name":"PostToolUse","tool_name":"mcp__server__tool","tool_input":{},"tool_response":{}}`},
		{"failures", `{"hook_event_name":"PostToolUseFailure","tool_name":"Bash","tool_input":{"command":"x"},"error":"x"}`},
		{"changes of settings", `{"hook_event_name":"ConfigChange","source":"project_settings"}`},
	} {
		e, err := hooks.Decode([]byte(needed.message))
		if err != nil || !slices.ContainsFunc(merged.For(e, nil), func(h hooks.Hook) bool { return isGuard(h, program) }) {
			missing = append(missing, needed.name)
		}
	}
	return missing
}

// isGuard reports a hook that runs the program, waits for it, and blocks if it fails.
func isGuard(h hooks.Hook, program string) bool {
	return h.Type == hooks.CommandHook && runs(h.Command, program) &&
		h.If == "" && !h.Async && !h.AsyncRewake && !h.Once && h.OnFailure == "block"
}

// runs reports a command that is the program: by its path, or by its name alone, for
// which the folders of PATH are searched.
func runs(command, program string) bool {
	if command == Quote(program) || command == filepath.Base(program) {
		return true
	}
	if text, quoted := strings.CutPrefix(command, "'"); quoted {
		command = strings.ReplaceAll(strings.TrimSuffix(text, "'"), `'\''`, "'")
	}
	a, errA := filepath.EvalSymlinks(command)
	b, errB := filepath.EvalSymlinks(program)
	return errA == nil && errB == nil && a == b
}

// Quote writes the path of a program for a shell.
func Quote(program string) string {
	special := func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && !strings.ContainsRune("/._-+:@%,", r)
	}
	if !strings.ContainsFunc(program, special) {
		return program
	}
	return "'" + strings.ReplaceAll(program, "'", `'\''`) + "'"
}

package guard

import (
	"context"
	"path/filepath"
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/envguard"
	"github.com/gatehouse-go/gatehouse/examples/internal/policy"
	"github.com/gatehouse-go/gatehouse/hooks"
	"github.com/gatehouse-go/gatehouse/permission"
)

// Own lists what the guard must keep from being changed: its program, its policy, its
// state, and the settings that name it.
func Own(program, state string, files policy.Files, project string) ([]string, error) {
	settings, err := permission.Files(project)
	if err != nil {
		return nil, err
	}
	own := append(files.List(), program, state)
	for _, f := range settings {
		own = append(own, f.Name)
	}
	own = slices.DeleteFunc(own, func(name string) bool { return !filepath.IsAbs(name) })
	slices.Sort(own)
	return slices.Compact(own), nil
}

// forPeople refuses a command that runs the guard as only a person may.
func (g *Guard) forPeople(_ context.Context, e *hooks.PreToolUse) (hooks.Response, error) {
	command, ok := e.Command()
	name := filepath.Base(g.cfg.Program)
	if !ok || g.cfg.Program == "" || !strings.Contains(command, "grant") && !strings.Contains(command, "init") {
		return hooks.Response{}, nil
	}
	judge, err := envguard.New(envguard.Config{})
	if err != nil {
		return hooks.Response{}, err
	}
	programs, err := judge.Programs(envguard.Surroundings{Dir: e.CWD}, command)
	if err != nil && strings.Contains(command, name) {
		return e.Ask("This may run the guard itself, which only a person may: " + err.Error()), nil
	}
	for _, p := range programs {
		words := []string{p.Name}
		for _, a := range p.Args {
			words = append(words, a.Text)
		}
		for i, w := range words[:len(words)-1] {
			if strings.Contains(filepath.Base(w), name) && (words[i+1] == "grant" || words[i+1] == "init") {
				return e.Deny("Only a person may run this, in a terminal of their own: tell the user why you want it."), nil
			}
		}
	}
	return hooks.Response{}, nil
}

package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/gatehouse-go/gatehouse/examples/internal/policy"
	"github.com/gatehouse-go/gatehouse/hooks"
	"github.com/gatehouse-go/gatehouse/permission"
)

// scopes maps the scopes of settings files from one package to the other.
var scopes = map[permission.Scope]hooks.Scope{
	permission.Managed: hooks.ManagedScope, permission.User: hooks.UserScope, permission.Project: hooks.ProjectScope, permission.Local: hooks.LocalScope,
}

// status tells whether the guard is in force in a project, and what is wrong with the
// settings if it is not. It returns an error if it is not in force.
func status(project string, out io.Writer) error {
	names, err := policy.FilesOf(project)
	if err != nil {
		return err
	}
	p, err := policy.Load(names)
	if err != nil {
		return err
	}
	files, err := permission.Files(project)
	if err != nil {
		return err
	}
	var settings []*hooks.Settings
	for _, f := range files {
		data, err := os.ReadFile(f.Name)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return err
		}
		s, err := hooks.ParseSettings(scopes[f.Scope], f.Name, data)
		if err != nil {
			return err
		}
		settings = append(settings, s)
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return err
	}
	for _, d := range hooks.Lint(settings, hooks.LintOptions{Stat: os.Stat, Path: filepath.SplitList(os.Getenv("PATH")), Home: home, Project: project}) {
		if d.Severity == hooks.SeverityError {
			fmt.Fprintf(out, "%s (%s)\n", d, d.Code)
			err = errors.New("the hooks will not run as they are")
		}
	}
	if err != nil {
		return err
	}
	text := fmt.Sprint(settingsText(settings))
	for _, e := range events {
		if !strings.Contains(text, e[0]) {
			return fmt.Errorf("there is no hook for %s: run guard init", e[0])
		}
	}
	fmt.Fprintf(out, "in force for %d events; checks that are off: %s\n", len(events), orNone(p.Off))
	return nil
}

// settingsText lists the events for which a hook named guard runs.
func settingsText(files []*hooks.Settings) []string {
	var list []string
	merged := hooks.Merge(files...)
	for _, e := range events {
		for _, h := range merged.For(&hooks.Unknown{Name: e[0]}, nil) {
			if strings.Contains(filepath.Base(strings.Trim(h.Command, "'\"")), "guard") {
				list = append(list, e[0])
			}
		}
	}
	return list
}

func orNone(list []string) string {
	if len(list) == 0 {
		return "none"
	}
	return strings.Join(list, ", ")
}

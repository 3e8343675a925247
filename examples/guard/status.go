package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"

	"github.com/gatehouse-go/gatehouse/examples/internal/guard"
	"github.com/gatehouse-go/gatehouse/examples/internal/policy"
	"github.com/gatehouse-go/gatehouse/examples/internal/state"
	"github.com/gatehouse-go/gatehouse/hooks"
	"github.com/gatehouse-go/gatehouse/permission"
)

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
	settings, err := guard.Settings(project)
	if err != nil {
		return err
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
	program, err := hooked(project, settings)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "in force for %d events\n  program:  %s\n  version:  %s, for Claude Code %s\n", len(guard.Events()), program, version(), permission.Reproduces)
	for _, name := range names.List() {
		what := "none"
		if _, err := os.Stat(name); err == nil {
			what = "read"
		}
		fmt.Fprintf(out, "  policy:   %s (%s)\n", name, what)
	}
	fmt.Fprintf(out, "  checks that are off: %s\n", orNone(p.Off))
	return nil
}

// hooked finds the program that the settings of a project run for every event: the
// installed one, this one, or that of an organisation.
func hooked(project string, settings []*hooks.Settings) (string, error) {
	dir, err := state.Dir(project)
	if err != nil {
		return "", err
	}
	self, err := os.Executable()
	if err != nil {
		return "", err
	}
	var missing []string
	for _, program := range [...]string{installedAs(dir), self, managedProgram()} {
		lacks := guard.Missing(settings, program)
		if len(lacks) == 0 {
			info, err := os.Stat(program)
			if errors.Is(err, fs.ErrNotExist) {
				return "", fmt.Errorf("the settings run %s, which does not exist: run guard init", program)
			}
			if err == nil && !info.Mode().IsRegular() {
				err = fmt.Errorf("%s is no regular file", program)
			}
			return program, err
		}
		if missing == nil || len(lacks) < len(missing) {
			missing = lacks
		}
	}
	return "", fmt.Errorf("no hook shows the guard %s and blocks if it fails: run guard init", strings.Join(missing, ", "))
}

// version is that of the module, as the build recorded it.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" {
		return "unknown"
	}
	return info.Main.Version
}

func orNone(list []string) string {
	if len(list) == 0 {
		return "none"
	}
	return strings.Join(list, ", ")
}

package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/gatehouse-go/gatehouse/examples/internal/files"
	"github.com/gatehouse-go/gatehouse/examples/internal/guard"
	"github.com/gatehouse-go/gatehouse/examples/internal/policy"
	"github.com/gatehouse-go/gatehouse/examples/internal/state"
	"github.com/gatehouse-go/gatehouse/hooks"
	"github.com/gatehouse-go/gatehouse/permission"
)

// recommended are rules that hold without a guard, too.
var recommended = []struct {
	decision permission.Decision
	rules    []string
}{
	{permission.Deny, []string{
		"Read(.env)", "Read(.env.local)", "Read(.env.production)", "Read(secrets/**)", "Read(~/.ssh/**)", "Read(~/.aws/credentials)",
		"Bash(git push --force *)", "Bash(git push -f *)", "Bash(git reset --hard *)",
	}},
	{permission.Ask, []string{"Bash(git push *)", "Bash(npm publish *)", "Bash(terraform apply *)", "Bash(wrangler deploy *)", "Bash(kubectl apply *)"}},
}

// hookOf is the entry of the settings. The client waits longer for it than the guard
// takes at most.
func hookOf(program string) hooks.Hook {
	return hooks.Hook{Type: hooks.CommandHook, Command: guard.Quote(program), Timeout: 60, OnFailure: "block"}
}

// installedAs is where the program is kept: outside of the project, and at the same
// place whatever its version is, so that settings stay true when it is renewed.
func installedAs(stateDir string) string {
	name := filepath.Join(stateDir, "bin", "guard")
	if runtime.GOOS == "windows" {
		name += ".exe"
	}
	return name
}

// initProject adds the guard to the settings of a project, or takes it out. It writes
// to .claude/settings.json, or if local to .claude/settings.local.json.
func initProject(project string, local, yes, remove bool, out io.Writer) error {
	dir, err := state.Dir(project)
	if err != nil {
		return err
	}
	installed := installedAs(dir)
	name := filepath.Join(project, ".claude", "settings.json")
	if local {
		name = filepath.Join(project, ".claude", "settings.local.json")
	}
	old, err := os.ReadFile(name)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	changed := old
	if len(old) > 0 || !remove {
		if changed, err = change(old, hookOf(installed), remove); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	same := bytes.Equal(old, changed)
	switch {
	case same && remove:
		fmt.Fprintf(out, "The guard is not in %s.\n", name)
		return nil
	case same:
		fmt.Fprintf(out, "The guard is in %s already.\n", name)
	default:
		fmt.Fprintf(out, "%s\n", name)
		showChange(out, string(old), string(changed))
		if !yes {
			if err := agree(out); err != nil {
				return err
			}
		}
	}
	if !remove { // the program first, for a hook without one blocks every call
		if err := install(installed); err != nil {
			return err
		}
	}
	if !same {
		if err := write(name, old, changed); err != nil {
			return err
		}
	}
	if remove {
		fmt.Fprintln(out, "\nThe guard is out of new sessions here. The rules have stayed, for they hold without it.")
		return nil
	}
	fmt.Fprintf(out, `
The guard holds in new sessions here. It is %[1]s
  %[1]s status         is it in force?
  %[1]s pending        what was refused, and can be let through
The path is that of your machine: whoever works on this project too runs guard init,
or has it in a file of their own, as guard init -local does for you.

`, installed)
	return status(project, out)
}

// change adds or removes the hooks. The rules stay when the hooks go: they are of use
// without them.
func change(data []byte, h hooks.Hook, remove bool) ([]byte, error) {
	var err error
	for _, e := range guard.Events() {
		if remove {
			data, err = hooks.RemoveHook(data, e[0], e[1], h)
		} else {
			data, err = hooks.AddHook(data, e[0], e[1], h)
		}
		if err != nil {
			return nil, err
		}
	}
	if remove {
		return data, nil
	}
	for _, list := range recommended {
		for _, rule := range list.rules {
			if data, err = permission.AddRule(data, list.decision, rule); err != nil {
				return nil, err
			}
		}
	}
	return data, nil
}

func agree(out io.Writer) error {
	fmt.Fprint(out, "\nWrite this? [y/N] ")
	line, err := bufio.NewReader(os.Stdin).ReadString('\n')
	if err != nil && err != io.EOF {
		return err
	}
	if answer := strings.ToLower(strings.TrimSpace(line)); answer != "y" && answer != "yes" {
		return errors.New("nothing was changed; -yes writes without a question")
	}
	return nil
}

// install copies this program to where the settings say: what "go run" made is gone
// when it ends.
func install(to string) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	if real, err := filepath.EvalSymlinks(self); err == nil && real == to {
		return nil
	}
	data, err := os.ReadFile(self)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
		return err
	}
	err = files.Update(to, 0o755, func([]byte) ([]byte, error) { return data, nil })
	return errors.Join(err, os.Chmod(to, 0o755))
}

// write puts the settings in place that a person agreed to. What has changed since they
// were shown is not overwritten.
func write(name string, old, changed []byte) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	return files.Update(name, 0o644, func(now []byte) ([]byte, error) {
		if !bytes.Equal(now, old) && !bytes.Equal(now, changed) {
			return nil, fmt.Errorf("%s was changed by somebody else meanwhile, and is left as it is: run this again", name)
		}
		return changed, nil
	})
}

// managedProgram is where an organisation puts the program.
func managedProgram() string {
	if runtime.GOOS == "windows" {
		return `C:\Program Files\gatehouse\guard.exe`
	}
	return "/usr/local/bin/guard"
}

// printManaged prints settings for an organisation: only its hooks count, and nobody
// gets around them by a mode. What to do with them goes to standard error, so that the
// output can be written to the file.
func printManaged(out, errs io.Writer) error {
	data := []byte("{\n  \"allowManagedHooksOnly\": true,\n  \"disableAutoMode\": \"disable\",\n  \"permissions\": {\n    \"disableBypassPermissionsMode\": \"disable\"\n  }\n}\n")
	data, err := change(data, hookOf(managedProgram()), false)
	if err != nil {
		return err
	}
	if !json.Valid(data) {
		return errors.New("the settings would be no JSON")
	}
	if _, err = out.Write(data); err != nil {
		return err
	}
	_, err = fmt.Fprintf(errs, "Put this program at %s on each machine first, owned by the administrator: without it every call is refused.\nThen write these settings to %s, and a policy to gatehouse.json beside it.\n",
		managedProgram(), filepath.Join(policy.ManagedFolder(), "managed-settings.json"))
	return err
}

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
	"github.com/gatehouse-go/gatehouse/examples/internal/state"
	"github.com/gatehouse-go/gatehouse/hooks"
	"github.com/gatehouse-go/gatehouse/permission"
)

// events are those that the guard answers, with their matchers.
var events = [...][2]string{{"PreToolUse", "*"}, {"UserPromptSubmit", ""}, {"PostToolUse", "*"}, {"PostToolUseFailure", "*"}}

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
	if strings.ContainsAny(program, " '\"$\\()&;") {
		program = "'" + strings.ReplaceAll(program, "'", `'\''`) + "'"
	}
	return hooks.Hook{Type: hooks.CommandHook, Command: program, Timeout: 60, OnFailure: "block"}
}

// initProject adds the guard to the settings of a project, or takes it out.
func initProject(project string, yes, remove bool, out io.Writer) error {
	dir, err := state.Dir(project)
	if err != nil {
		return err
	}
	installed := filepath.Join(dir, "bin", "guard")
	if runtime.GOOS == "windows" {
		installed += ".exe"
	}
	name := filepath.Join(project, ".claude", "settings.json")
	old, err := os.ReadFile(name)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	changed, err := change(old, hookOf(installed), remove)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if bytes.Equal(old, changed) && !remove {
		if err := install(installed); err != nil {
			return err
		}
		fmt.Fprintln(out, "The guard is in", name, "already.")
		return status(project, out)
	}
	fmt.Fprintf(out, "%s\n", name)
	showChange(out, string(old), string(changed))
	if !yes {
		if err := agree(out); err != nil {
			return err
		}
	}
	if !remove {
		if err := install(installed); err != nil {
			return err
		}
	}
	if err := write(name, old, changed); err != nil {
		return err
	}
	if remove {
		return nil
	}
	fmt.Fprintf(out, "\nThe guard is in force in new sessions here. It is %s; what it refuses can be let through by\n  %s pending\n", installed, installed)
	return status(project, out)
}

// change adds or removes the hooks. The rules stay when the hooks go: they are of use
// without them.
func change(data []byte, h hooks.Hook, remove bool) ([]byte, error) {
	var err error
	for _, e := range events {
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

// showChange prints the lines that come and go.
func showChange(out io.Writer, old, changed string) {
	before, after := strings.SplitAfter(old, "\n"), strings.SplitAfter(changed, "\n")
	i := 0
	for _, line := range after {
		at := -1
		for k := i; k < len(before); k++ {
			if before[k] == line {
				at = k
				break
			}
		}
		switch {
		case line == "":
		case at < 0:
			fmt.Fprintf(out, "+ %s\n", strings.TrimRight(line, "\r\n"))
		default:
			for ; i < at; i++ {
				fmt.Fprintf(out, "- %s\n", strings.TrimRight(before[i], "\r\n"))
			}
			i = at + 1
		}
	}
	for ; i < len(before); i++ {
		if before[i] != "" {
			fmt.Fprintf(out, "- %s\n", strings.TrimRight(before[i], "\r\n"))
		}
	}
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

// printManaged prints settings for an organisation: only its hooks and its rules count,
// and nobody gets around them by a mode.
func printManaged(out io.Writer) error {
	program := "/usr/local/bin/guard"
	if runtime.GOOS == "windows" {
		program = `C:\Program Files\gatehouse\guard.exe`
	}
	data := []byte("{\n  \"allowManagedHooksOnly\": true,\n  \"disableAutoMode\": \"disable\",\n  \"permissions\": {\n    \"disableBypassPermissionsMode\": \"disable\"\n  }\n}\n")
	data, err := change(data, hookOf(program), false)
	if err != nil {
		return err
	}
	if !json.Valid(data) {
		return errors.New("the settings would be no JSON")
	}
	_, err = out.Write(data)
	return err
}

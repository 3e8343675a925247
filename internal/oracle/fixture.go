package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strings"

	"github.com/gatehouse-go/gatehouse/permission/conformance"
)

// layOut makes the files that a session finds. It empties the home first.
func layOut(f *conformance.Fixture, c conformance.Case) error {
	if err := emptyFolder(f.Home); err != nil {
		return err
	}
	for _, name := range f.Files {
		if err := write(name, content(name)); err != nil {
			return err
		}
	}
	for link, target := range f.Symlinks {
		if err := os.MkdirAll(filepath.Dir(link), 0o755); err != nil {
			return err
		}
		if err := os.Symlink(target, link); err != nil {
			return err
		}
	}
	if err := emptyFolder("/etc/claude-code"); err != nil {
		return err
	}
	for scope, raw := range c.Settings {
		name, known := f.SettingsFiles[scope]
		if !known {
			return fmt.Errorf("the fixture has no settings file for the scope %q", scope)
		}
		text := string(raw)
		var s string
		if json.Unmarshal(raw, &s) == nil {
			text = s
		}
		if err := write(name, f.Expand(text)); err != nil {
			return err
		}
	}
	for name, text := range c.Files {
		if err := write(f.Expand(name), f.Expand(text)); err != nil {
			return err
		}
	}
	if err := write(path.Join(f.Home, ".claude.json"), clientState(f, c)); err != nil {
		return err
	}
	if err := write(mcpConfig(f), mcpServers(c.CLI.MCPServers)); err != nil {
		return err
	}
	if c.NoGit {
		return nil
	}
	for _, dir := range f.GitRepositories {
		if out, err := exec.Command("git", "-c", "init.defaultBranch=main", "init", "-q", dir).CombinedOutput(); err != nil {
			return fmt.Errorf("git init: %w: %s", err, out)
		}
	}
	return nil
}

// content is what stands in a file of the fixture: what the client must be able to
// read has its form.
func content(name string) string {
	base := path.Base(name)
	switch {
	case strings.HasSuffix(name, ".json") && base != ".claude.json":
		return `{"name":"x"}` + "\n"
	case strings.HasSuffix(name, ".ipynb"):
		return `{"cells":[{"cell_type":"code","id":"c1","metadata":{},"outputs":[],"source":"1","execution_count":null}],` +
			`"metadata":{"language_info":{"name":"python"}},"nbformat":4,"nbformat_minor":5}`
	case base == "SKILL.md":
		skill := path.Base(path.Dir(name))
		return "---\nname: " + skill + "\ndescription: the skill " + skill + "\n---\nDo it.\n"
	case strings.Contains(name, "/.claude/agents/"):
		return "---\nname: " + strings.TrimSuffix(base, ".md") + "\ndescription: an agent\ntools: Read\n---\nDo it.\n"
	case base == ".gitignore":
		return ".env\n"
	}
	return "hello " + base + "\n"
}

// clientState is the file in which the client remembers that it has been set up,
// and which folders are trusted.
func clientState(f *conformance.Fixture, c conformance.Case) string {
	trusted := map[string]any{}
	if !c.Untrust {
		for _, dir := range f.Trusted {
			trusted[dir] = map[string]any{
				"hasTrustDialogAccepted": true, "hasCompletedProjectOnboarding": true,
				"allowedTools": []string{}, // 2.0 does not start without it
			}
		}
	}
	data, err := json.Marshal(map[string]any{"hasCompletedOnboarding": true, "projects": trusted})
	if err != nil {
		panic(err) // strings and booleans
	}
	return string(data)
}

func mcpConfig(f *conformance.Fixture) string { return path.Join(f.Home, "mcp.json") }

func mcpServers(names []string) string {
	servers := map[string]any{}
	for _, name := range names {
		servers[name] = map[string]any{"command": path.Join(binDir, mcpName)}
	}
	data, err := json.Marshal(map[string]any{"mcpServers": servers})
	if err != nil {
		panic(err) // strings
	}
	return string(data)
}

func write(name, text string) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	return os.WriteFile(name, []byte(text), 0o644)
}

func emptyFolder(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if err := os.RemoveAll(filepath.Join(dir, e.Name())); err != nil {
			return err
		}
	}
	return nil
}

// Package protect keeps files from being changed, by whatever tool or command.
//
// It turns a list of patterns into deny rules for Edit and has package permission
// judge each call by them in hardened mode, which knows the files that commands
// write and sees through shells, wrappers and links. The rules are its own: nothing
// in the settings of a project can loosen them.
package protect

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/gatehouse-go/gatehouse/hooks"
	"github.com/gatehouse-go/gatehouse/permission"
)

// Defaults are the patterns for a project that names none: secrets, what runs in
// production or in CI, and lock files, which package managers write by themselves.
// Examples of .env files may change.
func Defaults() []string {
	return []string{
		".env", ".env.local", ".env.*.local", ".env.production", ".env.prod", ".env.staging", ".env.development", ".env.test", ".envrc",
		"wrangler.toml", "wrangler.json", "wrangler.jsonc", "scripts/deploy.sh", ".github/workflows/**", ".gitlab-ci.yml", ".circleci/**",
		"package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml", "bun.lock", "bun.lockb", "go.sum", "Cargo.lock",
		"poetry.lock", "uv.lock", "Pipfile.lock", "composer.lock", "Gemfile.lock", "flake.lock",
	}
}

// Config says what is protected.
type Config struct {
	Project string   // absolute: the patterns start here
	Home    string   // absolute: for ~ in commands; the user's own if empty
	Files   []string // patterns like those of .gitignore; nil means [Defaults]
	// Always are absolute paths of files and folders, wherever they lie: those of the
	// guard itself.
	Always []string
	// Migrations protects the migrations that git has in HEAD: they may have been
	// applied. New ones may be written.
	Migrations bool
}

// A Guard refuses calls that would change what is protected. It is immutable and
// safe for concurrent use.
type Guard struct {
	cfg    Config
	policy *permission.Policy
}

// ErrPattern is returned by [New] for a pattern that cannot be protected.
var ErrPattern = errors.New("not a pattern of files to protect")

// New returns a guard. An error wraps [ErrPattern] or says why the project is not
// known.
func New(cfg Config) (*Guard, error) {
	if cfg.Files == nil {
		cfg.Files = Defaults()
	}
	if cfg.Home == "" {
		home, err := os.UserHomeDir()
		if err != nil {
			return nil, err
		}
		cfg.Home = home
	}
	if !filepath.IsAbs(cfg.Project) {
		return nil, fmt.Errorf("the project must be an absolute path, and is %q", cfg.Project)
	}
	policy, err := cfg.policy(nil)
	if err != nil {
		return nil, err
	}
	return &Guard{cfg: cfg, policy: policy}, nil
}

// policy compiles the rules, with further files of the project beside the patterns.
func (c Config) policy(further []string) (*permission.Policy, error) {
	deny := []string{} // and not nil, which is written as null
	for _, pattern := range c.Files {
		if pattern == "" || strings.ContainsAny(pattern, "\n\r") || strings.HasPrefix(pattern, "!") {
			return nil, fmt.Errorf("%w: %q", ErrPattern, pattern)
		}
		deny = append(deny, "Edit("+pattern+")")
	}
	for _, name := range append(further, c.present()...) {
		deny = append(deny, "Edit(/"+escape(name)+")")
	}
	for _, name := range c.Always {
		if !filepath.IsAbs(name) {
			return nil, fmt.Errorf("%w: %q is no absolute path", ErrPattern, name)
		}
		name = escape(filepath.ToSlash(name))
		deny = append(deny, "Edit(/"+name+")", "Edit(/"+name+"/**)")
	}
	data, err := json.Marshal(map[string]any{"permissions": map[string]any{"allow": []string{"Bash", "PowerShell", "Monitor", "Edit", "Write", "NotebookEdit"}, "deny": deny}})
	if err != nil {
		return nil, err
	}
	settings, err := permission.ParseSettings(permission.Project, filepath.Join(c.Project, ".claude", "settings.json"), data)
	if err != nil {
		return nil, err
	}
	for _, d := range settings.Diagnostics {
		if d.Severity == permission.SeverityError {
			return nil, fmt.Errorf("%w: %s", ErrPattern, d.Message)
		}
	}
	return permission.New(permission.Config{
		Settings: []*permission.Settings{settings}, Project: c.Project, Home: c.Home, Harden: true, Mode: permission.Default,
	})
}

// maxPresent bounds how many files of protected folders are named one by one.
const maxPresent = 1000

// present lists the files that there are in protected folders. A command that looks
// for a name, such as find, is then known to find them.
func (c Config) present() []string {
	var list []string
	for _, pattern := range c.Files {
		folder, ok := strings.CutSuffix(pattern, "/**")
		if !ok || strings.ContainsAny(folder, `*?[\`) {
			continue
		}
		_ = fs.WalkDir(os.DirFS(c.Project), strings.Trim(folder, "/"), func(name string, entry fs.DirEntry, err error) error {
			if err != nil {
				return fs.SkipDir // it is not there, or cannot be read: the pattern holds anyway
			}
			if !entry.IsDir() {
				list = append(list, name)
			}
			if len(list) == maxPresent {
				return fs.SkipAll
			}
			return nil
		})
	}
	return list
}

// escape makes a pattern of a name that stands for nothing but itself.
func escape(name string) string {
	return strings.NewReplacer(`\`, `\\`, "*", `\*`, "?", `\?`, "[", `\[`, "(", `\(`, ")", `\)`).Replace(name)
}

// PreToolUse refuses a call that would change a protected file, and asks about one
// that might. It has no opinion on others.
func (g *Guard) PreToolUse(ctx context.Context, e *hooks.PreToolUse) (hooks.Response, error) {
	policy := g.policy
	if g.cfg.Migrations && concernsMigrations(e) {
		applied, err := appliedMigrations(ctx, g.cfg.Project)
		if err != nil {
			return hooks.Response{}, err
		}
		if policy, err = g.cfg.policy(applied); err != nil {
			return hooks.Response{}, err
		}
	}
	if server, tool, ok := e.MCP(); ok {
		return g.mcp(e, policy, server, tool), nil
	}
	result := policy.Check(permission.Request{Tool: e.ToolName, Input: e.ToolInput, CWD: e.CWD, Mode: permission.Mode(e.PermissionMode)})
	switch {
	case result.Decision == permission.Deny && result.Rule.Specifier != "":
		return e.Deny(refusal(result)), nil
	case result.Hardened:
		return e.Ask("This may change a file that is protected, which cannot be told from the call: " + result.Reason), nil
	}
	return hooks.Response{}, nil
}

func refusal(r permission.Result) string {
	how := ""
	if len(r.Through) > 0 {
		how = " (seen through " + strings.Join(r.Through, " › ") + ")"
	}
	return fmt.Sprintf("Files like %s are protected: they must not be changed, in this or in any other way%s. If the change is needed, "+
		"tell the user what to change and why, and let them do it.", name(r.Rule), how)
}

// name is the pattern of a rule as it was given.
func name(r permission.Rule) string {
	pattern := strings.TrimSuffix(r.Specifier, "/**")
	if strings.HasPrefix(pattern, "//") {
		return pattern[1:]
	}
	return strings.TrimPrefix(r.Specifier, "/")
}

// mcp judges the strings that a tool of a server is given as names of files.
func (g *Guard) mcp(e *hooks.PreToolUse, policy *permission.Policy, server, tool string) hooks.Response {
	for text := range e.Texts() {
		if len(text) > 4096 || strings.ContainsAny(text, "\n\x00") {
			continue // no name of a file
		}
		input, err := json.Marshal(map[string]string{"file_path": strings.TrimPrefix(text, "file://"), "content": ""})
		if err != nil {
			continue
		}
		result := policy.Check(permission.Request{Tool: "Write", Input: input, CWD: e.CWD})
		if result.Decision != permission.Deny {
			continue
		}
		switch kindOf(tool) {
		case reads:
		case writes:
			return e.Deny(refusal(result))
		default:
			return e.Ask(fmt.Sprintf("The tool %s of the server %s is given a file that is protected (%s). Does it only read it?", tool, server, name(result.Rule)))
		}
	}
	return hooks.Response{}
}

type kind int

const (
	unknown kind = iota
	reads
	writes
)

// kindOf tells from a tool's name what it does to a file.
func kindOf(tool string) kind {
	tool = strings.ToLower(tool)
	for _, word := range []string{
		"write", "edit", "create", "delete", "remove", "move", "rename", "update", "patch", "append", "insert", "replace", "save", "put", "upload", "set",
		"apply", "overwrite", "truncate", "copy", "touch", "modify", "push", "commit",
	} {
		if strings.Contains(tool, word) {
			return writes
		}
	}
	for _, word := range []string{"read", "get", "list", "search", "view", "stat", "tree", "info", "find", "show", "diff", "cat", "open"} {
		if strings.Contains(tool, word) {
			return reads
		}
	}
	return unknown
}

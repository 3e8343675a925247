// Package policy reads the settings of the guard: what it protects beyond its
// defaults, and what of it is off.
//
// There are three files, each a JSON object with the keys of [Policy]:
//
//	.claude/gatehouse.json in the project, which comes with a repository and may only tighten
//	gatehouse/guard.json in the user's configuration folder (~/.config on Linux)
//	gatehouse.json beside Claude Code's managed settings, the organisation's
//
// They need not exist. What is in one of them and is not understood is an error with
// its place, and the guard then refuses every call: a check that somebody believes to
// be on is not quietly off.
package policy

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
)

// A Policy is what may be set. The zero Policy is the default: every check is on.
type Policy struct {
	// Protect are patterns of files that must not change, beside the defaults, written as
	// in .gitignore: "infra/**".
	Protect []string `json:"protect,omitempty"`
	// Production are names of hosts, contexts, accounts and databases, with stars, that
	// say nothing by themselves and are production: "db7.*".
	Production []string `json:"production,omitempty"`
	// Personal keeps personal data out of calls and prompts, too: e-mail addresses,
	// numbers of cards and accounts.
	Personal bool `json:"personal,omitempty"`

	// Staging and Development are such names of what is less than production. Not in a
	// project: what has no name that tells is judged as production without them.
	Staging     []string `json:"staging,omitempty"`
	Development []string `json:"development,omitempty"`
	// Unprotect are patterns of the defaults that are not protected. Not in a project.
	Unprotect []string `json:"unprotect,omitempty"`
	// AllowValues are values that look like secrets and are none. Not in a project.
	AllowValues []string `json:"allowValues,omitempty"`
	// Off are checks that are not made: see [Checks]. Not in a project.
	Off []string `json:"off,omitempty"`
	// Require are checks that no user can turn off, nor make exceptions from by the four
	// keys above. For an organisation.
	Require []string `json:"require,omitempty"`
}

// Checks are the names of what can be turned off.
func Checks() []string {
	return []string{"rules", "secrets", "commits", "prompts", "outputs", "production", "files", "interactive", "backup"}
}

// On reports whether a check is made.
func (p *Policy) On(check string) bool { return !slices.Contains(p.Off, check) }

// ErrPolicy is wrapped by the errors about a file that cannot be used. The guard then
// refuses every call.
var ErrPolicy = errors.New("the guard's policy cannot be used, and it refuses every call until the user has mended it")

// Files are the names of the three files.
type Files struct{ Project, User, Managed string }

// FilesOf returns the names for a project and the configuration folder of the user.
// The organisation's file lies in the folder of Claude Code's managed settings.
//
// Whatever moves the user's file into the reach of a repository is an error: what comes
// with a repository would loosen the guard.
func FilesOf(project string) (Files, error) {
	if err := checkEnviron(project); err != nil {
		return Files{}, err
	}
	config, err := os.UserConfigDir()
	if err != nil {
		return Files{}, fmt.Errorf("%w: find the user's configuration folder: %w", ErrPolicy, err)
	}
	f := Files{
		Project: filepath.Join(project, ".claude", "gatehouse.json"),
		User:    filepath.Join(config, "gatehouse", "guard.json"),
		Managed: filepath.Join(ManagedFolder(), "gatehouse.json"),
	}
	if inside(project, f.User) {
		return Files{}, fmt.Errorf("%w: %s would be the user's file, and lies in the project: set XDG_CONFIG_HOME to a folder outside", ErrPolicy, f.User)
	}
	return f, nil
}

// ManagedFolder is where Claude Code 2.1.330 looks for managed settings.
func ManagedFolder() string {
	switch runtime.GOOS {
	case "darwin":
		return "/Library/Application Support/ClaudeCode"
	case "windows":
		return `C:\Program Files\ClaudeCode`
	}
	return "/etc/claude-code"
}

// List returns the three names.
func (f Files) List() []string { return []string{f.Project, f.User, f.Managed} }

// Load reads the files that there are and joins them.
func Load(f Files) (Policy, error) {
	var all [3]Policy
	for i, file := range [...]struct {
		scope Scope
		name  string
	}{{User, f.User}, {Managed, f.Managed}, {Project, f.Project}} {
		data, err := os.ReadFile(file.name)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return Policy{}, fmt.Errorf("%w: %w", ErrPolicy, err)
		}
		if all[i], err = Parse(file.scope, file.name, data); err != nil {
			return Policy{}, err
		}
	}
	return Join(all[0], all[1], all[2]), nil
}

// Join joins the policies of a user, an organisation and a project. Of the project's it
// takes only what tightens, and of the user's no exception from a required check.
func Join(user, managed, project Policy) Policy {
	required := func(checks ...string) bool {
		return slices.ContainsFunc(checks, func(c string) bool { return slices.Contains(managed.Require, c) })
	}
	if required("files") {
		user.Unprotect = nil
	}
	if required("production") {
		user.Staging, user.Development = nil, nil
	}
	if required("secrets", "commits", "prompts", "outputs") {
		user.AllowValues = nil
	}
	joined := Policy{
		Protect: slices.Concat(managed.Protect, user.Protect, project.Protect),
		// The first name that fits counts, and production comes first.
		Production:  slices.Concat(managed.Production, user.Production, project.Production),
		Staging:     slices.Concat(managed.Staging, user.Staging),
		Development: slices.Concat(managed.Development, user.Development),
		Personal:    managed.Personal || user.Personal || project.Personal,
		Unprotect:   slices.Concat(managed.Unprotect, user.Unprotect),
		AllowValues: slices.Concat(managed.AllowValues, user.AllowValues),
		Require:     managed.Require,
	}
	for _, check := range slices.Concat(managed.Off, user.Off) {
		if !required(check) && !slices.Contains(joined.Off, check) {
			joined.Off = append(joined.Off, check)
		}
	}
	return joined
}

// Package policy reads the settings of the guard: what it protects beyond its
// defaults, and what of it is off.
//
// There are three files, each a JSON object with the keys of [Policy]: that of the
// user, that of an organisation beside its managed settings, and that of a project. A
// file that comes with a repository may only tighten: it is refused if it does more.
package policy

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
)

// A Policy is what may be set. The zero Policy is the default: every check is on.
type Policy struct {
	// Protect are patterns of files that must not change, beside the defaults.
	Protect []string `json:"protect,omitempty"`
	// Production and Staging are names of hosts, contexts, accounts and databases, with
	// stars, that say nothing by themselves.
	Production []string `json:"production,omitempty"`
	Staging    []string `json:"staging,omitempty"`
	// Personal keeps personal data out of calls and prompts, too: e-mail addresses,
	// numbers of cards and accounts.
	Personal bool `json:"personal,omitempty"`

	// Development are names that harm nobody. Not in a project.
	Development []string `json:"development,omitempty"`
	// Unprotect are patterns of the defaults that are not protected. Not in a project.
	Unprotect []string `json:"unprotect,omitempty"`
	// AllowValues are values that look like secrets and are none. Not in a project.
	AllowValues []string `json:"allowValues,omitempty"`
	// Off are checks that are not made: see [Checks]. Not in a project.
	Off []string `json:"off,omitempty"`
	// Require are checks that no user can turn off. For an organisation.
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
var ErrPolicy = errors.New("the guard's policy cannot be used")

// Files are the names of the three files.
type Files struct{ Project, User, Managed string }

// FilesOf returns the names for a project and the configuration folder of the user.
// The organisation's file lies in the folder of Claude Code's managed settings.
func FilesOf(project string) (Files, error) {
	config, err := os.UserConfigDir()
	if err != nil {
		return Files{}, err
	}
	managed := "/etc/claude-code"
	switch runtime.GOOS {
	case "darwin":
		managed = "/Library/Application Support/ClaudeCode"
	case "windows":
		managed = `C:\Program Files\ClaudeCode`
	}
	return Files{
		Project: filepath.Join(project, ".claude", "gatehouse.json"),
		User:    filepath.Join(config, "gatehouse", "guard.json"),
		Managed: filepath.Join(managed, "gatehouse.json"),
	}, nil
}

// List returns the three names.
func (f Files) List() []string { return []string{f.Project, f.User, f.Managed} }

// Load reads the files that there are and joins them.
func Load(f Files) (Policy, error) {
	user, err := read(f.User)
	if err != nil {
		return Policy{}, err
	}
	managed, err := read(f.Managed)
	if err != nil {
		return Policy{}, err
	}
	project, err := read(f.Project)
	if err != nil {
		return Policy{}, err
	}
	return Join(user, managed, project, f.Project)
}

// Join joins the policies of a user, an organisation and a project. File names the
// project's in an error.
func Join(user, managed, project Policy, file string) (Policy, error) {
	if err := project.onlyTightens(); err != nil {
		return Policy{}, fmt.Errorf("%w: %s: %w", ErrPolicy, file, err)
	}
	if len(user.Require) > 0 {
		return Policy{}, fmt.Errorf("%w: \"require\" is for the organisation's file only", ErrPolicy)
	}
	joined := Policy{
		Protect:     slices.Concat(managed.Protect, user.Protect, project.Protect),
		Production:  slices.Concat(managed.Production, user.Production, project.Production),
		Staging:     slices.Concat(managed.Staging, user.Staging, project.Staging),
		Development: slices.Concat(managed.Development, user.Development),
		Personal:    managed.Personal || user.Personal || project.Personal,
		Unprotect:   slices.Concat(managed.Unprotect, user.Unprotect),
		AllowValues: slices.Concat(managed.AllowValues, user.AllowValues),
		Require:     managed.Require,
	}
	for _, check := range slices.Concat(managed.Off, user.Off) {
		if !slices.Contains(managed.Require, check) && !slices.Contains(joined.Off, check) {
			joined.Off = append(joined.Off, check)
		}
	}
	// What the organisation or the user calls production, a list of names that harm nobody
	// does not take back: the first name that fits counts, and these come first.
	return joined, nil
}

// onlyTightens refuses what a repository must not bring along.
func (p *Policy) onlyTightens() error {
	for key, list := range map[string][]string{"development": p.Development, "unprotect": p.Unprotect, "allowValues": p.AllowValues, "off": p.Off, "require": p.Require} {
		if len(list) > 0 {
			return fmt.Errorf("%q loosens the guard, and a file that comes with a repository may only tighten it: put it into the user's own file", key)
		}
	}
	return nil
}

// Parse reads a policy. Unknown keys and checks are errors: what is misspelt would not
// protect.
func Parse(name string, data []byte) (Policy, error) {
	var p Policy
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(&p); err != nil {
		return Policy{}, fmt.Errorf("%w: %s%s: %w", ErrPolicy, name, place(data, err), err)
	}
	if d.More() {
		return Policy{}, fmt.Errorf("%w: %s: there is more after the object", ErrPolicy, name)
	}
	for _, check := range slices.Concat(p.Off, p.Require) {
		if !slices.Contains(Checks(), check) {
			return Policy{}, fmt.Errorf("%w: %s: there is no check %q; there are %s", ErrPolicy, name, check, strings.Join(Checks(), ", "))
		}
	}
	for _, pattern := range slices.Concat(p.Production, p.Staging, p.Development, p.Protect) {
		if strings.TrimSpace(pattern) == "" {
			return Policy{}, fmt.Errorf("%w: %s: an empty name or pattern fits nothing", ErrPolicy, name)
		}
	}
	return p, nil
}

func read(name string) (Policy, error) {
	data, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return Policy{}, nil
	}
	if err != nil {
		return Policy{}, fmt.Errorf("%w: %w", ErrPolicy, err)
	}
	return Parse(name, data)
}

// place is where an error of encoding/json is, as ":line:column".
func place(data []byte, err error) string {
	var offset int64
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		offset = syntax.Offset
	case errors.As(err, &kind):
		offset = kind.Offset
	default:
		return ""
	}
	before := data[:min(max(int(offset)-1, 0), len(data))] // the offset is behind what is wrong
	return fmt.Sprintf(":%d:%d", bytes.Count(before, []byte("\n"))+1, len(before)-bytes.LastIndexByte(before, '\n'))
}

package conformance

import (
	"encoding/json"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/permission"
)

// A Fixture is the virtual machine that cases were measured on.
type Fixture struct {
	Home            string            `json:"home"`
	Project         string            `json:"project"`
	Other           string            `json:"other"`
	GitRepositories []string          `json:"gitRepositories"`
	Trusted         []string          `json:"trusted"`
	Files           []string          `json:"files"`
	Symlinks        map[string]string `json:"symlinks"` // link → target
	SettingsFiles   map[string]string `json:"settingsFiles"`
	ReadOnlyTools   []string          `json:"readOnlyTools"` // MCP tools with the readOnlyHint annotation
}

// ParseFixture reads a fixture.json.
func ParseFixture(data []byte) (*Fixture, error) {
	f := &Fixture{}
	if err := json.Unmarshal(data, f); err != nil {
		return nil, fmt.Errorf("not a fixture: %w", err)
	}
	if !path.IsAbs(f.Home) || !path.IsAbs(f.Project) {
		return nil, fmt.Errorf("not a fixture: home and project must be absolute paths")
	}
	return f, nil
}

// Resolve follows the fixture's symbolic links, in a path that need not exist.
func (f *Fixture) Resolve(name string) (string, error) {
	left, done := strings.TrimPrefix(path.Clean(name), "/"), "/"
	for links := 0; left != ""; {
		part, rest, _ := strings.Cut(left, "/")
		left = rest
		next := path.Join(done, part)
		target, link := f.Symlinks[next]
		if !link {
			done = next
			continue
		}
		if links++; links > 40 {
			return "", permission.ErrTooManyLinks
		}
		if path.IsAbs(target) {
			done = "/"
		}
		left = path.Join(target, left)
		left = strings.TrimPrefix(left, "/")
	}
	return done, nil
}

// isDir reports a directory that the fixture's or the case's files lie in.
func (f *Fixture) isDir(c Case, name string) bool {
	real, err := f.Resolve(name)
	if err != nil {
		return false
	}
	below := strings.TrimSuffix(real, "/") + "/"
	for _, file := range f.Files {
		if strings.HasPrefix(file, below) {
			return true
		}
	}
	for file := range c.Files {
		if strings.HasPrefix(f.Expand(file), below) {
			return true
		}
	}
	if real == path.Join(f.Home, ".claude") {
		return true // the client's own
	}
	if path.Base(real) == ".git" && slices.Contains(f.GitRepositories, path.Dir(real)) {
		return true
	}
	return slices.Contains([]string{"/", "/tmp", "/etc", "/usr", "/var", "/home"}, real)
}

// Expand replaces $PROJ, $OTHER and $HOMEDIR.
func (f *Fixture) Expand(s string) string {
	if !strings.Contains(s, "$") {
		return s
	}
	return strings.NewReplacer("$PROJ", f.Project, "$OTHER", f.Other, "$HOMEDIR", f.Home).Replace(s)
}

// A Runner judges cases with package permission. It keeps the policies it has
// compiled, so cases with the same settings should come together. It is not
// safe for concurrent use.
type Runner struct {
	Fixture *Fixture
	Harden  bool // judge in hardened mode, which is stricter than the client

	key    string
	policy *permission.Policy
}

// Judge gives the answer of package permission to a case.
func (r *Runner) Judge(c Case) (permission.Result, error) {
	key, err := r.sessionKey(c)
	if err != nil {
		return permission.Result{}, err
	}
	if r.policy == nil || r.key != key {
		cfg := r.Fixture.Config(c)
		cfg.Harden = r.Harden
		policy, err := permission.New(cfg)
		if err != nil {
			return permission.Result{}, fmt.Errorf("case %s: %w", c.ID, err)
		}
		r.key, r.policy = key, policy
	}
	input := json.RawMessage(r.Fixture.Expand(string(c.Input)))
	return r.policy.Check(permission.Request{Tool: c.Tool, Input: input}), nil
}

func (r *Runner) sessionKey(c Case) (string, error) {
	c.ID, c.Tool, c.Input, c.Decision, c.Removed, c.Cause, c.BlockedPath, c.Suggestions = "", "", nil, "", false, "", "", nil
	data, err := json.Marshal(c)
	return string(data), err
}

// scopes lists the scopes of a case by the names they have in it.
var scopes = map[string]permission.Scope{
	"managed": permission.Managed, "flag": permission.Flag, "local": permission.Local,
	"project": permission.Project, "user": permission.User,
}

// Policy compiles the session of a case as the client would start it.
func (f *Fixture) Policy(c Case) (*permission.Policy, error) { return permission.New(f.Config(c)) }

// Config is the session of a case before it is compiled.
func (f *Fixture) Config(c Case) permission.Config {
	start := path.Join(f.Project, c.CWD)
	cfg := permission.Config{
		Mode: c.Mode, Project: start, Home: f.Home, Tools: []string{"default"},
		Untrusted: c.Untrust || !slices.Contains(f.Trusted, f.Project), EvalSymlinks: f.Resolve,
		IsDir: func(name string) bool { return f.isDir(c, name) }, ReadOnlyTools: f.ReadOnlyTools,
	}
	for _, dir := range c.CLI.AddDir {
		cfg.AdditionalDirectories = append(cfg.AdditionalDirectories, f.Expand(dir))
	}
	if c.CLI.Tools != nil {
		cfg.Tools = nil
		for _, list := range c.CLI.Tools {
			cfg.Tools = append(cfg.Tools, strings.FieldsFunc(list, func(r rune) bool { return r == ',' || r == ' ' })...)
		}
	}
	files := f.settingsFiles(c, start)
	for _, scope := range slices.Sorted(maps.Keys(files)) {
		if c.CLI.SettingSources != nil && (scope == permission.User || scope == permission.Project || scope == permission.Local) &&
			!slices.Contains(c.CLI.SettingSources, sourceName(scope)) {
			continue
		}
		file := files[scope]
		s, err := permission.ParseSettings(scope, file.name, []byte(f.Expand(file.text)))
		if err != nil {
			continue // the client runs without a file that is not JSON
		}
		cfg.Settings = append(cfg.Settings, s)
	}
	cfg.Settings = append(cfg.Settings, permission.CommandLine(f.expandAll(c.CLI.AllowedTools), f.expandAll(c.CLI.DisallowedTools)))
	return cfg
}

func (f *Fixture) expandAll(list []string) []string {
	out := make([]string, len(list))
	for i := range list {
		out[i] = f.Expand(list[i])
	}
	return out
}

func sourceName(s permission.Scope) string {
	for name, scope := range scopes {
		if scope == s {
			return name
		}
	}
	return ""
}

type settingsFile struct{ name, text string }

// settingsFiles finds the settings that a session started in start reads: its
// own .claude/settings.json, and the local settings of the repository's root.
func (f *Fixture) settingsFiles(c Case, start string) map[permission.Scope]settingsFile {
	files := map[permission.Scope]settingsFile{}
	for name, raw := range c.Settings {
		scope, known := scopes[name]
		if !known || scope == permission.Project && start != f.Project || scope == permission.Local && start != f.Project && c.NoGit {
			continue
		}
		text := string(raw)
		var s string
		if json.Unmarshal(raw, &s) == nil {
			text = s
		}
		files[scope] = settingsFile{name: f.SettingsFiles[name], text: text}
	}
	for name, text := range c.Files {
		if name = f.Expand(name); name == path.Join(start, ".claude/settings.json") {
			files[permission.Project] = settingsFile{name: name, text: text}
		}
	}
	return files
}

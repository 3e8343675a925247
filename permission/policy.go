package permission

import (
	"errors"
	"fmt"
	"iter"
	"os"
	"path"
	"slices"
	"strings"
)

// Config describes the policy of one session. The zero Config has no rules and
// mode Default.
type Config struct {
	Settings []*Settings // in any order; [Scope] decides precedence
	Mode     Mode        // --permission-mode; "" means the settings' defaultMode
	Project  string      // absolute directory the session was started in
	Home     string      // absolute; for ~ in rules and commands

	// AdditionalDirectories are those of --add-dir, beside the settings'.
	AdditionalDirectories []string

	// Tools lists the tools of --tools. Calls of others are denied, as the
	// model does not have them. The name "default" stands for the tools that a
	// session of the measured version has without the flag. nil means that the
	// session's tools are not known, and every call is judged by its rules.
	Tools []string

	// Untrusted says that the workspace's trust dialog was not accepted: allow
	// rules and additional directories of the project's files do not count.
	Untrusted bool

	// EvalSymlinks resolves the symbolic links of an absolute path that need
	// not exist, so that a link cannot be used to reach a denied file. nil
	// means [EvalSymlinks]; an error makes the answer for the path at best Ask.
	EvalSymlinks func(name string) (string, error)

	// IsDir reports whether a directory exists: additional directories that do
	// not are ignored. nil means to look at the disk when the policy is compiled.
	IsDir func(name string) bool

	// Harden closes what Claude Code leaves open: deny and ask rules see through
	// nested shells, wrappers, variables, encodings and other spellings of a
	// command, and rules are consulted that the client never looks at. It only
	// ever makes an answer stricter; see the package comment.
	Harden bool

	// ReadOnlyTools lists the MCP tools whose readOnlyHint annotation is set.
	// Mode plan asks about all others, whatever rule allows them.
	ReadOnlyTools []string
}

// A Policy is a compiled [Config]. It is immutable and safe for concurrent use.
type Policy struct {
	config   Config
	mode     Mode
	noBypass bool
	noAuto   bool
	lists    [3]ruleList // by Decision
	rules    []*Rule     // in the order of evaluation
	dirs     []string    // the working directories, with and without links
	own      [2]string   // the directories of ownFile
	tools    toolSet
	void     []*Settings // those of the config that do not count, for explanations

	denyNotAsk         bool
	blockReadsOutside  bool
	blockWritesOutside bool

	curt     bool // to leave out suggestions
	plodding bool // to take every command for odd, which tests compare with
}

// ErrConfig is wrapped by the errors of [New].
var ErrConfig = errors.New("invalid permission config")

// New compiles cfg. Like Claude Code, it ignores settings that are
// [Settings.Void] and skips rules that cannot be understood; they are listed
// in [Settings.Diagnostics]. It fails only if cfg itself is invalid; the error
// wraps [ErrConfig].
func New(cfg Config) (*Policy, error) {
	if cfg.Project == "" {
		cfg.Project = "/"
	}
	for _, dir := range [...]*string{&cfg.Project, &cfg.Home} {
		if *dir != "" && !path.IsAbs(*dir) {
			return nil, fmt.Errorf("%w: %q is not an absolute path", ErrConfig, *dir)
		}
	}
	if cfg.Mode != "" {
		m, err := ParseMode(string(cfg.Mode))
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrConfig, err)
		}
		cfg.Mode = m
	}
	if cfg.EvalSymlinks == nil {
		cfg.EvalSymlinks = EvalSymlinks
	}
	if cfg.IsDir == nil {
		cfg.IsDir = isDir
	}
	void := slices.DeleteFunc(slices.Clone(cfg.Settings), func(s *Settings) bool { return s == nil || !s.Void })
	cfg.Settings = inForce(cfg.Settings)
	p := &Policy{config: cfg, tools: newToolSet(cfg.Tools), void: void}
	p.compileSwitches()
	p.compileRules()
	p.compileDirectories()
	p.own = p.ownDirectories()
	return p, nil
}

// inForce returns the settings that count, strongest first.
func inForce(all []*Settings) []*Settings {
	all = slices.DeleteFunc(slices.Clone(all), func(s *Settings) bool { return s == nil || s.Void })
	slices.SortStableFunc(all, func(a, b *Settings) int { return int(a.Scope) - int(b.Scope) })
	return all
}

func (p *Policy) compileSwitches() {
	for _, s := range p.config.Settings {
		p.noBypass = p.noBypass || s.DisableBypass
		p.noAuto = p.noAuto || s.DisableAuto
		p.denyNotAsk = p.denyNotAsk || s.DenyNotAsk
		p.blockReadsOutside = p.blockReadsOutside || s.BlockReadsOutside
		p.blockWritesOutside = p.blockWritesOutside || s.BlockWritesOutside
		if p.mode == "" {
			p.mode = s.DefaultMode
		}
	}
	if p.config.Mode != "" {
		p.mode = p.config.Mode
	}
	p.mode = p.effective(p.mode)
}

// effective is the mode that a session asking for m runs in.
func (p *Policy) effective(m Mode) Mode {
	switch {
	case m == "" || m == BypassPermissions && p.noBypass || m == Auto && p.noAuto:
		return Default
	}
	return m
}

// autoAvailable reports whether the client would consult its classifier in
// mode m.
func (p *Policy) autoAvailable(m Mode) bool { return !p.noAuto && (m == Auto || m == Plan) }

func (p *Policy) compileRules() {
	managedOnly := p.managedRulesOnly()
	for _, s := range p.config.Settings {
		for i := range s.Rules {
			if r := s.Rules[i]; p.discounts(s, &r, managedOnly) == "" {
				p.rules = append(p.rules, &r)
			}
		}
	}
	slices.SortStableFunc(p.rules, func(a, b *Rule) int { return int(a.Decision) - int(b.Decision) })
	p.compileLists(p.rules)
}

// compileLists makes the lists of the policy from rules in the order of
// evaluation.
func (p *Policy) compileLists(rules []*Rule) {
	p.lists = [3]ruleList{}
	for _, r := range rules {
		p.lists[r.Decision].add(r, &p.config)
	}
	for d := range p.lists {
		l := &p.lists[d]
		l.decision, l.bash.decision, l.powershell.decision = Decision(d), Decision(d), Decision(d)
		l.index()
	}
	indexBash(&p.lists[Deny].bash, &p.lists[Ask].bash, &p.lists[Allow].bash)
	indexBash(&p.lists[Deny].powershell, &p.lists[Ask].powershell, &p.lists[Allow].powershell)
}

func (p *Policy) managedRulesOnly() bool {
	return slices.ContainsFunc(p.config.Settings, func(s *Settings) bool { return s.ManagedRulesOnly })
}

// discounts tells why a rule of a file that is in force does not count.
func (p *Policy) discounts(s *Settings, r *Rule, managedOnly bool) string {
	switch {
	case managedOnly && s.Scope != Managed && !(s.Scope == CLI && r.Decision == Deny):
		return "allowManagedPermissionRulesOnly is set"
	case r.Decision == Allow && p.config.Untrusted && (s.Scope == Project || s.Scope == Local):
		return "the workspace is not trusted"
	case r.Validate() != nil:
		return "it is not valid" // made by hand, and the client would skip it
	}
	return ""
}

func (p *Policy) compileDirectories() {
	p.addDirectory(p.config.Project)
	for _, dir := range p.config.AdditionalDirectories {
		p.addExisting(dir)
	}
	for _, s := range p.config.Settings {
		if p.config.Untrusted && (s.Scope == Project || s.Scope == Local) {
			continue
		}
		for _, dir := range s.AdditionalDirectories {
			p.addExisting(dir)
		}
	}
}

func (p *Policy) addExisting(dir string) {
	if dir = p.absolute(dir); p.config.IsDir(dir) {
		p.addDirectory(dir)
	}
}

func isDir(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.IsDir()
}

func (p *Policy) absolute(dir string) string {
	switch {
	case dir == "~" || strings.HasPrefix(dir, "~/"):
		return path.Join(p.config.Home, dir[1:])
	case path.IsAbs(dir):
		return path.Clean(dir)
	}
	return path.Join(p.config.Project, dir)
}

func (p *Policy) addDirectory(dir string) {
	p.dirs = append(p.dirs, path.Clean(dir))
	if real, err := p.config.EvalSymlinks(dir); err == nil && path.Clean(real) != path.Clean(dir) {
		p.dirs = append(p.dirs, path.Clean(real))
	}
}

// Rules yields the rules in the order in which they are evaluated.
func (p *Policy) Rules() iter.Seq[Rule] {
	return func(yield func(Rule) bool) {
		for _, r := range p.rules {
			if !yield(*r) {
				return
			}
		}
	}
}

// Mode returns the mode that the session starts in.
func (p *Policy) Mode() Mode { return p.mode }

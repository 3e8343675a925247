package permission

import (
	"cmp"
	"path"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/jsonx"
)

// checkFile judges a call of a tool that names one file or folder.
func (p *Policy) checkFile(c *call) Result {
	name, ok := c.text(pathField(c.tool))
	if !ok {
		search := c.tool == "Glob" || c.tool == "Grep" || c.tool == "LS"
		if !search || c.input.Get(pathField(c.tool)).Kind() != jsonx.Invalid {
			return Result{Decision: Deny, Cause: ByInput, Reason: "the tool's input has no " + pathField(c.tool) + " that is a string"}
		}
		name = c.cwd // searches look there
	}
	t := p.toolTarget(name, c.cwd)
	if reads(c.tool) {
		return p.checkRead(c, t)
	}
	return p.checkWrite(c, t)
}

func reads(tool string) bool {
	switch tool {
	case "Read", "Glob", "Grep", "LS", "NotebookRead":
		return true
	}
	return false
}

// A target is a file as it was named, and where its links lead.
type target struct {
	path, real string // absolute and clean
	low        string // path in lower case, which rules are compared in
	lowReal    string
	broken     bool // the links cannot be resolved
}

func (p *Policy) target(name, cwd string) target {
	t := target{path: p.resolve(name, cwd)}
	t.low = lowerPath(t.path)
	real, err := p.config.EvalSymlinks(t.path)
	if err != nil {
		t.real, t.lowReal, t.broken = t.path, t.low, true
		return t
	}
	t.real, t.lowReal = t.path, t.low
	if real != t.path {
		t.real = path.Clean(real)
		t.lowReal = lowerPath(t.real)
	}
	return t
}

// either returns the rule that covers the file under its name or where its
// links lead: enough for a deny or ask rule.
func (l pathList) either(t *target) *Rule {
	if r := l.match(t.low); r != nil {
		return r
	}
	if t.lowReal != t.low {
		return l.match(t.lowReal)
	}
	return nil
}

// both returns the rule that covers the file under its name, if one covers
// where its links lead too: what an allow rule needs.
func (l pathList) both(t *target) *Rule {
	if t.broken {
		return nil
	}
	r := l.match(t.low)
	if r == nil || t.lowReal != t.low && l.match(t.lowReal) == nil {
		return nil
	}
	return r
}

// inside reports that the file lies in a working directory, links resolved.
func (p *Policy) inside(t *target) bool {
	return !t.broken && p.insideName(t.path) && (t.real == t.path || p.insideName(t.real))
}

// namesLink reports that the file itself, and not a folder above it, is a
// symbolic link.
func (p *Policy) namesLink(t *target) bool {
	if t.real == t.path {
		return false
	}
	dir, err := p.config.EvalSymlinks(path.Dir(t.path))
	return err != nil || path.Join(dir, path.Base(t.path)) != t.real
}

// ownFile reports a file that the client keeps for the session: what it
// remembers of the project, and its tasks. Reading them needs no permission.
func (p *Policy) ownFile(t *target) bool {
	for _, dir := range p.own {
		if !t.broken && within(dir, t.path) && within(dir, t.real) {
			return true
		}
	}
	return false
}

// ownDirectories are those of [Policy.ownFile].
func (p *Policy) ownDirectories() [2]string {
	own := path.Join(p.config.Home, ".claude")
	project := strings.Map(func(r rune) rune {
		if isName(byte(r)) && r != '_' && r < 0x80 || '0' <= r && r <= '9' {
			return r
		}
		return '-'
	}, p.config.Project)
	return [...]string{path.Join(own, "projects", project), path.Join(own, "tasks")}
}

// insideName compares with regard to case, unlike rules.
func (p *Policy) insideName(name string) bool {
	for _, dir := range p.dirs {
		if within(dir, name) {
			return true
		}
	}
	return false
}

func ruled(d Decision, r *Rule) Result {
	return Result{Decision: d, Cause: ByRule, Rule: *r, matched: []*Rule{r}}
}

func (p *Policy) checkRead(c *call, t target) Result {
	if r := p.lists[Deny].read.either(&t); r != nil {
		return ruled(Deny, r)
	}
	if r := p.byRule(c); r != nil {
		return *r
	}
	if r := p.lists[Ask].read.either(&t); r != nil {
		return ruled(Ask, r)
	}
	if p.blockReadsOutside && !p.inside(&t) {
		return Result{Decision: Deny, Cause: ByDirectory, BlockedPath: t.real,
			Reason: "blockReadsOutsideWorkingDirectories refuses files outside the working directories"}
	}
	if c.mode == BypassPermissions {
		return Result{Decision: Allow, Cause: ByMode, Reason: byBypass}
	}
	if why := t.odd(); why != "" {
		return Result{Decision: Ask, Cause: ByDefault, BlockedPath: t.real, Reason: why}
	}
	if p.inside(&t) || p.ownFile(&t) {
		return Result{Decision: Allow, Cause: ByReadOnly, Reason: "reads inside the working directories need no permission"}
	}
	if r := p.lists[Allow].matchTool(c.tool); r != nil {
		return ruled(Allow, r)
	}
	if r := p.allowsRead(&t); r != nil {
		return ruled(Allow, r)
	}
	if p.autoAvailable(c.mode) {
		return Result{Decision: Allow, Cause: ByMode, Reason: "mode " + string(c.mode) + " reads anywhere"}
	}
	return Result{Decision: Ask, Cause: ByDirectory, BlockedPath: t.real, Reason: "it reads outside the working directories"}
}

// allowsRead returns the allow rule that lets the file be read: one on reading
// it, or one on editing it.
func (p *Policy) allowsRead(t *target) *Rule {
	if r := p.lists[Allow].read.both(t); r != nil {
		return r
	}
	return p.lists[Allow].edit.both(t)
}

// allowsReadReal returns the allow rule that lets a shell command read the file:
// a Read rule on where its links lead. An Edit rule lets the Read tool read, but
// no command (group fid-outside).
func (p *Policy) allowsReadReal(t *target) *Rule {
	if t.broken {
		return nil
	}
	return p.lists[Allow].read.match(t.lowReal)
}

func (p *Policy) checkWrite(c *call, t target) Result {
	if r := p.lists[Deny].edit.either(&t); r != nil {
		return ruled(Deny, r)
	}
	if c.tool != "NotebookEdit" || p.config.Harden { // what may not be read may not be rewritten
		if r := p.lists[Deny].read.either(&t); r != nil {
			return ruled(Deny, r)
		}
	}
	if r := p.byRule(c); r != nil {
		return *r
	}
	if r := p.lists[Ask].edit.either(&t); r != nil {
		return ruled(Ask, r)
	}
	if c.tool == "Write" && p.namesLink(&t) {
		return Result{Decision: Deny, Cause: BySafety, BlockedPath: t.path, Reason: "it would write to a symbolic link"}
	}
	if p.blockWritesOutside && !p.inside(&t) {
		return Result{Decision: Deny, Cause: ByDirectory, BlockedPath: t.real,
			Reason: "blockWritesOutsideWorkingDirectories refuses files outside the working directories"}
	}
	if c.mode == BypassPermissions {
		return Result{Decision: Allow, Cause: ByMode, Reason: byBypass}
	}
	if why := cmp.Or(p.protects(&t), t.odd()); why != "" {
		return Result{Decision: Ask, Cause: BySafety, BlockedPath: t.real, Reason: why}
	}
	if c.mode == Plan {
		return Result{Decision: Ask, Cause: ByMode, BlockedPath: t.real, Reason: "mode plan asks about every edit"}
	}
	if r := p.allowsEdit(c.tool, &t); r != nil {
		return ruled(Allow, r)
	}
	if why := p.linksOut(&t); why != "" {
		return Result{Decision: Ask, Cause: BySafety, BlockedPath: t.real, Reason: why}
	}
	inside := p.inside(&t) && !strings.Contains(t.path, `..\`)
	if inside && (c.mode == AcceptEdits || c.mode == Auto) {
		return Result{Decision: Allow, Cause: ByMode, Reason: "mode " + string(c.mode) + " edits inside the working directories"}
	}
	if !inside {
		return Result{Decision: Ask, Cause: ByDirectory, BlockedPath: t.real, Reason: "it writes outside the working directories"}
	}
	return Result{Decision: Ask, Cause: ByDefault, BlockedPath: t.real, Reason: "no rule allows the edit"}
}

// allowsEdit returns the allow rule that lets the file be written. A rule on
// the bare tool covers that tool alone, and no link that leads out; Tool(*) only
// in the working directories.
func (p *Policy) allowsEdit(tool string, t *target) *Rule {
	if r := p.lists[Allow].matchTool(tool); r != nil && (r.Specifier == "" && p.linksOut(t) == "" || p.inside(t)) {
		return r
	}
	return p.lists[Allow].edit.both(t)
}

package permission

import (
	"cmp"
	"slices"
	"strings"
)

// A Remedy is a change of settings that would let a call pass: all of it, and
// nothing less.
type Remedy struct {
	Remove      []Rule   // deny and ask rules that must go, or be made narrower
	Allow       []Rule   // allow rules to add; their Scope is one where they count
	Directories []string // to add to permissions.additionalDirectories
	Mode        Mode     // the mode to run in, if it must be another
}

// Remedies returns what would let the call of req pass, the smallest change
// first. Each is enough on its own and was tried: [Policy.Check] allows the
// call with it, and does not with a rule less. An allowed call needs none.
//
// why is not empty where no rule on just this call would do: it says what
// stands in the way. The list is empty then, or holds what else would do, such
// as another mode.
func (p *Policy) Remedies(req Request) (list []Remedy, why string) {
	t := &trial{policy: p, req: req}
	r := p.Check(req)
	switch {
	case r.Decision == Allow:
		return nil, ""
	case r.Cause == ByInput || r.Cause == ByTool:
		return nil, r.Reason
	}
	r = t.clear(r)
	if r.Decision == Allow {
		return []Remedy{{Remove: t.removed}}, ""
	}
	pool := t.policy.candidates(req)
	if found, ok := t.smallest(pool.rules, nil); ok {
		list = append(list, found)
	}
	if outside := t.policy.Check(req); outside.Cause == ByDirectory && len(pool.directories) > 0 {
		if found, ok := t.smallest(nil, pool.directories); ok {
			list = append(list, found)
		}
	}
	if len(list) > 0 {
		return list, ""
	}
	why = t.obstacle(pool)
	if found, ok := t.otherwise(pool); ok {
		list = append(list, found)
	}
	return list, why
}

// A trial looks for a remedy.
type trial struct {
	policy  *Policy // without the rules that must go
	req     Request
	removed []Rule
	mode    Mode
}

// maxRemoved bounds how many rules are taken out of the way.
const maxRemoved = 32

// clear takes the deny and ask rules out of the way that decide, one by one,
// and returns the answer without them.
func (t *trial) clear(r Result) Result {
	p := t.policy
	for range maxRemoved {
		if r.Decision == Allow || r.Cause != ByRule && !(r.Cause == ByMode && r.Rule.Tool != "") {
			break // in mode dontAsk, an ask rule denies
		}
		t.removed = append(t.removed, r.Rule)
		t.policy = p.with(Remedy{Remove: t.removed})
		r = t.policy.Check(t.req)
	}
	return r
}

// passes reports whether the call is allowed with more rules and directories.
func (t *trial) passes(allow []Rule, directories []string) bool {
	req := t.req
	if t.mode != "" {
		req.Mode = t.mode
	}
	return t.policy.with(Remedy{Allow: allow, Directories: directories}).Check(req).Decision == Allow
}

// smallest drops what is not needed, the widest first, as more allow rules never
// make an answer stricter.
func (t *trial) smallest(allow []Rule, directories []string) (Remedy, bool) {
	if !t.passes(allow, directories) {
		return Remedy{}, false
	}
	allow, directories = slices.Clone(allow), slices.Clone(directories)
	for i := len(directories) - 1; i >= 0; i-- {
		if rest := slices.Delete(slices.Clone(directories), i, i+1); t.passes(allow, rest) {
			directories = rest
		}
	}
	for i := len(allow) - 1; i >= 0; i-- {
		if rest := slices.Delete(slices.Clone(allow), i, i+1); t.passes(rest, directories) {
			allow = rest
		}
	}
	return Remedy{Remove: t.removed, Allow: allow, Directories: directories, Mode: t.mode}, true
}

// otherwise finds what would do where rules on just this call do not: wider
// rules, directories beside them, or another mode.
func (t *trial) otherwise(pool candidates) (Remedy, bool) {
	wide := slices.Concat(pool.rules, pool.wide)
	if found, ok := t.smallest(wide, nil); ok {
		return found, true
	}
	if len(pool.directories) > 0 {
		for _, allow := range [...][]Rule{pool.rules, wide} {
			if found, ok := t.smallest(allow, pool.directories); ok {
				return found, true
			}
		}
	}
	now := t.policy.modeOf(t.req)
	for _, m := range [...]Mode{Default, AcceptEdits, BypassPermissions} {
		if t.mode = m; m == now || t.policy.effective(m) != m {
			continue
		}
		for _, allow := range [...][]Rule{nil, pool.rules} {
			if found, ok := t.smallest(allow, nil); ok {
				return found, true
			}
		}
	}
	t.mode = ""
	return Remedy{}, false
}

// obstacle says what no rule on just this call helps against.
func (t *trial) obstacle(pool candidates) string {
	r := t.policy.with(Remedy{Allow: pool.rules}).Check(t.req)
	return why(r.Cause, r.Reason, r.BlockedPath)
}

// with is the policy after a change, but for its mode.
func (p *Policy) with(m Remedy) *Policy {
	q := *p
	q.rules = make([]*Rule, 0, len(p.rules)+len(m.Allow))
	for _, r := range p.rules {
		if !slices.ContainsFunc(m.Remove, func(gone Rule) bool { return same(gone, *r) }) {
			q.rules = append(q.rules, r)
		}
	}
	for i := range m.Allow {
		if m.Allow[i].Validate() == nil {
			q.rules = append(q.rules, &m.Allow[i])
		}
	}
	slices.SortStableFunc(q.rules, func(a, b *Rule) int {
		return cmp.Or(cmp.Compare(a.Decision, b.Decision), cmp.Compare(a.Scope, b.Scope)) // as settings files would
	})
	q.compileLists(q.rules)
	q.dirs = slices.Clip(p.dirs)
	for _, dir := range m.Directories {
		q.addExisting(dir)
	}
	return &q
}

// modeOf is the mode that a request is judged in.
func (p *Policy) modeOf(req Request) Mode {
	if req.Mode == "" {
		return p.mode
	}
	m, err := ParseMode(string(req.Mode))
	if err != nil {
		return p.mode
	}
	return p.effective(m)
}

// String says what to do, such as "add Bash(make) to permissions.allow".
func (r Remedy) String() string {
	return r.text(func(rule Rule) string { return place(rule, rule.Pos.Filename) })
}

func (r Remedy) text(place func(Rule) string) string {
	var todo []string
	for i, gone := range r.Remove {
		if i == maxListed {
			todo = append(todo, "remove or narrow "+plural(len(r.Remove)-i, "other rule"))
			break
		}
		text := "remove or narrow " + gone.Decision.String() + " " + oneLine(gone.String(), maxText)
		if at := place(gone); at != "" {
			text += " in " + at
		}
		todo = append(todo, text)
	}
	if len(r.Allow) > 0 {
		var rules []string
		for _, rule := range r.Allow {
			rules = append(rules, oneLine(rule.String(), maxText))
		}
		text := "add " + enumerate(rules) + " to permissions.allow"
		if s := r.Allow[0].Scope; s != Local {
			text += " in the " + s.String()
		}
		todo = append(todo, text)
	}
	if len(r.Directories) > 0 {
		var dirs []string
		for _, dir := range r.Directories {
			dirs = append(dirs, oneLine(dir, maxText))
		}
		todo = append(todo, "add "+enumerate(dirs)+" to permissions.additionalDirectories")
	}
	if r.Mode != "" {
		todo = append(todo, "run in mode "+string(r.Mode))
	}
	return strings.Join(todo, ", and ")
}

// maxListed is how many rules or directories one line names.
const maxListed = 10

// enumerate is "a", "a and b" or "a, b and c".
func enumerate(list []string) string {
	if n := len(list) - maxListed; n > 0 {
		return strings.Join(list[:maxListed], ", ") + " and " + plural(n, "other")
	}
	last := len(list) - 1
	if last == 0 {
		return list[0]
	}
	return strings.Join(list[:last], ", ") + " and " + list[last]
}

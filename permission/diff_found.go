package permission

import (
	"cmp"
	"slices"
	"strings"
)

// A finding is the best call so far that shows one change.
type finding struct {
	Change
	odd   bool
	other bool // of a tool that the rule is not about
	order bool // only the order of the rules is to blame
}

// A changeKey is what is one change to a reviewer.
type changeKey struct {
	before, after  Decision
	removed, added ruleKey
	settings       string
	kind           string // of call, where no rule tells
	mode           Mode
}

// blames reports that a rule made the difference.
func (c *Change) blames(k ruleKey, d *differ) bool {
	return slices.ContainsFunc(c.Removed, func(r Rule) bool { return keyOf(&r, &d.before.config) == k }) ||
		slices.ContainsFunc(c.Added, func(r Rule) bool { return keyOf(&r, &d.after.config) == k })
}

// foreign reports that the call is of another tool than the rules that made
// the difference are about or, where there are none, of an uncommon one.
func (c *Change) foreign(from *ruleOf) bool {
	if len(c.Removed)+len(c.Added) == 0 {
		return !slices.Contains(standard, c.Request.Tool) || from != nil && from.key.tool != c.Request.Tool
	}
	return !slices.ContainsFunc(slices.Concat(c.Removed, c.Added), func(r Rule) bool { return canonicalTool(r.Tool) == c.Request.Tool })
}

// keep notes a finding if it is the best of its kind.
func (d *differ) keep(f *finding) {
	k := changeKey{before: f.Before.Decision, after: f.After.Decision, mode: f.Request.Mode}
	if len(f.Removed) > 0 {
		k.removed = keyOf(&f.Removed[0], &d.before.config)
	}
	if len(f.Added) > 0 {
		k.added = keyOf(&f.Added[0], &d.after.config)
	}
	if len(f.Removed)+len(f.Added) == 0 {
		k.settings = strings.Join(f.Settings, "; ")
		if !f.order {
			k.kind = kindOf(f.Request.Tool)
		}
	}
	if best := d.found[k]; best == nil || f.compare(best) < 0 {
		d.found[k] = f
	}
}

// kindOf names what tools have in common.
func kindOf(tool string) string {
	server, mcp := serverOf(tool)
	switch {
	case tool == "Bash" || tool == "Monitor":
		return "Bash"
	case reads(tool):
		return "Read"
	case pathField(tool) != "":
		return "Edit"
	case tool == "PowerShell" || tool == "WebFetch" || tool == "WebSearch":
		return tool
	case mcp:
		return server
	}
	return ""
}

func (f *finding) compare(o *finding) int {
	return cmp.Or(first(f.odd, o.odd), first(f.other, o.other), cmp.Compare(len(f.Settings), len(o.Settings)), cmp.Compare(len(f.Request.Input), len(o.Request.Input)),
		strings.Compare(f.Request.Tool, o.Request.Tool), strings.Compare(string(f.Request.Input), string(o.Request.Input)))
}

// first puts false before true.
func first(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

// changes lists what was found, but for what says nothing new: what shows only
// in another mode or in odd calls, where the same rules and settings are shown
// to do as much in the mode of the session and in a plain call.
func (d *differ) changes() Changes {
	type effect struct {
		removed, added ruleKey
		settings       string
		looser         bool
	}
	of := func(k changeKey) effect { return effect{k.removed, k.added, k.settings, k.after > k.before} }
	inMode, plain := map[effect]bool{}, map[effect]int{}
	for k, f := range d.found {
		e := of(k)
		if k.mode != "" {
			continue
		}
		inMode[effect{e.removed, e.added, e.settings, false}] = true
		if !f.odd {
			plain[e] = max(plain[e], k.size())
		}
	}
	var list []changeKey
	for k, f := range d.found {
		e := of(k)
		again := k.mode != "" && inMode[effect{e.removed, e.added, e.settings, false}]
		if !again && !(f.odd && plain[e] >= k.size()) {
			list = append(list, k)
		}
	}
	slices.SortFunc(list, changeKey.compare)
	var out Changes
	for _, k := range list {
		out = append(out, d.found[k].Change)
	}
	return out
}

// size is 2 between deny and allow.
func (k changeKey) size() int { return max(int(k.after)-int(k.before), int(k.before)-int(k.after)) }

// compare puts what is looser first, and the greater difference.
func (k changeKey) compare(o changeKey) int {
	rank := func(k changeKey) int {
		if k.after > k.before {
			return -k.size()
		}
		return 3 - k.size()
	}
	other := func(k changeKey) int { return min(len(k.mode), 1) }
	return cmp.Or(cmp.Compare(rank(k), rank(o)), cmp.Compare(other(k), other(o)), cmp.Compare(k.before, o.before),
		k.removed.compare(o.removed), k.added.compare(o.added), strings.Compare(k.settings, o.settings),
		strings.Compare(k.kind, o.kind), strings.Compare(string(k.mode), string(o.mode)))
}

package permission

import (
	"fmt"
	"slices"
	"strings"
)

// A swap is one thing in which the policies differ, and each of them with that
// of the other.
type swap struct {
	text          string
	before, after *Policy
}

// matters reports that the answer to a call depends on what was swapped.
func (s *swap) matters(c *Change) bool {
	return s.before.Check(c.Request).Decision != c.Before.Decision || s.after.Check(c.Request).Decision != c.After.Decision
}

// suffices reports that what was swapped makes all of the difference.
func (s *swap) suffices(c *Change) bool {
	return s.before.Check(c.Request).Decision == c.After.Decision && s.after.Check(c.Request).Decision == c.Before.Decision
}

// A facet is something other than rules in which policies may differ.
type facet struct {
	name string
	text func(p *Policy) string
	copy func(to, from *Policy)
}

var facets = []facet{
	{"defaultMode", func(p *Policy) string { return string(p.mode) }, func(to, from *Policy) { to.mode = from.mode }},
	{"disableBypassPermissionsMode", func(p *Policy) string { return onOff(p.noBypass) }, func(to, from *Policy) { to.noBypass = from.noBypass }},
	{"disableAutoMode", func(p *Policy) string { return onOff(p.noAuto) }, func(to, from *Policy) { to.noAuto = from.noAuto }},
	{"denyInsteadOfPrompting", func(p *Policy) string { return onOff(p.denyNotAsk) }, func(to, from *Policy) { to.denyNotAsk = from.denyNotAsk }},
	{"blockReadsOutsideWorkingDirectories", func(p *Policy) string { return onOff(p.blockReadsOutside) }, func(to, from *Policy) { to.blockReadsOutside = from.blockReadsOutside }},
	{"blockWritesOutsideWorkingDirectories", func(p *Policy) string { return onOff(p.blockWritesOutside) }, func(to, from *Policy) { to.blockWritesOutside = from.blockWritesOutside }},
	{"tools", func(p *Policy) string { return p.tools.String() }, func(to, from *Policy) { to.tools = from.tools }},
	{"read-only tools", func(p *Policy) string { return strings.Join(p.config.ReadOnlyTools, ", ") }, func(to, from *Policy) { to.config.ReadOnlyTools = from.config.ReadOnlyTools }},
	{"hardened mode", func(p *Policy) string { return onOff(p.config.Harden) }, func(to, from *Policy) {
		to.config.Harden = from.config.Harden
		to.compileLists(to.rules)
	}},
	{"project", func(p *Policy) string { return p.config.Project }, func(to, from *Policy) { to.config.Project = from.config.Project }},
	{"home directory", func(p *Policy) string { return p.config.Home }, func(to, from *Policy) { to.config.Home = from.config.Home }},
}

func onOff(on bool) string {
	if on {
		return "on"
	}
	return "off"
}

func (t toolSet) String() string {
	if !t.known {
		return "all"
	}
	return strings.Join(t.names, ", ")
}

// findSwaps compares the policies in everything but their rules.
func (d *differ) findSwaps() {
	add := func(text string, copy func(to, from *Policy)) swap {
		s := swap{text: text, before: new(*d.before), after: new(*d.after)}
		copy(s.before, d.after)
		copy(s.after, d.before)
		return s
	}
	for _, f := range facets {
		if a, b := f.text(d.before), f.text(d.after); a != b {
			d.swaps = append(d.swaps, add(fmt.Sprintf("%s: %s → %s", f.name, a, b), f.copy))
		}
	}
	for _, dir := range slices.Concat(d.before.dirs, d.after.dirs) {
		a, b := slices.Contains(d.before.dirs, dir), slices.Contains(d.after.dirs, dir)
		if a == b || len(d.swaps) == maxMeetings {
			continue
		}
		text := "working directory added: "
		if a {
			text = "working directory removed: "
		}
		d.swaps = append(d.swaps, add(text+dir, func(to, from *Policy) {
			if !slices.Contains(from.dirs, dir) {
				to.dirs = slices.DeleteFunc(slices.Clone(to.dirs), func(s string) bool { return s == dir })
			} else if !slices.Contains(to.dirs, dir) {
				to.dirs = append(slices.Clone(to.dirs), dir)
			}
		}))
	}
	d.swapRules = add("", func(to, from *Policy) { to.lists, to.rules = from.lists, from.rules })
}

// explain finds what made the difference: the settings that matter by
// themselves, and the rules that decided or cover the call. from is the rule
// that the call was made from. order says that no rule is to blame, but the
// order of all.
func (d *differ) explain(c *Change, from *ruleOf) (order bool) {
	for i := range d.swaps {
		if d.swaps[i].matters(c) {
			c.Settings = append(c.Settings, d.swaps[i].text)
		}
	}
	if d.swapRules.matters(c) {
		if d.swapRules.suffices(c) {
			c.Settings = nil
		}
		c.Removed = d.blame(0, &c.Before, c.Request)
		c.Added = d.blame(1, &c.After, c.Request)
		if len(c.Removed)+len(c.Added) == 0 && from != nil {
			switch {
			case d.only[0][from.key]:
				c.Removed = []Rule{*from.rule}
			case d.only[1][from.key]:
				c.Added = []Rule{*from.rule}
			}
		}
		if len(c.Removed)+len(c.Added) == 0 {
			text := "the rules as a whole"
			if order = from != nil; order {
				text = "the order of the rules around " + from.key.decision.String() + " " + from.rule.String()
			}
			c.Settings = append(c.Settings, text)
		}
	}
	if len(c.Settings)+len(c.Removed)+len(c.Added) == 0 {
		for i := range d.swaps { // only together do they matter
			c.Settings = append(c.Settings, d.swaps[i].text)
		}
	}
	return order
}

// blame returns the rule of one policy alone that an answer comes from: the one
// that decided, one that decided on a part, or one that covers the call.
func (d *differ) blame(side int, r *Result, req Request) []Rule {
	config := &[...]*Policy{d.before, d.after}[side].config
	for _, m := range r.Matched() {
		if m.Decision == r.Decision && d.only[side][keyOf(&m, config)] {
			return []Rule{m}
		}
	}
	for _, p := range d.lone[side] {
		if p == nil {
			continue
		}
		if matched := p.Check(req).Matched(); len(matched) > 0 {
			return matched[:1]
		}
	}
	return nil
}

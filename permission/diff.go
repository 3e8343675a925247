package permission

import (
	"cmp"
	"slices"
	"strings"
)

// A Change is a call that two policies answer differently, and why.
type Change struct {
	// Request is the call. Its Mode is set if the answers differ in that mode,
	// and not in the mode that the sessions start in.
	Request       Request
	Before, After Result

	Removed []Rule // the rules of the first policy that made the difference
	Added   []Rule // those of the second
	// Settings names what else made a difference, such as
	// "defaultMode: default → acceptEdits".
	Settings []string
}

// Changes is what [Diff] found: what is looser first.
type Changes []Change

// Loosens reports that the call is answered more permissively than before.
func (c Change) Loosens() bool { return c.After.Decision > c.Before.Decision }

// Loosens reports that any call is answered more permissively than before.
func (c Changes) Loosens() bool { return slices.ContainsFunc(c, Change.Loosens) }

// Diff shows what a change of settings changes: of each rule and each setting
// that is in one policy only, for each pair of answers such as allow before and
// ask after, the shortest call that was found to be answered so. The answers are
// those of [Policy.Check]. What differs without effect, such as the order or
// the place of rules, is no change.
//
// The calls are made from the rules that differ, and from where these meet the
// patterns of others. That is no proof: a call that is not shown may be answered
// differently too. In particular rules are compared by pairs, so what shows
// only where three of them meet may be missed, links are followed where the
// policies look for them but not searched for, and of very large changes only a
// part of the pairs is tried. The functions in [Config] are not compared.
func Diff(before, after *Policy) Changes {
	d := newDiffer(before, after)
	d.tryRules()
	d.trySession()
	return d.changes()
}

// A differ collects the changes between two policies. All it does is the same
// if the policies change places.
type differ struct {
	before, after *Policy
	rules         []ruleOf // that are in one of them, by key
	all           []ruleOf // of both, each once, by key; nil until they are needed
	only          [2]map[ruleKey]bool
	lone          [2]lone // the rules that are in one policy only
	swaps         []swap
	swapRules     swap

	seen  map[string]bool    // calls that were tried
	shown map[shownPair]bool // and whether the rule is to blame
	found map[changeKey]*finding
	pairs int // of rules that may still be compared
}

// A shownPair says that a call made from a rule is answered by these two
// decisions, in one order or the other.
type shownPair struct {
	rule     ruleKey
	low, top Decision
	mode     Mode
}

// A ruleKey is all of a rule that decides: two rules with one key are the same,
// wherever they stand.
type ruleKey struct {
	decision   Decision
	tool, spec string
	root       string // that the pattern of a path starts from
}

func keyOf(r *Rule, c *Config) ruleKey {
	k := ruleKey{decision: r.Decision, tool: canonicalTool(r.Tool), spec: r.Specifier}
	if k.spec != "" && (k.tool == "Read" || k.tool == "Edit") {
		_, k.root, _ = anchor(k.spec, r, c)
	}
	return k
}

func (k ruleKey) compare(o ruleKey) int {
	return cmp.Or(cmp.Compare(k.decision, o.decision), strings.Compare(k.tool, o.tool),
		strings.Compare(k.spec, o.spec), strings.Compare(k.root, o.root))
}

// How much is tried: maxMeetings other rules together with one, maxPairs pairs
// of rules and, where many rules differ, about maxTries calls.
const (
	maxMeetings = 64
	maxPairs    = 2_000_000
	maxTries    = 100_000
)

func newDiffer(before, after *Policy) *differ {
	d := &differ{before: before, after: after, seen: map[string]bool{}, shown: map[shownPair]bool{}, found: map[changeKey]*finding{}, pairs: maxPairs}
	keys := [2]map[ruleKey]*Rule{before.keys(), after.keys()}
	for i, p := range [...]*Policy{before, after} {
		d.only[i] = map[ruleKey]bool{}
		var rules []*Rule
		for k, r := range keys[i] {
			if keys[1-i][k] == nil {
				d.only[i][k] = true
				rules = append(rules, r)
				d.rules = append(d.rules, ruleOf{key: k, rule: r, config: &p.config})
			}
		}
		d.lone[i] = p.withRules(rules)
	}
	d.rules = append(d.rules, reordered(before, after)...)
	slices.SortFunc(d.rules, func(a, b ruleOf) int { return a.key.compare(b.key) })
	d.findSwaps()
	return d
}

// keys returns the rules of p, each once.
func (p *Policy) keys() map[ruleKey]*Rule {
	m := make(map[ruleKey]*Rule, len(p.rules))
	for _, r := range p.rules {
		if k := keyOf(r, &p.config); m[k] == nil {
			m[k] = r
		}
	}
	return m
}

// withRules is p with other rules, alone as in lone.
func (p *Policy) withRules(rules []*Rule) lone {
	q := *p
	q.rules, q.tools = nil, toolSet{}
	slices.SortFunc(rules, func(a, b *Rule) int { return keyOf(a, &p.config).compare(keyOf(b, &p.config)) })
	q.compileLists(rules)
	far := q
	far.dirs = nil
	return lone{&q, &far}
}

// tryRules tries calls made from the rules that differ, and where they meet
// rules of others.
func (d *differ) tryRules() {
	for i := range d.rules {
		r := &d.rules[i]
		calls := witnesses(r.rule, r.config)
		slices.SortStableFunc(calls, func(a, b witness) int {
			return cmp.Or(first(a.odd || a.near, b.odd || b.near), first(a.req.Tool != r.key.tool, b.req.Tool != r.key.tool),
				cmp.Compare(len(a.req.Input), len(b.req.Input)))
		})
		calls = calls[:min(len(calls), max(maxTries/len(d.rules), 4))]
		shown := d.tryAll(calls, "", r)
		if d.tryMeetings(r) || shown {
			continue
		}
		d.tryModes(calls[:min(len(calls), maxMeetings)], r)
	}
}

// trySession tries calls that no rule need be about, if anything but rules
// differs.
func (d *differ) trySession() {
	if len(d.swaps) == 0 {
		return
	}
	dirs := slices.Concat(d.before.dirs, d.after.dirs)
	slices.Sort(dirs)
	dirs = slices.Compact(dirs)
	names := slices.Concat(d.before.config.ReadOnlyTools, d.after.config.ReadOnlyTools)
	var calls []witness
	for _, p := range d.sorted() {
		calls = append(calls, sessionWitnesses(&p.config, dirs[:min(len(dirs), maxMeetings)], names)...)
	}
	all := d.everyRule()
	for i := range all[:min(len(all), maxMeetings)] {
		list := witnesses(all[i].rule, all[i].config)
		calls = append(calls, list[:min(len(list), 4)]...)
	}
	if !d.tryAll(calls, "", nil) {
		d.tryModes(calls, nil)
	}
}

// sorted returns the policies in an order that does not depend on which is
// which, as far as calls are made from it.
func (d *differ) sorted() []*Policy {
	list := []*Policy{d.before, d.after}
	slices.SortStableFunc(list, func(a, b *Policy) int {
		return cmp.Or(strings.Compare(a.config.Project, b.config.Project), strings.Compare(a.config.Home, b.config.Home))
	})
	return list
}

// modes are tried where the mode that sessions start in shows nothing.
var modes = [...]Mode{Default, AcceptEdits, Plan, Auto, DontAsk, BypassPermissions}

// tryAll tries calls, and tells whether any is answered differently.
func (d *differ) tryAll(calls []witness, m Mode, from *ruleOf) (shown bool) {
	for i := range calls {
		shown = d.try(calls[i], m, from) || shown
	}
	return shown
}

// tryModes looks for the first mode in which calls show anything.
func (d *differ) tryModes(calls []witness, from *ruleOf) {
	for _, m := range modes {
		if len(d.seen) > maxTries || d.tryAll(calls, m, from) {
			return
		}
	}
}

// try asks both policies about one call.
func (d *differ) try(w witness, m Mode, from *ruleOf) bool {
	w.req.Mode = m
	id := w.req.Tool + "\x00" + string(m) + "\x00" + string(w.req.Input)
	if d.seen[id] {
		return false
	}
	d.seen[id] = true
	c := Change{Request: w.req, Before: d.before.Check(w.req), After: d.after.Check(w.req)}
	if c.Before.Decision == c.After.Decision {
		return false
	}
	var pair shownPair
	if from != nil {
		pair = shownPair{from.key, min(c.Before.Decision, c.After.Decision), max(c.Before.Decision, c.After.Decision), m}
		if d.shown[pair] {
			return true // by a better call
		}
	}
	order := d.explain(&c, from)
	if from != nil {
		d.shown[pair] = c.blames(from.key, d)
	}
	d.keep(&finding{Change: c, odd: w.odd || w.near, other: c.foreign(from), order: order})
	return true
}

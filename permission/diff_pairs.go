package permission

import (
	"path"
	"slices"
	"strings"
)

// A ruleOf is a rule of one of the policies.
type ruleOf struct {
	key    ruleKey
	rule   *Rule
	config *Config

	compiled bool
	forms    []form
	whole    bool       // it looks only at the tool
	param    *paramRule // it looks at a field
	negate   bool
}

func (r *ruleOf) compile() {
	if r.compiled {
		return
	}
	r.compiled = true
	var l ruleList
	if r.whole = l.wholeTool(r.rule, r.key.tool); r.whole {
		return
	}
	if p, ok := paramOf(r.rule, r.key.tool); ok && r.key.decision != Allow && !strings.HasSuffix(r.key.spec, ":*") {
		r.param = &p
	}
	switch r.key.tool {
	case "Bash", "PowerShell":
		r.forms = bashForms(r.key.spec)
	case "Read", "Edit":
		r.forms = pathForms(r.rule, r.config)
		_, _, _, p, _ := parsePattern(r.rule, r.config)
		r.negate = p.negate
	case "WebFetch":
		r.forms = []form{joinForm(strings.Split(strings.TrimPrefix(r.key.spec, "domain:"), "*"), anyText)}
	}
}

// family tells which rules look at the same text.
func (r *ruleOf) family() string {
	if r.key.tool == "Edit" {
		return "Read"
	}
	return r.key.tool
}

// everyRule returns the rules of both policies, each once, by key.
func (d *differ) everyRule() []ruleOf {
	if d.all != nil {
		return d.all
	}
	d.all = []ruleOf{}
	for i, p := range [...]*Policy{d.before, d.after} {
		for k, r := range p.keys() {
			if i == 0 || d.only[i][k] {
				d.all = append(d.all, ruleOf{key: k, rule: r, config: &p.config})
			}
		}
	}
	slices.SortFunc(d.all, func(a, b ruleOf) int { return a.key.compare(b.key) })
	return d.all
}

// tryMeetings tries calls that r covers together with a rule that it overrides:
// the answer to most calls that r covers says nothing about those. A negated
// rule overrides the patterns of its own list. Of each list, rules are tried
// until one shows that its answer and that of r take turns.
func (d *differ) tryMeetings(r *ruleOf) (shown bool) {
	r.compile()
	for other := r.key.decision; other <= Allow; other++ {
		if (other == r.key.decision) == r.negate && d.tryMeetingsWith(r, other) {
			shown = true
		}
	}
	return shown
}

func (d *differ) tryMeetingsWith(r *ruleOf, other Decision) (shown bool) {
	met, pair := 0, shownPair{r.key, r.key.decision, other, ""}
	all := d.everyRule()
	for i := range all {
		s := &all[i]
		if s.key.decision != other || s.negate {
			continue
		}
		if d.pairs--; d.pairs < 0 || met == maxMeetings || d.shown[pair] {
			break
		}
		s.compile()
		list := meeting(r, s)
		if len(list) > 0 {
			met++
		}
		shown = d.tryAll(list, "", r) || shown
	}
	return shown
}

// meeting makes calls that both rules cover.
func meeting(r, s *ruleOf) []witness {
	switch {
	case r.whole:
		return coveredBy(r, s)
	case s.whole:
		return nil // the calls made from r are those
	case r.param != nil:
		return withField(s, r.param)
	case s.param != nil:
		return withField(r, s.param)
	case r.family() != s.family():
		return nil
	}
	var out []witness
	texts := 0
	for _, p := range r.forms {
		for _, q := range s.forms {
			if text, ok := overlap(p, q, r.family() == "Read"); ok && texts < maxTexts {
				texts++
				out = append(out, callsOn(text, r, s)...)
			}
		}
	}
	return out
}

// callsOn makes the calls on a text that rules of one family cover.
func callsOn(text string, r, s *ruleOf) []witness {
	switch r.family() {
	case "Read":
		list := fileWitnesses(path.Clean(text), r.rule, r.config)
		if s.key.tool != r.key.tool {
			list = append(list, fileWitnesses(path.Clean(text), s.rule, s.config)...)
		}
		return list
	case "WebFetch":
		return hostWitnesses(text)[:1]
	}
	text = strings.TrimSpace(text)
	return []witness{{req: request(r.key.tool, "command", text)}, {req: request(r.key.tool, "command", text+" x"), odd: true}}
}

// maxTexts is how many texts of two patterns are tried, and maxCalls how many
// calls of one rule for another.
const (
	maxTexts = 3
	maxCalls = 8
)

// coveredBy makes calls from s that r, which looks only at the tool, covers too.
func coveredBy(r, s *ruleOf) []witness {
	names := toolNames(s.key.tool)
	if s.family() == "Read" && !s.whole {
		names = fileTools
	}
	if !slices.ContainsFunc(names, r.coversTool) {
		return nil
	}
	var out []witness
	for _, w := range witnesses(s.rule, s.config) {
		if len(out) < maxCalls && r.coversTool(w.req.Tool) {
			out = append(out, w)
		}
	}
	return out
}

func (r *ruleOf) coversTool(name string) bool {
	server, _ := serverOf(name)
	return name == r.key.tool || server == r.key.tool || matchStars(r.key.tool, name)
}

// withField makes calls from s that have the field that p looks at.
func withField(s *ruleOf, p *paramRule) []witness {
	var out []witness
	for _, w := range witnesses(s.rule, s.config) {
		if len(out) < maxCalls && w.req.Tool == p.tool {
			out = append(out, w.with(p.param, p.fill("x")))
		}
	}
	return out
}

// reordered returns the negated path rules of lists whose order differs: only
// for them does the order count.
func reordered(before, after *Policy) []ruleOf {
	var out []ruleOf
	for _, d := range [...]Decision{Deny, Ask, Allow} {
		for _, tool := range [...]string{"Read", "Edit"} {
			a, b := before.patternsOf(d, tool), after.patternsOf(d, tool)
			if slices.EqualFunc(a, b, func(a, b ruleOf) bool { return a.key == b.key }) {
				continue
			}
			for _, r := range a {
				if inB := slices.ContainsFunc(b, func(o ruleOf) bool { return o.key == r.key }); r.negate && inB {
					out = append(out, r)
				}
			}
		}
	}
	return out
}

// patternsOf returns the path rules of one list in their order, if any of them
// is negated.
func (p *Policy) patternsOf(d Decision, tool string) []ruleOf {
	var out []ruleOf
	negated := false
	for _, r := range p.rules {
		if r.Decision == d && r.Tool == tool && r.Specifier != "" {
			negate := strings.Contains(r.Specifier, "!")
			negated = negated || negate
			out = append(out, ruleOf{key: keyOf(r, &p.config), rule: r, config: &p.config, negate: negate})
		}
	}
	if !negated {
		return nil
	}
	return out
}

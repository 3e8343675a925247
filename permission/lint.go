package permission

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/gatehouse-go/gatehouse/internal/near"
)

// Lint finds what is wrong with the settings of one session: what Claude Code
// ignores, rules that do nothing, and rules that do more or less than their
// author thinks. The result is ordered by scope, file and place, and holds the
// [Settings.Diagnostics] of all files too. To lint one file, let cfg.Settings
// hold only it; the settings of other scopes tell more, such as what shadows a
// rule. The error is that of [New].
//
// What is said of a rule is tried before it is said: the calls in
// [Diagnostic.Examples] were judged by [Policy.Check] with all of cfg, mode and
// hardening included. So a rule is not said to be easily escaped if another rule
// stops what escapes it.
func Lint(cfg Config) ([]Diagnostic, error) {
	p, err := New(cfg)
	if err != nil {
		return nil, err
	}
	curtly := *p
	curtly.curt = true
	l := &linter{Policy: p, curtly: &curtly, counts: map[Rule]bool{}, notes: map[string]int{}}
	for _, r := range p.rules {
		l.counts[*r] = true
	}
	l.index()
	l.findGuards()
	for _, s := range cfg.Settings {
		if s == nil {
			continue
		}
		l.out = append(l.out, s.Diagnostics...)
		if s.Void {
			continue // none of it counts
		}
		l.ignored(s)
		for i := range s.Rules {
			l.rule(&s.Rules[i])
		}
		l.nested(s)
	}
	scopes := map[string]Scope{}
	for _, s := range slices.Backward(cfg.Settings) {
		if s != nil {
			scopes[s.Filename] = s.Scope
		}
	}
	slices.SortStableFunc(l.out, func(a, b Diagnostic) int {
		return cmp.Or(
			cmp.Compare(scopes[a.Pos.Filename], scopes[b.Pos.Filename]),
			strings.Compare(a.Pos.Filename, b.Pos.Filename),
			cmp.Compare(a.Pos.Offset, b.Pos.Offset),
		)
	})
	return l.out, nil
}

// A linter collects the diagnostics of one session.
type linter struct {
	*Policy
	curtly  *Policy       // the same without suggestions
	counts  map[Rule]bool // the rules in force
	covers  coverIndex
	guards  []guard        // see undermines
	routes  routes         // see fileEscapes
	noRules *Policy        // the session without any rule, once it is needed
	notes   map[string]int // how many there are of each code
	out     []Diagnostic
}

// rule looks at one rule. What does nothing is not looked at further.
func (l *linter) rule(r *Rule) {
	if err := r.Validate(); err != nil { // made by hand
		l.report(invalidRule(r.Pos, r.Decision, err))
		return
	}
	if !l.counts[*r] {
		return // see ignored
	}
	if l.unknownTool(r) || l.neverConsulted(r) {
		return
	}
	if l.literal(r) || l.wrongAnchor(r) || l.dead(r) || l.covered(r) {
		return
	}
	l.noProgram(r)
	if r.Decision == Allow {
		if !l.undermines(r) && !l.runsAnything(r) {
			l.wide(r)
		}
		l.needless(r)
		return
	}
	l.wide(r)
	l.escaped(r)
}

// report adds a diagnostic; of each code at most maxNotes.
func (l *linter) report(d Diagnostic) {
	if l.notes[d.Code]++; l.notes[d.Code] > maxNotes {
		return
	}
	for i := range d.Examples {
		d.Examples[i].Result = l.Check(d.Examples[i].Request)
	}
	l.out = append(l.out, d)
}

// find reports something about a rule, shown by examples.
func (l *linter) find(r *Rule, code string, s Severity, message, hint string, examples ...Example) {
	l.report(Diagnostic{Pos: r.Pos, Code: code, Severity: s, Message: oneLine(r.String(), maxText) + " " + message, Hint: hint,
		Rule: *r, Examples: examples, restricts: r.Decision != Allow})
}

// try judges a call with all settings. The result has no suggestions, which
// report adds to those that are shown.
func (l *linter) try(req Request) Example { return Example{Request: req, Result: l.curtly.Check(req)} }

// does reports that other rules do to a call what r was to do.
func (e *Example) does(r *Rule) bool {
	if r.Decision == Allow {
		return e.Result.Decision == Allow
	}
	return e.Result.Decision <= r.Decision && e.Result.Cause == ByRule
}

// decides reports that a rule is what an answer comes from.
func decides(r *Rule, res *Result) bool {
	if res.Cause == ByRule && same(*r, res.Rule) {
		return true
	}
	return res.Decision == r.Decision && slices.ContainsFunc(res.Matched(), func(m Rule) bool { return same(m, *r) })
}

// alone is the policy of one rule and nothing else, and a call that it spells
// is tried with it.
func (l *linter) alone(r *Rule) *Policy {
	p, err := New(Config{
		Settings: []*Settings{{Scope: r.Scope, Filename: r.Pos.Filename, Rules: []Rule{*r}}},
		Mode:     Default, Project: l.config.Project, Home: l.config.Home,
		EvalSymlinks: func(name string) (string, error) { return name, nil },
		IsDir:        func(string) bool { return false },
	})
	if err != nil { // the linter's own config was valid
		return l.Policy
	}
	p.curt = true
	return p
}

// ignored reports the rules of a file that do not count, once for all of them.
func (l *linter) ignored(s *Settings) {
	var first *Rule
	n, severity := 0, SeverityNote
	for i := range s.Rules {
		r := &s.Rules[i]
		if l.counts[*r] || r.Validate() != nil {
			continue
		}
		if n++; first == nil || first.Pos.Offset > r.Pos.Offset {
			first = r
		}
		if r.Decision != Allow {
			severity = SeverityError
		}
	}
	if n == 0 {
		return
	}
	d := Diagnostic{Pos: first.Pos, Code: CodeIgnoredRule, Severity: severity, Rule: *first}
	rules := fmt.Sprintf("%d rules from here on do not count", n)
	if n == 1 {
		rules = "this rule does not count"
	}
	if slices.ContainsFunc(l.config.Settings, func(s *Settings) bool { return s.ManagedRulesOnly }) {
		d.Message = rules + ": the organization allows no others than its own (allowManagedPermissionRulesOnly)"
		d.Hint = "move them to managed settings"
	} else {
		d.Message = rules + " before the user trusts the workspace"
	}
	if calls := spelledBy(first, &l.config); len(calls) > 0 {
		d.Examples = append(d.Examples, l.try(calls[0]))
	}
	l.report(d)
}

func (l *linter) unknownTool(r *Rule) bool {
	tool := r.Tool
	if strings.ContainsAny(tool, "*_") || slices.Contains(knownTools, tool) {
		return false
	}
	s, hint := SeverityWarning, "write the name of a tool, such as Edit; for a command write "+with(r, "Bash", strings.ToLower(tool)+" *")
	meant := labels()[tool]
	if meant == "" {
		meant = near.Name(strings.TrimSpace(tool), knownTools)
	}
	if meant != "" {
		fixed := *r
		fixed.Tool, fixed.text = meant, ""
		hint = "write " + oneLine(fixed.String(), maxText)
		if r.Decision != Allow {
			s = SeverityError
		}
	}
	l.find(r, CodeUnknownTool, s, fmt.Sprintf("does nothing: there is no tool %s", quote(tool)), hint)
	return true
}

// labels gives the names of tools that are shown under another one.
var labels = sync.OnceValue(func() map[string]string {
	return map[string]string{
		"Search": "Grep", "Update": "Edit", "View": "Read", "Create": "Write", "Shell": "Bash", "Terminal": "Bash", "Command": "Bash",
		"Fetch": "WebFetch", "Web": "WebFetch", "Subagent": "Agent", "File": "Read", "List": "LS",
	}
})

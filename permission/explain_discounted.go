package permission

import (
	"fmt"
	"strings"
)

// explainDiscounted lists the rules that would match but do not count, as their
// file or their scope does not: to a user they are there.
func (r Result) explainDiscounted(b *strings.Builder) {
	p := r.policy
	if len(p.void) == 0 && !p.config.Untrusted && !p.managedRulesOnly() {
		return
	}
	c := &call{tool: canonicalTool(r.request.Tool), cwd: p.cwd(r.request), mode: p.modeOf(r.request)}
	if p.check(r.request, c).Cause == ByInput {
		return
	}
	shown := 0
	note := func(s *Settings, why string) {
		for i := range s.Rules {
			rule := &s.Rules[i]
			reason := why
			if reason == "" {
				reason = p.discounts(s, rule, p.managedRulesOnly())
			}
			if reason == "" || rule.Validate() != nil || !p.wouldMatch(c, rule) {
				continue
			}
			if shown++; shown <= maxOthers {
				fmt.Fprintf(b, "does not count: %s %s in %s (%s)\n", rule.Decision, oneLine(rule.String(), maxText), r.place(*rule), reason)
			}
		}
	}
	for _, s := range p.void {
		note(s, "the client ignores the whole file: "+voidReason(s))
	}
	for _, s := range p.config.Settings {
		note(s, "")
	}
}

// wouldMatch reports that a rule which does not count covers the call or a part
// of it.
func (p *Policy) wouldMatch(c *call, r *Rule) bool {
	if !concerns(c, r) {
		return false
	}
	q := *p
	q.compileLists([]*Rule{r})
	return q.lists[r.Decision].matchTool(c.tool) != nil || len(q.covered(c, r.Decision)) > 0
}

// voidReason is why a file does not count at all.
func voidReason(s *Settings) string {
	for _, d := range s.Diagnostics {
		if d.Code == CodeVoidFile {
			return oneLine(d.Message, maxText)
		}
	}
	return "a value has the wrong type"
}

package permission

import (
	"fmt"
	"strings"
)

// maxOthers is how many of the other rules that matched are shown.
const maxOthers = 20

// explainOthers lists the rules that matched too, and why they did not decide.
func (r Result) explainOthers(b *strings.Builder) {
	shown, left := 0, 0
	matches := r.policy.Matches(r.request)
	for i, m := range matches {
		if r.Cause == ByRule && same(m.Rule, r.Rule) || i > 0 && same(m.Rule, matches[i-1].Rule) {
			continue
		}
		if shown++; shown > maxOthers {
			left++
			continue
		}
		fmt.Fprintf(b, "also matched: %s %s in %s", m.Rule.Decision, oneLine(m.Rule.String(), maxText), r.place(m.Rule))
		if why := r.lost(m); why != "" {
			fmt.Fprintf(b, " (%s)", why)
		}
		b.WriteByte('\n')
	}
	if left > 0 {
		fmt.Fprintf(b, "also matched: %s\n", plural(left, "more rule"))
	}
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// lost says why a rule that matched did not decide.
func (r Result) lost(m Match) string {
	part := ""
	if m.Part >= 0 && m.Part < len(r.Parts) {
		part = oneLine(r.Parts[m.Part].Text, maxPart)
		if p := r.Parts[m.Part]; p.Cause == ByRule && same(p.Rule, m.Rule) {
			return "decides " + part
		}
	}
	switch {
	case r.Cause == ByRule && m.Rule.Decision > r.Decision:
		return r.Decision.String() + " wins"
	case r.Cause == ByRule:
		return "comes later"
	case r.Cause == ByMode && r.Decision == Allow:
		return "the mode decides first"
	case r.Decision == Allow:
		return "not needed"
	case part != "" && r.Cause == ByParts:
		return "covers only " + part
	case r.Cause == BySafety:
		return "allow rules do not outweigh a safety check"
	case r.Cause == ByComplexity:
		return "covers only what can be analysed"
	case r.Cause == ByDirectory:
		return "does not cover the file"
	}
	return ""
}

// explainRemedies says what would allow a call that is asked about, or that
// would be.
func (r Result) explainRemedies(b *strings.Builder) {
	if r.Decision == Allow || r.Decision == Deny && r.Cause == ByRule {
		return
	}
	list, obstacle := r.policy.Remedies(r.request)
	if obstacle != "" {
		fmt.Fprintf(b, "no rule on just this call would allow it")
		if obstacle = oneLine(obstacle, maxText); obstacle != why(r.Cause, r.Reason, r.BlockedPath) {
			b.WriteString(": " + obstacle)
		}
		b.WriteByte('\n')
	}
	for i, remedy := range list {
		lead := "to allow it: "
		if i > 0 {
			lead = "or: "
		}
		fmt.Fprintf(b, "%s%s\n", lead, remedy.text(func(rule Rule) string {
			if r.Cause == ByRule && same(rule, r.Rule) {
				return ""
			}
			return r.place(rule)
		}))
	}
}

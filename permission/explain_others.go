package permission

import (
	"cmp"
	"fmt"
	"strings"
)

// maxOthers is how many of the other rules that matched are shown.
const maxOthers = 20

// explainOthers lists the rules that matched too, and why they did not decide.
func (r Result) explainOthers(b *strings.Builder) {
	shown, left := 0, 0
	for matches := r.policy.Matches(r.request); len(matches) > 0; {
		n := 1
		for n < len(matches) && same(matches[n].Rule, matches[0].Rule) {
			n++
		}
		one := matches[:n]
		matches = matches[n:]
		rule := one[0].Rule
		if r.Cause == ByRule && same(rule, r.Rule) {
			continue
		}
		if shown++; shown > maxOthers {
			left++
			continue
		}
		fmt.Fprintf(b, "also matched: %s %s in %s", rule.Decision, oneLine(rule.String(), maxText), r.place(rule))
		if why := r.lost(one); why != "" {
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

// lost says why a rule that matched did not decide: at all, or more than a part.
func (r Result) lost(matches []Match) string {
	rule, decided := matches[0].Rule, ""
	for _, m := range matches {
		if m.Part < 0 || m.Part >= len(r.parts) {
			continue
		}
		part := &r.parts[m.Part]
		if part.cause == ByRule && same(*part.rule, rule) {
			decided = cmp.Or(decided, verbs[rule.Decision]+oneLine(part.text, maxPart))
		} else if part.cause == ByRule && part.decision < rule.Decision {
			return part.decision.String() + " wins"
		}
	}
	switch {
	case decided != "":
		return decided
	case r.Cause == ByRule && rule.Decision > r.Decision:
		return r.Decision.String() + " wins"
	case r.Cause == ByRule:
		return "comes later"
	case r.Decision == Deny && rule.Decision == Ask:
		return "asks"
	case r.Cause == ByMode && r.Rule.Tool != "":
		return "ask wins"
	case r.Cause == ByMode && r.Decision == Allow:
		return "the mode decides first"
	case r.Decision == Allow:
		return "not needed"
	case r.Cause == BySafety:
		return "does not outweigh the safety check"
	case r.Cause == ByMode && r.mode() == Plan:
		return "does not outweigh mode plan"
	case r.Cause == ByComplexity:
		return "covers only what can be analysed"
	case r.Cause == ByDirectory:
		return "does not cover the file"
	case r.Cause == ByDefault && r.request.Tool == "Bash":
		return "does not cover what it runs"
	}
	return ""
}

var verbs = [...]string{Deny: "denies ", Ask: "asks about ", Allow: "allows "}

func (r Result) mode() Mode { return r.policy.modeOf(r.request) }

// explainRemedies says what would allow a call that is asked about, or that
// would be.
func (r Result) explainRemedies(b *strings.Builder) {
	switch {
	case r.Decision == Allow, r.Decision == Deny && r.Cause == ByRule, r.Cause == ByInput, r.Cause == ByTool:
		return
	}
	list, obstacle := r.policy.Remedies(r.request)
	if obstacle != "" {
		b.WriteString("no rule on just this call would allow it")
		if len(list) == 0 {
			b.WriteString(", and no mode")
		}
		if obstacle = oneLine(obstacle, maxText); obstacle != why(r.Cause, r.Reason, r.BlockedPath) {
			b.WriteString(": " + obstacle)
		}
		b.WriteByte('\n')
	}
	for i, remedy := range list {
		lead := "to allow it: "
		switch {
		case i > 0:
			lead = "or: "
		case obstacle != "":
			lead = "only this would: "
		}
		fmt.Fprintf(b, "%s%s\n", lead, remedy.text(func(rule Rule) string {
			if r.Cause == ByRule && same(rule, r.Rule) {
				return ""
			}
			return r.place(rule)
		}))
	}
}

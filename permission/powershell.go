package permission

import "strings"

// checkPowerShell judges a PowerShell command, which this package does not
// parse: rules that deny or ask hold for the command and for whatever might be a
// command of its own in it, and nothing but that is decided. So the answer is
// never looser than to ask, in every mode.
func (p *Policy) checkPowerShell(command string, c *call) Result {
	match := func(d Decision) *Rule { return p.lists[d].matchPowerShell(command) }
	if r := match(Deny); r != nil {
		return Result{Decision: Deny, Cause: ByRule, Rule: *r, Matched: []Rule{*r}}
	}
	if r := p.byRule(c); r != nil {
		return *r
	}
	if r := match(Ask); r != nil {
		return Result{Decision: Ask, Cause: ByRule, Rule: *r, Matched: []Rule{*r}}
	}
	return Result{Decision: Ask, Cause: ByComplexity, Reason: "this package does not parse PowerShell, and always asks"}
}

// matchPowerShell returns the rule that covers a command or what might be a
// command of its own in it.
func (l *ruleList) matchPowerShell(command string) *Rule {
	for _, part := range append(strings.FieldsFunc(command, separatesPowerShell), command) {
		if r := l.powershell.match(strings.ToLower(strings.TrimSpace(part)), false); r != nil {
			return r
		}
	}
	return nil
}

func separatesPowerShell(r rune) bool { return strings.ContainsRune("|;&(){}\n\r`", r) }

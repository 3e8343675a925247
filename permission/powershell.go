package permission

import "strings"

// checkPowerShell judges a PowerShell command, which this package does not
// parse: rules that deny or ask hold for the command and for whatever might be a
// command of its own in it, and nothing but that is decided. So the answer is
// never looser than to ask, in every mode.
func (p *Policy) checkPowerShell(command string, c *call) Result {
	parts := append(strings.FieldsFunc(command, separatesPowerShell), command)
	match := func(d Decision) *Rule {
		for _, part := range parts {
			if r := p.lists[d].powershell.match(strings.ToLower(strings.TrimSpace(part)), false); r != nil {
				return r
			}
		}
		return nil
	}
	if r := match(Deny); r != nil {
		return Result{Decision: Deny, Cause: ByRule, Rule: *r, Matched: []Rule{*r}}
	}
	if r := p.byRule(c); r != nil {
		return *r
	}
	if r := match(Ask); r != nil {
		return Result{Decision: Ask, Cause: ByRule, Rule: *r, Matched: []Rule{*r}}
	}
	return Result{Decision: Ask, Cause: ByComplexity, Reason: "PowerShell commands are not analysed"}
}

func separatesPowerShell(r rune) bool { return strings.ContainsRune("|;&(){}\n\r`", r) }

package permission

// giveReasons says of what a rule decided that a rule did.
func (r *Result) giveReasons(c *call) {
	if r.Cause == ByRule && r.Reason == "" {
		r.Reason = ruleReason(r.Decision, &r.Rule, c)
		if r.Removed {
			r.Reason = "a deny rule takes the tool from the model"
		}
	}
	for i := range r.Parts {
		if p := &r.Parts[i]; p.Cause == ByRule && p.Reason == "" {
			p.Reason = ruleReason(p.Decision, &p.Rule, c)
		}
	}
}

func ruleReason(d Decision, r *Rule, c *call) string {
	file := c.bash != nil && (r.Tool == "Read" || r.Tool == "Edit")
	switch {
	case d == Deny && file:
		return "a deny rule covers a file that it uses"
	case d == Deny:
		return "a deny rule covers it"
	case d == Ask && file:
		return "an ask rule covers a file that it uses"
	case d == Ask:
		return "an ask rule covers it"
	}
	return "an allow rule covers it"
}

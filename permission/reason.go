package permission

// giveReasons says of what a rule decided that a rule did.
func (r *Result) giveReasons(c *call) {
	if r.Cause == ByRule && r.Reason == "" {
		r.Reason = ruleReason(r.Decision, &r.Rule, c.bash != nil)
		if r.Removed {
			r.Reason = "a deny rule takes the tool from the model"
		}
	}
}

// The reasons of what a rule decided, by [Decision].
var (
	plainReasons = [...]string{Deny: "a deny rule covers it", Ask: "an ask rule covers it", Allow: "an allow rule covers it"}
	fileReasons  = [...]string{Deny: "a deny rule covers a file that it uses", Ask: "an ask rule covers a file that it uses", Allow: "an allow rule covers it"}
)

func ruleReason(d Decision, r *Rule, shell bool) string {
	if shell && (r.Tool == "Read" || r.Tool == "Edit") {
		return fileReasons[d]
	}
	return plainReasons[d]
}

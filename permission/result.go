package permission

import (
	"go/token"

	"github.com/gatehouse-go/gatehouse/internal/shell"
)

// A Result is a [Decision] with its reasons. It refers to the [Request], whose
// Input must not be changed as long as [Result.Explain] may be called.
type Result struct {
	Decision Decision
	Cause    Cause
	Rule     Rule   // the deciding rule, if Cause is ByRule
	Reason   string // one line that says why
	// Piecewise says that a rule decided that the client only finds when it takes
	// the commands of a line one by one: it has another word for that cause.
	Piecewise bool
	Removed   bool // the tool is not offered to the model at all
	// BlockedPath is the absolute path that the decision is about, if any.
	BlockedPath string
	// Hardened says that Config.Harden made the answer stricter than the client's.
	Hardened bool
	// Through says, in hardened mode, what the deciding rule was seen through,
	// outermost first, such as "bash -c" and "another spelling".
	Through []string
	// Suggestions is what "don't ask again" would save.
	Suggestions []Suggestion

	parts   []partVerdict
	matched []*Rule // the rules that decided
	source  string  // the command that Bash would read
	policy  *Policy // for Explain, which looks further than Check; may be nil
	request Request
}

// Parts returns the verdict on each simple command of a compound one, and on each
// [[ test ]]; of other calls there are none.
func (r Result) Parts() []Part {
	if len(r.parts) == 0 {
		return nil
	}
	parts := make([]Part, len(r.parts))
	for i := range r.parts {
		v, p := &r.parts[i], &parts[i]
		p.Text, p.Decision, p.Cause, p.Reason, p.BlockedPath = v.text, v.decision, v.cause, v.reason, v.path
		if r.source != "" {
			p.Pos = shell.Position(r.source, v.offset)
		}
		if v.rule == nil {
			continue
		}
		p.Rule = *v.rule
		if p.Cause == ByRule && p.Reason == "" {
			p.Reason = ruleReason(p.Decision, v.rule, r.source != "")
		}
	}
	return parts
}

// Matched returns the rules that decided: the deciding one, those that allow the
// parts of a command, or that on which a built-in check relies. For all rules that
// match, see [Policy.Matches].
func (r Result) Matched() []Rule {
	if len(r.matched) == 0 {
		return nil
	}
	rules := make([]Rule, len(r.matched))
	for i, m := range r.matched {
		rules[i] = *m
	}
	return rules
}

// A partVerdict is what a [Part] is made of, once it is asked for.
type partVerdict struct {
	text     string
	offset   int
	decision Decision
	cause    Cause
	rule     *Rule
	reason   string
	path     string
}

// A Part is the verdict on one simple command of a compound one.
type Part struct {
	Text        string         // the command as written
	Pos         token.Position // within the command; Filename is empty
	Decision    Decision
	Cause       Cause
	Rule        Rule   // if Cause is ByRule
	Reason      string // one line that says why
	BlockedPath string // the absolute path that the verdict is about, if any
}

// A Suggestion is a change of settings that would let the call pass. It has
// the shape of the client's permission updates.
type Suggestion struct {
	Type        string          `json:"type"` // "addRules", "addDirectories" or "setMode"
	Rules       []SuggestedRule `json:"rules,omitempty"`
	Behavior    string          `json:"behavior,omitempty"` // "allow"
	Directories []string        `json:"directories,omitempty"`
	Mode        Mode            `json:"mode,omitempty"`
	Destination string          `json:"destination"` // "localSettings", "session", ...
}

// A SuggestedRule is a rule in a [Suggestion].
type SuggestedRule struct {
	ToolName    string `json:"toolName"`
	RuleContent string `json:"ruleContent,omitempty"`
}

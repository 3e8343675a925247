package permission

import "encoding/json"

// MarshalJSON writes a Result for machines: decision, cause and scopes in words,
// and rules as they are written, with the place they stand in. It holds texts of
// the call, the parts of a command among them, which may be secrets: a log is
// better given the Result itself, see [Result.LogValue].
func (r Result) MarshalJSON() ([]byte, error) {
	out := jsonResult{
		Decision: r.Decision.String(), Cause: r.Cause.String(), Reason: r.Reason, Rule: ruleJSON(r.Cause, &r.Rule),
		BlockedPath: r.BlockedPath, Removed: r.Removed, Hardened: r.Hardened, Through: r.Through, Suggestions: r.Suggestions,
	}
	for _, p := range r.Parts() {
		out.Parts = append(out.Parts, jsonPart{
			Text: p.Text, Line: p.Pos.Line, Column: p.Pos.Column, Decision: p.Decision.String(), Cause: p.Cause.String(),
			Reason: p.Reason, Rule: ruleJSON(p.Cause, &p.Rule), BlockedPath: p.BlockedPath,
		})
	}
	return json.Marshal(out)
}

type jsonResult struct {
	Decision    string       `json:"decision"`
	Cause       string       `json:"cause"`
	Reason      string       `json:"reason"`
	Rule        *jsonRule    `json:"rule,omitempty"`
	BlockedPath string       `json:"blockedPath,omitempty"`
	Removed     bool         `json:"removed,omitempty"`
	Hardened    bool         `json:"hardened,omitempty"`
	Through     []string     `json:"through,omitempty"` // in hardened mode
	Parts       []jsonPart   `json:"parts,omitempty"`
	Suggestions []Suggestion `json:"suggestions,omitempty"`
}

type jsonPart struct {
	Text        string    `json:"text"`
	Line        int       `json:"line"`
	Column      int       `json:"column"`
	Decision    string    `json:"decision"`
	Cause       string    `json:"cause"`
	Reason      string    `json:"reason"`
	Rule        *jsonRule `json:"rule,omitempty"`
	BlockedPath string    `json:"blockedPath,omitempty"`
}

type jsonRule struct {
	Rule   string `json:"rule"`
	List   string `json:"list"` // "allow", "ask" or "deny"
	Scope  string `json:"scope"`
	File   string `json:"file,omitempty"`
	Line   int    `json:"line,omitempty"`
	Column int    `json:"column,omitempty"`
}

func ruleJSON(c Cause, r *Rule) *jsonRule {
	if c != ByRule {
		return nil
	}
	return &jsonRule{
		Rule: r.String(), List: r.Decision.String(), Scope: r.Scope.String(),
		File: r.Pos.Filename, Line: r.Pos.Line, Column: r.Pos.Column,
	}
}

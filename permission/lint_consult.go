package permission

import "strings"

// neverConsulted reports a rule of a shape that the client keeps and never
// looks at (groups edit-allow, edit-deny, globgrep-deny, agent-ask, m-skill-ask,
// param-allow).
func (l *linter) neverConsulted(r *Rule) bool {
	message, hint := l.unconsulted(r)
	if message == "" {
		return false
	}
	s, shown := gap(r), l.tries(r)
	if len(shown) == 0 {
		s = SeverityWarning // another rule does what it was to do
	}
	l.find(r, CodeNeverConsulted, s, message, hint, shown...)
	return true
}

// unconsulted says why nothing looks at a rule; message is "" if something does.
func (l *linter) unconsulted(r *Rule) (message, hint string) {
	tool, spec := canonicalTool(r.Tool), r.Specifier
	whole := (&ruleList{}).wholeTool(r, tool)
	param, _, isParam := strings.Cut(spec, ":")
	param = strings.TrimSpace(param)
	isParam = isParam && param != "" && !strings.ContainsAny(param, " \t*/.")
	switch tool {
	case "Read", "Edit", "WebFetch", "Cd":
		return "", ""
	case "Bash", "PowerShell":
		if rest, ok := strings.CutPrefix(spec, "command:"); ok && rest != "*" {
			return "does nothing: the command is not matched by the name of its field", "write " + with(r, tool, strings.TrimSpace(rest))
		}
		return "", ""
	case "Agent", "Skill":
		if r.Decision != Ask || l.isParam(r) || whole {
			return "", ""
		}
		return "does nothing: ask rules on the name of an agent or skill are not consulted", "write " + tool + " to be asked about all of them, or deny this one"
	}
	path := strings.TrimPrefix(spec, primary()[tool]+":")
	switch {
	case whole || isParam && r.Decision != Allow && primary()[tool] != param:
		return "", ""
	case isParam && r.Decision == Allow:
		return "does nothing: only deny and ask rules look at parameters", "write " + tool + " to allow all of its calls"
	case tool == "Write" || tool == "MultiEdit" || tool == "NotebookEdit":
		return "is never consulted: Edit rules decide about all tools that write files", "write " + with(r, "Edit", path)
	case reads(tool):
		return "is never consulted: Read rules decide about all tools that read files", "write " + with(r, "Read", path)
	case tool == "Monitor":
		return "is never consulted: Bash rules decide about Monitor", "write " + with(r, "Bash", strings.TrimPrefix(spec, "command:"))
	}
	return "does nothing: rules on this tool take no specifier", "write " + tool
}

// with is the text of a rule with another tool or specifier.
func with(r *Rule, tool, spec string) string {
	return oneLine(Rule{Decision: r.Decision, Tool: tool, Specifier: spec}.String(), maxText)
}

// tries judges what a rule without effect seems to cover. It gives no example
// where another rule does what this one was meant to.
func (l *linter) tries(r *Rule) []Example {
	seems := *r
	switch tool := canonicalTool(r.Tool); {
	case tool == "Write" || tool == "MultiEdit" || tool == "NotebookEdit":
		seems.Tool = "Edit"
	case reads(tool):
		seems.Tool = "Read"
	case tool == "Monitor" || tool == "Bash":
		seems.Tool, seems.Specifier = "Bash", strings.TrimPrefix(seems.Specifier, "command:")
	}
	for _, req := range spelledBy(&seems, &l.config) {
		if e := l.try(req); !e.does(r) {
			return []Example{e}
		}
	}
	return nil
}

package permission

import (
	"slices"
	"strings"
	"sync"
)

// dead reports a rule that does not even cover what it spells.
func (l *linter) dead(r *Rule) bool {
	calls := spelledBy(r, &l.config)
	if canonicalTool(r.Tool) == "PowerShell" || l.isParam(r) || strings.HasPrefix(r.Specifier, "~") && l.config.Home == "" || len(calls) == 0 && !l.isPath(r) {
		return false
	}
	p := l.alone(r)
	var shown []Example
	for _, req := range calls {
		res := p.Check(req)
		if decides(r, &res) || r.Decision == Allow && res.Decision == Allow {
			return false
		}
		e := l.try(req)
		if e.does(r) && r.Decision == Allow {
			return false // with the other settings it is allowed
		}
		if !e.does(r) && len(shown) == 0 {
			shown = append(shown, e)
		}
	}
	if l.isPath(r) && strings.HasPrefix(strings.TrimPrefix(r.Specifier, "./"), "!") {
		return false // it takes back what others cover
	}
	if len(calls) > 0 {
		switch res := p.Check(calls[0]); res.Cause {
		case ByDirectory, BySafety, ByComplexity, ByInput:
			if r.Decision == Allow {
				l.find(r, CodeStillAsks, gap(r), "allows nothing: what it spells is asked about even so: "+why(res.Cause, res.Reason, res.BlockedPath), stillHint(&res), shown...)
				return true
			}
		case ByDefault:
			if slices.Contains(interactive, canonicalTool(r.Tool)) {
				l.find(r, CodeStillAsks, gap(r), "allows nothing: "+res.Reason, "remove it", shown...)
				return true
			}
		}
	}
	message, hint := l.whyDead(r)
	l.find(r, CodeNeverMatches, gap(r), message, hint, shown...)
	return true
}

func stillHint(res *Result) string {
	switch {
	case res.BlockedPath != "" && res.Cause == ByDirectory:
		return "allow the path with a Read or Edit rule, or add its folder to additionalDirectories"
	case res.Cause == ByComplexity:
		return "allow the commands in it one by one, or remove it"
	}
	return "remove it"
}

func (l *linter) isPath(r *Rule) bool {
	tool := canonicalTool(r.Tool)
	return (tool == "Read" || tool == "Edit") && r.Specifier != "" && !(&ruleList{}).wholeTool(r, tool)
}

// isParam reports a rule Tool(param:value) that looks at a field of the input.
func (l *linter) isParam(r *Rule) bool {
	if r.Decision == Allow || r.Specifier == "" {
		return false
	}
	p, ok := paramOf(r, canonicalTool(r.Tool))
	return ok && slices.Contains(inputFields(), p.param)
}

// inputFields lists fields of tools' inputs that rules on parameters name.
var inputFields = sync.OnceValue(func() []string {
	return strings.Fields(`run_in_background dangerouslyDisableSandbox timeout description model isolation
	replace_all limit offset pages prompt content old_string new_string edit_mode cell_id cell_type output_mode query
	subagent_type skill args name mode pattern glob type`)
})

// whyDead says what is wrong with a pattern that matches nothing.
func (l *linter) whyDead(r *Rule) (message, hint string) {
	spec := r.Specifier
	switch tool := canonicalTool(r.Tool); {
	case strings.HasPrefix(tool, "mcp__"):
		return "matches no tool: in names of MCP tools everything but letters, digits, _ and - is written _", "write " + normalMCP(tool)
	case tool == "WebFetch":
		return "matches no host: it must be a host name alone, without port, path or user", "write WebFetch(domain:" + hostOf(spec) + ")"
	case tool == "Bash":
		trimmed := strings.TrimSpace(spec)
		if rest, ok := strings.CutSuffix(trimmed, ":*"); ok {
			trimmed = strings.TrimSpace(rest) + ":*"
		}
		if trimmed != spec {
			return "matches no command: the blanks at its ends count", "write " + with(r, "Bash", trimmed)
		}
		if r.Decision == Allow && strings.ContainsAny(spec, "|&;<>\n") {
			return "allows nothing: each part of a compound command is matched on its own, and what redirects is no part of it", "allow the commands in it one by one"
		}
		if r.Decision == Allow {
			return "does not allow what it spells: what this program runs is covered by exact rules only", "allow the exact command"
		}
		return "does not match what it spells", "write the command as it is run, without operators and expansions"
	case tool == "Read" || tool == "Edit":
		return l.whyDeadPath(r)
	case tool == "Agent":
		return "matches no agent: the client knows this one by a name that is spelt otherwise", "write " + with(r, tool, "Explore")
	}
	return "does not match what it spells", "remove it"
}

func (l *linter) whyDeadPath(r *Rule) (message, hint string) {
	spec := r.Specifier
	switch {
	case strings.Contains("/"+spec+"/", "/../"):
		return "matches no file: a pattern cannot climb with ..", "write an absolute path such as " + with(r, r.Tool, "//home/me/file")
	case strings.Contains(spec, "[") && !strings.Contains(spec, "]"):
		return "matches no file: the bracket is not closed", "write " + with(r, r.Tool, strings.ReplaceAll(spec, "[", "?"))
	case strings.Contains(spec, `\?`) || strings.HasSuffix(spec, `\`):
		return "matches no file: a question mark cannot be escaped, and a backslash cannot stand last", "write ? for any character"
	}
	return "matches no file", "write a pattern such as " + with(r, r.Tool, "src/**")
}

// normalMCP is how the client writes the names of MCP tools.
func normalMCP(name string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(nameList, r) && r != ' ' && r != ',' && r != '|' || r == '*' {
			return r
		}
		return '_'
	}, name)
}

// hostOf is the host of what may be a URL or a part of one.
func hostOf(spec string) string {
	host := strings.TrimSpace(strings.TrimPrefix(spec, "domain:"))
	if _, rest, ok := strings.Cut(host, "@"); ok {
		host = rest
	}
	if i := strings.IndexAny(host, ":/?#"); i >= 0 {
		host = host[:i]
	}
	if host == "" {
		return "example.com"
	}
	return oneLine(host, 60)
}

package permission

import (
	"slices"
	"strconv"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/jsonx"
)

// A ruleList holds the compiled rules of one decision.
type ruleList struct {
	tools map[string]*Rule // a whole tool
	globs []*Rule          // a tool-name glob
	bash  bashRules
	// PowerShell rules have the shapes of Bash rules, without regard to case.
	powershell bashRules
	read       pathList
	edit       pathList
	domains    []*Rule // WebFetch(domain:…)
	names      []*Rule // Agent(name), Skill(name)
	params     []paramRule
}

// A paramRule is Tool(param:value).
type paramRule struct {
	rule         *Rule
	tool         string
	param, value string
}

func (l *ruleList) add(r *Rule, c *Config) {
	tool := canonicalTool(r.Tool)
	if l.wholeTool(r, tool) {
		if strings.Contains(tool, "*") {
			l.globs = append(l.globs, r)
			return
		}
		if l.tools == nil {
			l.tools = map[string]*Rule{}
		}
		if l.tools[tool] == nil {
			l.tools[tool] = r
		}
		return
	}
	if r.Decision != Allow {
		l.addParam(r, tool)
	} else if unbalanced(r.text) {
		return // the client does not read it; a deny rule of that form is kept all the same
	}
	switch tool {
	case "Bash":
		l.bash.add(r, r.Specifier)
	case "PowerShell":
		l.powershell.add(r, psSpecifier(r.Specifier))
	case "Read":
		l.read.add(r, c)
	case "Edit":
		l.edit.add(r, c)
	case "WebFetch":
		l.domains = append(l.domains, r)
	case "Agent", "Skill":
		l.names = append(l.names, r)
	}
}

// unbalanced reports a rule with escaped parentheses beside others that do not
// match each other (group fid-parens).
func unbalanced(text string) bool {
	open, escaped := 0, false
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '\\':
			if i++; i < len(text) && (text[i] == '(' || text[i] == ')') {
				escaped = true
			}
		case '(':
			open++
		case ')':
			open--
		}
	}
	return escaped && open != 0
}

// wholeTool reports a rule on every call of a tool. Tool(*) is one, but an
// allow rule Read(*) is a path pattern below the working directory.
func (l *ruleList) wholeTool(r *Rule, tool string) bool {
	if r.Specifier == "" {
		return true
	}
	return r.Specifier == "*" && !(r.Decision == Allow && tool == "Read")
}

// primary names the field of a tool that Tool(param:value) cannot look at: it
// has its own kind of specifier.
var primary = map[string]string{
	"Bash": "command", "PowerShell": "command", "Monitor": "command", "Read": "file_path", "Edit": "file_path",
	"Write": "file_path", "Grep": "path", "Glob": "path", "NotebookEdit": "notebook_path", "WebFetch": "url",
}

func (l *ruleList) addParam(r *Rule, tool string) {
	param, value, ok := strings.Cut(r.Specifier, ":")
	param, value = strings.TrimSpace(param), strings.TrimSpace(value)
	if !ok || param == "" || strings.ContainsAny(param, " \t") || primary[tool] == param {
		return
	}
	l.params = append(l.params, paramRule{rule: r, tool: tool, param: param, value: value})
}

// matchTool returns the rule that covers every call of the tool.
func (l *ruleList) matchTool(tool string) *Rule {
	if r := l.tools[tool]; r != nil {
		return r
	}
	if server, ok := serverOf(tool); ok {
		if r := l.tools[server]; r != nil {
			return r
		}
	}
	i := slices.IndexFunc(l.globs, func(r *Rule) bool { return matchStars(r.Tool, tool) })
	if i < 0 {
		return nil
	}
	return l.globs[i]
}

// serverOf returns mcp__server of mcp__server__tool.
func serverOf(tool string) (string, bool) {
	rest, ok := strings.CutPrefix(tool, "mcp__")
	if !ok {
		return "", false
	}
	server, _, ok := strings.Cut(rest, "__")
	return "mcp__" + server, ok
}

// matchParam returns the rule Tool(param:value) that covers the input: its
// top-level scalar fields, as they were sent.
func (l *ruleList) matchParam(tool string, input jsonx.Value) *Rule {
	for i := range l.params {
		p := &l.params[i]
		if p.tool != tool {
			continue
		}
		if text, ok := scalar(input.Get(p.param)); ok && matchStars(p.value, text) {
			return p.rule
		}
	}
	return nil
}

// scalar renders a value as JavaScript's String() does.
func scalar(v jsonx.Value) (string, bool) {
	switch v.Kind() {
	case jsonx.String:
		return v.Text()
	case jsonx.Bool:
		return string(v.Raw()), true
	case jsonx.Number:
		f, ok := v.Float()
		return strconv.FormatFloat(f, 'f', -1, 64), ok
	}
	return "", false
}

// matchHost returns the rule WebFetch(domain:…) that covers a host.
func (l *ruleList) matchHost(host string) *Rule {
	for _, r := range l.domains {
		if matchDomain(strings.TrimPrefix(r.Specifier, "domain:"), host) {
			return r
		}
	}
	return nil
}

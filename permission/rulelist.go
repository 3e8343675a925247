package permission

import (
	"strconv"
	"strings"
	"sync"

	"github.com/gatehouse-go/gatehouse/internal/jsonx"
)

// A ruleList holds the compiled rules of one decision. Of several that match,
// the first counts; each kind has an index, so that not all are tried.
type ruleList struct {
	decision Decision
	tools    map[string]*Rule // a whole tool
	globs    []*Rule          // a tool-name glob
	names    starSet          // their patterns
	bash     bashRules
	// PowerShell rules have the shapes of Bash rules, without regard to case.
	powershell bashRules
	read       pathList
	edit       pathList
	domains    []*Rule // WebFetch(domain:…)
	hosts      starSet // their patterns
	agents     nameSet // Agent(name)
	skills     nameSet // Skill(name)
	params     paramRules
	common     [3]commonTool
}

// paramRules are the rules Tool(param:value).
type paramRules struct {
	rules  []*Rule
	values map[string]map[string]*starSet // by tool and param
}

func (l *ruleList) add(r *Rule, c *Config) {
	tool := canonicalTool(r.Tool)
	if l.wholeTool(r, tool) {
		if strings.Contains(tool, "*") {
			l.names.add(r.Tool, int32(len(l.globs)))
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
	if c.Harden && r.Decision != Allow {
		l.addHardened(r, tool, c)
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
		l.hosts.add(normalHost(strings.TrimPrefix(r.Specifier, "domain:")), int32(len(l.domains)))
		l.domains = append(l.domains, r)
	case "Agent":
		l.agents.add(r, tool)
	case "Skill":
		l.skills.add(r, tool)
	}
}

// index prepares for matching, once all rules are there.
func (l *ruleList) index() {
	l.names.index()
	l.read.index()
	l.edit.index()
	l.hosts.index()
	for _, values := range l.params.values {
		for _, s := range values {
			s.index()
		}
	}
	l.indexCommon()
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
var primary = sync.OnceValue(func() map[string]string {
	return map[string]string{
		"Bash": "command", "PowerShell": "command", "Monitor": "command", "Read": "file_path", "Edit": "file_path",
		"Write": "file_path", "Grep": "path", "Glob": "path", "NotebookEdit": "notebook_path", "WebFetch": "url",
	}
})

func (l *ruleList) addParam(r *Rule, tool string) {
	if p, ok := paramOf(r, tool); ok {
		l.params.add(r, tool, p.param, p.value)
	}
}

// A paramRule is the specifier param:value.
type paramRule struct{ tool, param, value string }

func paramOf(r *Rule, tool string) (p paramRule, ok bool) {
	param, value, ok := strings.Cut(r.Specifier, ":")
	p = paramRule{tool, strings.TrimSpace(param), strings.TrimSpace(value)}
	return p, ok && p.param != "" && !strings.ContainsAny(p.param, " \t") && primary()[tool] != p.param
}

func (p *paramRules) add(r *Rule, tool, param, value string) {
	if p.values == nil {
		p.values = map[string]map[string]*starSet{}
	}
	if p.values[tool] == nil {
		p.values[tool] = map[string]*starSet{}
	}
	if p.values[tool][param] == nil {
		p.values[tool][param] = &starSet{}
	}
	p.values[tool][param].add(value, int32(len(p.rules)))
	p.rules = append(p.rules, r)
}

// A commonTool is one of the tools that are called most. What a list has for it
// is looked up when the list is made.
type commonTool struct {
	name   string
	whole  *Rule
	values map[string]*starSet
}

func (l *ruleList) indexCommon() {
	for i, name := range [...]string{"Bash", "Read", "Edit"} {
		l.common[i] = commonTool{name: name, whole: l.lookUpTool(name), values: l.params.values[name]}
	}
}

// matchTool returns the rule that covers every call of the tool.
func (l *ruleList) matchTool(tool string) *Rule {
	for i := range l.common {
		if l.common[i].name == tool {
			return l.common[i].whole
		}
	}
	return l.lookUpTool(tool)
}

func (l *ruleList) lookUpTool(tool string) *Rule {
	if r := l.tools[tool]; r != nil {
		return r
	}
	if server, ok := serverOf(tool); ok {
		if r := l.tools[server]; r != nil {
			return r
		}
	}
	if len(l.globs) > 0 {
		if i := l.names.first(tool, matchStars); i >= 0 {
			return l.globs[i]
		}
	}
	return nil
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
	if len(l.params.rules) == 0 {
		return nil
	}
	known := l.paramsOf(tool)
	if len(known) == 0 {
		return nil
	}
	best := len(l.params.rules)
	for values, v := range jsonx.Lookup(input, known) {
		if text, ok := scalar(v); ok {
			if n := values.first(text, matchStars); n >= 0 {
				best = min(best, int(n))
			}
		}
	}
	if best == len(l.params.rules) {
		return nil
	}
	return l.params.rules[best]
}

func (l *ruleList) paramsOf(tool string) map[string]*starSet {
	for i := range l.common {
		if l.common[i].name == tool {
			return l.common[i].values
		}
	}
	return l.params.values[tool]
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
	if len(l.domains) > 0 {
		if i := l.hosts.first(host, matchDomain); i >= 0 {
			return l.domains[i]
		}
	}
	return nil
}

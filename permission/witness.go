package permission

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"sync"
)

// A witness is a call made from a rule, to show what the rule does. Whether the
// rule covers it is for Check to say: see lone.
type witness struct {
	req  Request
	odd  bool // it shows something, but not as somebody would write it
	near bool // a neighbour of what the rule covers
}

// witnesses makes calls from a rule as it stands in a session like c: some that
// it covers, in the ways that its pattern leaves open, and some neighbours.
func witnesses(r *Rule, c *Config) []witness {
	var l ruleList
	tool := canonicalTool(r.Tool)
	var out []witness
	if l.wholeTool(r, tool) {
		for _, name := range toolNames(tool) {
			out = append(out, typical(name, c)...)
		}
		return out
	}
	if p, ok := paramOf(r, tool); ok && r.Decision != Allow {
		out = append(out, paramWitnesses(&p, c)...)
		if tool == "Bash" && isBashField(p.param) {
			return out // who writes so means no command
		}
	}
	switch tool {
	case "Bash":
		list := bashWitnesses("Bash", r.Specifier)
		out = append(out, list...)
		for _, w := range list[:min(len(list), 2)] { // its rules are those of Bash
			w.req.Tool = "Monitor"
			out = append(out, w)
		}
	case "PowerShell":
		out = append(out, bashWitnesses("PowerShell", r.Specifier)...)
	case "Read", "Edit":
		out = append(out, pathWitnesses(r, c)...)
	case "WebFetch":
		out = append(out, hostWitnesses(strings.TrimPrefix(r.Specifier, "domain:"))...)
	case "Agent", "Skill":
		out = append(out, nameWitnesses(tool, r.Specifier)...)
	}
	return out
}

// paramWitnesses makes calls from Tool(param:value). Where the specifier may be
// meant as something else, such as a command, they are odd.
func paramWitnesses(p *paramRule, c *Config) []witness {
	var out []witness
	for _, fill := range [...]string{"x", ""} {
		value := p.fill(fill)
		for _, w := range typical(p.tool, c) {
			switch p.tool {
			case "Bash":
				w.odd = !isBashField(p.param)
			case "PowerShell", "WebFetch", "Skill":
				w.odd = true
			}
			out = append(out, w.with(p.param, value))
		}
		if !strings.Contains(p.value, "*") {
			break
		}
	}
	return out
}

// isBashField reports a field that calls of Bash have beside the command.
func isBashField(name string) bool {
	switch name {
	case "run_in_background", "timeout", "description", "dangerouslyDisableSandbox":
		return true
	}
	return false
}

// fill is a value that the rule covers.
func (p *paramRule) fill(star string) any {
	switch s := strings.ReplaceAll(p.value, "*", star); s {
	case "true", "false":
		return s == "true"
	default:
		return s
	}
}

// with is the same call with one more field.
func (w witness) with(field string, value any) witness {
	var input map[string]any
	if json.Unmarshal(w.req.Input, &input) != nil {
		return w
	}
	input[field] = value
	w.req.Input = encode(input)
	return w
}

// request is a call with the fields of its input in pairs.
func request(tool string, fields ...string) Request {
	input := map[string]any{}
	for i := 0; i+1 < len(fields); i += 2 {
		input[fields[i]] = fields[i+1]
	}
	return Request{Tool: tool, Input: encode(input)}
}

func encode(input map[string]any) json.RawMessage {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if e.Encode(input) != nil { // strings are always encoded
		return json.RawMessage("{}")
	}
	return bytes.TrimSpace(b.Bytes())
}

// witnessTools are the tools that globs of names are tried on.
var witnessTools = sync.OnceValue(func() []string { return slices.Concat(knownTools, []string{"mcp__server__tool"}) })

// toolNames lists tools that a rule on whole tools covers: for a glob, those
// that are known and one that is made up.
func toolNames(pattern string) []string {
	_, server := strings.CutPrefix(pattern, "mcp__")
	switch {
	case strings.Contains(pattern, "*"):
		var names []string
		for _, name := range witnessTools() {
			if matchStars(pattern, name) && !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
		made := func(fill string) { names = append(names, strings.ReplaceAll(pattern, "*", fill)) }
		made("x")
		if pattern[0] == '*' {
			names = append(names, "mcp__x"+strings.ReplaceAll(pattern[1:], "*", "x"), "mcp__x__y"+strings.ReplaceAll(pattern[1:], "*", ""))
		}
		if server && strings.Count(strings.TrimPrefix(pattern, "mcp__"), "__") == 0 {
			made("x__y")
		}
		return names
	case server && strings.Count(pattern, "__") == 1:
		return []string{pattern + "__tool"}
	}
	return []string{pattern}
}

// typical makes a few calls of a tool: harmless ones and others.
func typical(tool string, c *Config) []witness {
	var out []witness
	add := func(fields ...string) { out = append(out, witness{req: request(tool, fields...)}) }
	switch tool {
	case "Bash", "Monitor":
		for _, command := range [...]string{"npm test", "ls", "rm x", "curl https://example.com", "git push", "make; npm test", "touch x", "echo x > x", "echo $(npm test)", "npm start &"} {
			add("command", command)
		}
	case "PowerShell":
		add("command", "Get-ChildItem")
		add("command", "Remove-Item x")
	case "WebFetch":
		rare := hostWitnesses("x.invalid")[0] // which no rule names
		rare.odd = true
		return append(hostWitnesses("example.com")[:1], rare)
	case "WebSearch":
		add("query", "x")
	case "Agent":
		add("subagent_type", "general-purpose", "prompt", "x")
	case "Skill":
		add("skill", "x")
	case "TodoWrite", "AskUserQuestion", "ExitPlanMode":
		add()
	default:
		if pathField(tool) == "" {
			add()
			break
		}
		for _, name := range [...]string{inFolder(c.Project, "x"), "/etc/x", inFolder(c.Home, ".bashrc")} {
			out = append(out, witness{req: fileRequest(tool, name)})
		}
	}
	return out
}

func inFolder(dir, name string) string { return strings.TrimSuffix(dir, "/") + "/" + name }

// hostWitnesses makes calls from the pattern of WebFetch(domain:…).
func hostWitnesses(pattern string) []witness {
	fetch := func(host string) Request { return request("WebFetch", "prompt", "x", "url", "https://"+host+"/") }
	var out []witness
	for _, fill := range [...]string{"x", "a.x", "x.com", ""} {
		host := strings.ReplaceAll(pattern, "*", fill)
		out = append(out, witness{req: fetch(host), odd: fill != "x"})
		if !strings.Contains(pattern, "*") {
			break
		}
	}
	near := strings.ReplaceAll(strings.TrimPrefix(pattern, "*."), "*", "x")
	return append(out, witness{req: fetch("x." + near), near: true}, witness{req: fetch("not" + near), near: true})
}

// nameWitnesses makes calls from Agent(name) and Skill(name).
func nameWitnesses(tool, spec string) []witness {
	call := func(name string) Request {
		if tool == "Skill" {
			return request(tool, "skill", name)
		}
		return request(tool, "prompt", "x", "subagent_type", name)
	}
	out := []witness{{req: call(spec)}}
	if tool == "Skill" {
		for _, end := range [...]string{":*", " *"} {
			if prefix, ok := strings.CutSuffix(strings.TrimPrefix(spec, "/"), end); ok {
				out = append(out, witness{req: call(prefix)}, witness{req: call(prefix + "x")}, witness{req: call(prefix + ":x")})
			}
		}
	}
	return append(out, witness{req: call(spec + "x"), near: true})
}

// A lone rule is a policy with nothing else in it.
type lone [2]*Policy

// alone compiles a rule by itself, in a session like c. In one of the policies
// no directory is free, so that rules on what needs no permission are seen.
func alone(r Rule, c *Config) (lone, error) {
	cfg := *c
	cfg.Settings = []*Settings{{Scope: r.Scope, Rules: []Rule{r}}}
	cfg.Mode, cfg.Tools, cfg.AdditionalDirectories, cfg.Untrusted = Default, nil, nil, false
	p, err := New(cfg)
	if err != nil {
		return lone{}, err
	}
	far := *p
	far.dirs = nil
	return lone{p, &far}, nil
}

// covers reports that the rule matches the call or a part of it.
func (l lone) covers(req Request) bool {
	return slices.ContainsFunc(l[:], func(p *Policy) bool { return len(p.Check(req).matched) > 0 })
}

package permission

import (
	"path"
	"slices"
	"strings"
)

// suggest lists what "don't ask again" would save for a call that is asked
// about (field suggestions of the conformance cases).
func (p *Policy) suggest(c *call, r *Result) []Suggestion {
	switch {
	case c.tool == "WebFetch":
		return suggestHost(c, r)
	case r.Cause == ByRule:
		return nil
	case c.tool == "Bash" || c.tool == "Monitor":
		if command, ok := c.text("command"); ok {
			return p.suggestBash(c, command)
		}
	case pathField(c.tool) != "":
		name, ok := c.text(pathField(c.tool))
		if !ok {
			name = c.cwd
		}
		if reads(c.tool) {
			return p.suggestRead(name, c.cwd)
		}
		return p.suggestWrite(c, r, name)
	case slices.Contains(interactive, c.tool):
		return nil
	}
	if _, mcp := serverOf(c.tool); r.Cause == ByMode || mcp && c.mode == Plan {
		return nil
	}
	return []Suggestion{allowRules("localSettings", SuggestedRule{ToolName: c.tool})}
}

func allowRules(destination string, rules ...SuggestedRule) Suggestion {
	return Suggestion{Type: "addRules", Rules: rules, Behavior: "allow", Destination: destination}
}

// suggestHost offers the host of a URL, even if an ask rule on a host decided.
func suggestHost(c *call, r *Result) []Suggestion {
	raw, _ := c.text("url")
	url, ok := parseURL(raw)
	if !ok || r.Cause == ByRule && !strings.HasPrefix(r.Rule.Specifier, "domain:") {
		return nil
	}
	return []Suggestion{allowRules("localSettings", SuggestedRule{ToolName: c.tool, RuleContent: "domain:" + url.host})}
}

// suggestRead offers the directory of a file, as it was named and where its
// links lead, each with its own update.
func (p *Policy) suggestRead(name, cwd string) []Suggestion {
	var out []Suggestion
	for _, dir := range p.bothNames(p.directoryOf(name, cwd)) {
		if rule, ok := readRule(dir); ok {
			out = append(out, allowRules("session", rule))
		}
	}
	return out
}

// directoryOf is the directory that stands for a file: itself, if it is one,
// as it was named.
func (p *Policy) directoryOf(name, cwd string) string {
	at := p.resolve(name, cwd)
	switch {
	case !p.config.IsDir(at):
		return path.Dir(at)
	case path.IsAbs(name) && strings.HasSuffix(name, "/") && at != "/":
		return at + "/"
	}
	return at
}

// bothNames is a directory and, if it is another, where its links lead.
func (p *Policy) bothNames(dir string) []string {
	if real, err := p.config.EvalSymlinks(path.Clean(dir)); err == nil && path.Clean(real) != dir {
		return []string{dir, path.Clean(real)}
	}
	return []string{dir}
}

// readRule is the rule on reading everything in a directory; there is none for
// the root.
func readRule(dir string) (SuggestedRule, bool) {
	if dir == "/" || dir == "" {
		return SuggestedRule{}, false
	}
	return SuggestedRule{ToolName: "Read", RuleContent: "/" + escapeDirectory(dir) + "/**"}, true
}

// escapeDirectory makes what a pattern could read as its own syntax literal,
// in the client's selection.
func escapeDirectory(dir string) string {
	const special = `\*[]()+^$|`
	if !strings.ContainsAny(dir, special) && !strings.HasSuffix(dir, " ") {
		return dir
	}
	var b strings.Builder
	for i := range len(dir) {
		if strings.IndexByte(special, dir[i]) >= 0 || dir[i] == ' ' && i == len(dir)-1 {
			b.WriteByte('\\')
		}
		b.WriteByte(dir[i])
	}
	return b.String()
}

// suggestWrite offers mode acceptEdits, the directory if it is outside, or the
// one skill that is written.
func (p *Policy) suggestWrite(c *call, r *Result, name string) []Suggestion {
	if r.Cause == ByMode {
		return nil // plan mode, which is left otherwise
	}
	t := p.toolTarget(name, c.cwd)
	if rule, ok := p.skillRule(t.path); ok && r.Cause == BySafety {
		return []Suggestion{allowRules("session", rule)}
	}
	out := p.acceptEdits(c.mode, nil)
	if !p.inside(&t) {
		dirs := p.bothNames(p.directoryOf(name, c.cwd))
		out = append(out, Suggestion{Type: "addDirectories", Directories: dirs, Destination: "session"})
	}
	return out
}

// acceptEdits appends the change to that mode, unless it is on.
func (p *Policy) acceptEdits(m Mode, list []Suggestion) []Suggestion {
	if m == AcceptEdits {
		return list
	}
	return append(list, Suggestion{Type: "setMode", Mode: AcceptEdits, Destination: "session"})
}

// skillRule is the rule on editing the files of one skill, of the project or
// the user.
func (p *Policy) skillRule(file string) (SuggestedRule, bool) {
	for _, root := range [...]struct{ dir, prefix string }{{p.config.Project, "/"}, {p.config.Home, "~/"}} {
		rel, ok := below(strings.ToLower(root.dir), strings.ToLower(file))
		if !ok || root.dir == "" || len(rel) > len(file) {
			continue
		}
		rest, ok := strings.CutPrefix(rel, ".claude/skills/")
		if !ok || len(rest) > len(file) {
			continue
		}
		skill, _, deeper := strings.Cut(file[len(file)-len(rest):], "/")
		if !deeper || strings.ContainsAny(skill, `*?[]\`) || strings.Contains(skill, "..") || strings.TrimRight(skill, ". ") != skill {
			continue
		}
		return SuggestedRule{ToolName: "Edit", RuleContent: root.prefix + ".claude/skills/" + skill + "/**"}, true
	}
	return SuggestedRule{}, false
}

package permission

import (
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/shell"
)

// A Match is a rule that covers a call, or a part of one.
type Match struct {
	Rule Rule
	Part int // the index of the simple command that it covers, among those of the line; -1: the whole call
}

// Matches returns every rule that covers the call of req or a part of it, in
// the order of evaluation, whether it decides or not. It tries all rules, so it
// takes longer than [Policy.Check].
func (p *Policy) Matches(req Request) []Match {
	c := &call{tool: canonicalTool(req.Tool), cwd: p.cwd(req), mode: p.modeOf(req)}
	if r := p.check(req, c); r.Cause == ByInput {
		return nil
	}
	var out []Match
	for i, r := range p.rules {
		if !concerns(c, r) {
			continue
		}
		q := p.alone(i)
		if q.lists[r.Decision].matchTool(c.tool) != nil {
			out = append(out, Match{Rule: *r, Part: -1})
			continue
		}
		for _, part := range q.covered(c, r.Decision) {
			out = append(out, Match{Rule: *r, Part: part})
		}
	}
	return out
}

// concerns reports whether a rule can have to do with a call of the tool.
func concerns(c *call, r *Rule) bool {
	switch tool := canonicalTool(r.Tool); {
	case strings.Contains(tool, "*"), tool == c.tool:
		return true
	case c.bash != nil && tool == "Bash", c.bash != nil || pathField(c.tool) != "":
		return tool == "Bash" || tool == "Read" || tool == "Edit"
	default:
		server, mcp := serverOf(c.tool)
		return mcp && tool == server
	}
}

// alone is the policy with one rule, and the negated patterns behind it that can
// let go what it covers.
func (p *Policy) alone(i int) *Policy {
	r := p.rules[i]
	rules := []*Rule{r}
	if tool := canonicalTool(r.Tool); tool == "Read" || tool == "Edit" {
		for _, later := range p.rules[i+1:] {
			if later.Decision == r.Decision && later.Tool == r.Tool && strings.HasPrefix(strings.TrimLeft(later.Specifier, "~./"), "!") {
				rules = append(rules, later)
			}
		}
	}
	q := *p
	q.compileLists(rules)
	return &q
}

// covered lists the parts that the rules of one decision cover.
func (p *Policy) covered(c *call, d Decision) []int {
	l, whole := &p.lists[d], []int{-1}
	switch {
	case d != Allow && l.matchParam(c.tool, c.input) != nil:
		return whole
	case c.bash != nil:
		b := c.bash
		return (&bashCall{p: p, script: b.script, cwd: b.cwd, mode: b.mode, complexity: b.complexity, changes: b.changes, mended: b.mended}).covered(d)
	case c.tool == "Bash" || c.tool == "Monitor":
		command, _ := c.input.Get("command").Text()
		if d == Allow && l.bash.spells(command) != nil || d != Allow && matchFragments(l, command) != nil {
			return whole
		}
	case c.tool == "PowerShell":
		command, _ := c.input.Get("command").Text()
		if d != Allow && l.matchPowerShell(command) != nil {
			return whole
		}
	case pathField(c.tool) != "":
		if p.coversFile(c, d) {
			return whole
		}
	case c.tool == "WebFetch":
		raw, _ := c.input.Get("url").Text()
		if url, ok := parseURL(raw); ok && l.matchHost(normalHost(url.host)) != nil {
			return whole
		}
	case d != Ask && (c.tool == "Agent" || c.tool == "Skill"):
		if l.matchName(c.tool, nameOf(c)) != nil {
			return whole
		}
	}
	return nil
}

// coversFile holds the rules on files against the file of a tool's input, in
// the way of checkRead and checkWrite.
func (p *Policy) coversFile(c *call, d Decision) bool {
	l := &p.lists[d]
	name, ok := c.input.Get(pathField(c.tool)).Text()
	if !ok {
		name = c.cwd
	}
	t := p.toolTarget(name, c.cwd)
	read, edit := l.read.either(&t) != nil, l.edit.either(&t) != nil
	switch {
	case reads(c.tool):
		return read || d == Allow && edit
	case d == Deny && c.tool != "NotebookEdit":
		return read || edit
	}
	return edit
}

func (b *bashCall) covered(d Decision) []int {
	l := &b.p.lists[d]
	single := len(b.script.Commands) < 2
	var parts []int
	for i := range b.script.Commands {
		cmd := &b.script.Commands[i]
		var r *Rule
		if d == Allow {
			r = allowTexts(b.script, cmd, l.bash.matchAllowed)
			if r == nil && b.allowsFile(l, cmd) {
				r = &Rule{}
			}
		} else {
			r = b.ruleFor(l, cmd, i)
		}
		switch {
		case r == nil:
		case single:
			return []int{-1}
		default:
			parts = append(parts, i)
		}
	}
	if len(parts) > 0 {
		return parts
	}
	line := lineText(b.script)
	if d == Allow && (l.bash.spells(b.script.Source) != nil || l.bash.spells(line) != nil) || d != Allow && l.bash.across && b.acrossRule(d) != nil {
		return []int{-1}
	}
	return nil
}

// allowsFile reports that an allow rule on files covers one that the command
// names.
func (b *bashCall) allowsFile(l *ruleList, cmd *shell.Command) bool {
	if len(l.read) == 0 && len(l.edit) == 0 {
		return false
	}
	covers := func(t target, write bool) bool {
		return l.edit.match(t.lowReal) != nil || !write && l.read.match(t.lowReal) != nil
	}
	found := false
	b.eachFile(cmd, func(t target, write bool) { found = found || covers(t, write) })
	return found
}

// eachFile calls f with each file that a command's redirections and arguments
// name.
func (b *bashCall) eachFile(cmd *shell.Command, f func(t target, write bool)) {
	for i := range cmd.Redirs {
		if r := &cmd.Redirs[i]; opensFile(r) && !isNull(r.Target.Text) {
			text, _ := r.Target.Expand(b.lookup)
			f(b.p.target(text, b.cwd), !readsFrom(r))
		}
	}
	words := innerWords(cmd.Words)
	if len(words) == 0 {
		return
	}
	uses, _, _ := commandPaths(pathWords(words))
	for _, u := range uses {
		if form := argumentForm(b.value(words, u), b.p.config.Home, u.write); form.why == "" {
			f(b.target(form, b.cwd), u.write)
		}
	}
}

// nameOf is the agent or skill that a call names.
func nameOf(c *call) string {
	if c.tool == "Skill" {
		name, _ := c.input.Get("skill").Text()
		return strings.TrimPrefix(trimBlanks(name), "/")
	}
	name, _ := c.input.Get("subagent_type").Text()
	return trimBlanks(name)
}

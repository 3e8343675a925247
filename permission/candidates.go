package permission

import (
	"path"
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/shell"
)

// The candidates for a [Remedy] of one call: together they are enough if
// anything of their kind is.
type candidates struct {
	rules       []Rule   // on just this call, the narrowest first
	wide        []Rule   // that cover more, the narrowest first
	directories []string // outside that it uses
	scope       Scope    // where allow rules count
}

// maxCandidates bounds how many commands get a rule of their own.
const maxCandidates = 16

func (p *Policy) candidates(req Request) candidates {
	out := candidates{scope: p.openScope()}
	c := &call{tool: canonicalTool(req.Tool), cwd: p.cwd(req), mode: p.modeOf(req)}
	p.check(req, c)
	name, _ := c.input.Get(pathField(c.tool)).Text()
	switch {
	case c.bash != nil:
		c.bash.candidates(&out)
		out.widen(c.tool, "")
	case c.tool == "Bash" || c.tool == "Monitor":
		command, _ := c.input.Get("command").Text()
		out.add("Bash", trimBlanks(command))
		out.widen(c.tool, "")
	case pathField(c.tool) != "":
		if name == "" {
			name = c.cwd
		}
		t := p.toolTarget(name, c.cwd)
		p.addFile(&out, &t, !reads(c.tool))
		out.widen(c.tool, "")
	case c.tool == "WebFetch":
		raw, _ := c.input.Get("url").Text()
		if url, ok := parseURL(raw); ok {
			out.add(c.tool, "domain:"+url.host)
		}
		out.widen(c.tool, "")
	case c.tool == "Agent" || c.tool == "Skill":
		out.add(c.tool, nameOf(c))
		out.widen(c.tool, "")
	default:
		out.add(c.tool, "") // there is nothing narrower
	}
	return out
}

// openScope is the most local scope of which allow rules count.
func (p *Policy) openScope() Scope {
	switch {
	case p.managedRulesOnly():
		return Managed
	case p.config.Untrusted:
		return User
	}
	return Local
}

func (c *candidates) add(tool, spec string)   { c.rules = c.appendTo(c.rules, tool, spec) }
func (c *candidates) widen(tool, spec string) { c.wide = c.appendTo(c.wide, tool, spec) }

func (c *candidates) appendTo(list []Rule, tool, spec string) []Rule {
	r := Rule{Decision: Allow, Tool: tool, Specifier: spec, Scope: c.scope}
	if r.Validate() != nil || slices.ContainsFunc(list, func(o Rule) bool { return same(o, r) }) {
		return list
	}
	return append(list, r)
}

// addFile adds the rules on a file, under its name and where its links lead.
func (p *Policy) addFile(c *candidates, t *target, write bool) {
	tool := "Read"
	if write {
		tool = "Edit"
	}
	for _, name := range [...]string{t.path, t.real} {
		c.add(tool, p.fileSpecifier(name, c.scope))
		c.add(tool, "/"+escapeDirectory(name)) // which negated patterns do not reach
	}
	for _, name := range [...]string{t.path, t.real} {
		dir := name
		if !p.config.IsDir(dir) {
			dir = path.Dir(name)
		}
		if rule, ok := readRule(dir); ok {
			c.widen(tool, rule.RuleContent)
		}
		if !p.insideName(name) && !slices.Contains(c.directories, dir) {
			c.directories = append(c.directories, dir)
		}
	}
}

// fileSpecifier is the pattern of one file: relative to the project, if it lies
// there and a pattern can say so.
func (p *Policy) fileSpecifier(name string, scope Scope) string {
	rel, ok := below(p.config.Project, name)
	switch {
	case !ok || p.config.Project == "/" || strings.ContainsAny(rel[:1], "!#~ /"):
		return "/" + escapeDirectory(name)
	case strings.Contains(rel, "/"):
		return escapeDirectory(rel)
	case scope == Local:
		return "/" + escapeDirectory(rel) // a name alone would match at any depth
	}
	return "/" + escapeDirectory(name)
}

// candidates adds the rules that could let the commands of a call pass.
func (b *bashCall) candidates(c *candidates) {
	asked := make([]int, 0, len(b.script.Commands))
	seen := map[string]bool{}
	for i := range b.script.Commands {
		if b.opaque == tooLong {
			break // only all of it counts
		}
		if p := b.judge(&b.script.Commands[i], i); p.decision != Allow && !seen[p.text] {
			asked, seen[p.text] = append(asked, i), true
		}
	}
	if len(asked) > maxCandidates {
		asked = nil // one rule on all of it is better then
	}
	for _, i := range asked {
		cmd := &b.script.Commands[i]
		allowTexts(b.script, cmd, func(text string, _ bool) *Rule {
			c.add("Bash", text)
			return nil
		})
		b.addFiles(c, cmd)
	}
	c.add("Bash", b.script.Source)
	c.add("Bash", lineText(b.script))
	for _, i := range asked {
		cmd := &b.script.Commands[i]
		allowTexts(b.script, cmd, func(text string, _ bool) *Rule {
			c.widen("Bash", strings.ReplaceAll(text, `\*`, "*"))
			words := strings.Fields(text)
			for n := min(2, len(words)); n > 0; n-- {
				c.widen("Bash", strings.Join(words[:n], " ")+" *")
			}
			return nil
		})
	}
}

// addFiles adds the rules on the files of a command that are asked about.
func (b *bashCall) addFiles(c *candidates, cmd *shell.Command) {
	b.eachFile(cmd, func(t target, write bool) {
		var v pathVerdict
		if b.judgeTarget(&t, write, &v); v.ask || v.wants != "" {
			b.p.addFile(c, &t, write)
		}
	})
}

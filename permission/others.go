package permission

import "strings"

// otherMatches lists the rules of weaker decisions that cover the call too, one
// of each list: what an explanation needs, and nothing that decides.
func (p *Policy) otherMatches(c *call, decided Decision) []Rule {
	var out []Rule
	for d := decided + 1; d <= Allow; d++ {
		if r := p.covering(c, d); r != nil {
			out = append(out, *r)
		}
	}
	return out
}

// covering returns a rule of one decision that covers the call or a part of
// it.
func (p *Policy) covering(c *call, d Decision) *Rule {
	l := &p.lists[d]
	if r := l.matchTool(c.tool); r != nil {
		return r
	}
	switch {
	case c.bash != nil:
		return c.bash.covering(l, d)
	case pathField(c.tool) != "":
		name, _ := c.text(pathField(c.tool))
		t := p.toolTarget(name, c.cwd)
		if reads(c.tool) {
			return l.read.either(&t)
		}
		return l.edit.either(&t)
	case c.tool == "WebFetch":
		raw, _ := c.text("url")
		if url, ok := parseURL(raw); ok {
			return l.matchHost(normalHost(url.host))
		}
	case c.tool == "Skill":
		name, _ := c.text("skill")
		return l.matchName(c.tool, strings.TrimPrefix(trimBlanks(name), "/"))
	}
	return nil
}

func (b *bashCall) covering(l *ruleList, d Decision) *Rule {
	for i := range b.script.Commands {
		cmd := &b.script.Commands[i]
		var r *Rule
		if d == Allow {
			r = b.allowRule(cmd, i)
		} else {
			r = b.ruleFor(l, cmd, i)
		}
		if r != nil {
			return r
		}
	}
	return nil
}

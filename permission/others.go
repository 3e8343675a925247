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
		name, _ := c.input.Get(pathField(c.tool)).Text()
		t := p.toolTarget(name, c.cwd)
		if reads(c.tool) {
			return l.read.either(&t)
		}
		return l.edit.either(&t)
	case c.tool == "WebFetch":
		raw, _ := c.input.Get("url").Text()
		if url, ok := parseURL(raw); ok {
			return l.matchHost(normalHost(url.host))
		}
	case c.tool == "Skill":
		name, _ := c.input.Get("skill").Text()
		return matchName(l.names, c.tool, strings.TrimPrefix(trimBlanks(name), "/"))
	}
	return nil
}

func (b *bashCall) covering(l *ruleList, d Decision) *Rule {
	for i := range b.script.Commands {
		cmd := &b.script.Commands[i]
		var r *Rule
		if d == Allow {
			r = allowTexts(b.script, cmd, l.bash.matchAllowed)
		} else {
			r = b.ruleFor(l, cmd, i)
		}
		if r != nil {
			return r
		}
	}
	return nil
}

package envguard

import (
	"fmt"
	"strings"
)

// A Card is what a person must see in one look before a write.
type Card struct {
	Stage  Stage
	Remote bool
	What   string   // the worst operation and its object
	Where  []string // the signs: host, database, user, context, account, ...
	Why    string
	Count  string // a statement that counts what would be changed; may be empty
	Safer  string // what to do instead; may be empty
	More   int    // how many other operations there are
}

// Card returns the card of a verdict; of one that changes nothing it is zero.
func (v Verdict) Card() Card {
	if len(v.Operations) == 0 || v.Severity == None {
		return Card{}
	}
	o := &v.Operations[0]
	c := Card{Stage: o.Env.Stage, Remote: o.Env.Remote, What: strings.TrimSpace(o.Kind + " " + oneLine(o.Object)), Why: oneLine(o.Why), Safer: oneLine(o.Safer), More: len(v.Operations) - 1}
	for _, s := range o.Env.Signs {
		c.Where = append(c.Where, strings.TrimSpace(s.Name+" "+oneLine(s.Detail)))
	}
	switch o.Kind {
	case "sql.delete_all", "sql.update_all", "sql.delete_bulk", "sql.truncate", "sql.drop_table":
		if o.Object != "" && strings.IndexFunc(o.Object, notInName) < 0 {
			c.Count = "SELECT count(*) FROM " + o.Object
		}
	}
	return c
}

// notInName reports a character that the name of one table does not have.
func notInName(r rune) bool {
	return !(r == '_' || r == '.' || r == '"' || r == '`' || r >= 0x80 || '0' <= r && r <= '9' || 'a' <= r|0x20 && r|0x20 <= 'z')
}

// String is a few lines for a terminal.
func (c Card) String() string {
	if c.What == "" {
		return "changes nothing that is known"
	}
	var b strings.Builder
	place := c.Stage.String()
	if c.Stage == Unknown {
		place = "unknown stage"
	}
	if c.Remote {
		place += ", on another machine"
	}
	fmt.Fprintf(&b, "%s\n  what   %s\n", strings.ToUpper(place), c.What)
	row := func(name, text string) {
		if text != "" {
			fmt.Fprintf(&b, "  %-6s %s\n", name, text)
		}
	}
	for _, w := range c.Where {
		row("where", w)
	}
	row("why", c.Why)
	row("count", c.Count)
	row("safer", c.Safer)
	if c.More > 0 {
		row("more", fmt.Sprintf("%d other operations", c.More))
	}
	return strings.TrimSuffix(b.String(), "\n")
}

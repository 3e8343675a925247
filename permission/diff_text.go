package permission

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/jsonx"
)

// String is one line: the answers, the call, and what made the difference.
func (c Change) String() string {
	s := fmt.Sprintf("%s → %s: %s", c.Before.Decision, c.After.Decision, c.subject())
	return s + " — " + strings.Join(c.reasons(), ", ")
}

// subject is the call, and the mode if it is another than the sessions'.
func (c *Change) subject() string {
	s := oneLine(c.Request.Tool, maxPart)
	about := ""
	if doc, err := jsonx.Parse(c.Request.Input, jsonx.Options{}); err == nil {
		about = subjectOf(c.Request.Tool, doc.Root())
	}
	switch {
	case about != "":
		s += " " + oneLine(about, 100) + c.fields()
	case len(c.Request.Input) > len("{}"):
		s += " " + oneLine(string(c.Request.Input), 100)
	}
	if c.Request.Mode != "" {
		s += " (in mode " + string(c.Request.Mode) + ")"
	}
	return s
}

// fields are the other fields of the input that the rules look at.
func (c *Change) fields() string {
	doc, err := jsonx.Parse(c.Request.Input, jsonx.Options{})
	if err != nil {
		return ""
	}
	var s strings.Builder
	for _, r := range slices.Concat(c.Removed, c.Added) {
		p, ok := paramOf(&r, canonicalTool(r.Tool))
		if !ok {
			continue
		}
		if text, ok := scalar(doc.Root().Get(p.param)); ok {
			s.WriteString(", " + oneLine(p.param+": "+text, maxPart))
		}
	}
	return s.String()
}

func (c *Change) reasons() []string {
	var out []string
	for _, r := range c.Removed {
		out = append(out, fmt.Sprintf("removed %s %s (%s)", r.Decision, oneLine(r.String(), maxText), c.Before.place(r)))
	}
	for _, r := range c.Added {
		out = append(out, fmt.Sprintf("added %s %s (%s)", r.Decision, oneLine(r.String(), maxText), c.After.place(r)))
	}
	for _, s := range c.Settings {
		out = append(out, oneLine(s, maxText))
	}
	return out
}

// Explain is a report for a reviewer: each change with its reasons and with
// what decided before and after.
func (c Changes) Explain() string {
	var b strings.Builder
	looser := 0
	for i := range c {
		if c[i].Loosens() {
			looser++
		}
	}
	c[:looser].section(&b, "LOOSER")
	c[looser:].section(&b, "STRICTER")
	if len(c) == 0 {
		b.WriteString("no call was found that is answered differently\n\n")
	}
	fmt.Fprintf(&b, "The calls are examples, made from the rules that differ; others may change too.\nreproduces Claude Code %s", Reproduces)
	return b.String()
}

func (c Changes) section(b *strings.Builder, title string) {
	if len(c) == 0 {
		return
	}
	fmt.Fprintf(b, "%s (%d)\n\n", title, len(c))
	for i := range c {
		fmt.Fprintf(b, "  %s → %s  %s\n", c[i].Before.Decision, c[i].After.Decision, c[i].subject())
		for _, reason := range c[i].reasons() {
			fmt.Fprintf(b, "      %s\n", reason)
		}
		fmt.Fprintf(b, "      before: %s\n      after:  %s\n\n", c[i].Before, c[i].After)
	}
}

package permission

import (
	"cmp"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/gatehouse-go/gatehouse/internal/jsonx"
)

// How much of a text that comes from outside is shown, in characters.
const (
	maxText = 200 // of a rule, a reason or a path
	maxPart = 60  // of a part of a command
)

// String is one line: the decision and what decided.
func (r Result) String() string {
	s := r.Decision.String() + ": "
	if r.Cause == ByRule {
		s += oneLine(r.Rule.String(), maxText) + " — " + r.place(r.Rule)
	} else {
		s += why(r.Cause, r.Reason, r.BlockedPath)
	}
	if len(r.Through) > 0 {
		s += " (seen through " + r.through() + ")"
	}
	return s
}

// through is what hardened mode looked through, outermost first.
func (r Result) through() string { return oneLine(strings.Join(r.Through, " › "), maxText) }

// why is the reason of a decision that no rule made.
func why(c Cause, reason, blocked string) string {
	s := c.String()
	if reason != "" {
		s = oneLine(reason, maxText)
	}
	switch c {
	case ByComplexity, BySafety:
		if reason != "" {
			s = c.String() + ": " + s
		}
	case ByParts:
		s = "a part of the command is not allowed: " + s
	}
	if blocked != "" {
		s += ": " + oneLine(blocked, maxText)
	}
	return s
}

// place says where a rule was written, such as
// "project settings, .claude/settings.json:7:7".
func (r Result) place(rule Rule) string {
	if r.policy == nil {
		return place(rule, rule.Pos.Filename)
	}
	return place(rule, shortPath(rule.Pos.Filename, r.policy.config.Project, r.policy.config.Home))
}

func place(rule Rule, filename string) string {
	pos := rule.Pos
	pos.Filename = oneLine(filename, maxText)
	if s := pos.String(); s != "" && s != "-" {
		return rule.Scope.String() + ", " + s
	}
	return rule.Scope.String()
}

// shortPath is a path relative to the project, or with ~ for the home directory.
func shortPath(name, project, home string) string {
	name = strings.ReplaceAll(name, "\\", "/")
	if rel, ok := below(project, name); ok && project != "/" {
		return rel
	}
	if rel, ok := below(home, name); ok && home != "" {
		return "~/" + rel
	}
	return name
}

// oneLine is the start of s, on one line and safe to print: line breaks and
// tabs are blanks, and what has no shape of its own, such as an escape that
// steers the terminal, is U+FFFD.
func oneLine(s string, limit int) string {
	var b strings.Builder
	end := 0 // of the text before the last character
	for _, r := range s {
		if limit--; limit < 0 {
			return b.String()[:end] + "…"
		}
		end = b.Len()
		switch {
		case r == '\n' || r == '\r' || r == '\t':
			b.WriteByte(' ')
		case !unicode.IsPrint(r):
			b.WriteRune(utf8.RuneError)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// Explain is a paragraph: the decision, each part of the command, the deciding
// rule with the line it stands on or the check that decided, the other rules
// that matched, and for a call that is asked about, what would allow it. It
// judges the call again, many times, so it takes longer than [Policy.Check].
func (r Result) Explain() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%-5s  %s\n", r.Decision, r.subject())
	if len(r.parts) > 0 {
		b.WriteByte('\n')
		r.explainParts(&b)
	}
	if r.Cause == ByRule {
		r.explainRule(&b)
	} else {
		fmt.Fprintf(&b, "\n%s\n", why(r.Cause, r.Reason, r.BlockedPath))
	}
	if len(r.Through) > 0 {
		fmt.Fprintf(&b, "seen through: %s\n", r.through())
	}
	if r.policy != nil {
		r.explainOthers(&b)
		r.explainDiscounted(&b)
		r.explainRemedies(&b)
	}
	fmt.Fprintf(&b, "reproduces Claude Code %s", Reproduces)
	return b.String()
}

// subject is what was judged.
func (r Result) subject() string {
	tool, text := r.request.Tool, ""
	if doc, err := jsonx.Parse(r.request.Input, jsonx.Options{}); err == nil {
		text = subjectOf(tool, doc.Root())
	}
	if tool != "Bash" || text == "" {
		text = tool + " " + text
	}
	return oneLine(cmp.Or(strings.TrimSpace(text), "a call without a tool"), 100)
}

// subjectOf is what a call is about: its command, file, URL or name.
func subjectOf(tool string, input jsonx.Value) string {
	for _, field := range [...]string{"command", pathField(tool), "url", "subagent_type", "skill"} {
		if s, ok := input.Get(field).Text(); ok {
			return s
		}
	}
	return ""
}

func same(a, b Rule) bool {
	return a.Decision == b.Decision && a.Tool == b.Tool && a.Specifier == b.Specifier && a.Scope == b.Scope && a.Pos == b.Pos
}

func (r Result) explainParts(b *strings.Builder) {
	width, parts := 0, r.Parts()
	for _, p := range parts {
		width = max(width, utf8.RuneCountInString(oneLine(p.Text, maxPart)))
	}
	slices.SortStableFunc(parts, func(a, b Part) int { return cmp.Compare(a.Pos.Offset, b.Pos.Offset) })
	for _, p := range parts {
		fmt.Fprintf(b, "  %-5s  %-*s  %s\n", p.Decision, width, oneLine(p.Text, maxPart), p.why())
	}
}

func (p Part) why() string {
	if p.Cause == ByRule {
		return oneLine(p.Rule.String(), maxText)
	}
	return why(p.Cause, p.Reason, p.BlockedPath)
}

// explainRule shows where a rule stands.
func (r Result) explainRule(b *strings.Builder) {
	b.WriteByte('\n')
	if r.Reason != "" && !slices.Contains(plainReasons[:], r.Reason) {
		fmt.Fprintf(b, "%s\n", oneLine(r.Reason, maxText))
	}
	e := r.Rule.excerpt
	if e == nil {
		fmt.Fprintf(b, "%s — %s\n", oneLine(r.Rule.String(), maxText), r.place(r.Rule))
		return
	}
	fmt.Fprintf(b, "%s\n\n", r.place(r.Rule))
	e.write(b, r.Rule.Pos.Line)
}

// LogValue makes a Result log as structured attributes. The input of the call
// is not among them: it may hold a secret.
func (r Result) LogValue() slog.Value {
	attrs := []slog.Attr{
		slog.String("decision", r.Decision.String()),
		slog.String("cause", r.Cause.String()),
		slog.String("tool", oneLine(r.request.Tool, maxText)),
	}
	if r.Cause == ByRule {
		attrs = append(attrs, slog.String("rule", oneLine(r.Rule.String(), maxText)), slog.String("scope", r.Rule.Scope.String()),
			slog.String("pos", r.Rule.Pos.String()))
	}
	if r.Reason != "" && r.Cause != ByRule {
		attrs = append(attrs, slog.String("reason", oneLine(r.Reason, maxText)))
	}
	if r.BlockedPath != "" {
		attrs = append(attrs, slog.String("path", oneLine(r.BlockedPath, maxText)))
	}
	return slog.GroupValue(attrs...)
}

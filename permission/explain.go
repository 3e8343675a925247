package permission

import (
	"fmt"
	"log/slog"
	"strings"
	"unicode"
	"unicode/utf8"
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
		return s + oneLine(r.Rule.String(), maxText) + " — " + r.place(r.Rule)
	}
	if r.Cause == ByParts && r.Reason != "" {
		s += "a part of the command is not allowed: "
	}
	return s + why(r.Cause, r.Reason, r.BlockedPath)
}

// why is the reason of a decision that no rule made.
func why(c Cause, reason, blocked string) string {
	s := c.String()
	if reason != "" {
		s = oneLine(reason, maxText)
	}
	if blocked != "" {
		s += ": " + oneLine(blocked, maxText)
	}
	return s
}

// place says where a rule was written, such as
// "project settings, .claude/settings.json:7:7".
func (r Result) place(rule Rule) string {
	pos := rule.Pos
	pos.Filename = oneLine(r.display(pos.Filename), maxText)
	if s := pos.String(); s != "" && s != "-" {
		return rule.Scope.String() + ", " + s
	}
	return rule.Scope.String()
}

// display shortens a file's name: relative to the project, or with ~ for the
// home directory.
func (r Result) display(name string) string {
	name = strings.ReplaceAll(name, "\\", "/")
	if rel, ok := below(r.project, name); ok && r.project != "/" {
		return rel
	}
	if rel, ok := below(r.home, name); ok && r.home != "" {
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
// rule with the line it stands on, and the other rules that matched.
func (r Result) Explain() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%-5s  %s\n", r.Decision, r.subject())
	if len(r.Parts) > 0 {
		b.WriteByte('\n')
		r.explainParts(&b)
	}
	if r.Cause == ByRule {
		r.explainRule(&b)
	} else {
		fmt.Fprintf(&b, "\n%s\n", why(r.Cause, r.Reason, r.BlockedPath))
	}
	for _, m := range r.Matched {
		if r.Cause != ByRule || !same(m, r.Rule) {
			fmt.Fprintf(&b, "also matched: %s %s in %s", m.Decision, oneLine(m.String(), maxText), r.place(m))
			if r.Cause == ByRule && m.Decision != r.Decision {
				fmt.Fprintf(&b, " (%s wins)", r.Decision)
			}
			b.WriteByte('\n')
		}
	}
	if hint := r.hint(); hint != "" {
		fmt.Fprintf(&b, "%s\n", hint)
	}
	fmt.Fprintf(&b, "reproduces Claude Code %s", Reproduces)
	return b.String()
}

// subject is what was judged.
func (r Result) subject() string {
	text := r.input
	if r.tool != "Bash" || text == "" {
		text = r.tool + " " + text
	}
	return oneLine(strings.TrimSpace(text), 100)
}

func same(a, b Rule) bool {
	return a.Decision == b.Decision && a.Tool == b.Tool && a.Specifier == b.Specifier && a.Scope == b.Scope && a.Pos == b.Pos
}

func (r Result) explainParts(b *strings.Builder) {
	width := 0
	for _, p := range r.Parts {
		width = max(width, utf8.RuneCountInString(oneLine(p.Text, maxPart)))
	}
	for _, p := range r.Parts {
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
	fmt.Fprintf(b, "\n%s\n", r.place(r.Rule))
	if e := r.Rule.excerpt; e != nil {
		b.WriteByte('\n')
		e.write(b, r.Rule.Pos.Line)
	}
}

// hint says what rule would have allowed a call that is asked about.
func (r Result) hint() string {
	for _, s := range r.Suggestions {
		if s.Type == "addRules" && len(s.Rules) > 0 {
			rule := Rule{Tool: s.Rules[0].ToolName, Specifier: s.Rules[0].RuleContent}
			return "allowed by: " + oneLine(rule.String(), maxText)
		}
	}
	return ""
}

// LogValue makes a Result log as structured attributes. The input of the call
// is not among them: it may hold a secret.
func (r Result) LogValue() slog.Value {
	attrs := []slog.Attr{
		slog.String("decision", r.Decision.String()),
		slog.String("cause", r.Cause.String()),
		slog.String("tool", r.tool),
	}
	if r.Cause == ByRule {
		attrs = append(attrs, slog.String("rule", oneLine(r.Rule.String(), maxText)), slog.String("scope", r.Rule.Scope.String()),
			slog.String("pos", r.Rule.Pos.String()))
	}
	if r.Reason != "" {
		attrs = append(attrs, slog.String("reason", oneLine(r.Reason, maxText)))
	}
	if r.BlockedPath != "" {
		attrs = append(attrs, slog.String("path", oneLine(r.BlockedPath, maxText)))
	}
	return slog.GroupValue(attrs...)
}

package permission

import (
	"fmt"
	"slices"
	"strings"
)

// A guard is a deny or ask rule on commands, with one that it stops.
type guard struct {
	rule    *Rule
	command string
	nested  []string // the command inside others
}

// maxGuards bounds how many of them are tried with each allow rule.
const maxGuards = 40

// findGuards collects the deny and ask rules that stop what they spell.
func (l *linter) findGuards() {
	for _, r := range l.rules {
		if r.Decision == Allow || canonicalTool(r.Tool) != "Bash" || r.Specifier == "" || r.Specifier == "*" {
			continue
		}
		for _, text := range commandsOf(r.Specifier) {
			if res := l.curtly.Check(bashRequest(text)); decides(r, &res) && !strings.ContainsAny(text, "'\"|&;<>()$`\n") {
				g := guard{rule: r, command: text}
				for _, form := range nesting {
					g.nested = append(g.nested, strings.ReplaceAll(form, "COMMAND", text))
				}
				l.guards = append(l.guards, g)
				break
			}
		}
		if len(l.guards) == maxGuards {
			return
		}
	}
}

// nested reports, once for each file, that its deny rules on commands do not
// hold for commands inside others. That the client asks about most of these is
// not what deny means.
func (l *linter) nested(s *Settings) {
	n := 0
	var first *guard
	for i := range l.guards {
		g := &l.guards[i]
		if g.rule.Decision == Deny && g.rule.Scope == s.Scope && g.rule.Pos.Filename == s.Filename {
			if n++; first == nil {
				first = g
			}
		}
	}
	if first == nil {
		return
	}
	var shown []Example
	for _, text := range first.nested {
		if e := l.try(bashRequest(text)); e.Result.Decision != Deny && len(shown) < maxExamples {
			shown = append(shown, e)
		}
	}
	if len(shown) == 0 {
		return
	}
	message := "and other deny rules on commands do"
	if n == 1 {
		message = "does"
	}
	l.find(first.rule, CodeNested, SeverityNote, message+" not hold for a command inside another one", "judge commands in hardened mode (Config.Harden)", shown...)
}

// undermines reports an allow rule for a program that runs other commands,
// those included that a deny or ask rule stops.
func (l *linter) undermines(r *Rule) bool {
	if canonicalTool(r.Tool) != "Bash" {
		return false
	}
	whole := (&ruleList{}).wholeTool(r, "Bash")
	b := compileBash(r, r.Specifier)
	var shown []Example
	var stopped []*Rule
	for _, g := range l.guards {
		for _, text := range g.nested {
			if !whole && !b.covers(text, collapse(text)) {
				continue
			}
			if e := l.try(bashRequest(text)); decides(r, &e.Result) {
				if !slices.Contains(stopped, g.rule) {
					stopped = append(stopped, g.rule)
				}
				if len(shown) < maxExamples {
					shown = append(shown, e)
				}
				if len(stopped) > 1 {
					break // the ways are shown with the first rule
				}
			}
		}
	}
	if len(stopped) == 0 {
		return false
	}
	first := stopped[0]
	message := fmt.Sprintf("allows %s, which runs what %s is to stop", shown[0].Result.subject(), oneLine(first.String(), maxText))
	if n := len(stopped) - 1; n > 0 {
		message += fmt.Sprintf(" (and %d rules more)", n)
	}
	hint := "allow only the commands that are needed, or judge them in hardened mode"
	l.report(Diagnostic{Pos: r.Pos, Code: CodeUndermines, Severity: SeverityError, Message: oneLine(r.String(), maxText) + " " + message,
		Hint: hint, Rule: *r, Other: *first, Examples: shown})
	return true
}

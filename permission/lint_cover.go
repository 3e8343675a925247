package permission

import (
	"path"
	"slices"
	"strings"
)

// A coverIndex finds the rule that covers every call of another one. Rules are
// compared by pattern: what stands for "any text" in one must be any text in the
// other too. The index keeps this from being quadratic.
type coverIndex [3]struct {
	bash, read, edit patternIndex
	negated          bool             // path rules take back what others cover
	same             map[string]*Rule // the first rule of each text, by list
}

// anyStar stands for what a wildcard covers. Nothing but a wildcard covers it:
// its characters are of no script, and it has two of them so that "?" does not.
const anyStar = "\ue000\ue001"

func (l *linter) index() {
	for d := range l.covers {
		l.covers[d].same = map[string]*Rule{}
	}
	for _, r := range l.rules {
		at := &l.covers[r.Decision]
		tool := canonicalTool(r.Tool)
		key := tool + "(" + r.Specifier
		if at.same[key] == nil {
			at.same[key] = r
		}
		if (&ruleList{}).wholeTool(r, tool) {
			continue
		}
		switch tool {
		case "Bash":
			b := compileBash(r, r.Specifier)
			at.bash.add(pattern{rule: r, bash: &b}, b.literals()...)
		case "Read", "Edit":
			var list pathList
			list.add(r, &l.config)
			list.index()
			if len(list) == 0 {
				continue
			}
			p := &list[0].patterns[0]
			if p.negate {
				at.negated = true
				continue
			}
			index := &at.read
			if tool == "Edit" {
				index = &at.edit
			}
			index.add(pattern{rule: r, paths: list}, p.literals(list[0].root)...)
		}
	}
	for d := range l.covers {
		for _, x := range [...]*patternIndex{&l.covers[d].bash, &l.covers[d].read, &l.covers[d].edit} {
			x.build()
		}
	}
}

// covered reports a rule of which another one covers every call: one of a
// stronger list, or a wider one of the same list and file.
func (l *linter) covered(r *Rule) bool {
	for d := Deny; d < r.Decision; d++ {
		if by := l.coveredBy(r, d); by != nil && l.confirms(r, by) {
			s := SeverityWarning
			if r.Decision != Allow {
				s = SeverityNote
			}
			l.both(r, by, CodeShadowed, s, "never decides: the "+d.String()+" rule "+oneLine(by.String(), maxText)+" covers all of it", "remove one of the two")
			return true
		}
	}
	if by := l.coveredBy(r, r.Decision); by != nil && l.replaces(by, r) {
		message := "adds nothing: " + oneLine(by.String(), maxText) + " covers all of it"
		if by.String() == r.String() {
			message = "adds nothing: it is listed twice"
		}
		l.both(r, by, CodeRedundant, SeverityNote, message, "remove it")
	}
	return false
}

func (l *linter) both(r, by *Rule, code string, s Severity, message, hint string) {
	var examples []Example
	if calls := spelledBy(r, &l.config); len(calls) > 0 {
		examples = append(examples, l.try(calls[0]))
	}
	l.report(Diagnostic{Pos: r.Pos, Code: code, Severity: s, Message: oneLine(r.String(), maxText) + " " + message, Hint: hint,
		Rule: *r, Other: *by, Examples: examples, restricts: r.Decision != Allow})
}

// confirms tries that a stronger rule really decides what r spells.
func (l *linter) confirms(r, by *Rule) bool {
	calls := spelledBy(r, &l.config)
	for _, req := range calls {
		if res := l.curtly.Check(req); decides(r, &res) || res.Decision > by.Decision {
			return false
		}
	}
	return len(calls) > 0
}

// replaces tries that a rule of the same list decides what r spells by itself.
func (l *linter) replaces(by, r *Rule) bool {
	p := l.alone(by)
	return !slices.ContainsFunc(spelledBy(r, &l.config), func(req Request) bool { return p.Check(req).Decision != l.curtly.Check(req).Decision })
}

// coveredBy returns a rule of list d that covers every call of r.
func (l *linter) coveredBy(r *Rule, d Decision) *Rule {
	at := &l.covers[d]
	tool := canonicalTool(r.Tool)
	whole := (&ruleList{}).wholeTool(r, tool)
	accept := func(by *Rule) bool { return by != nil && l.mayCover(by, r) }
	if by := at.same[tool+"("+r.Specifier]; accept(by) {
		return by
	}
	// What a rule on the whole of Read or Edit covers is that tool, not the
	// commands that read or write files, which rules on paths cover too.
	if whole || tool != "Read" && tool != "Edit" {
		name := strings.ReplaceAll(tool, "*", anyStar)
		if by := l.lists[d].tools[name]; accept(by) {
			return by
		}
		if server, ok := serverOf(name); ok && accept(l.lists[d].tools[server]) {
			return l.lists[d].tools[server]
		}
		if i := slices.IndexFunc(l.lists[d].globs, func(by *Rule) bool { return matchStars(by.Tool, name) && accept(by) }); i >= 0 {
			return l.lists[d].globs[i]
		}
	}
	switch {
	case whole:
		return nil
	case tool == "Bash":
		if d == Allow && strings.ContainsAny(r.Specifier, "|&;<>()$`\n{") {
			return nil // no rule but it allows the whole of that
		}
		return at.bash.covering(bashTexts(r), r, accept)
	case tool == "Read" && !at.negated:
		return at.read.covering(pathTexts(r, &l.config), r, accept)
	case tool == "Edit" && !at.negated:
		return at.edit.covering(pathTexts(r, &l.config), r, accept)
	case tool == "WebFetch" && d != r.Decision && !strings.Contains(r.Specifier, "*"):
		return l.lists[d].matchHost(normalHost(strings.TrimPrefix(r.Specifier, "domain:")))
	}
	return nil
}

// mayCover leaves out what must not make r needless: itself, a twin behind it,
// and for rules of one list those of other files, which may go at any time.
func (l *linter) mayCover(by, r *Rule) bool {
	if same(*by, *r) {
		return false
	}
	if by.Decision != r.Decision {
		return true
	}
	if by.Scope != r.Scope || by.Pos.Filename != r.Pos.Filename {
		return false
	}
	return by.Pos.Offset < r.Pos.Offset || !l.coversBack(r, by)
}

// coversBack reports that r covers every call of by as well.
func (l *linter) coversBack(r, by *Rule) bool {
	tool := canonicalTool(r.Tool)
	if canonicalTool(by.Tool) != tool {
		return false
	}
	if r.Specifier == by.Specifier || (&ruleList{}).wholeTool(r, tool) {
		return true
	}
	if (&ruleList{}).wholeTool(by, tool) {
		return false
	}
	var p pattern
	var texts []string
	switch tool {
	case "Bash":
		b := compileBash(r, r.Specifier)
		p.bash, texts = &b, bashTexts(by)
	case "Read", "Edit":
		p.paths.add(r, &l.config)
		p.paths.index()
		texts = pathTexts(by, &l.config)
	default:
		return false
	}
	return len(texts) > 0 && !slices.ContainsFunc(texts, func(s string) bool { return !p.covers(s) })
}

// bashTexts returns commands that stand for all that a rule covers.
func bashTexts(r *Rule) []string {
	b := compileBash(r, r.Specifier)
	switch b.kind {
	case exactCommand:
		return []string{b.text}
	case prefixCommand:
		return []string{b.text, b.text + " " + anyStar}
	}
	return []string{strings.Join(b.pieces, anyStar)}
}

// pathTexts returns names of files, in lower case, that stand for all that a
// rule covers.
func pathTexts(r *Rule, c *Config) []string {
	_, root, p, ok := compilePattern(r, c)
	if !ok || p.negate {
		return nil
	}
	return p.files(lowerPath(path.Clean(root)), anyStar)
}

// literals returns the texts that stand in every command that a rule covers.
func (b *bashRule) literals() []string {
	if b.kind == wildcardCommand {
		return b.pieces
	}
	return []string{collapse(b.text)}
}

// literals returns the texts that stand in the name of every file that the
// pattern covers.
func (p *pathPattern) literals(root string) []string {
	var out []string
	at := ""
	if !p.floats {
		at = strings.TrimSuffix(root, "/")
	}
	for i := range p.segments {
		switch s := &p.segments[i]; s.kind {
		case plainSegment:
			at += "/" + s.text
		case globSegment:
			out = append(out, at)
			at = ""
			if !strings.ContainsAny(s.text, `\[`) {
				out = append(out, strings.FieldsFunc(s.text, func(r rune) bool { return r == '*' || r == '?' })...)
			}
		default:
			out = append(out, at)
			at = ""
		}
	}
	return append(out, at)
}

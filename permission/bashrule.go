package permission

import "strings"

// bashRules matches the text of simple commands against the Bash rules of one
// decision. Of several rules that cover a text, the first counts.
type bashRules struct {
	list     []bashRule
	decision Decision
	across   bool       // there are rules that hold against whole lines
	index    *bashIndex // of these rules and those of other decisions
	more     *bashRules // that come behind all of these
	// byProgram finds rules by the common name of their program, for hardened
	// mode; it is nil otherwise.
	byProgram map[string][]int
	acts      map[string][]actOf // likewise, what does to the same end what a rule is about
}

// A bashRule is one compiled Bash specifier. A trailing ":*" or " *" is a
// prefix, any other * is any text, and a rule without * is the exact command.
// Everything else is literal: "?", "[", "{}", and a ":*" that is not last.
type bashRule struct {
	rule   *Rule
	kind   bashKind
	text   string   // the exact command, or the prefix
	pieces []string // of a wildcard: the text between the stars
	across bool     // deny and ask also hold it against whole lines
}

type bashKind uint8

const (
	exactCommand bashKind = iota
	prefixCommand
	wildcardCommand
)

func compileBash(r *Rule, spec string) bashRule {
	if prefix, ok := strings.CutSuffix(spec, ":*"); ok {
		prefix = collapse(prefix)
		return bashRule{rule: r, kind: prefixCommand, text: prefix}
	}
	pieces := splitStars(spec)
	switch {
	case len(pieces) == 1:
		return bashRule{rule: r, kind: exactCommand, text: spec}
	case len(pieces) == 2 && pieces[1] == "" && strings.HasSuffix(pieces[0], " ") && strings.TrimSpace(pieces[0]) != "":
		prefix := collapse(strings.TrimSuffix(pieces[0], " "))
		return bashRule{rule: r, kind: prefixCommand, text: prefix}
	}
	for i := range pieces {
		pieces[i] = collapse(pieces[i])
	}
	return bashRule{rule: r, kind: wildcardCommand, pieces: pieces}
}

// splitStars splits at each * that no backslash precedes; `\*` is a literal
// star in a pattern that has others.
func splitStars(s string) []string {
	var pieces []string
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '\\' && i+1 < len(s) && s[i+1] == '*':
			b.WriteByte('*')
			i++
		case s[i] == '*':
			pieces = append(pieces, b.String())
			b.Reset()
		default:
			b.WriteByte(s[i])
		}
	}
	return append(pieces, b.String())
}

// isFlat reports that there are only single blanks.
func isFlat(s string) bool {
	if len(s) > 64 {
		return strings.IndexByte(s, '\t') < 0 && !strings.Contains(s, "  ")
	}
	for i := range len(s) {
		if c := s[i]; c == '\t' || c == ' ' && i > 0 && s[i-1] == ' ' {
			return false
		}
	}
	return true
}

// collapse makes each run of blanks and tabs one blank.
func collapse(s string) string {
	if isFlat(s) {
		return s
	}
	var b strings.Builder
	blank := false
	for i := range len(s) {
		if s[i] == ' ' || s[i] == '\t' {
			blank = true
			continue
		}
		if blank {
			b.WriteByte(' ')
			blank = false
		}
		b.WriteByte(s[i])
	}
	if blank {
		b.WriteByte(' ')
	}
	return b.String()
}

// operators stand between simple commands.
const operators = "|&;\n"

func (b *bashRules) add(r *Rule, spec string) {
	rule := compileBash(r, spec)
	rule.across = rule.kind == wildcardCommand || strings.ContainsAny(rule.text, operators)
	b.across = b.across || rule.across || strings.ContainsAny(rule.text, "<>(){}")
	b.list = append(b.list, rule)
}

// match returns the first rule that covers text, which is as written but for
// the words that the caller took off. exact says that blanks in text count for
// exact rules.
func (b *bashRules) match(text string, exact bool) *Rule {
	if len(b.list) > 0 {
		flat := collapse(text)
		if !exact {
			text = flat
		}
		if r := b.index.find(text, flat, false)[b.decision]; r != nil {
			return r
		}
	}
	if b.more != nil {
		return b.more.match(text, exact)
	}
	return nil
}

// matchAllowed returns the first allow rule that covers text. Where xargs feeds
// it further arguments, only a rule with an open end does (group fid-xargs).
func (b *bashRules) matchAllowed(text string, fed bool) *Rule {
	if !fed {
		return b.match(text, true)
	}
	flat := collapse(text)
	for i := range b.list {
		r := &b.list[i]
		open := r.kind == prefixCommand || r.kind == wildcardCommand && r.pieces[len(r.pieces)-1] == ""
		if open && r.covers(text, flat) {
			return r.rule
		}
	}
	if b.more != nil {
		return b.more.matchAllowed(text, fed)
	}
	return nil
}

// spells returns the exact rule whose text is the whole of command.
func (b *bashRules) spells(command string) *Rule {
	if b.index != nil {
		if n := b.index.exact[strings.TrimSpace(command)][b.decision]; n > 0 {
			return b.list[n-1].rule
		}
	}
	if b.more != nil {
		return b.more.spells(command)
	}
	return nil
}

func (r *bashRule) covers(text, flat string) bool {
	switch r.kind {
	case exactCommand:
		return text == r.text
	case prefixCommand:
		rest, ok := strings.CutPrefix(flat, r.text)
		return ok && (rest == "" || rest[0] == ' ')
	}
	return matchPieces(r.pieces, flat)
}

// matchPieces matches s against pieces with any text between them.
func matchPieces(pieces []string, s string) bool {
	last := len(pieces) - 1
	s, ok := strings.CutPrefix(s, pieces[0])
	if !ok || !strings.HasSuffix(s, pieces[last]) {
		return false
	}
	s = s[:len(s)-len(pieces[last])]
	for _, p := range pieces[1:last] {
		i := strings.Index(s, p)
		if i < 0 {
			return false
		}
		s = s[i+len(p):]
	}
	return true
}

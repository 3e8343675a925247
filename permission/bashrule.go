package permission

import "strings"

// bashRules matches the text of simple commands against the Bash rules of one
// decision. Rules are found by their first word, so that a decision does not
// walk all of them.
type bashRules struct {
	list   []bashRule
	byWord map[string][]int // rules whose pattern starts with this whole word
	loose  []int            // the other rules
	across []int            // wildcard rules, which deny and ask also hold against whole lines
}

// A bashRule is one compiled Bash specifier. A trailing ":*" or " *" is a
// prefix, any other * is any text, and a rule without * is the exact command.
// Everything else is literal: "?", "[", "{}", and a ":*" that is not last.
type bashRule struct {
	rule    *Rule
	kind    bashKind
	text    string   // the exact command, or the prefix
	pieces  []string // of a wildcard: the text between the stars
	literal string   // how the pattern starts, for the index
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
		return bashRule{rule: r, kind: prefixCommand, text: prefix, literal: prefix}
	}
	pieces := splitStars(spec)
	switch {
	case len(pieces) == 1:
		return bashRule{rule: r, kind: exactCommand, text: spec, literal: spec}
	case len(pieces) == 2 && pieces[1] == "" && strings.HasSuffix(pieces[0], " ") && strings.TrimSpace(pieces[0]) != "":
		prefix := collapse(strings.TrimSuffix(pieces[0], " "))
		return bashRule{rule: r, kind: prefixCommand, text: prefix, literal: prefix}
	}
	for i := range pieces {
		pieces[i] = collapse(pieces[i])
	}
	return bashRule{rule: r, kind: wildcardCommand, pieces: pieces, literal: pieces[0]}
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

// collapse makes each run of blanks and tabs one blank.
func collapse(s string) string {
	if !strings.Contains(s, "  ") && !strings.Contains(s, "\t") {
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

func (b *bashRules) add(r *Rule, spec string) {
	rule := compileBash(r, spec)
	i := len(b.list)
	b.list = append(b.list, rule)
	if rule.kind == wildcardCommand {
		b.across = append(b.across, i)
	} else if strings.ContainsAny(rule.text, "|&;\n") {
		b.across = append(b.across, i)
	}
	word, whole := rule.firstWord()
	if !whole {
		b.loose = append(b.loose, i)
		return
	}
	if b.byWord == nil {
		b.byWord = map[string][]int{}
	}
	b.byWord[word] = append(b.byWord[word], i)
}

// firstWord returns the word that every match starts with, if there is one.
func (r *bashRule) firstWord() (word string, whole bool) {
	word, _, more := strings.Cut(r.literal, " ")
	if strings.ContainsAny(word, "\t\n") || word == "" {
		return "", false
	}
	return word, more || r.kind != wildcardCommand
}

// match returns the first rule that covers text, which is as written but for
// the words that the caller took off. exact says that blanks in text count for
// exact rules.
func (b *bashRules) match(text string, exact bool) *Rule {
	if len(b.list) == 0 {
		return nil
	}
	flat := collapse(text)
	if !exact {
		text = flat
	}
	word, _, _ := strings.Cut(flat, " ")
	if i := strings.IndexByte(word, '\n'); i >= 0 {
		word = word[:i]
	}
	best := len(b.list)
	for _, i := range b.byWord[word] {
		if b.list[i].covers(text, flat) {
			best = i
			break
		}
	}
	for _, i := range b.loose {
		if i >= best {
			break
		}
		if b.list[i].covers(text, flat) {
			best = i
		}
	}
	if best == len(b.list) {
		return nil
	}
	return b.list[best].rule
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
	return nil
}

// matchAcross matches the text of a whole line, operators included.
func (b *bashRules) matchAcross(line string) *Rule {
	for _, i := range b.across {
		if b.list[i].covers(line, line) {
			return b.list[i].rule
		}
	}
	return nil
}

// spells returns the exact rule whose text is the whole of command.
func (b *bashRules) spells(command string) *Rule {
	command = strings.TrimSpace(command)
	for i := range b.list {
		if r := &b.list[i]; r.kind == exactCommand && r.text == command {
			return r.rule
		}
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

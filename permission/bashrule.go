package permission

import (
	"iter"
	"strings"
)

// bashRules matches the text of simple commands against the Bash rules of one
// decision. Of several rules that cover a text, the first counts. They are found
// by an index, so that a decision does not walk all of them: exact commands and
// prefixes by their text, wildcards by a few bytes that they hold.
type bashRules struct {
	list     []bashRule
	exact    map[string]int32      // the first rule that is just this command
	prefixes map[string]bashPrefix // by the first words of a prefix
	wild     gramIndex
	across   bool       // there are rules that hold against whole lines
	more     *bashRules // that come behind all of these
	// byProgram finds rules by the common name of their program, for hardened
	// mode; it is nil otherwise.
	byProgram map[string][]int
}

// A bashPrefix says what rules start with some words.
type bashPrefix struct {
	rule   int32 // the first that is a prefix of just these words, or -1
	longer bool  // there are prefixes of more words
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
	rule.across = rule.kind == wildcardCommand || strings.ContainsAny(rule.text, "|&;\n")
	b.list = append(b.list, rule)
}

// index prepares for matching, once all rules are there.
func (b *bashRules) index() {
	count := newGramCount()
	for i := range b.list {
		count.addPieces(b.list[i].pieces)
	}
	var wild []gramEntry
	for i := range b.list {
		r, n := &b.list[i], int32(i)
		b.across = b.across || r.across
		switch r.kind {
		case exactCommand:
			if b.exact == nil {
				b.exact = make(map[string]int32)
			}
			if _, ok := b.exact[r.text]; !ok {
				b.exact[r.text] = n
			}
		case prefixCommand:
			b.addPrefix(r.text, n)
		case wildcardCommand:
			wild = append(wild, gramEntry{count.rarest(r.pieces), n})
		}
	}
	b.wild = newGramIndex(wild)
}

func (b *bashRules) addPrefix(text string, n int32) {
	if b.prefixes == nil {
		b.prefixes = make(map[string]bashPrefix)
	}
	for end := range wordEnds(text) {
		p, ok := b.prefixes[text[:end]]
		if !ok {
			p.rule = -1
		}
		if end < len(text) {
			p.longer = true
		} else if p.rule < 0 {
			p.rule = n
		}
		b.prefixes[text[:end]] = p
	}
}

// wordEnds yields where the words of a text end that single blanks separate.
func wordEnds(text string) iter.Seq[int] {
	return func(yield func(int) bool) {
		for end := 0; ; end++ {
			n := strings.IndexByte(text[end:], ' ')
			if n < 0 {
				yield(len(text))
				return
			}
			if end += n; !yield(end) {
				return
			}
		}
	}
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
		if r := b.find(text, flat, false); r != nil {
			return r
		}
	}
	if b.more != nil {
		return b.more.match(text, exact)
	}
	return nil
}

// matchAcross matches the text of a whole line, operators included.
func (b *bashRules) matchAcross(line string) *Rule { return b.find(line, line, true) }

// spells returns the exact rule whose text is the whole of command.
func (b *bashRules) spells(command string) *Rule {
	if i, ok := b.exact[strings.TrimSpace(command)]; ok {
		return b.list[i].rule
	}
	if b.more != nil {
		return b.more.spells(command)
	}
	return nil
}

// find returns the first rule that covers a text; across leaves out the rules
// that do not hold against whole lines.
func (b *bashRules) find(text, flat string, across bool) *Rule {
	best := int32(len(b.list))
	note := func(i int32) {
		if i >= 0 && i < best && (!across || b.list[i].across) {
			best = i
		}
	}
	if i, ok := b.exact[text]; ok {
		note(i)
	}
	if b.prefixes != nil {
		for end := range wordEnds(flat) {
			p, ok := b.prefixes[flat[:end]]
			if !ok {
				break
			}
			if note(p.rule); !p.longer {
				break
			}
		}
	}
	var room [32]int32
	for _, i := range b.wild.find(flat, room[:0]) {
		if i >= best {
			break
		}
		if matchPieces(b.list[i].pieces, flat) {
			best = i
		}
	}
	if best == int32(len(b.list)) {
		return nil
	}
	return b.list[best].rule
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

package secrets

import (
	"regexp"
	"regexp/syntax"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// maxWidth bounds how long a match of a pattern can be in bytes. Longer secrets
// are found by rules without a pattern.
const maxWidth = 4096

// patternFacts are what can be known of a pattern without compiling it. Most texts
// around a keyword can be told from a match by them.
type patternFacts struct {
	width  int        // of the longest match, at most maxWidth
	least  int        // of bytes in a match
	digits bool       // that the pattern allows digits
	start  string     // what each match begins with, as a word does; "" if that is not known
	bytes  *[256]bool // that occur in matches, if start is known
	lead   int        // how far before a keyword a match begins at most; -1 if that is not known
	run    run        // that each match holds
}

// parse finds out what can be known of the pattern.
func (r *compiledRule) parse() *patternFacts {
	r.parsed.Do(func() {
		tree, err := syntax.Parse(r.Pattern, syntax.Perl)
		if err != nil {
			panic("secrets: rule " + r.ID + ": " + err.Error()) //nolint:forbidigo // a test compiles all built-in rules, New has parsed the others
		}
		f := &r.facts
		f.width, f.least, f.digits, f.start = min(maxWidth, widest(tree)), narrowest(tree), allowsDigits(tree), r.literalStart(tree)
		f.lead, f.run = leadOf(tree, r.Keywords), runOf(tree)
		if f.start != "" {
			f.bytes = new([256]bool)
			addBytes(f.bytes, tree)
		}
	})
	return &r.facts
}

// whole is a pattern that has to match all of a text. A \Q in it may reach to its
// end, so that it has to be written anew.
func whole(pattern string) string { return `^(?:` + closed(pattern) + `)$` }

func closed(pattern string) string {
	if strings.Contains(pattern, `\Q`) {
		if tree, err := syntax.Parse(pattern, syntax.Perl); err == nil {
			return tree.String()
		}
	}
	return pattern
}

// compile makes the expression. That of a rule with names must match all of a
// value.
func (r *compiledRule) compile() {
	r.once.Do(func() {
		pattern := r.Pattern
		if len(r.Names) > 0 {
			pattern = whole(pattern)
		}
		r.re = regexp.MustCompile(pattern)
		r.group = max(0, r.re.SubexpIndex("secret"))
	})
}

// compileAt makes the expression for a match whose place is known.
func (r *compiledRule) compileAt() {
	r.compile()
	r.onceAt.Do(func() {
		r.at = regexp.MustCompile(`^(?s:.{0,` + strconv.Itoa(r.facts.lead+margin) + `}?)(` + closed(r.Pattern) + `)`)
	})
}

// literalStart returns the literal that each match of a pattern begins with, if it
// is at the beginning of a word and each keyword is there.
func (r *compiledRule) literalStart(tree *syntax.Regexp) string {
	if tree.Op != syntax.OpConcat || tree.Sub[0].Op != syntax.OpWordBoundary {
		return ""
	}
	first := tree.Sub[1]
	for first.Op == syntax.OpCapture || first.Op == syntax.OpConcat {
		first = first.Sub[0]
	}
	if first.Op != syntax.OpLiteral || first.Flags&syntax.FoldCase != 0 || !syntax.IsWordChar(first.Rune[0]) {
		return ""
	}
	start := string(first.Rune)
	for _, k := range r.Keywords {
		if n := min(len(k), len(start)); !strings.EqualFold(k[:n], start[:n]) {
			return ""
		}
	}
	return start
}

// allowsDigits reports whether a pattern has a class of characters with digits.
func allowsDigits(re *syntax.Regexp) bool {
	if re.Op == syntax.OpCharClass {
		for i := 0; i+1 < len(re.Rune); i += 2 {
			if re.Rune[i] <= '9' && re.Rune[i+1] >= '0' {
				return true
			}
		}
	}
	return re.Op == syntax.OpAnyChar || re.Op == syntax.OpAnyCharNotNL || slices.ContainsFunc(re.Sub, allowsDigits)
}

// widest returns the length of the longest text that a pattern matches, in bytes
// and as far as it is below maxWidth.
func widest(re *syntax.Regexp) int {
	n := 0
	switch re.Op {
	case syntax.OpLiteral:
		for _, r := range re.Rune {
			n += len(string(r))
		}
	case syntax.OpCharClass:
		n = 1
		if k := len(re.Rune); k > 0 && re.Rune[k-1] >= 0x80 {
			n = 4
		}
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		n = 4
	case syntax.OpCapture, syntax.OpQuest:
		n = widest(re.Sub[0])
	case syntax.OpStar, syntax.OpPlus:
		return maxWidth
	case syntax.OpRepeat:
		if re.Max < 0 {
			return maxWidth
		}
		n = widest(re.Sub[0]) * re.Max
	case syntax.OpConcat:
		for _, sub := range re.Sub {
			n += widest(sub)
		}
	case syntax.OpAlternate:
		for _, sub := range re.Sub {
			n = max(n, widest(sub))
		}
	}
	return min(n, maxWidth)
}

// narrowest returns the length of the shortest text that a pattern matches, in bytes.
func narrowest(re *syntax.Regexp) int {
	n := 0
	switch re.Op {
	case syntax.OpLiteral:
		n = len(re.Rune) // folded, some are shorter
	case syntax.OpCharClass, syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		n = 1
	case syntax.OpCapture, syntax.OpPlus:
		n = narrowest(re.Sub[0])
	case syntax.OpRepeat:
		n = narrowest(re.Sub[0]) * re.Min
	case syntax.OpConcat:
		for _, sub := range re.Sub {
			n += narrowest(sub)
		}
	case syntax.OpAlternate:
		n = narrowest(re.Sub[0])
		for _, sub := range re.Sub[1:] {
			n = min(n, narrowest(sub))
		}
	}
	return n
}

// addBytes adds the bytes that occur in what a pattern matches.
func addBytes(set *[256]bool, re *syntax.Regexp) {
	add := func(lo, hi rune) {
		for r := lo; r <= min(hi, 0x7f); r++ {
			set[r] = true
		}
		for r := 0x80; r < len(set) && hi >= 0x80; r++ {
			set[r] = true
		}
	}
	switch re.Op {
	case syntax.OpLiteral:
		for _, r := range re.Rune {
			add(r, r)
			if re.Flags&syntax.FoldCase != 0 {
				add(unicode.ToLower(r), unicode.ToLower(r))
				add(unicode.ToUpper(r), unicode.ToUpper(r))
				add(0x80, 0x80) // there are letters beyond ASCII that fold to some of it
			}
		}
	case syntax.OpCharClass:
		for i := 0; i+1 < len(re.Rune); i += 2 {
			add(re.Rune[i], re.Rune[i+1])
		}
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		add(0, unicode.MaxRune)
	}
	for _, sub := range re.Sub {
		addBytes(set, sub)
	}
}

// leadOf returns how far before a keyword a match of a pattern begins at most, if one
// of the keywords stands near the beginning of each match; else -1.
func leadOf(tree *syntax.Regexp, keywords []string) int {
	const farthest = 64
	parts, before := sequence(nil, tree), 0
	for i, part := range parts {
		if at := keywordIn(spelled(parts[i:]), keywords); at >= 0 {
			return before + at
		}
		if before += widest(part); before > farthest {
			break
		}
	}
	return -1
}

// sequence appends the parts of a pattern that follow each other.
func sequence(parts []*syntax.Regexp, re *syntax.Regexp) []*syntax.Regexp {
	if re.Op != syntax.OpConcat && re.Op != syntax.OpCapture {
		return append(parts, re)
	}
	for _, sub := range re.Sub {
		parts = sequence(parts, sub)
	}
	return parts
}

// keywordIn returns where in texts, of which each holds a keyword, that stands at the
// latest, or -1.
func keywordIn(texts, keywords []string) int {
	latest := -1
	for _, text := range texts {
		first := -1
		for _, k := range keywords {
			if i := strings.Index(text, strings.ToLower(k)); i >= 0 && (first < 0 || i < first) {
				first = i
			}
		}
		if first < 0 {
			return -1
		}
		latest = max(latest, first)
	}
	return latest
}

// spelled returns the texts, in lower case, with which what the parts match begins. It
// goes as far as there are few of them.
func spelled(parts []*syntax.Regexp) []string {
	texts := []string{""}
	for _, part := range parts {
		longer := joined(texts, spellings(part))
		if longer == nil {
			break
		}
		texts = longer
	}
	return texts
}

// joined returns each text with each ending, or nil if that is much or there are none.
func joined(texts, endings []string) []string {
	if len(texts)*len(endings) == 0 || len(texts)*len(endings) > maxSpellings {
		return nil
	}
	all := make([]string, 0, len(texts)*len(endings))
	for _, text := range texts {
		for _, end := range endings {
			all = append(all, text+end)
		}
	}
	return all
}

const maxSpellings = 64

// spellings returns all that a pattern matches, in lower case, or nil if that is much.
func spellings(re *syntax.Regexp) []string {
	var texts []string
	switch re.Op {
	case syntax.OpEmptyMatch, syntax.OpBeginLine, syntax.OpBeginText, syntax.OpWordBoundary, syntax.OpNoWordBoundary:
		return []string{""}
	case syntax.OpLiteral:
		return []string{strings.ToLower(string(re.Rune))}
	case syntax.OpCharClass:
		for i := 0; i+1 < len(re.Rune); i += 2 {
			for c := re.Rune[i]; c <= re.Rune[i+1]; c++ {
				if texts = append(texts, strings.ToLower(string(c))); len(texts) > maxSpellings {
					return nil
				}
			}
		}
	case syntax.OpQuest:
		if texts = spellings(re.Sub[0]); texts != nil {
			texts = append(slices.Clip(texts), "")
		}
	case syntax.OpCapture, syntax.OpConcat:
		texts = []string{""}
		for _, sub := range re.Sub {
			if texts = joined(texts, spellings(sub)); texts == nil {
				return nil
			}
		}
	case syntax.OpAlternate:
		for _, sub := range re.Sub {
			next := spellings(sub)
			if next == nil {
				return nil
			}
			texts = append(texts, next...)
		}
	}
	return texts
}

// A run is that many bytes of a set in a row.
type run struct {
	bytes *[256]bool
	n     int
}

// runOf returns the longest run that each match of a pattern holds.
func runOf(re *syntax.Regexp) run {
	switch re.Op {
	case syntax.OpCapture, syntax.OpPlus:
		return runOf(re.Sub[0])
	case syntax.OpRepeat:
		switch {
		case re.Min == 0:
		case re.Sub[0].Op != syntax.OpCharClass:
			return runOf(re.Sub[0])
		default:
			r := run{bytes: new([256]bool), n: re.Min}
			addBytes(r.bytes, re.Sub[0])
			return r
		}
	case syntax.OpConcat:
		var longest run
		for _, sub := range re.Sub {
			if r := runOf(sub); r.n > longest.n {
				longest = r
			}
		}
		return longest
	case syntax.OpAlternate:
		all := runOf(re.Sub[0])
		for _, sub := range re.Sub[1:] {
			r := runOf(sub)
			if r.n == 0 || all.n == 0 {
				return run{}
			}
			all.n = min(all.n, r.n)
			for c, in := range r.bytes {
				all.bytes[c] = all.bytes[c] || in
			}
		}
		return all
	}
	return run{}
}

// in reports whether a text holds the run. It looks at few bytes of one that does not.
func (r *run) in(text []byte) bool {
	for end := r.n; end <= len(text); {
		start := end
		for start > end-r.n && r.bytes[text[start-1]] {
			start--
		}
		if end-start == r.n {
			return true
		}
		end = start + r.n
	}
	return false
}

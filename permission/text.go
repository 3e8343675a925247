package permission

import (
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/shell"
)

// A rule is compared with several texts of one simple command. Allow rules see
// the words as written, but for the quotes of the program's name, for what
// only redirects, and for wrappers and variables that change nothing. Deny and
// ask rules see the words after quote removal, behind any wrapper and variable.

// allowTexts calls match with each text that an allow rule may cover and
// returns its first result that is not nil. fed says that xargs adds arguments
// to the text, so that no rule on the whole of it can cover the command.
func allowTexts(s *shell.Script, c *shell.Command, match func(text string, fed bool) *Rule) *Rule {
	words := c.Words
	if len(words) == 0 {
		return nil
	}
	if len(c.Assigns) > 0 && c.Assigns[0].Start > words[0].Start {
		return nil // behind "time": the client asks
	}
	if len(c.Assigns) > 0 {
		if r := match(s.Source[c.Assigns[0].Start:words[0].Start]+written(s, c, words), false); r != nil {
			return r
		}
		for i := range c.Assigns {
			if !safeAssign(s, &c.Assigns[i]) {
				return nil
			}
		}
	}
	for {
		if r := match(written(s, c, words), false); r != nil {
			return r
		}
		rest, last, ok := unwrapAllowed(words)
		if !ok {
			return nil
		}
		if words = rest; last {
			return match(spelled(s, c, words), true)
		}
	}
}

func safeAssign(s *shell.Script, a *shell.Assign) bool {
	return !a.Index && !a.Append && !a.Array && a.Value.Known() && safeVariable(a.Name, a.Value.Raw(s))
}

// written returns words as they stand in the source, with the program's name
// after quote removal.
func written(s *shell.Script, c *shell.Command, words []shell.Word) string {
	if !words[0].Has(shell.Quoted) || strings.ContainsAny(words[0].Text, " \t\n") {
		return spelled(s, c, words)
	}
	if len(words) == 1 && !hereString(c) {
		return words[0].Text
	}
	gap := s.Source[words[0].End:]
	text := words[0].Text
	if len(words) > 1 {
		gap = s.Source[words[0].End:words[1].Start]
		return text + joined(gap) + spelled(s, c, words[1:])
	}
	return text + joined(gap[:c.End-words[0].End])
}

// spelled returns words as they stand in the source, without line continuations
// and without the redirections behind them.
func spelled(s *shell.Script, c *shell.Command, words []shell.Word) string {
	start, end := words[0].Start, words[len(words)-1].End
	for _, r := range c.Redirs {
		switch {
		case r.Op == "<<<" && r.Start >= end:
			end = r.End // a here-string counts as part of the command
		case r.Start < start && words[0].Start == c.Words[0].Start:
			start = r.Start // and so does a redirection before it, or between its words
		}
	}
	return joined(s.Source[start:end])
}

func hereString(c *shell.Command) bool {
	for _, r := range c.Redirs {
		if r.Op == "<<<" {
			return true
		}
	}
	return false
}

func joined(s string) string {
	if strings.IndexByte(s, '\\') >= 0 && strings.Contains(s, "\\\n") {
		return strings.ReplaceAll(s, "\\\n", "")
	}
	return s
}

// denyTexts calls match with each text under which deny and ask rules know the
// command and returns its first result that is not nil.
func denyTexts(s *shell.Script, c *shell.Command, match func(text string) *Rule) *Rule {
	if len(c.Words) == 0 {
		return nil
	}
	if len(c.Assigns) > 0 && c.Assigns[0].Start < c.Words[0].Start {
		if r := match(s.Source[c.Assigns[0].Start:c.Words[0].Start] + unquoted(s, c.Words)); r != nil {
			return r
		}
	}
	return wordTexts(s, c.Words, match)
}

// maxWrappers is how many wrappers around each other are looked at one by one.
// Behind more of them, only the command at last is.
const maxWrappers = 100

func wordTexts(s *shell.Script, words []shell.Word, match func(text string) *Rule) *Rule {
	for level := 0; ; level++ {
		rest, wrapped := unwrapDenied(words)
		wrapped = wrapped && len(rest) > 0
		if level < maxWrappers || !wrapped {
			if r := wordsTexts(s, words, wrapped, match); r != nil {
				return r
			}
		}
		if !wrapped {
			return nil
		}
		if behind := behindCluster(words); len(behind) > 0 {
			if r := wordsTexts(s, behind, false, match); r != nil {
				return r
			}
		}
		for len(rest) > 1 && isAssignment(rest[0].Text) {
			rest = rest[1:]
		}
		words = rest
	}
}

func wordsTexts(s *shell.Script, words []shell.Word, wrapped bool, match func(text string) *Rule) *Rule {
	text := unquoted(s, words)
	if r := match(text); r != nil {
		return r
	}
	if base := programName(words[0].Text); base != words[0].Text && !wrapped {
		if r := match(base + text[len(words[0].Text):]); r != nil {
			return r
		}
	}
	if words[0].Text == "" && !words[0].Has(shell.ANSIQuoted) {
		// The client overlooks an empty name.
		named := words[1:]
		for len(named) > 1 && (named[0].Text == "" || isAssignment(named[0].Text)) {
			named = named[1:]
		}
		if len(named) > 0 {
			if r := match(unquoted(s, named)); r != nil {
				return r
			}
		}
	}
	if words[0].Has(shell.Quoted) || len(words) > 1 {
		if raw := s.Source[words[0].Start:max(words[0].Start, words[len(words)-1].End)]; raw != text {
			if r := match(joined(raw)); r != nil {
				return r
			}
		}
	}
	short, changed := withoutExpansions(words)
	if !changed || len(short) == 0 {
		return nil
	}
	if r := match(unquoted(s, short)); r != nil {
		return r
	}
	if rest, ok := unwrapDenied(short); ok && len(rest) > 0 {
		return wordTexts(s, rest, match)
	}
	return nil
}

// unquoted joins the words after quote removal with single blanks.
func unquoted(s *shell.Script, words []shell.Word) string {
	if plain(s, words) {
		return s.Source[words[0].Start:words[len(words)-1].End]
	}
	n := len(words)
	for i := range words {
		n += len(words[i].Text)
	}
	var b strings.Builder
	b.Grow(n)
	for i := range words {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(words[i].Text)
	}
	return b.String()
}

// plain reports that the words stand in the source just as unquoted would join
// them.
func plain(s *shell.Script, words []shell.Word) bool {
	for i := range words {
		w := &words[i]
		if w.Has(shell.Quoted|shell.ANSIQuoted) || w.End-w.Start != len(w.Text) {
			return false
		}
		if i > 0 && (w.Start != words[i-1].End+1 || s.Source[w.Start-1] != ' ') {
			return false
		}
	}
	return true
}

// withoutExpansions is a command as deny rules also see it: without the words
// that are nothing but an unquoted expansion, and cut off at the first command
// substitution. "git push $X" and "git push $(x) y" are also "git push".
func withoutExpansions(words []shell.Word) (short []shell.Word, changed bool) {
	for i := range words {
		w := &words[i]
		switch {
		case w.Has(shell.Substitution|shell.ProcessSubstitution) && !w.Has(shell.Quoted):
			if !changed {
				short = words[:i]
			}
			return short, true
		case i > 0 && expandsWhole(w):
			if !changed {
				short, changed = append(short, words[:i]...), true
			}
		case changed:
			short = append(short, *w)
		}
	}
	return short, changed
}

// expandsWhole reports a word that is one expansion and no more.
func expandsWhole(w *shell.Word) bool {
	if w.Has(shell.ANSIQuoted) {
		return true
	}
	return w.Has(shell.Variable|shell.Expansion|shell.ArithmeticExpansion) && !w.Has(shell.Quoted) && strings.HasPrefix(w.Text, "$")
}

// lineText returns the whole source as the rules see it that hold across
// operators: one blank on both sides of each.
func lineText(s *shell.Script) string {
	if spacedOut(s) {
		return strings.TrimSpace(s.Source)
	}
	var b strings.Builder
	b.Grow(len(s.Source) + 8)
	done := 0
	for i := range s.Constructs {
		c := &s.Constructs[i]
		if c.Kind != shell.And && c.Kind != shell.Or && c.Kind != shell.Pipe && c.Kind != shell.PipeAll || c.Start < done {
			continue
		}
		b.WriteString(strings.TrimRight(s.Source[done:c.Start], " \t"))
		b.WriteString(" " + s.Source[c.Start:c.End] + " ")
		done = c.End
		for done < len(s.Source) && (s.Source[done] == ' ' || s.Source[done] == '\t') {
			done++
		}
	}
	b.WriteString(s.Source[done:])
	return strings.TrimSpace(b.String())
}

// spacedOut reports that all operators between commands have one blank on both
// sides, as most do.
func spacedOut(s *shell.Script) bool {
	for i := range s.Constructs {
		c := &s.Constructs[i]
		switch c.Kind {
		case shell.And, shell.Or, shell.Pipe, shell.PipeAll:
			if c.Start < 2 || s.Source[c.Start-1] != ' ' || isBlank(s.Source[c.Start-2]) ||
				c.End+1 >= len(s.Source) || s.Source[c.End] != ' ' || isBlank(s.Source[c.End+1]) {
				return false
			}
		}
	}
	return true
}

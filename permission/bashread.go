package permission

import (
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/shell"
)

// readOnly reports a built-in read-only command. It may be preceded by
// variables that change nothing and by wrappers.
func (b *bashCall) readOnly(cmd *shell.Command) bool {
	var before readOnlyPrefix
	for i := range cmd.Assigns {
		a := &cmd.Assigns[i]
		if a.Index || a.Append || a.Array || !a.Value.Known() || !harmlessVariable(a.Name, a.Value.Text) {
			return false
		}
		value := b.readOnlyWord(&a.Value)
		raw := a.Value.Raw(b.script)
		if strings.HasPrefix(raw, "=") || strings.HasPrefix(raw, "{") {
			return false
		}
		value.glob = strings.ContainsAny(strings.Trim(raw, `'"`), "*?[") && !value.quoted
		before.values = append(before.values, value)
	}
	words := cmd.Words
	if cmd.Time || len(words) == 0 || b.timed(cmd) {
		return false
	}
	words, ok := unwrapReadOnly(words, &before)
	if !ok {
		return false
	}
	if words[0].Text == "xargs" && b.p.deniesReading() && slices.ContainsFunc(words, readsFedFiles) {
		return false
	}
	if words[0].Text == "[" && !strings.HasPrefix(b.script.Source[words[0].End:], " ") {
		return false // the client wants just this blank
	}
	if name := words[0].Text; name == "jq" && b.mended || (name == "sed" || name == "man") && standsAlone(words) {
		return false
	}
	out := make([]readOnlyWord, len(words))
	for i := range words {
		w := &words[i]
		if w.Has(shell.Variable) && words[0].Text == "[" ||
			w.Has(shell.ArithmeticExpansion) && harmless(words[0].Text) == notHarmless {
			return false
		}
		r := b.read(w)
		if r.special || r.runtime && !readsAnything(words[0].Text) {
			return false
		}
		if words[0].Text == "find" && w.Has(shell.Substitution) && !r.runtime {
			return false
		}
		out[i] = b.readOnlyWord(w)
	}
	for i := range cmd.Redirs {
		if b.read(&cmd.Redirs[i].Target).special {
			return false
		}
	}
	return readOnlyBehind(before, out)
}

// unwrapReadOnly strips noglob, command and builtin, and then timeout without
// flags, each as often as it stands there (groups m-ro, fid-wrap).
func unwrapReadOnly(words []shell.Word, before *readOnlyPrefix) (rest []shell.Word, ok bool) {
	inside := false
	for len(words) > 0 {
		switch words[0].Text {
		case "timeout":
			inside = true
			if len(words) > 1 && isFlag(words[1]) {
				return nil, false
			}
		case "noglob":
			if inside {
				return nil, false // another shell would look for a program of that name
			}
		case "command", "builtin":
			if before.timed {
				return nil, false
			}
			inside = true
		default:
			return words, true
		}
		inner, _, ok := unwrapAllowed(words)
		if !ok {
			return nil, false
		}
		before.timed = words[0].Text == "timeout"
		before.wrapped = true
		words = inner
	}
	return nil, false
}

// readsAnything reports a read-only command whose arguments need not be known.
func readsAnything(name string) bool {
	return harmless(name) != notHarmless || name == "find" || name == "cd" || name == "["
}

// deniesReading reports a deny rule on files that may not be read.
func (p *Policy) deniesReading() bool {
	return len(p.lists[Deny].read) > 0 || p.lists[Deny].matchTool("Read") != nil
}

// readsFedFiles reports a program that reads the files which xargs names: a deny
// rule may be about them (group fid-fed).
func readsFedFiles(w shell.Word) bool {
	return w.Text == "grep" || w.Text == "head" || w.Text == "tail"
}

// timed reports the first command of a pipeline behind `time`.
func (b *bashCall) timed(cmd *shell.Command) bool {
	for i := range b.script.Constructs {
		c := &b.script.Constructs[i]
		if c.Kind == shell.Time && c.End <= cmd.Start && strings.Trim(b.script.Source[c.End:cmd.Start], " \t!-p") == "" {
			return true
		}
	}
	return false
}

// standsAlone reports a word that is nothing but the name of a folder or of
// standard input, which sed and man take for a file.
func standsAlone(words []shell.Word) bool {
	return slices.ContainsFunc(words, func(w shell.Word) bool {
		return w.Text == "-" || w.Text == "~" || w.Text == "." || w.Text == ".."
	})
}

func (b *bashCall) readOnlyWord(w *shell.Word) readOnlyWord {
	return readOnlyWord{
		text: b.known(w), glob: w.Has(shell.Glob), quoted: w.Has(shell.Quoted),
		mixed: w.Has(shell.Quoted) && mixedQuotes(w.Raw(b.script)),
	}
}

// mixedQuotes reports a word that is not one string in one pair of quotes, or
// that escapes a quote within them.
func mixedQuotes(raw string) bool {
	if len(raw) < 2 || raw[0] != '\'' && raw[0] != '"' || raw[len(raw)-1] != raw[0] {
		return true
	}
	inner := raw[1 : len(raw)-1]
	return strings.IndexByte(inner, raw[0]) >= 0 || strings.Contains(inner, `\"`)
}

// known is the text of a word with the variables that the client knows.
func (b *bashCall) known(w *shell.Word) string {
	if r := b.read(w); r.why == "" {
		return r.text
	}
	text, _ := w.Expand(b.lookup)
	return text
}

// judgeTest gives the verdict on [[ … ]]: each condition must be one that
// evaluates nothing.
func (b *bashCall) judgeTest(c *shell.Construct) partVerdict {
	part := partVerdict{text: b.script.Source[c.Start:c.End], offset: c.Start, decision: Allow, cause: ByReadOnly, reason: "read-only command"}
	inner := strings.TrimSuffix(strings.TrimPrefix(part.text, "[["), "]]")
	for condition := range strings.SplitSeq(strings.ReplaceAll(inner, "||", "&&"), "&&") {
		if !b.readOnlyCondition(condition) {
			part.decision, part.cause, part.reason = Ask, ByDefault, "no rule allows it"
		}
	}
	return part
}

func (b *bashCall) readOnlyCondition(condition string) bool {
	s, err := shell.Parse("test " + condition)
	if err != nil || len(s.Commands) != 1 || len(s.Commands[0].Redirs) > 0 || len(s.Constructs) > 0 {
		return false
	}
	test := &bashCall{p: b.p, script: s, cwd: b.cwd}
	words := []readOnlyWord{{text: "[["}}
	for i := range s.Commands[0].Words[1:] {
		w := &s.Commands[0].Words[i+1]
		if w.Has(shell.Variable) {
			return false
		}
		words = append(words, test.readOnlyWord(w))
	}
	return readOnly(append(words, readOnlyWord{text: "]]"}))
}

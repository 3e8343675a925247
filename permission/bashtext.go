package permission

import (
	"cmp"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/shell"
)

// A textMemo is what was found for the text of a command, if it was looked up:
// the texts that rules of different decisions see are mostly the same.
type textMemo struct {
	known bool
	ask   *Rule  // the first ask rule on one of the texts of the command
	text  string // one of them
	allow *Rule  // the allow rule on it
}

// acrossRule returns the rule that covers the whole line, operators included.
func (b *bashCall) acrossRule(d Decision) *Rule {
	if r := b.p.lists[d].bash.spells(b.script.Source); r != nil && strings.ContainsAny(r.Specifier, operators+"<>(){}") {
		return r // which may spell the line as it was written, too
	}
	if !b.lineKnown {
		line := b.wholeLine()
		b.lineHits, b.lineKnown = b.p.lists[d].bash.index.findIn(line, line, true, b.lineTame), true
		for _, line := range barerLines(b.script) {
			line = collapse(line)
			for k, r := range b.p.lists[d].bash.index.find(line, line, true) {
				b.lineHits[k] = cmp.Or(b.lineHits[k], r)
			}
		}
	}
	return b.lineHits[d]
}

// textRule returns the deny or ask rule that covers the text of a command.
func (b *bashCall) textRule(d Decision, i int) *Rule {
	deny, ask := &b.p.lists[Deny].bash, &b.p.lists[Ask].bash
	if len(deny.list) == 0 && len(ask.list) == 0 {
		return nil
	}
	if b.texts == nil {
		b.texts = zeroed(&b.memory().texts, len(b.script.Commands))
	}
	if memo := &b.texts[i]; d == Ask && memo.known {
		return memo.ask
	}
	line := "" // the whole line, if it is that of one plain command
	if src := b.script.Source; len(b.script.Commands) == 1 && len(b.script.Constructs) == 0 && strings.TrimSpace(src) == src {
		line = src
	}
	if b.shape(i) != odd {
		return b.ordinaryRule(d, i, line)
	}
	memo, written := textMemo{known: true}, "" // the text that allow rules see, mostly
	if w := b.script.Commands[i].Words; len(w) > 0 {
		written = b.script.Source[w[0].Start:max(w[0].Start, w[len(w)-1].End)]
	}
	denied := denyTexts(b.script, &b.script.Commands[i], func(text string) *Rule {
		flat := collapse(text)
		b.lineTried = b.lineTried || flat != "" && flat == line
		hits := deny.index.find(flat, flat, false)
		if d == Deny && hits[Deny] != nil {
			return hits[Deny]
		}
		if memo.ask == nil {
			memo.ask = hits[Ask]
		}
		if flat == text && (memo.text == "" || text == written) {
			memo.text, memo.allow = text, hits[Allow]
		}
		return nil
	})
	if denied != nil {
		return denied
	}
	b.texts[i] = memo
	if d == Ask {
		return memo.ask
	}
	return nil
}

// ordinaryRule is textRule for a command that is not odd: rules of all decisions
// see one text.
func (b *bashCall) ordinaryRule(d Decision, i int, line string) *Rule {
	w := b.script.Commands[i].Words
	text := b.script.Source[w[0].Start:w[len(w)-1].End]
	b.lineTried = b.lineTried || text == line
	if b.line == "" {
		b.wholeLine()
	}
	hits := b.p.lists[Deny].bash.index.findIn(text, text, false, b.lineTame)
	if d == Deny && hits[Deny] != nil {
		return hits[Deny]
	}
	b.texts[i] = textMemo{known: true, ask: hits[Ask], text: text, allow: hits[Allow]}
	if d == Ask {
		return hits[Ask]
	}
	return nil
}

// allowRule returns the allow rule that covers command i.
func (b *bashCall) allowRule(cmd *shell.Command, i int) *Rule {
	l, memo := &b.p.lists[Allow].bash, textMemo{}
	if b.texts != nil {
		if memo = b.texts[i]; memo.known && b.shape(i) != odd {
			if memo.allow == nil && l.more != nil {
				return l.more.match(memo.text, true)
			}
			return memo.allow
		}
	}
	return allowTexts(b.script, cmd, func(text string, fed bool) *Rule {
		if text != memo.text || text == "" || fed {
			return l.matchAllowed(text, fed)
		}
		if memo.allow == nil && l.more != nil {
			return l.more.match(text, true)
		}
		return memo.allow
	})
}

// wholeLine is the text of the command that rules hold against across operators.
func (b *bashCall) wholeLine() string {
	if b.line == "" {
		b.line = collapse(lineText(b.script))
		b.lineTame = b.p.lists[Deny].bash.index.tame(b.line)
	}
	return b.line
}

package permission

import (
	"iter"
	"strings"
)

// A bashIndex finds the Bash rules of all decisions that cover a text, so that
// not all are tried: exact commands and prefixes by their text, wildcards by a
// few bytes that they hold.
type bashIndex struct {
	lists     [3][]bashRule          // by decision
	exact     map[string]firstRules  // the rules that are just this command
	prefixes  map[string]bashPrefix  // by the first words of a prefix
	starts    [startBits / 64]uint64 // a bit for the first bytes of all these, by their hash
	sizes     uint64                 // a bit for the length of each exact command, modulo 64
	operators bool                   // some of these hold an operator
	wild      gramIndex              // the others, numbered through
}

// firstRules has for each decision the number of its first rule, from 1.
type firstRules [3]int32

func (f *firstRules) add(d, i int) {
	if f[d] == 0 {
		f[d] = int32(i) + 1
	}
}

// A bashPrefix says what rules start with some words.
type bashPrefix struct {
	rules  firstRules // that are prefixes of just these words
	longer bool       // there are prefixes of more words
}

// bashHits has for each decision the first rule that covers a text.
type bashHits [3]*Rule

// indexBash prepares the rules of several decisions for matching.
func indexBash(of ...*bashRules) {
	x := &bashIndex{}
	count := newGramCount()
	size := 0
	for _, b := range of {
		b.index, x.lists[b.decision] = x, b.list
		size += len(b.list)
		for i := range b.list {
			count.addPieces(b.list[i].pieces)
		}
	}
	if size == 0 {
		return
	}
	var wild []gramEntry
	n := int32(0)
	for d, list := range x.lists {
		for i := range list {
			switch r := &list[i]; r.kind {
			case exactCommand:
				x.addExact(r, d, i)
			case prefixCommand:
				x.addPrefix(r, d, i)
			case wildcardCommand:
				wild = append(wild, gramEntry{count.rarest(r.pieces), n})
			}
			n++
		}
	}
	x.wild = newGramIndex(wild)
}

func (x *bashIndex) addExact(r *bashRule, d, i int) {
	if x.exact == nil {
		x.exact = map[string]firstRules{}
	}
	first := x.exact[r.text]
	first.add(d, i)
	x.exact[r.text] = first
	x.sizes |= 1 << (len(r.text) % 64)
	x.start(r)
}

func (x *bashIndex) addPrefix(r *bashRule, d, i int) {
	if x.prefixes == nil {
		x.prefixes = map[string]bashPrefix{}
	}
	for end := range wordEnds(r.text) {
		p := x.prefixes[r.text[:end]]
		if end < len(r.text) {
			p.longer = true
		} else {
			p.rules.add(d, i)
		}
		x.prefixes[r.text[:end]] = p
	}
	x.start(r)
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

// Most texts start otherwise than all rules, which a look at two bytes tells.
const startBits = 1024

func startBit(text string) int {
	if len(text) < 2 {
		return 0
	}
	return 1 + (int(text[0])*31+int(text[1]))%(startBits-1)
}

func (x *bashIndex) start(r *bashRule) {
	bit := startBit(r.text)
	x.starts[bit/64] |= 1 << (bit % 64)
	x.operators = x.operators || r.across
}

func (x *bashIndex) mayStart(text string) bool {
	bit := startBit(text)
	return x.starts[bit/64]&(1<<(bit%64)) != 0 || x.starts[0]&1 != 0
}

// tame reports that no rule with a wildcard covers a text, or any piece of it.
func (x *bashIndex) tame(flat string) bool { return len(x.wild.always) == 0 && !x.wild.occurs(flat) }

// find returns the first rule of each decision that covers a text; across leaves
// out the rules that do not hold against whole lines.
func (x *bashIndex) find(text, flat string, across bool) (hits bashHits) {
	return x.findIn(text, flat, across, x.tame(flat))
}

// findIn is find where it is known whether the text is tame.
func (x *bashIndex) findIn(text, flat string, across, tame bool) (hits bashHits) {
	var best firstRules
	if !across || x.operators {
		if x.sizes&(1<<(len(text)%64)) != 0 && x.mayStart(text) {
			x.note(&best, x.exact[text], across)
		}
		if x.mayStart(flat) {
			x.findPrefix(&best, flat, across)
		}
	}
	if !tame {
		x.findWild(&best, flat)
	}
	for d, n := range best {
		if n > 0 {
			hits[d] = x.lists[d][n-1].rule
		}
	}
	return hits
}

func (x *bashIndex) findWild(best *firstRules, flat string) {
	var room [32]int32
	start, end, d := 0, 0, -1
	for _, n := range x.wild.find(flat, room[:0]) {
		for int(n) >= end {
			d++
			start, end = end, end+len(x.lists[d])
		}
		i := n - int32(start)
		if (best[d] == 0 || i+1 < best[d]) && matchPieces(x.lists[d][i].pieces, flat) {
			best[d] = i + 1
		}
	}
}

func (x *bashIndex) findPrefix(best *firstRules, flat string, across bool) {
	for end := range wordEnds(flat) {
		p, ok := x.prefixes[flat[:end]]
		if !ok {
			return
		}
		if x.note(best, p.rules, across); !p.longer {
			return
		}
	}
}

// note keeps the first rules of those found before and now.
func (x *bashIndex) note(best *firstRules, found firstRules, across bool) {
	for d, n := range found {
		if n > 0 && (best[d] == 0 || n < best[d]) && (!across || x.lists[d][n-1].across) {
			best[d] = n
		}
	}
}

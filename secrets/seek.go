package secrets

import (
	"cmp"
	"encoding/binary"
	"slices"
)

// A gramTable has the places of all grams of a short text. It is small: in a program
// that has just started, memory that was not used before costs more than to use it.
type gramTable struct {
	text  []byte
	first []uint16 // by the hash of a gram, the last place of it, or of another; noted
	next  []uint16 // by a noted place, the one before it
	shift uint
	three [1 << threeBits / 64]uint64 // a bit by the hash of three bytes
}

const threeBits = 15

// A place is noted as its offset and 2: 0 is none, and 1 is that of the gram which
// begins with a blank before the text.
const noted = 2

func newGramTable(text []byte) *gramTable {
	t := &gramTable{text: text, shift: 32 - 10}
	for 1<<(32-t.shift) < 2*len(text) {
		t.shift--
	}
	places := make([]uint16, 1<<(32-t.shift)+len(text)+noted)
	t.first, t.next = places[:1<<(32-t.shift)], places[1<<(32-t.shift):]
	for at := -1; at+4 <= len(text); at++ {
		if g, ok := t.gram(at); ok {
			h := hashGram(g) >> t.shift
			t.next[at+noted], t.first[h] = t.first[h], uint16(at+noted)
			three := hashThree(g >> 8)
			t.three[three/64] |= 1 << (three % 64)
		}
	}
	return t
}

// hashThree is that of three folded bytes.
func hashThree(g uint32) uint32 { return hashGram(g) >> (32 - threeBits) }

// gram returns the gram at a place, folded.
func (t *gramTable) gram(at int) (uint32, bool) {
	switch {
	case at >= 0:
		return binary.LittleEndian.Uint32(t.text[at:]) | fold4, true
	case len(t.text) < minKeyword:
		return 0, false
	}
	return firstGram(t.text), true
}

// mayHold reports that a word may be in the text: that all grams of it are.
func (t *gramTable) mayHold(word string) bool {
	if len(word) == 3 {
		three := hashThree((uint32(word[0]) | uint32(word[1])<<8 | uint32(word[2])<<16) | fold4>>8)
		return t.three[three/64]>>(three%64)&1 != 0
	}
	for at := len(word) - 4; at >= 0; at-- {
		if !t.has(gramAt(word, at)) {
			return false
		}
	}
	return true
}

func (t *gramTable) has(g uint32) bool { return t.first[hashGram(g)>>t.shift] != 0 }

// seek calls hit with each place where a keyword of a rule stands in a short text. It
// is the other way round than a prefilter: the text is in a table, and the keywords
// are looked up in it.
func seek(rules []*Rule, text []byte, hit func(k *keyword, from, to int)) {
	type place struct {
		keyword  keyword
		from, to int
	}
	t := newGramTable(text)
	var places []place
	eachKeyword(rules, t.mayHold, func(k keyword) {
		k.setGram(nil) // which of a short text does not matter
		k.eachGram(func(gram uint32) {
			for n := t.first[hashGram(gram)>>t.shift]; n != 0; n = t.next[n] {
				at := int(n) - noted
				if g, _ := t.gram(at); g != gram {
					continue
				}
				if from, ok := k.at(text, at); ok {
					places = append(places, place{k, from, from + len(k.text)})
				}
			}
		})
	})
	slices.SortStableFunc(places, func(a, b place) int { return cmp.Compare(a.from, b.from) })
	for i := range places {
		p := &places[i]
		hit(&p.keyword, p.from, p.to)
	}
}

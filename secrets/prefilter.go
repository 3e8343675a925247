package secrets

import "encoding/binary"

// minKeyword is the least length of a keyword. One of just this length is found at
// the beginning of words only.
const minKeyword = 3

// A prefilter finds keywords in a text, in one pass. Of each keyword it knows one
// gram, four bytes of it without regard to case; it looks at all grams of the text,
// of which few pass a Bloom filter: two bits in one word. It is quick to make, too.
type prefilter struct {
	bits     [1 << wordBits]uint64 // by the hash of a gram
	longer   [1 << wordBits]uint64 // by the hash of a gram and the byte behind it, where a keyword goes on
	last     [1 << wordBits]uint64 // by the hash of a gram, where a keyword ends
	slots    []gramSlot            // by the hash of a gram, to find what has it
	links    []gramLink
	keywords []keyword
	shift    uint
}

const wordBits = 12

type gramSlot struct {
	gram  uint32 // folded; 0 in a slot that is free
	first int32  // link
}

// A gramLink is a keyword that is known by a gram, and the next, or -1. Most grams of a
// text are not of the keyword: four other bytes of it, which stand shift bytes from the
// gram, tell that without a look at the keyword. They are 0 if it has no others.
type gramLink struct {
	keyword, next int32
	others        uint32 // folded
	shift         int32
}

// A keyword is a text to look for, and what it is for.
type keyword struct {
	text string // lower case
	gram int32  // the offset of its gram: -1 where that begins before it
	rule int32
	name string // the name that text is a part of, if there are other parts
	at   int32  // where text stands in name
}

// fold4 maps letters to lower case, and some other bytes onto each other.
const fold4 = 0x20202020

func hashGram(g uint32) uint32 { return g * 0x9e3779b1 }

func newPrefilter(keywords []keyword) *prefilter {
	p := &prefilter{shift: 32, keywords: keywords}
	grams := 0
	for i := range keywords {
		grams++
		if len(keywords[i].text) == minKeyword {
			grams += len(before(keywords[i].text)) - 1
		}
	}
	size := 64
	for size < 2*grams {
		size *= 2
	}
	p.slots, p.links = make([]gramSlot, size), make([]gramLink, 0, grams)
	for ; size > 1; size /= 2 {
		p.shift--
	}
	for i := range keywords {
		k := &keywords[i]
		if len(k.text) == minKeyword {
			k.gram = -1
			text := uint32(k.text[0])<<8 | uint32(k.text[1])<<16 | uint32(k.text[2])<<24
			before := before(k.text)
			for b := range len(before) {
				g := uint32(before[b]) | text
				p.add(i, g)
				set(&p.last, hashGram(g|fold4))
			}
			continue
		}
		k.gram = int32(rarestGram(k.text))
		t := k.text[k.gram:]
		g := gramAt(t, 0)
		p.add(i, g)
		if len(t) > 4 {
			set(&p.longer, hashLong(uint64(g)|uint64(t[4]|0x20)<<32))
		} else {
			set(&p.last, hashGram(g))
		}
	}
	return p
}

// before returns the bytes, folded, that may stand before a keyword of three bytes,
// which has no gram but together with one of them: those that are no letter or
// digit. One that is no word may stand behind anything in ASCII.
func before(text string) string {
	const signs = " !\"#$%&'()*+,-./:;<=>?`{|}~\x7f"
	for i := range len(text) {
		if c := text[i]; !isLower(c) && !isDigit(c) {
			return signs + "0123456789abcdefghijklmnopqrstuvwxyz"
		}
	}
	return signs
}

// gramAt is the folded gram at a place.
func gramAt(text string, at int) uint32 {
	return uint32(text[at]) | uint32(text[at+1])<<8 | uint32(text[at+2])<<16 | uint32(text[at+3])<<24 | fold4
}

func (p *prefilter) add(keyword int, g uint32) {
	g |= fold4
	h := hashGram(g)
	set(&p.bits, h)
	at := h >> p.shift
	for p.slots[at].gram != 0 && p.slots[at].gram != g {
		at = (at + 1) % uint32(len(p.slots))
	}
	slot := &p.slots[at]
	next := int32(-1)
	if slot.gram == g {
		next = slot.first
	}
	slot.gram, slot.first = g, int32(len(p.links))
	link := gramLink{keyword: int32(keyword), next: next}
	if k := &p.keywords[keyword]; len(k.text) > 4 {
		at := 0
		if k.gram == 0 {
			at = len(k.text) - 4
		}
		link.others, link.shift = gramAt(k.text, at), int32(at)-k.gram
	}
	p.links = append(p.links, link)
}

// rarestGram returns where the four bytes of a keyword stand that texts have least
// of: letters that seldom follow each other, digits, signs.
func rarestGram(text string) int {
	best, at := -1<<30, 0
	for i := 0; i+min(5, len(text)) <= len(text); i++ {
		r := 0
		for k := i; k < i+3; k++ {
			r += rarity(text[k], text[k+1])
		}
		if r > best {
			best, at = r, i
		}
	}
	return at
}

// rarity estimates how rare a pair of characters is.
func rarity(a, b byte) int {
	switch {
	case isLower(a) && isLower(b):
		return 'm' - int(pairs[a-'a'][b-'a'])
	case a == ' ' || b == ' ' || a == '.' || b == '.':
		return 0
	}
	return 4
}

// run calls hit with each place where a keyword stands in text.
func (p *prefilter) run(text []byte, hit func(k *keyword, from, to int)) {
	i := 0
	for ; i+8 <= len(text); i += 4 {
		v := binary.LittleEndian.Uint64(text[i:]) | fold4<<32 | fold4
		if p.lacks(uint32(v)) == 0 && p.may(v) {
			p.look(text, i, uint32(v), hit)
		}
		if p.lacks(uint32(v>>8)) == 0 && p.may(v>>8) {
			p.look(text, i+1, uint32(v>>8), hit)
		}
		if p.lacks(uint32(v>>16)) == 0 && p.may(v>>16) {
			p.look(text, i+2, uint32(v>>16), hit)
		}
		if p.lacks(uint32(v>>24)) == 0 && p.may(v>>24) {
			p.look(text, i+3, uint32(v>>24), hit)
		}
	}
	for ; i+4 <= len(text); i++ {
		if g := binary.LittleEndian.Uint32(text[i:]) | fold4; p.lacks(g) == 0 {
			p.look(text, i, g, hit)
		}
	}
	// A keyword of three bytes may stand at the beginning, which is like a blank.
	if len(text) >= minKeyword {
		first := [4]byte{' ', text[0], text[1], text[2]}
		g := binary.LittleEndian.Uint32(first[:]) | fold4
		p.look(text, -1, g, hit)
	}
}

// bitsOf are the bits of a hash in its word.
func bitsOf(h uint32) uint64 { return 1<<(h>>13&63) | 1<<(h>>7&63) }

func set(bits *[1 << wordBits]uint64, h uint32) { bits[h>>(32-wordBits)] |= bitsOf(h) }

// lacks is 0 if a gram may be that of a keyword.
func (p *prefilter) lacks(g uint32) uint64 {
	h := hashGram(g)
	return ^p.bits[h>>(32-wordBits)] & bitsOf(h)
}

// may reports whether a gram and the byte behind it may be of a keyword, when the
// gram alone may.
func (p *prefilter) may(v uint64) bool {
	long, h := hashLong(v&(1<<40-1)), hashGram(uint32(v))
	return ^p.longer[long>>(32-wordBits)]&bitsOf(long) == 0 || ^p.last[h>>(32-wordBits)]&bitsOf(h) == 0
}

func hashLong(v uint64) uint32 { return uint32(v * 0x9e3779b97f4a7c15 >> 32) }

func (p *prefilter) look(text []byte, at int, g uint32, hit func(k *keyword, from, to int)) {
	for s := hashGram(g) >> p.shift; ; s = (s + 1) % uint32(len(p.slots)) {
		switch slot := &p.slots[s]; slot.gram {
		case g:
			for l := slot.first; l >= 0; l = p.links[l].next {
				if i := at + int(p.links[l].shift); p.links[l].others != 0 && (i < 0 || i+4 > len(text) || binary.LittleEndian.Uint32(text[i:])|fold4 != p.links[l].others) {
					continue
				}
				k := &p.keywords[p.links[l].keyword]
				from := at - int(k.gram)
				if to := from + len(k.text); from >= 0 && to <= len(text) && equalFold(text[from:to], k.text) {
					hit(k, from, to)
				}
			}
			return
		case 0:
			return
		}
	}
}

// equalFold reports whether text is lower, but for the case of ASCII letters.
func equalFold(text []byte, lower string) bool {
	for i := range len(lower) {
		c := text[i]
		if 'A' <= c && c <= 'Z' {
			c |= 0x20
		}
		if c != lower[i] {
			return false
		}
	}
	return true
}

package secrets

import "encoding/binary"

// minKeyword is the least length of a keyword. One of just this length is found at
// the beginning of words only.
const minKeyword = 3

// A prefilter finds keywords in a text, in one pass. Of each keyword it knows one
// gram, four bytes of it without regard to case; it looks at all grams of the text,
// of which almost none pass a table of 64 Ki bits. It is quick to make, too.
type prefilter struct {
	bits    [1 << gramBits / 64]uint64 // by the hash of a gram
	slots   []gramSlot                 // by the hash of a gram, to find what has it
	entries []gramEntry
	shift   uint
}

const gramBits = 18

type gramSlot struct {
	gram  uint32 // folded; 0 in a slot that is free
	first int32  // of entries
}

// A gramEntry is a keyword that is known by a gram.
type gramEntry struct {
	keyword string // lower case
	offset  int32  // of the gram in it
	next    int32  // entry with the same gram, or -1
	action  int32  // what to do where the keyword stands
}

// fold4 maps letters to lower case, and some other bytes onto each other.
const fold4 = 0x20202020

func hashGram(g uint32) uint32 { return g * 0x9e3779b1 }

// newPrefilter takes keywords and what to do with each.
func newPrefilter(keywords []keyword) *prefilter {
	p := &prefilter{shift: 32}
	entries := 0
	for _, k := range keywords {
		entries++
		if len(k.text) == minKeyword {
			entries += len(betweenWords) - 1
		}
	}
	size := 64
	for size < 2*entries {
		size *= 2
	}
	p.slots, p.entries = make([]gramSlot, size), make([]gramEntry, 0, entries)
	for ; size > 1; size /= 2 {
		p.shift--
	}
	for _, k := range keywords {
		if len(k.text) == minKeyword {
			for i := range len(betweenWords) {
				p.add(k, betweenWords[i:i+1]+k.text, -1)
			}
			continue
		}
		at := rarestGram(k.text)
		p.add(k, k.text[at:at+4], at)
	}
	return p
}

// betweenWords are the bytes that are no letter or digit, folded. A keyword of three
// bytes has no gram but together with one of them.
const betweenWords = " !\"#$%&'()*+,-./:;<=>?`{|}~\x7f"

// A keyword is lower case.
type keyword struct {
	text   string
	action int32
}

func (p *prefilter) add(k keyword, gram string, offset int) {
	g := binary.LittleEndian.Uint32([]byte(gram)) | fold4
	h := hashGram(g)
	p.bits[h>>(32-gramBits)/64] |= 1 << (h >> (32 - gramBits) % 64)
	at := h >> p.shift
	for p.slots[at].gram != 0 && p.slots[at].gram != g {
		at = (at + 1) % uint32(len(p.slots))
	}
	slot := &p.slots[at]
	next := int32(-1)
	if slot.gram == g {
		next = slot.first
	}
	slot.gram, slot.first = g, int32(len(p.entries))
	p.entries = append(p.entries, gramEntry{keyword: k.text, offset: int32(offset), next: next, action: k.action})
}

// rarity estimates how rare a byte is in texts and code.
func rarity(c byte) int {
	switch c {
	case ' ', 'e', 't':
		return 0
	case 'a', 'i', 'n', 'o', 'r', 's':
		return 1
	case 'c', 'd', 'l', 'm', 'p', 'u', '_', '-', '.', '/', '0', '1':
		return 2
	case 'f', 'g', 'h', 'b', 'y', '=', ':', '"':
		return 3
	case 'k', 'v', 'w', 'x', '2', '3', '4', '5', '6', '7', '8', '9':
		return 4
	}
	return 5
}

func rarestGram(text string) int {
	best, at := -1, 0
	for i := 0; i+4 <= len(text); i++ {
		if r := rarity(text[i]) + rarity(text[i+1]) + rarity(text[i+2]) + rarity(text[i+3]); r > best {
			best, at = r, i
		}
	}
	return at
}

// run calls hit with each place where a keyword stands in text.
func (p *prefilter) run(text []byte, hit func(action int32, from, to int)) {
	n := len(text) - 4
	for i := 0; i <= n; {
		if i+8 <= len(text) {
			v := binary.LittleEndian.Uint64(text[i:]) | fold4<<32 | fold4
			h0, h1 := hashGram(uint32(v))>>(32-gramBits), hashGram(uint32(v>>8))>>(32-gramBits)
			h2, h3 := hashGram(uint32(v>>16))>>(32-gramBits), hashGram(uint32(v>>24))>>(32-gramBits)
			if (p.bits[h0/64]>>(h0%64)|p.bits[h1/64]>>(h1%64)|p.bits[h2/64]>>(h2%64)|p.bits[h3/64]>>(h3%64))&1 == 0 {
				i += 4
				continue
			}
		}
		for end := min(i+4, n+1); i < end; i++ {
			g := binary.LittleEndian.Uint32(text[i:]) | fold4
			if h := hashGram(g); p.bits[h>>(32-gramBits)/64]>>(h>>(32-gramBits)%64)&1 != 0 {
				p.look(text, i, g, h, hit)
			}
		}
	}
	// A keyword of three bytes may stand at the beginning, which is like a blank.
	if len(text) >= minKeyword {
		first := [4]byte{' ', text[0], text[1], text[2]}
		g := binary.LittleEndian.Uint32(first[:]) | fold4
		p.look(text, -1, g, hashGram(g), hit)
	}
}

func (p *prefilter) look(text []byte, at int, g, h uint32, hit func(action int32, from, to int)) {
	for s := h >> p.shift; ; s = (s + 1) % uint32(len(p.slots)) {
		switch slot := &p.slots[s]; slot.gram {
		case g:
			for e := slot.first; e >= 0; e = p.entries[e].next {
				k := &p.entries[e]
				from := at - int(k.offset)
				if to := from + len(k.keyword); from >= 0 && to <= len(text) && equalFold(text[from:to], k.keyword) {
					hit(k.action, from, to)
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

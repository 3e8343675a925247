package secrets

import "encoding/binary"

// minKeyword is the least length of a keyword. One of just this length is found at
// the beginning of words only.
const minKeyword = 3

// A prefilter finds keywords in a text, in one pass. Of each keyword it knows one
// gram, four bytes of it without regard to case. It looks at all grams of the text in
// three steps, of which each has to do with few that the one before let pass: does
// some keyword have such a gram, may the bytes beside it be of such a keyword, and
// is one there? The first two write down what passes without a branch, for a branch
// that is not foreseen costs more than all the rest. It is quick to make, too.
type prefilter struct {
	grams    [1 << gramBits]byte   // 1 by the hash of a gram, else 0
	buckets  [1 << sideBits]bucket // by the hash of a gram
	entries  []gramEntry
	keywords []keyword
}

type bucket struct {
	sides      sides
	first, end uint32
}

const (
	gramBits = 17
	sideBits = 14
)

// sides are the bytes that stand before and behind a gram in keywords: a bit for each
// value of the last five bits of a byte, those behind it lowest. Where a keyword
// begins or ends, it may be any.
type sides uint64

const (
	anyBehind sides = 1<<32 - 1
	anyBefore sides = anyBehind << 32
)

// A gramEntry is a keyword that is known by a gram. Most grams of a text are not of
// the keyword: four other bytes of it, which stand shift bytes from the gram, tell
// that without a look at the keyword. They are 0 if it has no others.
type gramEntry struct {
	gram    uint32 // folded
	others  uint32 // folded
	keyword uint32
	shift   int32
}

// A keyword is a text to look for, and what it is for.
type keyword struct {
	text     string // lower case
	gram     int32  // the offset of its gram: -1 where that begins before it
	rule     int32
	name     string // the name that text is a part of, if there are other parts
	from, to int32  // where text stands in name, but for what joins words
}

// fold4 maps letters to lower case, and some other bytes onto each other.
const fold4 = 0x20202020

func hashGram(g uint32) uint32 { return g * 0x9e3779b1 }

// hashSides hashes otherwise: grams that are taken for each other by one hash should
// not be by both.
func hashSides(g uint32) uint32 { return g * 0x85ebca6b >> (32 - sideBits) }

func newPrefilter(keywords []keyword) *prefilter {
	p := &prefilter{keywords: keywords}
	frequent := newGramSet(frequentGrams)
	n := uint32(0)
	for i := range keywords {
		k := &keywords[i]
		k.setGram(frequent)
		sides := sidesOf(k)
		k.eachGram(func(g uint32) {
			p.grams[hashGram(g)>>(32-gramBits)] = 1
			b := &p.buckets[hashSides(g)]
			b.sides |= sides
			b.end++
			n++
		})
	}
	p.entries = make([]gramEntry, n)
	n = 0
	for i := range p.buckets {
		b := &p.buckets[i]
		b.first, b.end, n = n, n, n+b.end
	}
	for i := range keywords {
		k := &keywords[i]
		e := gramEntry{keyword: uint32(i)}
		e.others, e.shift = k.others()
		k.eachGram(func(g uint32) {
			e.gram = g
			b := &p.buckets[hashSides(g)]
			p.entries[b.end] = e
			b.end++
		})
	}
	return p
}

// setGram chooses the gram of a keyword. One of three bytes has none but with what may
// stand before it.
func (k *keyword) setGram(frequent *gramSet) {
	k.gram = -1
	if len(k.text) > minKeyword {
		k.gram = int32(rarestGram(k.text, frequent))
	}
}

// eachGram calls use with each gram by which the keyword is known.
func (k *keyword) eachGram(use func(g uint32)) {
	if k.gram >= 0 {
		use(gramAt(k.text, int(k.gram)))
		return
	}
	text := uint32(k.text[0])<<8 | uint32(k.text[1])<<16 | uint32(k.text[2])<<24
	before := before(k.text)
	for b := range len(before) {
		use(uint32(before[b]) | text | fold4)
	}
}

// others returns four bytes of the keyword that are not its gram, folded, and how far
// from it they stand; 0 if there are none.
func (k *keyword) others() (bytes uint32, shift int32) {
	if len(k.text) <= 4 {
		return 0, 0
	}
	at := 0
	if k.gram == 0 {
		at = len(k.text) - 4
	}
	return gramAt(k.text, at), int32(at) - k.gram
}

// at returns where the keyword begins if it stands in text with its gram at a place.
func (k *keyword) at(text []byte, gram int) (from int, ok bool) {
	from = gram - int(k.gram)
	to := from + len(k.text)
	return from, from >= 0 && to <= len(text) && equalFold(text[from:to], k.text)
}

func sidesOf(k *keyword) sides {
	s := anyBefore | anyBehind
	if k.gram > 0 {
		s = s&anyBehind | 1<<(32+k.text[k.gram-1]&31)
	}
	if behind := int(k.gram) + 4; behind < len(k.text) {
		s = s&anyBefore | 1<<(k.text[behind]&31)
	}
	return s
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

// knownBefore is what it is worth that the byte before a gram is known, too, and
// unusual that the gram is none of the frequent ones.
const (
	knownBefore = 3
	unusual     = 12
)

// rarestGram returns where the four bytes of a keyword stand that texts have least
// of: letters that seldom follow each other, digits, signs.
func rarestGram(text string, frequent *gramSet) int {
	best, at := -1<<30, 0
	for i := 0; i+min(5, len(text)) <= len(text); i++ {
		r := unusual
		for k := i; k < i+3; k++ {
			r += rarity(text[k], text[k+1])
		}
		if i > 0 {
			r += knownBefore
		}
		if r > best && frequent.has(gramAt(text, i)) {
			r -= unusual
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

// block is how many bytes of text take each step together.
const block = 256

// run calls hit with each place where a keyword stands in text.
func (p *prefilter) run(text []byte, hit func(k *keyword, from, to int)) {
	// A keyword of three bytes may stand at the beginning, which is like a blank.
	if len(text) >= minKeyword {
		p.look(text, -1, firstGram(text), hit)
	}
	var places [block]uint8
	for from := 0; from+4 <= len(text); from += block {
		n := 0
		if rest := text[from:]; len(rest) >= block+10 {
			n = p.gramsOf((*[block + 10]byte)(rest), &places)
		} else {
			n = p.gramsOfRest(rest[:min(len(rest), block+3)], &places)
		}
		n = p.sided(text, from, places[:n])
		for _, place := range places[:n] {
			at := from + int(place)
			p.look(text, at, binary.LittleEndian.Uint32(text[at:])|fold4, hit)
		}
	}
}

// firstGram is that of the beginning of a text, with a blank before it.
func firstGram(text []byte) uint32 {
	return ' ' | uint32(text[0])<<8 | uint32(text[1])<<16 | uint32(text[2])<<24 | fold4
}

// gramsOf writes down where grams of keywords may begin in a block of text. Eight at a
// time take two thirds of the time that one at a time takes.
func (p *prefilter) gramsOf(text *[block + 10]byte, places *[block]uint8) int {
	n := uint(0)
	for i := uint(0); i < block; i += 8 {
		places[n%block] = uint8(i)
		n += p.has(binary.LittleEndian.Uint32(text[i : i+4]))
		places[n%block] = uint8(i + 1)
		n += p.has(binary.LittleEndian.Uint32(text[i+1 : i+5]))
		places[n%block] = uint8(i + 2)
		n += p.has(binary.LittleEndian.Uint32(text[i+2 : i+6]))
		places[n%block] = uint8(i + 3)
		n += p.has(binary.LittleEndian.Uint32(text[i+3 : i+7]))
		places[n%block] = uint8(i + 4)
		n += p.has(binary.LittleEndian.Uint32(text[i+4 : i+8]))
		places[n%block] = uint8(i + 5)
		n += p.has(binary.LittleEndian.Uint32(text[i+5 : i+9]))
		places[n%block] = uint8(i + 6)
		n += p.has(binary.LittleEndian.Uint32(text[i+6 : i+10]))
		places[n%block] = uint8(i + 7)
		n += p.has(binary.LittleEndian.Uint32(text[i+7 : i+11]))
	}
	return int(n)
}

// gramsOfRest does that for a block without as much behind it, or for less.
func (p *prefilter) gramsOfRest(text []byte, places *[block]uint8) int {
	n := uint(0)
	for i := 0; i+4 <= len(text); i++ {
		places[n%block] = uint8(i)
		n += p.has(binary.LittleEndian.Uint32(text[i:]))
	}
	return int(n)
}

// has is 1 if four bytes may be the gram of a keyword, else 0.
func (p *prefilter) has(g uint32) uint { return uint(p.grams[hashGram(g|fold4)>>(32-gramBits)]) }

// sided keeps the places where the bytes beside the gram may be those of a keyword.
func (p *prefilter) sided(text []byte, from int, places []uint8) int {
	n := 0
	for _, place := range places {
		places[n] = place
		at := from + int(place)
		if at == 0 || at+7 > len(text) {
			n++
			continue
		}
		v := binary.LittleEndian.Uint64(text[at-1:])
		s := p.buckets[hashSides(uint32(v>>8)|fold4)].sides
		n += int(s >> (v >> 40 & 31) & (s >> (32 + v&31)) & 1)
	}
	return n
}

// look calls hit for the keywords that stand at a gram.
func (p *prefilter) look(text []byte, at int, g uint32, hit func(k *keyword, from, to int)) {
	b := &p.buckets[hashSides(g)]
	entries := p.entries[b.first:b.end]
	for i := range entries {
		e := &entries[i]
		if e.gram != g {
			continue
		}
		if e.others != 0 {
			o := at + int(e.shift)
			if o < 0 || o+4 > len(text) || binary.LittleEndian.Uint32(text[o:])|fold4 != e.others {
				continue
			}
		}
		k := &p.keywords[e.keyword]
		if from, ok := k.at(text, at); ok {
			hit(k, from, from+len(k.text))
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

package permission

import (
	"iter"
	"math/bits"
	"slices"
)

// A gramIndex finds the patterns that may match a text, so that not all of them
// have to be tried. A pattern is known by its pieces, the literal texts between
// its wildcards: whatever it matches holds each of them. It is entered under a
// gram, up to four bytes of a piece, that few other patterns have. To look a
// text up is to look at its grams.
type gramIndex struct {
	heads  map[gram]int32 // the first link of each gram
	links  []gramLink
	always []int32  // the patterns without a gram
	filter []uint64 // a bit for each gram, by its hash
	bits   int      // of that hash
	sizes  uint8    // a bit for each length of gram that occurs
}

// A gramLink is a pattern, and the link of the next with the same gram, or -1.
type gramLink struct{ id, next int32 }

// A gram is up to four bytes and above them their number, or the hash of a whole
// name. The zero gram is none.
type gram uint64

const (
	maxGram   = 4
	wholeGram = gram(1) << 63
)

func (g gram) size() int {
	if g&wholeGram != 0 {
		return maxGram + 1
	}
	return int(g >> 32)
}

// hash returns a number of n bits.
func (g gram) hash(n int) uint64 { return uint64(g) * gramFactor >> (64 - n) }

const gramFactor = 0x9e3779b97f4a7c15 // 2^64 by the golden ratio

// gramOf is the gram of a whole name: its hash as of FNV-1a.
func gramOf(name string) gram {
	h := uint64(0xcbf29ce484222325)
	for i := range len(name) {
		h = (h ^ uint64(name[i])) * 0x100000001b3
	}
	return gram(h) | wholeGram
}

// grams yields the grams of a piece: all of four bytes, or itself.
func grams(piece string) iter.Seq[gram] {
	return func(yield func(gram) bool) {
		g, size := gram(0), min(maxGram, len(piece))
		for i := range len(piece) {
			g = (g<<8 | gram(piece[i])) & (1<<32 - 1)
			if i >= size-1 && !yield(g|gram(size)<<32) {
				return
			}
		}
	}
}

// A gramCount estimates how many patterns have a gram.
type gramCount []uint16

const gramCountBits = 13

func newGramCount() gramCount { return make(gramCount, 1<<gramCountBits) }

func (c gramCount) of(g gram) uint16 { return c[g.hash(gramCountBits)] }

func (c gramCount) add(g gram) {
	if n := &c[g.hash(gramCountBits)]; *n < 1<<16-1 {
		*n++
	}
}

func (c gramCount) addPieces(pieces []string) {
	for _, p := range pieces {
		for g := range grams(p) {
			c.add(g)
		}
	}
}

// rarer returns that one of two grams which fewer patterns have. The longer one
// is rarer than this package knows: texts have less of it.
func (c gramCount) rarer(a, b gram) gram {
	if b.size() > a.size() || b.size() == a.size() && c.of(b) < c.of(a) {
		return b
	}
	return a
}

// rarest returns the rarest gram of some pieces, if there is one.
func (c gramCount) rarest(pieces []string) (best gram) {
	for _, p := range pieces {
		for g := range grams(p) {
			best = c.rarer(best, g)
		}
	}
	return best
}

// A gramEntry is a pattern by its number, and the gram that it is entered under.
type gramEntry struct {
	key gram
	id  int32
}

func newGramIndex(entries []gramEntry) gramIndex {
	x := gramIndex{}
	for _, e := range entries {
		if e.key == 0 {
			x.always = append(x.always, e.id)
			continue
		}
		if x.heads == nil {
			x.bits = max(6, bits.Len(uint(16*len(entries))))
			x.heads = make(map[gram]int32, len(entries))
			x.links = make([]gramLink, 0, len(entries))
			x.filter = make([]uint64, 1<<(x.bits-6))
		}
		next, ok := x.heads[e.key]
		if !ok {
			next = -1
		}
		x.heads[e.key] = int32(len(x.links))
		x.links = append(x.links, gramLink{e.id, next})
		x.sizes |= 1 << e.key.size()
		bit := e.key.hash(x.bits)
		x.filter[bit>>6] |= 1 << (bit & 63)
	}
	return x
}

// find appends the numbers of the patterns that may match text, in their order.
func (x *gramIndex) find(text string, to []int32) []int32 {
	to = append(to, x.always...)
	if x.occurs(text) {
		f := gramFinder{gramIndex: x}
		to = f.text(text, to)
		slices.Sort(to)
	}
	return to
}

// occurs reports that a text may hold some gram.
func (x *gramIndex) occurs(text string) bool {
	for size := 1; size <= maxGram; size++ {
		if x.sizes&(1<<size) != 0 && size <= len(text) && x.next(text, size-1, size) < len(text) {
			return true
		}
	}
	return false
}

// next returns where the next gram of a size may end in a text, from an offset
// on, or the length of the text.
func (x *gramIndex) next(text string, at, size int) int {
	filter, shift, high, mask := x.filter, 64-x.bits, gram(size)<<32, gram(1)<<(8*size)-1
	g := gram(0)
	for i := at - size + 1; i < at; i++ {
		g = g<<8 | gram(text[i])
	}
	for ; at < len(text); at++ {
		g = (g<<8 | gram(text[at])) & mask
		bit := uint64(g|high) * gramFactor >> shift
		if filter[bit>>6]&(1<<(bit&63)) != 0 {
			break
		}
	}
	return at
}

// A gramFinder appends the numbers of patterns, each once.
type gramFinder struct {
	*gramIndex
	few  [16]int32 // the first grams that were found, by their first link
	n    int       // how many there are
	seen []uint64  // a bit for each link, once there are more
}

// text looks for the grams of a text.
func (f *gramFinder) text(text string, to []int32) []int32 {
	for size := 1; size <= maxGram; size++ {
		if f.sizes&(1<<size) != 0 && size <= len(text) {
			to = f.scan(text, size, to)
		}
	}
	return to
}

func (f *gramFinder) scan(text string, size int, to []int32) []int32 {
	for at := f.next(text, size-1, size); at < len(text); at = f.next(text, at+1, size) {
		g := gram(0)
		for i := at - size + 1; i <= at; i++ {
			g = g<<8 | gram(text[i])
		}
		to = f.add(g|gram(size)<<32, to)
	}
	return to
}

// whole looks for the gram of a whole name.
func (f *gramFinder) whole(name string, to []int32) []int32 {
	if f.sizes&(1<<(maxGram+1)) == 0 {
		return to
	}
	g := gramOf(name)
	if bit := g.hash(f.bits); f.filter[bit>>6]&(1<<(bit&63)) != 0 {
		to = f.add(g, to)
	}
	return to
}

func (f *gramFinder) add(g gram, to []int32) []int32 {
	head, ok := f.heads[g]
	if !ok || !f.isNew(head) {
		return to
	}
	for i := head; i >= 0; i = f.links[i].next {
		to = append(to, f.links[i].id)
	}
	return to
}

// isNew reports that a gram was not found before.
func (f *gramFinder) isNew(head int32) bool {
	if f.seen == nil {
		if slices.Contains(f.few[:f.n], head) {
			return false
		}
		if f.n < len(f.few) {
			f.few[f.n] = head
			f.n++
			return true
		}
		f.seen = make([]uint64, len(f.links)/64+1)
		for _, h := range f.few {
			f.seen[h>>6] |= 1 << (h & 63)
		}
	}
	known := f.seen[head>>6]&(1<<(head&63)) != 0
	f.seen[head>>6] |= 1 << (head & 63)
	return !known
}

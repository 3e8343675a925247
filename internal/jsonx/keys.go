package jsonx

import (
	"bytes"
	"hash/maphash"
	"math/bits"
)

// smallObject is the number of members up to which keys are compared one by one. More get an index.
const smallObject = 16

// resolveKeys finds the equal keys of an object that has just ended.
func (p *parser) resolveKeys(object uint32) {
	end := uint32(len(p.nodes))
	members := 0
	for k := object + 1; k < end; k = p.nodes[k+1].next {
		members++
	}
	p.scratch = p.scratch[:0]
	switch {
	case members < 2:
	case members <= smallObject:
		p.compareKeys(object)
	default:
		p.indexKeys(object, members)
	}
}

// compareKeys compares every key with those before it.
func (p *parser) compareKeys(object uint32) {
	var texts [smallObject][]byte
	var keys [smallObject]uint32
	end := uint32(len(p.nodes))
	n := 0
	for k := object + 1; k < end; k = p.nodes[k+1].next {
		keys[n], texts[n] = k, p.keyText(k)
		for i := range n {
			if bytes.Equal(texts[i], texts[n]) {
				p.repeat(keys[i], k)
				break
			}
		}
		n++
	}
}

// keyText returns the text of a key for comparison. It is valid until the scratch is emptied.
func (p *parser) keyText(k uint32) []byte {
	n := &p.nodes[k]
	raw := p.data[n.start+1 : n.end-1]
	if n.flags&rewritten == 0 {
		return raw
	}
	from := len(p.scratch)
	p.scratch = appendText(p.scratch, raw, keepLone)
	return p.scratch[from:len(p.scratch):len(p.scratch)]
}

// repeat notes that a key is equal to an earlier one, first, that has no equal before it.
func (p *parser) repeat(first, key uint32) {
	previous := p.nodes[first].next - 1
	p.nodes[previous].flags |= shadowed
	p.nodes[key].flags |= repeated
	p.nodes[first].next = key + 1
}

// An index finds the keys of large objects.
type index struct {
	seed    maphash.Seed // random, so that nobody can prepare keys that collide
	objects map[uint32][]slot
}

// A slot of an object's hash table, whose length is a power of two. No key is node 0, so that 0 means empty.
type slot struct{ hash, key uint32 }

// indexKeys makes the index of an object and finds its equal keys with it.
func (p *parser) indexKeys(object uint32, members int) {
	if p.index == nil {
		p.index = &index{seed: maphash.MakeSeed(), objects: make(map[uint32][]slot)}
	}
	end := uint32(len(p.nodes))
	slots := make([]slot, 1<<bits.Len(uint(members)*2))
	for k := object + 1; k < end; k = p.nodes[k+1].next {
		p.scratch = p.scratch[:0]
		text := p.keyText(k)
		hash := uint32(maphash.Bytes(p.index.seed, text))
		i := hash & uint32(len(slots)-1)
		for slots[i].key != 0 && !(slots[i].hash == hash && p.sameText(slots[i].key, text)) {
			i = (i + 1) & uint32(len(slots)-1)
		}
		if slots[i].key != 0 {
			p.repeat(slots[i].key, k)
			continue
		}
		slots[i] = slot{hash, k}
	}
	p.index.objects[object] = slots
}

func (p *parser) sameText(k uint32, text []byte) bool {
	return bytes.Equal(p.keyText(k), text)
}

// of returns the table of an object, or nil if it has none.
func (x *index) of(object uint32) []slot {
	if x == nil {
		return nil
	}
	return x.objects[object]
}

// find returns the first of the keys with this text.
func (x *index) find(d *Document, slots []slot, text string) (key uint32, ok bool) {
	hash := uint32(maphash.String(x.seed, text))
	mask := uint32(len(slots) - 1)
	for i := hash & mask; slots[i].key != 0; i = (i + 1) & mask {
		if slots[i].hash == hash && d.hasText(slots[i].key, text) {
			return slots[i].key, true
		}
	}
	return 0, false
}

package permission

import (
	"slices"
	"strings"
)

// index prepares for matching, once all patterns are there.
func (l pathList) index() {
	for i := range l {
		l[i].makeIndex()
	}
}

// makeIndex enters each pattern under the rarest of its plain segments or the
// rarest gram of the others.
func (g *pathGroup) makeIndex() {
	count := newGramCount()
	for i := range g.patterns {
		for _, s := range g.patterns[i].segments {
			if s.kind == plainSegment {
				count.add(gramOf(s.text))
			}
			count.addPieces(s.pieces)
		}
	}
	entries := make([]gramEntry, len(g.patterns))
	for i := range g.patterns {
		entries[i] = gramEntry{rarestSegment(count, g.patterns[i].segments), int32(i)}
	}
	g.index = newGramIndex(entries)
}

func rarestSegment(count gramCount, segments []segment) gram {
	var name, part gram
	for _, s := range segments {
		if s.kind == plainSegment {
			name = count.rarer(name, gramOf(s.text))
		} else {
			part = count.rarer(part, count.rarest(s.pieces))
		}
	}
	// Most parts occur in more paths than a name does.
	if part != 0 && (name == 0 || part.size() == maxGram && count.of(name) > 4*count.of(part)) {
		return part
	}
	return name
}

// candidates appends the patterns that may match a path or a folder above it,
// in their order.
func (g *pathGroup) candidates(rel string, to []int32) []int32 {
	to = append(to, g.index.always...)
	if g.index.sizes == 0 {
		return to
	}
	f := gramFinder{gramIndex: &g.index}
	for more := true; more; {
		var name string
		name, rel, more = strings.Cut(rel, "/")
		to = f.text(name, f.whole(name, to))
	}
	slices.Sort(to)
	return to
}

package permission

import "strings"

// A starSet finds the first of many patterns, in which * is any text, that
// matches a text.
type starSet struct {
	exact    map[string]int32 // the patterns without a star, by their number
	patterns []starPattern    // the others
	wild     gramIndex        // of these, by their place
}

type starPattern struct {
	text   string
	number int32
}

// add enters a pattern. Numbers ascend.
func (s *starSet) add(pattern string, number int32) {
	if strings.Contains(pattern, "*") {
		s.patterns = append(s.patterns, starPattern{pattern, number})
		return
	}
	if s.exact == nil {
		s.exact = map[string]int32{}
	}
	if _, ok := s.exact[pattern]; !ok {
		s.exact[pattern] = number
	}
}

// index prepares for matching, once all patterns are there.
func (s *starSet) index() {
	if len(s.patterns) == 0 {
		return
	}
	count := newGramCount()
	for _, p := range s.patterns {
		count.addPieces(strings.Split(p.text, "*"))
	}
	entries := make([]gramEntry, len(s.patterns))
	for i, p := range s.patterns {
		entries[i] = gramEntry{count.rarest(strings.Split(p.text, "*")), int32(i)}
	}
	s.wild = newGramIndex(entries)
}

// first returns the number of the first pattern that matches, or -1. How a
// pattern with stars matches is for the caller to say, but a text that holds not
// all that stands between the stars is none.
func (s *starSet) first(text string, match func(pattern, text string) bool) int32 {
	best, ok := s.exact[text]
	if !ok {
		best = -1
	}
	if len(s.patterns) == 0 {
		return best
	}
	var room [32]int32
	for _, i := range s.wild.find(text, room[:0]) {
		p := &s.patterns[i]
		if best >= 0 && p.number > best {
			break
		}
		if match(p.text, text) {
			return p.number
		}
	}
	return best
}

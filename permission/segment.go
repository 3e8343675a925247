package permission

import (
	"strings"
	"unicode"

	"github.com/bmatcuk/doublestar/v4"
)

// A segment is what stands between the slashes of a path pattern, in lower case.
type segment struct {
	text   string // for doublestar, if kind is globSegment
	kind   segmentKind
	pieces []string // of a glob: what stands between its wildcards
}

type segmentKind uint8

const (
	plainSegment segmentKind = iota
	globSegment
	anySegments // **
)

func (s *segment) matches(name string) bool {
	if s.kind == plainSegment {
		return s.text == name
	}
	return doublestar.MatchUnvalidated(s.text, name)
}

// parseSegments reads a pattern; ok is false for one that the client finds
// nothing with. It reads gitignore with turns of its own (groups glob*): [!a]
// and [^a] negate nothing, \* is a star, and a pattern with an open bracket, a
// range of nothing, \? or a backslash at the end is dead.
func parseSegments(pattern string) (list []segment, ok bool) {
	w := segmentWriter{}
	for i := 0; i < len(pattern); i++ {
		switch c := pattern[i]; c {
		case '/':
			list = w.end(list)
		case '*':
			w.star()
		case '?':
			w.glob("?")
		case '[':
			end := strings.IndexByte(pattern[i:], ']')
			if end < 0 {
				return nil, false
			}
			class, ok := parseClass(pattern[i+1 : i+end])
			if !ok {
				return nil, false
			}
			w.glob(class)
			i += end
		case '\\':
			switch {
			case i+1 == len(pattern) || pattern[i+1] == '?':
				return nil, false
			case pattern[i+1] == '/':
				w.char('\\')
			case pattern[i+1] != '*':
				i++
				w.char(pattern[i])
			}
		default:
			w.char(c)
		}
	}
	return w.end(list), true
}

// A segmentWriter builds a segment both as a name and as a glob.
type segmentWriter struct {
	name, pattern strings.Builder
	pieces        []string // of the name, up to the last wildcard
	cut           int      // where that stands in the name
	isGlob        bool
	stars         int // that stand last
}

func (w *segmentWriter) char(c byte) {
	w.stars = 0
	w.name.WriteByte(c)
	if strings.IndexByte(`*?[]{}\`, c) >= 0 {
		w.pattern.WriteByte('\\')
	}
	w.pattern.WriteByte(c)
}

func (w *segmentWriter) glob(s string) {
	w.stars, w.isGlob = 0, true
	w.pattern.WriteString(s)
	w.piece()
}

// piece ends a piece of the name.
func (w *segmentWriter) piece() {
	if name := w.name.String(); w.cut < len(name) {
		w.pieces, w.cut = append(w.pieces, name[w.cut:]), len(name)
	}
}

// star adds a star. Several are one, unless two are the whole segment.
func (w *segmentWriter) star() {
	if w.stars++; w.stars == 1 {
		w.isGlob = true
		w.pattern.WriteByte('*')
		w.piece()
	}
}

func (w *segmentWriter) end(list []segment) []segment {
	s := segment{text: w.name.String()}
	switch {
	case w.isGlob && w.stars == 2 && w.pattern.Len() == 1:
		s = segment{kind: anySegments}
	case w.isGlob:
		w.piece()
		s = segment{text: w.pattern.String(), kind: globSegment, pieces: w.pieces}
	case s.text == "":
		return list
	}
	*w = segmentWriter{}
	return append(list, s)
}

// parseClass translates what stands between brackets for doublestar; ok is
// false if nothing can match it.
func parseClass(content string) (class string, ok bool) {
	var b strings.Builder
	b.WriteByte('[')
	runes := []rune(content)
	one := func(i int) int { // the index of the character at i, behind its escape
		if runes[i] == '\\' && i+1 < len(runes) {
			return i + 1
		}
		return i
	}
	for i := 0; i < len(runes); i++ {
		if i = one(i); runes[i] == '\\' {
			return "", false // it escapes the bracket
		}
		low, high := runes[i], runes[i]
		if i+2 < len(runes) && runes[i+1] == '-' {
			i = one(i + 2)
			high = runes[i]
		}
		if low > high || low == '/' && high == '/' {
			continue
		}
		writeClassRune(&b, low)
		if high > low {
			b.WriteByte('-')
			writeClassRune(&b, high)
		}
	}
	if b.Len() == 1 {
		return "", false
	}
	return b.String() + "]", true
}

func writeClassRune(b *strings.Builder, r rune) {
	if r <= unicode.MaxASCII && !unicode.IsLetter(r) && !unicode.IsDigit(r) {
		b.WriteByte('\\')
	}
	b.WriteRune(r)
}

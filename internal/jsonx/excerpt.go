package jsonx

import (
	"bytes"
	"fmt"
	"go/token"
	"strings"
	"unicode"
	"unicode/utf8"
)

// How many bytes of the line an excerpt shows before and after the place of the error.
const (
	shownBefore = 50
	shownAfter  = 30
)

// excerpt renders the line of place, with a mark below the place.
func (p *parser) excerpt(place token.Position, unread int) string {
	offset := place.Offset
	start, end := lineBounds(p.data, offset)
	if start == 0 && bytes.HasPrefix(p.data, utf8BOM) {
		start = len(utf8BOM) // it has no width
	}
	from := max(start, cut(p.data, offset-shownBefore))
	to := max(offset, cut(p.data, min(end, offset+shownAfter)))
	hide := p.secrets(from, to, offset, unread)

	before := printable(p.data[from:offset], hide)
	after := printable(p.data[offset:to], hide[offset-from:])
	if from > start {
		before = "..." + before
	}
	if to < end {
		after += "..."
	}
	gutter := fmt.Sprintf("%5d | ", place.Line)
	return strings.TrimRight(gutter+before+after, " \t") + "\n" +
		strings.Repeat(" ", len(gutter)-2) + "| " + blank(before) + "^"
}

// cut moves an offset back to the beginning of a character.
func cut(data []byte, offset int) int {
	for back := range utf8.UTFMax {
		if i := offset - back; i >= 0 && (i == len(data) || utf8.RuneStart(data[i])) {
			return i
		}
	}
	return offset
}

// printable returns text with a * for each hidden character and a ? for each that has no shape of its own. The latter
// includes those that could make a terminal misbehave.
func printable(text []byte, hide []bool) string {
	var b strings.Builder
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRune(text[i:])
		switch {
		case hide[i]:
			b.WriteByte('*')
		case r == '\t' || unicode.IsPrint(r) && !(r == utf8.RuneError && size == 1):
			b.WriteRune(r)
		default:
			b.WriteByte('?')
		}
		i += size
	}
	return b.String()
}

// blank returns white space as wide as text.
func blank(text string) string {
	return strings.Map(func(r rune) rune {
		if r == '\t' {
			return r
		}
		return ' '
	}, text)
}

// secrets says which of the bytes between from and to an excerpt must not show. Before unread it is the content of
// strings that are not keys. Between unread and offset is a string that has not ended. Behind offset, quotes may be
// missing or superfluous, so that everything is hidden that could be such content; only the character at offset is
// shown, as in the message, and what has the quotes and the colon of a key.
func (p *parser) secrets(from, to, offset, unread int) []bool {
	hide := make([]bool, to-from)
	mark := func(start, end int) {
		for i := max(start, from); i < min(end, to); i++ {
			hide[i-from] = true
		}
	}
	for i := len(p.nodes) - 1; i >= 0; i-- {
		n := &p.nodes[i]
		if n.kind == String && n.flags&isKey == 0 {
			mark(int(n.start)+1, int(n.end)-1)
		}
		if int(n.start) < from {
			break
		}
	}
	mark(unread, offset)
	for i := offset; i < to; {
		if key := keyLength(p.data[i:to]); key > 0 {
			i += key
			continue
		}
		if strings.IndexByte(" \t{}[]:,\"'", p.data[i]) < 0 {
			mark(i, i+1)
		}
		i++
	}
	if offset < to {
		_, size := utf8.DecodeRune(p.data[offset:])
		for i := offset; i < min(offset+size, to); i++ {
			hide[i-from] = false
		}
	}
	return hide
}

// keyLength returns the length of the quoted key at the beginning of text, or 0 if there is none. What counts is the
// colon behind it.
func keyLength(text []byte) int {
	if text[0] != '"' {
		return 0
	}
	for i := 1; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case '"':
			if bytes.HasPrefix(bytes.TrimLeft(text[i+1:], " \t"), []byte(":")) {
				return i + 1
			}
			return 0
		}
	}
	return 0
}

package jsonx

import (
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// inner returns what stands between the quotes of a string.
func (d *Document) inner(i uint32) []byte {
	n := &d.nodes[i]
	return d.data[n.start+1 : n.end-1]
}

// text returns the decoded text of a string.
func (d *Document) text(i uint32) string {
	raw := d.inner(i)
	if d.nodes[i].flags&rewritten == 0 {
		return string(raw)
	}
	var buf [256]byte // keeps the decoded text of short strings off the heap
	dst := buf[:0]
	if len(raw) > len(buf) {
		dst = make([]byte, 0, len(raw))
	}
	return string(appendText(dst, raw, replaceLone))
}

// hasText reports whether a string has exactly this text. It stops at the first difference.
func (d *Document) hasText(i uint32, text string) bool {
	raw := d.inner(i)
	if d.nodes[i].flags&rewritten == 0 {
		return string(raw) == text
	}
	var buf [utf8.UTFMax]byte
	for len(raw) > 0 {
		var piece []byte
		piece, raw = nextPiece(raw, &buf, keepLone)
		if !strings.HasPrefix(text, string(piece)) {
			return false
		}
		text = text[len(piece):]
	}
	return text == ""
}

// surrogates says what becomes of half a surrogate pair without the other half.
type surrogates uint8

const (
	// replaceLone gives U+FFFD: the text is valid UTF-8.
	replaceLone surrogates = iota
	// keepLone gives the three bytes that UTF-8 would have for the surrogate if it allowed it. They occur in no
	// other text, so that keys that JavaScript tells apart stay apart.
	keepLone
)

func appendText(dst, raw []byte, lone surrogates) []byte {
	var buf [utf8.UTFMax]byte
	for len(raw) > 0 {
		var piece []byte
		piece, raw = nextPiece(raw, &buf, lone)
		dst = append(dst, piece...)
	}
	return dst
}

// nextPiece decodes the beginning of raw: an escape, a byte sequence that is not UTF-8, or a run of text up to one of
// these. It returns the text, for which it may use buf, and what follows.
func nextPiece(raw []byte, buf *[utf8.UTFMax]byte, lone surrogates) (piece, rest []byte) {
	if raw[0] == '\\' {
		r, size := unescape(raw)
		return encode(buf, r, lone), raw[size:]
	}
	i := 0
	for i < len(raw) && raw[i] != '\\' {
		if raw[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, size := utf8.DecodeRune(raw[i:])
		if r == utf8.RuneError && size == 1 {
			break
		}
		i += size
	}
	if i == 0 {
		return encode(buf, utf8.RuneError, lone), raw[invalidSize(raw):]
	}
	return raw[:i], raw[i:]
}

// unescape decodes the escape at the beginning of raw, which is known to be valid. Two escapes that form a surrogate
// pair are one.
func unescape(raw []byte) (r rune, size int) {
	switch raw[1] {
	case 'b':
		return '\b', 2
	case 'f':
		return '\f', 2
	case 'n':
		return '\n', 2
	case 'r':
		return '\r', 2
	case 't':
		return '\t', 2
	case 'u':
		r = codeUnit(raw)
		if !utf16.IsSurrogate(r) || len(raw) < 12 || raw[6] != '\\' || raw[7] != 'u' {
			return r, 6
		}
		if pair := utf16.DecodeRune(r, codeUnit(raw[6:])); pair != utf8.RuneError {
			return pair, 12
		}
		return r, 6
	}
	return rune(raw[1]), 2
}

// codeUnit returns the number in an escape of the form \u0000.
func codeUnit(raw []byte) rune {
	var r rune
	for _, c := range raw[2:6] {
		digit, _ := hexDigit(c)
		r = r<<4 | digit
	}
	return r
}

func encode(buf *[utf8.UTFMax]byte, r rune, lone surrogates) []byte {
	if lone == keepLone && utf16.IsSurrogate(r) {
		buf[0], buf[1], buf[2] = 0xe0|byte(r>>12), 0x80|byte(r>>6)&0x3f, 0x80|byte(r)&0x3f
		return buf[:3]
	}
	return buf[:utf8.EncodeRune(buf[:], r)]
}

// invalidSize returns how many of the bytes at the beginning of raw, which is not UTF-8, JavaScript replaces with one
// U+FFFD: the longest beginning of a character that the next byte does not continue, and at least one byte.
// The Unicode standard calls it the maximal subpart.
func invalidSize(raw []byte) int {
	low, high, size := byte(0x80), byte(0xbf), 0
	switch c := raw[0]; {
	case 0xc2 <= c && c <= 0xdf:
		size = 2
	case 0xe0 <= c && c <= 0xef:
		size = 3
	case 0xf0 <= c && c <= 0xf4:
		size = 4
	}
	switch raw[0] { // the second byte has a narrower range after some first ones
	case 0xe0:
		low = 0xa0
	case 0xed:
		high = 0x9f
	case 0xf0:
		low = 0x90
	case 0xf4:
		high = 0x8f
	}
	n := 1
	for n < size && n < len(raw) && low <= raw[n] && raw[n] <= high {
		low, high = 0x80, 0xbf
		n++
	}
	return n
}

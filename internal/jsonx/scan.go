package jsonx

import (
	"bytes"
	"unicode/utf8"
)

var utf8BOM = []byte("\xef\xbb\xbf")

// byteOrderMark skips the mark of UTF-8 and refuses UTF-16, with or without its own mark.
func (p *parser) byteOrderMark() *SyntaxError {
	if bytes.HasPrefix(p.data, utf8BOM) {
		p.pos = len(utf8BOM)
		return nil
	}
	if looksLikeUTF16(p.data) {
		return p.fail(0, "the input looks like UTF-16; save it as UTF-8")
	}
	return nil
}

// looksLikeUTF16 relies on JSON beginning with an ASCII character, which in UTF-16 has a NUL on one side.
func looksLikeUTF16(data []byte) bool {
	if len(data) < 2 {
		return false
	}
	marked := data[0] == 0xfe && data[1] == 0xff || data[0] == 0xff && data[1] == 0xfe
	return marked || (data[0] == 0) != (data[1] == 0)
}

// plain holds the bytes that stand for themselves in a string, wherever they are.
var plain = newPlain()

func newPlain() (t [256]bool) {
	for c := byte(' '); c < utf8.RuneSelf; c++ {
		t[c] = c != '"' && c != '\\'
	}
	return t
}

// string reads a string, which is a key if f says so.
func (p *parser) string(f flags) *SyntaxError {
	data := p.data
	for i := p.pos + 1; i < len(data); {
		c := data[i]
		if plain[c] {
			i++
			continue
		}
		switch {
		case c == '"':
			p.add(i+1, String, f)
			return nil
		case c == '\\':
			size := escapeSize(data[i:])
			if size == 0 {
				return p.badEscape(i)
			}
			f |= rewritten
			i += size
		case c < ' ':
			return p.badControl(i)
		default:
			r, size := utf8.DecodeRune(data[i:])
			if r == utf8.RuneError && size == 1 {
				if !p.lenient {
					return p.badUTF8(i)
				}
				f |= rewritten
			}
			i += size
		}
	}
	return p.failInString(len(data), "the input ends inside a string; add what is missing, beginning with a closing double quote")
}

// escapeSize returns the length of the escape at the beginning of data, or 0 if it is none.
func escapeSize(data []byte) int {
	if len(data) < 2 {
		return 0
	}
	switch data[1] {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return 2
	case 'u':
		if len(data) < 6 {
			return 0
		}
		for _, c := range data[2:6] {
			if _, ok := hexDigit(c); !ok {
				return 0
			}
		}
		return 6
	}
	return 0
}

func hexDigit(c byte) (rune, bool) {
	switch {
	case '0' <= c && c <= '9':
		return rune(c - '0'), true
	case 'a' <= c && c <= 'f':
		return rune(c-'a') + 10, true
	case 'A' <= c && c <= 'F':
		return rune(c-'A') + 10, true
	}
	return 0, false
}

func (p *parser) number() *SyntaxError {
	data, i := p.data, p.pos
	if data[i] == '-' {
		i++
	}
	end := skipDigits(data, i)
	switch {
	case end == i:
		return p.badNumber(i, "the minus sign")
	case data[i] == '0' && end > i+1:
		return p.fail(i, "a number must not begin with 0 if more digits follow; remove the 0, or put the number in double quotes")
	case data[i] == '0' && end < len(data) && (data[end] == 'x' || data[end] == 'X'):
		return p.fail(i, "a number must not be hexadecimal; write it in decimal, or put it in double quotes")
	}
	if i = end; i < len(data) && data[i] == '.' {
		end = skipDigits(data, i+1)
		if end == i+1 {
			return p.badNumber(end, "the decimal point")
		}
	}
	if i = end; i < len(data) && (data[i] == 'e' || data[i] == 'E') {
		i++
		if i < len(data) && (data[i] == '+' || data[i] == '-') {
			i++
		}
		end = skipDigits(data, i)
		if end == i {
			return p.badNumber(end, "the e of the exponent")
		}
	}
	p.add(end, Number, 0)
	return nil
}

func skipDigits(data []byte, i int) int {
	for i < len(data) && '0' <= data[i] && data[i] <= '9' {
		i++
	}
	return i
}

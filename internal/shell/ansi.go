package shell

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// The escapes of $'…' that are one character, and what they stand for.
const (
	ansiEscapes = `abeEfnrtv\'"?`
	ansiMeaning = "\a\b\x1b\x1b\f\n\r\t\v\\'\"?"
)

// unescapeANSI undoes the escapes of $'…' as Bash does (manual, 3.1.2.4), and
// reports whether the text is the same in every locale. A NUL ends it.
func unescapeANSI(s string) (text string, certain bool) {
	text, certain = ansiText(s)
	text, _, _ = strings.Cut(text, "\x00")
	return text, certain
}

// ansiText is unescapeANSI for what can hold a NUL, as the output of printf.
func ansiText(s string) (text string, certain bool) {
	var b strings.Builder
	certain = true
	for {
		i := strings.IndexByte(s, '\\')
		if i < 0 || i+1 == len(s) {
			b.WriteString(s)
			return b.String(), certain
		}
		b.WriteString(s[:i])
		c := s[i+1]
		n, value := ansiEscape(s[i+1:])
		switch {
		case n == 0: // no escape after all
			b.WriteString(s[i : i+2])
			n = 1
		case (c == 'u' || c == 'U') && value >= utf8.RuneSelf:
			b.WriteRune(rune(min(value, utf8.MaxRune+1)))
			certain = false
		default:
			b.WriteByte(byte(value))
		}
		s = s[i+1+n:]
	}
}

// ansiEscape reads what follows a backslash: how many bytes it takes, 0 if it
// is no escape, and the character or byte it stands for.
func ansiEscape(s string) (n int, value uint64) {
	if i := strings.IndexByte(ansiEscapes, s[0]); i >= 0 {
		return 1, uint64(ansiMeaning[i])
	}
	switch {
	case s[0] == 'c' && len(s) == 1:
		return 0, 0
	case strings.HasPrefix(s, `c?`):
		return 2, 0x7f
	case strings.HasPrefix(s, `c\\`):
		return 3, '\\' & 0x1f
	case s[0] == 'c':
		return 2, uint64(s[1] & 0x1f)
	case strings.HasPrefix(s, "x{"):
		n, value = ansiNumber(s, 2, len(s), 16)
		if n = max(n, 2); n < len(s) && s[n] == '}' {
			n++
		}
		return n, value & 0xff
	case s[0] == 'x':
		return ansiNumber(s, 1, 2, 16)
	case s[0] == 'u':
		return ansiNumber(s, 1, 4, 16)
	case s[0] == 'U':
		return ansiNumber(s, 1, 8, 16)
	}
	n, value = ansiNumber(s, 0, 3, 8)
	return n, value & 0xff
}

// ansiNumber reads up to most digits from start on. Without one, n is 0.
func ansiNumber(s string, start, most, base int) (n int, value uint64) {
	end := start
	for end < len(s) && end-start < most {
		digit, err := strconv.ParseUint(s[end:end+1], base, 8)
		if err != nil {
			break
		}
		value = value*uint64(base) + digit // of many digits, only the last matter
		end++
	}
	if end == start {
		return 0, 0
	}
	return end, value
}

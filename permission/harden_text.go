package permission

import (
	"strings"
	"unicode"
)

// disguise tells why the text of a command does not look like what it is: it
// holds characters that turn the direction of writing, that are not seen, or
// that stand for ASCII letters in the name of a program.
func disguise(command string) string {
	for _, r := range command {
		switch {
		case r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069:
			return "it holds characters that turn the direction of writing"
		case r >= 0xe0000 && r <= 0xe007f:
			return "it holds characters that are not seen"
		}
	}
	for word := range strings.FieldsFuncSeq(command, func(r rune) bool { return r < 0x80 && !isName(byte(r)) && r != '-' && r != '.' && r != '/' }) {
		ascii, invisible, similar := false, false, false
		for _, r := range word {
			switch {
			case r < 0x80:
				ascii = ascii || unicode.IsLetter(r) || r == '-'
			case r == 0x200b, r == 0x200c, r == 0x2060, r == 0xfeff, r == 0xad:
				invisible = true
			case looksLikeASCII(r):
				similar = true
			}
		}
		switch {
		case invisible && ascii:
			return "it holds characters that are not seen"
		case similar && !unicode.Is(unicode.Cyrillic, firstRune(word)) && ascii, similar && fullWidth(word):
			return "it holds letters that only look like those of ASCII"
		}
	}
	for _, r := range command {
		if r == 0xa0 || r >= 0x2000 && r <= 0x200a || r == 0x3000 || r == 0x2028 || r == 0x2029 || r == 0x85 {
			return "it holds blanks that no shell takes for blanks"
		}
	}
	return ""
}

func firstRune(s string) rune {
	for _, r := range s {
		return r
	}
	return 0
}

// fullWidth reports a word of the wide forms of ASCII.
func fullWidth(word string) bool {
	return strings.ContainsFunc(word, func(r rune) bool { return r >= 0xff01 && r <= 0xff5e || r >= 0x1d400 && r <= 0x1d7ff })
}

// looksLikeASCII reports letters of other scripts that are drawn like those of
// ASCII, and the wide and mathematical forms.
func looksLikeASCII(r rune) bool {
	return strings.ContainsRune("асеорхуікмнтвАВСЕНКМОРТХУіјѕԁɡһӏոսցοανικ‐‑‒–—−∕⁄", r) || fullWidth(string(r))
}

package permission

import (
	"strings"
	"unicode"
)

// unseenCharacters tells why a command does not look like what it is: it holds
// characters that turn the direction of writing, that are not seen, or that
// look like blanks and are none.
func unseenCharacters(command string) string {
	for _, r := range command {
		switch {
		case r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069:
			return "it holds characters that turn the direction of writing"
		case r >= 0xe0000 && r <= 0xe007f:
			return "it holds characters that are not seen"
		case r == 0xa0 || r >= 0x2000 && r <= 0x200a || r == 0x3000 || r == 0x2028 || r == 0x2029 || r == 0x85:
			return "it holds blanks that no shell takes for blanks"
		}
	}
	for word := range strings.FieldsSeq(command) {
		if strings.ContainsAny(word, "\u200b\u2060\ufeff\u00ad") && strings.ContainsFunc(word, func(r rune) bool { return r < 0x80 && unicode.IsLetter(r) }) {
			return "it holds characters that are not seen"
		}
	}
	return ""
}

// disguised tells why the name of a program is not the one it looks like.
func disguised(name string) string {
	for _, r := range name {
		if looksLikeASCII(r) || r >= 0x80 && !unicode.IsPrint(r) || r == 0x200c || r == 0x200d {
			return "the name of its program holds letters that only look like those of ASCII"
		}
	}
	return ""
}

// looksLikeASCII reports letters of other scripts that are drawn like those of
// ASCII, and the wide and mathematical forms.
func looksLikeASCII(r rune) bool {
	return strings.ContainsRune("асеорхуікмнтвАВСЕНКМОРТХУіјѕԁɡһӏոսցοανικ‐‑‒–—−∕⁄", r) || asciiForm(r) != r
}

// asciiForm is the letter of ASCII that a wide or mathematical form stands for,
// as languages that normalize names (NFKC) read it.
func asciiForm(r rune) rune {
	const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	switch {
	case r >= 0xff01 && r <= 0xff5e:
		return r - 0xff01 + '!'
	case r >= 0x1d400 && r <= 0x1d6a3:
		return rune(letters[(r-0x1d400)%52])
	}
	if i := strings.IndexRune("ℬℰℱℋℐℒℳℛℯℊℴℎℭℌℑℜℨℂℍℕℙℚℝℤ", r); i >= 0 {
		return rune("BEFHILMRegohCHIRZCHNPQRZ"[len([]rune("ℬℰℱℋℐℒℳℛℯℊℴℎℭℌℑℜℨℂℍℕℙℚℝℤ"[:i]))])
	}
	return r
}

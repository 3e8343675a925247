package hooks

import (
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// maxText is how long a reason may be, in the units in which JavaScript counts.
// Claude Code itself does not cut reasons: without a bound a guard that quotes
// what it refuses could fill the model's context.
const maxText = 10_000

// clean makes text fit to be shown in a terminal and read by a model, wherever
// it comes from: it is valid UTF-8 without control characters but tabs and line
// breaks, and not too long.
func clean(text string) string {
	return shorten(strings.Map(printable, strings.TrimSpace(text)))
}

func printable(r rune) rune {
	switch {
	case r == '\n', r == '\t':
		return r
	case r == '\r':
		return -1
	case r < ' ', '\x7f' <= r && r <= '\u009f':
		return utf8.RuneError
	}
	return r
}

func shorten(text string) string {
	const mark = " … (shortened)"
	if len(text) <= maxText { // bytes are at least as many as units
		return text
	}
	units, cut := 0, 0
	for i, r := range text {
		if units += utf16.RuneLen(r); units > maxText {
			return text[:cut] + mark
		}
		if units <= maxText-len(mark) {
			cut = i + utf8.RuneLen(r)
		}
	}
	return text
}

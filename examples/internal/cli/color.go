package cli

import (
	"io"
	"os"
	"regexp"
	"strings"
)

// Colors reports whether colours are welcome in an output: a terminal is behind it, and
// neither NO_COLOR (no-color.org) nor TERM=dumb speaks against them.
func Colors(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0 && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
}

// color is an SGR parameter of ECMA-48: green, yellow or red.
func color(decision string) string {
	switch decision {
	case "allow":
		return "32"
	case "ask":
		return "33"
	}
	return "31"
}

// Paint colours the decisions that lines begin with.
func Paint(text string) string {
	return regexp.MustCompile(`(?m)^ *(allow|ask|deny)\b`).ReplaceAllStringFunc(text, func(found string) string {
		word := strings.TrimLeft(found, " ")
		return found[:len(found)-len(word)] + "\x1b[" + color(word) + "m" + word + "\x1b[0m"
	})
}

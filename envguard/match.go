package envguard

import (
	"strings"
)

// fit reports that verbs and flags of an entry are those of a command.
func (w *words) fit(verbs, flags string) bool {
	if !fitsVerbs(verbs, w.operands) {
		return false
	}
	for f := range strings.FieldsSeq(flags) {
		not := f[0] == '!'
		if not {
			f = f[1:]
		}
		found := false
		for alt := range strings.SplitSeq(f, "|") {
			if found = w.flag(alt); found {
				break
			}
		}
		if found == not {
			return false
		}
	}
	return true
}

func fitsVerbs(verbs string, operands []string) bool {
	for verbs = strings.TrimLeft(verbs, " "); verbs != ""; verbs = strings.TrimLeft(verbs, " ") {
		v, rest, _ := strings.Cut(verbs, " ")
		verbs = rest
		if v == ".." {
			for k := 0; k <= len(operands); k++ {
				if fitsVerbs(rest, operands[k:]) {
					return true
				}
			}
			return false
		}
		if len(operands) == 0 || !matches(v, operands[0]) {
			return false
		}
		operands = operands[1:]
	}
	return true
}

// matches reports that a word is one of alternatives with stars.
func matches(alternatives, word string) bool {
	for {
		alt, rest, more := strings.Cut(alternatives, "|")
		if alt == word || strings.IndexByte(alt, '*') >= 0 && star(alt, word) {
			return true
		}
		if !more {
			return false
		}
		alternatives = rest
	}
}

func star(pattern, word string) bool {
	head, rest, ok := strings.Cut(pattern, "*")
	if !ok {
		return pattern == word
	}
	if !strings.HasPrefix(word, head) {
		return false
	}
	word = word[len(head):]
	if rest == "" {
		return true
	}
	for i := 0; i <= len(word); i++ {
		if star(rest, word[i:]) {
			return true
		}
	}
	return false
}

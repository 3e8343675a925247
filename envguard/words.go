package envguard

import (
	"strings"
)

// words are the arguments of a program, told apart.
type words struct {
	name     string
	all      []string // without the name
	operands []string
	usage
}

// read tells flags and operands apart. What stands behind -- is operands.
func (u usage) read(name string, args []string) *words {
	w := &words{name: name, all: args, usage: u, operands: make([]string, 0, len(args))}
	w.tell()
	return w
}

// tell finds the operands.
func (w *words) tell() {
	for i := 0; i < len(w.all); i++ {
		a := w.all[i]
		switch {
		case a == "--":
			w.operands = append(w.operands, w.all[i+1:]...)
			return
		case len(a) < 2 || a[0] != '-':
			w.operands = append(w.operands, a)
		case w.takes(a) && i+1 < len(w.all):
			i++
		}
	}
}

// takes reports a flag whose value is the next word.
func (u usage) takes(a string) bool {
	if strings.IndexByte(a, '=') > 0 {
		return false
	}
	if listed(u.valued, a) || listed(secretFlags, a) {
		return true
	}
	if u.valued == "" {
		return false
	}
	last := len(a) - 1 // a group of letters whose last takes a value
	return !u.long && last > 1 && a[1] != '-' && isLetters(a[1:]) && listed(u.valued, "-"+a[last:]) && !listed(u.valued, a[:2])
}

// listed reports that a list of words with blanks around each holds a word.
func listed(list, word string) bool {
	for i := 0; ; {
		k := strings.Index(list[i:], word)
		if k < 0 {
			return false
		}
		i += k
		if (i == 0 || list[i-1] == ' ') && (i+len(word) == len(list) || list[i+len(word)] == ' ') {
			return true
		}
		i++
	}
}

func isLetters(s string) bool {
	for i := range len(s) {
		if c := s[i] | 0x20; c < 'a' || c > 'z' {
			return false
		}
	}
	return s != ""
}

// flag reports a flag: -f also in a group of letters, --flag also with a value that
// is not false.
func (w *words) flag(names ...string) bool {
	for _, name := range names {
		for i, a := range w.all {
			if a == "--" {
				break
			}
			if w.isFlag(name, i) {
				return true
			}
		}
	}
	return false
}

func (w *words) isFlag(name string, i int) bool {
	a := w.all[i]
	if len(a) < 2 || a[0] != '-' && name[0] == '-' {
		return false
	}
	if flag, want, ok := strings.Cut(name, "="); ok && len(flag) > 1 {
		value, has := strings.CutPrefix(a, flag+"=")
		if !has && a == flag && i+1 < len(w.all) {
			value, has = w.all[i+1], true
		}
		if !has && len(flag) == 2 && len(a) > 2 && a[:2] == flag {
			value, has = a[2:], true
		}
		return has && matches(want, value)
	}
	if a == name {
		return true
	}
	if strings.IndexByte(name, '*') >= 0 {
		return star(name, a)
	}
	if len(name) == 2 {
		if w.long || a[1] == '-' {
			return false
		}
		for k := 1; k < len(a); k++ { // a group of letters, up to one that takes a value
			if a[k] == name[1] {
				return true
			}
			if c := a[k] | 0x20; c < 'a' || c > 'z' || !w.loose && listed(w.valued, "-"+a[k:k+1]) {
				return false
			}
		}
		return false
	}
	value, ok := strings.CutPrefix(a, name+"=")
	if !ok && w.name == "git" && len(a) > 3 && a[1] == '-' && strings.HasPrefix(name, a) { // git takes abbreviations
		return true
	}
	return ok && value != "false" && value != "0" && value != "no" && value != "none"
}

// value returns the value of a flag, or "".
func (w *words) value(names ...string) string {
	list := flagValues(w.all, names...)
	if len(list) == 0 {
		return ""
	}
	return list[0]
}

// flagValues are the values of flags, glued or as the next word.
func flagValues(args []string, flags ...string) []string {
	var out []string
	for i, a := range args {
		for _, f := range flags {
			switch {
			case a == f && i+1 < len(args):
				out = append(out, args[i+1])
			case len(a) > len(f)+1 && strings.HasPrefix(a, f) && a[len(f)] == '=':
				out = append(out, a[len(f)+1:])
			case len(f) == 2 && strings.HasPrefix(a, f) && len(a) > 2 && a[1] != '-':
				out = append(out, a[2:])
			}
		}
	}
	return out
}

// harmless reports help, a version or a dry run.
func (w *words) harmless() bool {
	if len(w.all) == 0 {
		return false
	}
	for i, a := range w.all {
		switch {
		case a == "--":
			return false
		case a == "--help", a == "-help", (a == "--version" || a == "-version") && (len(w.operands) == 0 || i == 0):
			return true
		case (a == "-h" || a == "-?") && i == len(w.all)-1 && !w.noHelp:
			return true
		case w.noDry || a[:min(1, len(a))] != "-":
		case strings.HasPrefix(a, "--dry") || strings.HasPrefix(a, "-dry"):
			name, value, has := strings.Cut(strings.TrimLeft(a, "-"), "=")
			switch name {
			case "dry-run", "dryrun", "dry_run", "dry":
				if !has && name == "dry-run" && i+1 < len(w.all) {
					value = w.all[i+1] // kubectl --dry-run none does not take effect; better safe
				}
				if value != "none" && value != "false" && value != "0" {
					return true
				}
			}
		}
	}
	if first := w.operands; len(first) > 0 && (first[0] == "help" || first[0] == "version" && len(first) == 1) || len(first) > 1 && first[len(first)-1] == "help" && w.name == "aws" {
		return true
	}
	if w.dry == "" {
		return false
	}
	for f := range strings.FieldsSeq(w.dry) {
		if w.flag(f) {
			return true
		}
	}
	return false
}

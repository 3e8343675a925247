package shell

import (
	"iter"
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// special reports whether a literal may be anything but plain characters.
func special(s string) bool {
	for i := range len(s) {
		switch s[i] {
		case '\\', '*', '?', '[', '{', '~':
			return true
		}
	}
	return false
}

// unquoted finds what the shell expands in the unquoted literals of a word.
func unquoted(parts []syntax.WordPart) Feature {
	var f Feature
	if hasGlob(parts) {
		f |= Glob
	}
	if hasBraces(literals(parts)) {
		f |= Brace
	}
	if hasTilde(parts, mayAssign(parts)) {
		f |= Tilde
	}
	return f
}

func literals(parts []syntax.WordPart) iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, p := range parts {
			if lit, ok := p.(*syntax.Lit); ok && !yield(lit.Value) {
				return
			}
		}
	}
}

// hasGlob reports a pattern: *, ? or […]. A [ alone is a command.
func hasGlob(parts []syntax.WordPart) bool {
	open := false
	for s := range literals(parts) {
		for i := 0; i < len(s); i++ {
			switch s[i] {
			case '\\':
				i++
			case '*', '?':
				return true
			case '[':
				open = true
			case ']':
				if open {
					return true
				}
			}
		}
	}
	return false
}

// hasBraces reports {x,y} and {x..y}. It does not count the dots or compare
// their ends, so that it also reports some words that Bash leaves alone.
func hasBraces(literals iter.Seq[string]) bool {
	depth, separated := 0, false
	for s := range literals {
		for i := 0; i < len(s); i++ {
			switch s[i] {
			case '\\':
				i++
			case '{':
				depth++
			case ',':
				separated = separated || depth > 0
			case '.':
				separated = separated || depth > 0 && strings.HasPrefix(s[i:], "..")
			case '}':
				if depth > 0 && separated {
					return true
				}
				depth = max(0, depth-1)
			}
		}
	}
	return false
}

// hasTilde reports a ~ that stands for a folder: at the start of a word, and
// in an assignment also after its = and each colon.
func hasTilde(parts []syntax.WordPart, assigns bool) bool {
	if first, ok := parts[0].(*syntax.Lit); ok && strings.HasPrefix(first.Value, "~") {
		return true
	}
	if assigns {
		for s := range literals(parts) {
			if strings.Contains(s, "=~") || strings.Contains(s, ":~") {
				return true
			}
		}
	}
	return false
}

// mayAssign reports a word like NAME=value or NAME[i]+=value, which Bash takes
// for an assignment also where it is an argument.
func mayAssign(parts []syntax.WordPart) bool {
	first, ok := parts[0].(*syntax.Lit)
	if !ok {
		return false
	}
	return syntax.ValidName(first.Value[:strings.IndexAny(first.Value+"=", "=+[")])
}

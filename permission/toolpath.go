package permission

import (
	"strings"
	"unicode"
)

// toolTarget is the file that a file tool's input names, read as the client
// reads it (groups pathtext-*, searchtext-*): without blanks around it, and
// with file:// and $HOME resolved.
func (p *Policy) toolTarget(name, cwd string) target {
	name = strings.TrimPrefix(trimBlanks(name), "file://")
	if rest, ok := strings.CutPrefix(name, "$HOME"); ok && (rest == "" || rest[0] == '/') {
		name = p.config.Home + rest
	}
	return p.target(name, cwd)
}

// trimBlanks trims as JavaScript's String.prototype.trim does.
func trimBlanks(s string) string {
	if s != "" && isVisible(s[0]) && isVisible(s[len(s)-1]) {
		return s
	}
	return strings.TrimFunc(s, func(r rune) bool { return r == '\ufeff' || r != '\u0085' && unicode.IsSpace(r) })
}

func isVisible(c byte) bool { return ' ' < c && c < 0x7f }

// odd tells what in the name of a file makes the client ask: on Windows it would
// be another way to write the name of some other file.
func (t *target) odd() string {
	for _, name := range [...]string{t.path, t.real} {
		for part := range strings.SplitSeq(name, "/") {
			if strings.HasSuffix(part, ".") {
				return "a name in its path ends with a dot"
			}
			if i := strings.LastIndexByte(part, '~'); i >= 0 && i+1 < len(part) && '0' <= part[i+1] && part[i+1] <= '9' {
				return "a name in its path looks like a short name of Windows"
			}
		}
		if t.real == t.path {
			break
		}
	}
	return ""
}

package envguard

import "strings"

// An entry is a key of an INI, TOML or properties file.
type entry struct {
	section, key, value string
	line                int
}

// parseINI reads the part that INI, TOML, Git's configuration and Java properties
// have in common: sections, keys, values in quotes or not, comments. What it does
// not understand, such as a TOML array over several lines, it skips.
func parseINI(text string) []entry {
	var out []entry
	section := ""
	line := 0
	for l := range strings.Lines(text) {
		line++
		l = strings.TrimSpace(l)
		if l == "" || l[0] == '#' || l[0] == ';' || l[0] == '!' {
			continue
		}
		if l[0] == '[' {
			if end := strings.IndexByte(l, ']'); end > 0 {
				section = strings.Trim(l[1:end], "[] \t")
			}
			continue
		}
		i := strings.IndexAny(l, "=:")
		if i <= 0 {
			continue
		}
		if l[i] == ':' && strings.Contains(l, "=") && strings.IndexByte(l, '=') < len(l) && !strings.Contains(l[:strings.IndexByte(l, '=')], " ") {
			i = strings.IndexByte(l, '=') // a.b:c=d
		}
		out = append(out, entry{section: section, key: strings.Trim(strings.TrimSpace(l[:i]), `"'`), value: iniValue(l[i+1:]), line: line})
	}
	return out
}

func iniValue(s string) string {
	s = strings.TrimSpace(s)
	if s == "" {
		return ""
	}
	if q := s[0]; q == '"' || q == '\'' {
		if end := strings.IndexByte(s[1:], q); end >= 0 {
			return s[1 : end+1]
		}
	}
	for _, comment := range []string{" #", " ;", "\t#"} {
		if i := strings.Index(s, comment); i >= 0 {
			s = s[:i]
		}
	}
	return strings.TrimSpace(s)
}

// valueOf returns the last value of a key in a section, without regard to case.
func valueOf(entries []entry, section, key string) (string, int) {
	for i := len(entries) - 1; i >= 0; i-- {
		if e := entries[i]; strings.EqualFold(e.section, section) && strings.EqualFold(e.key, key) {
			return e.value, e.line
		}
	}
	return "", 0
}

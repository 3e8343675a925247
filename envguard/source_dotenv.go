package envguard

import (
	"path"
	"strings"
)

// dotenv adds the variables of .env files where the process does not have them
// already. The order is that of dotenv-flow, Next.js, Vite, Symfony and the dotenv
// gem: the files of the mode before the general ones, .local before what is
// committed, but no .env.local under test. Files of another mode, and examples, are
// not read.
func (d *detector) dotenv() {
	if d.ReadFile == nil || unresolved(d.Dir) {
		return
	}
	mode := d.dotenvMode()
	var files []string
	switch {
	case mode == "":
		files = []string{".env.local", ".env"}
	case mode == "test":
		files = []string{".env.test.local", ".env.test", ".env"}
	default:
		files = []string{".env." + mode + ".local", ".env.local", ".env." + mode, ".env"}
	}
	files = append(files, "prisma/.env", ".envrc")
	if mode == "" {
		files = append(files, ".env.development.local", ".env.development") // the mode that tools take without one
	}
	for _, name := range files {
		d.dotenvFile(name)
	}
}

// dotenvMode is the mode that picks files, if it is a name that can be in one.
func (d *detector) dotenvMode() string {
	for _, name := range [...]string{"NODE_ENV", "APP_ENV", "RAILS_ENV", "DOTENV_ENV", "RACK_ENV", "SYMFONY_ENV"} {
		if mode := d.get(name); mode != "" && len(mode) < 40 && path.Base(mode) == mode && !strings.HasPrefix(mode, ".") {
			return strings.ToLower(mode)
		}
	}
	return ""
}

// dotenvFile reads one file. What an earlier one has wins.
func (d *detector) dotenvFile(name string) bool {
	text, full, ok := d.read(name)
	if !ok {
		return false
	}
	lines := parseDotenv(text)
	found := map[string]variable{}
	for _, l := range lines {
		value := l.value
		if l.expands {
			value = expandDotenv(value, func(name string) (string, bool) {
				if v, ok := d.env[name]; ok && v.file == "" {
					return v.value, true
				}
				if v, ok := found[name]; ok {
					return v.value, true
				}
				v, ok := d.env[name]
				return v.value, ok
			})
		}
		found[l.name] = variable{value: value, file: full, line: l.line} // the last one wins
	}
	for name, v := range found {
		if _, set := d.env[name]; !set {
			d.env[name] = v
		}
	}
	return true
}

type dotenvLine struct {
	name, value string
	line        int
	expands     bool // not in single quotes
}

// parseDotenv reads the lines of a .env file: NAME=value, "export " before it,
// quotes, which may span lines, and comments. What is none of this is skipped, as
// dotenv does.
func parseDotenv(text string) []dotenvLine {
	var out []dotenvLine
	line := 0
	for text != "" {
		line++
		var l string
		l, text, _ = strings.Cut(text, "\n")
		l = strings.TrimSpace(l)
		l = strings.TrimSpace(strings.TrimPrefix(l, "export "))
		name, value, ok := strings.Cut(l, "=")
		if !ok {
			if name, value, ok = strings.Cut(l, ": "); !ok {
				continue
			}
		}
		name = strings.TrimSpace(name)
		if !isVariable(name) {
			continue
		}
		value = strings.TrimSpace(value)
		entry := dotenvLine{name: name, line: line, expands: true}
		if value != "" && strings.ContainsRune("'\"`", rune(value[0])) {
			quote := value[:1]
			body := value[1:]
			end := closing(body, quote[0])
			if end < 0 { // on a later line
				if i := closing(text, quote[0]); i >= 0 {
					body = body + "\n" + text[:i]
					line += strings.Count(text[:i], "\n") + 1
					_, text, _ = strings.Cut(text[i:], "\n")
					end = len(body)
				} else {
					body, end = value, len(value)
				}
			}
			entry.value, entry.expands = body[:end], quote != "'"
		} else {
			if strings.HasPrefix(value, "#") {
				value = ""
			}
			if i := strings.Index(value, " #"); i >= 0 {
				value = value[:i]
			}
			entry.value = strings.TrimSpace(value)
		}
		out = append(out, entry)
	}
	return out
}

// closing returns the index of the quote that ends a text.
func closing(s string, quote byte) int {
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '\\' && quote == '"':
			i++
		case s[i] == quote:
			return i
		}
	}
	return -1
}

func isVariable(s string) bool {
	if s == "" || digit(s[0]) {
		return false
	}
	return strings.Trim(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-") == ""
}

// expandDotenv replaces $NAME, ${NAME} and ${NAME:-default}. What is not known
// stays, and is taken for a template.
func expandDotenv(s string, get func(string) (string, bool)) string {
	if !strings.Contains(s, "$") {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+1 < len(s) && s[i+1] == '$' {
			b.WriteByte('$')
			i++
			continue
		}
		if s[i] != '$' || b.Len() > maxDSN {
			b.WriteByte(s[i])
			continue
		}
		j, name, fallback := i+1, "", ""
		if j < len(s) && s[j] == '{' {
			end := strings.IndexByte(s[j:], '}')
			if end < 0 {
				b.WriteByte('$')
				continue
			}
			name, fallback, _ = strings.Cut(s[j+1:j+end], ":-")
			j += end + 1
		} else {
			for j < len(s) && (letter(s[j]) || digit(s[j]) || s[j] == '_') {
				j++
			}
			name = s[i+1 : j]
		}
		value, ok := get(name)
		switch {
		case name == "":
			b.WriteByte('$')
			continue
		case ok && value != "":
			b.WriteString(value)
		case fallback != "":
			b.WriteString(fallback)
		default:
			b.WriteString("${" + name + "}")
		}
		i = j - 1
	}
	return b.String()
}

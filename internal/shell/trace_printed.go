package shell

import (
	"path"
	"slices"
	"strings"
)

// printed is what a program in another language prints, if all it does is to
// print a string that stands in it.
func printed(name string, args []string) (string, bool) {
	base := strings.TrimRight(path.Base(name), "0123456789.")
	letters := "" // of the flags that a program in the words is given by
	switch base {
	case "awk", "gawk", "mawk", "nawk", "jq", "yq", "gojq", "jaq":
	case "python":
		letters = "c"
	case "perl":
		letters = "eE"
	case "ruby", "lua":
		letters = "e"
	case "node", "nodejs", "bun":
		letters = "ep"
	case "php":
		letters = "r"
	default:
		return "", false
	}
	code, value, raw := "", false, true
	switch base {
	case "jq", "yq", "gojq", "jaq", "awk", "gawk", "mawk", "nawk":
		dashed, operands := split(args)
		if len(operands) != 1 {
			return "", false
		}
		code, value = operands[0], strings.HasSuffix(base, "q")
		raw = base == "awk" || base == "yq" || !strings.HasSuffix(base, "q") || slices.ContainsFunc(dashed, func(f string) bool {
			return f == "--raw-output" || f[1] != '-' && strings.ContainsAny(f, "rj")
		})
	default:
		for i, a := range args {
			switch {
			case a == "--print", a == "--eval", a == "--run",
				len(a) > 1 && a[0] == '-' && a[1] != '-' && strings.ContainsAny(a[len(a)-1:], letters):
				if i+1 < len(args) {
					code, value = args[i+1], (base == "node" || base == "nodejs" || base == "bun") && strings.Contains(a, "p")
				}
			case len(a) > 2 && a[0] == '-' && strings.ContainsAny(a[1:2], letters):
				code = a[2:]
			default:
				continue
			}
			break
		}
	}
	text, ok := printedText(code, value, base)
	if ok && !raw {
		return `"` + text + "\"\n", true
	}
	return text + "\n", ok
}

var printing = lazyRegexp{text: `^\s*(?:BEGIN\s*\{)?\s*(?:import sys\s*[;\n]\s*)?(?:use [\w:]+;\s*)?(print|puts|say|echo|printf|console\.log|sys\.stdout\.write|process\.stdout\.write|io\.write|STDOUT\.write|\$stdout\.write|\$stdout\.puts)\s*\(?\s*`}

// printedText reads the strings behind the word that prints: nothing else may
// follow but what joins and ends them.
func printedText(code string, value bool, lang string) (string, bool) {
	rest := strings.TrimSpace(code)
	if m := printing.get().FindString(code); m != "" {
		rest = code[len(m):]
	} else if !value {
		return "", false
	}
	var b strings.Builder
	for n := 0; ; n++ {
		text, after, ok := stringLiteral(rest, lang)
		if !ok {
			return "", false
		}
		b.WriteString(text)
		rest = strings.TrimLeft(after, " ")
		if strings.Trim(rest, " \n;)}") == "" {
			return b.String(), true
		}
		switch {
		case rest[0] == '+', rest[0] == '.':
			rest = strings.TrimLeft(strings.TrimLeft(rest, "+."), " ")
		case rest[0] == ',' && (lang == "python" || lang == "node"):
			b.WriteByte(' ')
			rest = strings.TrimLeft(rest[1:], " ")
		case rest[0] == ',':
			rest = strings.TrimLeft(rest[1:], " ")
		case lang == "awk" || lang == "gawk" || lang == "python": // strings side by side
		default:
			return "", false
		}
	}
}

// stringLiteral is the string that a text begins with, if it holds nothing but
// plain text.
func stringLiteral(s, lang string) (text, rest string, ok bool) {
	if s == "" || !strings.ContainsAny(s[:1], "'\"`") {
		return "", "", false
	}
	var b strings.Builder
	for i := 1; i < len(s); i++ {
		switch c := s[i]; {
		case c == '\\' && i+1 < len(s):
			i++
			switch s[i] {
			case 'n':
				b.WriteByte('\n')
			case 't':
				b.WriteByte('\t')
			case '\\', '\'', '"', '/', '$', '`':
				b.WriteByte(s[i])
			default:
				return "", "", false
			}
		case c == s[0]:
			return b.String(), s[i+1:], true
		case s[0] == '"' && (c == '$' || c == '@') && (lang == "perl" || lang == "php"), s[0] == '"' && c == '#' && lang == "ruby", s[0] == '`' && (c == '$' || lang == "perl" || lang == "ruby"):
			return "", "", false
		default:
			b.WriteByte(c)
		}
	}
	return "", "", false
}

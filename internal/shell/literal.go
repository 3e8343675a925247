package shell

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// A CodeLiteral is a string in a program, and what stands between it and the next.
type CodeLiteral struct {
	Text string
	Gap  string // behind it, up to the next literal
	Path bool   // it was put together as a path, and is no command
}

// CodeLiterals finds the strings of a program; runs reports one that the language
// runs as a command by its quotes.
func CodeLiterals(code, lang string) (list []CodeLiteral, runs bool) {
	for i := 0; i < len(code); {
		c := code[i]
		switch {
		case c == '\\':
			i += 2
			continue
		case c == '\'' || c == '"' || c == '`' && lang != "lisp":
			if c == '\'' && (lang == "awk" || lang == "lisp") {
				i++
				continue
			}
			text, end := quotedLiteral(code, i)
			if c == '`' && (lang == "perl" || lang == "ruby" || lang == "php" || lang == "julia") {
				runs = true
			}
			list = append(list, CodeLiteral{Text: text})
			i = end
		case (strings.HasPrefix(code[i:], "qx") || len(code) > i+1 && c == 'q' && strings.IndexByte("{([</|!", code[i+1]) >= 0 || strings.HasPrefix(code[i:], "qq") || strings.HasPrefix(code[i:], "qw") || strings.HasPrefix(code[i:], "%x") || strings.HasPrefix(code[i:], "%w") || strings.HasPrefix(code[i:], "%q")) && (lang == "perl" || lang == "ruby") && (i == 0 || !literalName(code[i-1])):
			text, end, ok := bracketed(code, i)
			if !ok {
				i++
				continue
			}
			if code[i+1] == 'x' {
				runs = true
			}
			if code[i+1] == 'w' {
				for word := range strings.FieldsSeq(text) {
					list = append(list, CodeLiteral{Text: word, Gap: ","})
				}
			} else {
				list = append(list, CodeLiteral{Text: text})
			}
			i = end
		case lang == "tcl" && c == '{':
			text, end, ok := bracketed(code, i)
			if !ok {
				i++
				continue
			}
			list = append(list, CodeLiteral{Text: text})
			i = end
		default:
			if len(list) > 0 {
				list[len(list)-1].Gap += string(c)
			}
			i++
		}
	}
	if lang == "tcl" {
		for line := range strings.SplitSeq(code, "\n") {
			for _, mark := range [...]string{"exec ", "spawn ", "system "} {
				if _, command, ok := strings.Cut(line, mark); ok {
					list, runs = append(list, CodeLiteral{Text: command, Gap: "\n"}), true
				}
			}
		}
	}
	return folded(list), runs
}

func quotedLiteral(code string, at int) (text string, end int) {
	quote := code[at : at+1]
	if triple := strings.Repeat(quote, 3); strings.HasPrefix(code[at:], triple) {
		inner, _, _ := strings.Cut(code[at+3:], triple)
		return inner, min(len(code), at+3+len(inner)+3)
	}
	var b strings.Builder
	for i := at + 1; i < len(code); i++ {
		switch {
		case code[i] == '\\' && i+1 < len(code):
			i++
			switch c := code[i]; c {
			case '\n': // the string goes on in the next line
			case 'n', 't', 'r', 'a', 'b', 'e', 'f', 'v', 'x', 'u', 'U', '0', '1', '2', '3', '4', '5', '6', '7':
				n, value := ansiEscape(code[i:])
				switch {
				case n == 0 || value == 0:
					b.WriteByte(c)
					continue
				case c == 'u' || c == 'U' || value >= utf8.RuneSelf:
					b.WriteRune(rune(min(value, utf8.MaxRune+1)))
				default:
					b.WriteByte(byte(value))
				}
				i += n - 1
			default:
				b.WriteByte(c)
			}
		case code[i] == quote[0]:
			return b.String(), i + 1
		default:
			b.WriteByte(code[i])
		}
	}
	return b.String(), len(code)
}

// bracketed is the text in the brackets, or between the signs, that follow a
// few letters.
func bracketed(code string, at int) (text string, end int, ok bool) {
	i := at
	for i < len(code) && (literalName(code[i]) || code[i] == '%') {
		i++
	}
	if i >= len(code) {
		return "", 0, false
	}
	closing := code[i]
	if k := strings.IndexByte("({[<", closing); k >= 0 {
		closing = ")}]>"[k]
	} else if closing == ' ' || closing == ';' || closing == ',' || closing == '=' {
		return "", 0, false
	}
	n := strings.IndexByte(code[i+1:], closing)
	if n < 0 {
		return "", 0, false
	}
	return code[i+1 : i+1+n], i + 1 + n + 1, true
}

// folded adds the strings that a program joins from pieces.
func folded(list []CodeLiteral) []CodeLiteral {
	out := slices.Clone(list)
	for i := 0; i < len(list); i++ {
		var text strings.Builder
		text.WriteString(list[i].Text)
		k := i
		for k+1 < len(list) && joins(list[k].Gap) {
			k++
			text.WriteString(list[k].Text)
		}
		if k > i {
			out = append(out, CodeLiteral{Text: text.String(), Gap: list[k].Gap})
			i = k
		}
	}
	return append(out, joinedPaths(list)...)
}

// joinedPaths adds the paths that a program puts together from names, with the
// / of pathlib or as the arguments of a function that joins.
func joinedPaths(list []CodeLiteral) []CodeLiteral {
	var out []CodeLiteral
	for i := range list {
		var name strings.Builder
		name.WriteString(list[i].Text)
		for k := i; k+1 < len(list) && k < i+8; k++ {
			gap := strings.Trim(list[k].Gap, " ()")
			if gap != "/" && gap != "," || list[k+1].Text == "" {
				break
			}
			name.WriteString("/" + list[k+1].Text)
			if gap == "/" || i > 0 || len(list) > 1 {
				out = append(out, CodeLiteral{Text: name.String(), Gap: list[k+1].Gap, Path: true})
			}
		}
	}
	return out
}

func joins(gap string) bool {
	return strings.Trim(gap, " \t\n+.~") == "" || strings.Trim(gap, " ") == ".." || strings.Trim(gap, " ") == "<>"
}

// ArgumentLists are the lists of strings, separated by commas and brackets, that
// a program may run as a command and its arguments.
func ArgumentLists(literals []CodeLiteral) [][]string {
	var out [][]string
	var list []string
	for _, l := range literals {
		list = append(list, l.Text)
		if gap := strings.Trim(l.Gap, " \t\n[]("); gap != "," {
			if len(list) > 1 {
				out = append(out, list)
			}
			list = nil
		}
	}
	if len(list) > 1 {
		out = append(out, list)
	}
	return out
}

func literalName(c byte) bool { return c == '_' || 'a' <= c|0x20 && c|0x20 <= 'z' }

package shell

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// echo is what Bash prints; without -e, escapes are text.
func echo(args []string) string {
	newline, escapes := "\n", false
	for len(args) > 0 && len(args[0]) > 1 && args[0][0] == '-' && strings.Trim(args[0][1:], "neE") == "" {
		if strings.Contains(args[0], "n") {
			newline = ""
		}
		escapes = strings.Contains(args[0], "e") || escapes && !strings.Contains(args[0], "E")
		args = args[1:]
	}
	s := strings.Join(args, " ")
	if escapes {
		s = escaped(s)
	}
	return s + newline
}

// printf prints, or binds a variable with -v.
func (t *tracer) printf(args []string) (string, bool) {
	name := ""
	if len(args) > 2 && args[0] == "-v" {
		name, args = args[1], args[2:]
	}
	if len(args) > 0 && args[0] == "--" {
		args = args[1:]
	}
	if len(args) == 0 {
		return "", false
	}
	var b strings.Builder
	for rest := args[1:]; ; {
		n := format(&b, args[0], rest)
		if rest = rest[min(n, len(rest)):]; n == 0 || len(rest) == 0 || b.Len() > maxValue {
			break
		}
	}
	if name != "" {
		t.set(name, text(b.String()))
		return "", true
	}
	return b.String(), true
}

// escaped undoes the escapes of echo -e and printf, which write octal numbers
// with a leading 0 too.
func escaped(s string) string {
	if !strings.Contains(s, `\`) {
		return s
	}
	s, _ = ansiText(octalZero.get().ReplaceAllString(s, `\$1`))
	return s
}

var octalZero = lazyRegexp{text: `\\0([0-7]{1,3})`}

// format writes what printf makes of a format, and returns how many arguments
// that took. What it cannot format is not known.
func format(b *strings.Builder, f string, args []string) (used int) {
	next := func() string {
		if used++; used > len(args) {
			return ""
		}
		return args[used-1]
	}
	for f != "" {
		i := strings.IndexByte(f, '%')
		if i < 0 {
			b.WriteString(escaped(f))
			return used
		}
		b.WriteString(escaped(f[:i]))
		f = f[i+1:]
		verb := strings.TrimLeft(f, "-+ #0123456789.*")
		if verb == "" {
			b.WriteByte('%')
			return used
		}
		plain := len(verb) == len(f)
		f = verb[1:]
		switch verb[0] {
		case '%':
			b.WriteByte('%')
		case 's', 'd', 'i', 'u', 'q':
			s := next()
			if !plain {
				s = Unknown
			}
			b.WriteString(s)
		case 'b':
			b.WriteString(escaped(next()))
		case 'c':
			s := next()
			_, n := utf8.DecodeRuneInString(s)
			b.WriteString(s[:n])
		case 'x', 'X', 'o':
			n, err := strconv.ParseInt(next(), 0, 64)
			if err != nil || !plain {
				b.WriteString(Unknown)
				continue
			}
			s := strconv.FormatInt(n, map[byte]int{'x': 16, 'X': 16, 'o': 8}[verb[0]])
			if verb[0] == 'X' {
				s = strings.ToUpper(s)
			}
			b.WriteString(s)
		default:
			b.WriteString(Unknown)
			next()
		}
	}
	return used
}

// translate is tr(1) for sets of characters and ranges.
func translate(flags, operands []string, input string) (string, bool) {
	if len(operands) == 0 {
		return "", false
	}
	from := characters(operands[0])
	switch {
	case slices.Contains(flags, "-d") && len(operands) == 1 && len(flags) == 1:
		return strings.Map(func(r rune) rune {
			if slices.Contains(from, r) {
				return -1
			}
			return r
		}, input), true
	case len(flags) > 0 || len(operands) != 2:
		return "", false
	}
	to := characters(operands[1])
	if len(to) == 0 {
		return "", false
	}
	return strings.Map(func(r rune) rune {
		if i := slices.Index(from, r); i >= 0 {
			return to[min(i, len(to)-1)]
		}
		return r
	}, input), true
}

func characters(set string) []rune {
	set = strings.NewReplacer("[:upper:]", "A-Z", "[:lower:]", "a-z", "[:digit:]", "0-9", `\n`, "\n", `\t`, "\t", `\\`, `\`).Replace(set)
	in := []rune(set)
	var out []rune
	for i := 0; i < len(in); i++ {
		if i+2 < len(in) && in[i+1] == '-' && in[i] <= in[i+2] && in[i+2]-in[i] < 256 {
			for r := in[i]; r <= in[i+2]; r++ {
				out = append(out, r)
			}
			i += 2
			continue
		}
		out = append(out, in[i])
	}
	return out
}

// substitute is sed(1) for one literal s command.
func substitute(flags, operands []string, input string) (string, bool) {
	if len(operands) != 1 || slices.ContainsFunc(flags, func(f string) bool { return f != "-e" && f != "-E" && f != "-r" }) {
		return "", false
	}
	script := operands[0]
	if len(script) < 4 || script[0] != 's' {
		return "", false
	}
	parts := strings.Split(script[2:], script[1:2])
	if len(parts) != 3 || strings.ContainsAny(parts[0], `.*[]^$\+?(){}|`) || strings.ContainsAny(parts[1], `\&`) {
		return "", false
	}
	return eachLine(input, func(line string) string {
		if parts[2] == "g" {
			return strings.ReplaceAll(line, parts[0], parts[1])
		}
		return strings.Replace(line, parts[0], parts[1], 1)
	}), parts[2] == "" || parts[2] == "g"
}

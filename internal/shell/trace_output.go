package shell

import (
	"encoding/base32"
	"encoding/base64"
	"encoding/hex"
	"path"
	"slices"
	"strings"
	"unicode/utf8"
)

// output is what a command prints, where that is certain: words are often
// built this way to hide them.
func (t *tracer) output(e *Execution, args []string) *Stream {
	from := append(t.feeding(), e)
	if len(args) == 2 && args[0] == "printenv" {
		for _, a := range e.Assigns {
			if value, ok := strings.CutPrefix(a, args[1]+"="); ok {
				return &Stream{Text: value + "\n", From: from}
			}
		}
	}
	s, ok := t.prints(args)
	if !ok {
		s = Unknown
	}
	return &Stream{Text: bounded(s), From: from}
}

func (t *tracer) prints(args []string) (string, bool) {
	name := path.Base(args[0])
	flags, operands := split(args[1:])
	switch name {
	case "echo":
		return echo(args[1:]), true
	case "printf":
		return t.printf(args[1:])
	case "pwd":
		if here := t.vars["PWD"]; len(here) > 0 {
			return here[len(here)-1].String() + "\n", true
		}
		return "", false
	case "find", "ls", "git", "rg", "grep":
		return listed(name, args[1:])
	case "true", ":", "false", "export", "set", "cd", "unset", "alias", "shift", "exec", "test", "[", "mkdir", "touch", "sleep", "chmod", "cp", "mv", "ln":
		return "", true
	case "command", "which", "type":
		if len(operands) == 1 && (name == "which" || slices.Contains(flags, "-v") || slices.Contains(flags, "-p") || slices.Contains(flags, "-P")) {
			return "/usr/bin/" + path.Base(operands[0]) + "\n", true
		}
		return "", false
	case "yes":
		if len(args) == 1 {
			return "y\n", true
		}
		return strings.Join(args[1:], " ") + "\n", true
	case "printenv":
		if len(operands) == 1 && len(t.vars[operands[0]]) == 1 {
			return t.vars[operands[0]][0].String() + "\n", true
		}
		return "", false
	case "basename":
		if len(operands) == 1 {
			return path.Base(operands[0]) + "\n", true
		}
		return "", false
	case "dirname":
		if len(operands) == 1 {
			return path.Dir(operands[0]) + "\n", true
		}
		return "", false
	}
	if text, ok := printed(name, args[1:]); ok {
		return text, true
	}
	input, ok := t.input(name, flags, operands)
	if !ok {
		return "", false
	}
	return filter(name, flags, operands, input)
}

// listed is what programs print that list files: patterns of their names, which
// are enough to tell what a reader of the list may open.
func listed(name string, args []string) (string, bool) {
	flags, operands := split(args)
	has := func(f string) bool { return slices.Contains(flags, f) }
	switch {
	case name == "find":
		n := 0
		for n < len(args) && !strings.HasPrefix(args[n], "-") && args[n] != "(" && args[n] != "!" {
			n++
		}
		roots, names := args[:n], []string{"*", ".*"}
		if n == 0 {
			roots = []string{"."}
		}
		for i := n; i+1 < len(args); i++ {
			if args[i] == "-name" || args[i] == "-iname" {
				if names = []string{args[i+1]}; i > n && args[i-1] == "!" || slices.Contains(args, "-o") {
					names = []string{"*", ".*"}
					break
				}
			}
			if args[i] == "-exec" || args[i] == "-delete" {
				return "", false
			}
		}
		end := "\n"
		if slices.Contains(args, "-print0") {
			end = "\x00"
		}
		var b strings.Builder
		for _, r := range roots {
			for _, n := range names {
				b.WriteString(path.Join(r, "**", n) + end)
			}
		}
		return b.String(), true
	case name == "ls" && !has("-l") && !has("-la") && !has("-al"):
		dirs := operands
		if len(dirs) == 0 {
			dirs = []string{""}
		}
		var b strings.Builder
		for _, d := range dirs {
			if d != "" && !strings.HasSuffix(d, "/") {
				b.WriteString(d + "\n")
				continue
			}
			b.WriteString(d + "*\n")
			if has("-a") || has("-A") {
				b.WriteString(d + ".*\n")
			}
		}
		return b.String(), true
	}
	return "", false
}

func split(args []string) (flags, operands []string) {
	for i, a := range args {
		switch {
		case a == "--":
			return flags, append(operands, args[i+1:]...)
		case len(a) > 1 && a[0] == '-':
			flags = append(flags, a)
		default:
			operands = append(operands, a)
		}
	}
	return flags, operands
}

// input is what a filter reads: its files, or what is piped into it.
func (t *tracer) input(name string, flags, operands []string) (string, bool) {
	switch name {
	case "tr", "sed", "awk", "grep", "openssl", "xxd", "tee":
		operands = nil // they are no files, or are looked at elsewhere
	}
	if len(operands) == 0 || len(operands) == 1 && operands[0] == "-" {
		if t.stdin == nil {
			return "", false
		}
		return t.stdin.Text, true
	}
	var b strings.Builder
	for _, o := range operands {
		f := t.file(o)
		if f == nil {
			return "", false
		}
		b.WriteString(f.Text)
	}
	return b.String(), true
}

func filter(name string, flags, operands []string, input string) (string, bool) {
	decodes := slices.ContainsFunc(flags, func(f string) bool {
		return f == "-d" || f == "-D" || f == "--decode" || f == "-di" || f == "-id" || f == "-A" && name == "openssl"
	})
	switch name {
	case "cat", "tee", "less", "more", "head", "tail", "sort", "uniq", "dd", "pv", "sponge", "fold", "nl", "stdbuf", "unbuffer", "iconv", "dos2unix":
		return input, true
	case "base64":
		if decodes {
			return decoded(base64.StdEncoding.DecodeString(clean(input)))
		}
	case "base32":
		if decodes {
			return decoded(base32.StdEncoding.DecodeString(clean(input)))
		}
	case "openssl":
		if len(operands) > 0 && (operands[0] == "base64" || operands[0] == "enc") && slices.Contains(flags, "-d") {
			return decoded(base64.StdEncoding.DecodeString(clean(input)))
		}
	case "xxd":
		if slices.ContainsFunc(flags, func(f string) bool { return strings.Contains(f, "r") }) {
			return decoded(hex.DecodeString(clean(input)))
		}
	case "rev":
		return eachLine(input, reversed), true
	case "tac":
		lines := strings.SplitAfter(strings.TrimSuffix(input, "\n"), "\n")
		slices.Reverse(lines)
		return strings.Join(lines, ""), true
	case "tr":
		return translate(flags, operands, input)
	case "sed":
		return substitute(flags, operands, input)
	}
	return "", false
}

func clean(s string) string { return strings.Join(strings.Fields(s), "") }

func decoded(b []byte, err error) (string, bool) {
	return string(b), err == nil && utf8.Valid(b) && Known(string(b))
}

func eachLine(s string, f func(string) string) string {
	lines := strings.Split(s, "\n")
	for i := range lines {
		lines[i] = f(lines[i])
	}
	return strings.Join(lines, "\n")
}

func reversed(s string) string {
	r := []rune(s)
	slices.Reverse(r)
	return string(r)
}

package permission

import (
	"path"
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/shell"
)

// unwrapAllowed strips one wrapper that allow rules see through: with the
// flags listed here and no others (group wrap-allow). last says that nothing
// further is stripped behind it.
func unwrapAllowed(words []shell.Word) (rest []shell.Word, last, ok bool) {
	if len(words) < 2 {
		return nil, false, false
	}
	return unwrapProgram(words[0].Text, words[1:])
}

func unwrapProgram(name string, args []shell.Word) (rest []shell.Word, last, ok bool) {
	switch name {
	case "timeout":
		args, ok = afterTimeout(args)
	case "nice":
		args, ok = afterNice(args)
	case "stdbuf":
		args, ok = afterStdbuf(args)
	case "nohup", "time", "noglob":
		ok = !isFlag(args[0])
	case "command", "builtin":
		for len(args) > 0 && (args[0].Text == "-p" || args[0].Text == "--") {
			args = args[1:]
		}
		ok = len(args) > 0 && !isFlag(args[0])
	case "xargs":
		ok, last = !isFlag(args[0]), true
	}
	return args, last, ok && len(args) > 0
}

func isFlag(w shell.Word) bool { return strings.HasPrefix(w.Text, "-") }

// afterTimeout skips the flags and the duration of timeout(1).
func afterTimeout(args []shell.Word) ([]shell.Word, bool) {
	for len(args) > 0 && isFlag(args[0]) {
		flag := args[0].Text
		switch {
		case slices.Contains([]string{"-v", "--verbose", "--foreground", "--preserve-status"}, flag):
			args = args[1:]
		case slices.Contains([]string{"-k", "-s", "--kill-after", "--signal"}, flag) && len(args) > 1:
			args = args[2:]
		case strings.HasPrefix(flag, "--kill-after="), strings.HasPrefix(flag, "--signal="),
			len(flag) > 2 && (flag[:2] == "-k" || flag[:2] == "-s"):
			args = args[1:]
		default:
			return nil, false
		}
	}
	if len(args) == 0 || !isDuration(args[0].Text) {
		return nil, false
	}
	args = args[1:]
	return args, len(args) > 0 && !isFlag(args[0])
}

// isDuration reports a number with an optional unit, as timeout(1) takes it.
func isDuration(s string) bool {
	if s != "" && strings.IndexByte("smhd", s[len(s)-1]) >= 0 {
		s = s[:len(s)-1]
	}
	whole, part, dot := strings.Cut(s, ".")
	return isNumber(whole) && (!dot || isNumber(part))
}

func isNumber(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

func afterNice(args []shell.Word) ([]shell.Word, bool) {
	switch first := args[0].Text; {
	case first == "-n" && len(args) > 2 && isNumber(strings.TrimPrefix(args[1].Text, "-")):
		args = args[2:]
	case len(first) > 1 && first[0] == '-' && isNumber(first[1:]):
		args = args[1:]
	}
	return args, len(args) > 0 && !isFlag(args[0])
}

func afterStdbuf(args []shell.Word) ([]shell.Word, bool) {
	n := 0
	for n < len(args) && len(args[n].Text) > 2 && args[n].Text[0] == '-' && strings.IndexByte("ioe", args[n].Text[1]) >= 0 {
		n++
	}
	args = args[n:]
	return args, n > 0 && len(args) > 0 && !isFlag(args[0])
}

// A wrapper is a program that runs another one.
type wrapper struct {
	valued   string // the flags whose value is a word of its own, each with blanks around it
	operands int    // how many words stand before the command
	script   bool   // -c takes the command as one string
}

// wrapperOf returns a program that deny and ask rules see through beyond those
// of unwrapAllowed (groups wrap-deny, wrap-ask).
func wrapperOf(name string) (w wrapper, ok bool) {
	switch name {
	case "sudo":
		w = wrapper{valued: " -u -g -p -C -h -D -R -T -U -r -t --user --group --prompt --close-from --host --chdir --chroot --command-timeout --other-user --role --type "}
	case "pkexec":
		w = wrapper{valued: " --user "}
	case "doas":
		w = wrapper{valued: " -u -C "}
	case "env":
		w = wrapper{valued: " -u -C --unset --chdir "}
	case "exec":
		w = wrapper{valued: " -a "}
	case "ionice":
		w = wrapper{valued: " -c -n --class --classdata "}
	case "watch":
		w = wrapper{valued: " -n --interval "}
	case "strace":
		w = wrapper{valued: " -e -o -s -p -E -u -P -a -O -S -I -b --output --trace "}
	case "ltrace":
		w = wrapper{valued: " -e -o -s -p -u -a -n -l "}
	case "flock":
		w = wrapper{valued: " -w -E --timeout --wait --conflict-exit-code ", operands: 1, script: true}
	case "script":
		w = wrapper{valued: " -E -I -O -B -T -m -o ", script: true}
	case "taskset":
		w = wrapper{operands: 1}
	case "chrt":
		w = wrapper{valued: " -T -P -D ", operands: 1}
	case "nsenter":
		w = wrapper{valued: " -t -S -G --target --setuid --setgid "}
	case "unshare":
		w = wrapper{valued: " -S -G -R -w --setuid --setgid --root --wd "}
	case "setsid", "nohup", "time", "nocorrect", "command", "builtin", "noglob":
	default:
		return w, false
	}
	return w, true
}

// unwrapDenied strips one wrapper that deny and ask rules see through.
func unwrapDenied(words []shell.Word) (rest []shell.Word, ok bool) {
	name := programName(words[0].Text)
	if len(words) < 2 {
		return nil, false
	}
	switch name {
	case "timeout":
		args := words[1:]
		if args[0].Text == "--" {
			args = args[1:]
		}
		return afterTimeout(args)
	case "nice", "stdbuf", "xargs":
		rest, _, ok = unwrapProgram(name, words[1:])
		return rest, ok
	case "command":
		if f := words[1].Text; f == "-v" || f == "-V" {
			return nil, false
		}
	case "time":
		if words[0].Text != "time" && isFlag(words[1]) {
			return nil, false
		}
	}
	w, known := wrapperOf(name)
	if !known {
		return nil, false
	}
	if name == "env" {
		if rest, ok := splitByEnv(words[1:], w.valued); ok {
			return rest, len(rest) > 0
		}
	}
	return afterFlags(words[1:], w.valued, w.operands, w.script)
}

// splitByEnv returns the command of env -S, which takes its words from one.
func splitByEnv(args []shell.Word, valued string) (rest []shell.Word, ok bool) {
	for i := 0; i < len(args) && (isFlag(args[i]) || isAssignment(args[i].Text)); i++ {
		text := args[i].Text
		value, long := strings.CutPrefix(text, "--split-string=")
		switch {
		case long:
		case text == "-S" || text == "--split-string":
			if i++; i == len(args) {
				return nil, false
			}
			value = args[i].Text
		case strings.HasPrefix(text, "-S"):
			value = text[2:]
		default:
			if strings.Contains(valued, " "+text+" ") {
				i++
			}
			continue
		}
		for _, text := range splitWords(value) {
			rest = append(rest, shell.Word{Text: text, Features: shell.Quoted, Start: args[i].Start, End: args[i].End})
		}
		rest = append(rest, args[i+1:]...)
		for len(rest) > 1 && isAssignment(rest[0].Text) {
			rest = rest[1:]
		}
		return rest, true
	}
	return nil, false
}

// splitWords splits a text at blanks outside of quotes, which it removes.
func splitWords(s string) (words []string) {
	var b strings.Builder
	var quote byte
	open := false
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '\\' && quote != '\'' && i+1 < len(s):
			i++
			b.WriteByte(s[i])
			open = true
		case quote == 0 && (c == ' ' || c == '\t' || c == '\n'):
			if open {
				words = append(words, b.String())
			}
			b.Reset()
			open = false
		case quote == 0 && (c == '\'' || c == '"'):
			quote, open = c, true
		case quote != 0 && c == quote:
			quote = 0
		default:
			b.WriteByte(c)
			open = true
		}
	}
	if open {
		words = append(words, b.String())
	}
	return words
}

func afterFlags(args []shell.Word, valued string, operands int, script bool) ([]shell.Word, bool) {
	for len(args) > 0 {
		text := args[0].Text
		switch {
		case script && (text == "-c" || text == "--command"):
			return args[1:], len(args) > 1
		case strings.HasPrefix(text, "-"):
			n := 1
			if strings.Contains(valued, " "+text+" ") || isCluster(text, valued) {
				n = 2
			}
			args = args[min(n, len(args)):]
		case isAssignment(text):
			args = args[1:]
		case operands > 0:
			operands--
			args = args[1:]
		case script && operands == 0 && slices.ContainsFunc(args, func(w shell.Word) bool { return w.Text == "-c" }):
			args = args[1:]
		default:
			return args, true
		}
	}
	return nil, false
}

// isCluster reports flags of one letter each, of which the last takes the next
// word, such as -iu of sudo (group fid-cluster).
func isCluster(text, valued string) bool {
	return len(text) > 2 && text[0] == '-' && text[1] != '-' &&
		!strings.Contains(valued, " "+text[:2]+" ") && strings.Contains(valued, " -"+text[len(text)-1:]+" ")
}

// behindCluster is what stands right behind such flags: the client takes that
// for the command too.
func behindCluster(words []shell.Word) []shell.Word {
	w, known := wrapperOf(programName(words[0].Text))
	for i := 1; known && i+1 < len(words) && isFlag(words[i]); i++ {
		if isCluster(words[i].Text, w.valued) {
			return words[i+1:]
		}
	}
	return nil
}

// isAssignment reports NAME=value.
func isAssignment(s string) bool {
	name, _, ok := strings.Cut(s, "=")
	name = strings.TrimSuffix(name, "+")
	if !ok || name == "" || '0' <= name[0] && name[0] <= '9' {
		return false
	}
	for i := range len(name) {
		c := name[i]
		if c != '_' && !('a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9') {
			return false
		}
	}
	return true
}

// programName is what deny and ask rules know a program by: the last element
// of its path, without .exe.
func programName(word string) string {
	if strings.IndexByte(word, '/') >= 0 {
		word = path.Base(word)
	}
	return strings.TrimSuffix(word, ".exe")
}

package permission

import (
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/shell"
)

// wrapperDoubtful tells why the client does not know what a command behind
// wrappers is: it reads fewer of their flags than they have, and takes what is
// left over for the command's name (group fid-wrapper).
func wrapperDoubtful(s *shell.Script, c *shell.Command) string {
	for words := c.Words; len(words) > 0; {
		name, args := words[0].Text, words[1:]
		if strings.HasPrefix(name, "-") {
			return "the name of a command starts with -"
		}
		if words[0].Has(shell.Variable|shell.Substitution) && readWord(s, words[0].Start, &words[0], onlyHome).runtime {
			return "the name of a command is only known when it runs"
		}
		if keyword(name) || name == "in" {
			return "a keyword of the shell stands where the name of a command belongs"
		}
		if launches(name) {
			return "what " + name + " starts is not known"
		}
		if evaluates(name) {
			return name + " evaluates its arguments as shell code"
		}
		bad := ""
		switch programName(name) {
		case "timeout":
			args, bad = skipFlags(args, timeoutFlags)
			if bad == "" && len(args) > 0 {
				if !isDuration(args[0].Text) {
					return "the duration of timeout is none"
				}
				args = args[1:]
			}
		case "env":
			args, bad = skipFlags(args, envFlags)
			for bad == "" && len(args) > 0 && isAssignment(args[0].Text) {
				args, bad = skipFlags(args[1:], envFlags)
			}
		case "stdbuf":
			args, bad = skipFlags(args, stdbufFlags)
		case "nice":
			args = skipNice(args)
		case "command", "builtin":
			ended := false
			for len(args) > 0 && (args[0].Text == "-p" || args[0].Text == "--") {
				ended = ended || args[0].Text == "--"
				args = args[1:]
			}
			if len(args) > 0 && isFlag(args[0]) && !ended {
				if f := args[0].Text; f == "-v" || f == "-V" {
					return ""
				}
				return name + " has an unknown flag"
			}
		case "xargs":
			if len(args) == 0 || isFlag(args[0]) {
				return ""
			}
			if n := args[0].Text; n == "find" || n == "jq" {
				return "what xargs adds to " + n + " may be an action"
			}
		case "nohup", "time", "noglob":
		default:
			return ""
		}
		if bad != "" {
			return name + " has a flag that hides what it runs: " + bad
		}
		words = args
	}
	return ""
}

// launches reports a program of which the client does not know how it starts
// another.
func launches(name string) bool {
	switch name {
	case "watch", "setsid", "ionice", "flock", "strace", "ltrace", "script", "taskset", "chrt", "nsenter", "unshare":
		return true
	}
	return false
}

// keyword reports a word that begins or ends a compound command where a command
// may stand.
func keyword(word string) bool {
	switch word {
	case "if", "then", "else", "elif", "fi", "for", "while", "until", "do", "done", "case", "esac", "select", "function":
		return true
	}
	return false
}

// misplacedKeyword reports a keyword behind an assignment or a redirection,
// where Bash takes it for the name of a program. The client's parser does not
// (group fid-keyword).
func misplacedKeyword(c *shell.Command) bool {
	if len(c.Words) == 0 || c.Words[0].Features != 0 || !keyword(c.Words[0].Text) {
		return false
	}
	return c.Start < c.Words[0].Start
}

// maybeDoubtful reports a command of which wrapperDoubtful and builtinDoubtful
// may have something to say though its words are plain.
func maybeDoubtful(name string) bool {
	switch programName(name) {
	case "timeout", "env", "stdbuf", "nice", "xargs", "nohup", "time", "noglob", "command", "builtin",
		"declare", "typeset", "local", "readonly", "unset", "read", "test", "[", "in":
		return true
	}
	return strings.HasPrefix(name, "-") || launches(name) || keyword(name)
}

// wrapperFlags are the flags of a wrapper that the client reads: those that
// stand alone, those whose value is the next word, and the beginnings of those
// whose value is attached.
type wrapperFlags struct{ alone, valued, attached []string }

var (
	timeoutFlags = wrapperFlags{
		alone:    []string{"-v", "--verbose", "--foreground", "--preserve-status"},
		valued:   []string{"-k", "-s", "--kill-after", "--signal"},
		attached: []string{"-k", "-s", "--kill-after=", "--signal="},
	}
	envFlags    = wrapperFlags{alone: []string{"-i", "-0", "-v"}, valued: []string{"-u"}}
	stdbufFlags = wrapperFlags{
		valued:   []string{"-i", "-o", "-e"},
		attached: []string{"-i", "-o", "-e", "--input=", "--output=", "--error="},
	}
)

// skipFlags returns what stands behind the flags, or the first flag that is
// none of them.
func skipFlags(args []shell.Word, known wrapperFlags) (rest []shell.Word, bad string) {
	for len(args) > 0 && isFlag(args[0]) {
		flag := args[0].Text
		begins := func(f string) bool { return strings.HasPrefix(flag, f) }
		switch {
		case slices.Contains(known.alone, flag):
			args = args[1:]
		case slices.Contains(known.valued, flag) && len(args) > 1:
			args = args[2:]
		case slices.Contains(known.valued, flag):
			return nil, flag
		case slices.ContainsFunc(known.attached, begins):
			args = args[1:]
		default:
			return nil, flag
		}
	}
	return args, ""
}

func skipNice(args []shell.Word) []shell.Word {
	switch {
	case len(args) > 1 && args[0].Text == "-n" && isNumber(strings.TrimPrefix(args[1].Text, "-")):
		return args[2:]
	case len(args) > 0 && isFlag(args[0]) && isNumber(args[0].Text[1:]):
		return args[1:]
	}
	return args
}

// builtinDoubtful tells why the operands of a builtin may be evaluated: the
// shell takes subscripts and arithmetic from them (group fid-builtin).
func builtinDoubtful(s *shell.Script, c *shell.Command) string {
	if len(c.Words) == 0 {
		return ""
	}
	name, args := c.Words[0].Text, c.Words[1:]
	runtime := func(w shell.Word) bool {
		return w.Has(shell.Substitution) || w.Has(shell.Variable) && readWord(s, c.Start, &w, onlyHome).runtime
	}
	evaluated := func(w shell.Word) bool { return strings.Contains(w.Text, "[") || runtime(w) }
	bad := false
	switch name {
	case "printf", "getopts", "set", "export":
		bad = slices.ContainsFunc(args, runtime)
	case "declare", "typeset", "local", "readonly":
		bad = slices.ContainsFunc(args, runtime) || slices.ContainsFunc(args, changesMeaning)
	case "unset":
		bad = slices.ContainsFunc(args, func(w shell.Word) bool {
			return w.Features != 0 || evaluated(w)
		})
	case "read":
		bad = slices.ContainsFunc(operandsOf(args, " -p -d -n -N -t -u -i -a "), evaluated)
	case "test", "[":
		bad = evaluatesTest(args, evaluated)
	}
	if name == "export" || declaration(name) {
		for i := range args {
			if args[i].Has(shell.Tilde) {
				return "it assigns a ~ that the shell expands"
			}
		}
	}
	if bad {
		return "the shell evaluates what " + name + " is given"
	}
	return ""
}

// changesMeaning reports a flag that makes a later assignment evaluate its
// value.
func changesMeaning(w shell.Word) bool {
	return isFlag(w) && strings.Trim(w.Text[1:], "xfp") != ""
}

// operandsOf returns the arguments that are neither flags nor values of one.
func operandsOf(args []shell.Word, valued string) []shell.Word {
	var out []shell.Word
	for i := 0; i < len(args); i++ {
		switch {
		case listed(valued, args[i].Text):
			i++
		case !isFlag(args[i]):
			out = append(out, args[i])
		}
	}
	return out
}

// evaluatesTest reports a test of a variable by name or of numbers whose
// operands are none.
func evaluatesTest(args []shell.Word, evaluated func(shell.Word) bool) bool {
	for i := range args {
		switch op := args[i].Text; {
		case args[i].Has(shell.Quoted):
		case op == "-v" && i+1 < len(args) && evaluated(args[i+1]):
			return true
		case isArithmeticTest(op) && i > 0 && i+1 < len(args) && !(isTestNumber(args[i-1].Text) && isTestNumber(args[i+1].Text)):
			return true
		}
	}
	return false
}

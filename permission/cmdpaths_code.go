package permission

import "strings"

// awkRunsCode tells why the client cannot tell what an awk program does, or
// returns "". It asks then, whatever rule there is for the command, even about
// programs that only seem to run something.
func (l *pathLister) awkRunsCode() string {
	for i := range l.args {
		text := l.args[i].text
		if isFlagText(text) && awkFlagRuns(text) {
			return "awk is given a program, or an extension, that is not looked at"
		}
		switch {
		case callsSystem(text):
			return "the awk program may run commands with system()"
		case awkPipes(text):
			return "the awk program may run commands in a pipe"
		case awkLoads(text):
			return "the awk program may load or call other code"
		}
	}
	return ""
}

// awkFlagRuns reports -e -f -i -l -D -E -W, in clusters too, and the long flags
// --file --exec --include --load --source --sandbox --debug, however short.
func awkFlagRuns(flag string) bool {
	if name, long := strings.CutPrefix(flag, "--"); long {
		name, _, _ = strings.Cut(name, "=")
		if name == "" {
			return false
		}
		for _, risky := range [...]string{"file", "exec", "include", "load", "source", "sandbox", "debug"} {
			if strings.HasPrefix(risky, name) {
				return true
			}
		}
		return false
	}
	for i := 1; i < len(flag); i++ {
		switch flag[i] {
		case 'F', 'v':
			return false // the rest is its value
		case 'e', 'f', 'i', 'l', 'D', 'E', 'W':
			return true
		}
	}
	return false
}

// callsSystem reports system( as a word.
func callsSystem(text string) bool {
	for {
		before, after, ok := strings.Cut(text, "system")
		if !ok {
			return false
		}
		if (before == "" || !isWordByte(before[len(before)-1])) && strings.HasPrefix(strings.TrimLeft(after, " \t\n"), "(") {
			return true
		}
		text = after
	}
}

func isWordByte(c byte) bool { return isName(c) || isDigit(c) }

// awkPipes reports a | with a string or getline somewhere behind it.
func awkPipes(program string) bool {
	_, after, ok := strings.Cut(program, "|")
	return ok && (strings.Contains(after, `"`) || strings.Contains(after, "getline"))
}

// awkLoads reports @load, @include and an indirect call @f().
func awkLoads(program string) bool {
	for {
		_, after, ok := strings.Cut(program, "@")
		if !ok {
			return false
		}
		name := strings.TrimLeft(after, " \t")
		if strings.HasPrefix(name, "load") || strings.HasPrefix(name, "include") {
			return true
		}
		name = strings.TrimLeft(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_:")
		if len(name) < len(after) && strings.HasPrefix(strings.TrimLeft(name, " \t"), "(") {
			return true
		}
		program = after
	}
}

// jqRunsCode is awkRunsCode for jq.
func (l *pathLister) jqRunsCode() string {
	for i := range l.args {
		text := l.args[i].text
		if isFlagText(text) && jqFlagReads(text) {
			return "jq is given a filter, or a file, that is not looked at"
		}
		switch {
		case callsSystem(text):
			return "the jq filter may run commands with system()"
		case hasWord(text, "include"), hasWord(text, "import"):
			return "the jq filter may load modules"
		}
	}
	return ""
}

func jqFlagReads(flag string) bool {
	if !strings.HasPrefix(flag, "--") {
		return strings.ContainsAny(flag, "fL")
	}
	flag, _, _ = strings.Cut(flag, "=")
	return listed(" --from-file --library-path --rawfile --slurpfile ", flag)
}

// hasWord reports word with nothing of a name on either side.
func hasWord(text, word string) bool {
	for {
		before, after, ok := strings.Cut(text, word)
		if !ok {
			return false
		}
		if (before == "" || !isWordByte(before[len(before)-1])) && (after == "" || !isWordByte(after[0])) {
			return true
		}
		text = after
	}
}

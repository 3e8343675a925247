package permission

import "strings"

// readOnlyTest reports [ … ] and [[ … ]] with one condition: the words between
// the brackets, and the closing one.
func readOnlyTest(name string, args []readOnlyWord) bool {
	closing := "]"
	if name == "[[" {
		closing = "]]"
	}
	if len(args) == 0 || args[len(args)-1].text != closing || args[len(args)-1].quoted {
		return false
	}
	args = args[:len(args)-1]
	for _, w := range args {
		if w.glob || hidesComment(w.text) {
			return false
		}
	}
	for len(args) > 1 && args[0].text == "!" && !args[0].quoted {
		args = args[1:]
	}
	switch len(args) {
	case 0, 1:
		return true
	case 2:
		return testsOne(args[0], args[1])
	case 3:
		return testsTwo(args[0], args[1], args[2], name == "[[")
	case 4:
		return testsOne(args[0], args[1]) && !args[2].quoted && (args[2].text == "-a" || args[2].text == "-o")
	}
	return false
}

// testsOne judges a condition such as -f x. The shell evaluates subscripts in
// the names of variables.
func testsOne(op, operand readOnlyWord) bool {
	switch {
	case op.quoted || !isOption(op.text) || op.text == "--":
		return false
	case op.text == "-v" || op.text == "-R":
		return !strings.Contains(operand.text, "[")
	case op.text == "-t":
		return isNumber(operand.text)
	}
	return true
}

// testsTwo judges a condition such as x = y. The shell evaluates what stands
// beside -eq and the like as arithmetic.
func testsTwo(left, op, right readOnlyWord, double bool) bool {
	if op.quoted {
		return false
	}
	switch op.text {
	case "=", "==", "!=", "=~":
		return true
	case "<", ">":
		return double
	}
	if isArithmeticTest(op.text) {
		return isTestNumber(left.text) && isTestNumber(right.text)
	}
	return isOption(op.text)
}

// readOnlyFind refuses the actions that run commands, write or delete, and a
// pattern, quoted though it be, anywhere but behind a test that takes one.
func readOnlyFind(args []readOnlyWord) bool {
	takesPattern := false
	for _, w := range args {
		switch w.text {
		case "-exec", "-execdir", "-ok", "-okdir", "-delete", "-fprint", "-fprint0", "-fprintf", "-fls", "-files0-from":
			if !takesPattern {
				return false
			}
		}
		if !takesPattern && strings.ContainsAny(w.text, "*?[") {
			return false
		}
		switch w.text {
		case "-newer", "-anewer", "-cnewer", "-name", "-iname", "-path", "-ipath", "-wholename", "-iwholename", "-lname", "-ilname", "-regex", "-iregex",
			"-printf", "-samefile", "-user", "-group", "-uid", "-gid", "-size", "-perm", "-links", "-inum", "-type", "-xtype",
			"-fstype", "-context", "-regextype", "-mindepth", "-used", "-amin", "-cmin", "-mmin", "-atime", "-ctime", "-mtime":
			takesPattern = !takesPattern
		default:
			rest, newer := strings.CutPrefix(w.text, "-newer")
			takesPattern = !takesPattern && newer && len(rest) == 2 &&
				strings.IndexByte("aBcm", rest[0]) >= 0 && strings.IndexByte("aBcmt", rest[1]) >= 0
		}
	}
	return true
}

// readOnlyJq refuses the flags that read other files, flags behind the filter,
// and filters that reach the environment, modules or the system.
func readOnlyJq(args []readOnlyWord) bool {
	filter := false
	for _, w := range args {
		if w.mixed || strings.Contains(w.text, "`") || reachesOut(w.text) {
			return false
		}
		switch {
		case !strings.HasPrefix(w.text, "-"), w.quoted && !readsFile(w.text):
			filter = true
		case filter || w.quoted || w.text == "-" || w.text == "--" || readsFile(w.text):
			return false
		}
	}
	return filter
}

// readsFile reports a flag of jq that names a file, or one of odd form.
func readsFile(flag string) bool {
	long, ok := strings.CutPrefix(flag, "--")
	if !ok {
		return strings.Trim(flag[1:], letters) != "" || strings.ContainsAny(flag, "fL")
	}
	for _, name := range [...]string{"from-file", "rawfile", "slurpfile", "argfile", "run-tests", "library-path"} {
		if strings.HasPrefix(long, name) {
			return true
		}
	}
	return strings.Trim(long, letters+"-") != ""
}

// reachesOut reports the words env, include and import, the variable $ENV and
// calls of system in a filter.
func reachesOut(filter string) bool {
	for i := 0; i < len(filter); {
		if strings.IndexByte(wordCharacters, filter[i]) < 0 {
			i++
			continue
		}
		start := i
		for i < len(filter) && strings.IndexByte(wordCharacters, filter[i]) >= 0 {
			i++
		}
		switch filter[start:i] {
		case "env", "include", "import":
			return true
		case "ENV":
			if start > 0 && filter[start-1] == '$' {
				return true
			}
		case "system":
			if strings.HasPrefix(strings.TrimLeft(filter[i:], " \t\n"), "(") {
				return true
			}
		}
	}
	return false
}

// readOnlySed allows two forms: printing lines by number with -n, and one
// substitution of the standard input.
func readOnlySed(args []readOnlyWord) bool {
	var script, operands = "", 0
	quiet, zero, dashes := false, false, false
	for _, w := range args {
		if expands(w.text) {
			return false
		}
		switch word := w.text; {
		case dashes || !isOption(word):
			if operands++; operands == 1 {
				script = word
			}
		case word == "--":
			dashes = true
		case word == "--quiet", word == "--silent":
			quiet = true
		case word == "--zero-terminated":
			zero = true
		case word == "--posix", word == "--regexp-extended":
		case word[1] != '-' && strings.Trim(word[1:], "nErz") == "":
			quiet = quiet || strings.Contains(word, "n")
			zero = zero || strings.Contains(word, "z")
		default:
			return false
		}
	}
	if quiet {
		return operands > 0 && printsLines(script)
	}
	return !zero && operands == 1 && substitutes(strings.TrimSpace(script))
}

// printsLines reports a script like 5p or 1,3p; 7p.
func printsLines(script string) bool {
	for command := range strings.SplitSeq(script, ";") {
		lines, ok := strings.CutSuffix(strings.Trim(command, " \t"), "p")
		first, last, span := strings.Cut(lines, ",")
		if !ok || lines != "" && !isNumber(first) || span && !isNumber(last) {
			return false
		}
	}
	return true
}

// substitutes reports s/…/…/ with flags that neither write nor execute, and
// without what could be another command to a careless reader.
func substitutes(script string) bool {
	rest, ok := strings.CutPrefix(script, "s/")
	if !ok || strings.Contains(rest, "y") && strings.ContainsAny(rest, "wWeE") {
		return false // y/…/w… is what else it might be
	}
	slashes := 0
	flags := ""
	for i := 0; i < len(rest); i++ {
		switch c := rest[i]; {
		case c == '/':
			if slashes++; slashes == 2 {
				flags = rest[i+1:]
				i = len(rest)
			}
		case c == '\\':
			if i++; i == len(rest) || rest[i] == '/' || !plainInScript(rest, i) {
				return false
			}
		case !plainInScript(rest, i):
			return false
		}
	}
	if slashes < 2 {
		return false
	}
	flags = strings.TrimLeft(flags, "gpimIM")
	if flags != "" && '1' <= flags[0] && flags[0] <= '9' {
		flags = flags[1:]
	}
	return strings.Trim(flags, "gpimIM") == ""
}

// plainInScript reports that the character at i looks like no part of an
// address and no command of its own.
func plainInScript(s string, i int) bool {
	before := byte('/')
	if i > 0 {
		before = s[i-1]
	}
	switch c := s[i]; c {
	case ';', '{', '}', '#', '`', '$', '\n', '\r':
		return false
	case '!':
		return before != '/' && !isNumber(string(before))
	case '~':
		left, right := lastOf(s[:i]), firstOf(s[i+1:])
		return !isNumber(right) || left != "," && !isNumber(left)
	case '+':
		return lastOf(s[:i]) != ","
	case 'w', 'W', 'e', 'E':
		return before != ' ' && before != '\t'
	default:
		return c < 0x7f
	}
}

// lastOf and firstOf return the character nearest to a place, blanks aside.
func lastOf(s string) string {
	s = strings.TrimRight(s, " \t")
	return s[max(len(s)-1, 0):]
}

func firstOf(s string) string {
	s = strings.TrimLeft(s, " \t")
	return s[:min(len(s), 1)]
}

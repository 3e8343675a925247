package permission

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// The conditions that some checked programs put on their arguments as a whole;
// see checkedCommand.operands.

// readsDate refuses an operand that would set the clock.
func readsDate(args []readOnlyWord) bool {
	for i := 0; i < len(args); i++ {
		switch word := args[i].text; {
		case word == "-d", word == "-r", word == "--date", word == "--reference", word == "--rfc-3339":
			i++
		case !strings.HasPrefix(word, "-") && !strings.HasPrefix(word, "+"):
			return false
		}
	}
	return true
}

func withoutNewline(args []readOnlyWord) bool {
	return !slices.ContainsFunc(args, func(w readOnlyWord) bool { return strings.Contains(w.text, "\n") })
}

func withoutTilde(args []readOnlyWord) bool {
	return !slices.ContainsFunc(args, func(w readOnlyWord) bool { return strings.HasPrefix(w.text, "~") })
}

func withoutDash(args []readOnlyWord) bool {
	return !slices.ContainsFunc(args, func(w readOnlyWord) bool { return w.text == "-" })
}

// namesTopic refuses a topic that would be a file.
func namesTopic(args []readOnlyWord) bool {
	return !slices.ContainsFunc(args, func(w readOnlyWord) bool { return strings.ContainsAny(w.text, `/\~`) })
}

// namesPage refuses a manual page that would be a file. A search may hold
// slashes.
func namesPage(args []readOnlyWord) bool {
	search := len(args) > 0 && slices.Contains([]string{"-k", "-f", "--apropos", "--whatis"}, args[0].text)
	for i, w := range args {
		if strings.Contains(w.text, `\`) || !search && strings.Contains(w.text, "/") {
			return false
		}
		if (w.text == "-s" || w.text == "-S") && i+1 < len(args) && args[i+1].text == "" || isOption(w.text) && strings.Contains(w.text, "=") {
			return false
		}
	}
	return true
}

// readsOpenFiles allows a few + flags of lsof: +m writes a mount table.
func readsOpenFiles(args []readOnlyWord) bool {
	for _, w := range args {
		if isOption(w.text) && strings.Contains(w.text, "=") {
			return false
		}
		rest, plus := strings.CutPrefix(w.text, "+")
		if !plus || rest == "" {
			continue
		}
		switch rest[0] {
		case 'D', 'd', 'E', 'M', 'e', 'w':
			if len(rest) > 1 {
				return false
			}
		case 'L', 'c', 'r':
			if strings.Trim(rest[1:], "0123456789") != "" {
				return false
			}
		case 'f':
			if strings.Trim(rest[1:], "cfgGn") != "" {
				return false
			}
		default:
			return false
		}
	}
	return true
}

// comparesNumbers refuses to compare with -eq and the like what is no number:
// the shell would evaluate it.
func comparesNumbers(args []readOnlyWord) bool {
	dashes := false
	for i, w := range args {
		if dashes && isOption(w.text) || i > 0 && isArithmeticTest(w.text) && !isTestNumber(args[i-1].text) {
			return false
		}
		dashes = dashes || w.text == "--"
	}
	return true
}

func isArithmeticTest(s string) bool {
	switch s {
	case "-eq", "-ne", "-lt", "-le", "-gt", "-ge":
		return true
	}
	return false
}

// isTestNumber reports a decimal or hexadecimal number.
func isTestNumber(s string) bool {
	s = strings.TrimPrefix(s, "-")
	if rest, ok := strings.CutPrefix(s, "0x"); ok {
		return isHex(rest)
	}
	return isNumber(s)
}

func isHex(s string) bool { return s != "" && strings.Trim(s, "0123456789abcdefABCDEF") == "" }

// printsCapability refuses the capabilities that run programs, print files or
// take over the screen.
func printsCapability(args []readOnlyWord) bool {
	for i := 0; i < len(args); i++ {
		switch args[i].text {
		case "-T":
			i++
		case "init", "reset", "clear", "smcup", "rmcup", "flash", "iprog", "if", "rf", "is1", "is2", "is3",
			"rs1", "rs2", "rs3", "mc0", "mc4", "mc5", "mc5p", "pfkey", "pfloc", "pfx":
			return false
		}
	}
	return true
}

// readOnlyXargs allows a few targets behind listed flags. What follows the
// target is not looked at.
func readOnlyXargs(args []readOnlyWord) bool {
	if hasGlob(args) || slices.ContainsFunc(args, func(w readOnlyWord) bool { return expands(w.text) }) {
		return false
	}
	for i := 0; i < len(args); i++ {
		next := ""
		if i+1 < len(args) {
			next = args[i+1].text
		}
		switch word := args[i].text; word {
		case "-":
		case "--":
			return isXargsTarget(next)
		case "-n", "-s", "-L", "-P":
			if i++; !isNumber(next) {
				return false
			}
		case "-d":
			if i++; utf8.RuneCountInString(next) != 1 {
				return false
			}
		case "-I":
			if i++; next != "{}" {
				return false
			}
		case "-E":
			if i++; next != "EOF" {
				return false
			}
		default:
			if !isOption(word) {
				return isXargsTarget(word)
			}
			if name, value, ok := strings.Cut(word, "="); ok {
				number := len(name) == 2 && strings.IndexByte("nsLP", name[1]) >= 0 && isNumber(value)
				if !number && (name != "-d" || utf8.RuneCountInString(value) != 1) {
					return false
				}
			} else if strings.Trim(word[1:], "0rtx") != "" {
				return false
			}
		}
	}
	return true
}

func isXargsTarget(name string) bool {
	switch name {
	case "echo", "printf", "wc", "grep", "egrep", "fgrep", "head", "tail":
		return true
	}
	return false
}

// hidesEnvironment refuses the BSD option e of ps, which prints environments;
// the client takes it for given in any word with an e. Next to -e nothing but
// plain flags may stand.
func hidesEnvironment(args []readOnlyWord) bool {
	all := false
	for _, w := range args {
		switch {
		case !isOption(w.text):
			if strings.ContainsAny(w.text, "eE") {
				return false
			}
		case w.text[1] != '-' && strings.Contains(w.text, "e"):
			all = true
		}
	}
	if !all {
		return true
	}
	for _, w := range args {
		if w.text != "--forest" && (!isOption(w.text) || strings.Trim(w.text[1:], "aAcdefFjlLmTHw") != "") {
			return false
		}
	}
	return true
}

// filtersSockets refuses host names in a filter of ss: they would be looked up.
func filtersSockets(args []readOnlyWord) bool {
	before := ""
	for i := 0; i < len(args); i++ {
		switch text := args[i].text; {
		case text == "-f", text == "-A", text == "--family", text == "--query", text == "--socket":
			i++
			continue
		case isOption(text):
			continue
		}
		for part := range strings.FieldsSeq(args[i].text) {
			named := false
			switch before {
			case "state", "exclude", "sport", "dport", "dev", "fwmark", "cgroup":
				named = true
			}
			switch part {
			case "state", "exclude", "sport", "dport", "dev", "fwmark", "cgroup", "dst", "src", "and", "or", "not",
				"lt", "le", "gt", "ge", "eq", "ne", "autobound":
			case "=", "==", "!=", "<", "<=", ">", ">=", "(", ")", "!":
				continue // the name still counts
			default:
				if strings.HasPrefix(part, "~") || strings.ContainsAny(part, letters) && !named {
					return false
				}
			}
			before = part
		}
	}
	return true
}

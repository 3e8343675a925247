package permission

import "strings"

// acceptsEdit reports whether mode acceptEdits lets the command run without a
// question when its files lie in the working directories. args stands behind
// the wrappers and variables that allow rules see through; bare says that there
// are none, and no here-string, and that the program's name is not quoted.
func acceptsEdit(args []pathWord, bare bool) bool {
	if len(args) == 0 {
		return false
	}
	switch args[0].text {
	case "mkdir", "rm", "rmdir":
		return true
	case "mv", "cp":
		_, ok, _ := commandPaths(args)
		return ok
	case "touch":
		return bare && plainOperands(args[1:])
	case "sed":
		return sedReplaces(args[1:])
	}
	return false
}

// plainOperands reports words that can be nothing but names: touch is among the
// commands of acceptEdits only in this form, unlike the others.
func plainOperands(args []pathWord) bool {
	for i := range args {
		text := args[i].text
		if text == "" {
			return false
		}
		if c := text[0]; !isName(c) && !isDigit(c) && strings.IndexByte("./~", c) < 0 && !(c == '$' && args[i].variable) {
			return false
		}
	}
	return true
}

// sedReplaces reports sed with one s command that can do nothing but replace
// text, and flags that do not change what it does.
func sedReplaces(args []pathWord) bool {
	script, inPlace, plain := false, false, false
	for i := range args {
		text := args[i].text
		switch {
		case !plain && text == "--":
			plain = true
		case !plain && isFlagText(text):
			switch text {
			case "--in-place":
				text = "-i"
			case "--regexp-extended", "--posix":
				text = "-E"
			}
			if len(text) < 2 || strings.Trim(text[1:], "iEr") != "" {
				return false
			}
			if n := strings.Count(text, "i"); n > 0 {
				if inPlace || n > 1 {
					return false
				}
				inPlace = true
			}
		case !script:
			if args[i].variable || !replacement(text) {
				return false
			}
			script = true
		case likeCommand(text):
			return false
		}
	}
	return script
}

// likeCommand reports a file that might be a sed command: the client takes the
// operands for such, up to a name that starts with w or e.
func likeCommand(name string) bool {
	if strings.ContainsAny(name, " \t;!{}#") || strings.Contains(name, "y") && strings.ContainsAny(name, "eEwW") {
		return true
	}
	for i := range len(name) {
		if name[i] >= 0x80 {
			return true
		}
	}
	rest := strings.TrimLeft(name, "0123456789,$~+")
	if rest == "" {
		return strings.ContainsAny(name, ",$~+")
	}
	switch c := rest[0]; {
	case len(rest) == 1:
		return strings.IndexByte("acdeghilnpqrtwxzACDGHINPQRTW=", c) >= 0
	case c == 'w' || c == 'W' || c == 'e':
		return true
	case c == 's' && strings.IndexByte("weWE", rest[len(rest)-1]) >= 0:
		return true
	case c == 's' || c == 'y':
		return !isWordByte(rest[1])
	}
	return false
}

// replacement reports s/pattern/text/flags. What might be a second command, an
// address, a comment or another delimiter is refused wherever it stands.
func replacement(script string) bool {
	script = strings.Trim(script, " \t")
	rest, ok := strings.CutPrefix(script, "s/")
	if !ok || strings.Count(rest, "/") != 2 || strings.ContainsAny(rest, ";{}#\n\r") ||
		strings.Contains(rest, "y") && strings.ContainsAny(rest, "eEwW") {
		return false
	}
	before := byte('/')
	for i := 0; i < len(rest); i++ {
		c := rest[i]
		if c >= 0x80 || suspicious(before, c) {
			return false
		}
		if c == '\\' && i+1 < len(rest) {
			i++
			if c = rest[i]; c >= 0x80 || strings.IndexByte("/|#%@", c) >= 0 {
				return false
			}
		}
		if c != ' ' || before != ',' {
			before = c
		}
	}
	flags := rest[strings.LastIndexByte(rest, '/')+1:]
	digits := 0
	for i := range len(flags) {
		switch c := flags[i]; {
		case strings.IndexByte("gimpIM", c) >= 0:
		case '1' <= c && c <= '9':
			digits++
		default:
			return false
		}
	}
	return digits < 2
}

// suspicious reports two characters that could belong to an address, or to a
// command that writes a file.
func suspicious(before, c byte) bool {
	switch c {
	case '!':
		return isDigit(before) || before == '$' || before == '/'
	case '+', '~':
		return before == ',' || c == '~' && isDigit(before)
	case 'w', 'W', 'e', 'E':
		return before == ' ' || before == '\t'
	}
	return false
}

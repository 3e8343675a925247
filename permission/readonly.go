package permission

import "strings"

// A readOnlyWord is one word of a simple command after quote removal. glob
// reports an unquoted *, ? or [ in it, quoted any quotes or backslashes.
type readOnlyWord struct {
	text   string
	glob   bool
	quoted bool
	// mixed reports quotes around a part of the word only, or a backslash
	// before a quote within double quotes.
	mixed bool
}

// readOnly reports whether the client runs a simple command without a
// question and without any rule (groups ro, ro-git, m-ro-*). Whether the files
// it names lie in the working directories is judged elsewhere.
//
// The client knows three kinds of commands: those that may take any arguments,
// those that may take listed flags only, and those with a test of their own.
// Whatever is not listed here asks.
func readOnly(words []readOnlyWord) bool {
	if len(words) == 0 {
		return false
	}
	name, args := words[0].text, words[1:]
	if name == "[" || name == "[[" {
		return !words[0].quoted && readOnlyTest(name, args)
	}
	if words[0].glob {
		return false
	}
	for _, w := range args {
		if w.text == "=" && !w.quoted || hidesComment(w.text) {
			return false
		}
	}
	switch harmless(name) {
	case anyArguments:
		return true
	case noGlobs:
		return !hasGlob(args)
	}
	if c := checkedProgram(name); c != nil {
		return c.accepts(args)
	}
	switch name {
	case "git":
		c, rest := gitCommand(args)
		return c != nil && c.accepts(rest)
	case "docker":
		return readOnlyDocker(args)
	}
	if name == "cd" {
		return len(args) == 0 || len(args) == 1 && !isOption(args[0].text)
	}
	return !hasGlob(args) && readOnlyShape(words[0], args)
}

// A readOnlyPrefix is what stands before a read-only command.
type readOnlyPrefix struct {
	values  []readOnlyWord // of harmless variables
	wrapped bool           // command, builtin, noglob or timeout
	timed   bool           // timeout
}

// readOnlyBehind is readOnly for a command behind variables and wrappers. Some
// of the client's tests then no longer recognise it.
func readOnlyBehind(before readOnlyPrefix, words []readOnlyWord) bool {
	if len(words) == 0 {
		return false
	}
	name := words[0].text
	switch name {
	case "[", "[[":
		if before.wrapped || len(before.values) > 0 {
			return false
		}
	case "cd", "help", "history", "type":
		if before.timed {
			return false
		}
	case "hostname", "jq", "uniq":
		if len(before.values) > 0 {
			return false
		}
	}
	if len(before.values) > 0 {
		c := checkedProgram(name)
		checked := c != nil || name == "git" || name == "sed" || name == "xargs" ||
			name == "docker" && len(words) > 1 && words[1].text != "ps" && words[1].text != "images"
		globs := harmless(name) == anyArguments || c != nil && c.globs || name == "cd"
		for _, v := range before.values {
			if v.glob && !globs || checked && (before.wrapped || strings.Contains(v.text, "`")) {
				return false
			}
		}
	}
	return readOnly(words)
}

func hasGlob(words []readOnlyWord) bool {
	for _, w := range words {
		if w.glob {
			return true
		}
	}
	return false
}

// hidesComment reports a # at the start of a later line, behind which a reader
// of the command would not look.
func hidesComment(s string) bool {
	for {
		_, rest, ok := strings.Cut(s, "\n")
		if !ok {
			return false
		}
		s = rest
		if strings.HasPrefix(strings.TrimLeft(s, " \t"), "#") {
			return true
		}
	}
}

// A checkedCommand may take the listed flags only.
type checkedCommand struct {
	name string
	// flags holds the flags, between blanks. The character behind a flag says
	// what value it takes: none, "#" a number, ":" a text, "%" a format of git.
	// A flag with "=" in it has just that value.
	flags string
	// numbers allows -5, glued allows -A5.
	numbers, glued bool
	// globs allows unquoted patterns.
	globs bool
	// operands is a condition on all the arguments; nil for none.
	operands func(args []readOnlyWord) bool
}

// accepts reports whether all arguments are known to be harmless.
func (c *checkedCommand) accepts(args []readOnlyWord) bool {
	for i := range args {
		if args[i].glob && !c.globs || expands(args[i].text) {
			return false
		}
	}
	for i := 0; i < len(args); i++ {
		word := args[i].text
		if word == "--" {
			break
		}
		if !isOption(word) {
			continue
		}
		name, value, glued := strings.Cut(word, "=")
		kind, known := c.flag(name)
		switch {
		case !known:
			if exact, ok := c.flag(word); !(ok && exact == flagAlone) && !c.acceptsCluster(word) {
				return false
			}
		case kind == flagAlone:
			if glued {
				return false
			}
		default:
			if !glued {
				if i++; i == len(args) {
					return false
				}
				value = args[i].text
			}
			if !c.validValue(kind, name, value, glued) {
				return false
			}
		}
	}
	return c.operands == nil || c.operands(args)
}

// expands reports what the client takes for an expansion even within quotes.
func expands(s string) bool {
	if strings.ContainsAny(s, "$`") {
		return true
	}
	return strings.Contains(s, "{") && (strings.Contains(s, ",") || strings.Contains(s, ".."))
}

// isOption reports a word that begins with "-" and is more than that.
func isOption(s string) bool { return len(s) > 1 && s[0] == '-' }

// acceptsCluster reports several flags in one word, such as -la, all of them
// without a value; or a number, or a flag with a number.
func (c *checkedCommand) acceptsCluster(word string) bool {
	if c.numbers && isNumber(word[1:]) {
		return true
	}
	if len(word) < 3 || word[1] == '-' {
		return false
	}
	if c.glued && isNumber(word[2:]) {
		if kind, ok := c.flag(word[:2]); ok && kind != flagAlone {
			return true
		}
	}
	for i := 1; i < len(word); i++ {
		if kind, ok := c.shortFlag(word[i]); !ok || kind != flagAlone {
			return false
		}
	}
	return true
}

const (
	flagAlone  = 0
	flagNumber = '#'
	flagText   = ':'
	flagFormat = '%'
)

// flag returns the kind of value that a flag takes.
func (c *checkedCommand) flag(name string) (kind byte, ok bool) {
	if strings.IndexByte("#:%", name[len(name)-1]) >= 0 {
		return 0, false
	}
	for rest := c.flags; rest != ""; {
		i := strings.Index(rest, name)
		if i < 0 {
			return 0, false
		}
		before := i == 0 || isBlank(rest[i-1])
		rest = rest[i+len(name):]
		if !before {
			continue
		}
		switch {
		case rest == "" || isBlank(rest[0]):
			return flagAlone, true
		case strings.IndexByte("#:%", rest[0]) >= 0 && (len(rest) == 1 || isBlank(rest[1])):
			return rest[0], true
		}
	}
	return 0, false
}

func (c *checkedCommand) shortFlag(letter byte) (kind byte, ok bool) {
	name := [2]byte{'-', letter}
	return c.flag(string(name[:]))
}

func isBlank(c byte) bool { return c == ' ' || c == '\t' || c == '\n' }

// validValue reports a value that the flag may have. A value never begins
// with "-", but for the order in which git sorts, as in --sort=-committerdate.
func (c *checkedCommand) validValue(kind byte, name, value string, glued bool) bool {
	if kind == flagNumber {
		return isNumber(value)
	}
	if strings.HasPrefix(value, "-") {
		return c.numbers && glued && name == "--sort" && len(value) > 1 && isLetter(value[1])
	}
	return kind != flagFormat || isGitFormat(value)
}

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

package permission

import "github.com/gatehouse-go/gatehouse/internal/shell"

// A shape says how little there is to know about a command. Most are made of
// words that are just what they look like, and run a program that is in none of
// the tables here: it is found out once, and then every check passes them over.
type shape uint8

const (
	odd      shape = iota // each check has to look
	ordinary              // see isOrdinary
	fileless              // and it names no file that the client sees
)

// shape is odd where it has not been found out.
func (b *bashCall) shape(i int) shape {
	if b.shapes == nil {
		return odd
	}
	return b.shapes[i]
}

func (b *bashCall) findShapes() {
	if b.p.plodding {
		return
	}
	b.shapes = zeroed(&b.memory().shapes, len(b.script.Commands))
	for i := range b.script.Commands {
		switch c := &b.script.Commands[i]; {
		case !isOrdinary(b.script, c):
		case namesFiles(c.Words):
			b.shapes[i] = ordinary
		default:
			b.shapes[i] = fileless
		}
	}
}

// isOrdinary reports a command of words that are just what they look like, one
// blank apart, with nothing around them. Its program does not run, evaluate or
// remove anything, and does not change the directory.
func isOrdinary(s *shell.Script, c *shell.Command) bool {
	if len(c.Words) == 0 || len(c.Assigns)+len(c.Redirs) > 0 || c.Time || c.Context&(shell.InCoproc|shell.InRegexp) != 0 {
		return false
	}
	end := c.Words[0].Start - 1
	for i := range c.Words {
		w := &c.Words[i]
		if w.Features != 0 || w.Start != end+1 || w.End-w.Start != len(w.Text) || w.Text == "" || w.Text[0] == '=' || i > 0 && s.Source[end] != ' ' {
			return false
		}
		for k := range len(w.Text) {
			if w.Text[k] == '$' || w.Text[k] <= ' ' {
				return false
			}
		}
		end = w.End
	}
	return isOrdinaryProgram(c.Words[0].Text)
}

func isOrdinaryProgram(name string) bool {
	for i := range len(name) {
		if c := name[i]; (c < 'a' || 'z' < c) && (c < '0' || '9' < c) && c != '-' && c != '_' && c != '+' {
			return false // a path, or perhaps another name to some
		}
	}
	switch name {
	case "cd", "pushd", "popd", "rm", "rmdir":
		return false
	}
	return !evaluates(name) && !maybeDoubtful(name) && !runsArguments(name) && !isShell(name)
}

// namesFiles reports a command of which listPaths may find files, or ask about.
func namesFiles(words []shell.Word) bool {
	name := words[0].Text
	switch name {
	case "find", "sed", "jq", "awk", "gawk", "mawk", "nawk", "man", "tr", "mkdir", "touch", "tee", "cp", "mv", "ls":
		return true
	case "git":
		return len(words) > 1 && (isFlag(words[1]) || words[1].Text == "diff" || words[1].Text == "grep")
	}
	if _, known := operandFlags(name); known {
		return len(words) > 1
	}
	_, known := matcherOf(name)
	return known
}

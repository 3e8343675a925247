package permission

import (
	"path"
	"strings"
)

// A pathWord is one word of a simple command, after quote removal.
type pathWord struct {
	text         string
	glob         bool // an unquoted *, ? or [
	quoted       bool // some of it was quoted
	variable     bool // text holds a $… that the shell expands
	known        bool // nothing in it is decided when the command runs
	substitution bool // text holds a $(…) or `…`
}

// A pathUse is a file that a command's arguments name. The client applies
// Read deny rules where read is set and Edit deny rules where edit is set.
// Against the working directories and the protected paths it takes the file
// for one to write where write is set: of `cp a b`, the file a too.
type pathUse struct {
	word   int    // index of the word; -1: the directory that the command works in by default
	text   string // the path as written, after quote removal; perhaps a part of the word, as in --file=x
	read   bool
	edit   bool
	write  bool
	create bool // mkdir and touch: the file need not exist
}

const (
	useRead  = 1 << iota // read
	useEdit              // edit
	useWrite             // write
	useNew               // create
)

// A pathLister collects the files of one command.
type pathLister struct {
	args []pathWord // without the program's name
	uses []pathUse
}

func (l *pathLister) add(word int, text string, kind int) {
	if word >= 0 {
		word++
	}
	l.uses = append(l.uses, pathUse{
		word: word, text: text,
		read: kind&useRead != 0, edit: kind&useEdit != 0, write: kind&useWrite != 0, create: kind&useNew != 0,
	})
}

// commandPaths returns the files that the client looks at for a simple
// command, args[0] being the program's name; wrappers are stripped before. ok
// is false when the client asks about the command whatever rule for it there
// is, with why; deny rules hold for uses even so.
func commandPaths(args []pathWord) (uses []pathUse, ok bool, why string) { return listPaths(args, nil) }

// listPaths is commandPaths with room for uses.
func listPaths(args []pathWord, room []pathUse) (uses []pathUse, ok bool, why string) {
	if len(args) == 0 || args[0].variable {
		return nil, true, ""
	}
	l := pathLister{args: args[1:], uses: room[:0]}
	name := args[0].text
	switch name {
	case "find":
		l.find()
	case "sed":
		l.sed()
	case "jq":
		l.jq()
		why = l.jqRunsCode()
	case "awk", "gawk", "mawk", "nawk":
		m, _ := matcherOf(name)
		l.match(&m, 0)
		why = l.awkRunsCode()
	case "man":
		l.man()
	case "git":
		l.git()
	case "cd":
		why = l.cd()
	case "tr":
		l.tr()
	case "mkdir", "touch":
		l.operands("", useEdit|useWrite|useNew)
	default:
		// These the client knows in every directory: /opt/x/rm is rm.
		base := name
		if strings.IndexByte(name, '/') >= 0 {
			base = path.Base(name)
		}
		switch base {
		case "rm", "rmdir":
			l.operands("", useEdit|useWrite)
			return l.uses, true, ""
		case "tee":
			l.tee()
			return l.uses, true, ""
		case "cp", "mv":
			why = l.copyOrMove(base)
			return l.uses, why == "", why
		}
		if valued, known := operandFlags(name); known {
			l.operands(valued, useRead)
			if name == "ls" && len(l.uses) == 0 {
				l.add(-1, ".", useRead)
			}
		} else if m, known := matcherOf(name); known {
			l.match(&m, 0)
		}
	}
	return l.uses, why == "", why
}

func isFlagText(text string) bool { return strings.HasPrefix(text, "-") }

// listed reports that a blank-separated list with blanks around it names flag.
func listed(list, flag string) bool {
	for list != "" && flag != "" {
		i := strings.Index(list, flag)
		if i < 0 {
			return false
		}
		end := i + len(flag)
		if i > 0 && list[i-1] == ' ' && end < len(list) && list[end] == ' ' {
			return true
		}
		list = list[end:]
	}
	return false
}

// listedShort is listed for the flag of one letter.
func listedShort(list string, letter byte) bool {
	for i := 0; i+3 < len(list); i++ {
		if list[i] == ' ' && list[i+1] == '-' && list[i+2] == letter && list[i+3] == ' ' {
			return true
		}
	}
	return false
}

// takesNext reports that the value of flag is the next word: of a long flag, or
// of the last in a cluster of short ones.
func takesNext(valued, flag string) bool {
	if strings.HasPrefix(flag, "--") || len(flag) == 2 {
		return listed(valued, flag)
	}
	for i := 1; i < len(flag); i++ {
		if listedShort(valued, flag[i]) {
			return i == len(flag)-1
		}
	}
	return false
}

// operands takes all operands for files. The value of a flag is skipped only
// ahead of the first operand: behind it the client takes it for a file.
func (l *pathLister) operands(valued string, kind int) {
	found := false
	for i := 0; i < len(l.args); i++ {
		text := l.args[i].text
		switch {
		case text == "--":
			for i++; i < len(l.args); i++ {
				l.add(i, l.args[i].text, kind)
			}
		case !isFlagText(text):
			found = true
			l.add(i, text, kind)
		case !found && valued != "" && takesNext(valued, text):
			i++
		}
	}
}

// match reads the words from index first on as those of grep and the like.
func (l *pathLister) match(m *matcher, first int) {
	given, operand, recursive, files := false, false, m.root, 0
	for i := first; i < len(l.args); i++ {
		text := l.args[i].text
		switch {
		case text == "--":
			for i++; i < len(l.args); i++ {
				if !given {
					given = true
					continue
				}
				l.add(i, l.args[i].text, useRead)
				files++
			}
		case !isFlagText(text):
			operand = true
			if given {
				l.add(i, text, useRead)
				files++
			}
			given = true
		default:
			if text == "-r" || text == "-R" || text == "--recursive" {
				recursive = recursive || m.cluster
			}
			i += l.matchFlag(m, i, !operand, &given)
		}
	}
	if recursive && files == 0 {
		l.add(-1, ".", useRead)
	}
}

// matchFlag reads the flag at index i and returns how many words its value
// takes. Behind the first operand (early is false) a value of its own counts
// as an operand.
func (l *pathLister) matchFlag(m *matcher, i int, early bool, given *bool) int {
	text := l.args[i].text
	flag, value, attached := text, "", false
	switch {
	case strings.HasPrefix(text, "--"):
		flag, value, attached = strings.Cut(text, "=")
	case m.cluster && len(text) > 2 && (text[1] == 'e' || text[1] == 'f'):
		flag, value, attached = text[:2], text[2:], true
	case m.cluster && len(text) > 2 && (text[len(text)-1] == 'e' || text[len(text)-1] == 'f'):
		flag = "-" + text[len(text)-1:] // a cluster; the client sees no others
	}
	file := listed(m.files, flag)
	if early && listed(m.given, flag) {
		*given = true
	}
	switch {
	case attached && file:
		if early || listed(m.given, flag) {
			l.add(i, value, useRead)
		}
	case attached || !early || i+1 >= len(l.args):
	case file:
		l.add(i+1, l.args[i+1].text, useRead)
		return 1
	case listed(m.valued, flag):
		return 1
	}
	return 0
}

// cd names one directory, or none: home.
func (l *pathLister) cd() (why string) {
	target, n, plain := -1, 0, false
	for i := range l.args {
		text := l.args[i].text
		switch {
		case !plain && text == "--":
			plain = true
		case plain || text == "-" || !isFlagText(text):
			target = i
			n++
		}
	}
	switch {
	case n == 0:
		l.add(-1, "~", useRead)
	case n > 1:
		return "cd is given two or more directories"
	case l.args[target].text != "-":
		l.add(target, l.args[target].text, useRead)
	}
	return ""
}

// man reads every word with a slash: a page by its path.
func (l *pathLister) man() {
	for i := range l.args {
		text := l.args[i].text
		if isFlagText(text) {
			if _, value, ok := strings.Cut(text, "="); ok {
				text = value
			} else {
				text = text[min(2, len(text)):]
			}
		}
		if strings.Contains(text, "/") {
			l.add(i, text, useRead)
		}
	}
}

// tee writes its operands, but for the terminal's devices.
func (l *pathLister) tee() {
	l.operands("", useEdit|useWrite)
	kept := l.uses[:0]
	for _, u := range l.uses {
		switch u.text {
		case "/dev/null", "/dev/stdout", "/dev/stderr", "/dev/tty":
		default:
			kept = append(kept, u)
		}
	}
	l.uses = kept
}

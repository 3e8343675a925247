package hooks

import (
	"errors"
	"io/fs"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
)

// A missingFile is a program that cannot be run, or a script.
type missingFile struct {
	what, hint string
	program    bool // what a script that does not exist leads to is up to the program
}

// missing says why the program of a hook cannot be run, or the script that it is
// given. It says nothing where that cannot be told from the text.
func (o LintOptions) missing(h *Hook) (m missingFile) {
	if o.Stat == nil || runtime.GOOS == "windows" || h.Shell == "powershell" {
		return m
	}
	words, inShell := h.Args, h.Args == nil
	if inShell {
		words = o.shellWords(h.Command)
	} else {
		words = append([]string{o.expand(h.Command)}, words...)
	}
	if len(words) == 0 || words[0] == "" || inShell && (slices.Contains(shellWords, words[0]) || strings.Contains(words[0], "=")) {
		return m
	}
	program := words[0]
	if !strings.Contains(program, "/") {
		if !slices.ContainsFunc(o.Path, func(dir string) bool { return o.problem(filepath.Join(dir, program), true) == "" }) && len(o.Path) > 0 {
			return missingFile{"there is no program " + quoted(program) + " in the path", "install it, or write its full path", true}
		}
	} else if problem := o.problem(o.absolute(program), true); problem != "" {
		return missingFile{quoted(program) + " " + problem, remedy(problem), true}
	}
	if !slices.Contains(interpreters, filepath.Base(program)) || len(words) < 2 || words[1] == "" || words[1][0] == '-' {
		return m
	}
	script := o.expand(words[1])
	if inShell {
		script = words[1]
	}
	if problem := o.problem(o.absolute(script), false); script != "" && problem != "" {
		return missingFile{quoted(script) + " " + problem, remedy(problem), false}
	}
	return m
}

const (
	doesNotExist  = "does not exist"
	isFolder      = "is a folder"
	notExecutable = "is not executable"
)

func remedy(problem string) string {
	if problem == notExecutable {
		return "chmod +x it"
	}
	return "correct the path"
}

// problem looks at a file. What cannot be looked at may exist.
func (o LintOptions) problem(name string, execute bool) string {
	info, err := o.Stat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return doesNotExist
	case err != nil:
		return ""
	case info.IsDir():
		return isFolder
	case execute && info.Mode()&0o111 == 0:
		return notExecutable
	}
	return ""
}

func (o LintOptions) absolute(name string) string {
	if filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(o.Project, name)
}

// interpreters run the file that is their first argument.
var interpreters = []string{"sh", "bash", "dash", "zsh", "ksh", "python", "python3", "node", "ruby", "perl", "php", "deno", "bun"}

// shellWords are words that a line can begin with and that are no programs.
var shellWords = []string{
	"!", ".", ":", "[", "[[", "alias", "bg", "break", "builtin", "case", "cd", "command", "continue", "declare",
	"do", "done", "echo", "elif", "else", "esac", "eval", "exec", "exit", "export", "false", "fg", "fi", "for",
	"function", "getopts", "hash", "if", "jobs", "kill", "let", "local", "printf", "pwd", "read", "readonly",
	"return", "select", "set", "shift", "source", "test", "then", "time", "times", "trap", "true", "type",
	"typeset", "ulimit", "umask", "unset", "until", "wait", "while", "{", "}",
}

// expand puts in the one variable that the client replaces where there is no
// shell. It is "" if there are others in braces.
func (o LintOptions) expand(text string) string {
	if o.Project != "" {
		text = strings.ReplaceAll(text, "${CLAUDE_PROJECT_DIR}", o.Project)
	}
	if strings.Contains(text, "${") {
		return ""
	}
	return text
}

// shellWords reads the words of the first command of a line for the shell, up to
// the first thing that is not plain text: what cannot be told is "".
func (o LintOptions) shellWords(line string) []string {
	var words []string
	for {
		line = strings.TrimLeft(line, " \t")
		word, rest, ok := o.shellWord(line)
		if !ok {
			return append(words, "")
		}
		if word == "" && rest == line {
			return words
		}
		words, line = append(words, word), rest
	}
}

// shellWord reads one word. It reports false where the shell would put in
// something that is not known here.
func (o LintOptions) shellWord(line string) (word, rest string, ok bool) {
	var b strings.Builder
	var quote byte
	i := 0
	for ; i < len(line); i++ {
		c := line[i]
		switch {
		case quote == '\'' && c != '\'', quote == '"' && c != '"' && c != '$' && c != '\\' && c != '`':
			b.WriteByte(c)
		case c == quote:
			quote = 0
		case quote == 0 && (c == '\'' || c == '"'):
			quote = c
		case c == '\\' && quote == 0 && i+1 < len(line):
			i++
			b.WriteByte(line[i])
		case c == '$':
			value, n := o.variable(line[i+1:])
			if value == "" || quote == 0 && strings.ContainsAny(value, " \t*?[") {
				return "", "", false
			}
			b.WriteString(value)
			i += n
		case c == '~' && i == 0 && o.Home != "" && (len(line) == 1 || line[1] == '/' || line[1] == ' '):
			b.WriteString(o.Home)
		case strings.IndexByte("`\\*?[]{}()~!#", c) >= 0:
			return "", "", false
		case strings.IndexByte(" \t\r\n;&|<>", c) >= 0:
			return b.String(), line[i:], true
		default:
			b.WriteByte(c)
		}
	}
	return b.String(), "", quote == 0
}

// variable returns the value of the variable that a text begins with, and how
// long its name is.
func (o LintOptions) variable(text string) (value string, length int) {
	for name, value := range map[string]string{"CLAUDE_PROJECT_DIR": o.Project, "HOME": o.Home} {
		if strings.HasPrefix(text, "{"+name+"}") {
			return value, len(name) + 2
		}
		if rest, ok := strings.CutPrefix(text, name); ok && (rest == "" || strings.IndexByte("/\"' \t.;", rest[0]) >= 0) {
			return value, len(name)
		}
	}
	return "", 0
}

package envguard

import (
	"errors"
	"path"
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/shell"
)

// A Program is one program that a command line would start.
type Program struct {
	Name      string   // without its folder: "rm" for /bin/rm
	Args      []Word   // without the program
	Environ   []string // NAME=value before it, where the value is known
	Redirects []Redirect
	Input     bool // a pipe, a file or a here-document feeds it
	// Dirs are the folders that it may run in: absolute, or "" where the folder is only
	// known when it runs. There are several after "cd x && …", since cd may fail; the
	// last one is where it runs if nothing does.
	Dirs    []string
	Through []string // what it was found in, outermost first, such as "bash" or "xargs"
}

// A Word is an argument, or the target of a redirection.
type Word struct {
	Text    string // after expansion; of an unknown one, what is known stands around "…"
	Known   bool   // the text is what the program gets
	Pattern bool   // the shell would expand it to names of files
}

// A Redirect is a redirection to or from a file.
type Redirect struct {
	Op     string // as in the shell, such as ">" or ">>"
	Target Word
}

// ErrUnfollowed is returned by [Judge.Programs] for a command line that would start
// programs which are only known when it runs.
var ErrUnfollowed = errors.New("a part of the command is only known when it runs")

// Programs lists the programs that a command line would start when it runs in s, in
// any of its branches: those of nested shells, of ssh and containers, and of wrappers
// such as sudo and xargs, beside the wrappers themselves. What find would run on the
// files it finds stands among the words of find. What a program does by itself is
// not seen.
//
// With [ErrUnfollowed] the list holds what is known.
func (j *Judge) Programs(s Surroundings, command string) ([]Program, error) {
	var list []Program
	w := j.walk(s)
	w.command = command
	w.visit = func(e *shell.Execution, name string) { list = append(list, w.programOf(e, name)) }
	executions, err := shell.Trace(command, traceVariables(s, command))
	if err != nil {
		return nil, ErrUnfollowed
	}
	for _, e := range executions {
		w.root, w.at = e, Environment{}
		w.execution(e, 0)
	}
	if slices.ContainsFunc(w.ops, func(o Operation) bool { return strings.HasPrefix(o.Kind, "shell.") || o.Kind == "curl.sh" }) {
		return list, ErrUnfollowed
	}
	return list, nil
}

func (w *walker) programOf(e *shell.Execution, name string) Program {
	p := Program{Name: name, Through: slices.Clone(e.Through), Input: e.Stdin != nil}
	for i, a := range e.Args[1:] {
		p.Args = append(p.Args, wordOf(a, i+1 < len(e.Globs) && e.Globs[i+1]))
	}
	for _, a := range e.Assigns {
		if shell.Known(a) {
			p.Environ = append(p.Environ, a)
		}
	}
	for _, r := range e.Redirs {
		p.Redirects = append(p.Redirects, Redirect{Op: r.Op, Target: wordOf(r.Target, r.Glob)})
		p.Input = p.Input || r.Op == "<"
	}
	dirs := e.Dirs
	if len(dirs) == 0 {
		dirs = []string{""}
	}
	for _, d := range dirs {
		switch {
		case !shell.Known(d):
			d = ""
		case !path.IsAbs(d):
			d = path.Join(w.s.Dir, d)
		}
		if !slices.Contains(p.Dirs, d) {
			p.Dirs = append(p.Dirs, d)
		}
	}
	return p
}

func wordOf(text string, pattern bool) Word {
	return Word{Text: strings.ReplaceAll(text, shell.Unknown, "…"), Known: shell.Known(text), Pattern: pattern}
}

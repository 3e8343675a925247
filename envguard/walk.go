package envguard

import (
	"path"
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/shell"
)

// Limits of a walker: what leads further is an operation that cannot be judged.
const (
	maxWalkDepth = 24
	maxWalked    = 2000
)

// A walker judges one command line: each command that it may run, and those that
// these run in turn.
type walker struct {
	j       *Judge
	s       Surroundings
	command string
	ops     []Operation
	seen    map[string]bool
	alone   bool // the line is one simple command
	budget  int
	scripts int                            // scripts of the project that are being read
	root    *shell.Execution               // the command of the line that is being judged
	at      Environment                    // what it touches
	visit   func(*shell.Execution, string) // is told of each program, unless it is nil
}

func (j *Judge) walk(s Surroundings) *walker {
	if len(j.names) > 0 {
		s.Names = append(slices.Clip(s.Names), j.names...)
	}
	return &walker{j: j, s: s, budget: maxWalked}
}

// dir is the last folder that a command may run in.
func (w *walker) dir(e *shell.Execution) string {
	dir := w.s.Dir
	if e != nil && len(e.Dirs) > 0 {
		if last := e.Dirs[len(e.Dirs)-1]; shell.Known(last) {
			if path.IsAbs(last) {
				return last
			}
			return path.Join(dir, last)
		}
	}
	return dir
}

// readFile returns a file of the project, if there is one.
func (w *walker) readFile(e *shell.Execution, name string) (string, bool) {
	if w.s.ReadFile == nil || !shell.Known(name) || name == "" {
		return "", false
	}
	if !path.IsAbs(name) {
		name = path.Join(w.dir(e), name)
	}
	b, err := w.s.ReadFile(name)
	if err != nil || len(b) > 1<<20 {
		return "", false
	}
	return string(b), true
}

// execution judges one command and all that it leads to.
func (w *walker) execution(e *shell.Execution, depth int) {
	if !(w.alone && depth == 0) && w.repeated(e) {
		return
	}
	if w.budget--; w.budget < 0 || depth > maxWalkDepth {
		w.note(e, Operation{Kind: "shell.deep", Class: Execute, Severity: Medium, Why: "it leads to more commands than can be followed"})
		return
	}
	w.assignments(e, depth)
	w.redirections(e)
	if len(e.Args) == 0 || e.Args[0] == "" {
		return
	}
	name := lookupName(e.Args[0])
	if !shell.Known(e.Args[0]) && !shell.Known(name) || name == "" {
		if n := len(e.Through); len(e.Args) == 1 && n > 0 && e.Through[n-1] == "eval" {
			return // eval itself is judged
		}
		if len(e.Args) > 1 || e.Args[0] == shell.Unknown {
			w.note(e, Operation{Kind: "shell.unknown", Class: Execute, Severity: Medium, Why: "the program is only known when it runs", Safer: "write the command out"})
		}
		return
	}
	if e.Defined(e.Args[0]) {
		return // the calls of its body are there of their own
	}
	if w.visit != nil {
		w.visit(e, name)
	}
	args := e.Args[1:]
	if name == "compose" {
		e = altered(e, append([]string{"docker", "compose"}, args...), "")
		name, args = "docker", e.Args[1:]
	}
	if len(e.Globs) > 0 && e.Globs[0] && name != "[" && name != "[[" {
		w.note(e, Operation{Kind: "shell.unknown", Class: Execute, Severity: Medium, Why: "the program's name is a pattern", Safer: "write the command out"})
		return
	}
	if other := e.Program(e.Args[0]); other != "" && path.Base(other) != name {
		w.inner(e, append([]string{other}, args...), name, depth)
		return
	}
	if f := e.File(e.Args[0]); f != nil && strings.Contains(e.Args[0], "/") {
		w.stream(e, f, "the file "+e.Args[0], e.Args, depth)
		return
	}
	if w.unwrap(e, name, args, depth) {
		return
	}
	w.program(e, name, args, depth)
}

// repeated reports a command that was judged before.
func (w *walker) repeated(e *shell.Execution) bool {
	var key strings.Builder
	for _, a := range e.Args {
		key.WriteString(a + "\x00")
	}
	for _, a := range e.Assigns {
		key.WriteString("\x01" + a)
	}
	if e.Stdin != nil {
		key.WriteString("\x02" + e.Stdin.Text)
	}
	for _, r := range e.Redirs {
		key.WriteString("\x03" + r.Op + r.Target)
	}
	for _, a := range e.Args {
		if f := e.File(a); f != nil { // it may have been written anew
			key.WriteString("\x05" + f.Text)
		}
	}
	for _, d := range e.Dirs {
		key.WriteString("\x04" + d)
	}
	if w.seen[key.String()] {
		return true
	}
	if w.seen == nil {
		w.seen = map[string]bool{}
	}
	w.seen[key.String()] = true
	return false
}

// inner judges a command that another one runs.
func (w *walker) inner(e *shell.Execution, args []string, through string, depth int) {
	if len(args) > 0 {
		w.execution(altered(e, args, through), depth+1)
	}
}

// altered is the same execution with other words. Variables that stand before the
// outer command count for the inner one.
func altered(e *shell.Execution, args []string, through string) *shell.Execution {
	out := *e
	out.Args, out.Redirs = args, nil
	out.Globs = make([]bool, len(args))
	if n := len(e.Args) - len(args); n >= 0 && len(e.Globs) == len(e.Args) && slices.Equal(e.Args[n:], args) {
		copy(out.Globs, e.Globs[n:])
	}
	if through != "" {
		out.Through = append(slices.Clip(e.Through), through)
	}
	return &out
}

// text judges what a shell would run.
func (w *walker) text(e *shell.Execution, src, through string, args []string, depth int) {
	if strings.TrimSpace(src) == "" {
		return
	}
	if strings.Trim(src, shell.Unknown+" \n\t") == "" {
		w.note(e, Operation{Kind: "shell.unknown", Class: Execute, Severity: Medium, Why: "it runs as a script what is only known when it runs", Safer: "write the command out"})
		return
	}
	if w.budget <= 0 || depth > maxWalkDepth {
		w.note(e, Operation{Kind: "shell.deep", Class: Execute, Severity: Medium, Why: "it leads to more commands than can be followed"})
		return
	}
	w.bomb(src)
	list, err := e.Trace(src, through, args)
	if err != nil {
		w.note(e, Operation{Kind: "shell.unreadable", Class: Execute, Severity: w.hinted(src), Why: "it runs a script that cannot be read as a shell would"})
		return
	}
	for _, inner := range list {
		if e.Assigns != nil {
			inner.Assigns = slices.Concat(e.Assigns, inner.Assigns)
		}
		w.execution(inner, depth+1)
	}
}

// stream judges a text that a shell reads.
func (w *walker) stream(e *shell.Execution, s *shell.Stream, through string, args []string, depth int) {
	if fetched(s) {
		w.note(e, Operation{Kind: "curl.sh", Class: Execute, Severity: High, Why: "it runs as a script what it has just downloaded", Safer: "download it, read it, then run it"})
	}
	if !shell.Known(s.Text) && strings.Trim(s.Text, shell.Unknown+" \n\t") == "" {
		if !fetched(s) {
			w.note(e, Operation{Kind: "shell.unknown", Class: Execute, Severity: Medium, Why: "it runs as a script what is only known when it runs", Safer: "write the commands out"})
		}
		return
	}
	w.text(e, s.Text, through, args, depth)
}

// fetched reports a text that comes from the network.
func fetched(s *shell.Stream) bool {
	return s != nil && slices.ContainsFunc(s.From, func(e *shell.Execution) bool {
		for _, a := range e.Args[:min(len(e.Args), 4)] { // behind sudo and the like
			switch path.Base(a) {
			case "curl", "wget", "fetch", "aria2c", "http", "https", "httpie", "xh":
				return true
			}
		}
		return false
	})
}

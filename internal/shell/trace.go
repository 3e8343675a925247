package shell

import (
	"errors"
	"fmt"
	"iter"
	"maps"
	"path"
	"slices"
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// Unknown stands in a text for what is only known when the command runs. It is
// no character, so that no honest text holds it.
const Unknown = "\U0010FFFF"

// Known reports whether a text that was expanded is certain.
func Known(text string) bool { return !strings.Contains(text, Unknown) }

// An Execution is a simple command as far as it is known before it runs: its
// words after all expansions, and what it is fed.
type Execution struct {
	Args    []string // Args[0] is the program; empty if there are only assignments or redirections
	Assigns []string // NAME=value before it
	Redirs  []Access
	Globs   []bool   // by argument: it has unquoted characters of a pattern
	Stdin   *Stream  // nil: what the shell itself reads
	Dirs    []string // where it may run: "" is the start; relative to that
	Through []string // what it was found in, outermost first: "eval", "alias x"
	Start   int      // offset in the source of the outermost text
	Context Context
	// Substituted holds the commands of the substitutions among its words.
	Substituted []*Execution

	tracer *tracer
}

// An Access is a redirection to or from a file.
type Access struct {
	Op     string // as in [Redir]
	Target string // after expansion
	Glob   bool
}

// A Stream is a text that passes through a pipe, a here-document or a file.
type Stream struct {
	Text string       // holds [Unknown] where it is not known
	From []*Execution // what writes it, the earlier stages of a pipeline first
}

// ErrTrace is returned for a script that does too much to be followed.
var ErrTrace = errors.New("the command does more than can be followed")

// Limits of [Trace].
const (
	maxExecutions = 4000
	maxTraceDepth = 24
	maxValue      = 64 << 10 // bytes of one expanded text
	maxChoices    = 8        // values that one variable may have
)

// Trace follows a script and returns the simple commands that it may run, those
// of all branches, of functions, aliases, eval and substitutions included, with
// their words expanded as far as they are known. vars are variables that are
// known from outside. The error is [ErrTrace] or a [*ParseError].
func Trace(src string, vars map[string]string) ([]*Execution, error) {
	t := &tracer{shared: &shared{called: map[string]bool{}}, vars: map[string][]value{}, functions: map[string]*syntax.Stmt{},
		aliases: map[string]string{}, files: map[string]*Stream{}, programs: map[string]string{}, links: map[string]string{}, dirs: []string{""}}
	for name, known := range vars {
		t.vars[name] = []value{text(known)}
	}
	return t.run(src)
}

// Trace follows a text that the execution would run as a shell script, in its
// surroundings and with args as $0, $1, ….
func (e *Execution) Trace(src, through string, args []string) ([]*Execution, error) {
	t := *e.tracer
	t.through = append(slices.Clip(t.through), e.Through...)
	t.through = slices.Clip(append(slices.Clip(e.Through), through))
	t.vars = maps.Clone(t.vars)
	t.depth = len(t.through)
	t.stdin = e.Stdin
	t.start = e.Start
	t.inner = true
	t.dirs = e.Dirs
	if len(args) > 0 {
		t.setArgs(args[1:])
		t.vars["0"] = []value{text(args[0])}
	}
	t.outer = e.Before()
	t.shared = &shared{spent: e.tracer.spent, streams: e.tracer.streams, called: map[string]bool{}}
	out, err := t.run(src)
	e.tracer.spent = t.spent
	return out, err
}

// File returns what was written to a file before, or nil.
func (e *Execution) File(name string) *Stream { return e.tracer.file(name) }

// Written returns the files that were written before, by name.
func (e *Execution) Written() iter.Seq2[string, *Stream] {
	return func(yield func(string, *Stream) bool) {
		for _, name := range slices.Sorted(maps.Keys(e.tracer.files)) {
			if !yield(name, e.tracer.files[name]) {
				return
			}
		}
	}
}

// Program returns the program that a path leads to after cp, mv or ln, or "".
func (e *Execution) Program(name string) string { return e.tracer.programs[e.tracer.fileName(name)] }

// Link returns where a link leads that was made before, or "".
func (e *Execution) Link(name string) string { return e.tracer.links[e.tracer.fileName(name)] }

// Defined reports that the script defines a function or an alias of that name.
func (e *Execution) Defined(name string) bool {
	_, alias := e.tracer.aliases[name]
	return alias || e.tracer.functions[name] != nil
}

// Named returns the programs that files of that base name are copies of or links
// to.
func (e *Execution) Named(base string) []string {
	var out []string
	for _, file := range slices.Sorted(maps.Keys(e.tracer.programs)) {
		if path.Base(file) == base {
			out = append(out, e.tracer.programs[file])
		}
	}
	return out
}

// Before returns the executions that may have come before, those of the texts
// around it first.
func (e *Execution) Before() []*Execution {
	here := e.tracer.shared.out[:e.tracer.position:e.tracer.position]
	if len(e.tracer.outer) == 0 {
		return here
	}
	return slices.Concat(e.tracer.outer, here)
}

// In returns the execution as it is in another folder.
func (e *Execution) In(dir string) *Execution {
	state := *e.tracer
	state.dirs = e.Dirs
	state.changeDir([]string{dir})
	out := *e
	out.tracer, out.Dirs = &state, state.dirs
	return &out
}

// Variable returns what is known of a variable: its possible values.
func (e *Execution) Variable(name string) []string {
	var out []string
	for _, v := range e.tracer.vars[name] {
		out = append(out, v.String())
	}
	return out
}

// shared is what the tracers of one script have in common.
type shared struct {
	out     []*Execution
	spent   int // executions, those of inner texts included
	failed  error
	streams int
	called  map[string]bool // the functions
}

// A tracer follows one script. It is a simple abstract interpreter: each
// branch is taken, and a variable may have several values.
type tracer struct {
	*shared
	vars      map[string][]value
	functions map[string]*syntax.Stmt
	aliases   map[string]string
	files     map[string]*Stream
	programs  map[string]string // what a file is a copy of or a link to
	links     map[string]string // those that are links
	// descriptors are the files that descriptors lead to.
	descriptors map[string]string
	dirs        []string
	through     []string
	stdin       *Stream
	ctx         Context
	start       int  // of the text in the outermost source, if inner
	inner       bool // offsets are those of an inner text
	depth       int
	doubtful    int            // how many constructs make it uncertain that a command runs
	choice      int            // which value of a variable is taken
	choices     int            // how many there are to try
	unset       bool           // unknown variables count as not set
	defaults    bool           // an expansion was seen for which that matters
	persists    *Stream        // what exec made the standard input
	base        string         // the folder that the start is in, if it is known
	position    int            // of an execution: how many came before it
	outer       []*Execution   // those before the text that is followed
	calling     []string       // the functions and aliases being followed
	bodies      []*syntax.Stmt // of the functions among them
}

func (t *tracer) run(src string) (out []*Execution, err error) {
	defer func() {
		if v := recover(); v != nil {
			out, err = nil, fmt.Errorf("%w: %v", ErrTrace, v)
		}
	}()
	first := len(t.out)
	if err := t.script(src); err != nil {
		return nil, err
	}
	if t.failed != nil {
		return nil, t.failed
	}
	t.uncalled()
	return t.out[first:], t.failed
}

// script follows a text in the present surroundings.
func (t *tracer) script(src string) error {
	if len(src) > MaxBytes || t.depth > maxTraceDepth {
		return ErrTrace
	}
	// What is not known stands for one word, and is read like a name.
	_, file, err := parseTree(src)
	if err != nil {
		return err
	}
	t.stmts(file.Stmts)
	return nil
}

// uncalled follows the functions that nothing called, with unknown arguments.
func (t *tracer) uncalled() {
	for _, name := range slices.Sorted(maps.Keys(t.functions)) {
		body := t.functions[name]
		if t.called[name] {
			continue
		}
		t.setArgs(nil)
		t.vars["@"] = []value{list([]string{Unknown})}
		t.vars["*"] = t.vars["@"]
		t.body(body, "function "+name)
	}
}

func (t *tracer) body(s *syntax.Stmt, through string) *Stream {
	if slices.Contains(t.bodies, s) { // a function may define another one of its own name
		return unknownStream()
	}
	if len(t.calling) > maxTraceDepth {
		return t.lost()
	}
	was, calling, bodies := t.through, t.calling, t.bodies
	t.through, t.calling = append(slices.Clip(t.through), through), append(slices.Clip(t.calling), through)
	t.bodies = append(slices.Clip(t.bodies), s)
	out := t.maybe(func() *Stream { return t.stmt(s) })
	t.through, t.calling, t.bodies = was, calling, bodies
	return out
}

// lost stands for commands that are not followed: nobody can say what they are.
func (t *tracer) lost() *Stream {
	t.emit(&Execution{Args: []string{Unknown}, Globs: []bool{false}, Start: t.start, Context: t.ctx})
	return unknownStream()
}

// maybe follows what may or may not run, or in a shell of its own: variables
// that it sets keep their old values too.
func (t *tracer) maybe(f func() *Stream) *Stream {
	t.doubtful++
	out := f()
	t.doubtful--
	return out
}

func unknownStream() *Stream { return &Stream{Text: Unknown} }

// set binds a variable.
func (t *tracer) set(name string, v value) {
	if t.doubtful == 0 {
		t.vars[name] = []value{v}
		return
	}
	old := t.vars[name]
	for i := range old {
		if old[i].String() == v.String() && old[i].array == v.array {
			return
		}
	}
	if len(old) >= maxChoices {
		old = append(old[:maxChoices-1:maxChoices-1], text(Unknown))
		t.vars[name] = old
		return
	}
	t.vars[name] = append(slices.Clip(old), v)
}

func (t *tracer) setArgs(args []string) {
	t.vars["@"] = []value{list(args)}
	t.vars["*"] = []value{list(args)}
	for i := 1; i <= 9; i++ {
		delete(t.vars, fmt.Sprint(i))
	}
	for i, a := range args {
		t.vars[fmt.Sprint(i+1)] = []value{text(a)}
	}
}

// emit records an execution.
func (t *tracer) emit(e *Execution) {
	if t.spent++; t.spent > maxExecutions {
		t.failed = ErrTrace
		return
	}
	state := *t
	state.vars = maps.Clone(t.vars)
	state.files = maps.Clone(t.files)
	state.position = len(t.out)
	e.tracer = &state
	e.Through, e.Stdin, e.Dirs = slices.Clip(t.through), t.stdin, t.dirs
	t.out = append(t.out, e)
}

func (t *tracer) file(name string) *Stream {
	name = strings.Replace(name, "/proc/self/fd/", "/dev/fd/", 1)
	if name == "/dev/stdin" || name == "/dev/fd/0" {
		return t.stdin
	}
	return t.files[t.fileName(name)]
}

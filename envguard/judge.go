package envguard

import (
	"fmt"
	"go/token"
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/shell"
)

// A Matrix says what to do about a severity at a stage.
type Matrix [Critical + 1][Production + 1]Action

// DefaultMatrix returns the matrix that the zero [Config] uses: the worse an
// operation and the more a stage matters, the stricter. Whatever is remote and has
// no name that tells its stage is judged as [Production].
func DefaultMatrix() Matrix {
	return Matrix{
		None:     {Allow, Allow, Allow, Allow, Allow, Allow, Allow},
		Low:      {Allow, Allow, Allow, Allow, Allow, Allow, Allow},
		Medium:   {Unknown: Ask, Local: Allow, Development: Allow, Test: Allow, CI: Allow, Staging: Ask, Production: Ask},
		High:     {Unknown: Ask, Local: Ask, Development: Ask, Test: Allow, CI: Allow, Staging: Ask, Production: Deny},
		Critical: {Unknown: Deny, Local: Ask, Development: Ask, Test: Allow, CI: Allow, Staging: Deny, Production: Deny},
	}
}

// Config tunes a [Judge]. The zero Config is a good one.
type Config struct {
	// Treat is the stage that an unknown one is judged as, if it is not remote.
	Treat Stage
	// Matrix replaces [DefaultMatrix].
	Matrix *Matrix
	// Disable lists kinds of operations that do not count, such as "git.clean".
	Disable []string
	// Catalogue holds entries that go before those that are built in.
	Catalogue []Entry
	// Names tell the stage of what has a name that says nothing by itself.
	Names []Name
}

// A Judge judges commands. It is immutable and safe for concurrent use.
type Judge struct {
	matrix  Matrix
	treat   Stage
	names   []Name
	disable map[string]bool
	tools   map[string]*knowledge
}

// New returns a judge. An error names the entry of cfg that makes no sense.
func New(cfg Config) (*Judge, error) {
	j := &Judge{matrix: DefaultMatrix(), treat: cfg.Treat, names: slices.Clone(cfg.Names), disable: map[string]bool{}, tools: make(map[string]*knowledge, 2048)}
	if cfg.Matrix != nil {
		j.matrix = *cfg.Matrix
	}
	if int(cfg.Treat) >= len(stageNames) {
		return nil, fmt.Errorf("envguard: Treat is %v, which is no stage", cfg.Treat)
	}
	for _, kind := range cfg.Disable {
		if kind == "" {
			return nil, fmt.Errorf("envguard: Disable holds an empty kind")
		}
		j.disable[kind] = true
	}
	for i := range usages {
		for name := range strings.SplitSeq(usages[i].program, "|") {
			j.tool(name).usage = usages[i]
		}
	}
	for i, e := range cfg.Catalogue {
		if err := e.check(); err != nil {
			return nil, fmt.Errorf("envguard: entry %d of the catalogue: %w", i+1, err)
		}
		j.add(e)
	}
	for _, part := range catalogue {
		for i := range part {
			j.addFamily(&part[i])
		}
	}
	return j, nil
}

func (j *Judge) tool(name string) *knowledge {
	t := j.tools[name]
	if t == nil {
		t = &knowledge{}
		j.tools[name] = t
	}
	return t
}

func (j *Judge) add(e Entry) {
	for name := range strings.SplitSeq(e.Program, "|") {
		t := j.tool(name)
		t.own = append(t.own, e)
	}
}

// addFamily adds rows that are built in.
func (j *Judge) addFamily(f *family) {
	for name := range strings.SplitSeq(f.program, "|") {
		t := j.tool(name)
		t.families = append(t.families, f)
	}
}

func (e *Entry) check() error {
	switch {
	case strings.TrimSpace(e.Program) == "":
		return fmt.Errorf("it names no program")
	case e.Kind == "":
		return fmt.Errorf("the entry about %q has no kind", e.Program)
	case e.Severity > Critical:
		return fmt.Errorf("the entry about %q has severity %v; use none, low, medium, high or critical", e.Program, e.Severity)
	}
	return nil
}

// Command judges a shell command as run in s. What the command itself says, such as
// VAR=value before it, --context or a URL, overrides s. What cannot be read or
// followed is an operation of class [Execute], never nothing.
func (j *Judge) Command(s Surroundings, command string) Verdict {
	if j.ordinary(command) {
		return Verdict{Action: Allow}
	}
	return j.follow(s, command)
}

// follow judges a command by all that it leads to.
func (j *Judge) follow(s Surroundings, command string) Verdict {
	w := j.walk(s)
	w.command = command
	list, err := shell.Trace(command, traceVariables(w.s, command))
	if err != nil {
		w.note(nil, Operation{Kind: "shell.unreadable", Class: Execute, Severity: w.hinted(command), Text: command,
			Why: "the command cannot be followed: " + err.Error(), Safer: "write it as simple commands"})
		return w.verdict()
	}
	w.bomb(command)
	w.alone = len(list) == 1
	for _, e := range list {
		w.root, w.at = e, Environment{}
		w.execution(e, 0)
	}
	return w.verdict()
}

// SQL judges statements as sent to the database that s points at.
func (j *Judge) SQL(s Surroundings, text string, d Dialect) Verdict {
	w := j.walk(s)
	w.sql(nil, text, d)
	return w.verdict()
}

// action is what the matrix says.
func (j *Judge) action(o *Operation) Action {
	stage := o.Env.Stage
	switch {
	case o.Host && o.Severity >= High:
		return Deny
	case stage == Unknown && o.Env.Remote:
		stage = Production
	case stage == Unknown:
		stage = j.treat
	case stage == Local && o.Severity == Medium && len(o.Env.Signs) > 0 && o.Env.Signs[0].Source == "default":
		stage = j.treat // what a program connects to by default proves little
	}
	return j.matrix[min(o.Severity, Critical)][stage]
}

// A Verdict is the judgement of a whole command line, or of a text of SQL.
type Verdict struct {
	// Severity, Stage, Remote and Action are those of the worst operation: of the
	// strictest action, then of the highest severity.
	Severity   Severity
	Stage      Stage
	Remote     bool
	Action     Action
	Operations []Operation // worst first; those that only read may be left out
}

func (w *walker) verdict() Verdict { return verdictOf(w.ops) }

// verdictOf orders the operations and sums them up.
func verdictOf(operations []Operation) Verdict {
	v := Verdict{Action: Allow, Operations: operations}
	slices.SortStableFunc(v.Operations, func(a, b Operation) int {
		if a.Action != b.Action {
			return int(a.Action) - int(b.Action)
		}
		return int(b.Severity) - int(a.Severity)
	})
	for i := range v.Operations {
		v.Severity = max(v.Severity, v.Operations[i].Severity)
	}
	if len(v.Operations) > 0 {
		worst := &v.Operations[0]
		v.Stage, v.Remote, v.Action = worst.Env.Stage, worst.Env.Remote, worst.Action
		for i := range v.Operations { // one that is allowed tells the stage too, if it is the worse one
			if o := &v.Operations[i]; o.Action == worst.Action && o.Env.Stage > v.Stage && o.Severity > None {
				v.Stage, v.Remote = o.Env.Stage, o.Env.Remote
			}
		}
	}
	return v
}

// position is a place in the command.
func position(command string, offset int) token.Position {
	if offset < 0 || offset > len(command) {
		return token.Position{}
	}
	before := command[:offset]
	return token.Position{Offset: offset, Line: strings.Count(before, "\n") + 1, Column: offset - strings.LastIndexByte(before, '\n')}
}

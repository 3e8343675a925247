package envguard

import (
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/shell"
)

// note adds an operation: its environment, and what to do about it.
func (w *walker) note(e *shell.Execution, o Operation) {
	if w.j.disable[o.Kind] {
		return
	}
	if o.Text == "" && e != nil {
		o.Text = strings.Join(maskWords(programBase(e), e.Args), " ")
	} else {
		o.Text = maskText(o.Text)
	}
	o.Text = plainText(oneLine(o.Text))
	o.Object = plainText(maskText(o.Object))
	w.scrub(e, &o)
	if e != nil {
		o.Env = w.environment(e)
		o.Pos = position(w.command, e.Start)
	} else if o.Env.Stage == Unknown && !o.Env.Remote {
		o.Env = Detect(w.s)
	}
	if o.Reaches && o.Severity < High && w.reachesWhatMatters(e, &o) {
		o.Severity = High
		o.Why += ", and the database that it would reach is " + o.Env.place()
	}
	o.Action = w.j.action(&o)
	for i := range w.ops {
		if p := &w.ops[i]; p.Kind == o.Kind && p.Object == o.Object && p.Text == o.Text && p.Severity >= o.Severity && p.Action <= o.Action {
			return
		}
	}
	w.ops = append(w.ops, o)
}

// scrub hides what the words of the command and the variables say is secret, wherever
// it stands.
func (w *walker) scrub(e *shell.Execution, o *Operation) {
	hide := func(secret string) {
		if len(secret) >= 4 && secret != hidden && shell.Known(secret) {
			o.Text, o.Object, o.Why = strings.ReplaceAll(o.Text, secret, hidden), strings.ReplaceAll(o.Object, secret, hidden), strings.ReplaceAll(o.Why, secret, hidden)
		}
	}
	assigned := func(list []string) {
		for _, a := range list {
			if name, value, ok := strings.Cut(a, "="); ok && strings.IndexByte(name, ' ') < 0 && secretName(name) {
				hide(value)
			}
		}
	}
	assigned(w.s.Environ)
	if e == nil {
		return
	}
	assigned(e.Assigns)
	for i, a := range maskWords(programBase(e), e.Args) {
		if a == hidden {
			hide(e.Args[i])
		}
	}
}

// environment is what a command touches: by its own words, and by those of the
// command of the line that led to it.
func (w *walker) environment(e *shell.Execution) Environment {
	if w.root == nil {
		return targetOf(w.s, e)
	}
	if w.at.Signs == nil && w.at.Stage == Unknown && !w.at.Remote {
		w.at = targetOf(w.s, w.root)
	}
	if e == w.root {
		return w.at
	}
	return worst(w.at, targetOf(w.s, e))
}

// reachesWhatMatters reports that the database of an operation is production, or
// remote without a name that says otherwise. A migration that is run on the
// application's own machine is as its deployment, and counts by its own words only.
func (w *walker) reachesWhatMatters(e *shell.Execution, o *Operation) bool {
	env := o.Env
	if o.Severity == Medium && e != nil {
		if env = targetOf(w.s, e); env.Stage == Unknown && !shell.Known(strings.Join(e.Args, "")) {
			return false
		}
	}
	return env.Stage == Production || env.Stage == Unknown && env.Remote
}

// plainText shows what is not known as "…".
func plainText(s string) string { return strings.ReplaceAll(s, shell.Unknown, "…") }

func programBase(e *shell.Execution) string {
	if len(e.Args) == 0 {
		return ""
	}
	return lookupName(e.Args[0])
}

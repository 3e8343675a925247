package permission

import (
	"maps"
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/shell"
)

// withValues returns the call with the variables of the script replaced by what
// the client knows they hold, so that the deny and ask rules see `X=rm; $X a` as
// `rm a`. It is nil where the client knows of none, and where it does not take
// the script apart (group gap-value).
func (b *bashCall) withValues() *bashCall {
	if !usesVariables(b.script) || b.opaque == tooLong {
		return nil
	}
	s := resolved(b.script, nil, b.p.config.Home)
	if s == nil {
		return nil
	}
	k := &bashCall{p: b.p, script: s, cwd: b.cwd, mode: b.mode, mended: b.mended}
	k.complexity = tooComplex(s, nil)
	k.filesOnly = k.subshell
	k.findChanges()
	return k
}

// usesVariables reports a script that sets a variable and holds one.
func usesVariables(s *shell.Script) bool {
	sets := false
	for i := range s.Commands {
		c := &s.Commands[i]
		sets = sets || len(c.Assigns) > 0 && len(c.Words) == 0 || declaration(c.Name())
	}
	return sets && strings.IndexByte(s.Source, '$') >= 0
}

// asWritten puts the parts of an answer about k in the words of the script.
func (b *bashCall) asWritten(r *Result) Result {
	for i := range min(len(r.parts), len(b.script.Commands)) {
		c := &b.script.Commands[i]
		r.parts[i].text, r.parts[i].offset = c.Text(b.script), c.Start
	}
	n := len(b.script.Commands)
	for i := range b.script.Constructs {
		if c := &b.script.Constructs[i]; c.Kind == shell.Test && n < len(r.parts) {
			r.parts[n].text, r.parts[n].offset = b.script.Source[c.Start:c.End], c.Start
			n++
		}
	}
	return *r
}

// resolved returns the script with the values of its variables in their place,
// or nil if that changes nothing or the client would still not be sure of it.
// given are values from outside.
func resolved(s *shell.Script, given map[string]string, home string) *shell.Script {
	t := &valueTracker{s: s, values: map[string]string{}, dead: map[string]bool{}, home: home, leading: true}
	maps.Copy(t.values, given)
	t.given = maps.Clone(given)
	if !t.run() || len(t.edits) == 0 {
		return nil
	}
	r, err := shell.Parse(t.source())
	if err != nil || len(r.Commands) != len(s.Commands) {
		return nil
	}
	if c := tooComplex(r, nil); c.opaque != "" {
		return nil
	}
	for i := range r.Commands {
		c := &r.Commands[i]
		for k := range c.Words {
			if w := &c.Words[k]; w.Has(shell.Variable) && wordTooComplex(r, c.Start, w) != "" {
				return nil
			}
		}
	}
	return r
}

// A valueTracker follows the variables of a script as the client does. It knows
// those that are set before the first command runs, and forgets them where
// another assignment, a pipe, a & or a || may have come between.
type valueTracker struct {
	s       *shell.Script
	home    string
	values  map[string]string
	dead    map[string]bool   // of these, nothing is known any more
	given   map[string]string // these come from outside, so that the script may set them once
	leading bool              // nothing has run yet
	edits   []edit

	positional bool     // the values are those of $1 and so on
	all        []string // and these those of "$@"
}

// An edit replaces a part of the source.
type edit struct {
	start, end int
	text       string
}

func (t *valueTracker) source() string {
	slices.SortFunc(t.edits, func(a, b edit) int { return a.start - b.start })
	var b strings.Builder
	done := 0
	for _, e := range t.edits {
		b.WriteString(t.s.Source[done:e.start])
		b.WriteString(e.text)
		done = e.end
	}
	b.WriteString(t.s.Source[done:])
	return b.String()
}

// run follows the commands in order and reports whether all that it replaced
// are single words.
func (t *valueTracker) run() bool {
	end := t.horizon()
	next := 0
	for i := range t.s.Commands {
		c := &t.s.Commands[i]
		for ; next < len(t.s.Constructs) && t.s.Constructs[next].Start <= c.Start; next++ {
			k := &t.s.Constructs[next]
			switch k.Kind {
			case shell.Loop:
				t.forget(k.Name)
			case shell.Test:
				t.leading = false
			}
			for w := range k.Words {
				if k.Start < end && !t.replace(&k.Words[w]) {
					return false
				}
			}
		}
		if c.Start >= end {
			return true
		}
		if hidden(t.s, c) {
			continue
		}
		for k := range c.Words {
			if !t.replace(&c.Words[k]) {
				return false
			}
		}
		for k := range c.Redirs {
			if w := &c.Redirs[k].Target; strings.HasPrefix(w.Raw(t.s), `"`) && !t.replace(w) {
				return false
			}
		}
		for k := range c.Assigns {
			t.replace(&c.Assigns[k].Value)
		}
		if !t.assign(c) {
			t.leading = false
		}
	}
	return true
}

// horizon is the offset from which nothing is known: behind the first pipe or &,
// and behind the first command that follows a ||.
func (t *valueTracker) horizon() int {
	end := len(t.s.Source) + 1
	for i := range t.s.Constructs {
		k := &t.s.Constructs[i]
		switch k.Kind {
		case shell.Pipe, shell.PipeAll, shell.Background:
			end = min(end, k.End)
		case shell.Or:
			n := slices.IndexFunc(t.s.Commands, func(c shell.Command) bool { return c.Start >= k.End })
			if n >= 0 {
				end = min(end, max(k.End, t.s.Commands[n].End))
			}
		}
	}
	return end
}

// hidden reports a command in a substitution that the client takes apart without
// what it knows of variables: any but the whole value of an assignment or the
// list of a loop.
func hidden(s *shell.Script, c *shell.Command) bool {
	if c.Context&(shell.InSubstitution|shell.InProcess) == 0 {
		return false
	}
	return c.Context&(shell.InAssignment|shell.InLoop) == 0 || strings.HasSuffix(strings.TrimRight(s.Source[:c.Start], " "), `"$(`)
}

// assign takes note of what a command assigns, and reports whether the next one
// may still be the first that runs.
func (t *valueTracker) assign(c *shell.Command) bool {
	if len(c.Words) == 0 {
		first := t.leading && len(c.Assigns) == 1 && len(c.Redirs) == 0 && c.Context&^(shell.InConditional|shell.InBackground) == 0 && !t.orBehind(c.End)
		for k := range c.Assigns {
			a := &c.Assigns[k]
			value, known := t.value(&a.Value, 0)
			if _, outside := t.given[a.Name]; outside && !a.Append {
				delete(t.given, a.Name)
				delete(t.values, a.Name)
			}
			if old, set := t.values[a.Name]; a.Append {
				value, known = old+value, known && set
			} else if set && old != value {
				known = false
			}
			if first = first && known && !a.Index && !a.Array && !t.dead[a.Name]; !first {
				t.forget(a.Name)
				continue
			}
			t.values[a.Name] = value
		}
		return first
	}
	name, args := c.Name(), c.Words[1:]
	switch {
	case declaration(name):
		t.declare(args)
	case name == "read", name == "getopts", name == "mapfile", name == "readarray", name == "unset" && !flagged(args, "-f"), name == "printf" && flagged(args, "-v"):
		for k := range args {
			t.forget(args[k].Text)
		}
	}
	return false
}

// orBehind reports a || right behind an offset: what stands before it may not
// have run.
func (t *valueTracker) orBehind(end int) bool {
	return strings.HasPrefix(strings.TrimLeft(t.s.Source[end:], " "), "||")
}

func flagged(args []shell.Word, flag string) bool { return len(args) > 0 && args[0].Text == flag }

// declare takes note of the arguments of export and the like.
func (t *valueTracker) declare(args []shell.Word) {
	if len(args) == 0 {
		return
	}
	plain := t.leading && !t.orBehind(args[len(args)-1].End)
	for k := range args {
		w := &args[k]
		if isFlag(*w) {
			plain = plain && strings.Trim(w.Text[1:], "xnrgp") == ""
			continue
		}
		name, _, ok := strings.Cut(w.Text, "=")
		if !ok {
			continue
		}
		value, known := t.value(w, len(name)+1)
		if old, set := t.values[name]; !known || !plain || t.dead[name] || set && old != value {
			t.forget(name)
			continue
		}
		t.values[name] = value
	}
}

func (t *valueTracker) forget(name string) {
	if name != "" {
		delete(t.values, name)
		t.dead[name] = true
	}
}

// value is the value that a word gives a variable, behind its first characters.
func (t *valueTracker) value(w *shell.Word, skip int) (string, bool) {
	const unclear = shell.Glob | shell.Tilde | shell.ANSIQuoted | shell.LocaleQuoted | shell.Braces | shell.ExtendedGlob | shell.Brace
	text, ok := w.Expand(func(name string) (string, bool) {
		if value, known := t.values[name]; known {
			return value, true
		}
		return t.home, name == "HOME"
	})
	return text[min(skip, len(text)):], ok && w.Features&unclear == 0
}

// replace puts the values of its variables into a word. It reports false where
// one would be split or expanded further.
func (t *valueTracker) replace(w *shell.Word) bool {
	const unclear = shell.Expansion | shell.Substitution | shell.ArithmeticExpansion | shell.ProcessSubstitution | shell.Brace | shell.ExtendedGlob
	if !w.Has(shell.Variable) || w.Has(unclear) || w.Has(shell.Braces) && !t.positional {
		return true
	}
	raw := w.Raw(t.s)
	text, ok := t.put(raw)
	if text != raw {
		t.edits = append(t.edits, edit{w.Start, w.End, text})
	}
	return ok
}

// put replaces each $NAME in a word as it is written.
func (t *valueTracker) put(raw string) (text string, ok bool) {
	var b strings.Builder
	var quote byte
	for i := 0; i < len(raw); i++ {
		c := raw[i]
		switch {
		case c == '\\' && quote != '\'' && i+1 < len(raw):
			b.WriteString(raw[i : i+2])
			i++
			continue
		case quote == 0 && (c == '\'' || c == '"'):
			quote = c
		case quote != 0 && c == quote:
			quote = 0
		case c == '$' && quote != '\'':
			fields, n := t.fields(raw[i+1:], quote)
			if n == 0 {
				break
			}
			if quote == 0 && (len(fields) == 0 || fields[0] == "" || !t.positional && strings.ContainsAny(fields[0], " \t\n*?[")) {
				return raw, t.positional
			}
			for k, f := range fields {
				if k > 0 && quote == '"' {
					b.WriteString(`" "`)
				} else if k > 0 {
					b.WriteByte(' ')
				}
				b.WriteString(quoted(f, quote))
			}
			i += n
			continue
		}
		b.WriteByte(c)
	}
	return b.String(), true
}

// fields returns what a $ stands for, and how many bytes behind it belong to it:
// none if that is not known.
func (t *valueTracker) fields(s string, quote byte) (fields []string, n int) {
	if !t.positional {
		n = nameLength(s)
		value, known := t.values[s[:n]]
		if !known {
			return nil, 0
		}
		return []string{value}, n
	}
	var name string
	n = 1
	if inner, ok := strings.CutPrefix(s, "{"); ok {
		name, _, ok = strings.Cut(inner, "}")
		n = len(name) + 2
		if !ok {
			return nil, 0
		}
	} else if name = s[:min(1, len(s))]; name == "" {
		return nil, 0
	}
	switch value, known := t.values[name]; {
	case name == "@" && quote == '"':
		return t.all, n
	case !known:
		return nil, 0
	case quote == 0:
		return strings.Fields(value), n
	default:
		return []string{value}, n
	}
}

// nameLength is how long the name of a variable is at the start of a text.
func nameLength(s string) int {
	n := 0
	for n < len(s) && (s[n] == '_' || 'a' <= s[n] && s[n] <= 'z' || 'A' <= s[n] && s[n] <= 'Z' || n > 0 && '0' <= s[n] && s[n] <= '9') {
		n++
	}
	return n
}

// quoted writes a value so that the shell reads it as it is: in double quotes, if
// it stands in some already.
func quoted(value string, within byte) string {
	const special = " \t\n|&;<>()$`\\\"'*?[]{}#~!=%"
	switch {
	case !strings.ContainsAny(value, special):
		return value
	case within == '"':
		return strings.NewReplacer(`\`, `\\`, `"`, `\"`, "$", `\$`, "`", "\\`").Replace(value)
	}
	return "'" + strings.ReplaceAll(value, "'", `'\''`) + "'"
}

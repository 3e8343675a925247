package permission

import (
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/gatehouse-go/gatehouse/internal/shell"
)

// A shellCall is a shell that is started with -c: its script, and the arguments
// and variables that the script sees.
type shellCall struct {
	script shell.Word
	args   []shell.Word      // $0 first
	values map[string]string // of the variables that are known
	unsure []string          // the values of those that are not
}

// unclearScript is the reason where the script of a shell may remove files.
const unclearScript = "the script of a shell removes files and cannot be analysed"

// dangerousScript applies the deny rules to the removals in the script of a
// shell, with what the client knows of its arguments and variables in their
// place (groups fid-script, gap-argument).
func (b *bashCall) dangerousScript(call *shellCall, depth int) *Result {
	unclear := &Result{Decision: Ask, Cause: BySafety, Reason: unclearScript}
	inner, err := shell.Parse(call.script.Text)
	if err != nil || call.script.Has(shell.ANSIQuoted|shell.LocaleQuoted) {
		if mentionsRemoval(call.script.Text) {
			return unclear
		}
		return nil
	}
	last := inner
	for i, s := range call.variants(inner, b.p.config.Home) {
		if r := b.dangerousIn(s, depth+1); r != nil {
			return r
		}
		if i > 0 && !hasArguments(inner) {
			if r := b.deniedName(last, s); r != nil {
				return &Result{Decision: Ask, Cause: BySafety, matched: []*Rule{r}, Reason: inScript + r.String()}
			}
		}
		last = s
	}
	if call.unclear(inner, false) || call.unclear(last, true) {
		return unclear
	}
	return nil
}

// variants returns the script as it is, with its arguments, and with the values
// of its variables, as far as that changes it.
func (c *shellCall) variants(inner *shell.Script, home string) []*shell.Script {
	list := []*shell.Script{inner}
	if strings.IndexByte(inner.Source, '$') < 0 {
		return list
	}
	if s := c.withArguments(inner); s != nil {
		list, inner = append(list, s), s
	}
	if s := resolved(inner, c.values, home); s != nil {
		list = append(list, s)
	}
	return list
}

// deniedName returns the deny rule on a command of a script in which a variable
// was the name of one: then the client holds all rules against it, and not only
// against removals.
func (b *bashCall) deniedName(before, after *shell.Script) *Rule {
	names := func(c shell.Command) bool { return len(c.Words) > 0 && c.Words[0].Has(shell.Variable) }
	if before == after || len(before.Commands) != len(after.Commands) || !slices.ContainsFunc(before.Commands, names) {
		return nil
	}
	list := &b.p.lists[Deny].bash
	for i := range after.Commands {
		if r := denyTexts(after, &after.Commands[i], func(text string) *Rule { return list.match(text, false) }); r != nil {
			return r
		}
	}
	return nil
}

// withArguments puts the arguments in the place of $1, "$@" and the like, unless
// a function or a builtin gives these other values.
func (c *shellCall) withArguments(inner *shell.Script) *shell.Script {
	if changesArguments(inner) {
		return nil
	}
	values := map[string]string{}
	var all []string
	for i := range c.args {
		values[strconv.Itoa(i)] = c.args[i].Text
		if i > 0 {
			all = append(all, c.args[i].Text)
		}
	}
	t := &valueTracker{s: inner, values: values, all: all, positional: true}
	for i := range inner.Constructs {
		for k := range inner.Constructs[i].Words {
			t.replace(&inner.Constructs[i].Words[k])
		}
	}
	for i := range inner.Commands {
		cmd := &inner.Commands[i]
		for k := range cmd.Words {
			t.replace(&cmd.Words[k])
		}
		for k := range cmd.Assigns {
			t.replace(&cmd.Assigns[k].Value)
		}
	}
	if len(t.edits) == 0 {
		return nil
	}
	s, err := shell.Parse(t.source())
	if err != nil {
		return nil
	}
	return s
}

// scriptDoubtful tells why the script of a shell is doubtful: a command of it
// starts with a brace expansion (group gap-keyword).
func scriptDoubtful(c *shell.Command) string {
	const reason = "the script of a shell starts a command with braces"
	script, _, ok := shellScript(c.Words)
	if !ok || strings.IndexByte(script.Text, '{') < 0 {
		return ""
	}
	inner, err := shell.Parse(script.Text)
	if err != nil {
		return reason
	}
	for i := range inner.Commands {
		if w := inner.Commands[i].Words; len(w) > 0 && w[0].Has(shell.Brace) && inner.Source[w[0].Start] == '{' {
			return reason
		}
	}
	return ""
}

// hasArguments reports a script in which an argument is the name of a command, or
// the value of a variable.
func hasArguments(s *shell.Script) bool {
	argument := func(w *shell.Word) bool {
		_, name, _ := strings.Cut(w.Text, "$")
		name = strings.TrimPrefix(name, "{")
		return w.Has(shell.Variable) && name != "" && nameLength(name) == 0
	}
	for i := range s.Commands {
		c := &s.Commands[i]
		if len(c.Words) > 0 && argument(&c.Words[0]) {
			return true
		}
		for k := range c.Assigns {
			if argument(&c.Assigns[k].Value) {
				return true
			}
		}
	}
	return false
}

func changesArguments(s *shell.Script) bool {
	return slices.ContainsFunc(s.Constructs, func(c shell.Construct) bool { return c.Kind == shell.Function }) ||
		slices.ContainsFunc(s.Commands, func(c shell.Command) bool { return c.Name() == "shift" || c.Name() == "set" })
}

// removalInBraces is how the client finds a removal in a brace expansion.
var removalInBraces = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`[{,](rm|rmdir)[,}]`) })

// unclear reports a script of which the client does not know what it runs, and
// that may be a removal: the name of a command is an argument, or a variable
// that something sets to one, or it is built with $IFS or braces.
func (c *shellCall) unclear(s *shell.Script, arguments bool) bool {
	var text strings.Builder
	text.WriteString(s.Source)
	for i := range c.args {
		text.WriteString(" " + c.args[i].Text)
	}
	if strings.Contains(text.String(), "{") && removalInBraces().MatchString(text.String()) {
		return true
	}
	for i := range s.Commands {
		words := s.Commands[i].Words
		for len(words) > 0 {
			if c.unclearName(s, &words[0], text.String(), arguments) {
				return true
			}
			rest, ok := unwrapDenied(words)
			if !ok {
				break
			}
			words = rest
		}
	}
	return false
}

func (c *shellCall) unclearName(s *shell.Script, w *shell.Word, text string, arguments bool) bool {
	raw := w.Text
	for {
		i := strings.IndexByte(raw, '$')
		if i < 0 || !w.Has(shell.Variable|shell.Expansion) {
			return false
		}
		braced := strings.HasPrefix(raw[i+1:], "{")
		raw = strings.TrimLeft(raw[i+1:], "{")
		if raw == "" {
			return false
		}
		name := raw[:nameLength(raw)]
		switch {
		case name == "IFS":
			if mentionsRemoval(strings.ReplaceAll(w.Text, "$", " ")) {
				return true
			}
		case name != "":
			if c.unclearVariable(s, name, text) {
				return true
			}
		case strings.IndexByte("0123456789@*", raw[0]) >= 0:
			if (arguments || braced) && mentionsRemoval(text) {
				return true
			}
		}
	}
}

// unclearVariable reports a variable that the script sets to an argument or to a
// removal, or that holds one from outside.
func (c *shellCall) unclearVariable(s *shell.Script, name, text string) bool {
	given := func(value string) bool {
		return mentionsRemoval(value) || strings.ContainsAny(value, "$") && strings.ContainsAny(value, "0123456789@*") && mentionsRemoval(text)
	}
	for i := range s.Commands {
		cmd := &s.Commands[i]
		for k := range cmd.Assigns {
			if a := &cmd.Assigns[k]; a.Name == name && !a.Array && !a.Value.Has(shell.Substitution) && given(s.Source[a.Start:a.End]) {
				return true
			}
		}
		if declaration(cmd.Name()) {
			for k := range cmd.Words {
				if value, ok := strings.CutPrefix(cmd.Words[k].Text, name+"="); ok && given(value) {
					return true
				}
			}
		}
	}
	return slices.ContainsFunc(c.unsure, func(value string) bool {
		return strings.HasPrefix(value, name) && mentionsRemoval(strings.NewReplacer("=", " ", "[", " ", "]", " ", "+", " ").Replace(value))
	})
}

// shellCall returns the shell that a command starts with -c, behind the wrappers
// that deny rules see through.
func (b *bashCall) shellCall(s *shell.Script, cmd *shell.Command) (*shellCall, bool) {
	script, args, ok := shellScript(cmd.Words)
	if !ok {
		return nil, false
	}
	c := &shellCall{script: script, args: args}
	if strings.IndexByte(script.Text, '$') < 0 {
		return c, true
	}
	c.values = map[string]string{}
	c.outside(b.script, cmd, s == b.script)
	own := map[string]string{}
	for i := range cmd.Assigns {
		if a := &cmd.Assigns[i]; !a.Append && !a.Array && !a.Index && a.Value.Known() {
			if old, set := own[a.Name]; set && old != a.Value.Text {
				delete(c.values, a.Name)
				continue
			}
			own[a.Name] = a.Value.Text
		}
	}
	for i := range cmd.Words {
		if w := &cmd.Words[i]; w.Start < script.Start && isAssignment(w.Text) && w.Known() {
			name, value, _ := strings.Cut(w.Text, "=")
			own[name] = value
		}
	}
	maps.Copy(c.values, own)
	return c, true
}

// outside collects what the whole script assigns ahead of a command, whether or
// not it is exported.
func (c *shellCall) outside(s *shell.Script, cmd *shell.Command, here bool) {
	dead := map[string]bool{}
	note := func(name, value string, known, more bool) {
		if old, set := c.values[name]; set && more {
			value = old + value
		} else if set && old != value || more {
			known = false
		}
		if dead[name] = dead[name] || !known; !dead[name] {
			c.values[name] = value
			return
		}
		delete(c.values, name)
	}
	reads := func(name string) bool {
		return slices.ContainsFunc(s.Commands, func(o shell.Command) bool {
			return o.Name() == "read" && slices.ContainsFunc(o.Words, func(w shell.Word) bool { return w.Text == name })
		})
	}
	for i := range s.Commands {
		o := &s.Commands[i]
		if here && o.Start >= cmd.Start {
			return
		}
		if declaration(o.Name()) {
			for k := range o.Words {
				if name, value, ok := strings.Cut(o.Words[k].Text, "="); ok {
					note(name, value, o.Words[k].Known(), false)
				}
			}
		}
		for k := range o.Assigns {
			if a := &o.Assigns[k]; len(o.Words) == 0 {
				note(a.Name, a.Value.Text, a.Value.Known() && !a.Array && !a.Index, a.Append)
				if a.Array || a.Index || len(o.Assigns) > 1 || o.Context&(shell.InFunction|shell.InBackground) != 0 || reads(a.Name) {
					c.unsure = append(c.unsure, s.Source[a.Start:a.End])
				}
			}
		}
	}
}

// runsPS4 reports a shell with -c that is given a PS4 with a removal in it, which
// the shell runs when it traces.
func runsPS4(s *shell.Script, cmd *shell.Command) bool {
	for i := range cmd.Assigns {
		a := &cmd.Assigns[i]
		if a.Name != "PS4" || !strings.Contains(a.Value.Text, "$(") && !strings.Contains(a.Value.Text, "`") || !mentionsRemoval(a.Value.Text) {
			continue
		}
		at := slices.IndexFunc(cmd.Words, func(w shell.Word) bool { return isShell(programName(w.Text)) })
		if at < 0 || !slices.ContainsFunc(cmd.Words[at:], func(w shell.Word) bool { return isScriptFlag(w.Text) }) {
			continue
		}
		inner, err := shell.Parse(`: "` + a.Value.Text + `"`)
		if err != nil || slices.ContainsFunc(inner.Commands, func(c shell.Command) bool {
			return removes(c.Name()) || (runsArguments(programName(c.Name())) || isShell(programName(c.Name()))) && mentionsRemoval(c.Text(inner))
		}) {
			return true
		}
	}
	return false
}

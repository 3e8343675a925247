package shell

import (
	"path"
	"slices"
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// call follows a simple command, once for each value that its variables may
// have.
func (t *tracer) call(s *syntax.Stmt, c *syntax.CallExpr) *Stream {
	stdin := t.stdin
	if c == nil || len(c.Args) == 0 {
		access := t.redirs(s.Redirs)
		e := &Execution{Redirs: access, Start: t.offset(s), Context: t.ctx}
		if c != nil {
			t.defaults = false
			for _, a := range c.Assigns {
				e.Assigns = append(e.Assigns, t.assign(a))
			}
			if t.defaults && !t.unset {
				t.unset = true
				for _, a := range c.Assigns {
					t.maybe(func() *Stream { e.Assigns = append(e.Assigns, t.assign(a)); return nil })
				}
				t.unset = false
			}
		}
		t.emit(e)
		t.stdin = stdin
		return t.written(access, &Stream{})
	}
	var out *Stream
	t.choices, t.defaults = 1, false
	for t.choice = 0; t.choice < t.choices; t.choice++ {
		t.stdin = stdin
		out = either(out, t.variant(s, c))
		if t.defaults && !t.unset {
			t.stdin, t.unset = stdin, true
			out = either(out, t.variant(s, c))
			t.unset = false
		}
	}
	t.choice = 0
	return out
}

// either is the output where it may be one or the other.
func either(a, b *Stream) *Stream {
	switch {
	case a == nil || b == a:
		return b
	case b == nil:
		return a
	case a.Text == b.Text:
		return a
	}
	return &Stream{Text: Unknown, From: append(slices.Clip(a.From), b.From...)}
}

func (t *tracer) variant(s *syntax.Stmt, c *syntax.CallExpr) *Stream {
	choice, choices, defaults := t.choice, t.choices, t.defaults
	e := &Execution{Start: t.offset(s), Context: t.ctx}
	for _, a := range c.Assigns {
		if a.Value != nil && a.Name != nil {
			e.Assigns = append(e.Assigns, a.Name.Value+"="+t.literal(a.Value))
		}
	}
	e.Redirs = t.redirs(s.Redirs) // first, as >( … ) among the words may be fed by them
	first := len(t.out)
	e.Args, e.Globs = t.fields(c.Args)
	e.Substituted = slices.Clone(t.out[first:])
	choices, defaults = max(choices, t.choices), defaults || t.defaults
	if len(e.Args) == 0 {
		t.emit(e)
		return t.written(e.Redirs, &Stream{})
	}
	t.emit(e)
	out := t.dispatch(e)
	if out != nil && len(out.From) == 0 {
		out = &Stream{Text: out.Text, From: append(t.feeding(), e)}
	}
	t.choice, t.choices, t.defaults = choice, choices, defaults
	return t.written(e.Redirs, out)
}

func (t *tracer) feeding() []*Execution {
	if t.stdin == nil {
		return nil
	}
	return slices.Clip(t.stdin.From)
}

// assign binds a variable and returns the assignment as text.
func (t *tracer) assign(a *syntax.Assign) string {
	if a.Name == nil {
		return t.literal(a.Value)
	}
	name := a.Name.Value
	switch {
	case a.Array != nil:
		var values, keys []string
		for _, e := range a.Array.Elems {
			if e.Index != nil {
				t.inside(e.Index)
				if w, ok := e.Index.(*syntax.Word); ok && e.Value != nil {
					keys, values = append(keys, t.literal(w)), append(values, t.literal(e.Value))
					continue
				}
			}
			if e.Value != nil {
				f, _ := t.fields([]*syntax.Word{e.Value})
				values = append(values, f...)
			}
		}
		if len(keys) == len(values) && len(keys) > 0 {
			t.set(name, value{list: values, keys: keys, array: true})
			return name + "=(" + strings.Join(values, " ") + ")"
		}
		if a.Append && len(t.vars[name]) > 0 {
			values = append(slices.Clone(t.vars[name][0].list), values...)
		}
		t.set(name, list(values))
		return name + "=(" + strings.Join(values, " ") + ")"
	case a.Index != nil:
		t.inside(a.Index)
		value := t.literal(a.Value)
		t.maybe(func() *Stream { t.set(name, text(Unknown)); return nil })
		return name + "=" + value
	case a.Naked:
		return name
	}
	value := t.literal(a.Value)
	if a.Append {
		before := ""
		if old := t.vars[name]; len(old) > 0 {
			before = old[len(old)-1].String()
		}
		value = bounded(before + value)
	}
	t.set(name, text(value))
	return name + "=" + value
}

// decl follows declare, export, local, readonly and typeset.
func (t *tracer) decl(s *syntax.Stmt, d *syntax.DeclClause) *Stream {
	e := &Execution{Args: []string{d.Variant.Value}, Start: t.offset(s), Context: t.ctx}
	reference := false
	first := len(t.out)
	for _, a := range d.Args {
		if a.Naked && a.Name == nil {
			f, _ := t.fields([]*syntax.Word{a.Value})
			for _, word := range f {
				reference = reference || strings.HasPrefix(word, "-") && strings.Contains(word, "n")
				if name, value, ok := strings.Cut(word, "="); ok {
					t.set(name, text(value))
				}
			}
			e.Args = append(e.Args, f...)
			continue
		}
		e.Args = append(e.Args, t.assign(a))
		if reference && a.Value != nil {
			t.set(a.Name.Value, value{ref: t.literal(a.Value)})
		}
	}
	e.Globs = make([]bool, len(e.Args))
	e.Substituted = slices.Clone(t.out[first:])
	t.emit(e)
	return &Stream{}
}

// dispatch does what the shell itself does for a command, as far as it changes
// what other commands are, and returns its output.
func (t *tracer) dispatch(e *Execution) *Stream {
	args := e.Args
	if args[0] == "exec" && len(args) == 1 {
		t.persists = t.stdin
	}
	for len(args) > 1 && (args[0] == "command" || args[0] == "builtin" || args[0] == "exec") && !strings.HasPrefix(args[1], "-") {
		args = args[1:]
	}
	if body, ok := t.functions[args[0]]; ok && args[0] == e.Args[0] {
		return t.apply(body, args)
	}
	if value, ok := t.aliases[args[0]]; ok {
		through := "alias " + args[0]
		if !slices.Contains(t.calling, through) {
			return t.follow(value+" "+Quote(args[1:]), through)
		}
	}
	switch args[0] {
	case "eval":
		if len(args) > 1 && args[1] == "--" {
			args = args[1:]
		}
		return t.follow(strings.Join(args[1:], " "), "eval")
	case "source", ".":
		if len(args) > 1 {
			if f := t.file(args[1]); f != nil && Known(f.Text) {
				return t.follow(f.Text, args[0]+" "+args[1])
			}
		}
	case "trap":
		if len(args) > 2 && args[1] == "--" {
			args = args[1:]
		}
		if len(args) > 2 && args[1] != "-" && args[1] != "-p" && args[1] != "-l" {
			t.follow(args[1], "trap")
		}
	case "cd", "pushd":
		t.changeDir(args[1:])
	case "set":
		if i := slices.Index(args, "--"); i > 0 {
			t.setArgs(args[i+1:])
		}
	case "shift":
		if v := t.vars["@"]; len(v) > 0 && len(v[0].list) > 0 {
			t.setArgs(v[0].list[1:])
		}
	case "read", "mapfile", "readarray":
		t.read(args)
	case "unset":
		t.unsetAll(args[1:])
	case "alias":
		for _, a := range args[1:] {
			if name, value, ok := strings.Cut(a, "="); ok {
				t.aliases[name] = value
			}
		}
	case "hash":
		if len(args) == 4 && args[1] == "-p" {
			t.aliases[args[3]] = args[2]
		}
	}
	t.writes(e, args)
	return t.output(e, args)
}

// apply calls a function.
func (t *tracer) apply(body *syntax.Stmt, args []string) *Stream {
	saved := map[string][]value{}
	for _, name := range []string{"@", "*", "1", "2", "3", "4", "5", "6", "7", "8", "9"} {
		saved[name] = t.vars[name]
	}
	t.setArgs(args[1:])
	t.called[args[0]] = true
	out := t.body(body, "function "+args[0])
	for name, v := range saved {
		if t.vars[name] = v; v == nil {
			delete(t.vars, name)
		}
	}
	return out
}

// follow runs a text in the present shell.
func (t *tracer) follow(src, through string) *Stream {
	if strings.TrimSpace(src) == "" {
		return unknownStream()
	}
	if len(t.calling) > maxTraceDepth {
		return t.lost()
	}
	was, calling, inner, start := t.through, t.calling, t.inner, t.start
	t.through, t.calling, t.inner = append(slices.Clip(t.through), through), append(slices.Clip(t.calling), through), true
	_, file, err := parseTree(src)
	if err != nil {
		t.emit(&Execution{Args: []string{Unknown}, Globs: []bool{false}, Start: start, Context: t.ctx})
	} else {
		t.stmts(file.Stmts)
	}
	t.through, t.calling, t.inner, t.start = was, calling, inner, start
	return unknownStream()
}

func (t *tracer) changeDir(args []string) {
	for len(args) > 0 && strings.HasPrefix(args[0], "-") && len(args[0]) > 1 {
		args = args[1:]
	}
	dir := Unknown
	switch {
	case len(args) == 0:
		if home := t.vars["HOME"]; len(home) > 0 {
			dir = home[0].String()
		}
	case args[0] != "-":
		dir = t.fileName(args[0])
	}
	if len(t.dirs) < maxChoices && !slices.Contains(t.dirs, dir) {
		t.dirs = append(slices.Clip(t.dirs), dir)
	}
	if here := t.vars["PWD"]; len(here) > 0 {
		t.vars["OLDPWD"] = here[len(here)-1:]
		if t.base == "" {
			t.base = here[0].String()
		}
		if !path.IsAbs(dir) {
			dir = path.Join(t.base, dir)
		}
		t.vars["PWD"] = []value{text(dir)}
	}
}

// read binds the variables of read and mapfile.
func (t *tracer) read(args []string) {
	line, rest := Unknown, Unknown
	if t.stdin != nil {
		line, _, _ = strings.Cut(t.stdin.Text, "\n")
		rest = t.stdin.Text
	}
	var names []string
	array := args[0] != "read"
	for i := 1; i < len(args); i++ {
		switch a := args[i]; {
		case a == "-a":
			array = true
		case args[0] == "read" && slices.Contains([]string{"-p", "-d", "-n", "-N", "-t", "-u", "-i"}, a),
			args[0] != "read" && slices.Contains([]string{"-d", "-n", "-O", "-s", "-u", "-C", "-c"}, a):
			i++
		case !strings.HasPrefix(a, "-"):
			names = append(names, a)
		}
	}
	if array {
		if len(names) > 0 {
			words := strings.Fields(line)
			if args[0] != "read" {
				words = strings.Split(strings.TrimSuffix(rest, "\n"), "\n")
			}
			t.set(names[0], list(words))
		}
		return
	}
	if len(names) == 0 {
		names = []string{"REPLY"}
	}
	words := readFields(line, len(names))
	for i, name := range names {
		value := ""
		if i < len(words) {
			value = words[i]
		}
		if t.stdin == nil || !Known(line) && len(names) > 1 {
			value = Unknown
		}
		t.maybe(func() *Stream { t.set(name, text(value)); return nil })
		if strings.Count(strings.TrimSuffix(rest, "\n"), "\n") > 0 { // read in a loop
			for l := range strings.SplitSeq(strings.TrimSuffix(rest, "\n"), "\n") {
				if w := readFields(l, len(names)); i < len(w) {
					t.maybe(func() *Stream { t.set(name, text(w[i])); return nil })
				}
			}
		}
	}
}

// readFields splits a line as read does: the last field takes the rest.
func readFields(line string, n int) []string {
	var out []string
	for line = strings.TrimSpace(line); line != ""; {
		if len(out) == n-1 {
			return append(out, line)
		}
		i := strings.IndexAny(line, " \t")
		if i < 0 {
			return append(out, line)
		}
		out = append(out, line[:i])
		line = strings.TrimLeft(line[i:], " \t")
	}
	return out
}

func (t *tracer) unsetAll(names []string) {
	for _, name := range names {
		switch {
		case name == "":
		case t.doubtful > 0:
			t.set(name, text(""))
		default:
			delete(t.vars, name)
		}
	}
}

// Quote returns words as a shell reads them back: each as one word.
func Quote(words []string) string {
	var b strings.Builder
	for i, w := range words {
		if i > 0 {
			b.WriteByte(' ')
		}
		if w != "" && strings.Trim(w, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:=@%+,"+Unknown) == "" {
			b.WriteString(w)
			continue
		}
		b.WriteString("'" + strings.ReplaceAll(w, "'", `'\''`) + "'")
	}
	return b.String()
}

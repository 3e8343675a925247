package shell

import (
	"path"
	"slices"
	"strings"
)

// writes remembers the files that a command writes, other than by redirections:
// what they hold may be run later.
func (t *tracer) writes(e *Execution, args []string) {
	switch args[0] {
	case "cp", "mv", "ln", "install", "link", "rsync", "scp":
		t.copies(args)
	case "dd":
		var from, to string
		for _, a := range args[1:] {
			if name, ok := strings.CutPrefix(a, "if="); ok {
				from = name
			} else if name, ok := strings.CutPrefix(a, "of="); ok {
				to = name
			}
		}
		switch {
		case from != "" && to != "":
			t.copies([]string{"cp", from, to})
		case to != "" && t.stdin != nil:
			t.files[t.fileName(to)] = t.stdin
		}
	case "sponge":
		if len(args) > 1 && t.stdin != nil {
			t.files[t.fileName(args[len(args)-1])] = t.stdin
		}
	case "sed", "gsed":
		t.inserted(e, args)
	case "ed", "ex":
		t.edited(e, args)
	case "patch":
		t.patched(e)
	case "git":
		if slices.Contains(args, "apply") {
			t.patched(e)
		}
	case "tee":
		for _, a := range args[1:] {
			if !strings.HasPrefix(a, "-") && t.stdin != nil {
				text := t.stdin
				if before := t.files[t.fileName(a)]; before != nil && slices.Contains(args, "-a") {
					text = joined(before, text)
				}
				t.files[t.fileName(a)] = text
			}
		}
	case "curl", "wget", "aria2c", "fetch":
		t.downloads(e, args)
	}
	t.codeWrites(e, args)
}

// copies remembers the program or the text that a file is a copy of.
func (t *tracer) copies(args []string) {
	var names []string
	for _, a := range args[1:] {
		if !strings.HasPrefix(a, "-") {
			names = append(names, a)
		}
	}
	if args[0] == "install" && len(names) > 2 { // behind the values of -m, -o and -g
		names = names[len(names)-2:]
	}
	linked := args[0] == "ln" || args[0] == "link"
	if linked && len(names) == 1 { // into the working directory
		names = append(names, path.Base(names[0]))
	}
	if linked && len(names) > 2 {
		for _, name := range names[:len(names)-1] {
			t.copies(append(flagsOf(args), name, names[len(names)-1]))
		}
		return
	}
	if len(names) != 2 {
		return
	}
	if names[0] == "/dev/stdin" || names[0] == "/dev/fd/0" || names[0] == "/proc/self/fd/0" {
		if t.stdin != nil {
			t.files[t.fileName(names[1])] = t.stdin
		}
		return
	}
	from, to := t.fileName(names[0]), t.fileName(names[1])
	targets := []string{to, path.Join(to, path.Base(from))}
	for _, target := range targets {
		t.programs[target] = names[0]
		if linked {
			t.links[target] = from
			if symbolic(args) && !path.IsAbs(names[0]) { // it is read from where the link lies
				t.links[target] = path.Join(path.Dir(target), names[0])
			}
		}
		if f := t.files[from]; f != nil {
			t.files[target] = f
		}
	}
}

// flagsOf is a command without its operands.
func flagsOf(args []string) []string {
	flags := args[:1:1]
	for _, a := range args[1:] {
		if strings.HasPrefix(a, "-") {
			flags = append(flags, a)
		}
	}
	return flags
}

// symbolic reports an ln that makes a symbolic link.
func symbolic(args []string) bool {
	return slices.ContainsFunc(args[1:], func(a string) bool {
		return a == "--symbolic" || strings.HasPrefix(a, "-") && !strings.HasPrefix(a, "--") && strings.Contains(a, "s")
	})
}

// downloads remembers the files that are fetched.
func (t *tracer) downloads(e *Execution, args []string) {
	for i, a := range args[1:] {
		switch {
		case strings.Contains(a, "://"):
			t.files[t.fileName(path.Base(a))] = &Stream{Text: Unknown, From: []*Execution{e}}
		case strings.HasPrefix(a, "-") && len(a) > 2 && !strings.HasPrefix(a, "--") && strings.Contains(a, "o"):
			if _, value, ok := strings.Cut(a, "o"); ok && value != "" {
				t.files[t.fileName(value)] = &Stream{Text: Unknown, From: []*Execution{e}}
			}
			fallthrough
		case a == "-o" || a == "-O" || a == "--output" || a == "--output-document" || a == "--out":
			if i+2 < len(args) {
				t.files[t.fileName(args[i+2])] = &Stream{Text: Unknown, From: []*Execution{e}}
			}
		default:
			if _, value, ok := strings.Cut(a, "="); ok && strings.HasPrefix(a, "--o") {
				t.files[t.fileName(value)] = &Stream{Text: Unknown, From: []*Execution{e}}
			}
		}
	}
}

var writing = lazyRegexp{text: `(?:open|writeFileSync|writeFile|appendFileSync|Path|File\.write|IO\.write|file_put_contents|Deno\.writeTextFileSync|Bun\.write)\(\s*`}

// codeWrites remembers the file that a program in another language writes, if
// the name and the text stand in it.
func (t *tracer) codeWrites(e *Execution, args []string) {
	if lang := strings.TrimRight(path.Base(args[0]), "0123456789."); !slices.Contains([]string{"python", "node", "nodejs", "ruby", "php", "bun", "deno"}, lang) {
		return
	}
	for _, code := range args[1:] {
		for _, at := range writing.get().FindAllStringIndex(code, -1) {
			name, rest, ok := stringLiteral(code[at[1]:], "")
			if !ok {
				continue
			}
			for rest != "" {
				i := strings.IndexAny(rest, "'\"`")
				if i < 0 {
					break
				}
				text, after, ok := stringLiteral(rest[i:], "")
				if !ok {
					break
				}
				if rest = after; len(text) > 3 {
					t.files[t.fileName(name)] = &Stream{Text: text, From: []*Execution{e}}
					break
				}
			}
		}
	}
}

// patched remembers the lines that a patch adds to files.
func (t *tracer) patched(e *Execution) {
	if t.stdin == nil {
		return
	}
	var name string
	var added strings.Builder
	flush := func() {
		if name != "" && added.Len() > 0 {
			t.files[t.fileName(name)] = &Stream{Text: added.String(), From: []*Execution{e}}
		}
		added.Reset()
	}
	for line := range strings.Lines(t.stdin.Text) {
		switch {
		case strings.HasPrefix(line, "+++ "):
			flush()
			name, _, _ = strings.Cut(strings.TrimSpace(line[4:]), "\t")
			if _, after, ok := strings.Cut(name, "/"); ok && strings.HasPrefix(name, "b/") {
				name = after
			}
		case strings.HasPrefix(line, "+"):
			added.WriteString(line[1:])
		}
	}
	flush()
}

var insertion = lazyRegexp{text: `^[0-9$,/\w~ !]*?[iac]\\?\s*(.+)$`}

// inserted remembers what sed -i puts into a file: the rest of it is as little
// known as before.
func (t *tracer) inserted(e *Execution, args []string) {
	flags, operands := split(args[1:])
	if len(operands) < 2 || !slices.ContainsFunc(flags, func(f string) bool {
		return strings.HasPrefix(f, "-i") || strings.HasPrefix(f, "--in-place") || f == "-Ei"
	}) {
		return
	}
	var text strings.Builder
	for _, script := range operands[:1] {
		if m := insertion.get().FindStringSubmatch(script); m != nil {
			text.WriteString(m[1] + "\n")
		} else if len(script) > 3 && script[0] == 's' {
			if parts := strings.Split(script[2:], script[1:2]); len(parts) == 3 && strings.Contains(parts[1], " ") {
				text.WriteString(parts[1] + "\n")
			}
		}
	}
	if text.String() == "" {
		return
	}
	for _, name := range operands[1:] {
		before := t.files[t.fileName(name)]
		if before == nil {
			before = &Stream{}
		}
		t.files[t.fileName(name)] = joined(before, &Stream{Text: text.String(), From: []*Execution{e}})
	}
}

// edited remembers what the commands a, i and c of ed put into a file.
func (t *tracer) edited(e *Execution, args []string) {
	_, operands := split(args[1:])
	if t.stdin == nil || len(operands) == 0 {
		return
	}
	var text strings.Builder
	adding := false
	for line := range strings.Lines(t.stdin.Text) {
		switch command := strings.TrimSpace(line); {
		case adding && command == ".":
			adding = false
		case adding:
			text.WriteString(line)
		default:
			adding = command != "" && strings.ContainsAny(command[len(command)-1:], "aic") && strings.Trim(command[:len(command)-1], "0123456789,$.") == ""
		}
	}
	if text.Len() > 0 {
		t.files[t.fileName(operands[0])] = &Stream{Text: text.String(), From: []*Execution{e}}
	}
}

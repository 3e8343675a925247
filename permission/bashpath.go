package permission

import (
	"path"
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/shell"
)

// A pathVerdict is what the files that a command names say about it.
type pathVerdict struct {
	ask    bool // whatever rule allows the command
	cause  Cause
	reason string
	path   string // the file that is asked about
	wants  string // a file inside that the command would write, if no rule allows it
}

// isNull reports the device that swallows everything.
func isNull(name string) bool { return name == "/dev/null" }

// pathVerdict judges the files of command i, once.
func (b *bashCall) pathVerdict(i int) *pathVerdict {
	if b.paths == nil {
		b.paths = zeroed(&b.memory().verdicts, len(b.script.Commands))
		for k := range b.script.Commands {
			b.judgePaths(k, &b.paths[k])
		}
	}
	return &b.paths[i]
}

// judgePaths judges the files that a command's arguments and redirections
// name. What is unsafe comes first: no rule on the whole tool covers it.
func (b *bashCall) judgePaths(i int, v *pathVerdict) {
	if b.shape(i) == fileless {
		return
	}
	cmd := &b.script.Commands[i]
	for i := range cmd.Redirs {
		b.judgeRedir(&cmd.Redirs[i], v)
	}
	f := b.filesOf(i)
	if !f.certain { // and then the client does not look at the files
		v.note(pathVerdict{ask: true, cause: ByComplexity, reason: f.why})
		return
	}
	for _, u := range f.uses {
		b.judgeUse(f.words, u, v)
	}
}

// note keeps the verdict that weighs more: unsafe, then outside, then the
// first.
func (v *pathVerdict) note(w pathVerdict) {
	weight := func(v *pathVerdict) int {
		switch {
		case !v.ask:
			return 0
		case v.cause == BySafety:
			return 3
		case v.cause == ByDirectory:
			return 2
		}
		return 1
	}
	if weight(&w) > weight(v) {
		w.wants = v.wants
		*v = w
	}
}

// innerWords is a command behind the wrappers that the client looks through
// for files: those that allow rules see through, and env.
func innerWords(words []shell.Word) []shell.Word {
	for len(words) > 1 {
		rest, last, ok := unwrapAllowed(words)
		if !ok && words[0].Text == "env" && !splitsWords(words) {
			rest, ok = unwrapDenied(words)
		}
		if !ok || last || len(rest) == 0 {
			return words
		}
		for len(rest) > 1 && isAssignment(rest[0].Text) {
			rest = rest[1:]
		}
		words = rest
	}
	return words
}

// splitsWords reports env -S, behind which the client sees no files.
func splitsWords(words []shell.Word) bool {
	return slices.ContainsFunc(words, func(w shell.Word) bool {
		return strings.HasPrefix(w.Text, "-S") || strings.HasPrefix(w.Text, "--split-string")
	})
}

// judgeUse judges one file of an argument.
func (b *bashCall) judgeUse(words []shell.Word, u pathUse, v *pathVerdict) {
	f := argumentForm(b.value(words, u), b.p.config.Home, u.write)
	if f.why != "" {
		v.note(pathVerdict{ask: true, cause: ByComplexity, path: u.text, reason: f.why})
		return
	}
	if u.write && strings.TrimSpace(u.text) == "" {
		v.note(pathVerdict{ask: true, cause: BySafety, path: u.text, reason: "it writes to a file without a name"})
	}
	if u.write && strings.ContainsAny(u.text, "{}") || strings.Contains(u.text, "`") || strings.HasPrefix(u.text, "=") {
		v.note(pathVerdict{ask: true, cause: ByComplexity, path: u.text, reason: "a shell may expand the name of the file"})
	}
	if !u.write && standardStream(f.name) {
		return
	}
	t := b.target(f, b.cwd)
	b.judgeTarget(&t, u.write, v)
	switch {
	case u.read && u.edit && u.write && within(t.low, strings.ToLower(b.p.config.Home)):
		v.note(pathVerdict{ask: true, cause: BySafety, path: path.Join(b.p.config.Home, ".claude"), reason: "it moves the folder with the client's own files"})
	case u.write && strings.HasPrefix(f.name, "//"):
		v.note(pathVerdict{ask: true, cause: BySafety, path: t.real, reason: "it writes to what may be a network path"})
	case strings.HasPrefix(t.path, "/proc/") && path.Base(t.path) == "environ":
		v.note(pathVerdict{ask: true, cause: ByComplexity, path: t.path, reason: "it reads the variables of a process"})
	case f.glob && slices.Contains(strings.Split(u.text, "/"), "..") && len(b.p.lists[Deny].read) > 0:
		v.note(pathVerdict{ask: true, cause: BySafety, path: u.text, reason: "its path goes up behind a pattern, so that deny rules cannot be held against it"})
	}
	if f.climb && b.p.inside(&t) {
		v.note(pathVerdict{ask: true, cause: ByComplexity, path: u.text, reason: "its path goes up again behind a name that may be a link"})
	}
	if u.word >= 0 && (u.write || b.wantsKnownPaths(words)) && b.read(&words[u.word]).runtime {
		v.note(pathVerdict{ask: true, cause: ByComplexity, path: u.text, reason: "its path is only known when it runs"})
	}
}

// target resolves a path as the kernel would: behind a link, .. is the parent
// of where the link leads.
func (b *bashCall) target(f pathForm, dir string) target {
	if !f.climb {
		return b.p.target(f.name, dir)
	}
	return b.p.target(b.p.physical(f.name, dir), "/")
}

// physical resolves the links before each "..".
func (p *Policy) physical(name, dir string) string {
	at := dir
	if path.IsAbs(name) {
		at = "/"
	}
	for part := range strings.SplitSeq(name, "/") {
		if part != ".." {
			at = path.Join(at, part)
			continue
		}
		if real, err := p.config.EvalSymlinks(at); err == nil {
			at = real
		}
		at = path.Dir(at)
	}
	return at
}

// value is what the text of a use expands to, as far as the client knows.
func (b *bashCall) value(words []shell.Word, u pathUse) string {
	if u.word < 0 || !words[u.word].Has(shell.Variable|shell.Substitution) {
		return u.text
	}
	if w := &words[u.word]; u.text == w.Text {
		if r := b.read(w); r.why == "" {
			return r.text
		}
		text, _ := w.Expand(b.lookup)
		return text
	}
	return b.expand(u.text)
}

// wantsKnownPaths reports programs of which not even a file that they read may
// depend on what is only known when they run: it may be a script or an action.
func (b *bashCall) wantsKnownPaths(words []shell.Word) bool {
	switch words[0].Text {
	case "find", "sed", "awk", "gawk", "mawk", "nawk":
		return true
	}
	return false
}

// lookup knows the variables that the client knows.
func (b *bashCall) lookup(name string) (string, bool) {
	if name == "HOME" {
		return b.p.config.Home, true
	}
	value, known := "", false
	for i := range b.script.Commands {
		c := &b.script.Commands[i]
		for k := range c.Assigns {
			a := &c.Assigns[k]
			if len(c.Words) > 0 || a.Name != name || !a.Value.Known() || known && !a.Append {
				continue
			}
			value, known = value+a.Value.Text, true
		}
	}
	return value, known
}

// judgeTarget judges one file.
func (b *bashCall) judgeTarget(t *target, write bool, v *pathVerdict) {
	if !write {
		if (t.broken || !b.p.insideName(t.real)) && !b.p.ownFile(t) && b.p.allowsReadReal(t) == nil {
			v.note(pathVerdict{ask: true, cause: ByDirectory, path: t.real, reason: "it reads outside the working directories"})
		}
		return
	}
	switch why := b.p.protects(t); {
	case why != "":
		v.note(pathVerdict{ask: true, cause: BySafety, path: t.real, reason: why})
	case b.p.lists[Allow].edit.both(t) != nil:
	case b.p.linksOut(t) != "":
		v.note(pathVerdict{ask: true, cause: BySafety, path: t.real, reason: b.p.linksOut(t)})
	case !b.p.inside(t):
		v.note(pathVerdict{ask: true, cause: ByDirectory, path: t.real, reason: "it writes outside the working directories"})
	case v.wants == "":
		v.wants = t.real
	}
}

// judgeRedir judges the file of a redirection: what is written needs its own
// permission, whatever rule covers the command.
func (b *bashCall) judgeRedir(r *shell.Redir, v *pathVerdict) {
	if !opensFile(r) || isNull(r.Target.Text) {
		return
	}
	text, known := r.Target.Text, r.Target.Known()
	if r.Target.Has(shell.Variable) && r.Target.Has(shell.Quoted) {
		text, known = r.Target.Expand(b.lookup)
	}
	if readsFrom(r) {
		if standardStream(text) || strings.HasPrefix(text, "/dev/fd/") {
			return
		}
		if strings.ContainsAny(text, "*?[$") {
			v.note(pathVerdict{ask: true, cause: ByComplexity, path: text, reason: "the shell expands the file of a redirection"})
			return
		}
		t := b.p.target(text, b.cwd)
		b.judgeTarget(&t, false, v)
		if climbs(text) {
			v.note(pathVerdict{ask: true, cause: ByComplexity, path: text, reason: "its path goes up again behind a name that may be a link"})
		}
		return
	}
	if text == "" {
		text = "." // a file without a name is the folder itself
	}
	if strings.HasPrefix(text, "//") {
		v.note(pathVerdict{ask: true, cause: BySafety, path: text, reason: "it writes to what may be a network path"})
	}
	if climbs(text) {
		v.note(pathVerdict{ask: true, cause: ByComplexity, path: text, reason: "its path goes up again behind a name that may be a link"})
	}
	expands := !known || strings.ContainsAny(text, "*?[$") || strings.HasPrefix(text, "~")
	if !strings.ContainsAny(text, "*?[$") {
		t := b.p.target(text, b.cwd)
		w := pathVerdict{}
		b.judgeTarget(&t, true, &w)
		if !w.ask && b.mode != AcceptEdits && b.mode != Auto && b.p.lists[Allow].edit.both(&t) == nil {
			w = pathVerdict{ask: true, cause: ByDefault, path: t.real, reason: "no rule allows writing the file of a redirection"}
		}
		if w.cause == BySafety || !expands {
			v.note(w)
		}
	}
	if expands || strings.HasPrefix(text, "=") || strings.HasPrefix(text, "!") || len(r.FD) > 1 {
		v.note(pathVerdict{ask: true, cause: ByComplexity, reason: "the shell expands the file of a redirection"})
	}
}

// unsafePath returns the answer to a command that writes to a protected path or
// through a link that leads out: not even a rule on the whole tool covers it.
func (b *bashCall) unsafePath() *Result {
	for i := range b.script.Commands {
		v := b.pathVerdict(i)
		if v.ask && v.cause == BySafety {
			return &Result{Decision: Ask, Cause: BySafety, Reason: v.reason, BlockedPath: v.path}
		}
	}
	return nil
}

// writes reports that the command writes to a file by itself.
func (b *bashCall) writes() bool {
	for i := range b.script.Commands {
		if v := b.pathVerdict(i); v.ask || v.wants != "" {
			return true
		}
	}
	return false
}

// opensFile reports a redirection to or from a file.
func opensFile(r *shell.Redir) bool {
	switch r.Op {
	case "<<", "<<-", "<<<":
		return false
	}
	return !r.Duplicate && (r.Target.Text != "" || r.Target.Has(shell.Quoted))
}

// expand replaces the variables that the client knows.
func (b *bashCall) expand(text string) string {
	if !strings.Contains(text, "$") {
		return text
	}
	for _, name := range [...]string{"$HOME", "${HOME}"} {
		if rest, ok := strings.CutPrefix(text, name); ok && (rest == "" || rest[0] == '/') {
			return b.p.config.Home + rest
		}
	}
	if rest, ok := strings.CutPrefix(text, "$PWD"); ok && (rest == "" || rest[0] == '/') {
		return b.cwd + rest
	}
	return text
}

// readsFrom reports a redirection that reads its file.
func readsFrom(r *shell.Redir) bool { return r.Op == "<" || r.Op == "<&" }

// blindDevice reports a device of a redirection that deny rules do not see.
func blindDevice(name string, read bool) bool {
	return read && strings.HasPrefix(name, "/dev/") || isNull(name) ||
		strings.HasPrefix(name, "/dev/tcp/") || strings.HasPrefix(name, "/dev/udp/")
}

func pathWords(words []shell.Word) []pathWord {
	return appendPathWords(make([]pathWord, 0, len(words)), words)
}

func appendPathWords(to []pathWord, words []shell.Word) []pathWord {
	for i := range words {
		w := &words[i]
		if w.Features == shell.ArithmeticExpansion {
			to = append(to, pathWord{text: "1", known: true}) // a number, and no file that matters
			continue
		}
		to = append(to, pathWord{text: w.Text, glob: w.Has(shell.Glob), quoted: w.Has(shell.Quoted),
			variable:     w.Has(shell.Variable | shell.Expansion | shell.Substitution | shell.ArithmeticExpansion),
			substitution: w.Has(shell.Substitution), known: w.Known()})
	}
	return to
}

// findChanges notes the directories that cd and pushd lead to.
func (b *bashCall) findChanges() {
	b.changes = b.memory().changes[:0]
	for i := range b.script.Commands {
		if b.shape(i) != odd {
			continue
		}
		words := innerWords(b.script.Commands[i].Words)
		if len(words) == 0 {
			continue
		}
		if n := words[0].Text; n == "cd" || n == "pushd" || n == "popd" && len(words) > 1 {
			text := words[len(words)-1].Text
			if len(words) == 1 || text != "-" && isFlagText(text) {
				b.changes = append(b.changes, cdTarget{command: i, dir: b.p.config.Home})
				continue
			}
			b.changes = append(b.changes, cdTarget{
				command: i, dir: b.p.resolve(b.expand(text), b.cwd), expands: strings.HasPrefix(text, "~") || strings.Contains(text, "$") && strings.HasSuffix(text, "/"),
			})
		}
	}
	b.room.changes = b.changes
}

// maxDirs is how many directories a command changes to before it counts as one
// in an unknown directory.
const maxDirs = 16

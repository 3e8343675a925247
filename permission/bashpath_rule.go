package permission

import (
	"path"
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/shell"
)

// pathRule returns the Read or Edit rule of l that covers a file the command
// names, seen from the directory it starts in and from one it changes to.
func (b *bashCall) pathRule(l *ruleList, i int) *Rule {
	if b.opaque != "" || b.shape(i) == fileless {
		return nil // the client gives up before it looks at paths, or finds none
	}
	if r := b.pathRuleIn(l, i, b.cwd); r != nil || len(b.changes) == 0 {
		return r
	}
	dirs := []string{b.cwd}
	for _, c := range b.changes {
		if c.command < i && len(dirs) <= maxDirs && !slices.Contains(dirs, c.dir) {
			dirs = append(dirs, c.dir)
		}
	}
	for _, dir := range dirs[1:] {
		if r := b.pathRuleIn(l, i, dir); r != nil {
			return r
		}
	}
	if len(dirs) > maxDirs || b.returnsBefore(i) {
		return l.any(b.filesOf(i).uses)
	}
	return nil
}

// returnsBefore reports `cd -` before command i: where it leads is not known.
func (b *bashCall) returnsBefore(i int) bool {
	for k := range b.script.Commands[:i] {
		if w := b.script.Commands[k].Words; len(w) == 2 && w[0].Text == "cd" && w[1].Text == "-" {
			return true
		}
	}
	return false
}

// any returns a rule on files if the command names a relative one: from an
// unknown directory each may match.
func (l *ruleList) any(uses []pathUse) *Rule {
	if len(l.read) == 0 {
		return nil
	}
	for _, u := range uses {
		if u.read && relative(u) {
			return l.read[0].patterns[0].rule
		}
	}
	return nil
}

func (b *bashCall) pathRuleIn(l *ruleList, i int, dir string) *Rule {
	if r := b.redirRule(l, &b.script.Commands[i], dir); r != nil {
		return r
	}
	files := b.filesOf(i)
	for _, u := range files.uses {
		f := argumentForm(b.value(files.words, u), b.p.config.Home, u.write)
		if f.why != "" {
			continue // the client does not know the file
		}
		f.name = ownFolder(f.name) // a link of the system, which leads to the folder of whoever reads it
		t := b.target(f, dir)
		if rule := l.covers(&t, u.read, u.edit); rule != nil {
			return rule
		}
	}
	return nil
}

func (b *bashCall) redirRule(l *ruleList, cmd *shell.Command, dir string) *Rule {
	for k := range cmd.Redirs {
		r := &cmd.Redirs[k]
		text := r.Target.Text
		if strings.HasPrefix(r.Target.Raw(b.script), `"`) {
			text, _ = r.Target.Expand(b.lookup)
		}
		if !opensFile(r) || strings.Contains(text, "$") || blindDevice(text, readsFrom(r)) {
			continue
		}
		names := []string{ownFolder(text)}
		if i := strings.IndexAny(text, "*?["); i >= 0 {
			names = append(names, globDir(text[:i]))
		}
		for _, name := range names {
			t := b.p.target(name, dir)
			if rule := l.covers(&t, readsFrom(r), !readsFrom(r)); rule != nil {
				return rule
			}
		}
	}
	return nil
}

func (l *ruleList) covers(t *target, read, edit bool) *Rule {
	if read {
		if r := l.read.either(t); r != nil {
			return r
		}
	}
	if edit {
		return l.edit.either(t)
	}
	return nil
}

// afterChange tells why a command that changes directory is asked about.
func (b *bashCall) afterChange() string {
	if !b.leavesStart() {
		return ""
	}
	for i := range b.script.Commands {
		cmd := &b.script.Commands[i]
		words := innerWords(cmd.Words)
		program := fedWords(words)
		if len(program) > 0 && program[0].Text == "git" {
			return "it changes directory before a version-control command, which may run hooks found there"
		}
		for k := range cmd.Redirs {
			if r := &cmd.Redirs[k]; opensFile(r) && !isNull(r.Target.Text) {
				return "it changes directory and uses a file of a redirection"
			}
		}
		uses := b.filesOf(i).uses
		if len(words) > 0 && writesFiles(words) || slices.ContainsFunc(uses, func(u pathUse) bool { return u.write }) {
			return "it changes directory and writes to a file"
		}
		if len(b.p.lists[Deny].read) > 0 && cmd.Name() != "cd" && slices.ContainsFunc(uses, relative) {
			return "it changes directory and reads a file that a deny rule may be about"
		}
	}
	return ""
}

// writesFiles reports a command that the client knows to write, whatever it is
// given.
func writesFiles(words []shell.Word) bool {
	switch words[0].Text {
	case "touch", "mkdir", "rm", "rmdir", "cp", "mv":
		return true
	case "sed":
		return len(words) == 1
	}
	return false
}

// fedWords is a command behind xargs.
func fedWords(words []shell.Word) []shell.Word {
	if len(words) > 1 {
		if rest, last, ok := unwrapAllowed(words); ok && last {
			return innerWords(rest)
		}
	}
	return words
}

func relative(u pathUse) bool { return !path.IsAbs(u.text) && !strings.HasPrefix(u.text, "~") }

func (b *bashCall) leavesStart() bool {
	for _, c := range b.changes {
		if c.expands || path.Clean(c.dir) != path.Clean(b.cwd) {
			return true
		}
	}
	return false
}

// acceptsEdit reports a command that mode acceptEdits runs inside the working
// directories.
func (b *bashCall) acceptsEdit(cmd *shell.Command) bool {
	if len(cmd.Words) == 0 {
		return false
	}
	for i := range cmd.Assigns {
		if !safeAssign(b.script, &cmd.Assigns[i]) {
			return false
		}
	}
	words := cmd.Words
	for len(words) > 1 {
		rest, last, ok := unwrapAllowed(words)
		if !ok || last {
			break
		}
		words = rest
	}
	bare := len(words) == len(cmd.Words) && len(cmd.Assigns) == 0 && !hereString(cmd) && !words[0].Has(shell.Quoted)
	for i := range cmd.Redirs {
		bare = bare && cmd.Redirs[i].Start > words[len(words)-1].Start
	}
	return acceptsEdit(pathWords(words), bare)
}

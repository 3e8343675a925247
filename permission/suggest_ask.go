package permission

import (
	"path"
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/shell"
)

// ask notes the commands that are asked about, and reports whether there are
// any. On the sides of a pipe the client does not look at what they redirect.
func (o *bashOffer) ask(piped bool) bool {
	o.questions = o.questions[:0]
	for i := range o.script.Commands {
		if q, ok := o.question(&o.script.Commands[i], i, piped); ok {
			o.questions = append(o.questions, q)
		}
	}
	return len(o.questions) > 0
}

func (o *bashOffer) question(cmd *shell.Command, i int, piped bool) (question, bool) {
	q := question{cmd: cmd, text: o.ruleText(cmd)}
	if piped {
		q.text = o.continued(cmd, q.text)
	}
	words := innerWords(cmd.Words)
	uses, certain, _ := commandPaths(pathWords(words))
	writes := slices.ContainsFunc(uses, func(u pathUse) bool { return u.write })
	if writes && o.leaves(cmd, piped) {
		q.kind = aboutFlags
		return q, true
	}
	judged := *cmd
	if piped {
		judged.Redirs = slices.DeleteFunc(slices.Clone(cmd.Redirs), func(r shell.Redir) bool { return output(&r) })
	}
	kept := o.redirected(cmd, &q, piped)
	switch {
	case kept:
		return q, true
	case o.judge(&judged, i).decision != Ask:
		return q, false
	case !certain:
		if writes || rearranges(words) {
			q.kind = aboutFlags
		}
		return q, true
	}
	o.aboutFile(words, uses, &q)
	if q.kind == aboutCommand && o.mode == AcceptEdits && cmd.Name() == "sed" {
		q.kind = aboutScript
	}
	return q, true
}

func output(r *shell.Redir) bool { return opensFile(r) && r.Op != "<" }

// rearranges reports a command of mode acceptEdits whose flags can make its
// operands mean anything.
func rearranges(words []shell.Word) bool {
	if len(words) == 0 {
		return false
	}
	name := path.Base(words[0].Text)
	return name == "cp" || name == "mv"
}

// continued adds the line continuation before a pipe, which the client takes
// for a part of the command.
func (o *bashOffer) continued(cmd *shell.Command, text string) string {
	gap, _, ok := strings.Cut(o.script.Source[cmd.End:], "|")
	if ok && text != "" && strings.Contains(gap, "\\\n") && strings.Trim(gap, " \t\\\n") == "" {
		return text + " \\\n"
	}
	return text
}

// redirected finds the redirection that is asked about.
func (o *bashOffer) redirected(cmd *shell.Command, q *question, piped bool) bool {
	for i := range cmd.Redirs {
		r := &cmd.Redirs[i]
		if !output(r) || isNull(r.Target.Text) {
			continue
		}
		if hereString(cmd) || !piped && o.leaves(cmd, false) {
			q.text = "" // nothing helps
			return true
		}
		var v pathVerdict
		o.judgeRedir(r, &v)
		switch {
		case !v.ask || !path.IsAbs(v.path):
		case v.cause == BySafety:
			q.kind, q.path = aboutProtectedRedirect, o.folder(v.path, r.Target.Text)
			return true
		case !piped:
			q.kind, q.path = aboutRedirect, o.folder(v.path, r.Target.Text)
			return true
		}
	}
	for i := range cmd.Redirs {
		if r := &cmd.Redirs[i]; r.Op == "<" {
			var v pathVerdict
			if o.judgeRedir(r, &v); v.ask && v.cause == ByDirectory {
				q.kind, q.path = aboutReading, o.folder(v.path, "")
				return true
			}
		}
	}
	return false
}

// aboutFile finds the file of the arguments that is asked about: a protected
// one, the first outside, or the first inside that would be written.
func (o *bashOffer) aboutFile(words []shell.Word, uses []pathUse, q *question) {
	wants, named := "", ""
	for _, u := range uses {
		var v pathVerdict
		o.judgeUse(words, u, &v)
		if v.ask && v.cause == BySafety {
			q.kind, q.path = aboutProtected, o.folder(v.path, u.text)
			if t := o.p.target(u.text, o.cwd); programName(words[0].Text) == "rm" && !strings.HasSuffix(u.text, "/") && o.p.namesLink(&t) {
				q.path = path.Dir(t.path) // the link itself goes
			}
			return
		}
	}
	for _, u := range uses {
		var v pathVerdict
		o.judgeUse(words, u, &v)
		switch {
		case !v.ask && v.wants != "" && wants == "":
			wants, named = v.wants, u.text
		case !v.ask:
		case v.cause == ByDirectory && !u.write:
			q.kind, q.path = aboutReading, o.folder(v.path, "")
			return
		case v.cause == ByDirectory:
			q.kind, q.path = aboutWriting, o.folder(v.path, u.text)
			return
		case u.write:
			q.kind, q.path = aboutWriting, o.folder(o.p.resolve(v.path, o.cwd), u.text)
			return
		}
	}
	if wants != "" && o.mode != AcceptEdits {
		q.kind, q.path = aboutWriting, o.folder(wants, named)
	}
}

// folder is the directory that stands for a file: itself, if it is one.
func (o *bashOffer) folder(file, named string) string {
	switch {
	case !o.p.config.IsDir(file):
		return path.Dir(file)
	case path.IsAbs(named) && strings.HasSuffix(named, "/") && named != "/":
		return file + "/"
	}
	return file
}

// leaves reports a cd elsewhere on the same side of the pipes.
func (o *bashOffer) leaves(cmd *shell.Command, piped bool) bool {
	if !piped || len(o.changes) == 0 {
		return o.leavesStart() || slices.ContainsFunc(o.script.Commands, func(c shell.Command) bool { return c.Name() == "popd" })
	}
	pipes, _ := o.pipes()
	side := func(offset int) int { i, _ := slices.BinarySearch(pipes, offset); return i }
	return slices.ContainsFunc(o.changes, func(c cdTarget) bool {
		return path.Clean(c.dir) != path.Clean(o.cwd) && side(o.script.Commands[c.command].Start) == side(cmd.Start)
	})
}

// hides reports a command that reads relative to where a cd leads while deny
// rules on reading count from here: nothing is offered for it.
func (o *bashOffer) hides(cmd *shell.Command) bool {
	if len(o.p.lists[Deny].read) == 0 || !o.leavesStart() || cmd.Name() == "cd" {
		return false
	}
	words := innerWords(cmd.Words)
	uses, _, _ := commandPaths(pathWords(words))
	return slices.ContainsFunc(uses, func(u pathUse) bool { return !u.write && !path.IsAbs(u.text) && !strings.HasPrefix(u.text, "~") })
}

// untried reports a command for which nothing is offered: what it runs or
// deletes stands among its arguments, or behind flags of a wrapper that the
// client does not know.
func untried(cmd *shell.Command) bool {
	w := cmd.Words
	if declaration(cmd.Name()) && slices.ContainsFunc(w, func(w shell.Word) bool { return w.Has(shell.Substitution) }) {
		return true
	}
	switch name := w[0].Text; name {
	case "find":
		return slices.ContainsFunc(w, findActs)
	case "watch", "setsid", "ionice", "flock", "unshare", "nsenter", "strace", "ltrace", "script", "taskset", "chrt", "shopt":
		return true
	case "timeout":
		return len(w) > 1 && !(len(w) == 2 && isDuration(w[1].Text)) && !unwraps(w)
	case "time", "nohup", "nice", "stdbuf":
		return len(w) > 1 && isFlag(w[1]) && !unwraps(w) && !(name == "stdbuf" && strings.Contains("-i -o -e", w[1].Text))
	case "command", "builtin":
		return len(w) > 1 && w[1].Text == "noglob"
	case "sed":
		return onlyScript(w)
	case "env":
		return len(w) > 1 && isFlag(w[1]) && !strings.Contains(" -i -u -0 - -- ", " "+w[1].Text+" ")
	}
	return w[0].Has(shell.Glob) && strings.ContainsAny(w[0].Text, "*[")
}

// onlyScript reports sed without a file. Its script is then what the client asks
// about, but for one with an expansion in it (groups m-ro-sed, m-ro).
func onlyScript(words []shell.Word) bool {
	uses, _, _ := commandPaths(pathWords(words))
	return len(uses) == 0 && !slices.ContainsFunc(words, func(w shell.Word) bool {
		return w.Has(shell.Variable) || strings.HasPrefix(w.Text, "s") && strings.ContainsAny(w.Text, "$`")
	})
}

func unwraps(words []shell.Word) bool {
	_, _, ok := unwrapAllowed(words)
	return ok
}

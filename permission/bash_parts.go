package permission

import (
	"slices"

	"github.com/gatehouse-go/gatehouse/internal/shell"
)

// judgeParts judges each simple command on its own: all must be allowed.
func (b *bashCall) judgeParts() Result {
	if len(b.script.Commands) == 1 && len(b.script.Constructs) == 0 && !b.leavesStart() {
		var part [1]partVerdict
		b.judgeInto(&part[0], &b.script.Commands[0], 0)
		return b.orExactly(compose(part[:])) // which does not keep it
	}
	parts := make([]partVerdict, len(b.script.Commands))
	for i := range b.script.Commands {
		b.judgeInto(&parts[i], &b.script.Commands[i], i)
	}
	for i := range b.script.Constructs {
		if c := &b.script.Constructs[i]; c.Kind == shell.Test {
			parts = append(parts, b.judgeTest(c))
		}
	}
	if r := b.afterChange(); r != "" {
		res := Result{Decision: Ask, Cause: ByComplexity, Reason: r}
		if len(parts) > 1 {
			res.parts = parts
		}
		return res
	}
	res := compose(parts)
	if len(parts) > 1 {
		res.parts = parts
	}
	return b.orExactly(res)
}

// orExactly allows what is asked about if a rule spells it out.
func (b *bashCall) orExactly(res Result) Result {
	if res.Decision == Ask && res.Cause != BySafety && res.Cause != ByDirectory && !b.writes() {
		if r := b.exactly(); r != nil {
			return ruled(Allow, r)
		}
	}
	return res
}

// compose answers for a command from its parts, which are not kept: the strictest
// counts.
func compose(parts []partVerdict) Result {
	if len(parts) == 0 {
		return Result{Decision: Allow, Cause: ByReadOnly, Reason: "there is nothing to run"}
	}
	worst := 0
	for i := range parts {
		if parts[i].decision < parts[worst].decision {
			worst = i
		}
	}
	w := &parts[worst]
	res := Result{Decision: w.decision, Cause: w.cause, Reason: w.reason, BlockedPath: w.path}
	if w.rule != nil {
		res.Rule = *w.rule
	}
	for i := range parts {
		if r := parts[i].rule; r != nil && !slices.Contains(res.matched, r) {
			if res.matched == nil {
				res.matched = make([]*Rule, 0, min(len(parts), 4))
			}
			res.matched = append(res.matched, r)
		}
	}
	if len(parts) > 1 && res.Decision == Ask && res.Cause == ByDefault {
		res.Cause = ByParts
	}
	return res
}

// judge gives the verdict on one simple command that can be analysed.
func (b *bashCall) judge(cmd *shell.Command, i int) (part partVerdict) {
	b.judgeInto(&part, cmd, i)
	return part
}

func (b *bashCall) judgeInto(part *partVerdict, cmd *shell.Command, i int) {
	part.text, part.offset, part.decision = cmd.Text(b.script), cmd.Start, Ask
	verdict := b.pathVerdict(i)
	if verdict.ask {
		part.cause, part.reason, part.path = verdict.cause, verdict.reason, verdict.path
		return
	}
	r := b.allowRule(cmd, i)
	if r != nil && coverable(cmd, r) {
		part.decision, part.cause, part.rule = Allow, ByRule, r
		return
	}
	switch {
	case len(cmd.Words) == 0 && len(cmd.Assigns) > 0 && (cmd.Context&shell.InSubstitution == 0 || cmd.Assigns[0].Value.Has(shell.Substitution)):
		part.decision, part.cause, part.reason = Allow, ByReadOnly, "it only assigns a variable"
	case b.readOnly(cmd):
		part.decision, part.cause, part.reason = Allow, ByReadOnly, "read-only command"
	case b.mode == AcceptEdits && b.acceptsEdit(cmd), b.mode == Auto && b.acceptsEdit(cmd):
		part.decision, part.cause, part.reason = Allow, ByMode, "mode "+string(b.mode)+" allows it"
	default:
		part.cause, part.reason, part.path = ByDefault, "no rule allows it", verdict.wants
		if r != nil {
			part.reason = "a rule with a wildcard does not cover what it runs"
		}
	}
}

// coverable reports whether an allow rule may cover a command: one that runs
// what its arguments say is covered only by a rule without wildcards.
func coverable(cmd *shell.Command, r *Rule) bool {
	switch cmd.Name() {
	case "watch", "setsid", "ionice", "flock":
	case "find":
		if !slices.ContainsFunc(cmd.Words, findActs) {
			return true
		}
	default:
		return true
	}
	return compileBash(r, r.Specifier).kind == exactCommand
}

// findActs reports a word of find(1) that runs or deletes, or that the shell
// may expand to one.
func findActs(w shell.Word) bool {
	switch w.Text {
	case "-exec", "-execdir", "-ok", "-okdir", "-delete", "-fprint", "-fprintf", "-fls", "-fprint0":
		return true
	}
	return w.Has(shell.Glob)
}

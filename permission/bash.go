package permission

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/gatehouse-go/gatehouse/internal/shell"
)

// A bashCall is one shell command under judgement.
type bashCall struct {
	p      *Policy
	script *shell.Script
	cwd    string
	mode   Mode
	complexity
	changes []cdTarget
	mended  bool          // the command is not quite valid Bash, and was read as the client does
	paths   []pathVerdict // by command, once they are needed
}

// A cdTarget is a cd to a directory that is known.
type cdTarget struct {
	command int // its index
	dir     string
	expands bool // it is written with ~ or a variable, so that the client does not compare it
}

// checkBash judges a shell command, in the order of the package comment.
func (p *Policy) checkBash(tool, command string, c *call) Result {
	if i := strings.IndexFunc(command, control); i >= 0 {
		return Result{Decision: Deny, Cause: ByInput, Reason: "the command holds a control character, which the tool refuses"}
	}
	sent := utf8.RuneCountInString(command)
	if command = trimBlanks(command); command == "" {
		return Result{Decision: Allow, Cause: ByReadOnly, Reason: "there is nothing to run"}
	}
	script, err := parseAsClient(command)
	if err != nil {
		return p.unparsable(tool, command, err, c)
	}
	b := &bashCall{p: p, script: script, cwd: c.cwd, mode: c.mode, mended: script.Source != command}
	b.complexity = tooComplex(script)
	if sent > maxCommand {
		b.opaque = tooLong // the blanks around it count
	}
	b.findChanges()
	c.bash = b
	if r := b.byRule(Deny, c); r != nil {
		return *r
	}
	if r := b.byRule(Ask, c); r != nil {
		return *r
	}
	if r := b.dangerous(); r != nil {
		return *r
	}
	if r := b.readsOutside(); r != nil {
		return *r
	}
	if c.mode == BypassPermissions {
		return Result{Decision: Allow, Cause: ByMode, Reason: "mode bypassPermissions"}
	}
	whole := p.lists[Allow].matchTool(tool)
	if reason := b.reason(); reason != "" {
		if whole == nil && !b.subshell {
			whole = b.exactly()
		}
		if whole != nil {
			return ruled(Allow, whole)
		}
		return Result{Decision: Ask, Cause: ByComplexity, Reason: reason}
	}
	if r := b.unsafePath(); r != nil {
		return *r
	}
	if whole != nil {
		return ruled(Allow, whole)
	}
	if b.background {
		return Result{Decision: Ask, Cause: BySafety, Reason: "it runs a command in the background, past the checks at approval time"}
	}
	return b.judgeParts()
}

// exactly returns the allow rule that spells out the whole command.
func (b *bashCall) exactly() *Rule {
	list := &b.p.lists[Allow].bash
	if r := list.spells(b.script.Source); r != nil {
		return r
	}
	return list.spells(lineText(b.script))
}

// control reports a control character that the tool's input may not hold.
func control(r rune) bool { return r < ' ' && r != '\n' && r != '\t' || r == 0x7f }

// byRule applies the deny or the ask rules to the whole command.
func (b *bashCall) byRule(d Decision, c *call) *Result {
	l := &b.p.lists[d]
	if d == Ask {
		if r := l.matchTool(c.tool); r != nil {
			return &Result{Decision: Ask, Cause: ByRule, Rule: *r, Matched: []Rule{*r}}
		}
	}
	if r := l.matchParam(c.tool, c.input); r != nil {
		return &Result{Decision: d, Cause: ByRule, Rule: *r, Matched: []Rule{*r}}
	}
	for i := range b.script.Commands {
		cmd := &b.script.Commands[i]
		if r := b.ruleFor(l, cmd, i); r != nil {
			res := Result{Decision: d, Cause: ByRule, Rule: *r, Matched: []Rule{*r}}
			res.Parts = b.partsAround(i, d, r)
			return &res
		}
	}
	if len(l.bash.across) > 0 {
		for _, line := range append(barerLines(b.script), lineText(b.script)) {
			if r := l.bash.matchAcross(collapse(line)); r != nil {
				return &Result{Decision: d, Cause: ByRule, Rule: *r, Matched: []Rule{*r}}
			}
		}
	}
	return nil
}

// ruleFor returns the deny or ask rule that covers a command, or the deny rule
// that covers a file which it names. Ask rules on files hold for the file tools
// only (group fid-ask).
func (b *bashCall) ruleFor(l *ruleList, cmd *shell.Command, i int) *Rule {
	files := l != &b.p.lists[Ask]
	if cmd.Context&(shell.InRegexp|shell.InCoproc) != 0 {
		if !files {
			return nil
		}
		return b.redirRule(l, cmd, b.cwd) // the client looks at nothing else there
	}
	if len(l.bash.list) > 0 {
		if r := denyTexts(b.script, cmd, func(text string) *Rule { return l.bash.match(text, false) }); r != nil {
			return r
		}
	}
	if !files || len(l.read) == 0 && len(l.edit) == 0 {
		return nil
	}
	return b.pathRule(l, cmd, i)
}

// partsAround lists the parts of a compound command that a rule on part i
// decided.
func (b *bashCall) partsAround(i int, d Decision, r *Rule) []Part {
	if len(b.script.Commands) < 2 {
		return nil
	}
	parts := make([]Part, 0, len(b.script.Commands))
	for k := range b.script.Commands {
		cmd := &b.script.Commands[k]
		part := b.judge(cmd, k)
		if k == i {
			part.Decision, part.Cause, part.Rule, part.Reason = d, ByRule, *r, ""
		}
		parts = append(parts, part)
	}
	return parts
}

// judgeParts judges each simple command on its own: all must be allowed.
func (b *bashCall) judgeParts() Result {
	parts := make([]Part, 0, len(b.script.Commands))
	for i := range b.script.Commands {
		parts = append(parts, b.judge(&b.script.Commands[i], i))
	}
	for i := range b.script.Constructs {
		if c := &b.script.Constructs[i]; c.Kind == shell.Test {
			parts = append(parts, b.judgeTest(c))
		}
	}
	if r := b.afterChange(); r != "" {
		return Result{Decision: Ask, Cause: ByComplexity, Reason: r, Parts: parts}
	}
	res := compose(parts)
	if res.Decision == Ask && res.Cause != BySafety && res.Cause != ByDirectory && !b.writes() {
		if r := b.exactly(); r != nil {
			return ruled(Allow, r)
		}
	}
	return res
}

// compose answers for a command from its parts: the strictest counts.
func compose(parts []Part) Result {
	if len(parts) == 0 {
		return Result{Decision: Allow, Cause: ByReadOnly, Reason: "there is nothing to run"}
	}
	worst := 0
	for i := range parts {
		if parts[i].Decision < parts[worst].Decision {
			worst = i
		}
	}
	w := &parts[worst]
	res := Result{Decision: w.Decision, Cause: w.Cause, Rule: w.Rule, Reason: w.Reason, BlockedPath: w.BlockedPath}
	for i := range parts {
		if parts[i].Rule.Tool != "" {
			res.Matched = appendRule(res.Matched, parts[i].Rule)
		}
	}
	if len(parts) > 1 {
		res.Parts = parts
		if res.Decision == Ask && res.Cause == ByDefault {
			res.Cause = ByParts
		}
	}
	return res
}

func appendRule(list []Rule, r Rule) []Rule {
	if slices.Contains(list, r) {
		return list
	}
	return append(list, r)
}

// judge gives the verdict on one simple command that can be analysed.
func (b *bashCall) judge(cmd *shell.Command, i int) Part {
	part := Part{Text: cmd.Text(b.script), Pos: b.script.Position(cmd.Start), Decision: Ask}
	verdict := b.pathVerdict(i)
	if verdict.ask {
		part.Cause, part.Reason, part.BlockedPath = verdict.cause, verdict.reason, verdict.path
		return part
	}
	l := &b.p.lists[Allow]
	if r := allowTexts(b.script, cmd, l.bash.matchAllowed); r != nil && coverable(cmd, r) {
		part.Decision, part.Cause, part.Rule = Allow, ByRule, *r
		return part
	}
	switch {
	case len(cmd.Words) == 0 && len(cmd.Assigns) > 0 && (cmd.Context&shell.InSubstitution == 0 || cmd.Assigns[0].Value.Has(shell.Substitution)):
		part.Decision, part.Cause, part.Reason = Allow, ByReadOnly, "it only assigns a variable"
	case b.readOnly(cmd):
		part.Decision, part.Cause, part.Reason = Allow, ByReadOnly, "read-only command"
	case b.mode == AcceptEdits && b.acceptsEdit(cmd), b.mode == Auto && b.acceptsEdit(cmd):
		part.Decision, part.Cause, part.Reason = Allow, ByMode, "mode "+string(b.mode)
	default:
		part.Cause, part.Reason, part.BlockedPath = ByDefault, "no rule allows it", verdict.wants
	}
	return part
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

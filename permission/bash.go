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
	mended  bool // the command is not quite valid Bash, and was read as the client does

	filesOnly bool // the values of its variables are only known for rules on files

	shapes []shape // by command

	// By command, once they are needed.
	paths []pathVerdict
	files []commandFiles
	texts []textMemo

	line      string   // wholeLine
	lineTame  bool     // no rule with a wildcard holds for it, or for an ordinary command in it
	lineHits  bashHits // the rules that hold across operators
	lineKnown bool
	lineTried bool // all rules on the text of commands were held against it

	room *bashRoom // for what is above, if there is some
}

// A cdTarget is a cd to a directory that is known.
type cdTarget struct {
	command int // its index
	dir     string
	expands bool // it is written with ~ or a variable, so that the client does not compare it
}

// checkBash judges a shell command, in the order of the package comment.
func (p *Policy) checkBash(tool, command string, c *call) Result {
	if hasControl(command) {
		return Result{Decision: Deny, Cause: ByInput, Reason: "the command holds a control character, which the tool refuses"}
	}
	sent := command
	if command = trimBlanks(command); command == "" {
		return Result{Decision: Allow, Cause: ByReadOnly, Reason: "there is nothing to run"}
	}
	script, err := parseAsClient(&c.parser, command)
	if err != nil {
		return p.unparsable(tool, command, err, c)
	}
	b, room := &c.shell, &c.room
	if c.bash != nil {
		b, room = new(bashCall), nil // those of the call are in use
	} else {
		room.words, room.uses = room.words[:0], room.uses[:0]
	}
	*b = bashCall{p: p, script: script, cwd: c.cwd, mode: c.mode, mended: script.Source != command, room: room}
	b.findShapes()
	b.complexity = tooComplex(script, b.shapes)
	if len(sent) > maxCommand && utf8.RuneCountInString(sent) > maxCommand {
		b.opaque = tooLong // the blanks around it count
	}
	b.findChanges()
	c.bash = b
	r := b.check(tool, c)
	if r.parts == nil {
		r.parts = b.parts(&r)
	}
	r.source = script.Source
	return r
}

func (b *bashCall) check(tool string, c *call) Result {
	p := b.p
	values := b.withValues()
	for _, d := range [...]Decision{Deny, Ask} {
		if r := b.byRule(d, c); r != nil {
			return *r
		}
		if values != nil {
			if r := values.byRule(d, c); r != nil {
				return b.asWritten(r)
			}
		}
	}
	if r := b.dangerous(); r != nil {
		return *r
	}
	if r := b.readsOutside(); r != nil {
		return *r
	}
	if values != nil {
		if r := values.dangerous(); r != nil {
			return b.asWritten(r)
		}
	}
	if c.mode == BypassPermissions {
		return Result{Decision: Allow, Cause: ByMode, Reason: byBypass}
	}
	whole := p.lists[Allow].matchTool(tool)
	if reason := b.reason(); reason != "" {
		if whole == nil && !b.subshell && !b.background {
			whole = b.exactly()
		}
		if whole != nil {
			if b.background && b.opaque == "" && b.pieceAlone() {
				return Result{Decision: Ask, Cause: BySafety, Reason: inBackground}
			}
			return ruled(Allow, whole)
		}
		return Result{Decision: Ask, Cause: ByComplexity, Reason: reason}
	}
	if r := b.unsafePath(); r != nil {
		return *r
	}
	if whole != nil && !(b.background && b.allowedAlone()) {
		return ruled(Allow, whole)
	}
	if b.background {
		return Result{Decision: Ask, Cause: BySafety, Reason: inBackground}
	}
	return b.judgeParts()
}

// allowedAlone reports a command that needs no rule on the whole tool: of those
// the client asks whether they may run in the background (group gap-background).
func (b *bashCall) allowedAlone() bool {
	cuts, apart := b.cuts()
	if len(cuts) > 0 || !apart {
		return b.pieceAlone()
	}
	return b.judgeParts().Decision == Allow
}

// cuts returns where the client takes a pipeline apart, and whether it can take
// apart what runs in the background.
func (b *bashCall) cuts() (cuts []int, apart bool) {
	for i := range b.script.Constructs {
		switch c := &b.script.Constructs[i]; c.Kind {
		case shell.Pipe, shell.PipeAll:
			if c.Context&^(shell.InBackground|shell.InPipeline) == 0 {
				cuts = append(cuts, c.Start)
			}
		case shell.Background:
			if c.Context&(shell.InConditional|shell.InLoop) != 0 {
				return nil, false
			}
		}
	}
	slices.Sort(cuts)
	return cuts, true
}

// pieceAlone reports a piece of a pipeline with a & in it that needs no rule on
// the whole tool.
func (b *bashCall) pieceAlone() bool {
	cuts, _ := b.cuts()
	if len(cuts) == 0 {
		return false
	}
	for i := range b.script.Constructs {
		mark := &b.script.Constructs[i]
		if mark.Kind != shell.Background {
			continue
		}
		n, _ := slices.BinarySearch(cuts, mark.Start)
		from, to := 0, len(b.script.Source)
		if n > 0 {
			from = cuts[n-1]
		}
		if n < len(cuts) {
			to = cuts[n]
		}
		if b.allowsPiece(from, to) {
			return true
		}
	}
	return false
}

// allowsPiece reports that all commands between two offsets are allowed, were
// it not for the files that they write to.
func (b *bashCall) allowsPiece(from, to int) bool {
	for i := range b.script.Commands {
		c := &b.script.Commands[i]
		if c.Start < from || to <= c.Start || b.judge(c, i).decision == Allow {
			continue
		}
		bare := *c
		bare.Redirs = nil
		if len(c.Redirs) == 0 || !b.readOnly(&bare) && b.allowRule(c, i) == nil {
			return false
		}
	}
	for i := range b.script.Constructs {
		c := &b.script.Constructs[i]
		if c.Kind == shell.Test && from <= c.Start && c.Start < to {
			if part := b.judgeTest(c); part.decision != Allow {
				return false
			}
		}
	}
	return true
}

// exactly returns the allow rule that spells out the whole command.
func (b *bashCall) exactly() *Rule {
	list := &b.p.lists[Allow].bash
	if r := list.spells(b.script.Source); r != nil {
		return r
	}
	return list.spells(lineText(b.script))
}

// hasControl reports a control character that the tool's input may not hold.
func hasControl(s string) bool {
	for i := range len(s) {
		if c := s[i]; c < ' ' && c != '\n' && c != '\t' || c == 0x7f {
			return true
		}
	}
	return false
}

// byRule applies the deny or the ask rules to the whole command.
func (b *bashCall) byRule(d Decision, c *call) *Result {
	l := &b.p.lists[d]
	if d == Ask {
		if r := l.matchTool(c.tool); r != nil {
			return &Result{Decision: Ask, Cause: ByRule, Rule: *r, matched: []*Rule{r}}
		}
	}
	if r := l.matchParam(c.tool, c.input); r != nil {
		return &Result{Decision: d, Cause: ByRule, Rule: *r, matched: []*Rule{r}}
	}
	for i := range b.script.Commands {
		cmd := &b.script.Commands[i]
		if r := b.ruleFor(l, cmd, i); r != nil {
			return &Result{Decision: d, Cause: ByRule, Rule: *r, matched: []*Rule{r}, parts: b.parts(nil), Piecewise: b.piecewise(cmd, r, i)}
		}
	}
	for i := range b.script.Constructs {
		if c := &b.script.Constructs[i]; c.Kind == shell.Loop {
			for k := range c.Words {
				if r := groupRule(b.script, l, &c.Words[k]); r != nil {
					return &Result{Decision: d, Cause: ByRule, Rule: *r, matched: []*Rule{r}, parts: b.parts(nil)}
				}
			}
		}
	}
	if l.bash.across && !b.lineTried && !b.filesOnly {
		if r := b.acrossRule(d); r != nil {
			return &Result{Decision: d, Cause: ByRule, Rule: *r, matched: []*Rule{r}, Reason: "a rule on commands with operators covers the line"}
		}
	}
	return nil
}

// piecewise reports that the client finds a rule only when it takes the commands
// of the line one by one. Before that it looks for a rule that spells out all of
// it, and it cannot do so where the line is not analysable.
func (b *bashCall) piecewise(cmd *shell.Command, r *Rule, i int) bool {
	if b.reason() != "" || canonicalTool(r.Tool) != "Bash" && b.leavesStart() && b.changesBefore(i) {
		return false
	}
	spelled, _ := strings.CutSuffix(r.Specifier, ":*")
	return len(b.script.Commands) > 1 || denyTexts(b.script, cmd, func(text string) *Rule {
		if collapse(text) == spelled {
			return r
		}
		return nil
	}) == nil
}

// ruleFor returns the deny or ask rule that covers a command, or the deny rule
// that covers a file which it names. Ask rules on files hold for the file tools
// only (group fid-ask).
func (b *bashCall) ruleFor(l *ruleList, cmd *shell.Command, i int) *Rule {
	files := l != &b.p.lists[Ask]
	if cmd.Context&shell.InRegexp != 0 || cmd.Context&shell.InCoproc != 0 && startsCoproc(b.script, i) {
		if !files {
			return nil
		}
		return b.redirRule(l, cmd, b.cwd) // the client looks at nothing else there
	}
	if b.filesOnly {
		if !files {
			return nil
		}
		return b.pathRule(l, i)
	}
	if r := b.textRule(l.decision, i); r != nil {
		return r
	}
	if b.shape(i) != odd {
		if !files || len(l.read) == 0 && len(l.edit) == 0 {
			return nil
		}
		return b.pathRule(l, i)
	}
	if r := patternRule(b.script, l, cmd); r != nil {
		return r
	}
	if l.bash.across && cmd.Context&shell.InPipeline != 0 && len(cmd.Redirs) > 0 && len(cmd.Words) > 0 {
		if r := pieceRule(b.script, l, cmd); r != nil {
			return r
		}
	}
	if cmd.Context&shell.InCoproc != 0 && files {
		return b.redirRule(l, cmd, b.cwd)
	}
	if !files || len(l.read) == 0 && len(l.edit) == 0 {
		return nil
	}
	return b.pathRule(l, i)
}

// startsCoproc reports that command i is all that a coprocess runs.
func startsCoproc(s *shell.Script, i int) bool {
	const around = shell.InSubshell | shell.InConditional | shell.InLoop | shell.InCase | shell.InSubstitution | shell.InProcess
	if s.Commands[i].Context&around != 0 {
		return false
	}
	for k := range s.Constructs {
		c := &s.Constructs[k]
		if c.Kind == shell.Coproc && c.Start <= s.Commands[i].Start && s.Commands[i].Start < c.End {
			for o := range s.Commands {
				other := &s.Commands[o]
				if o != i && c.Start <= other.Start && other.Start < c.End && other.Context&around == 0 {
					return false
				}
			}
		}
	}
	return true
}

// pieceRule returns the rule on a piece of a pipeline with its redirections, but
// for those to and from files: the client judges it like a line of its own.
func pieceRule(s *shell.Script, l *ruleList, cmd *shell.Command) *Rule {
	var text strings.Builder
	text.WriteString(unquoted(s, cmd.Words))
	for i := range cmd.Redirs {
		if r := &cmd.Redirs[i]; r.Duplicate {
			text.WriteString(" " + s.Source[r.Start:r.End])
		}
	}
	return l.bash.match(text.String(), false)
}

// patternRule returns the rule on what stands in the parentheses of an extended
// glob: the client's parser takes it for commands (group gap-syntax).
func patternRule(s *shell.Script, l *ruleList, cmd *shell.Command) *Rule {
	for i := range cmd.Assigns {
		if r := groupRule(s, l, &cmd.Assigns[i].Value); r != nil {
			return r
		}
	}
	for i := range cmd.Words {
		if r := groupRule(s, l, &cmd.Words[i]); r != nil {
			return r
		}
	}
	for i := range cmd.Redirs {
		if r := groupRule(s, l, &cmd.Redirs[i].Target); r != nil {
			return r
		}
	}
	return nil
}

func groupRule(s *shell.Script, l *ruleList, w *shell.Word) *Rule {
	if !w.Has(shell.ExtendedGlob) {
		return nil
	}
	raw := w.Raw(s)
	return matchFragments(l, raw[strings.IndexByte(raw, '(')+1:])
}

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

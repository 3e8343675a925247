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

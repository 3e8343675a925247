package permission

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/gatehouse-go/gatehouse/internal/shell"
)

// dangerous returns the answer to a removal that the client asks about in
// every mode: of a critical path anywhere in the command, or one that a rule
// denies inside the script of a shell's -c.
func (b *bashCall) dangerous() *Result {
	if r := b.dangerousIn(b.script, 0); r != nil {
		return r
	}
	if scriptInLump(b.script) {
		return &Result{Decision: Ask, Cause: BySafety, Reason: "a shell's -c stands beside a removal in a construct that cannot be taken apart"}
	}
	if looksArithmetic(b.script) {
		return &Result{Decision: Ask, Cause: BySafety, Reason: "a group that ends with the $( ) around it reads like $(( )); it may hide a removal"}
	}
	return nil
}

// scriptInLump reports an outermost loop, if, case or function that the client
// does not take apart, with both a shell's -c and a removal somewhere in it.
func scriptInLump(s *shell.Script) bool {
	const inside = shell.InLoop | shell.InConditional | shell.InCase | shell.InFunction
	for i := range s.Constructs {
		c := &s.Constructs[i]
		if c.Context&inside != 0 || !isLump(s, c) {
			continue
		}
		text := s.Source[c.Start:c.End]
		if mentionsRemoval(text) && mentions(text, isScriptFlag) && mentions(text, func(w string) bool { return isShell(programName(w)) }) {
			return true
		}
	}
	return false
}

func isLump(s *shell.Script, c *shell.Construct) bool {
	switch c.Kind {
	case shell.Function, shell.Case, shell.Select:
		return true
	case shell.Loop, shell.Conditional:
		return slices.ContainsFunc(s.Constructs, func(in shell.Construct) bool {
			if in.Start < c.Start || in.End > c.End {
				return false
			}
			switch in.Kind {
			case shell.Function, shell.Block, shell.Case, shell.Select, shell.Background, shell.Coproc, shell.Arithmetic:
				return true
			case shell.Loop:
				return len(in.Words) > 0 && in.Words[0].Has(shell.ArithmeticExpansion)
			}
			return false
		})
	}
	return false
}

// looksArithmetic reports a group in parentheses inside $( ) where both end in
// one "))", which the client's parser takes for the end of $(( )).
func looksArithmetic(s *shell.Script) bool {
	closes := func(c shell.Context, end int) bool {
		return c&shell.InSubstitution != 0 && strings.HasPrefix(s.Source[end:], ")")
	}
	for i := range s.Constructs {
		if c := &s.Constructs[i]; c.Kind == shell.Subshell && closes(c.Context, c.End) {
			return true
		}
	}
	for i := range s.Commands {
		for k := range s.Commands[i].Assigns {
			if a := &s.Commands[i].Assigns[k]; a.Array && closes(s.Commands[i].Context, a.End) {
				return true
			}
		}
	}
	return false
}

// maxScripts is how deep scripts in -c are followed.
const maxScripts = 8

func (b *bashCall) dangerousIn(s *shell.Script, depth int) *Result {
	for i := range s.Commands {
		if s == b.script && b.shape(i) != odd {
			continue
		}
		if r := b.dangerousCommand(s, i, depth); r != nil {
			return r
		}
	}
	return nil
}

func (b *bashCall) dangerousCommand(s *shell.Script, i, depth int) *Result {
	cmd := &s.Commands[i]
	if depth == 0 && misplacedKeyword(cmd) {
		return &Result{Decision: Ask, Cause: BySafety, Reason: "a keyword behind an assignment or a redirection may be read in two ways"}
	}
	if depth == 0 && (hidesScript(s, cmd) || runsPS4(s, cmd)) {
		return &Result{Decision: Ask, Cause: BySafety, Reason: unclearScript}
	}
	if depth > 0 {
		if r := patternRule(s, &b.p.lists[Deny], cmd); r != nil && mentionsRemoval(cmd.Text(s)) {
			return &Result{Decision: Ask, Cause: BySafety, matched: []*Rule{r}, Reason: inScript + r.String()}
		}
	}
	if len(cmd.Words) == 0 || harmlessProgram(cmd.Words[0].Text) && (depth == 0 || !removesFirst(cmd.Words[0].Text)) {
		return nil
	}
	if target := b.criticalIn(s, cmd, s == b.script && b.changesBefore(i)); target != "" {
		r := Result{Decision: Ask, Cause: BySafety, Reason: "it removes the critical path " + target}
		if b.p.autoAvailable(b.mode) {
			r.Decision = Deny
		}
		return &r
	}
	if target := hiddenRemoval(cmd.Words); target != "" {
		return &Result{Decision: Ask, Cause: BySafety, Reason: "it may remove everything, if a variable or the output of a command is empty: " + target}
	}
	if depth > 0 && cmd.Context&shell.InSubshell == 0 {
		if r := b.deniedRemoval(s, cmd); r != nil {
			return r
		}
	}
	if call, ok := b.shellCall(s, cmd); ok && depth < maxScripts {
		return b.dangerousScript(call, depth)
	}
	return nil
}

// harmlessProgram reports a program that neither removes files nor runs others,
// as far as dangerousIn sees.
func harmlessProgram(word string) bool {
	name := programName(word)
	switch name {
	case "timeout", "nice", "stdbuf", "rm", "rmdir":
		return false
	}
	for i := range len(name) {
		if 'A' <= name[i] && name[i] <= 'Z' || name[i] >= utf8.RuneSelf {
			return false // perhaps in another case
		}
	}
	return !runsArguments(name) && !isShell(name)
}

// criticalIn returns the critical path that a command removes, behind the
// wrappers that the client looks through for files.
func (b *bashCall) criticalIn(s *shell.Script, cmd *shell.Command, moved bool) string {
	words := innerWords(cmd.Words)
	if len(words) == 0 || !removes(words[0].Text) || cmd.Context&shell.InCoproc != 0 {
		return "" // in a coprocess, the client does not look for critical paths
	}
	args := pathWords(words)
	for i := range words {
		if setBefore(s, cmd, &words[i]) {
			text, _ := words[i].Expand(b.lookup)
			args[i] = pathWord{text: text, known: true, glob: words[i].Has(shell.Glob)}
		}
		if rest, ok := strings.CutPrefix(args[i].text, "/proc/self/cwd"); ok {
			args[i].text = b.cwd + rest
		}
	}
	at := &removalPlace{cwd: b.cwd, home: b.p.config.Home, dirs: b.p.dirs, moved: moved}
	target, bad := criticalRemoval(args, at)
	if !bad {
		return ""
	}
	return target
}

// hiddenRemoval returns the target of rm or rmdir behind a program that runs
// its arguments, if that target is empty but for what a variable or a command
// yields. Of other targets the client sees none there.
func hiddenRemoval(words []shell.Word) string {
	if len(words) < 2 || !runsArguments(programName(words[0].Text)) && !removes(strings.ToLower(words[0].Text)) {
		return ""
	}
	if name := words[0].Text; name == "eval" || name == "trap" {
		if target := evaluatedRemoval(words); target != "" {
			return target
		}
	}
	for i := range words {
		if !removes(strings.ToLower(words[i].Text)) {
			continue
		}
		at := &removalPlace{cwd: "/nonexistent/cwd", home: "/nonexistent/home"}
		args := pathWords(words[i:])
		for k := range args[1:] {
			if w := &args[k+1]; !w.variable && !isFlagText(w.text) {
				w.text, w.glob, w.known = "x", false, true // only what expands matters
			}
		}
		args[0].text = strings.ToLower(args[0].text)
		if target, bad := criticalRemoval(args, at); bad {
			return target
		}
	}
	return ""
}

// evaluatedRemoval is hiddenRemoval for code in the arguments of eval or trap.
func evaluatedRemoval(words []shell.Word) string {
	for _, w := range words[1:] {
		inner, err := shell.Parse(w.Text)
		if err != nil || !strings.ContainsAny(w.Text, " \t") {
			continue
		}
		for i := range inner.Commands {
			args := append([]shell.Word{{Text: "busybox"}}, inner.Commands[i].Words...)
			if target := hiddenRemoval(args); target != "" {
				return target
			}
		}
	}
	return ""
}

// runsArguments reports a program that runs its arguments as a command.
func runsArguments(name string) bool {
	if _, ok := wrapperOf(name); ok {
		return true
	}
	switch name {
	case "xargs", "busybox", "eval", "trap", "find":
		return true
	}
	return false
}

func (b *bashCall) changesBefore(i int) bool {
	return slices.ContainsFunc(b.changes, func(c cdTarget) bool { return c.command < i })
}

// deniedRemoval applies the deny rules to rm and rmdir in the script of a
// shell: the client asks instead of denying, and looks at nothing else there.
func (b *bashCall) deniedRemoval(s *shell.Script, cmd *shell.Command) *Result {
	words := cmd.Words
	for len(words) > 0 && !removesFirst(words[0].Text) {
		rest, ok := unwrapDenied(words)
		if !ok {
			return nil
		}
		words = rest
	}
	if len(words) == 0 {
		return nil
	}
	list := &b.p.lists[Deny].bash
	r := wordTexts(s, cmd.Words, func(text string) *Rule { return list.match(text, false) })
	if r == nil {
		return nil
	}
	return &Result{Decision: Ask, Cause: BySafety, matched: []*Rule{r}, Reason: inScript + r.String()}
}

// removesFirst reports a removal even if its arguments stand in one word with it.
func removesFirst(word string) bool {
	first, _, _ := strings.Cut(word, " ")
	return removes(first)
}

const inScript = "a rule denies a command in the script of a shell: "

func removes(word string) bool {
	name := programName(word)
	return name == "rm" || name == "rmdir"
}

// shellScript returns the script of bash -c and its like, and the arguments
// behind it, behind the wrappers that deny rules see through.
func shellScript(words []shell.Word) (script shell.Word, args []shell.Word, ok bool) {
	for len(words) > 1 {
		switch name := programName(words[0].Text); {
		case isShell(name):
			return scriptArgument(words[1:])
		case name == "busybox":
			words = words[1:]
			continue
		case name == "xargs":
			return shell.Word{}, nil, false
		}
		rest, unwrapped := unwrapDenied(words)
		if !unwrapped {
			return shell.Word{}, nil, false
		}
		for len(rest) > 1 && isAssignment(rest[0].Text) {
			rest = rest[1:]
		}
		words = rest
	}
	return shell.Word{}, nil, false
}

func scriptArgument(args []shell.Word) (script shell.Word, rest []shell.Word, ok bool) {
	for i := 0; i < len(args); i++ {
		text := args[i].Text
		switch {
		case text == "--" || text == "-":
			if i++; !ok || i == len(args) {
				return shell.Word{}, nil, false
			}
			return args[i], args[i+1:], true
		case text == "":
			return shell.Word{}, nil, false
		case text == "-o" || text == "+o" || text == "-O" || text == "+O" || text == "--rcfile" || text == "--init-file":
			i++
		case text[0] == '+' || strings.HasPrefix(text, "--"):
		case text[0] == '-':
			ok = ok || strings.Contains(text, "c")
		default:
			return args[i], args[i+1:], ok
		}
	}
	return shell.Word{}, nil, false
}

// hidesScript reports the script of a shell that removes files, among words that
// keep the client from taking the command apart (group fid-script).
func hidesScript(s *shell.Script, cmd *shell.Command) bool {
	odd := func(w shell.Word) bool { return w.Has(shell.ANSIQuoted | shell.LocaleQuoted | shell.Brace) }
	if !slices.ContainsFunc(cmd.Words, odd) || !mentionsRemoval(cmd.Text(s)) {
		return false
	}
	at := slices.IndexFunc(cmd.Words, func(w shell.Word) bool { return isShell(programName(w.Text)) })
	return at >= 0 && slices.ContainsFunc(cmd.Words[at:], func(w shell.Word) bool { return isScriptFlag(w.Text) })
}

func mentionsRemoval(text string) bool { return mentions(text, removes) }

// mentions reports a word, wherever a shell could see one, of the kind that is
// looked for.
func mentions(text string, kind func(word string) bool) bool {
	for word := range strings.FieldsFuncSeq(text, func(r rune) bool { return strings.ContainsRune(" \t\n;|&(){}<>'\"`", r) }) {
		if kind(word) {
			return true
		}
	}
	return false
}

func isShell(name string) bool {
	switch name {
	case "sh", "bash", "zsh", "dash", "ksh", "ash", "mksh", "rbash":
		return true
	}
	return false
}

// isScriptFlag reports -c, alone or among other letters.
func isScriptFlag(word string) bool {
	return len(word) > 1 && word[0] == '-' && word[1] != '-' && strings.Contains(word, "c")
}

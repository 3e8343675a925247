package permission

import (
	"path"
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/shell"
)

// Hardened mode follows a shell command through everything that hides what it
// does, and holds the deny and ask rules against each command that comes to
// light. It knows no rules of its own: what it finds counts only as far as a
// rule of the settings, or the protection of critical paths, is about it.
// What cannot be followed is asked about, if there is a rule that it could
// evade.

// A hardener judges the commands that one shell command leads to.
type hardener struct {
	p           *Policy
	c           *call
	rules       bool // there are deny or ask rules that a hidden command could evade
	seen        map[string]bool
	aliases     map[string][]string // of git, that the command itself configures
	hookFolders []string            // of git, that the command itself configures
	unpacked    bool                // it has unpacked what it fetched
	budget      int
	result      Result // the strictest verdict so far
}

// maxLayers bounds how many commands are looked for in one another.
const (
	maxLayers   = 24
	maxReadings = 3000
)

// harden returns the stricter of r and of what the command hides.
func (p *Policy) harden(c *call, r Result) Result {
	if r.Decision == Deny || c.tool != "Bash" && c.tool != "Monitor" {
		return r
	}
	command, ok := c.input.Get("command").Text()
	if !ok {
		return r
	}
	h := &hardener{p: p, c: c, seen: map[string]bool{}, aliases: map[string][]string{}, budget: maxReadings, result: Result{Decision: Allow}}
	for _, d := range [...]Decision{Deny, Ask} {
		l := &p.lists[d]
		h.rules = h.rules || len(l.bash.list) > 0 || len(l.read) > 0 || len(l.edit) > 0 || len(l.domains) > 0
	}
	if why := unseenCharacters(command); why != "" {
		h.doubt(why, nil)
	}
	list, err := shell.Trace(trimBlanks(command), map[string]string{"HOME": p.config.Home, "PWD": c.cwd})
	if err != nil {
		h.fail("it cannot be followed: "+err.Error(), nil)
	}
	for _, e := range list {
		h.execution(e, 0)
		if e.Context&(shell.InCoproc|shell.InRegexp) != 0 {
			h.unseen(e)
		}
	}
	if h.budget <= 0 {
		h.fail("it leads to more commands than can be followed", nil)
	}
	if h.result.Decision < r.Decision {
		h.result.parts, h.result.source, h.result.Hardened = r.parts, r.source, true
		return h.result
	}
	return r
}

// note keeps the strictest verdict; of equal ones a rule, then the first.
func (h *hardener) note(r Result, through []string) {
	if r.Decision < h.result.Decision || r.Decision == h.result.Decision && r.Cause == ByRule && h.result.Cause != ByRule && r.Decision != Allow {
		r.Through = slices.Clone(through)
		h.result = r
	}
}

// doubt notes what cannot be followed.
func (h *hardener) doubt(why string, through []string) {
	if h.rules {
		h.note(Result{Decision: Ask, Cause: ByComplexity, Reason: why}, through)
	}
}

// fail notes that following itself failed: what was not reached may remove a
// critical path, so it is asked about even where there are no rules.
func (h *hardener) fail(why string, through []string) {
	h.note(Result{Decision: Ask, Cause: ByComplexity, Reason: why}, through)
}

// unseen judges a command that the client does not look at: it needs its own
// permission.
func (h *hardener) unseen(e *shell.Execution) {
	if len(e.Args) == 0 {
		return
	}
	inner := &call{tool: h.c.tool, cwd: h.c.cwd, mode: h.c.mode, input: h.c.input}
	r := h.p.checkBash(h.c.tool, commandLine(e), inner)
	h.note(r, append(slices.Clip(e.Through), "a command that Claude Code does not look at"))
}

// execution judges one command and all that it leads to.
func (h *hardener) execution(e *shell.Execution, depth int) {
	var key strings.Builder
	key.WriteString(strings.Join(e.Args, "\x00") + "\x01" + strings.Join(e.Dirs, "\x00") + "\x01" + strings.Join(e.Assigns, "\x00"))
	if e.Stdin != nil {
		key.WriteString("\x01" + e.Stdin.Text)
	}
	for _, r := range e.Redirs {
		key.WriteString("\x01" + r.Op + r.Target)
	}
	for _, a := range e.Args {
		if f := e.File(a); f != nil { // it may have been written anew
			key.WriteString("\x01" + f.Text)
		}
	}
	if h.seen[key.String()] || h.result.Decision == Deny {
		return
	}
	h.seen[key.String()] = true
	if h.budget--; h.budget < 0 || depth > maxLayers {
		h.budget = 0
		return
	}
	h.known(e)
	h.assignments(e, depth)
	if len(e.Args) == 0 || e.Args[0] == "" {
		return
	}
	if !shell.Known(e.Args[0]) {
		base := path.Base(e.Args[0])
		if !shell.Known(base) || base == "/" || base == "." {
			h.doubt("it runs a program whose name is only known when it runs", e.Through)
			return
		}
		e = altered(e, append([]string{base}, e.Args[1:]...), "") // only its folder is not known
	}
	if why := disguised(e.Args[0]); why != "" {
		h.doubt(why, e.Through)
	}
	h.spelling(e)
	h.kin(e, depth)
	h.files(e)
	h.hosts(e)
	h.program(e, depth)
	h.layers(e, depth)
	h.unfamiliar(e, depth)
}

// dirs are the folders that a command may run in.
func (h *hardener) dirs(e *shell.Execution) []string {
	var out []string
	for _, d := range e.Dirs {
		if shell.Known(d) {
			out = append(out, h.p.resolve(d, h.c.cwd))
		}
	}
	if len(out) == 0 {
		out = append(out, h.c.cwd)
	}
	return out
}

// known holds the client's own reading of rules against the command as it will
// be after all expansions.
func (h *hardener) known(e *shell.Execution) {
	line := commandLine(e)
	if line == "" {
		return
	}
	for _, dir := range h.dirs(e) {
		h.line(line, dir, e.Through)
	}
}

func (h *hardener) line(line, dir string, through []string) {
	if h.seen[dir+"\x02"+line] {
		return
	}
	h.seen[dir+"\x02"+line] = true
	script, err := shell.Parse(line)
	if err != nil {
		h.fail("it cannot be read once its words are expanded: "+err.Error(), through)
		return
	}
	b := &bashCall{p: h.p, script: script, cwd: dir, mode: h.c.mode}
	b.complexity = tooComplex(script, nil)
	b.opaque = ""
	for _, d := range [...]Decision{Deny, Ask} {
		for i := range script.Commands {
			if r := b.ruleFor(&h.p.lists[d], &script.Commands[i], i); r != nil {
				h.note(ruled(d, r), through)
			}
		}
	}
	if r := b.dangerous(); r != nil {
		h.note(*r, through)
	}
}

// commandLine writes an execution as a line that the client's reading of rules
// understands; what is not known is a variable in it.
func commandLine(e *shell.Execution) string {
	var words []string
	for _, a := range e.Args {
		words = append(words, lineWord(a))
	}
	for _, r := range e.Redirs {
		words = append(words, r.Op+" "+lineWord(r.Target))
	}
	return strings.Join(words, " ")
}

const unknownVariable = "$GATEHOUSE_UNKNOWN"

func lineWord(s string) string {
	switch {
	case s == shell.Unknown:
		return unknownVariable
	case shell.Known(s):
		return shell.Quote([]string{s})
	}
	escaped := strings.NewReplacer(`\`, `\\`, `"`, `\"`, "$", `\$`, "`", "\\`").Replace(s)
	return `"` + strings.ReplaceAll(escaped, shell.Unknown, "${GATEHOUSE_UNKNOWN}") + `"`
}

// altered is the same execution with other words.
func altered(e *shell.Execution, args []string, through string) *shell.Execution {
	out := *e
	out.Args, out.Assigns, out.Redirs = args, nil, nil
	out.Globs = make([]bool, len(args))
	if n := len(e.Globs) - (len(e.Args) - len(args)); n >= 0 && len(args) <= len(e.Args) && len(e.Globs) == len(e.Args) && slices.Equal(e.Args[len(e.Args)-len(args):], args) {
		copy(out.Globs, e.Globs[len(e.Args)-len(args):])
	}
	if through != "" {
		out.Through = append(slices.Clip(e.Through), oneLine(through, maxPart))
	}
	return &out
}

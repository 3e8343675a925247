package permission

import (
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/shell"
)

// maxOffered is how many rules one update holds at most, and maxQuestions
// bounds the work for hostile commands.
const (
	maxOffered   = 5
	maxQuestions = 200
)

// A question is a simple command that is asked about, and why.
type question struct {
	cmd  *shell.Command
	kind questionKind
	path string // the file, absolute; with a final slash if it was named so
	text string // what a rule on the command is compared with
}

type questionKind uint8

const (
	aboutCommand   questionKind = iota // no rule allows it
	aboutReading                       // a file outside
	aboutWriting                       // a file
	aboutRedirect                      // the file of a redirection
	aboutFlags                         // a command of mode acceptEdits whose files are not certain
	aboutScript                        // a script of sed that mode acceptEdits does not run
	aboutProtected                     // a protected file
	aboutProtectedRedirect
)

// suggestBash lists what is offered for a shell command. Rules on commands and
// on reading are only offered if they would let the call pass.
func (p *Policy) suggestBash(c *call, command string) []Suggestion {
	b := c.bash
	if b == nil || b.reason() != "" || b.dangerous() != nil {
		return nil
	}
	o := bashOffer{bashCall: b, command: command, monitor: c.tool == "Monitor"}
	out := o.list()
	if len(out) == 0 || !o.passes(out) {
		return nil
	}
	return out
}

// A bashOffer collects the suggestions for one shell command.
type bashOffer struct {
	*bashCall
	command   string // as it was sent; the script may have more, which the client overlooks
	monitor   bool
	questions []question
}

// list makes the offer, which is not yet tried.
func (o *bashOffer) list() []Suggestion {
	for i := range o.script.Commands {
		if cmd := &o.script.Commands[i]; o.hides(cmd) || cmd.Name() == "git" && o.leavesStart() {
			return nil
		}
	}
	pipes, nested := o.pipes()
	if nested {
		return nil
	}
	if !o.ask(len(pipes) > 0) && len(pipes) > 0 {
		pipes = nil
		o.ask(false) // only the redirections are asked about
	}
	if len(o.questions) > maxQuestions {
		return nil
	}
	for i := range o.questions {
		q := &o.questions[i]
		if len(q.cmd.Words) > 0 && untried(q.cmd) {
			return nil
		}
		if q.kind >= aboutProtected && (len(pipes) > 0 || len(o.questions) == 1) {
			return o.pathUpdates(q)
		}
	}
	switch {
	case len(o.questions) == 0:
		return nil
	case len(pipes) > 0:
		return o.listPiped(pipes)
	case len(o.questions) == 1 && o.questions[0].kind == aboutScript:
		return nil
	case len(o.questions) == 1 && o.questions[0].kind != aboutCommand:
		return append(o.wholeRule(), o.pathUpdates(&o.questions[0])...)
	}
	return merged(o.questions)
}

// listPiped makes the offer for each side of the pipes.
func (o *bashOffer) listPiped(pipes []int) []Suggestion {
	var out []Suggestion
	var seen []string
	start := 0
	for _, end := range append(pipes, len(o.script.Source)) {
		side := strings.TrimSpace(strings.TrimLeft(o.script.Source[start:end], "|&"))
		var asked []question
		for _, q := range o.questions {
			if q.cmd.Start >= start && q.cmd.Start < end {
				asked = append(asked, q)
			}
		}
		start = end
		if slices.Contains(seen, side) {
			continue
		}
		seen = append(seen, side)
		switch {
		case len(asked) == 1 && asked[0].kind != aboutCommand:
			out = append(out, o.pathUpdates(&asked[0])...)
		case len(asked) > 0:
			out = append(out, merged(asked)...)
		}
	}
	if !slices.ContainsFunc(out, func(s Suggestion) bool { return s.Destination == "localSettings" }) {
		out = append(o.wholeRule(), out...)
	}
	return out
}

// merged is one update with a rule for each question, at most five.
func merged(list []question) []Suggestion {
	var rules []SuggestedRule
	for i := range list {
		q := &list[i]
		rule := SuggestedRule{ToolName: "Bash", RuleContent: commandRule(q.text)}
		if q.kind == aboutReading {
			var ok bool
			if rule, ok = readRule(q.path); !ok {
				continue
			}
		} else if q.text == "" || q.kind == aboutFlags {
			return nil // it is asked about whatever rules there are
		}
		if !slices.Contains(rules, rule) && len(rules) < maxOffered {
			rules = append(rules, rule)
		}
	}
	if len(rules) == 0 {
		return nil
	}
	return []Suggestion{allowRules("localSettings", rules...)}
}

// wholeRule is the rule on the whole text. A cd to where the call is anyway
// does not count.
func (o *bashOffer) wholeRule() []Suggestion {
	if o.monitor {
		return nil
	}
	text := strings.TrimPrefix(o.command, "cd "+o.cwd+" && ")
	return []Suggestion{allowRules("localSettings", SuggestedRule{ToolName: "Bash", RuleContent: commandRule(text)})}
}

// pathUpdates is what lets the file of a question pass.
func (o *bashOffer) pathUpdates(q *question) []Suggestion {
	switch q.kind {
	case aboutReading:
		if rule, ok := readRule(q.path); ok {
			return []Suggestion{allowRules("session", rule)}
		}
		return nil
	case aboutScript:
		return nil
	case aboutFlags:
		return o.p.acceptEdits(o.mode, nil)
	}
	out := []Suggestion{{Type: "addDirectories", Directories: []string{q.path}, Destination: "session"}}
	if q.kind == aboutWriting || q.kind == aboutProtected {
		out = o.p.acceptEdits(o.mode, out)
	}
	return out
}

// pipes lists where the pipes outside every construct stand, and reports those
// inside one.
func (o *bashOffer) pipes() (at []int, nested bool) {
	for i := range o.script.Constructs {
		c := &o.script.Constructs[i]
		if c.Kind != shell.Pipe && c.Kind != shell.PipeAll {
			continue
		}
		if c.Context&^(shell.InPipeline|shell.InBackground) != 0 {
			return nil, true
		}
		at = append(at, c.Start)
	}
	slices.Sort(at)
	return at, false
}

// passes reports whether the call would be allowed with what is offered. What
// changes the mode or the directories is offered untried.
func (o *bashOffer) passes(out []Suggestion) bool {
	var offered []bashRule
	var reading []*Rule
	for _, s := range out {
		if s.Type != "addRules" {
			return true
		}
		for _, r := range s.Rules {
			rule := &Rule{Decision: Allow, Tool: r.ToolName, Specifier: r.RuleContent, Scope: Local}
			switch {
			case rule.Validate() != nil:
			case r.ToolName == "Bash":
				offered = append(offered, compileBash(rule, rule.Specifier))
			default:
				reading = append(reading, rule)
			}
		}
	}
	rules := make([]*Rule, 0, len(o.questions))
	whole := strings.TrimSpace(o.command)
	for i := range o.questions {
		q := &o.questions[i]
		if !slices.ContainsFunc(offered, func(r bashRule) bool {
			return r.kind == exactCommand && strings.TrimSpace(r.text) == whole || q.text != "" && specifierCovers(&r, q.text)
		}) {
			continue
		}
		allowTexts(o.script, q.cmd, func(text string, _ bool) *Rule { // spelled as this package compares it
			r := &Rule{Decision: Allow, Tool: "Bash", Specifier: text, Scope: Local}
			rules = append(rules, r)
			return r
		})
	}
	trial := *o.bashCall
	trial.p, trial.paths, trial.room = o.p.allowing(rules, reading), nil, nil
	return !trial.background && trial.unsafePath() == nil && trial.judgeParts().Decision == Allow
}

// allowing is the policy with more allow rules: exact commands, and paths to
// read.
func (p *Policy) allowing(commands, reading []*Rule) *Policy {
	q := *p
	l := &q.lists[Allow]
	more := &bashRules{decision: Allow}
	for _, r := range commands {
		more.list = append(more.list, bashRule{rule: r, kind: exactCommand, text: r.Specifier})
	}
	indexBash(more)
	l.bash.more = more
	var files pathList
	for _, r := range reading {
		files.add(r, &q.config)
	}
	files.index()
	l.read = append(slices.Clip(l.read), files...)
	return &q
}

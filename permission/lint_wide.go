package permission

import (
	"slices"
	"strings"
)

// wide reports a wildcard that covers more than it seems to.
func (l *linter) wide(r *Rule) {
	if canonicalTool(r.Tool) != "Bash" || r.Specifier == "" {
		return
	}
	b := compileBash(r, r.Specifier)
	if b.kind != wildcardCommand {
		return
	}
	head, last := b.pieces[0], b.pieces[len(b.pieces)-1]
	switch {
	case len(b.pieces) == 2 && last == "" && head != "" && !strings.Contains(head, " "):
		l.wideName(r, head)
	case r.Decision == Allow:
		l.wideSubcommand(r, &b)
	case head == "" && len(b.pieces) == 3 && last == "":
		l.wideMention(r, strings.TrimSpace(b.pieces[1]))
	case len(b.pieces) > 1 && last != "" && !strings.ContainsAny(r.Specifier, "|&;<>"):
		l.wideLine(r, &b)
	}
}

// wideName reports Bash(ls*), which covers lsof too.
func (l *linter) wideName(r *Rule, name string) {
	for _, other := range programs() {
		if !strings.HasPrefix(other, name) || other == name {
			continue
		}
		if e := l.try(bashRequest(other + " x")); decides(r, &e.Result) {
			s := SeverityWarning
			if r.Decision != Allow {
				s = SeverityNote
			}
			l.find(r, CodeWide, s, "covers every program whose name starts so", "write "+with(r, r.Tool, name+" *"), e)
			return
		}
	}
}

// wideSubcommand reports Bash(git * main), whose star takes the place of any
// subcommand and its flags.
func (l *linter) wideSubcommand(r *Rule, b *bashRule) {
	program, rest, ok := strings.Cut(b.pieces[0], " ")
	worst := subcommands()[program]
	if !ok || rest != "" || worst == "" {
		return
	}
	for _, fill := range [...]string{"x", ""} {
		e := l.try(bashRequest(program + " " + worst + strings.Join(b.pieces[1:], fill)))
		if decides(r, &e.Result) {
			l.find(r, CodeWide, SeverityWarning, "covers every subcommand of "+program+" with any flags", "name the subcommand before the star", e)
			return
		}
	}
}

// wideMention reports Bash(*deploy*), which covers every command that says it.
func (l *linter) wideMention(r *Rule, word string) {
	if e := l.try(bashRequest("ls " + word)); word != "" && !strings.Contains(word, " ") && decides(r, &e.Result) {
		l.find(r, CodeWide, SeverityNote, "covers every command that mentions "+oneLine(word, 60), "start the rule with the program", e)
	}
}

// wideLine reports a deny or ask rule whose star reaches over && into the next
// command.
func (l *linter) wideLine(r *Rule, b *bashRule) {
	first := strings.TrimRight(b.pieces[0], " ")
	switch {
	case first == "":
		return
	case first == "git" || first == "npm" || first == "docker":
		first += " version"
	case first != b.pieces[0]:
		first += " x"
	default:
		first += "x"
	}
	second := "rm x" + strings.Join(b.pieces[1:], "x")
	for _, part := range [...]string{first, second} {
		if e := l.try(bashRequest(part)); decides(r, &e.Result) {
			return
		}
	}
	if e := l.try(bashRequest(first + " && " + second)); decides(r, &e.Result) {
		l.find(r, CodeWide, SeverityNote, "reaches into the next command: * is any text, && and | included", "", e)
	}
}

// runsAnything reports an allow rule for a program that runs what its arguments
// say, so that it allows any command there is.
func (l *linter) runsAnything(r *Rule) bool {
	if canonicalTool(r.Tool) != "Bash" || r.Specifier == "" || r.Specifier == "*" {
		return false
	}
	b := compileBash(r, r.Specifier)
	if b.kind == exactCommand {
		return false
	}
	program, whole := b.firstWord()
	if b.kind == wildcardCommand && strings.TrimSpace(b.pieces[0]) == "" {
		if e := l.try(bashRequest("bash -c 'rm -rf x'" + strings.Join(b.pieces[1:], "x"))); decides(r, &e.Result) {
			l.find(r, CodeRunsAnything, SeverityWarning, "allows every program: * stands where its name does", "start the rule with the program", e)
			return true
		}
		return false
	}
	if !whole {
		program, _, _ = strings.Cut(b.start(), " ")
	}
	for i := range argumentRunners {
		run := &argumentRunners[i]
		name := programName(program)
		if !slices.Contains(strings.Fields(run.names), name) && (whole || !slices.ContainsFunc(strings.Fields(run.names), func(n string) bool { return n != "" && strings.HasPrefix(n, name) })) {
			continue
		}
		for probe := range strings.SplitSeq(run.probes, "\n") {
			probe = strings.ReplaceAll(strings.TrimSpace(probe), "PROGRAM", program)
			if e := l.try(bashRequest(probe)); decides(r, &e.Result) {
				s, message := SeverityWarning, "allows any command: "+program+" runs what its arguments say"
				hint := "allow only what is needed, such as " + with(r, "Bash", program+" fixed-argument *")
				if run.escape {
					s, message = SeverityNote, "allows any command: some arguments of "+program+" run programs"
					hint = "name the arguments that are needed"
				}
				if word, open := strings.CutSuffix(r.Specifier, "*"); open && word != "" && isLetter(word[len(word)-1]) && !wouldCover(r, word+" *", probe) {
					hint = "write " + with(r, "Bash", word+" *")
				}
				l.find(r, CodeRunsAnything, s, message, hint, e)
				return true
			}
		}
	}
	return false
}

// wouldCover reports that a rule with another specifier covers a command too.
func wouldCover(r *Rule, spec, command string) bool {
	b := compileBash(r, spec)
	return b.covers(command, collapse(command))
}

// needless reports an allow rule for what needs no permission.
func (l *linter) needless(r *Rule) {
	tool := canonicalTool(r.Tool)
	switch {
	case tool == "Bash":
		b := compileBash(r, r.Specifier)
		if r.Specifier == "" || b.kind == wildcardCommand || b.kind == prefixCommand && harmless(b.text) != anyArguments {
			return
		}
	case r.Specifier != "" && tool != "Read", r.Specifier == "" && !slices.Contains(free, tool):
		return
	}
	bare := l.bare()
	var examples []Example
	for _, req := range spelledBy(r, &l.config) {
		res := bare.Check(req)
		if res.Decision != Allow {
			return
		}
		if len(examples) == 0 {
			examples = append(examples, Example{Request: req, Result: res})
		}
	}
	if len(examples) > 0 {
		l.find(r, CodeNeedless, SeverityNote, "is hardly needed: "+why(examples[0].Result.Cause, examples[0].Result.Reason, ""), "", l.try(examples[0].Request))
	}
}

// bare is the session without any rule.
func (l *linter) bare() *Policy {
	if l.noRules == nil {
		cfg := l.config
		cfg.Settings, cfg.Mode = nil, Default
		if p, err := New(cfg); err == nil {
			l.noRules = p
		}
	}
	return l.noRules
}

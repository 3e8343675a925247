package permission

import (
	"path"
	"slices"
	"strings"
)

// checkPowerShell judges a call of the PowerShell tool.
//
// Measured, with the tool switched on in a Linux session without pwsh: deny rules
// hold for each command, under its full name and its aliases, in every mode, and
// so does the refusal to remove everything or a system folder; mode
// bypassPermissions and an allow rule on the whole tool allow the rest; rules on
// commands never allow there, because the client cannot parse them. That they do
// where PowerShell is installed, if one covers every command, is only documented.
// Here they do so for what splitPowerShell reads with certainty; all else is
// asked about. The edits of mode acceptEdits are documented too.
func (p *Policy) checkPowerShell(command string, c *call) Result {
	if strings.TrimSpace(command) == "" {
		return Result{Decision: Allow, Cause: ByReadOnly, Reason: "there is nothing to run"}
	}
	script := splitPowerShell(command)
	if r := p.psRule(Deny, command, script); r != nil {
		return ruled(Deny, r)
	}
	if target := p.psCriticalRemoval(command, script); target != "" {
		return Result{Decision: Deny, Cause: BySafety, Reason: "it removes everything, or the system path " + target, BlockedPath: target}
	}
	if r := p.byRule(c); r != nil {
		return *r
	}
	if r := p.psRule(Ask, command, script); r != nil {
		return ruled(Ask, r)
	}
	if c.mode == BypassPermissions {
		return Result{Decision: Allow, Cause: ByMode, Reason: byBypass}
	}
	if r := p.lists[Allow].matchTool(c.tool); r != nil {
		return ruled(Allow, r)
	}
	if script.doubt != "" {
		return Result{Decision: Ask, Cause: ByComplexity, Reason: "it is not certain what it does: " + script.doubt}
	}
	if len(script.commands) == 0 {
		return Result{Decision: Ask, Cause: ByDefault, Reason: "it holds nothing but a comment"}
	}
	parts := make([]partVerdict, 0, len(script.commands))
	for i := range script.commands {
		parts = append(parts, p.judgePowerShell(&script.commands[i], c))
	}
	res := compose(parts)
	if len(parts) > 1 {
		res.parts = parts
	}
	return res
}

// judgePowerShell gives the verdict on one command that was read with certainty.
func (p *Policy) judgePowerShell(cmd *psCommand, c *call) partVerdict {
	part := partVerdict{text: cmd.text, decision: Ask, cause: ByDefault, reason: "no rule allows it"}
	for _, text := range cmd.texts()[:2] {
		if r := p.lists[Allow].powershell.match(text, true); r != nil {
			part.decision, part.cause, part.rule, part.reason = Allow, ByRule, r, ""
			return part
		}
	}
	if c.mode == AcceptEdits && p.psEdits(cmd, c.cwd) {
		part.decision, part.cause, part.reason = Allow, ByMode, "mode acceptEdits allows it"
	}
	return part
}

// psRule returns a deny or ask rule that covers a command, also one that might
// be hidden in a string or in what could not be read.
func (p *Policy) psRule(d Decision, command string, script psScript) *Rule {
	return p.lists[d].psRule(command, script)
}

func (l *ruleList) psRule(command string, script psScript) *Rule {
	rules := &l.powershell
	if len(rules.list) == 0 {
		return nil
	}
	for i := range script.commands {
		for _, text := range script.commands[i].texts() {
			if r := rules.match(text, false); r != nil {
				return r
			}
		}
	}
	for piece := range strings.FieldsFuncSeq(command, separatesPowerShell) {
		words := strings.Fields(strings.ToLower(strings.ReplaceAll(piece, "`", "")))
		for len(words) > 0 && (words[0] == "." || words[0] == "") {
			words = words[1:]
		}
		if len(words) == 0 {
			continue
		}
		rest := strings.Join(words[1:], " ")
		for _, name := range [...]string{words[0], psName(words[0])} {
			if r := rules.match(strings.TrimSpace(name+" "+rest), false); r != nil {
				return r
			}
		}
	}
	return rules.match(strings.ToLower(strings.TrimSpace(command)), false)
}

// separatesPowerShell cuts generously: what stands in a string may be a command
// too, for powershell -Command and Invoke-Expression.
func separatesPowerShell(r rune) bool { return strings.ContainsRune("|;&(){}\n\r\"'=", r) }

// psCriticalRemoval returns the target of a Remove-Item that is refused in every
// mode: a bare wildcard, or a path of the system.
func (p *Policy) psCriticalRemoval(command string, script psScript) string {
	commands := script.commands
	if script.doubt != "" {
		for piece := range strings.FieldsFuncSeq(command, separatesPowerShell) {
			commands = append(slices.Clip(commands), splitPowerShell(piece).commands...)
		}
	}
	for _, cmd := range commands {
		if psName(cmd.words[0].text) != "remove-item" {
			continue
		}
		for _, w := range cmd.words[1:] {
			for target := range strings.SplitSeq(psValue(w.text), ",") {
				if p.psCritical(target) {
					return target
				}
			}
		}
	}
	return ""
}

// psValue is the value of -Name:value, and any other word as it is.
func psValue(word string) string {
	if _, value, ok := strings.Cut(word, ":"); ok && strings.HasPrefix(word, "-") {
		return value
	}
	return word
}

func (p *Policy) psCritical(target string) bool {
	slashed := strings.ToLower(strings.Trim(strings.ReplaceAll(target, `\`, "/"), `'"`))
	if slashed == "*" || strings.HasSuffix(slashed, "/*") || slashed == "*.*" || strings.HasSuffix(slashed, "/*.*") {
		return true
	}
	if drive := slashed; len(drive) >= 2 && drive[1] == ':' && isLetter(drive[0]) {
		slashed = strings.TrimSuffix(drive[2:], "/")
		name, rest, _ := strings.Cut(strings.TrimPrefix(slashed, "/"), "/")
		switch name {
		case "", "windows", "program files", "program files (x86)", "programdata":
			return true
		case "users":
			return !strings.Contains(strings.Trim(rest, "/"), "/")
		}
		return false
	}
	if isFlagText(slashed) || slashed == "" || slashed == "." || slashed == ".." {
		return false
	}
	at := &removalPlace{cwd: "/nonexistent/cwd", home: strings.ToLower(p.config.Home)}
	_, bad := criticalRemoval([]pathWord{{text: "rm", known: true}, {text: "-r", known: true}, {text: slashed, known: true}}, at)
	return bad
}

// psEdits reports one of the four commands that mode acceptEdits runs, with
// nothing but paths inside the working directories that are certain.
func (p *Policy) psEdits(cmd *psCommand, cwd string) bool {
	name := psName(cmd.words[0].text)
	writes := name == "set-content" || name == "add-content"
	if !writes && name != "clear-content" && name != "remove-item" {
		return false
	}
	var paths []string
	for i := 1; i < len(cmd.words); i++ {
		switch word := strings.ToLower(cmd.words[i].text); {
		case word == "-path" || word == "-literalpath":
			if i++; i == len(cmd.words) {
				return false
			}
			paths = append(paths, cmd.words[i].text)
		case word == "-value" && writes:
			i++
		case word == "-force" || word == "-recurse" && name == "remove-item" || word == "-nonewline" && writes:
		case strings.HasPrefix(word, "-"):
			return false
		case writes && len(paths) > 0: // the value
		default:
			paths = append(paths, cmd.words[i].text)
		}
	}
	return len(paths) > 0 && !slices.ContainsFunc(paths, func(name string) bool { return !p.psMayWrite(name, cwd) })
}

func (p *Policy) psMayWrite(name, cwd string) bool {
	if name == "" || strings.ContainsAny(name, "\\:*?[]{}$~,`'\"") || climbs(name) || strings.HasPrefix(name, "//") {
		return false
	}
	t := p.target(name, cwd)
	if p.protects(&t) != "" || !p.inside(&t) || path.Clean(t.path) == path.Clean(cwd) {
		return false
	}
	for _, d := range [...]Decision{Deny, Ask} {
		if p.lists[d].covers(&t, true, true) != nil {
			return false
		}
	}
	return true
}

package permission

import (
	"errors"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/shell"
)

// maxRepairs bounds what parseAsClient mends.
const maxRepairs = 16

// parseAsClient parses a command and overlooks what the client's parser does:
// a single quote that is not closed, and ";;" outside of a case statement.
func parseAsClient(p *shell.Parser, command string) (*shell.Script, error) {
	script, err := p.Parse(command)
	for range maxRepairs {
		e, ok := errors.AsType[*shell.ParseError](err)
		if !ok {
			break
		}
		mended := mend(command, e)
		if mended == command {
			break
		}
		command = mended
		script, err = p.Parse(command)
	}
	return script, err
}

func mend(command string, e *shell.ParseError) string {
	at := e.Pos.Offset
	switch {
	case strings.Contains(e.Message, "without closing quote `'`"):
		return command + "'"
	case strings.HasPrefix(command[min(at, len(command)):], ";;") && at > 0:
		return command[:at] + ";\n" + command[at+2:]
	}
	return command
}

// unparsable judges a command that is not valid Bash: it is asked about, but
// deny and ask rules still see every piece that a shell could make out.
func (p *Policy) unparsable(tool, command string, err error, c *call) Result {
	for _, d := range [...]Decision{Deny, Ask} {
		l := &p.lists[d]
		if d == Ask {
			if r := l.matchTool(tool); r != nil {
				return ruled(Ask, r)
			}
		}
		if r := l.matchParam(c.tool, c.input); r != nil {
			return ruled(d, r)
		}
		if r := matchFragments(l, command); r != nil {
			return ruled(d, r)
		}
	}
	reason, ambiguous := "it is not valid shell syntax", false
	if e, ok := errors.AsType[*shell.ParseError](err); ok {
		if ambiguous = e.Ambiguous; ambiguous {
			reason = "it cannot be read with certainty"
		}
		reason += ": " + e.Message
	}
	if p.blockReadsOutside {
		return *blockedRead("")
	}
	if keywordBehind(command) {
		return Result{Decision: Ask, Cause: BySafety, Reason: reason + "; a keyword behind an assignment or a redirection may be read in two ways"}
	}
	if strings.Contains(command, "$(") || strings.Contains(command, "((") || ambiguous && mentionsRemoval(command) {
		return Result{Decision: Ask, Cause: BySafety, Reason: reason + "; it may hide a removal"}
	}
	if c.mode == BypassPermissions {
		return Result{Decision: Allow, Cause: ByMode, Reason: byBypass}
	}
	if r := p.lists[Allow].matchTool(tool); r != nil {
		return ruled(Allow, r)
	}
	if r := p.lists[Allow].bash.spells(command); r != nil {
		return ruled(Allow, r)
	}
	return Result{Decision: Ask, Cause: ByComplexity, Reason: reason}
}

// keywordBehind reports a keyword behind a redirection or an assignment at the
// start of a command, where Bash takes it for the name of a program.
func keywordBehind(command string) bool {
	for line := range strings.FieldsFuncSeq(command, func(r rune) bool { return strings.ContainsRune(";|\n(", r) }) {
		words := strings.Fields(line)
		n := 0
		for n < len(words) && (isAssignment(words[n]) || strings.ContainsAny(words[n], "<>")) {
			n++
		}
		if n > 0 && n < len(words) && keyword(words[n]) {
			return true
		}
	}
	return false
}

// matchFragments cuts a command at everything that may separate commands and
// matches each piece as it stands.
func matchFragments(l *ruleList, command string) *Rule {
	if len(l.bash.list) == 0 {
		return nil
	}
	cut := func(r rune) bool { return strings.ContainsRune(";|&\n(){}`<>", r) }
	for piece := range strings.FieldsFuncSeq(command, cut) {
		words := strings.Fields(piece)
		for len(words) > 1 && (reservedWord(words[0]) || isAssignment(words[0])) {
			words = words[1:]
		}
		if len(words) == 0 {
			continue
		}
		text := strings.Join(words, " ")
		if script, err := shell.Parse(text); err == nil { // looks behind wrappers
			for i := range script.Commands {
				if r := denyTexts(script, &script.Commands[i], func(text string) *Rule { return l.bash.match(text, false) }); r != nil {
					return r
				}
			}
		}
		for _, t := range [...]string{text, strings.Trim(text, `'" `), programName(words[0]) + text[len(words[0]):]} {
			if r := l.bash.match(t, false); r != nil {
				return r
			}
		}
	}
	return nil
}

func reservedWord(s string) bool {
	switch s {
	case "then", "do", "else", "elif", "if", "while", "until", "!", "time", "done", "fi", "esac", "in":
		return true
	}
	return false
}

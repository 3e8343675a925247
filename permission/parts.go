package permission

import (
	"cmp"

	"github.com/gatehouse-go/gatehouse/internal/shell"
)

// parts is the verdict on each part of a compound command that was decided as a
// whole, or by one of them. What allowed the whole allows each part. Of a command
// that is too long to be taken apart there are none.
func (b *bashCall) parts(whole *Result) []partVerdict {
	if b.opaque == tooLong {
		return nil
	}
	n := len(b.script.Commands)
	for i := range b.script.Constructs {
		if b.script.Constructs[i].Kind == shell.Test {
			n++
		}
	}
	if n < 2 {
		return nil
	}
	parts := make([]partVerdict, 0, n)
	for i := range b.script.Commands {
		parts = append(parts, b.verdict(&b.script.Commands[i], i, whole))
	}
	for i := range b.script.Constructs {
		if c := &b.script.Constructs[i]; c.Kind == shell.Test {
			parts = append(parts, b.judgeTest(c))
		}
	}
	if whole != nil && (whole.Decision == Allow || whole.Cause == ByRule && (whole.Rule.Specifier == "" || whole.Rule.Specifier == "*")) {
		var rule *Rule
		if whole.Cause == ByRule {
			rule = whole.matched[0]
		}
		for i := range parts {
			p := &parts[i]
			p.decision, p.cause, p.rule, p.reason, p.path = whole.Decision, whole.Cause, rule, whole.Reason, ""
		}
	}
	return parts
}

// verdict is what would be said of a part on its own.
func (b *bashCall) verdict(cmd *shell.Command, i int, whole *Result) partVerdict {
	part := partVerdict{text: cmd.Text(b.script), offset: cmd.Start}
	if whole != nil && whole.Decision == Allow {
		return part
	}
	for _, d := range [...]Decision{Deny, Ask} {
		if r := b.ruleFor(&b.p.lists[d], cmd, i); r != nil {
			part.decision, part.cause, part.rule = d, ByRule, r
			return part
		}
	}
	if r := b.dangerousCommand(b.script, i, 0); r != nil {
		part.decision, part.cause, part.reason = r.Decision, r.Cause, r.Reason
		return part
	}
	if b.mode == BypassPermissions {
		part.decision, part.cause, part.reason = Allow, ByMode, byBypass
		return part
	}
	judged := b.judge(cmd, i)
	if judged.cause == BySafety {
		return judged
	}
	part.decision = Ask
	if why := cmp.Or(commandTooComplex(b.script, cmd), commandDoubtful(b.script, cmd)); why != "" {
		part.cause, part.reason = ByComplexity, why
		return part
	}
	if b.background && cmd.Context&shell.InBackground != 0 {
		part.cause, part.reason = BySafety, inBackground
		return part
	}
	return judged
}

const (
	byBypass     = "mode bypassPermissions allows it"
	inBackground = "it runs a command in the background, past the checks at approval time"
)

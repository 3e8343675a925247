package permission

import (
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/shell"
)

// barerLines returns a list or pipeline as the rules that hold across operators
// also see it: without comments and redirections, and without the variables and
// wrappers before its first command (group fid-across). It is empty for any
// other script, and where nothing would be left out.
func barerLines(s *shell.Script) []string {
	if isBare(s) {
		return nil
	}
	first, rest, ok := listText(s)
	if !ok {
		return nil
	}
	c := &s.Commands[0]
	lines := []string{first + rest}
	for words := c.Words; ; {
		inner, last, ok := unwrapAllowed(words)
		if !ok {
			return lines
		}
		words = inner
		lines = append(lines, written(s, c, words)+rest)
		if last {
			return lines
		}
	}
}

// isBare reports a script in which nothing is to be left out.
func isBare(s *shell.Script) bool {
	if len(s.Commands) < 2 {
		return true
	}
	for i := range s.Commands {
		c := &s.Commands[i]
		if c.Time || len(c.Redirs) > 0 || i == 0 && (len(c.Assigns) > 0 || len(c.Words) == 0) {
			return false
		}
		for k := range c.Words {
			if c.Words[k].Features != 0 {
				return false
			}
		}
	}
	_, _, wrapped := unwrapAllowed(s.Commands[0].Words)
	return !wrapped && !strings.ContainsAny(s.Source, "#\n") && !slices.ContainsFunc(s.Constructs, func(c shell.Construct) bool { return c.Kind == shell.Time })
}

// listText is a script that is one list or pipeline of simple commands: the
// first of them, and the rest with one blank on both sides of each operator.
func listText(s *shell.Script) (first, rest string, ok bool) {
	if len(s.Commands) < 2 || len(s.Constructs) == 0 {
		return "", "", false
	}
	var b strings.Builder
	for i := range s.Commands {
		c := &s.Commands[i]
		if len(c.Words) == 0 || c.Negated || c.Context&^shell.InPipeline != 0 {
			return "", "", false
		}
		if i == 0 {
			first = written(s, c, c.Words)
			continue
		}
		op := operatorBetween(s, s.Commands[i-1].End, c.Start)
		if op == "" {
			return "", "", false
		}
		b.WriteString(" " + op + " ")
		b.WriteString(spelled(s, c, c.Words))
	}
	for i := range s.Constructs {
		switch s.Constructs[i].Kind {
		case shell.And, shell.Or, shell.Pipe, shell.PipeAll, shell.Time:
		default:
			return "", "", false
		}
	}
	return first, b.String(), true
}

func operatorBetween(s *shell.Script, from, to int) string {
	for i := range s.Constructs {
		if k := &s.Constructs[i]; k.Start >= from && k.End <= to {
			return s.Source[k.Start:k.End]
		}
	}
	return ""
}

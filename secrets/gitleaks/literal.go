package gitleaks

import (
	"regexp/syntax"
	"slices"
	"strings"
)

// required returns texts of which each match of a pattern holds one, in any case, or
// nil if there are none of leastKeyword bytes or more. Of several such sets it is the
// one whose shortest text is the longest.
func required(re *syntax.Regexp) []string {
	l := analyse(re)
	return better(l.best, l.exact)
}

// literals is what is known about the texts that a pattern matches. All are ASCII, in
// lower case, for keywords are found in any case.
type literals struct {
	exact  []string // all that it matches, or nil if these are too many
	prefix []string // one of which each match begins with; at least ""
	best   []string // one of which each match holds, or nil
	some   []string // which matches may hold
}

// Limits of sets.
const (
	maxTexts = 64
	maxClass = 8
)

var empty = []string{""}

func known(exact []string) literals {
	return literals{exact: exact, prefix: exact, best: better(nil, exact), some: exact}
}

var unknown = literals{prefix: empty}

func analyse(re *syntax.Regexp) literals {
	switch re.Op {
	case syntax.OpEmptyMatch, syntax.OpBeginLine, syntax.OpEndLine, syntax.OpBeginText, syntax.OpEndText,
		syntax.OpWordBoundary, syntax.OpNoWordBoundary:
		return known(empty)
	case syntax.OpLiteral:
		if text := strings.ToLower(string(re.Rune)); isASCII(text) {
			return known([]string{text})
		}
	case syntax.OpCharClass:
		if texts := classTexts(re.Rune); texts != nil {
			return known(texts)
		}
	case syntax.OpCapture:
		return analyse(re.Sub[0])
	case syntax.OpQuest:
		l := analyse(re.Sub[0])
		if exact := union(l.exact, empty); l.exact != nil && exact != nil {
			return known(exact)
		}
		return literals{prefix: empty, some: l.some}
	case syntax.OpStar:
		return literals{prefix: empty, some: analyse(re.Sub[0]).some}
	case syntax.OpPlus:
		l := analyse(re.Sub[0])
		return literals{prefix: l.prefix, best: l.best, some: l.some}
	case syntax.OpRepeat:
		return repeated(re)
	case syntax.OpConcat:
		parts := make([]literals, len(re.Sub))
		for i, sub := range re.Sub {
			parts[i] = analyse(sub)
		}
		return concat(parts)
	case syntax.OpAlternate:
		return alternatives(re.Sub)
	}
	return unknown
}

// repeated takes as many as there are in any case, and something unknown behind.
func repeated(re *syntax.Regexp) literals {
	const enough = 16
	l := analyse(re.Sub[0])
	if re.Min == 0 {
		return literals{prefix: empty, some: l.some}
	}
	parts := slices.Repeat([]literals{l}, min(re.Min, enough))
	if re.Max != re.Min || re.Min > enough {
		parts = append(parts, unknown)
	}
	return concat(parts)
}

func concat(parts []literals) literals {
	all := literals{exact: empty}
	run := empty // of the last parts, which are known
	for _, p := range parts {
		all.best = better(all.best, p.best)
		all.some = append(all.some, p.some...)
		if p.exact != nil {
			if longer := product(run, p.exact); longer != nil {
				run = longer
				continue
			}
		}
		if longer := product(run, p.prefix); longer != nil {
			run = longer
		}
		all.best = better(all.best, run)
		all.some = append(all.some, run...)
		if all.exact != nil {
			all.exact, all.prefix = nil, run
		}
		run = empty
		if p.exact != nil {
			run = p.exact
		}
	}
	all.best = better(all.best, run)
	all.some = append(all.some, run...)
	if all.exact != nil {
		all.exact, all.prefix = run, run
	}
	return all
}

func alternatives(subs []*syntax.Regexp) literals {
	all := literals{exact: []string{}, prefix: []string{}, best: []string{}}
	for _, sub := range subs {
		l := analyse(sub)
		all.some = append(all.some, l.some...)
		if all.exact != nil && l.exact != nil {
			all.exact = union(all.exact, l.exact)
		} else {
			all.exact = nil
		}
		if all.prefix != nil {
			all.prefix = union(all.prefix, l.prefix)
		}
		if all.best != nil && l.best != nil {
			all.best = union(all.best, l.best)
		} else {
			all.best = nil
		}
	}
	if all.prefix == nil {
		all.prefix = empty
	}
	all.best = better(all.best, all.exact)
	return all
}

// better returns the set whose shortest text is longer, or which is smaller, as far as
// it can serve as keywords.
func better(a, b []string) []string {
	score := func(texts []string) int {
		least := 0
		for i, t := range texts {
			if i == 0 || len(t) < least {
				least = len(t)
			}
		}
		if least < leastKeyword {
			return 0
		}
		return least*2*maxTexts - len(texts)
	}
	switch x, y := score(a), score(b); {
	case max(x, y) == 0:
		return nil
	case x >= y:
		return a
	default:
		return b
	}
}

// product returns each text of a with each of b behind it, or nil if these are too
// many.
func product(a, b []string) []string {
	if len(a)*len(b) > maxTexts {
		return nil
	}
	texts := make([]string, 0, len(a)*len(b))
	for _, x := range a {
		for _, y := range b {
			texts = append(texts, x+y)
		}
	}
	return texts
}

// union returns the texts of both, or nil if these are too many.
func union(a, b []string) []string {
	texts := slices.Concat(a, b)
	slices.Sort(texts)
	if texts = slices.Compact(texts); len(texts) > maxTexts {
		return nil
	}
	return texts
}

// classTexts returns the few characters of a class, whose ranges these are, or nil.
func classTexts(ranges []rune) []string {
	var texts []string
	for i := 0; i+1 < len(ranges); i += 2 {
		for r := ranges[i]; r <= ranges[i+1]; r++ {
			switch text := strings.ToLower(string(r)); {
			case r == '\u017f' || r == '\u212a': // fold to s and k, and are in no secret
			case r >= 0x80:
				return nil
			case !slices.Contains(texts, text):
				if texts = append(texts, text); len(texts) > maxClass {
					return nil
				}
			}
		}
	}
	return texts
}

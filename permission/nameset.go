package permission

import (
	"slices"
	"strings"
	"unicode"
)

// A nameSet finds the rules on agents or skills that cover a name.
type nameSet struct {
	rules    []*Rule
	exact    map[string][]int32 // by the name in one case
	prefixes map[string]int32   // of skills
	lengths  []int              // that prefixes have
}

// add enters a rule. For skills a trailing ":*" or " *" is a prefix; there are
// no other wildcards.
func (s *nameSet) add(r *Rule, tool string) {
	n := int32(len(s.rules))
	s.rules = append(s.rules, r)
	spec := r.Specifier
	if tool == "Skill" {
		spec = strings.TrimPrefix(spec, "/")
		prefix, ok := strings.CutSuffix(spec, ":*")
		if !ok {
			prefix, ok = strings.CutSuffix(spec, " *")
		}
		if ok {
			s.addPrefix(prefix, n)
			return
		}
	}
	if s.exact == nil {
		s.exact = map[string][]int32{}
	}
	key := oneCase(spec)
	s.exact[key] = append(s.exact[key], n)
}

func (s *nameSet) addPrefix(prefix string, n int32) {
	if s.prefixes == nil {
		s.prefixes = map[string]int32{}
	}
	if _, ok := s.prefixes[prefix]; ok {
		return
	}
	s.prefixes[prefix] = n
	if at, ok := slices.BinarySearch(s.lengths, len(prefix)); !ok {
		s.lengths = slices.Insert(s.lengths, at, len(prefix))
	}
}

// matchName returns the first rule that covers an agent or a skill.
func (l *ruleList) matchName(tool, name string) *Rule {
	if tool == "Agent" {
		return l.agents.match(tool, name)
	}
	return l.skills.match(tool, name)
}

// match returns the first rule that covers a name.
func (s *nameSet) match(tool, name string) *Rule {
	best := int32(len(s.rules))
	if len(s.exact) > 0 {
		for _, n := range s.exact[oneCase(name)] {
			if r := s.rules[n]; coversName(r, tool, name) {
				best = n
				break
			}
		}
	}
	for _, size := range s.lengths {
		if size > len(name) {
			break
		}
		if n, ok := s.prefixes[name[:size]]; ok {
			best = min(best, n)
		}
	}
	if best == int32(len(s.rules)) {
		return nil
	}
	return s.rules[best]
}

// coversName reports whether a rule without a wildcard covers a name.
func coversName(r *Rule, tool, name string) bool {
	if tool == "Skill" {
		return strings.TrimPrefix(r.Specifier, "/") == name
	}
	return r.Specifier == name || r.Decision == Deny && deniesAgent(r.Specifier, name)
}

// oneCase is the same for names that [strings.EqualFold] takes for equal.
func oneCase(s string) string {
	return strings.Map(func(r rune) rune {
		least := r
		for f := unicode.SimpleFold(r); f != r; f = unicode.SimpleFold(f) {
			least = min(least, f)
		}
		return least
	}, s)
}

package gitleaks

import (
	"fmt"
	"regexp"
	"regexp/syntax"
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/secrets"
)

// setPattern sets the pattern of a rule and where to look for it, or says why not.
func (c *Config) setPattern(rule *secrets.Rule, r *fileRule) bool {
	tree, err := syntax.Parse(r.Regex, syntax.Perl)
	if err != nil {
		c.lose(r.ID, "regex", err.Error())
		return false
	}
	group := r.SecretGroup
	switch groups := tree.MaxCap(); {
	case group < 0 || group > groups:
		c.problem(r.ID, "secretGroup", fmt.Sprintf("there is no group %d; the whole match is taken for the secret", group))
		group = 0
	case group == 0 && groups > 1:
		// gitleaks takes the first group that is not empty.
		c.problem(r.ID, "regex", "of several groups, the first is taken for the secret, or else the whole match; choose one by secretGroup")
		group = 1
	case group == 0 && groups == 1:
		group = 1
	}
	nameGroup(tree, group)
	rule.Pattern = tree.String()
	return c.setKeywords(rule, r, tree)
}

// nameGroup gives a group the name "secret", and no other one.
func nameGroup(re *syntax.Regexp, group int) {
	if re.Op == syntax.OpCapture {
		switch {
		case re.Cap == group:
			re.Name = "secret"
		case re.Name == "secret":
			re.Name = ""
		}
	}
	for _, sub := range re.Sub {
		nameGroup(sub, group)
	}
}

// leastKeyword is the least length of a keyword of ours.
const leastKeyword = 3

// setKeywords finds keywords that each match holds. Those of gitleaks only have to
// occur in the same text.
func (c *Config) setKeywords(rule *secrets.Rule, r *fileRule, tree *syntax.Regexp) bool {
	var given []string
	for _, k := range r.Keywords {
		if k = strings.ToLower(k); len(k) >= leastKeyword && isASCII(k) {
			given = append(given, k)
		}
	}
	literals := required(tree)
	holds := func(text string) bool {
		return slices.ContainsFunc(given, func(k string) bool { return strings.Contains(text, k) })
	}
	switch {
	case literals != nil && !slices.ContainsFunc(literals, func(l string) bool { return !holds(l) }):
		rule.Keywords = given
	case literals != nil:
		rule.Keywords = literals
	case len(given) == 0:
		c.lose(r.ID, "keywords", fmt.Sprintf("there is no keyword of %d bytes or more, and the regex has none that each match holds", leastKeyword))
		return false
	case slices.ContainsFunc(analyse(tree).some, holds):
		rule.Keywords = given
		c.problem(r.ID, "keywords", "only matches that hold one of them are found")
	case !slices.ContainsFunc(given, func(k string) bool { return !isName.MatchString(k) }):
		rule.Names = given
		c.problem(r.ID, "keywords", "they stand beside what the regex matches: only values behind one of them, on the same line, are found")
		return true
	default:
		c.lose(r.ID, "keywords", "they need not stand in what the regex matches")
		return false
	}
	for _, k := range rule.Keywords {
		if len(k) == leastKeyword && !(beginsWord(tree) && slices.ContainsFunc(analyse(tree).prefix, func(p string) bool { return strings.HasPrefix(p, k) })) {
			c.problem(r.ID, "keywords", fmt.Sprintf("%q is found at the beginning of words only", k))
		}
	}
	return true
}

var isName = regexp.MustCompile(`^[a-z0-9]+(_[a-z0-9]+)*$`)

func isASCII(text string) bool {
	return strings.IndexFunc(text, func(r rune) bool { return r >= 0x80 }) < 0
}

// beginsWord reports whether each match begins with a word.
func beginsWord(re *syntax.Regexp) bool {
	switch re.Op {
	case syntax.OpWordBoundary, syntax.OpBeginText, syntax.OpBeginLine:
		return true
	case syntax.OpConcat, syntax.OpCapture:
		return beginsWord(re.Sub[0])
	}
	return false
}

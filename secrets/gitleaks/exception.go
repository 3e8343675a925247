package gitleaks

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/secrets"
)

// An exception is an allowlist.
type exception struct {
	rules     []string // their IDs; nil means all
	all       bool     // all that is given has to match, not any of it
	commits   []string
	paths     []*regexp.Regexp
	regexes   []*regexp.Regexp
	stopWords []string // lower case
}

// addException takes an allowlist over, or says why not.
func (c *Config) addException(rule, key string, a *fileAllow, rules []string) {
	x := exception{rules: rules}
	switch strings.ToUpper(a.Condition) {
	case "", "OR", "||":
	case "AND", "&&":
		x.all = true
	default:
		c.problem(rule, key+".condition", fmt.Sprintf("%q is neither AND nor OR; the exception is left out", a.Condition))
		return
	}
	ok := true
	x.paths = c.compile(rule, key+".paths", a.Paths, &ok)
	switch target := strings.ToLower(a.RegexTarget); {
	case len(a.Regexes) == 0:
	case target == "" || target == "secret":
		x.regexes = c.compile(rule, key+".regexes", a.Regexes, &ok)
	default:
		c.problem(rule, key+".regexTarget", fmt.Sprintf("%q: a finding does not have the text around its secret; its regexes are left out", a.RegexTarget))
		ok = false
	}
	for _, commit := range a.Commits {
		x.commits = append(x.commits, strings.ToLower(commit))
	}
	for _, word := range a.StopWords {
		x.stopWords = append(x.stopWords, strings.ToLower(word))
	}
	if x.all && !ok { // it would allow more without a part of it
		c.problem(rule, key, "it allows only what all of its parts match; the exception is left out")
		return
	}
	c.exceptions = append(c.exceptions, x)
}

func (c *Config) compile(rule, key string, patterns []string, ok *bool) []*regexp.Regexp {
	var all []*regexp.Regexp
	for _, pattern := range patterns {
		re, err := regexp.Compile(pattern)
		if err != nil {
			c.problem(rule, key, err.Error())
			*ok = false
			continue
		}
		all = append(all, re)
	}
	return all
}

// Keep reports whether gitleaks would report f: whether its file is one that the rule
// is for, and no allowlist allows it. The lists that name no rule hold for the
// findings of all rules, the built-in ones among them.
func (c *Config) Keep(f secrets.Finding) bool {
	if path, ok := c.paths[f.Rule]; ok && !path.MatchString(f.Pos.Filename) {
		return false
	}
	for i := range c.exceptions {
		if x := &c.exceptions[i]; (x.rules == nil || slices.Contains(x.rules, f.Rule)) && x.allows(f) {
			return false
		}
	}
	return true
}

func (x *exception) allows(f secrets.Finding) bool {
	value := f.Secret.Reveal()
	lower := strings.ToLower(value)
	parts := [...]struct {
		given   int
		matches func() bool
	}{
		{len(x.commits), func() bool { return f.Commit != "" && slices.Contains(x.commits, strings.ToLower(f.Commit)) }},
		{len(x.paths), func() bool { return f.Pos.Filename != "" && matchesAny(x.paths, f.Pos.Filename) }},
		{len(x.regexes), func() bool { return matchesAny(x.regexes, value) }},
		{len(x.stopWords), func() bool {
			return slices.ContainsFunc(x.stopWords, func(w string) bool { return strings.Contains(lower, w) })
		}},
	}
	any := false
	for _, p := range parts {
		if p.given == 0 {
			continue
		}
		switch matches := p.matches(); {
		case matches && !x.all:
			return true
		case !matches && x.all:
			return false
		}
		any = true
	}
	return any && x.all
}

func matchesAny(patterns []*regexp.Regexp, text string) bool {
	return slices.ContainsFunc(patterns, func(re *regexp.Regexp) bool { return re.MatchString(text) })
}

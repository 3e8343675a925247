// Package gitleaks reads configurations of gitleaks, a scanner for secrets, so that
// its rules and exceptions can be used here:
//
//	config, err := gitleaks.Parse(data)                // of .gitleaks.toml
//	for _, p := range config.Problems { … }            // what is not as it was there
//	scanner, err := secrets.New(secrets.Config{Rules: config.Rules, Disable: config.Disable})
//	for f, err := range config.Filter(scanner.ScanFS(ctx, fsys, secrets.FSOptions{})) { … }
//
// The format is that of gitleaks 8 (https://github.com/gitleaks/gitleaks#configuration).
package gitleaks

import (
	"cmp"
	"errors"
	"fmt"
	"iter"
	"regexp"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"

	"github.com/gatehouse-go/gatehouse/secrets"
)

// ErrConfig is wrapped by the errors of [Parse].
var ErrConfig = errors.New("invalid configuration of gitleaks")

// A Config is what a configuration says, in our terms. It must not be changed while
// it is used.
type Config struct {
	// Rules are without their paths and exceptions, for which there is Keep. One with
	// the ID of a built-in rule replaces that.
	Rules    []secrets.Rule
	Disable  []string  // extend.disabledRules
	Problems []Problem // in the order of the file

	paths      map[string]*regexp.Regexp // by rule: the files that it is for
	exceptions []exception
}

// A Problem is something that is not the same here as in gitleaks.
type Problem struct {
	Rule    string // its ID in the file; empty if it concerns all
	Key     string // in the file, such as "regex" or "allowlists[1].regexTarget"
	Message string
	Lost    bool // the rule is not in Rules
}

// String is one line.
func (p Problem) String() string {
	where := p.Key
	if p.Rule != "" {
		where = fmt.Sprintf("rule %q: %s", p.Rule, p.Key)
	}
	if p.Lost {
		return where + ": " + p.Message + "; the rule is left out"
	}
	return where + ": " + p.Message
}

// The file. Keys are matched without regard to case, as gitleaks does.
type file struct {
	Title, Description, MinVersion string

	Extend struct {
		Path, URL     string
		UseDefault    bool
		DisabledRules []string
	}
	Rules      []fileRule
	AllowList  *fileAllow
	Allowlists []fileAllow
}

type fileRule struct {
	ID, Description, Path, Regex string
	SecretGroup                  int
	Entropy                      float64
	Keywords, Tags               []string
	AllowList                    *fileAllow
	Allowlists                   []fileAllow
	SkipReport                   bool
	Required                     []struct {
		ID                         string
		WithinLines, WithinColumns *int
	}
}

type fileAllow struct {
	Description, Condition, RegexTarget             string
	TargetRules, Commits, Paths, Regexes, StopWords []string
}

// Parse reads a configuration. What is not TOML, or has values of other types, is an
// error that wraps [ErrConfig]; everything else that differs here is among the
// Problems. An exception that cannot be kept is left out, never widened.
func Parse(data []byte) (*Config, error) {
	var f file
	meta, err := toml.Decode(string(data), &f)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrConfig, err)
	}
	c := &Config{Disable: f.Extend.DisabledRules, paths: map[string]*regexp.Regexp{}}
	for _, key := range meta.Undecoded() {
		c.problem("", key.String(), "the key is not known")
	}
	if f.Extend.UseDefault {
		c.problem("", "extend.useDefault", "the rules of gitleaks itself are not read; there are the built-in ones in their place")
	}
	if from := cmp.Or(f.Extend.Path, f.Extend.URL); from != "" {
		c.problem("", "extend", fmt.Sprintf("%q is not read: parse it as well", from))
	}
	for i := range f.Rules {
		c.addRule(&f.Rules[i])
	}
	if f.AllowList != nil {
		f.Allowlists = append([]fileAllow{*f.AllowList}, f.Allowlists...)
	}
	for i := range f.Allowlists {
		a := &f.Allowlists[i]
		var rules []string
		for _, id := range a.TargetRules {
			rules = append(rules, ruleID(id))
		}
		c.addException("", fmt.Sprintf("allowlists[%d]", i), a, rules)
	}
	return c, nil
}

func (c *Config) problem(rule, key, message string) {
	c.Problems = append(c.Problems, Problem{Rule: rule, Key: key, Message: message})
}

func (c *Config) lose(rule, key, message string) {
	c.Problems = append(c.Problems, Problem{Rule: rule, Key: key, Message: message, Lost: true})
}

func (c *Config) addRule(r *fileRule) {
	rule := secrets.Rule{ID: ruleID(r.ID), Description: cmp.Or(r.Description, r.ID), Severity: secrets.High, Entropy: r.Entropy}
	switch {
	case rule.ID == "":
		c.lose(r.ID, "id", "there is none")
		return
	case slices.ContainsFunc(c.Rules, func(other secrets.Rule) bool { return other.ID == rule.ID }):
		c.lose(r.ID, "id", "there is another rule with this ID")
		return
	case r.Regex == "":
		c.lose(r.ID, "path", "it is about the names of files only")
		return
	case len(r.Required) > 0:
		c.lose(r.ID, "required", "a rule cannot depend on the findings of others")
		return
	case r.SkipReport:
		c.lose(r.ID, "skipReport", "it finds nothing by itself")
		return
	}
	if rule.ID != r.ID {
		c.problem(r.ID, "id", fmt.Sprintf("it is %q here", rule.ID))
	}
	if r.Path != "" {
		path, err := regexp.Compile(r.Path)
		if err != nil {
			c.lose(r.ID, "path", err.Error())
			return
		}
		c.paths[rule.ID] = path
	}
	if !c.setPattern(&rule, r) {
		return
	}
	c.Rules = append(c.Rules, rule)
	if r.AllowList != nil {
		r.Allowlists = append([]fileAllow{*r.AllowList}, r.Allowlists...)
	}
	for i := range r.Allowlists {
		c.addException(r.ID, fmt.Sprintf("allowlists[%d]", i), &r.Allowlists[i], []string{rule.ID})
	}
}

// ruleID makes one of ours: lower-case letters, digits and hyphens.
func ruleID(id string) string {
	words := strings.FieldsFunc(strings.ToLower(id), func(r rune) bool { return (r < 'a' || 'z' < r) && (r < '0' || '9' < r) })
	return strings.Join(words, "-")
}

// Filter passes on the findings to keep, and all errors.
func (c *Config) Filter(findings iter.Seq2[secrets.Finding, error]) iter.Seq2[secrets.Finding, error] {
	return func(yield func(secrets.Finding, error) bool) {
		for f, err := range findings {
			if (err != nil || c.Keep(f)) && !yield(f, err) {
				return
			}
		}
	}
}

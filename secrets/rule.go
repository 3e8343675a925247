package secrets

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"sync"
)

// A Rule describes one kind of secret. It is plain data; [New] compiles it.
//
// There are three kinds. A rule with Names looks at values that are assigned to a
// name, such as the hexadecimal digits in DATADOG_API_KEY=…: Pattern has to match
// all of the value. Any other rule looks for what Pattern matches, around each
// Keyword. Of the built-in rules a few work without a Pattern: those for which a
// regular expression would be wrong or slow, such as "private-key".
type Rule struct {
	ID          string // stable, such as "github-pat"
	Description string // such as "GitHub personal access token (classic)"
	Provider    string // such as "GitHub"; empty where there is none
	Severity    Severity

	// Keywords say where to look: each match of Pattern holds one of them, in any
	// case. They are ASCII, and at least three bytes long; those of three letters
	// and digits are found at the beginning of words only. It is faster if they are rare.
	Keywords []string
	// Names are words of which one stands in the name that the secret is assigned
	// to, or before it on the same line. They are ASCII, lower case, at least three
	// bytes long; "new_relic" also stands for newRelic, NEW-RELIC and "New Relic".
	Names []string
	// Pattern is a regular expression (RE2). Its group "secret", if there is one,
	// is the secret; else all of the match is.
	Pattern string
	// Entropy is the least entropy of the secret, in bits per character as Shannon
	// counts them; 0 means any.
	Entropy float64
	// Check is a test of the secret that goes beyond a pattern.
	Check Check
	// Path limits the rule to files whose path, or base name if there is no slash,
	// matches this pattern, as in doublestar: ** for any folders, {a,b} for either.
	Path string

	// Examples must be found, NonExamples not. In them, {…} stands for characters
	// that [Rule.Example] makes up, so that no text that looks like a secret has to
	// be written down.
	Examples, NonExamples []string

	Revoke string // the page where the secret is revoked, or that says how
	Source string // the page that describes its format

	detect func(sc *scan, r *compiledRule, from, to int) // of the rules without a Pattern: called for each keyword
}

// A Severity says what can be done with a secret.
type Severity uint8

// Severities, from the least.
const (
	Low      Severity = iota + 1 // it names something, or is meant to be public, such as a publishable key
	Medium                       // it lets one read or use something of limited worth
	High                         // it gives access in somebody's name
	Critical                     // it gives control of accounts, code, money or infrastructure
)

// String returns "low", "medium", "high" or "critical".
func (s Severity) String() string {
	switch s {
	case Low:
		return "low"
	case Medium:
		return "medium"
	case High:
		return "high"
	case Critical:
		return "critical"
	}
	return "unknown"
}

// MarshalText returns the same as String.
func (s Severity) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// ErrRule is wrapped by the errors of [New] about a rule.
var ErrRule = errors.New("invalid rule")

// validate says what is wrong with a rule, except for its pattern.
func (r *Rule) validate() error {
	fail := func(format string, args ...any) error {
		return fmt.Errorf("%w %q: %s", ErrRule, r.ID, fmt.Sprintf(format, args...))
	}
	switch {
	case !ruleID().MatchString(r.ID):
		return fail("an ID consists of lower-case letters, digits and hyphens")
	case r.Pattern == "" && r.detect == nil:
		return fail("it has no pattern")
	case len(r.Keywords) == 0 && len(r.Names) == 0:
		return fail("it has neither keywords nor names, so that it would have to be tried everywhere")
	}
	for _, k := range r.Keywords {
		if len(k) < minKeyword || !isASCII(k) {
			return fail("keyword %q: it must be ASCII and at least %d bytes long", k, minKeyword)
		}
	}
	for _, n := range r.Names {
		if len(n) < minKeyword || strings.IndexFunc(n, func(c rune) bool { return (c < 'a' || 'z' < c) && (c < '0' || '9' < c) && c != '_' }) >= 0 {
			return fail("name %q: it must be at least %d lower-case letters and digits, with _ between words", n, minKeyword)
		}
	}
	return nil
}

var ruleID = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`) })

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

package gitleaks_test

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"regexp/syntax"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/secrets"
	"github.com/gatehouse-go/gatehouse/secrets/gitleaks"
)

func parse(t testing.TB, text string) *gitleaks.Config {
	t.Helper()
	c, err := gitleaks.Parse([]byte(text))
	require.NoError(t, err)
	_, err = secrets.New(secrets.Config{Rules: c.Rules})
	require.NoError(t, err)
	return c
}

func problems(c *gitleaks.Config) []string {
	var all []string
	for _, p := range c.Problems {
		all = append(all, p.String())
	}
	return all
}

const sample = `
title = "ours"

[extend]
useDefault = true
disabledRules = ["github-pat"]

[[rules]]
id = "Acme_Token"
description = "token of Acme"
regex = '''(?i)\b(acme_[0-9a-f]{8})(?:\s|$)'''
entropy = 2.0
keywords = ["acme_"]
tags = ["key"]

[[rules.allowlists]]
stopwords = ["dead"]

[[rules.allowlists]]
condition = "AND"
paths = ['''^test/''']
regexes = ['''^acme_1''']

[[rules]]
id = "numbered"
regex = '''(key)-(num_[0-9]{6})'''
secretGroup = 2
keywords = ["num_"]
path = '''\.ini$'''

[[rules]]
id = "files"
path = '''\.p12$'''

[allowlist]
paths = ['''(^|/)vendor/''']
commits = ["0123456789ABCDEF0123456789abcdef01234567"]

[[allowlists]]
targetRules = ["numbered"]
regexes = ['''000000$''']
`

func TestParse(t *testing.T) {
	c := parse(t, sample)
	require.Equal(t, []string{
		"extend.useDefault: the rules of gitleaks itself are not read; there are the built-in ones in their place",
		`rule "Acme_Token": id: it is "acme-token" here`,
		`rule "files": path: it is about the names of files only; the rule is left out`,
	}, problems(c))
	require.True(t, c.Problems[2].Lost)
	require.Equal(t, []string{"github-pat"}, c.Disable)
	require.Len(t, c.Rules, 2)

	scanner, err := secrets.New(secrets.Config{Rules: c.Rules, Disable: c.Disable, Only: []string{"acme-token", "numbered"}})
	require.NoError(t, err)
	for _, tt := range []struct{ file, text, secret, commit string }{
		{"a.txt", "x ACME_0a1b2c3d\n", "ACME_0a1b2c3d", ""},
		{"a.txt", "x acme_00000000\n", "", ""}, // entropy
		{"a.txt", "x acme_0a1dead3\n", "", ""}, // a stop word
		{"a.txt", "x acme_1a1b2c3d\n", "acme_1a1b2c3d", ""},
		{"test/a.txt", "x acme_1a1b2c3d\n", "", ""}, // both parts of the exception
		{"test/a.txt", "x acme_0a1b2c3d\n", "acme_0a1b2c3d", ""},
		{"x/vendor/a.txt", "x acme_0a1b2c3d\n", "", ""},
		{"vendors/a.txt", "x acme_0a1b2c3d\n", "acme_0a1b2c3d", ""},
		{"a.txt", "x acme_0a1b2c3d\n", "", "0123456789abcdef0123456789abcdef01234567"},
		{"a.txt", "x acme_0a1b2c3d\n", "acme_0a1b2c3d", "1123456789abcdef0123456789abcdef01234567"},
		{"b.ini", "key-num_123456", "num_123456", ""},
		{"b.txt", "key-num_123456", "", ""},
		{"b.ini", "key-num_000000", "", ""},
	} {
		var found []string
		findings := func(yield func(secrets.Finding, error) bool) {
			for _, f := range scanner.ScanFile(tt.file, []byte(tt.text)) {
				f.Commit = tt.commit
				if !yield(f, nil) {
					return
				}
			}
		}
		for f, err := range c.Filter(findings) {
			require.NoError(t, err)
			found = append(found, f.Secret.Reveal())
		}
		require.Equal(t, tt.secret, strings.Join(found, " "), "%s: %s", tt.file, tt.text)
	}
}

func TestParseErrors(t *testing.T) {
	for _, text := range []string{"x", "[[rules]]\nid = 1", "rules = 3", "[[rules]]\nid = 'a'\nid = 'b'"} {
		_, err := gitleaks.Parse([]byte(text))
		require.ErrorIs(t, err, gitleaks.ErrConfig, text)
	}
}

func TestProblems(t *testing.T) {
	const rule = "[[rules]]\nid = 'a'\nkeywords = ['abcd']\n"
	for _, tt := range []struct {
		text, problem string
		rules         int
	}{
		{rule + "regex = 'abcd('", `rule "a": regex: error parsing regexp`, 0},
		{rule + "regex = 'abcd'\npath = '('", `rule "a": path: error parsing regexp`, 0},
		{rule, "names of files only; the rule is left out", 0},
		{"[[rules]]\nregex = 'abcd'", `id: there is none; the rule is left out`, 0},
		{rule + "regex = 'abcd'\n" + rule + "regex = 'abcde'", "another rule with this ID", 1},
		{rule + "regex = 'abcd'\nskipReport = true", "skipReport", 0},
		{rule + "regex = 'abcd'\n[[rules.required]]\nid = 'b'", "depend on the findings of others", 0},
		{rule + "regex = 'abcd'\nsecretGroup = 1", "there is no group 1", 1},
		{rule + "regex = '(abcd)(e)?'", "of several groups, the first", 1},
		{rule + "regex = 'abcd'\nregx = 'x'", "rules.regx: the key is not known", 1},
		{rule + "regex = 'abcd'\n[[rules.allowlists]]\nregexTarget = 'line'\nregexes = ['x']", `allowlists[0].regexTarget: "line"`, 1},
		{rule + "regex = 'abcd'\n[[rules.allowlists]]\nregexes = ['(']", "allowlists[0].regexes: error parsing", 1},
		{rule + "regex = 'abcd'\n[[rules.allowlists]]\ncondition = 'XOR'", "neither AND nor OR", 1},
		{rule + "regex = 'abcd'\n[[rules.allowlists]]\ncondition = 'AND'\npaths = ['(']\nstopwords = ['abcd']", "the exception is left out", 1},
		{"[extend]\npath = 'other.toml'", `extend: "other.toml" is not read`, 0},
		{"[[rules]]\nid = 'a'\nregex = '[a-z]{20}'", "there is no keyword of 3 bytes", 0},
		{"[[rules]]\nid = 'a'\nregex = '[a-z]{20}'\nkeywords = ['acme']", "only values behind one of them", 1},
		{"[[rules]]\nid = 'a'\nregex = '[a-z]{20}'\nkeywords = ['ac:me']", "they need not stand in", 0},
		{"[[rules]]\nid = 'a'\nregex = '(?:acme|ac)[0-9]{20}'\nkeywords = ['acme', 'ac']", "only matches that hold one of them", 1},
		{"[[rules]]\nid = 'a'\nregex = 'abc[0-9]{20}'", `"abc" is found at the beginning of words only`, 1},
	} {
		c := parse(t, tt.text)
		require.Contains(t, strings.Join(problems(c), "\n"), tt.problem, tt.text)
		require.Len(t, c.Rules, tt.rules, tt.text)
	}
}

// TestNothingIsWidened shows that an exception of which a part is lost allows nothing
// that the whole did not.
func TestNothingIsWidened(t *testing.T) {
	f := secrets.Finding{Rule: "a", Secret: secrets.NewSecret("abcd")}
	const rule = "[[rules]]\nid = 'a'\nregex = 'abcd'\n[[rules.allowlists]]\n"
	require.False(t, parse(t, rule+"stopwords = ['BC']").Keep(f))
	for _, exception := range []string{
		"", "condition = 'AND'", "condition = 'and'\nregexes = ['x']\nstopwords = ['bc']", "condition = '&&'\nregexTarget = 'match'\nregexes = ['.']\nstopwords = ['bc']",
		"condition = 'AND'\nregexes = ['(']\nstopwords = ['bc']", "paths = ['.*']", "commits = ['']",
	} {
		require.True(t, parse(t, rule+exception).Keep(f), exception)
	}
}

// patterns are regular expressions with the keywords that are found in them.
var patterns = []struct {
	regex    string
	keywords string
}{
	{`acme_[0-9a-f]{8}`, "acme_"},
	{`(?i)ACME[-_]?TOKEN\s*=`, "acmetoken acme-token acme_token"},
	{`\b(?:A3T[A-Z0-9]|AKIA|ASIA)[A-Z2-7]{16}\b`, "a3t akia asia"},
	{`(?:foo|bar)_(?:live|test)_[a-z]{4}`, "bar_live_ bar_test_ foo_live_ foo_test_"},
	{`(xoxb-)?[0-9]{4}-hook`, "-hook"},
	{`[a-z]{4}(?:secret|sercet){1,3}x`, "secret sercet"},
	{`(?:ab){3}[0-9]`, "ababab"},
	{`[Tt]oken[=:]`, "token: token="},
	{`key(?:-[0-9]+)*=`, "key"},
	{`(?:abcd)+`, "abcd"},
	{`\.apps\.example\.com$`, ".apps.example.com"},
	{`(?:aaaa|b[0-9]+)`, ""},
	{`a?b?c?`, ""},
	{`ключ[0-9]`, ""},
	{`sk_(?:live|test)_|pk_(?:live|test)_`, "pk_live_ pk_test_ sk_live_ sk_test_"},
	{`(?i)kiss[0-9]`, "kiss"},
	{``, ""},
}

func TestKeywords(t *testing.T) {
	for _, tt := range patterns {
		if tt.regex == "" {
			continue
		}
		c := parse(t, fmt.Sprintf("[[rules]]\nid = 'a'\nregex = '''%s'''", tt.regex))
		if tt.keywords == "" {
			require.Empty(t, c.Rules, tt.regex)
			continue
		}
		require.Len(t, c.Rules, 1, tt.regex)
		require.ElementsMatch(t, strings.Fields(tt.keywords), c.Rules[0].Keywords, tt.regex)
	}
}

// FuzzKeywords makes texts that a pattern matches: each has to hold a keyword, and
// the pattern of the rule has to match it.
func FuzzKeywords(f *testing.F) {
	for _, tt := range patterns {
		f.Add(tt.regex, uint64(1))
	}
	f.Fuzz(func(t *testing.T, regex string, seed uint64) {
		tree, err := syntax.Parse(regex, syntax.Perl)
		if err != nil || len(regex) > 200 || strings.ContainsAny(regex, "'\r\n\x00") {
			t.Skip()
		}
		c, err := gitleaks.Parse([]byte("[[rules]]\nid = 'a'\nregex = '''" + regex + "'''"))
		if err != nil || len(c.Rules) == 0 {
			return
		}
		rule := c.Rules[0]
		re, err := regexp.Compile(rule.Pattern)
		require.NoError(t, err)
		random := rand.New(rand.NewPCG(seed, 1))
		for range 10 {
			var b strings.Builder
			if !generate(&b, tree, random) {
				return
			}
			text := b.String()
			if strings.ContainsAny(text, "\u017f\u212a") || !regexp.MustCompile(`^(?:`+tree.String()+`)$`).MatchString(text) {
				continue // letters that fold to ASCII; a boundary is not where it has to be
			}
			require.True(t, re.MatchString(text), "%q does not match %q", rule.Pattern, text)
			holds := false
			for _, k := range rule.Keywords {
				holds = holds || strings.Contains(strings.ToLower(text), k)
			}
			require.True(t, holds, "%q holds none of %q", text, rule.Keywords)
		}
	})
}

// generate writes a text that the pattern matches, but for what it says of the ends
// of words and lines.
func generate(b *strings.Builder, re *syntax.Regexp, random *rand.Rand) bool {
	if b.Len() > 4096 {
		return false
	}
	times := 1
	switch re.Op {
	case syntax.OpNoMatch:
		return false
	case syntax.OpLiteral:
		b.WriteString(string(re.Rune))
		return true
	case syntax.OpCharClass:
		if len(re.Rune) == 0 {
			return false
		}
		i := 2 * random.IntN(len(re.Rune)/2)
		b.WriteRune(re.Rune[i] + rune(random.IntN(int(min(re.Rune[i+1]-re.Rune[i], 100))+1)))
		return true
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		b.WriteByte('~')
		return true
	case syntax.OpAlternate:
		return generate(b, re.Sub[random.IntN(len(re.Sub))], random)
	case syntax.OpStar, syntax.OpQuest:
		times = random.IntN(2)
	case syntax.OpPlus:
		times = 1 + random.IntN(2)
	case syntax.OpRepeat:
		times = re.Min
	}
	for range times {
		for _, sub := range re.Sub {
			if !generate(b, sub, random) {
				return false
			}
		}
	}
	return true
}

func FuzzParse(f *testing.F) {
	f.Add(sample)
	f.Add("[[rules]]\nid = 'a'\nregex = '(((('\nkeywords = ['']\n")
	f.Add("[[allowlists]]\ncondition = 'AND'\ncommits = ['a']\ntargetRules = ['', 'B']")
	f.Fuzz(func(t *testing.T, text string) {
		c, err := gitleaks.Parse([]byte(text))
		if err != nil {
			require.ErrorIs(t, err, gitleaks.ErrConfig)
			return
		}
		_, err = secrets.New(secrets.Config{Rules: c.Rules})
		require.NoError(t, err)
		for _, r := range c.Rules {
			c.Keep(secrets.Finding{Rule: r.ID, Secret: secrets.NewSecret("x")})
		}
	})
}

func Example() {
	config, err := gitleaks.Parse([]byte(`
[[rules]]
id = "acme-token"
description = "token of Acme"
regex = '''acme_[0-9a-f]{8}'''

[[allowlists]]
stopwords = ["example"]
`))
	if err != nil {
		fmt.Println(err)
		return
	}
	scanner, err := secrets.New(secrets.Config{Rules: config.Rules, Disable: config.Disable})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, f := range scanner.ScanFile("a.ini", []byte("token = acme_0a1b2c3d")) {
		if config.Keep(f) {
			fmt.Println(f)
		}
	}
	// Output: a.ini:1:9: token of Acme (acme-token)
}

package secrets

import (
	"bytes"
	"regexp/syntax"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestPatternFacts(t *testing.T) {
	for _, test := range []struct {
		pattern  string
		keywords []string
		lead     int
		run      int
	}{
		{`\bghp_[0-9A-Za-z]{36}\b`, []string{"ghp_"}, 0, 36},
		{`(?:^|[\s:])_(?:auth|password)\s{0,4}=`, []string{"_auth", "_password"}, 1, 0},
		{`\\?"auth\\?"\s{0,4}:`, []string{`"auth"`, `"auth\"`}, 1, 0},
		{`(?:PrivateKey|PresharedKey) = [A-Z]{4}`, []string{"privatekey", "PresharedKey"}, 0, 4},
		{`(?:PrivateKey|Other) = [A-Z]{4}`, []string{"privatekey"}, -1, 4},
		{`[0-9a-f]{32}-us[0-9]`, []string{"-us1", "-us2"}, -1, 32},
		{`[0-9a-f]{32}-us[12]`, []string{"-us1", "-us2"}, 32, 32},
		{`x{0,100}key`, []string{"key"}, -1, 0},
		{`AQ[TV][0-9]{20,}`, []string{"AQT", "aqv"}, 0, 20},
		{`key(?:=[0-9]{8}|:[a-z]{6})`, []string{"key"}, 0, 6},
		{`key(?:=[0-9]{8}|:[a-z]{6})?`, []string{"key"}, 0, 0},
		{`(?i:key)+[0-9]*`, []string{"key"}, -1, 0},
	} {
		tree, err := syntax.Parse(test.pattern, syntax.Perl)
		require.NoError(t, err)
		assert.Equal(t, test.lead, leadOf(tree, test.keywords), test.pattern)
		assert.Equal(t, test.run, runOf(tree).n, test.pattern)
	}
}

func TestRun(t *testing.T) {
	digits := run{bytes: new([256]bool), n: 4}
	for c := '0'; c <= '9'; c++ {
		digits.bytes[c] = true
	}
	for text, want := range map[string]bool{
		"": false, "123": false, "1234": true, "x1234": true, "1234x": true, "123x1234": true, "123x123x12": false,
		"xxx1xxx12xxx123xxx": false, "xxx1xxx12xxx1234xxx": true, "12345678": true, "1x2345": true,
	} {
		assert.Equal(t, want, digits.in([]byte(text)), text)
	}
}

// What is known of a pattern leaves nothing out that it matches.
func TestPatternsMatchAsBefore(t *testing.T) {
	s, err := New(Config{MinConfidence: 1e-9, Personal: true})
	require.NoError(t, err)
	for i, rule := range s.rules {
		r := s.rule(int32(i))
		if rule.Pattern == "" || len(rule.Names) > 0 {
			continue
		}
		for e := range rule.Examples {
			for _, around := range []string{"", "\n", " ", strings.Repeat("x = 1\n", 40), "\xff\xfe ", strings.Repeat("é", 20) + " "} {
				text := []byte(around + rule.Example(e, 7) + around)
				plain, found := &scan{s: s, text: text}, &scan{s: s, text: text}
				r.compile()
				for _, m := range r.re.FindAllSubmatchIndex(text, -1) {
					plain.matched(r, m, 0, len(text))
				}
				lower := bytes.ToLower(text)
				if len(lower) != len(text) { // of what is no UTF-8
					lower = bytes.Clone(text)
					for k := range lower {
						lower[k] = lowerByte(text[k])
					}
				}
				for _, k := range rule.Keywords {
					k := []byte(strings.ToLower(k))
					for at := 0; ; at++ {
						n := bytes.Index(lower[at:], k)
						if n < 0 {
							break
						}
						at += n
						found.pattern(r, at, at+len(k))
					}
				}
				found.flushDense()
				assert.Equal(t, plain.settle(), found.settle(), "%s: %q", rule.ID, text)
			}
		}
	}
}

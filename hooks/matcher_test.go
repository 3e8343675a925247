package hooks_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"regexp/syntax"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/hooks"
)

// jsonLines reads a file of testdata with one value a line.
func jsonLines[T any](t testing.TB, name string) []T {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	require.NoError(t, err)
	var list []T
	for scan := bufio.NewScanner(bytes.NewReader(data)); scan.Scan(); {
		var row T
		decode := json.NewDecoder(bytes.NewReader(scan.Bytes()))
		decode.DisallowUnknownFields()
		require.NoError(t, decode.Decode(&row), scan.Text())
		list = append(list, row)
	}
	return list
}

type matcherRow struct {
	Event, Matcher string
	Fires, Not     []string
	Any            bool // it was not seen which of them fired
}

// TestMatchersAsMeasured compares with what Claude Code 2.1.330 ran.
func TestMatchersAsMeasured(t *testing.T) {
	for _, row := range jsonLines[matcherRow](t, "matchers.jsonl") {
		m, err := hooks.ParseMatcher(row.Event, row.Matcher)
		if errors.Is(err, errors.ErrUnsupported) {
			for _, subject := range row.Fires {
				require.Truef(t, m.MatchText(subject), "%s %q must run too often rather than too seldom", row.Event, row.Matcher)
			}
			continue
		}
		if err != nil {
			require.Emptyf(t, row.Fires, "%s %q: %v", row.Event, row.Matcher, err)
		}
		fired := 0
		for _, subject := range row.Fires {
			if m.MatchText(subject) {
				fired++
			}
		}
		if row.Any {
			require.Positivef(t, fired, "%s %q", row.Event, row.Matcher)
		} else {
			require.Equalf(t, len(row.Fires), fired, "%s %q", row.Event, row.Matcher)
		}
		for _, subject := range row.Not {
			require.Falsef(t, m.MatchText(subject), "%s %q matches %q", row.Event, row.Matcher, subject)
		}
	}
}

// TestMatcherSubjects looks for the text in recorded events.
func TestMatcherSubjects(t *testing.T) {
	for _, tt := range []struct{ file, matcher, not string }{
		{"PreToolUse-Bash", "Bash", "Edit"},
		{"PostToolUse-mcp__srv__read_x", "mcp__srv__.*", "mcp__srv"},
		{"PermissionDenied-Bash-Classifier_unavailable", "Bash", "Agent"},
		{"SessionStart-compact", "compact", "clear"},
		{"Setup-init", "init", "maintenance"},
		{"PreCompact-manual", "manual", "auto"},
		{"SubagentStop-reviewer", "reviewer", "review"},
		{"UserPromptExpansion", ".*", ".^"},
		{"Elicitation", "srv", "sr"},
		{"Notification-elicitation_response", "elicitation_response", "elicitation"},
		{"InstructionsLoaded", "include", "compact"},
		{"SessionEnd-clear", "clear", "logout"},
		{"StopFailure", "x|unknown", "x,unknown"},
		{"FileChanged", "watched.txt", "proj.watched.txt"},
		{"PreModelSwitch-sdk", "claude-haiku-4-5", "sdk"},
		{"ConfigChange-local_settings", "local_settings", "settings"},
	} {
		e, err := hooks.Decode(recorded(t, tt.file))
		require.NoError(t, err)
		m, err := hooks.ParseMatcher(e.EventName(), tt.matcher)
		require.NoError(t, err)
		require.True(t, m.Match(e), tt.file)
		m, err = hooks.ParseMatcher(e.EventName(), tt.not)
		require.NoError(t, err)
		require.False(t, m.Match(e), tt.file)
		m, err = hooks.ParseMatcher("NoSuchEvent", "*")
		require.NoError(t, err)
		require.False(t, m.Match(e), "a matcher for another event")
		require.True(t, hooks.Matcher{}.Match(e), "no matcher")
	}
}

// TestMatcherErrors: what can never match is said to be so, what is beyond us
// runs too often.
func TestMatcherErrors(t *testing.T) {
	for _, text := range []string{"[", "(", ")", "**", "*Edit", "(?i)bash", "a{2,1}", "[b-a]", "x\\", "(?<n>a)(?", "(?<=a)*", "(?<1>a)", "(?<n", "(?-:a)", "(?ii:a)", "(?z:a)", "[\\", "[a-", "^*", "\\b+", "{1}"} {
		m, err := hooks.ParseMatcher("PreToolUse", text)
		require.ErrorContains(t, err, "never matches", text)
		require.NotErrorIs(t, err, errors.ErrUnsupported)
		require.False(t, m.MatchText("Bash"), text)
		require.False(t, m.MatchText(text), text)
	}
	for _, text := range []string{`(a)\1`, `(?<n>a)\k<n>`, "a{30000}", "(a{200}){200}", "((a{0,300}){0,300}){0,300}", strings.Repeat("(", 600), "(?<n>a)|(?<n>b)"} {
		m, err := hooks.ParseMatcher("PreToolUse", text)
		require.ErrorIs(t, err, errors.ErrUnsupported, text)
		require.True(t, m.MatchText("Bash"), text)
	}
}

// TestMatcherExpressions: more of JavaScript's ways than a tool's name can show.
func TestMatcherExpressions(t *testing.T) {
	for _, tt := range []struct {
		expression, subject string
		want                bool
	}{
		{"^.$", "é", true},
		{"^.$", "😀", false}, // two units
		{"^..$", "😀", true},
		{"^[^x]{2}$", "😀", true},
		{"^(?:(?=ab)a|x)b$", "ab", true},
		{"(?<=^a.)c$", "abc", true},
		{"(?<=(?:ab)+)c", "xababc", true},
		{"(?<!a)b", "ab", false},
		{"(?<!a)b", "abcb", true},
		{"(?!.*secret)^mcp", "mcp__secret", false},
		{"(a*)*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false}, // at once
		{"^(?:a?){50}a{50}$", strings.Repeat("a", 50), true},
		{"(?i:É)x", "éx", true},
		{"(?i:[^b])$", "B", false},
		{"(?i:k)$", "\u212a", false}, // the Kelvin sign
		{"(?-i:a)(?i:b)", "aB", true},
		{"(?s:a.b)", "a\nb", true},
		{"a.b", "a\nb", false},
		{"(?m:^b$)", "a\nb\nc", true},
		{"^b$", "a\nb\nc", false},
		{`\s\S`, "\ufeffx", true},
		{`[\d-x]-`, "--", true},
		{`\0`, "\x00", true},
		{`[\b]`, "\b", true},
		{`\cJ`, "\n", true},
		{`\c1`, `\c1`, true},
		{`[\c1]`, "\x11", true},
		{`\u{41}`, strings.Repeat("u", 41), true},
		{`\x4`, "x4", true},
		{`\8\400`, "8 0", true},
		{"]{,2}", "]{,2}", true},
		{"()", "", true},
		{"^a{00}$", "", true},
		{"^a{01,02}$", "aa", true},
	} {
		m, err := hooks.ParseMatcher("PreToolUse", tt.expression)
		require.NoError(t, err, tt.expression)
		require.Equalf(t, tt.want, m.MatchText(tt.subject), "%q on %q", tt.expression, tt.subject)
	}
}

// FuzzMatcher compares with package regexp wherever both mean the same.
func FuzzMatcher(f *testing.F) {
	for _, seed := range []string{"Bash", "mcp__.*", "(?!Bash).*", "^(?:a|b)*?c{1,2}$", "[^a-z\\d]+|\\bx\\B", "(?i:a)", "(a)\\1", "[", "a|", "(?<=a)b", "\\u0041{2,}", "Edit, Write"} {
		f.Add(seed, "Bash")
		f.Add(seed, "ab c\nA")
	}
	f.Fuzz(func(t *testing.T, text, subject string) {
		if len(text) > 200 || len(subject) > 200 {
			return
		}
		for _, event := range []string{"PreToolUse", "FileChanged", "Stop"} {
			m, err := hooks.ParseMatcher(event, text)
			got := m.MatchText(subject)
			if err != nil && got != errors.Is(err, errors.ErrUnsupported) {
				t.Fatalf("%q matches %q: %v, with error %v", text, subject, got, err)
			}
		}
		if !common(text) || !ascii(subject) || strings.TrimSpace(text) != text {
			return
		}
		twin, err := regexp.Compile(text)
		m, ours := hooks.ParseMatcher("SubagentStart", text)
		if err != nil || ours != nil || isName(text) {
			return
		}
		require.Equal(t, twin.MatchString(subject), m.MatchText(subject), "%q on %q", text, subject)
	})
}

func ascii(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r > '~' || r < ' ' && r != '\n' })
}

// isName reports whether text is no expression to Claude Code.
func isName(text string) bool {
	return text == "*" || regexp.MustCompile(`^[\w ,|-]*$`).MatchString(text)
}

// common reports whether the expression means the same to Go and JavaScript.
func common(text string) bool {
	if !ascii(text) || strings.ContainsAny(text, "[") && strings.Contains(text, "[:") {
		return false
	}
	for _, odd := range []string{"(?P", "(?U", "(?s", "(?m", "(?i", "(?-", "[]", "[^]", `\A`, `\z`, `\Q`, `\C`, `\p`, `\P`, `\a`, `\s`, `\S`, "--"} {
		if strings.Contains(text, odd) {
			return false
		}
	}
	_, err := syntax.Parse(text, syntax.Perl)
	return err == nil && !regexp.MustCompile(`[{,]0[0-9]`).MatchString(text) // no repetition to Go
}

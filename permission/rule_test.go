package permission_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/permission"
)

// rules are taken apart as the client does, and come back as they were written.
var rules = []struct {
	text, tool, specifier string
}{
	{"Bash", "Bash", ""},
	{"Bash(*)", "Bash", "*"},
	{"Bash(git push *)", "Bash", "git push *"},
	{"Bash(npm run test:*)", "Bash", "npm run test:*"},
	{"Bash( npm x )", "Bash", " npm x "},
	{"Bash( :*)", "Bash", " :*"},
	{"Bash(a(b)", "Bash", "a(b"},
	{"Bash(a)b)", "Bash", "a)b"},
	{"Bash(a)Read(b)", "Bash", "a)Read(b"},
	{"Bash(())", "Bash", "()"},
	{`Bash(npm \(x\))`, "Bash", "npm (x)"},
	{`Bash(a\\)`, "Bash", `a\`},
	{`Bash(\*)`, "Bash", `\*`},
	{`Bash(grep "a\.b" f)`, "Bash", `grep "a\.b" f`},
	{"Bash(a\nb)", "Bash", "a\nb"},
	{"Bash\n", "Bash\n", ""}, // kept, and about no tool there is
	{" Bash(x)", " Bash", "x"},
	{"Read(./.env)", "Read", "./.env"},
	{`Read(C:\\x)`, "Read", `C:\x`},
	{"Read(!x)", "Read", "!x"},
	{"WebFetch(domain:*.example.com)", "WebFetch", "domain:*.example.com"},
	{"WebFetch(*)", "WebFetch", "*"},
	{"mcp__srv__*", "mcp__srv__*", ""},
	{"mcp__*__x", "mcp__*__x", ""},
	{"mcp_srv", "mcp_srv", ""},
	{"Agent(model:opus)", "Agent", "model:opus"},
	{"(x)", "", "x"},
	{"*", "*", ""},
	{"1Bash", "1Bash", ""},
	{"Bash,Read", "Bash,Read", ""},
}

// invalidRules are skipped by the client in every list.
var invalidRules = []string{
	"", " ", "\n", "\t\n", "(", ")", "()", "Bash(", "Bash)", "Bash()", "Bash(x) ", "Bash(x) y", "Bash(x)\n", "Bash(x)\r\n", `Bash(x\)`, "Bash(:*)",
	"bash", "bash(x)", "x", "claude", `"Bash(x)"`, "mcp__srv(x)", "mcp__srv__tool(*)", "mcp__srv()",
	"Read()", "Read(a:*)", "Edit(a:*)", "Write(a:*)", "Glob(a:*)",
	"WebSearch(x*)", "WebFetch(example.com)", "WebFetch(https://x.com)", "WebFetch(domain:https://x)", "WebFetch(url:https://x)",
}

func TestParseRule(t *testing.T) {
	for _, test := range rules {
		r, err := permission.ParseRule(test.text)
		require.NoError(t, err)
		require.Equal(t, test.tool, r.Tool, test.text)
		require.Equal(t, test.specifier, r.Specifier, test.text)
		require.Equal(t, permission.Deny, r.Decision)
		require.False(t, r.Pos.IsValid())
		require.Equal(t, test.text, r.String())
		requireRoundTrip(t, r)
	}
}

// requireRoundTrip checks a rule that was parsed, and the same made by hand.
func requireRoundTrip(t *testing.T, r permission.Rule) {
	t.Helper()
	again, err := permission.ParseRule(r.String())
	require.NoError(t, err)
	require.Equal(t, r, again)

	made := permission.Rule{Tool: r.Tool, Specifier: r.Specifier}
	parsed, err := permission.ParseRule(made.String())
	require.NoError(t, err, "%q", made.String())
	require.Equal(t, r.Tool, parsed.Tool)
	require.Equal(t, r.Specifier, parsed.Specifier)
}

func TestParseRuleErrors(t *testing.T) {
	for _, text := range invalidRules {
		r, err := permission.ParseRule(text)
		require.ErrorIs(t, err, permission.ErrRule, "%q", text)
		require.ErrorContains(t, err, fmt.Sprintf("%q", text))
		require.Zero(t, r)
		require.NotContains(t, err.Error(), "\n")
	}
}

// What an error quotes is no longer than a line should be.
func TestParseRuleErrorsAreShort(t *testing.T) {
	for _, text := range []string{"bash(" + strings.Repeat("日", 1<<20) + ")", strings.Repeat("x", 1<<20), "mcp__" + strings.Repeat("x", 1<<20) + "(x)", strings.Repeat("X", 1<<20) + "()"} {
		_, err := permission.ParseRule(text)
		require.ErrorIs(t, err, permission.ErrRule)
		require.Less(t, len(err.Error()), 1500)
		require.True(t, utf8.ValidString(err.Error()))
	}
}

// The error says what to write instead.
func TestParseRuleAdvice(t *testing.T) {
	for text, advice := range map[string]string{
		"bash(ls)":              "write Bash",
		"Bash()":                "write Bash to match every call",
		"Bash(:*)":              "write Bash to match every command",
		"mcp__srv(x)":           "write mcp__srv",
		"Read(src:*)":           "src/**",
		"WebFetch(example.com)": "write WebFetch(domain:example.com)",
		"Bash(ls":               `closing ")"`,
		"Bash)":                 `")" without "("`,
	} {
		_, err := permission.ParseRule(text)
		require.ErrorContains(t, err, advice, text)
	}
}

// TestRuleValidity holds every rule text against what the client was seen to
// keep and to skip, list by list. The rows of "Bash(x)\n" were put right: the
// client prints such a rule on one line, where the first harness did not look.
func TestRuleValidity(t *testing.T) {
	type row struct {
		List, Rule string
		Valid      bool
	}
	rows := readLines[row](t, "conformance/rule-validity.jsonl")
	for _, row := range rows {
		r, err := permission.ParseRule(row.Rule)
		if err == nil {
			r.Decision = decisions[row.List]
			err = r.Validate()
		}
		require.Equal(t, row.Valid, err == nil, "%s %q: %v", row.List, row.Rule, err)
	}
	t.Logf("%d of %d rules as the client", len(rows), len(rows))

	// In settings the same rules count and the same are remarked on.
	for list := range decisions {
		for _, row := range rows {
			if row.List == list {
				s := parse(t, permission.Project, oneRule(list, row.Rule))
				require.Len(t, s.Rules, count(row.Valid), "%s %q", list, row.Rule)
				require.Len(t, s.Diagnostics, count(!row.Valid), "%s %q", list, row.Rule)
			}
		}
	}
}

var decisions = map[string]permission.Decision{"allow": permission.Allow, "ask": permission.Ask, "deny": permission.Deny}

func oneRule(list, rule string) string {
	data, _ := json.Marshal(map[string]any{"permissions": map[string]any{list: []string{rule}}})
	return string(data)
}

func count(b bool) int {
	if b {
		return 1
	}
	return 0
}

// Rules made by hand can be wrong in ways that no text can.
func TestValidateByHand(t *testing.T) {
	for name, r := range map[string]permission.Rule{
		"nothing":             {},
		"tool with specifier": {Tool: "Bash(rm *)"},
		"closing parenthesis": {Tool: "Bash)"},
		"unknown decision":    {Tool: "Bash", Decision: permission.Allow + 1},
	} {
		require.ErrorIs(t, r.Validate(), permission.ErrRule, name)
		_, err := permission.New(config(&permission.Settings{Scope: permission.User, Rules: []permission.Rule{r}}))
		if err != nil {
			require.ErrorIs(t, err, permission.ErrConfig, name)
		}
	}
}

func TestAllowRulesAreHeldToMore(t *testing.T) {
	for _, text := range []string{"*", "Ba*", "mcp__*", "mcp__srv*", "mcp__*__x", "Bash:*"} {
		r, err := permission.ParseRule(text)
		require.NoError(t, err)
		r.Decision = permission.Ask
		require.NoError(t, r.Validate())
		r.Decision = permission.Allow
		require.ErrorIs(t, r.Validate(), permission.ErrRule, text)
	}
}

package permission_test

import (
	"encoding/json"
	"os"
	"regexp"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/permission"
	"github.com/gatehouse-go/gatehouse/permission/conformance"
)

// measuredRules returns the valid rules that the client was asked about, alone
// and in settings, each once.
func measuredRules(t testing.TB) []permission.Rule {
	t.Helper()
	var list []permission.Rule
	seen := map[string]bool{}
	add := func(s *permission.Settings) {
		for _, r := range s.Rules {
			if key := r.Decision.String() + r.String() + r.Scope.String(); !seen[key] {
				seen[key] = true
				list = append(list, r)
			}
		}
	}
	for _, row := range readLines[struct {
		List, Rule string
		Valid      bool
	}](t, "conformance/rule-validity.jsonl") {
		if row.Valid {
			add(parse(t, permission.Project, lists(row.List+":", row.Rule)))
		}
	}
	for _, c := range measuredCases(t, "permission.jsonl") {
		for _, raw := range c.Settings {
			text := string(raw)
			var s string
			if json.Unmarshal(raw, &s) == nil {
				text = s
			}
			if settings, err := permission.ParseSettings(permission.Project, "/p/.claude/settings.json", []byte(measuredPlaces.Expand(text))); err == nil {
				add(settings)
			}
		}
	}
	return list
}

// measuredPlaces stands for the places of the measured cases.
var measuredPlaces = &conformance.Fixture{Project: "/p", Home: "/h", Other: "/o"}

func measuredCases(t testing.TB, name string) []conformance.Case {
	t.Helper()
	f, err := os.Open("testdata/conformance/" + name)
	require.NoError(t, err)
	defer f.Close()
	var list []conformance.Case
	for c, err := range conformance.Read(f) {
		require.NoError(t, err)
		list = append(list, c)
	}
	return list
}

// dead are the kinds of rules that no call shows, and why.
var dead = []struct{ rules, why string }{
	{`^\w+ (Glob|Grep|LS|MultiEdit|NotebookEdit|NotebookRead)\(`, "paths belong to Read and Edit"},
	{`^\w+ Write\([^:]*\)$`, "paths belong to Read and Edit"},
	{`^\w+ (BASH|Bash |Foo|Cd|LSP|TodoWrite|CronCreate|SendMessage|Workflow|EnterWorktree|ExitPlanMode|Monitor|SlashCommand|WebSearch|\*|Ba\*)\([^:*]+(/\*\*)?\)$`, "the tool has no specifiers"},
	{`^\w+ (\(x\)| Bash.*)$`, "no tool has this name"},
	{`^allow (Foo|Tool|WebSearch|SlashCommand)\(.+:.+\)$`, "fields of the input are for deny and ask rules"},
	{`^allow (AskUserQuestion|ExitPlanMode)$`, "the tool asks by design"},
	{`^ask (Agent|Task|Skill)\([^:]*[^:*]\)$|^ask Skill\(x \*\)$`, "ask rules do not look at names"},
	{`^allow WebFetch\(domain:(|a b|a/b|example\.com:443)\)$`, "no host has this name"},
	{`^\w+ (Read|Edit)\(!`, "it lets go what others match"},
	{`^\w+ Read\((\[|\.|\./|/|//|\.\./.*|\./\.\./.*|a/\.\./.*|a\\/\*\*)\)$`, "no path below the root matches"},
	{`^\w+ Bash\((\s.*|[^:]*\s|\s*:\*|#x)\)$|^\w+ Bash\(\x{a0}\)$`, "no command has this text once blanks and comments are gone"},
	{`^(ask|deny) Bash\(npm\tx\)$`, "no command has this text once blanks and comments are gone"},
	{`^(ask|deny) Bash\((\(\)|\(npm x|a\(b|a\)Read\(b|a\)b|a\\\)b|npm \(x\)|npm \\\(x\\\)|npm x\)|npm x\\\)|x\),Read\(y)\)$`, "it is not a command of Bash"},
	{`^\w+ Bash\(npm 'x\)$`, "it is not a command of Bash"},
	{`^allow Bash\((curl \* \| bash|git\\:\*)\)$`, "allow rules look at one command at a time, and at the words of this one as written"},
	{`^allow Bash\(rm -rf /\)$`, "critical paths are asked about"},
}

// Every rule that can match anything is shown by a call made from it.
func TestEveryRuleHasWitness(t *testing.T) {
	rules := measuredRules(t)
	cfg := config()
	alive, shown, near := 0, 0, 0
	for _, r := range rules {
		covered, neighbours, err := permission.Witnesses(r, cfg)
		require.NoError(t, err)
		text := r.Decision.String() + " " + r.String()
		isDead := false
		for _, d := range dead {
			isDead = isDead || regexp.MustCompile(d.rules).MatchString(text)
		}
		if !isDead {
			alive++
		}
		assert.Equal(t, isDead, len(covered) == 0, "%s %s", text, covered)
		shown += min(len(covered), 1)
		near += min(neighbours, 1)
	}
	t.Logf("of %d rules %d can match; %d have a witness, %d a neighbour that they do not cover", len(rules), alive, shown, near)
	require.GreaterOrEqual(t, near, alive/3)
}

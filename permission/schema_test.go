package permission_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/internal/schematest"
	"github.com/gatehouse-go/gatehouse/permission"
)

// Whether ParseSettings and the schema judge the same of settings is tested in
// internal/schematest.

// TestAddRuleAsTheSchema: what AddRule writes obeys the schema of settings.
func TestAddRuleAsTheSchema(t *testing.T) {
	lists := []permission.Decision{permission.Deny, permission.Ask, permission.Allow}
	rules := []string{
		"Bash", "Bash(rm -rf *)", "Bash(git push --force*)", "Bash(npm run test:*)", `Bash(echo "a\b" <&2)`, "Bash(é\u2028)", "Read(~/.ssh/**)",
		"Edit(//etc/**)", "WebFetch(domain:example.com)", "WebSearch", "mcp__server", "mcp__server__tool", "Agent(Explore)", "Skill(deploy:*)",
	}
	schematest.Settings(t, func(t *testing.T, s *schematest.Schema) {
		for _, before := range []string{"", "{}", "{\n\t\"model\": \"x\"\n}\n", `{"permissions":{"defaultMode":"plan","ask":[]}}`} {
			file := []byte(before)
			for _, list := range lists {
				for _, rule := range append(rules, rules...) { // once more, as the schema wants each once
					var err error
					file, err = permission.AddRule(file, list, rule)
					require.NoError(t, err, rule)
				}
			}
			require.Empty(t, s.Check(file), "%s", file)
			parsed, err := permission.ParseSettings(permission.Project, "", file)
			require.NoError(t, err)
			require.Len(t, parsed.Rules, len(lists)*len(rules))
		}
	})
}

// TestOfferedRulesAsTheSchema: a rule that a remedy or "don't ask again" puts into settings obeys
// the schema, but for what the client has and the schema lacks.
func TestOfferedRulesAsTheSchema(t *testing.T) {
	p := compile(t, permission.Config{
		Project: "/p", Home: "/h",
		EvalSymlinks: func(name string) (string, error) { return name, nil },
	})
	lacked := []string{"/permissions/allow/* pattern"}
	schematest.Settings(t, func(t *testing.T, s *schematest.Schema) {
		for _, tt := range []struct {
			request permission.Request
			offered []string
			want    []string
		}{
			{bash("npm test && make > out.txt"), []string{"Bash(make)", "Bash(npm test)", "Edit(/out.txt)"}, nil},
			{bash(`npm run "a)b"`), []string{`Bash(npm run "a)b")`, "Bash(npm run *)"}, lacked}, // a parenthesis in the parentheses
			{bash("(make)"), []string{"Bash"}, nil},
			{call("Monitor", "command", "npm run a"), []string{"Bash(npm run *)", "Bash(npm run a)"}, nil},
			{call("Read", "file_path", "/etc/passwd"), []string{"Read(//etc/**)", "Read(//etc/passwd)"}, nil},
			{call("Write", "file_path", ".claude/skills/q/a/b"), []string{"Edit(/.claude/skills/q/**)"}, nil},
			{call("WebFetch", "url", "https://A.com.:80/x"), []string{"WebFetch(domain:a.com.)"}, nil},
			{call("WebSearch", "query", "x"), []string{"WebSearch"}, nil},
			{call("mcp__a__b"), []string{"mcp__a__b"}, nil},
			{call("Foo"), []string{"Foo"}, lacked}, // a tool that the schema does not list
		} {
			rules := offered(p, tt.request)
			require.Equal(t, tt.offered, rules)
			var file []byte
			for _, rule := range rules {
				var err error
				file, err = permission.AddRule(file, permission.Allow, rule)
				require.NoError(t, err, rule)
			}
			require.Equal(t, tt.want, s.Places(file), "%s", file)
		}
	})
}

// offered lists the rules that would let a call pass, or that the client would save.
func offered(p *permission.Policy, req permission.Request) (rules []string) {
	remedies, _ := p.Remedies(req)
	for _, remedy := range remedies {
		for _, rule := range remedy.Allow {
			rules = append(rules, rule.String())
		}
	}
	for _, suggestion := range p.Check(req).Suggestions {
		for _, rule := range suggestion.Rules {
			rules = append(rules, permission.Rule{Tool: rule.ToolName, Specifier: rule.RuleContent}.String())
		}
	}
	slices.Sort(rules)
	return slices.Compact(rules)
}

// TestSchemaSeesMistakes: that the schema finds no fault with what we write says something.
func TestSchemaSeesMistakes(t *testing.T) {
	const good = `{"permissions": {"allow": ["Bash(make)", "mcp__a"], "deny": ["Read(.env)"], "defaultMode": "plan", "additionalDirectories": ["../b"]}}`
	schematest.Settings(t, func(t *testing.T, s *schematest.Schema) {
		require.Empty(t, s.Check([]byte(good)))
		for _, tt := range []struct{ old, new, want string }{
			{`"Bash(make)"`, `"bash(make)"`, "/permissions/allow/* pattern"},
			{`"Bash(make)"`, `"Bash()"`, "/permissions/allow/* pattern"},
			{`"Bash(make)"`, `7`, "/permissions/allow/* type"},
			{`"Bash(make)"`, `"mcp__a"`, "/permissions/allow uniqueItems"},
			{`["Read(.env)"]`, `"Read(.env)"`, "/permissions/deny type"},
			{`"deny"`, `"denied"`, "/permissions/denied additionalProperties"},
			{`"plan"`, `"Plan"`, "/permissions/defaultMode enum"},
			{`"../b"`, `""`, "/permissions/additionalDirectories/* minLength"},
			{`"defaultMode": "plan"`, `"disableBypassPermissionsMode": true`, "/permissions/disableBypassPermissionsMode type"},
		} {
			bad := strings.Replace(good, tt.old, tt.new, 1)
			require.NotEqual(t, good, bad)
			require.Contains(t, s.Places([]byte(bad)), tt.want, bad)
		}
		require.Equal(t, []string{" type"}, s.Places([]byte("[]")))
	})
}

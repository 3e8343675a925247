package permission_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/permission"
)

// A rule stands where its opening quote stands; columns count bytes.
func TestRulePositions(t *testing.T) {
	const bom = "\xef\xbb\xbf"
	for name, test := range map[string]struct {
		text string
		want []string // of deny, then ask, then allow
	}{
		"lines":       {"{\n  \"permissions\": {\n    \"deny\": [\n      \"Bash(x)\",\n      \"Read\"\n    ]\n  }\n}", []string{"4:7", "5:7"}},
		"one line":    {`{"permissions":{"deny":["Bash(x)","Read"]}}`, []string{"1:25", "1:35"}},
		"crlf":        {"{\r\n\"permissions\":{\r\n\"deny\":[\r\n\t\"Bash\"]}}\r\n", []string{"4:2"}},
		"bom":         {bom + `{"permissions":{"deny":["Bash"]}}`, []string{"1:28"}},
		"multi-byte":  {`{"é":"日本","permissions":{"deny":["Bash(é)","Read"]}}`, []string{"1:39", "1:50"}},
		"three lists": {"{\"permissions\":{\n\"allow\":[\"Read\"],\n\"ask\":[\"Edit\"],\n\"deny\":[\"Bash\"]}}", []string{"4:9", "3:8", "2:10"}},
		"last list":   {"{\"permissions\":{\"deny\":[\"Bash\"],\n\"deny\":[\"Read\"]}}", []string{"2:9"}},
		"old mac":     {"{\"permissions\":{\r\"deny\":[\r\"Bash\"]}}", []string{"1:27"}},
	} {
		s := parse(t, permission.User, test.text)
		var got []string
		for _, r := range s.Rules {
			require.Equal(t, byte('"'), test.text[r.Pos.Offset], name)
			require.Equal(t, fileOf[permission.User], r.Pos.Filename)
			require.Equal(t, permission.User, r.Scope)
			got = append(got, fmt.Sprintf("%d:%d", r.Pos.Line, r.Pos.Column))
		}
		require.Equal(t, test.want, got, name)
	}
}

// Of several equal keys the last one counts, and keys are compared exactly.
func TestSettingsKeys(t *testing.T) {
	for text, want := range map[string]int{
		`{"permissions":{"deny":["Bash"]}}`:                                 1,
		`{"permissions":{"deny":["Bash"]},"permissions":{}}`:                0,
		`{"permissions":{},"permissions":{"deny":["Bash"]}}`:                1,
		`{"permissions":{"deny":["Bash"],"deny":[]}}`:                       0,
		`{"permissions":{"deny":["Bash"],"Deny":[]}}`:                       1,
		`{"permissions":{"deny":["Bash"]},"Permissions":{"deny":[]}}`:       1,
		`{"Permissions":{"deny":["Bash"]}}`:                                 0,
		`{"\u0070ermissions":{"deny":["B\u0061sh"]}}`:                       1,
		"{\"permissions\":{\"deny\":[\"Bash\"]},\"permission\u017f\":null}": 1,
		`{"__proto__":{"permissions":{"deny":["Bash"]}}}`:                   0,
	} {
		require.Len(t, parse(t, permission.User, text).Rules, want, text)
	}
}

func TestSettingsValues(t *testing.T) {
	s := parse(t, permission.User, `{"disableAutoMode": "disable", "permissions": {
		"defaultMode": "manual", "additionalDirectories": ["../a", "~/b"], "disableBypassPermissionsMode": "disable",
		"denyInsteadOfPrompting": true, "blockReadsOutsideWorkingDirectories": true, "blockWritesOutsideWorkingDirectories": true,
		"unknown": 1}, "unknown": {}}`)
	require.False(t, s.Void)
	require.Equal(t, permission.Default, s.DefaultMode)
	require.Equal(t, []string{"../a", "~/b"}, s.AdditionalDirectories)
	require.True(t, s.DisableAuto && s.DisableBypass && s.DenyNotAsk && s.BlockReadsOutside && s.BlockWritesOutside)
	require.False(t, s.ManagedRulesOnly)

	// Some switches are not a project's to set.
	for _, scope := range []permission.Scope{permission.Project, permission.Local} {
		s = parse(t, scope, `{"permissions": {"denyInsteadOfPrompting": true}, "allowManagedPermissionRulesOnly": true}`)
		require.False(t, s.DenyNotAsk || s.ManagedRulesOnly)
	}
	require.True(t, parse(t, permission.Managed, `{"allowManagedPermissionRulesOnly": true}`).ManagedRulesOnly)
}

// TestDiagnostics has a test for each code, named after it.
func TestDiagnostics(t *testing.T) {
	tests := map[string]struct {
		text string
		want []string
	}{
		permission.CodeInvalidRule: {
			"{\"permissions\": {\n\"deny\": [\"Bash(\", \"Read\"],\n\"allow\": [\"Read\", \"Ba*\"]}}",
			[]string{
				`f:2:10: invalid permission rule "Bash(": it must end with the closing ")"`,
				`f:3:19: invalid permission rule "Ba*": an allow rule may use * only after a whole mcp__server__ prefix`,
			},
		},
		permission.CodeNotAString: {
			`{"permissions": {"allow": [1, null, "Read", {"a": []}]}}`,
			[]string{
				"f:1:28: a rule must be a string, not a number; put it in double quotes, or remove it", "f:1:31: a rule must be a string, not null; put it in double quotes, or remove it",
				"f:1:45: a rule must be a string, not an object; put it in double quotes, or remove it",
			},
		},
		permission.CodeVoidFile: {
			"{\"permissions\": {\"deny\": \"Bash\"},\n \"env\": []}",
			[]string{
				"f:1:26: permissions.deny must be an array, not a string; correct it, or none of the file's rules count",
				"f:2:9: env must be an object, not an array; correct it, or none of the file's rules count",
			},
		},
		permission.CodeDuplicateKey: {
			"{\"a\": {\"x\": 1, \"x\": 2},\n\"a\": 3}",
			[]string{
				"f:1:2: this key is given again below, and only the last one counts; merge the two",
				"f:1:8: this key is given again below, and only the last one counts; merge the two",
			},
		},
		permission.CodeIgnoredMode: {
			`{"permissions": {"defaultMode": "bypassPermissions"}}`,
			[]string{"f:1:33: a project may not start sessions in mode bypassPermissions; set it in user settings"},
		},
		permission.CodeInvalidUTF8: {
			"{\"a\": \"\xff\"}",
			[]string{"f:1:8: the file is not valid UTF-8; the broken bytes are read as U+FFFD; save it as UTF-8"},
		},
		permission.CodeUnknownKey: {
			`{"permisions": {}, "deny": ["Bash"], "hook": {}, "mine": 1, "Model": "x", "denied": [], "permissions": {
"read": {"deny": ["x"]}, "allowed": [], "defaultmode": 1, "mode": "plan", "allowManagedPermissionRulesOnly": 1, "blockReadsExemptPaths": []}}`,
			[]string{
				`f:1:2: the key permisions does nothing here: none of what is in it counts; write "permissions"`,
				`f:1:20: the key deny does nothing here: none of what is in it counts; it belongs in "permissions"`,
				`f:1:38: the key hook does nothing here: none of what is in it counts; write "hooks"`,
				`f:1:61: the key Model does nothing here; write "model"`,
				`f:1:75: the key denied does nothing here: none of what is in it counts; write "deny" in "permissions"`,
				`f:2:1: the key permissions.read does nothing here: none of what is in it counts; write "deny": ["Read(…)"] in "permissions"`,
				`f:2:26: the key permissions.allowed does nothing here: none of what is in it counts; write "allow"`,
				`f:2:41: the key permissions.defaultmode does nothing here; write "defaultMode"`,
				`f:2:59: the key permissions.mode does nothing here; write "defaultMode"`,
				`f:2:75: the key permissions.allowManagedPermissionRulesOnly does nothing here; it belongs to the top of the file, beside "permissions"`,
			},
		},
		permission.CodeIgnoredKey: {
			`{"allowManagedPermissionRulesOnly": true, "permissions": {"denyInsteadOfPrompting": true}}`,
			[]string{
				"f:1:2: allowManagedPermissionRulesOnly counts in managed settings only; move it there",
				"f:1:59: a project may not set denyInsteadOfPrompting; set it in user settings",
			},
		},
		permission.CodeUnknownEvent: {
			`{"hooks": {"preToolUse": [], "PostToolUses": [], "Start": [], "Stop": []}}`,
			[]string{
				"f:1:12: there is no event preToolUse, so its hooks never run; write PreToolUse",
				"f:1:30: there is no event PostToolUses, so its hooks never run; write PostToolUse",
				"f:1:50: there is no event Start, so its hooks never run; see the events that hooks can be for",
			},
		},
		permission.CodeDeadMatcher: {
			`{"hooks": {"PreToolUse": [{"matcher": "Bash(git commit*)", "hooks": []},
{"matcher": "bash", "hooks": []}, {"matcher": "mcp__srv", "hooks": []}, {"matcher": "bash|reed", "hooks": []},
{"matcher": "Bash|bash", "hooks": []}, {"matcher": "Edit.*", "hooks": []}, {"matcher": "mcp__.*", "hooks": []}, {"matcher": "", "hooks": []}, {"matcher": "NewTool", "hooks": []}],
"SessionStart": [{"matcher": "Bash(x)", "hooks": []}]}}`,
			[]string{
				`f:1:39: no tool matches "Bash(git commit*)", so these hooks never run: a matcher sees only the tool's name; write "matcher": "Bash", and "if": "Bash(git commit*)" in each hook`,
				`f:2:13: no tool matches "bash", so these hooks never run: names are compared exactly; write Bash`,
				`f:2:47: no tool matches "mcp__srv", so these hooks never run: a name must be that of a whole tool; write mcp__srv__.*`,
				`f:2:85: no tool matches "bash|reed", so these hooks never run: names are compared exactly; write Read`,
			},
		},
	}
	parsed, _ := codes(t)
	for _, code := range parsed {
		t.Run(code, func(t *testing.T) {
			require.Contains(t, tests, code)
			s, err := permission.ParseSettings(permission.Project, "f", []byte(tests[code].text))
			require.NoError(t, err)
			var got []string
			for _, d := range s.Diagnostics {
				require.Equal(t, code, d.Code)
				got = append(got, d.String())
			}
			require.Equal(t, tests[code].want, got)
			require.Equal(t, code == permission.CodeVoidFile, s.Void)
		})
	}
}

// codes reads the codes of diagnostics from the source: those that ParseSettings
// finds, and those that only Lint does.
func codes(t *testing.T) (parsed, linted []string) {
	file, err := parser.ParseFile(token.NewFileSet(), "diagnostic.go", nil, 0)
	require.NoError(t, err)
	var groups [][]string
	for _, decl := range file.Decls {
		d, ok := decl.(*ast.GenDecl)
		if !ok || d.Tok != token.CONST {
			continue
		}
		var group []string
		for _, s := range d.Specs {
			spec := s.(*ast.ValueSpec)
			if !strings.HasPrefix(spec.Names[0].Name, "Code") {
				continue
			}
			code, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
			require.NoError(t, err)
			group = append(group, code)
		}
		if len(group) > 0 {
			groups = append(groups, group)
		}
	}
	require.Len(t, groups, 2)
	return groups[0], groups[1]
}

// Keys that the client has, or may come to have, are no misspelt ones.
func TestOtherKeysAreLeftAlone(t *testing.T) {
	for key := range strings.FieldsSeq(`$schema env model includeCoAuthoredBy enableAllProjectMcpServers statusLine spinnerTipsEnabled
		alwaysThinkingEnabled outputStyle enabledPlugins forceLoginMethod apiKeyHelper companyAnnouncements teammateMode prUrlTemplate
		attribution plansDirectory agent language voiceEnabled autoMemoryEnabled showThinkingSummaries fastMode tui spinnerTipsOverride
		feedbackSurveyState enabledMcpServers effort mcpServers autoMode sandbox disableAllHooks x description version name enableArtifact`) {
		for _, d := range parse(t, permission.User, `{"`+key+`": {}}`).Diagnostics {
			require.NotEqual(t, permission.CodeUnknownKey, d.Code, key)
		}
	}
}

func TestDiagnosticsComeInTheOrderOfTheFile(t *testing.T) {
	s := parse(t, permission.Project, `{"permissions": {"allow": ["Bash(", 1], "x": 1, "deny": [null, "Read("], "x": 2, "ask": {}}, "env": 1, "a": "é"}`)
	require.Len(t, s.Diagnostics, 8)
	require.True(t, slices.IsSortedFunc(s.Diagnostics, func(a, b permission.Diagnostic) int { return a.Pos.Offset - b.Pos.Offset }))
}

// A file of garbage costs no more than its length.
func TestManyDiagnostics(t *testing.T) {
	entries := strings.Repeat("1,", 500_000)
	start := time.Now()
	s := parse(t, permission.Project, `{"permissions": {"allow": [`+entries+`"Bash("], "deny": ["Bash(", `+entries+`1]}}`)
	require.LessOrEqual(t, len(s.Diagnostics), 2000)
	require.Contains(t, s.Diagnostics[len(s.Diagnostics)-1].String(), "a rule must be a string")
	require.Less(t, time.Since(start), 20*time.Second)
}

// The positions of many rules cost no more than the length of the file, on one
// line or on many.
func TestManyRules(t *testing.T) {
	for _, separator := range []string{",", ",\n"} {
		start := time.Now()
		s := parse(t, permission.User, `{"permissions": {"deny": [`+strings.Repeat(`"Bash(npm x)"`+separator, 100_000)+`"Read"]}}`)
		require.Len(t, s.Rules, 100_001)
		require.Less(t, time.Since(start), 20*time.Second)
	}
}

// What a syntax error says holds nothing of the values in the file.
func TestSyntaxErrors(t *testing.T) {
	var report strings.Builder
	for _, text := range []string{
		"{\n  // a comment\n  \"env\": {\"TOKEN\": \"hunter2\"}\n}",
		"{\"env\": {\"TOKEN\": \"hunter2\"},\n  \"permissions\": {\"deny\": [\"Bash\",]}\n}",
		"{\"env\": {\"TOKEN\": \"hunter2\"} \"permissions\": {}}",
		"{\"env\": {\"TOKEN\": \"hunter2",
		"{'TOKEN': 'hunter2'}",
		"{\"TOKEN\": hunter2}",
		"hunter2",
		"",
		" \r\n ",
		"{\"a\": \"b\nhunter2\"}",
		"{\"TOKEN\": \"hunter2\"} hunter2",
		"{\"TOKEN\": \"hunter2\xff\", }",
		strings.Repeat("[", 100_000),
		"\"" + strings.Repeat("hunter2", 3<<20) + "\"",
	} {
		_, err := permission.ParseSettings(permission.User, "settings.json", []byte(text))
		var syntax *permission.SyntaxError
		require.ErrorAs(t, err, &syntax)
		require.Equal(t, "settings.json", syntax.Pos.Filename)
		require.True(t, syntax.Pos.IsValid())
		require.NotContains(t, err.Error(), "\n")
		fmt.Fprintf(&report, "%s\n\n", syntax.Excerpt())
	}
	require.NotContains(t, report.String(), "hunter2")
	requireGolden(t, "settings/syntax-errors.golden", report.String())
}

func TestCommandLine(t *testing.T) {
	for arg, want := range map[string][]string{
		"Bash(git *),Read":            {"Bash(git *)", "Read"},
		"Bash(git commit -m *) Read":  {"Bash(git commit -m *)", "Read"},
		" Bash , Read  Edit ":         {"Bash", "Read", "Edit"},
		"Bash(a,b) Bash(c (d) e),X":   {"Bash(a,b)", "Bash(c (d) e)", "X"},
		"Bash(x)Read":                 nil,
		"":                            nil,
		",, ,":                        nil,
		"Bash\tRead\nEdit":            {"Bash", "Read", "Edit"},
		"mcp__a__b,mcp__c__*":         {"mcp__a__b", "mcp__c__*"},
		"Read(a b),Read(//c d/**) Ok": {"Read(a b)", "Read(//c d/**)", "Ok"},
	} {
		s := permission.CommandLine([]string{arg}, nil)
		var got []string
		for _, r := range s.Rules {
			require.Equal(t, permission.Allow, r.Decision)
			require.Equal(t, permission.CLI, r.Scope)
			got = append(got, r.String())
		}
		require.Equal(t, want, got, "%q", arg)
	}

	s := permission.CommandLine([]string{"Read", "bash"}, []string{"Bash(rm *)", "*", "Bash("})
	require.Equal(t, permission.CLI, s.Scope)
	require.Len(t, s.Rules, 3)
	require.Equal(t, permission.Deny, s.Rules[0].Decision)
	require.Len(t, s.Diagnostics, 2)
	require.Equal(t, permission.CodeInvalidRule, s.Diagnostics[0].Code)
	require.Equal(t, `command line: invalid permission rule "Bash(": it must end with the closing ")"`, s.Diagnostics[0].String())
	require.Empty(t, permission.CommandLine(nil, nil).Rules)
}

package permission_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/permission"
)

const projectSettings = `{
  "env": {"TOKEN": "hunter2"},
  "permissions": {
    "allow": ["Bash(npm *)", "Bash(git commit *)"],
    "ask": [
      "Bash(npm publish *)"
    ],
    "deny": [
      "Bash(git push *)",
      "Read(./.env)"
    ]
  }
}
`

const userSettings = `{"permissions": {
	"allow": ["Bash(git *)"]
}}
`

// explained has one answer for each cause, at least.
var explained = map[string]struct {
	cause permission.Cause
	req   permission.Request
}{
	"rule-deny":     {permission.ByRule, bash("git push --force origin main")},
	"rule-compound": {permission.ByRule, bash("git status && git push --force origin main")},
	"rule-ask":      {permission.ByRule, bash("npm publish --tag next")},
	"rule-allow":    {permission.ByRule, bash("npm test")},
	"rule-path":     {permission.ByRule, call("Read", "file_path", ".env")},
	"rule-in-bash":  {permission.ByRule, bash("cat .env | wc -l")},
	"default":       {permission.ByDefault, bash("make")},
	"read-only":     {permission.ByReadOnly, bash("ls -la")},
	"directory":     {permission.ByDirectory, call("Read", "file_path", "/etc/passwd")},
	"complexity":    {permission.ByComplexity, bash("npm run $SCRIPT")},
	"syntax":        {permission.ByComplexity, bash("npm run (")},
	"safety":        {permission.BySafety, bash("npm test && rm -rf /")},
	"protected":     {permission.BySafety, call("Edit", "file_path", "/p/.git/config", "old_string", "a", "new_string", "b")},
	"parts":         {permission.ByParts, bash("npm ci && make && ls")},
	"mode":          {permission.ByMode, permission.Request{Tool: "Bash", Input: bash("make").Input, Mode: permission.DontAsk}},
	"classifier":    {permission.ByClassifier, permission.Request{Tool: "Bash", Input: bash("make").Input, Mode: permission.Auto}},
	"input":         {permission.ByInput, permission.Request{Tool: "Bash", Input: []byte(`{"command": ["make"]}`)}},
	"tool":          {permission.ByTool, call("NoSuchTool")},
	"fetch":         {permission.ByDefault, fetch("https://example.com/?q=1")},
	"mcp":           {permission.ByDefault, call("mcp__srv__write", "text", "hunter2")},
}

func explainPolicy(t testing.TB) *permission.Policy {
	cfg := config(parse(t, permission.User, userSettings), parse(t, permission.Project, projectSettings))
	cfg.Tools = []string{"default"}
	return compile(t, cfg)
}

func TestExplain(t *testing.T) {
	p := explainPolicy(t)
	seen := map[permission.Cause]bool{}
	for name, test := range explained {
		t.Run(name, func(t *testing.T) {
			r := p.Check(test.req)
			require.Equal(t, test.cause.String(), r.Cause.String())
			seen[r.Cause] = true
			requireGolden(t, "explain/"+name+".golden", r.String()+"\n\n"+r.Explain()+"\n")
			requirePrintable(t, r)
			require.NotContains(t, r.Explain(), "hunter2")
		})
	}
	for c := permission.ByDefault; c <= permission.ByTool; c++ {
		require.True(t, seen[c], "no example of %s", c)
	}
}

// requirePrintable checks that an answer cannot disturb a terminal or a log.
func requirePrintable(t *testing.T, r permission.Result) {
	t.Helper()
	require.NotContains(t, r.String(), "\n")
	require.LessOrEqual(t, utf8.RuneCountInString(r.String()), 700)
	explanation := r.Explain()
	require.Less(t, len(explanation), 50_000+400*len(r.Parts()))
	for _, text := range []string{r.String(), strings.ReplaceAll(explanation, "\n", "")} {
		require.True(t, utf8.ValidString(text))
		for _, c := range text {
			require.True(t, unicode.IsPrint(c), "%q in %q", c, text)
		}
	}
	require.NotContains(t, r.Reason, "internal error")
}

func TestExplainHostileText(t *testing.T) {
	p := explainPolicy(t)
	nasty := "\x1b[2J\x07\u202e\u0085\u00ad\u200b\r\n\tx"
	for _, req := range []permission.Request{
		bash("git push " + nasty),
		bash("npm x " + strings.Repeat("y", 100_000)),
		bash("git push " + strings.Repeat("日本", 10_000)),
		bash(strings.Repeat("npm x && ", 200) + "make"),
		bash("cat .env" + nasty),
		bash("'" + nasty + "'; git push x"),
		call("Read", "file_path", "/etc/"+nasty),
		call("Read", "file_path", "/etc/"+strings.Repeat("x", 1<<20)),
		call("Write", "file_path", "/p/.git/"+nasty),
		call(nasty, "command", nasty),
		fetch("https://example.com/" + nasty),
		{Tool: "Bash", Input: []byte("{\"command\": \"git push \xff\xfe\"}")},
		{Tool: "Bash", Input: []byte(`{"command": "git push \ud800"}`)},
		{Tool: "Bash", Input: []byte(nasty)},
		{Tool: "Bash", Input: bash("ls").Input, Mode: permission.Mode(nasty)},
		{Tool: "Bash", Input: bash("ls").Input, CWD: nasty},
	} {
		requirePrintable(t, p.Check(req))
	}
}

// Rules and file names come from files that others wrote.
func TestExplainHostileRules(t *testing.T) {
	nasty := "\x1b[2J\u202e\n"
	s, err := permission.ParseSettings(permission.Project, "/q/"+nasty+"/settings.json", []byte(lists(
		"deny:", "Bash(git "+nasty+" *)", "Bash("+strings.Repeat("x", 10_000)+" *)", nasty, "ask:", "Bash(git *)", "allow:", "Bash(*)")))
	require.NoError(t, err)
	p := compile(t, config(s))
	for _, command := range []string{"git x", "git '" + nasty + "' x", strings.Repeat("x", 10_000) + " y"} {
		requirePrintable(t, p.Check(bash(command)))
	}
	requirePrintable(t, p.Check(call(nasty)))
	for _, d := range s.Diagnostics {
		require.NotContains(t, d.Message, "\n")
	}
}

// The caret stands under the rule, whatever stands before it on the line.
func TestExplainExcerpt(t *testing.T) {
	for name, text := range map[string]string{
		"spaces":      "{\n  \"permissions\": {\n    \"deny\": [\n      \"Bash(x *)\"\n    ]\n  }\n}",
		"tabs":        "{\n\t\"permissions\": {\n\t\t\"deny\": [\n\t\t\t\"Bash(x *)\",\n\t\t\t\"Read\"\n\t\t]\n\t}\n}",
		"one line":    `{"env": {"TOKEN": "hunter2"}, "permissions": {"deny": ["Bash(x *)"]}}`,
		"list line":   "{\"permissions\": {\n  \"deny\": [\"Read\", \"Bash(x *)\", \"Edit\"]\n}}",
		"multi-byte":  "{\"日本\": \"é\", \"permissions\": {\"deny\": [\n  \"Bash(x é日本*)\", \"Bash(x *)\"]}}",
		"escapes":     "{\"permissions\": {\"deny\": [\n  \"Bash(\\u0078 \\\"*\\t*)\", \"B\\u0061sh(x *)\"]}}",
		"crlf":        "{\r\n  \"permissions\": {\r\n    \"deny\": [\r\n      \"Bash(x *)\"\r\n    ]\r\n  }\r\n}\r\n",
		"far heading": "{\"permissions\": {\n  \"deny\" : [\n    \"Read(.env)\",\n    \"Read(.key)\",\n\n    \"Bash(x *)\"\n]}}",
		"long":        "{\"permissions\": {\"deny\": [" + strings.Repeat(" ", 500) + "\"Bash(x *)\"" + strings.Repeat(" ", 500) + ", \"Read\"]}}",
		"long rule":   "{\"permissions\": {\"deny\": [\n  \"Bash(x *" + strings.Repeat("*", 500) + ")\"]}}",
		"bom":         "\xef\xbb\xbf{\"permissions\": {\"deny\": [\"Bash(x *)\"]}}",
	} {
		t.Run(name, func(t *testing.T) {
			p := project(t, text)
			r := p.Check(bash(`x é日本`))
			require.Equal(t, permission.ByRule, r.Cause)
			explanation := r.Explain()
			requireGolden(t, "explain/excerpt-"+strings.ReplaceAll(name, " ", "-")+".golden", explanation+"\n")
			require.NotContains(t, explanation, "hunter2")
			requirePrintable(t, r)

			lines := strings.Split(explanation, "\n")
			for i, line := range lines {
				if before, _, ok := strings.Cut(line, "^"); ok {
					above := []rune(lines[i-1])
					require.Equal(t, '"', above[utf8.RuneCountInString(before)])
					require.Contains(t, lines[i-1], fmt.Sprintf("%5d | ", r.Rule.Pos.Line))
				}
			}
		})
	}
}

// A log holds what decided, and nothing that the model wrote but the path that
// is asked about and the names of variables: the rest may be a secret.
func TestLogValue(t *testing.T) {
	p := explainPolicy(t)
	var out bytes.Buffer
	logger := slog.New(slog.NewJSONHandler(&out, &slog.HandlerOptions{ReplaceAttr: func(groups []string, a slog.Attr) slog.Attr {
		if len(groups) == 0 && a.Key == slog.TimeKey {
			return slog.Attr{}
		}
		return a
	}}))
	logger.Info("checked", "result", p.Check(bash("git push https://u:hunter2@example.com")))
	require.JSONEq(t, `{"level": "INFO", "msg": "checked", "result": {"decision": "deny", "cause": "rule", "tool": "Bash",
		"rule": "Bash(git push *)", "scope": "project settings", "pos": "/p/.claude/settings.json:9:7"}}`, out.String())

	out.Reset()
	for _, command := range []string{
		"TOKEN=hunter2 make", "make hunter2", "make hunter2 && ls", "make $(hunter2)", "make hunter2 (", "echo 'hunter2", "npm hunter2 & ls",
		"curl -H 'Authorization: hunter2' x && rm -rf /", "bash -c 'hunter2; rm -rf /'", "npm hunter2\r", "npm hunter2 \"$X\"",
		"for hunter2 in x; do make; done", "hunter2() { make; }; hunter2", "rm -rf hunter2 $X/*", "cat <<hunter2\nx\nhunter2\n",
	} {
		for _, mode := range []permission.Mode{"", permission.DontAsk, permission.Auto, permission.BypassPermissions} {
			logger.Info("checked", "result", p.Check(permission.Request{Tool: "Bash", Input: bash(command).Input, Mode: mode}))
			require.NotContains(t, out.String(), "hunter2", command)
		}
	}
	logger.Info("checked", "result", p.Check(permission.Request{Tool: "Bash", Input: []byte(`{"command": "hunter2" "x"}`)}))
	logger.Info("checked", "result", p.Check(fetch("https://u:hunter2@example.com/?hunter2")))
	logger.Info("checked", "result", p.Check(fetch("hunter2")))
	logger.Info("checked", "result", p.Check(call("mcp__srv__x", "token", "hunter2")))
	logger.Info("checked", "result", p.Check(call("Write", "file_path", "/p/x", "content", "hunter2")))
	require.NotContains(t, out.String(), "hunter2")
}

// Zero values say something too, as they are what is left where something went
// wrong.
func TestExplainZeroValues(t *testing.T) {
	requirePrintable(t, permission.Result{})
	require.Equal(t, "deny: no rule", permission.Result{}.String())
	require.Equal(t, "deny: (x)", strings.SplitAfterN(permission.Result{Cause: permission.ByRule, Rule: permission.Rule{Specifier: "x"}}.String(), ")", 2)[0])
	require.Equal(t, "deny", permission.Decision(9).String())
}

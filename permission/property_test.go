package permission_test

import (
	"encoding/json"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/permission"
	"github.com/gatehouse-go/gatehouse/permission/conformance"
)

// measuredCommands returns the commands that the client was asked about, each
// once, in the order of the file.
func measuredCommands(t testing.TB) []string {
	t.Helper()
	f, err := os.Open("testdata/conformance/permission.jsonl")
	require.NoError(t, err)
	defer f.Close()
	var list []string
	seen := map[string]bool{}
	for c, err := range conformance.Read(f) {
		require.NoError(t, err)
		var input struct{ Command string }
		if c.Tool != "Bash" || json.Unmarshal(c.Input, &input) != nil || input.Command == "" || len(input.Command) > 4096 {
			continue
		}
		if command := (&conformance.Fixture{Project: "/p", Home: "/h", Other: "/o"}).Expand(input.Command); !seen[command] {
			seen[command] = true
			list = append(list, command)
		}
	}
	require.Greater(t, len(list), 1000)
	return list
}

// wrapped are ways to put a command into another one that runs it.
func wrapped(command string) []string {
	list := []string{
		"true && " + command,
		"false || " + command,
		"true; " + command,
		"true | " + command,
		"  \t" + command + " \t",
		"\n" + command + "\n",
		"(" + command + "\n)",
		"if true; then " + command + "\nfi",
		"while true; do " + command + "\ndone",
		"for x in a; do " + command + "\ndone",
		"! " + command,
	}
	if plainWords(command) {
		list = append(list,
			strings.ReplaceAll(command, " ", "  "),
			strings.ReplaceAll(command, " ", " \t "),
			strings.ReplaceAll(command, " ", " \\\n"),
			`"`+strings.ReplaceAll(command, " ", `" "`)+`"`,
			"'"+strings.ReplaceAll(command, " ", "' '")+"'",
			`\`+command,
			"A=1 "+command,
			command+" &",
			command+" 2>&1 | cat",
			"timeout 5 "+command,
			"env A=1 "+command,
			"nohup nice "+command,
		)
	}
	return list
}

// hidden are ways into which the client follows with Bash rules, and not with
// rules on paths (groups bash-read-deny, bash-edit-deny).
func hidden(command string) []string {
	list := []string{
		"{ " + command + "\n}",
		"f() { " + command + "\n}; f",
		"echo $(" + command + "\n)",
		"echo \"$(" + command + "\n)\"",
		"x=$(" + command + "\n)",
		"cat <(" + command + "\n)",
	}
	if plainWords(command) {
		list = append(list, "sudo "+command, "echo `"+command+"`")
	}
	return list
}

// plainWords reports a simple command without quotes, variables or operators.
func plainWords(command string) bool {
	for word := range strings.SplitSeq(command, " ") {
		if word == "" || strings.Trim(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:") != "" {
			return false
		}
	}
	return !reserved[strings.Fields(command)[0]]
}

var reserved = map[string]bool{"if": true, "while": true, "for": true, "case": true, "until": true, "select": true, "function": true,
	"time": true, "coproc": true, "then": true, "do": true, "done": true, "fi": true, "esac": true, "in": true, "elif": true, "else": true}

// denials are rules that look at one simple command each.
var denials = []string{"Bash(rm *)", "Bash(rm:*)", "Bash(git push *)", "Bash(npm test)", "Bash(npm test:*)", "Bash(git push)", "Bash(curl *)", "Read(.env)", "Edit(docs/**)"}

// Wrapping a denied command never makes it allowed.
func TestWrappingNeverAllows(t *testing.T) {
	commands := append(measuredCommands(t), "rm x", "rm -rf a b", "git push origin main", "npm test", "curl x", "cat .env", "touch docs/a.md", "echo x > docs/a.md")
	for _, rule := range denials {
		p := project(t, lists("allow:", "Bash", "deny:", rule))
		for _, command := range commands {
			r := p.Check(bash(command))
			if r.Decision != permission.Deny || r.Cause != permission.ByRule {
				continue
			}
			ways := wrapped(command)
			if strings.HasPrefix(rule, "Bash") {
				ways = append(ways, hidden(command)...)
			}
			for _, w := range ways {
				if got := p.Check(bash(w)); got.Decision == permission.Allow {
					t.Errorf("deny %s: %q is denied, %q is not", rule, command, w)
				}
			}
		}
	}
}

// A compound command is allowed only if each part is.
func TestCompoundIsAllowedOnlyIfEachPartIs(t *testing.T) {
	p := project(t, lists("allow:", "Bash(npm *)", "Bash(git commit:*)", "Bash(echo *)", "Bash(touch *)", "Bash(docker * ps)", "Edit(docs/**)", "Read(//etc/**)", "ask:", "Bash(npm publish *)"))
	commands := slices.DeleteFunc(measuredCommands(t), func(c string) bool {
		// What changes the surroundings of the next command, or swallows it.
		if strings.Count(c, "'")%2 == 1 || strings.Count(c, `"`)%2 == 1 || strings.HasSuffix(c, "&&") {
			return true
		}
		return strings.Contains(c, "cd") || strings.Contains(c, "<<") || strings.ContainsAny(c, "#=\\") || strings.Contains(c, "pushd")
	})
	r := rand.New(rand.NewPCG(3, 4))
	allowed := 0
	for range 20_000 {
		a, b := commands[r.IntN(len(commands))], commands[r.IntN(len(commands))]
		if r.IntN(2) == 0 {
			b = "ls -la"
		}
		separator := []string{"; ", " && ", " || ", "\n", " | "}[r.IntN(5)]
		for _, compound := range []string{a + separator + b, b + separator + a} {
			if p.Check(bash(compound)).Decision != permission.Allow {
				continue
			}
			allowed++
			for _, part := range []string{a, b} {
				if got := p.Check(bash(part)); got.Decision != permission.Allow {
					t.Errorf("%q is allowed, and %q is not: %s", compound, part, got)
				}
			}
		}
	}
	require.Greater(t, allowed, 1000)
}

var modes = []permission.Mode{permission.Default, permission.AcceptEdits, permission.Plan, permission.Auto, permission.DontAsk, permission.BypassPermissions}

// Another deny or ask rule never loosens an answer, in any mode.
func TestMoreRulesNeverLoosen(t *testing.T) {
	base := []string{"allow:", "Bash(npm *)", "Bash(git *)", "Bash(rm *)", "Edit(docs/**)", "WebFetch(domain:*)", "mcp__srv", "ask:", "Bash(git commit *)", "deny:", "Bash(git push *)"}
	requests := []permission.Request{
		call("Read", "file_path", ".env"), call("Write", "file_path", "docs/a.md"), call("Edit", "file_path", "/etc/x"), call("Glob", "pattern", "x"),
		fetch("https://example.com"), call("mcp__srv__x"), call("Agent", "subagent_type", "Explore"), call("Skill", "skill", "deploy"), call("TodoWrite"),
		call("AskUserQuestion"), call("NotebookEdit", "notebook_path", "docs/a.ipynb"), call("WebSearch", "query", "x"),
	}
	for i, command := range measuredCommands(t) {
		if i%8 == 0 {
			requests = append(requests, bash(command))
		}
	}
	extra := []string{"Bash", "Bash(*)", "Bash(rm *)", "Bash(rm -rf /)", "Bash(git:*)", "Bash(* x)", "Bash(npm run test)", "Read", "Read(**)", "Read(.env)",
		"Edit(**)", "Edit(docs/a.md)", "WebFetch", "WebFetch(domain:example.com)", "mcp__*", "*", "Agent(Explore)", "Skill(deploy:*)", "Bash(timeout:*)", "Write(file_path:*)"}
	for _, mode := range modes {
		before := project(t, lists(base...))
		answers := make([]permission.Result, len(requests))
		for i, req := range requests {
			req.Mode = mode
			answers[i] = before.Check(req)
		}
		for _, list := range []string{"ask:", "deny:"} {
			for _, rule := range extra {
				after := project(t, lists(append(base, list, rule)...))
				for i, req := range requests {
					req.Mode = mode
					// In these modes the client denies the removal of a critical path, and
					// with an ask rule it asks (groups corner-askrm-*).
					if answers[i].Cause == permission.BySafety && (mode == permission.Auto || mode == permission.Plan) {
						continue
					}
					if got := after.Check(req); got.Decision > answers[i].Decision {
						t.Errorf("%s %s loosens %s %s in mode %s: %s, was %s", list, rule, req.Tool, req.Input, mode, got, answers[i])
					}
				}
			}
		}
	}
}

// In mode dontAsk, and where prompts are denials, nothing is asked.
func TestDontAskNeverAsks(t *testing.T) {
	settings := lists("allow:", "Bash(npm *)", "ask:", "Bash(git *)", "deny:", "Bash(rm *)")
	p := project(t, settings)
	denying := compile(t, config(parse(t, permission.Project, settings), parse(t, permission.User, `{"permissions": {"denyInsteadOfPrompting": true}}`)))
	for _, command := range measuredCommands(t) {
		req := bash(command)
		require.NotEqual(t, permission.Ask, denying.Check(req).Decision, command)
		req.Mode = permission.DontAsk
		require.NotEqual(t, permission.Ask, p.Check(req).Decision, command)
	}
}

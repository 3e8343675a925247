package permission_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/permission"
)

// generous allows all that rules can allow.
var generous = lists("allow:", "Bash", "Read", "Edit", "Write", "WebFetch", "NotebookEdit", "Glob", "Grep", "Agent", "Skill", "mcp__srv__*",
	"deny:", "Bash(rm *)", "Read(./.env)", "Edit(./.env)", "WebFetch(domain:evil.com)", "Agent(Explore)", "Skill(deploy)")

func raw(tool, input string) permission.Request {
	return permission.Request{Tool: tool, Input: json.RawMessage(input)}
}

// A key counts as it is spelt, and the last of several counts, as for the
// client. encoding/json would read "ls".
func TestCheckReadsExactKeys(t *testing.T) {
	p := project(t, generous)
	for _, input := range []string{
		`{"command":"rm -rf x","Command":"ls"}`,
		`{"COMMAND":"ls","command":"rm -rf x","cOmmand":"ls"}`,
		`{"command":"ls","command":"rm -rf x"}`,
		`{"command":"ls","\u0063ommand":"rm -rf x"}`,
		`{"command":"\u0072m -rf x"}`,
		`{"command":"rm -rf x","comman\u017f":"ls","command\u0000":"ls"}`,
	} {
		require.Equal(t, permission.Deny, p.Check(raw("Bash", input)).Decision, input)
	}
	for _, input := range []string{
		`{"command":"rm -rf x","command":"ls"}`,
		`{"command":"ls","Command":"rm -rf x"}`,
	} {
		require.Equal(t, permission.Allow, p.Check(raw("Bash", input)).Decision, input)
	}

	for _, input := range []string{
		`{"file_path":"/p/.env","File_path":"/p/x"}`, `{"file_path":"/p/x","file_path":"/p/.env"}`, `{"FILE_PATH":"/p/x","file_path":"/p/.env"}`,
		"{\"file_path\":\"/p/.env\",\"file_path\u212A\":\"/p/x\"}",
	} {
		require.Equal(t, permission.Deny, p.Check(raw("Read", input)).Decision, input)
		require.Equal(t, permission.Deny, p.Check(raw("Edit", input)).Decision, input)
	}
	require.Equal(t, permission.Deny, p.Check(raw("WebFetch", `{"url":"https://evil.com","URL":"https://a.com"}`)).Decision)
	require.Equal(t, permission.Deny, p.Check(raw("Agent", `{"subagent_type":"Explore","Subagent_type":"x"}`)).Decision)
	require.Equal(t, permission.Deny, p.Check(raw("Skill", `{"skill":"deploy","Skill":"x"}`)).Decision)
}

// What is not an input is denied, whatever the rules.
func TestCheckInvalidInput(t *testing.T) {
	for _, mode := range []permission.Mode{"", permission.BypassPermissions} {
		cfg := config(parse(t, permission.User, generous))
		cfg.Mode = mode
		p := compile(t, cfg)
		for _, tool := range []string{"Bash", "Read", "Write", "Edit", "NotebookEdit", "WebFetch", "Agent", "mcp__srv__x", "NoSuchTool"} {
			for _, input := range []string{
				"null", "[]", `"ls"`, "1", "true", "{", `{"command":`, `{"command":"ls"}}`, `{"command":"ls"} x`, "\x00", "{'command':'ls'}",
				`{"command":"ls",}`, "{\"command\":\"l\ns\"}", "{\"command\":\"\xff\"}", "\xef\xbb\xbf\xef\xbb\xbf{}", strings.Repeat("[", 100_000),
				`{"a":` + strings.Repeat(`{"a":`, 100_000), strings.Repeat(" ", 17<<20),
			} {
				r := p.Check(raw(tool, input))
				require.Equal(t, permission.Deny, r.Decision, "%s %.40q", tool, input)
				require.Equal(t, permission.ByInput, r.Cause, "%s %.40q", tool, input)
			}
		}
	}
}

// A field that is missing or of another type is never read as something
// harmless.
func TestCheckMissingFields(t *testing.T) {
	p := project(t, generous)
	for tool, field := range map[string]string{
		"Bash": "command", "Read": "file_path", "Write": "file_path", "Edit": "file_path", "MultiEdit": "file_path",
		"NotebookEdit": "notebook_path", "WebFetch": "url",
	} {
		for _, value := range []string{"", "null", "1", "true", `["ls"]`, `{"x":"ls"}`} {
			input := `{"` + field + `":` + value + `}`
			if value == "" {
				input = "{}"
			}
			r := p.Check(raw(tool, input))
			require.Equal(t, permission.Deny, r.Decision, "%s %s", tool, input)
			require.Equal(t, permission.ByInput, r.Cause, "%s %s", tool, input)
		}
	}
	require.Equal(t, permission.Deny, p.Check(permission.Request{Tool: "Bash"}).Decision)
	require.Equal(t, permission.Deny, p.Check(permission.Request{}).Decision)
	require.Equal(t, permission.ByInput, p.Check(permission.Request{Input: bash("ls").Input}).Cause)
	elsewhere := bash("ls")
	elsewhere.CWD = "sub"
	require.Equal(t, permission.ByInput, p.Check(elsewhere).Cause, "a relative working directory")
}

// A command that is too long to be parsed may still remove everything, so no mode
// lets it pass.
func TestCheckTooLongToParse(t *testing.T) {
	p := project(t, lists("allow:", "Bash"))
	for _, command := range []string{"rm -rf / " + strings.Repeat("x", 2<<20), strings.Repeat("{ ", 50_000) + "rm -rf /"} {
		for _, mode := range []permission.Mode{"", permission.BypassPermissions} {
			r := bash(command)
			r.Mode = mode
			require.Equal(t, permission.Ask, p.Check(r).Decision, "mode %q", mode)
		}
	}
}

// Searches without a path look below the working directory.
func TestCheckSearchesWithoutAPath(t *testing.T) {
	p := project(t, lists())
	for _, tool := range []string{"Glob", "Grep"} {
		require.Equal(t, permission.Allow, p.Check(raw(tool, `{"pattern":"x"}`)).Decision)
		r := raw(tool, `{"pattern":"x"}`)
		r.CWD = "/etc"
		require.Equal(t, permission.Ask, p.Check(r).Decision)
		require.NotEqual(t, permission.Allow, p.Check(raw(tool, `{"pattern":"x","path":1}`)).Decision)
		require.NotEqual(t, permission.Allow, p.Check(raw(tool, `{"pattern":"x","path":["/etc"]}`)).Decision)
	}
}

func TestCheckUnknownTools(t *testing.T) {
	p := project(t, generous)
	for _, tool := range []string{"NoSuchTool", "bash", "BASH", " Bash", "Bash ", "Bash\x00", "mcp__other__x", "mcp__srv", "MCP__srv__x", "Bash*", "*"} {
		require.NotEqual(t, permission.Allow, p.Check(raw(tool, `{"command":"ls","file_path":"/p/x"}`)).Decision, "%q", tool)
	}
	require.Equal(t, permission.Allow, p.Check(raw("mcp__srv__x", `{}`)).Decision)
}

func TestCheckModes(t *testing.T) {
	p := project(t, lists())
	for mode, want := range map[permission.Mode]permission.Decision{
		"": permission.Ask, permission.Default: permission.Ask, "manual": permission.Ask, permission.AcceptEdits: permission.Ask,
		permission.Plan: permission.Ask, permission.Auto: permission.Ask, permission.DontAsk: permission.Deny,
		permission.BypassPermissions: permission.Allow,
		"delegate":                   permission.Deny, "Default": permission.Deny, "bypass": permission.Deny, "\x00": permission.Deny,
		"bypasspermissions": permission.Deny,
	} {
		r := p.Check(permission.Request{Tool: "Bash", Input: bash("make").Input, Mode: mode})
		require.Equal(t, want, r.Decision, "%q", mode)
	}
	_, err := permission.New(permission.Config{Mode: "delegate"})
	require.ErrorIs(t, err, permission.ErrConfig)

	// A lock holds for a mode that a request asks for, too.
	p = project(t, `{"permissions": {"disableBypassPermissionsMode": "disable"}}`)
	require.Equal(t, permission.Ask, p.Check(permission.Request{Tool: "Bash", Input: bash("make").Input, Mode: permission.BypassPermissions}).Decision)
}

func TestConfigErrors(t *testing.T) {
	for _, cfg := range []permission.Config{{Project: "p"}, {Home: "h"}, {Project: "./p"}, {Project: "~"}, {Mode: "x"}} {
		_, err := permission.New(cfg)
		require.ErrorIs(t, err, permission.ErrConfig, "%+v", cfg)
	}
	p, err := permission.New(permission.Config{})
	require.NoError(t, err)
	require.Equal(t, permission.Default, p.Mode())
	require.Equal(t, permission.Ask, p.Check(bash("make")).Decision)
	p, err = permission.New(permission.Config{Settings: []*permission.Settings{nil, {}, {Rules: []permission.Rule{{}}}}})
	require.NoError(t, err)
	require.Equal(t, permission.Ask, p.Check(bash("make")).Decision)
}

// The zero Policy has no rules, and does not allow what needs permission.
func TestZeroPolicy(t *testing.T) {
	var p permission.Policy
	for _, req := range []permission.Request{bash("make"), call("Write", "file_path", "/p/x"), call("Read", "file_path", "/etc/passwd"), {}} {
		require.NotEqual(t, permission.Allow, p.Check(req).Decision)
	}
	require.NotEqual(t, permission.Allow, (*permission.Policy)(nil).Check(bash("make")).Decision)
}

// longCommands are hard to read, and about n bytes long.
func longCommands(n int) map[string]string {
	fill := func(head, body, tail string) string {
		return head + strings.Repeat(body, max(1, (n-len(head)-len(tail))/len(body))) + tail
	}
	return map[string]string{
		"words":      fill("npm ", "x ", ""),
		"one word":   fill("npm ", "x", ""),
		"parts":      fill("", "npm x && ", "npm x"),
		"subshells":  fill("", "(", "npm x") + strings.Repeat(")", n),
		"expansions": fill("npm ", "$(", "x") + strings.Repeat(")", n/2),
		"quotes":     fill("npm ", `"`, ""),
		"stars":      fill("npm ", "*", ""),
		"sudo":       fill("", "sudo ", "npm x"),
		"timeout":    fill("", "timeout 1 nice ", "npm x"),
		"env":        fill("", "A=1 ", "npm x"),
		"scripts":    fill("", "bash -c '", "npm x"),
		"redirects":  fill("npm x", " >/dev/null", ""),
		"deep path":  fill("cat ", "a/", ""),
		"many files": fill("cat ", "/etc/x ", ""),
		"dots":       fill("cat ", "../", ""),
		"cd":         fill("", "cd a && ", "cat x"),
		"here-doc":   fill("cat <<'E'\n", "x\n", "E\n"),
		"newlines":   fill("", "\n", "npm x"),
		"comments":   fill("", "# x\n", "npm x"),
		"backslash":  fill("npm ", `\`, ""),
		"semicolons": fill("", "npm x;", ""),
		"git":        fill("git ", "-c a=b ", "push main"),
		"bad syntax": fill("", "npm x; (", ""),
		"find":       fill("find . ", "-name a -o ", "-name b"),
		"xargs":      fill("", "xargs ", "rm x"),
		"[[":         fill("[[ x == ", "a", " ]]"),
		"case":       fill("case x in ", "a) npm x;; ", "esac"),
		"functions":  fill("", "f() { ", "npm x"),
		"braces":     fill("npm ", "{a,b}", ""),
		"awk":        fill("awk '", "{print $1} ", "' x"),
		"sed":        fill("sed '", "s/a/b/;", "' x"),
		"jq":         fill("jq '", ". | ", ".' x"),
		"printf":     fill("printf '", "%s ", "' x"),
		"globs":      fill("ls ", "*a*/?b[c]* ", ""),
	}
}

// Long inputs are answered in time that does not run away. The hook's own
// deadline is 20 seconds.
func TestCheckLongInputs(t *testing.T) {
	cfg := config(parse(t, permission.Project, lists("allow:", "Bash(npm *)", "Bash(* --help)", "Read(//etc/**)",
		"deny:", "Bash(rm *)", "Bash(git * main)", "Bash(* x * y * z)", "Read(.env)", "Read(**/secrets/*.pem)", "Edit(/a/**/b)")))
	p := compile(t, cfg)
	cfg.EvalSymlinks, cfg.Project = nil, t.TempDir()
	onDisk := compile(t, cfg)
	cfg.Harden = true
	hard := compile(t, cfg)
	sizes := []int{9_990, 60_000}
	if raced {
		sizes = []int{1_000} // it is about growth, and each is many times slower
	}
	for _, size := range sizes {
		for name, command := range longCommands(size) {
			for _, p := range []*permission.Policy{p, onDisk, hard} {
				start := time.Now()
				r := p.Check(bash(command))
				if took := time.Since(start); took > 20*time.Second {
					t.Errorf("%s, %d bytes: took %v", name, size, took)
				}
				require.NotContains(t, r.Reason, "internal error", name)
				if size > 10_000 {
					require.NotEqual(t, permission.Allow, r.Decision, name)
				}
				_ = r.String()
			}
			if size < 10_000 {
				start := time.Now()
				p.Check(bash(command)).Explain()
				require.Less(t, time.Since(start), 20*time.Second, name)
			}
		}
	}
	require.NotEqual(t, permission.Allow, p.Check(bash("npm "+strings.Repeat("x ", 5<<20))).Decision)
	for _, tool := range []string{"Read", "Write", "Glob"} {
		start := time.Now()
		p.Check(call(tool, "file_path", "/p/"+strings.Repeat("a/", 5<<20), "path", strings.Repeat("../a/", 2<<20)))
		require.Less(t, time.Since(start), 20*time.Second, tool)
	}
}

// A policy may be used by several goroutines at once.
func TestCheckConcurrently(t *testing.T) {
	p := explainPolicy(t)
	want := map[string]string{}
	for name, test := range explained {
		want[name] = p.Check(test.req).Explain()
	}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 10 {
				for name, test := range explained {
					if got := p.Check(test.req).Explain(); got != want[name] {
						t.Errorf("%s: %s", name, got)
						return
					}
				}
				for range p.Rules() {
				}
			}
		})
	}
	wg.Wait()
}

// Changing a result or the settings afterwards changes no policy.
func TestPolicyKeepsNothingOfItsCaller(t *testing.T) {
	s := parse(t, permission.Project, lists("deny:", "Bash(rm *)", "allow:", "Bash(npm *)"))
	cfg := config(s)
	p := compile(t, cfg)
	r := p.Check(bash("npm x && rm x"))
	r.Rule.Tool, r.Parts()[0].Text = "x", "x"
	r.Matched()[0].Tool = "x"
	s.Rules[0].Decision, s.Rules[1].Specifier, s.Void = permission.Allow, "*", true
	cfg.Settings[0] = nil
	for rule := range p.Rules() {
		require.NotEqual(t, "x", rule.Tool)
		break
	}
	require.Equal(t, permission.Deny, p.Check(bash("rm x")).Decision)
	require.Equal(t, permission.Ask, p.Check(bash("make")).Decision)
}

func TestRulesComeInTheOrderOfEvaluation(t *testing.T) {
	p := compile(t, config(
		parse(t, permission.User, lists("allow:", "Bash(u)", "deny:", "Bash(u2)")),
		parse(t, permission.Managed, lists("allow:", "Bash(m)", "ask:", "Bash(m2)")),
		permission.CommandLine([]string{"Bash(c)"}, []string{"Bash(c2)"}),
		parse(t, permission.Local, lists("allow:", "Bash(l)")),
	))
	var got []string
	for r := range p.Rules() {
		got = append(got, fmt.Sprint(r.Decision, " ", r))
	}
	require.Equal(t, []string{"deny Bash(c2)", "deny Bash(u2)", "ask Bash(m2)", "allow Bash(m)", "allow Bash(c)", "allow Bash(l)", "allow Bash(u)"}, got)
	for range p.Rules() {
		break
	}
}

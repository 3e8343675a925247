package permission_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"go/token"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/permission"
	"github.com/gatehouse-go/gatehouse/permission/conformance"
)

func lint(t testing.TB, cfg permission.Config) []permission.Diagnostic {
	t.Helper()
	list, err := permission.Lint(cfg)
	require.NoError(t, err)
	return list
}

// sample parses a file of testdata/lint.
func sample(t testing.TB, scope permission.Scope, name string) *permission.Settings {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", "lint", name))
	require.NoError(t, err)
	s, err := permission.ParseSettings(scope, fileOf[scope], data)
	require.NoError(t, err)
	return s
}

// The settings that a well-known guide recommends, each file by itself and all
// of them together.
func TestLintGolden(t *testing.T) {
	for name, settings := range map[string][]*permission.Settings{
		"project": {sample(t, permission.Project, "project.json")},
		"local":   {sample(t, permission.Local, "local.json")},
		"managed": {sample(t, permission.Managed, "managed.json")},
		"hooks":   {sample(t, permission.Project, "hooks.json")},
		"both":    {sample(t, permission.Local, "local.json"), sample(t, permission.Project, "project.json")},
		"session": {
			sample(t, permission.Managed, "managed.json"), sample(t, permission.Local, "local.json"), sample(t, permission.Project, "project.json"),
		},
	} {
		var b strings.Builder
		for _, d := range lint(t, config(settings...)) {
			b.WriteString(d.Explain() + "\n\n")
		}
		requireGolden(t, "lint/"+name+".golden", b.String())
	}
}

// TestLintCodes has a test for each code that only Lint finds, named after it:
// settings that have it, and settings that almost do.
func TestLintCodes(t *testing.T) {
	_, lintCodes := codes(t)
	type words = []string
	tests := map[string]struct {
		cfg    func(*permission.Config)
		has    []words
		almost []words
	}{
		permission.CodeIgnoredRule: {
			cfg:    func(c *permission.Config) { c.Untrusted = true },
			has:    []words{{"allow:", "Bash(npm x)", "Bash(npm y)", "deny:", "Bash(rm *)"}},
			almost: []words{{"deny:", "Bash(rm *)"}},
		},
		permission.CodeUnknownTool: {
			has: []words{
				{"deny:", "Reed(./x)"}, {"deny:", "WebSerch"}, {"ask:", "BASH"}, {"allow:", "Git(*)"}, {"allow:", "Search"}, {"allow:", "Bash (npm x)"},
			},
			almost: []words{{"deny:", "mcp__x__y", "My_Tool", "Web*"}, {"allow:", "Task", "LSP", "TodoWrite", "Cd(x)"}},
		},
		permission.CodeNeverConsulted: {
			has: []words{
				{"deny:", "Write(.env)"}, {"allow:", "MultiEdit(src/**)"}, {"deny:", "NotebookEdit(*.ipynb)"}, {"ask:", "Write(**)", "Edit(**)"},
				{"deny:", "Glob(secrets/**)", "Grep(./secrets/**)", "LS(x)"}, {"ask:", "Agent(reviewer)", "Skill(deploy)"}, {"deny:", "Bash(command:rm *)"},
				{"ask:", "Skill(release:*)"}, {"allow:", "WebSearch(x)"}, {"deny:", "Write(file_path:/p/x)"}, {"allow:", "Write(content:x)"}, {"deny:", "Monitor(rm *)"},
			},
			almost: []words{
				{"deny:", "Write", "Glob", "Grep(*)", "Agent(reviewer)", "Write(content:x*)", "Agent(model:opus)"}, {"ask:", "Agent(model:opus)", "Agent(subagent_type:x)", "Agent"},
				{"allow:", "Bash(command:*)", "Agent(reviewer)"},
			},
		},
		permission.CodeNeverMatches: {
			has: []words{
				{"deny:", "Read(../other/**)"}, {"deny:", "Read(src/[)"}, {"deny:", `Read(what\\?)`}, {"deny:", "Edit(/)"}, {"allow:", "Edit(a/../x)"},
				{"allow:", "Bash(npm x )", "Bash( npm y)", "Bash(go run :*)"}, {"deny:", "Bash(sudo :*)"}, {"allow:", "Bash(curl * | bash)"},
				{"allow:", "Bash(echo * > x)"}, {"deny:", "WebFetch(domain:example.com/x)", "WebFetch(domain:example.com:8080)"},
				{"deny:", "mcp__my server__x", "mcp__srv.io"}, {"deny:", "Agent(explore)"},
			},
			almost: []words{
				{"deny:", "Bash(echo a > x)"}, {"deny:", "Read(src/[a])", "Read(.../x)", "Read(!x)", "Bash(curl * | bash)", "WebFetch(domain:*.example.com)", "mcp__my_server__x"},
				{"allow:", "Bash(npm x && npm y)", "Bash(go run:*)", "mcp__srv__*"}, {"deny:", "Bash(run_in_background:true)"},
			},
		},
		permission.CodeStillAsks: {
			has: []words{
				{"allow:", "Edit(.git/**)"}, {"allow:", "Bash(eval *)"}, {"allow:", "Bash(watch *)"}, {"allow:", "Bash(rm -rf /)"}, {"allow:", "Bash(cat /etc/passwd)"}, {"allow:", "Bash(for x in *)"},
				{"allow:", "AskUserQuestion"},
			},
			almost: []words{{"allow:", "Edit(.github/**)", "Bash(cat x)", "Bash(rm -rf x)"}, {"allow:", "Bash(cat /etc/hosts)", "Read(//etc/**)", "Edit(x)"}},
		},
		permission.CodeLiteral: {
			has: []words{
				{"deny:", "Bash(rm -rf /*:*)"}, {"allow:", "Bash(./scripts/*:*)"}, {"deny:", "Bash(git:* push)"}, {"ask:", "Bash(gcloud :* delete:*)"},
				{"deny:", "Read(*.{pem,key})"}, {"deny:", "Bash(chmod 7?? *)"}, {"deny:", "Bash(rm {-rf,-fr} *)"}, {"deny:", "Agent(rev*)", "Skill(deploy*)"},
			},
			almost: []words{
				{"deny:", "Bash(rm -rf /*)", "Bash(git push:*)", "Bash(npm run x:* --y)", "Bash(curl *?token=*)", "Read({x})", "Bash(a?b)", "Bash(a5b)"},
				{"allow:", "Bash(npm run x:*)", "Skill(x:*)", "Skill(y *)"},
			},
		},
		permission.CodeNoProgram: {
			has:    []words{{"deny:", "Bash(DROP TABLE*)"}, {"deny:", "Bash(drop table *)"}, {"ask:", "Bash(DELETE FROM:*)", "allow:", "Bash(psql *)"}},
			almost: []words{{"deny:", "Bash(*DROP TABLE*)", "Bash(truncate *)", "Bash(update x)"}, {"deny:", "Bash(DROP TABLE*)", "Bash(psql *)"}},
		},
		permission.CodeWrongAnchor: {
			has: []words{
				{"deny:", "Read(/etc/passwd)"}, {"allow:", "Edit(/tmp/**)"}, {"deny:", "Read(/h/.ssh/**)"}, {"allow:", "Edit(/p/src/**)"}, {"deny:", `Read(C:/Users/me/**)`},
				{"deny:", "Read($HOME/.ssh/**)"}, {"deny:", "Read(/c/Users/**)"},
			},
			almost: []words{{"deny:", "Read(//etc/passwd)", "Read(/src/**)", "Read(~/.ssh/**)", "Read(etc/passwd)"}, {"deny:", "Read(/etc/hosts)", "Read(//etc/**)"}},
		},
		permission.CodeWide: {
			has: []words{
				{"allow:", "Bash(ls*)"}, {"deny:", "Bash(rm*)"}, {"allow:", "Bash(git * main)"}, {"allow:", "Bash(docker * ps)"}, {"deny:", "Bash(git * main)"},
				{"deny:", "Bash(*deploy*)"},
			},
			almost: []words{{"allow:", "Bash(ls *)", "Bash(git push *)", "Bash(npm run *)"}, {"deny:", "Bash(rm *)", "Bash(curl * | bash)"}},
		},
		permission.CodeRunsAnything: {
			has: []words{
				{"allow:", "Bash(bash *)"}, {"allow:", "Bash(python3:*)"}, {"allow:", "Bash(sudo *)"}, {"allow:", "Bash(xargs *)"}, {"allow:", "Bash(docker *)"},
				{"allow:", "Bash(npx *)"}, {"allow:", "Bash(* --version)"}, {"allow:", "Bash(git *)"}, {"allow:", "Bash(npm run *)"}, {"allow:", "Bash(git diff*)"},
				{"allow:", "Bash(python*)"}, {"allow:", "Bash(make:*)"},
			},
			almost: []words{{"allow:", "Bash(find *)", "Bash(awk *)", "Bash(python3 x.py *)", "Bash(git diff *)", "Bash(npm test)", "Bash(bash x.sh)", "Bash(ls *)", "Bash(watch x)"}},
		},
		permission.CodeUndermines: {
			has: []words{
				{"allow:", "Bash", "deny:", "Bash(rm *)"}, {"allow:", "Bash(xargs *)", "ask:", "Bash(git push *)"}, {"allow:", "Bash(python3 *)", "deny:", "Bash(curl *)"},
			},
			almost: []words{{"allow:", "Bash(xargs *)"}, {"allow:", "Bash(npm *)", "deny:", "Bash(rm *)"}, {"allow:", "Bash(xargs *)", "deny:", "Bash(xargs *)"}},
		},
		permission.CodeEscaped: {
			has: []words{
				{"deny:", "Bash(rm -rf*)"}, {"deny:", "Bash(git push --force*)"}, {"deny:", "Bash(curl * | bash)"}, {"deny:", "Bash(sudo *)"}, {"deny:", "Bash(chmod 777 *)"},
				{"ask:", "Bash(git push --force *)", "allow:", "Bash(git push *)"}, {"deny:", "Read(.env)"}, {"deny:", "Edit(.env)", "allow:", "Bash(dd *)"},
				{"deny:", "WebFetch(domain:example.com)"}, {"deny:", "WebFetch(domain:*.example.com)"}, {"deny:", "WebFetch(domain:*example.com)"},
				{"deny:", "WebFetch(domain:a.example.com)", "allow:", "Bash(curl *)"}, {"deny:", "Bash(git push)"}, {"deny:", "Bash(docker rm *)"},
			},
			almost: []words{
				{"ask:", "Bash(rm -rf *)"}, {"deny:", "Edit(.env)"}, {"deny:", "Bash(make x*)"}, {"deny:", "WebFetch(domain:example.com)", "WebFetch(domain:*.example.com)"},
				{"deny:", "Bash(rm -rf *)", "Bash"}, {"deny:", "Read(~/.netrc)"},
			},
		},
		permission.CodeNested: {
			has:    []words{{"deny:", "Bash(rm *)", "Bash(curl *)"}, {"deny:", "Bash(make x)"}},
			almost: []words{{"ask:", "Bash(rm *)"}, {"deny:", "Read(.env)"}},
		},
		permission.CodeShadowed: {
			has: []words{
				{"allow:", "Bash(git push origin *)", "deny:", "Bash(git push *)"}, {"allow:", "Bash(git status)", "ask:", "Bash"}, {"ask:", "Bash(rm -rf *)", "deny:", "Bash(rm:*)"},
				{"allow:", "Edit(src/a/*.go)", "deny:", "Edit(src/**)"}, {"allow:", "mcp__srv__x", "deny:", "mcp__srv"}, {"allow:", "WebFetch(domain:a.example.com)", "ask:", "WebFetch(domain:*.example.com)"},
				{"allow:", "Edit(x.pem)", "deny:", "Edit(*.pem)"}, {"allow:", "Bash(npm test && npm x)", "deny:", "Bash(npm test *)"},
			},
			almost: []words{
				{"allow:", "Bash(git push*)", "deny:", "Bash(git push *)"}, {"allow:", "Edit(src/**)", "deny:", "Edit(src/*.go)"}, {"allow:", "Edit([ab].pem)", "deny:", "Edit(a.pem)"},
				{"allow:", "Edit(x?)", "deny:", "Edit(xa)"}, {"allow:", "Bash(a *)", "deny:", "Bash(a b)"}, {"allow:", "Edit(src/**/x)", "deny:", "Edit(src/*/x)"},
				{"allow:", "Read(//etc/**)", "deny:", "Read"}, {"allow:", "Edit(a/x)", "deny:", "Edit(a/**)", "Edit(!a)"},
			},
		},
		permission.CodeRedundant: {
			has: []words{
				{"allow:", "Bash(npm *)", "Bash(npm test:*)"}, {"allow:", "Bash(npm x)", "Bash(npm x)"}, {"allow:", "Bash(make *)", "Bash(make:*)"}, {"deny:", "Edit(docs/**)", "Edit(docs/a.md)"},
				{"allow:", "mcp__srv", "mcp__srv__x"}, {"allow:", "Agent", "Agent(x)", "Bash", "Bash(npm *)"}, {"deny:", "Bash(* push*)", "Bash(git push --force *)"},
			},
			almost: []words{
				{"allow:", "Bash(npm test *)", "Bash(npm tests *)", "Bash(for:*)", "Bash(for x in a b)"}, {"deny:", "Edit(docs/*.md)", "Edit(docs/*.go)"},
				{"allow:", "Bash(npm *)", "Bash(npm x && npm y)"}, {"allow:", "Bash(npm *)", "ask:", "Bash(npm publish *)"},
			},
		},
		permission.CodeNeedless: {
			has:    []words{{"allow:", "Bash(ls:*)"}, {"allow:", "Bash(git status)"}, {"allow:", "Read(src/**)"}, {"allow:", "TodoWrite"}},
			almost: []words{{"allow:", "Bash(npm test)", "Read(~/x)", "Bash(sort *)", "Read(//**)", "WebSearch"}},
		},
	}
	for _, code := range lintCodes {
		t.Run(code, func(t *testing.T) {
			test := tests[code]
			require.NotEmpty(t, test.has)
			require.NotEmpty(t, test.almost)
			found := func(list words) []permission.Diagnostic {
				cfg := config(parse(t, permission.Project, lists(list...)))
				if test.cfg != nil {
					test.cfg(&cfg)
				}
				return slices.DeleteFunc(lint(t, cfg), func(d permission.Diagnostic) bool { return d.Code != code })
			}
			var b strings.Builder
			for _, list := range test.has {
				fmt.Fprintf(&b, "%q\n", list)
				got := found(list)
				require.NotEmpty(t, got, "%q", list)
				for _, d := range got {
					require.NotEmpty(t, d.Message)
					require.NotContains(t, d.String(), "\n")
					require.True(t, d.Pos.IsValid())
					fmt.Fprintf(&b, "  %s: %s\n", d.Severity, d)
					for _, e := range d.Examples {
						fmt.Fprintf(&b, "    %s %s %s\n", e.Result.Decision, e.Request.Tool, e.Request.Input)
					}
				}
			}
			for _, list := range test.almost {
				for _, d := range found(list) {
					t.Errorf("%q: %s", list, d)
				}
			}
			requireGolden(t, "lint/codes/"+code+".golden", b.String())
		})
	}
}

// lintConfigs are the sessions that the properties of Lint are tried on: those
// of all measured cases.
func lintConfigs(t testing.TB) []permission.Config {
	t.Helper()
	files := &conformance.Fixture{Project: "/p", Home: "/h", Other: "/o"}
	scopes := map[string]permission.Scope{"managed": permission.Managed, "flag": permission.Flag, "local": permission.Local, "project": permission.Project, "user": permission.User}
	var list []permission.Config
	seen := map[string]bool{}
	for _, name := range []string{"testdata/conformance/permission.jsonl", fieldCases} {
		f, err := os.Open(name)
		if errors.Is(err, fs.ErrNotExist) && name == fieldCases {
			continue
		}
		require.NoError(t, err)
		defer f.Close()
		for c, err := range conformance.Read(f) {
			require.NoError(t, err)
			cfg := config()
			cfg.Mode, cfg.Untrusted = c.Mode, c.Untrust
			var key strings.Builder
			fmt.Fprint(&key, c.Mode, c.Untrust, c.CLI)
			for _, scope := range slices.Sorted(maps.Keys(c.Settings)) {
				text := string(c.Settings[scope])
				if unquoted := ""; json.Unmarshal(c.Settings[scope], &unquoted) == nil {
					text = unquoted
				}
				key.WriteString(scope + text)
				if s, err := permission.ParseSettings(scopes[scope], fileOf[scopes[scope]], []byte(files.Expand(text))); err == nil {
					cfg.Settings = append(cfg.Settings, s)
				}
			}
			cfg.Settings = append(cfg.Settings, permission.CommandLine(c.CLI.AllowedTools, c.CLI.DisallowedTools))
			if !seen[key.String()] {
				seen[key.String()] = true
				list = append(list, cfg)
			}
		}
	}
	require.Greater(t, len(list), 300)
	return list
}

// Check gives every answer that a diagnostic shows.
func TestLintExamplesAreTrue(t *testing.T) {
	shown := 0
	for _, cfg := range lintConfigs(t) {
		p := compile(t, cfg)
		for _, d := range lint(t, cfg) {
			for _, e := range d.Examples {
				got := p.Check(e.Request)
				require.Equal(t, got.String(), e.Result.String(), d.String())
				require.Equal(t, got.Decision, e.Result.Decision, d.String())
				shown++
			}
		}
	}
	require.Greater(t, shown, 1000)
}

// withoutEffect are the codes of rules that may be left out without changing an
// answer.
var withoutEffect = []string{
	permission.CodeUnknownTool, permission.CodeNeverConsulted, permission.CodeNeverMatches, permission.CodeStillAsks,
	permission.CodeShadowed, permission.CodeRedundant,
}

// Without the rules that do nothing, every call is judged as before.
func TestLintRemovalChangesNothing(t *testing.T) {
	commands := measuredCommands(t)
	var calls []permission.Request
	for _, name := range []string{"/p/x", "/p/.env", "/p/src/a.go", "/p/docs/a.md", "/p/secrets/x", "/etc/passwd", "/h/.ssh/id", "/o/a", "/p/a/b/c.txt"} {
		calls = append(calls, call("Read", "file_path", name), call("Write", "file_path", name, "content", "x"), call("Glob", "path", name, "pattern", "*"),
			call("Grep", "path", name, "pattern", "x"), call("NotebookEdit", "notebook_path", name), bash("cat "+name), bash("touch "+name))
	}
	for _, tool := range []string{"mcp__srv__read_x", "mcp__srv2__write_x", "mcp__my_srv_x__read_x", "WebSearch", "AskUserQuestion", "TodoWrite"} {
		calls = append(calls, call(tool))
	}
	for _, name := range []string{"Explore", "reviewer", "deploy"} {
		calls = append(calls, call("Agent", "subagent_type", name), call("Skill", "skill", name))
	}
	for _, host := range []string{"example.com", "www.example.com", "a.b.example.com", "docs.python.org"} {
		calls = append(calls, call("WebFetch", "url", "https://"+host+"/x"))
	}
	r := rand.New(rand.NewPCG(5, 6))
	removed := 0
	for _, cfg := range lintConfigs(t) {
		own := slices.Clone(calls)
		for range 100 {
			own = append(own, bash(commands[r.IntN(len(commands))]))
		}
		drop := map[permission.Rule]string{}
		for _, d := range lint(t, cfg) {
			for _, e := range d.Examples {
				own = append(own, e.Request)
			}
			if slices.Contains(withoutEffect, d.Code) {
				drop[d.Rule] = d.Code
			}
		}
		if len(drop) == 0 {
			continue
		}
		less := cfg
		less.Settings = nil
		for _, s := range cfg.Settings {
			copied := *s
			copied.Rules = nil
			for _, rule := range s.Rules {
				if drop[rule] == "" {
					copied.Rules = append(copied.Rules, rule)
				} else if rule.Tool == "Bash" && !strings.HasPrefix(rule.Specifier, "command:") { // there may be a program of that name
					own = append(own, bash(rule.Specifier), bash(strings.NewReplacer(":*", " x", "*", "x").Replace(rule.Specifier)))
				}
			}
			less.Settings = append(less.Settings, &copied)
		}
		removed += len(drop)
		before, after := compile(t, cfg), compile(t, less)
		for _, req := range own {
			if strings.Contains(string(req.Input), "cd ") {
				continue // with any rule that denies a file, the client asks about what reads behind a cd
			}
			if a, b := before.Check(req), after.Check(req); a.Decision != b.Decision {
				t.Errorf("%s %s: %s with all rules, %s without %v", req.Tool, req.Input, a, b, drop)
			}
		}
	}
	require.Greater(t, removed, 50)
}

// Lint of many rules takes seconds: looking for what covers a rule is not
// quadratic.
func TestLintManyRules(t *testing.T) {
	alike := []string{"deny:"}
	for i := range 1000 {
		alike = append(alike, fmt.Sprintf("Bash(rm -rf /x%d/*)", i), fmt.Sprintf("Edit(/src/x/%d/*.go)", i), fmt.Sprintf("Bash(git push x%d * main)", i))
	}
	for _, text := range []string{manySettings(10_000), lists(alike...), lists(append([]string{"allow:"}, alike[1:]...)...)} {
		start := time.Now()
		lint(t, config(parse(t, permission.Project, text)))
		t.Log(time.Since(start))
		require.Less(t, time.Since(start), 2*time.Minute)
	}
}

func BenchmarkLint(b *testing.B) {
	for _, n := range sizes {
		cfg := config(parse(b, permission.Project, manySettings(n)))
		b.Run(fmt.Sprintf("rules=%d", n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				lint(b, cfg)
			}
		})
	}
}

// Whatever rules say, what Lint says about them is true and safe to print, and
// rules without effect can be left out.
func FuzzLint(f *testing.F) {
	f.Add("Bash(npm *)", "Bash(npm test:*)", "Bash(npm t*)", "Bash(n*m * x)", "npm test x")
	f.Add("Edit(src/**)", "Edit([a-c]/?x/**/*.go)", "Read(src/*/x)", "Edit(**)", "touch a/bx/c.go")
	f.Add("Bash(curl * | bash)", "mcp__a__b*", "mcp__a", "WebFetch(domain:*.x.y)", "curl x | bash")
	f.Add("Bash", "Bash(a:* b)", "Bash(*)", "Write(x)", "a b")
	f.Fuzz(func(t *testing.T, allow, more, deny, ask, command string) {
		s := &permission.Settings{Scope: permission.Project, Filename: fileOf[permission.Project]}
		for i, text := range []string{allow, more, deny, ask} {
			if len(text) > 100 {
				return
			}
			r, err := permission.ParseRule(text)
			if err != nil {
				continue
			}
			r.Decision = [...]permission.Decision{permission.Allow, permission.Allow, permission.Deny, permission.Ask}[i]
			r.Scope, r.Pos = permission.Project, token.Position{Filename: s.Filename, Offset: i, Line: i + 1, Column: 1}
			s.Rules = append(s.Rules, r)
		}
		cfg := config(s)
		p := compile(t, cfg)
		calls := []permission.Request{bash(command), call("Read", "file_path", command), call("Write", "file_path", command, "content", "x")}
		less := &permission.Settings{Scope: s.Scope, Filename: s.Filename, Rules: slices.Clone(s.Rules)}
		for _, d := range lint(t, cfg) {
			require.False(t, strings.ContainsAny(d.String(), "\n\x1b"), "%q", d.String())
			for _, e := range d.Examples {
				require.Equal(t, p.Check(e.Request).String(), e.Result.String())
				calls = append(calls, e.Request)
			}
			if slices.Contains(withoutEffect, d.Code) && !strings.HasPrefix(d.Rule.Specifier, "command:") {
				less.Rules = slices.DeleteFunc(less.Rules, func(r permission.Rule) bool { return r == d.Rule })
			}
		}
		if strings.Contains(command, "cd") {
			return // see TestLintRemovalChangesNothing
		}
		q := compile(t, config(less))
		for _, req := range calls {
			require.Equal(t, p.Check(req).Decision, q.Check(req).Decision, "%s without %v", req.Input, s.Rules)
		}
	})
}

func TestLintConfig(t *testing.T) {
	_, err := permission.Lint(permission.Config{Project: "relative"})
	require.ErrorIs(t, err, permission.ErrConfig)
	require.Empty(t, lint(t, permission.Config{}))
	require.Empty(t, lint(t, config(nil, &permission.Settings{})))

	// Of a file that does not count only that is said.
	void := lint(t, config(parse(t, permission.Project, `{"env": [], "permissions": {"deny": ["Write(x)"]}}`)))
	require.Len(t, void, 1)
	require.Equal(t, permission.CodeVoidFile, void[0].Code)

	// The strongest scope comes first, and what ParseSettings found is among it.
	list := lint(t, config(
		parse(t, permission.User, `{"permissions": {"deny": ["Write(x)", "Bash("]}}`), parse(t, permission.Managed, `{"permissions": {"allow": ["Write(y)", 1]}}`)))
	var got []string
	for _, d := range list {
		got = append(got, d.Code)
	}
	require.Equal(t, []string{permission.CodeNeverConsulted, permission.CodeNotAString, permission.CodeNeverConsulted, permission.CodeInvalidRule}, got)

	// A rule that was made by hand and that the client would skip.
	list = lint(t, config(&permission.Settings{Rules: []permission.Rule{{Tool: "bash"}}}))
	require.Len(t, list, 1)
	require.Equal(t, permission.CodeInvalidRule, list[0].Code)
}

// The user's settings lie elsewhere, so that /x is another folder there.
func TestLintAnchorsOfTheUser(t *testing.T) {
	for spec, hint := range map[string]string{
		"Read(/src/**)":       "write Read(~/src/**)",
		"Read(/etc/passwd)":   "write Read(//etc/passwd)",
		"Read(/agents/x.md)":  "",
		"Read(//etc/passwd)":  "",
		"Read(~/.ssh/id_rsa)": "",
	} {
		var got string
		for _, d := range lint(t, config(parse(t, permission.User, lists("deny:", spec)))) {
			if d.Code == permission.CodeWrongAnchor {
				got = d.Hint
			}
		}
		require.Equal(t, hint, got, spec)
	}
}

// Another rule of the session may stop what escapes one.
func TestLintSeesTheWholeSession(t *testing.T) {
	escaped := func(cfg permission.Config) bool {
		return slices.ContainsFunc(lint(t, cfg), func(d permission.Diagnostic) bool {
			return d.Code == permission.CodeEscaped && d.Rule.Scope == permission.Project
		})
	}
	file := parse(t, permission.Project, lists("deny:", "Bash(git push --force*)"))
	require.True(t, escaped(config(file)))
	require.False(t, escaped(config(file, parse(t, permission.User, lists("deny:", "Bash(git *)")))))
	locked := config(file)
	locked.Mode = permission.DontAsk // what would be asked is denied
	require.False(t, escaped(locked))
}

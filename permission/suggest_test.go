package permission_test

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/permission"
	"github.com/gatehouse-go/gatehouse/permission/conformance"
)

// unequal is how many suggestions of a file differ from the client's: as many as
// there are. To mend one is to lower the number.
var unequal = map[string]int{
	"permission.jsonl": 3,
	"grammar.jsonl":    33,
	"paths.jsonl":      32,
	"probes.jsonl":     8,
	"readonly.jsonl":   179,
	"field.jsonl":      0,
}

// What "don't ask again" would save is what the client offers, among the calls
// that both ask about, in the groups of cases whose suggestions were noted.
func TestSuggestionsConform(t *testing.T) {
	for _, file := range []string{"permission.jsonl", "grammar.jsonl", "paths.jsonl", "probes.jsonl", "readonly.jsonl", fieldCases} {
		name := filepath.Base(file)
		if file != fieldCases {
			file = filepath.Join(measuredDir, file)
		}
		t.Run(strings.TrimSuffix(name, ".jsonl"), func(t *testing.T) { suggestionsConform(t, file) })
	}
}

func suggestionsConform(t *testing.T, file string) {
	in, err := os.Open(file)
	if errors.Is(err, fs.ErrNotExist) && file == fieldCases {
		t.Skipf("%s is absent, so the suggestions of its 759 cases are not compared: they stem from other people's repositories", fieldCases)
	}
	require.NoError(t, err)
	defer in.Close()
	f := fixture(t)
	runner := &conformance.Runner{Fixture: f}
	type counts struct{ asked, offered, equal, equalOffered int }
	var all counts
	for c, err := range conformance.Read(in) {
		require.NoError(t, err)
		r, err := runner.Judge(c)
		require.NoError(t, err)
		if c.Decision != "ask" || r.Decision != permission.Ask {
			continue
		}
		equal := reflect.DeepEqual(suggested(t, r.Suggestions), measured(t, f, c.Suggestions))
		all.asked++
		if equal {
			all.equal++
		} else {
			t.Logf("%s %s %s\n\tgot  %s\n\twant %s", c.ID, c.Mode, c.Input, text(t, r.Suggestions), c.Suggestions)
		}
		if len(c.Suggestions) > 0 {
			all.offered++
			if equal {
				all.equalOffered++
			}
		}
	}
	t.Logf("of %d asked about, %d are equal (%.2f %%); of %d with suggestions, %d (%.2f %%)", all.asked, all.equal, percent(all.equal, all.asked),
		all.offered, all.equalOffered, percent(all.equalOffered, all.offered))
	require.Greater(t, percent(all.equalOffered, all.offered), 97.0)
	require.Equal(t, unequal[filepath.Base(file)], all.asked-all.equal)
}

func percent(n, of int) float64 { return 100 * float64(n) / float64(of) }

// The mechanisms, one by one, in short: D adds directories, M sets mode
// acceptEdits, everything else are rules; @ marks those of the session. Each row
// was asked of the client.
func TestSuggestions(t *testing.T) {
	for name, rows := range map[string][][2]string{
		"program and subcommand": {
			{"npm run build", "npm run *"},
			{"npm  run\tbuild", "npm run *"},
			{"npm a-b1-c", "npm a-b1-c *"},
			{"npm a_b", "npm a_b"},
			{"npm -v", "npm -v"},
			{"npm 'run'", "npm 'run'"},
			{`"npm" run`, `"npm" run *`},
			{"./x.sh a.b", "./x.sh a.b"},
			{"x.sh   a.b  'c  d'", "x.sh   a.b  'c  d'"},
			{"/usr/bin/sudo rm x", "/usr/bin/sudo rm x"},
			{"sudo npm run", "sudo npm run"},
			{"timeout 5 npm run", "timeout 5 npm run"},
			{"time -p npm run", ""},
		},
		"variables": {
			{"CI=1 npm run", "npm run *"},
			{"CI=1 x.sh a.b", "CI=1 x.sh a.b"},
			{"FOO=1 npm run", "FOO=1 npm run"},
			{"CI='x' npm run", ""}, // "npm run *" would not cover it
			{`x.sh "$HOME/a b" c*`, "x.sh '/h/a b' c*"},
			{`x.sh "$USER-a"`, "x.sh __TRACKED_VAR__-a"},
			{"x.sh a \\\n \"b c\"", "x.sh a *"},
			{"x.sh a.b \\\n \"b c\"", "x.sh a.b 'b c'"},
		},
		"redirections and here-documents": {
			{"x.sh a.b > /dev/null 2>&1", "x.sh a.b"},
			{"x.sh > /dev/null a.b", ""},
			{"x.sh - <<'E'\na\nE", "x.sh -"},
			{"x.sh -a -b <<< c", "x.sh -a *"},
			{"bash -s <<< c", "bash -s <<< c"},
			{"x.sh 'a\nb'", ""},
			{"git commit -m 'a\nb'", "git commit *"},
			{"rm -f a\nls", "rm -f a * + D/p + M"},
			{"x.sh a:*", ""}, // would not cover its own text
		},
		"several commands": {
			{"ls && npm run a; npm run b && x.sh 1", "npm run * | x.sh 1"},
			{"a b && c d && e f && g h && i j", "a b * | c d * | e f * | g h * | i j *"},
			{"a b && c d && e f && g h && i j && k l", ""}, // five rules at most
			{"a b; c d | e f", "a b * | c d * + e f *"},
			{"a b | a b", "a b *"},
			{"npm run a | npm run b", "npm run * + npm run *"},
			{"if a b | c d; then e f; fi", ""},
			{"a b &", ""},
			{"echo $X", ""},
			{"(a b)", ""},
			{"find . -delete", ""},
		},
		"reading": {
			{"cat /etc/passwd", "cat /etc/passwd + @Read(//etc/**)"},
			{"cat /etc/passwd /etc/hosts", "cat /etc/passwd /etc/hosts + @Read(//etc/**)"},
			{"cat /etc/passwd /tmp/x", ""}, // one rule would not do
			{"cat /etc/passwd; a b", "Read(//etc/**) | a b *"},
			{"cat /etc/passwd | a b", "@Read(//etc/**) + a b *"},
			{"cat /etc/passwd | head", "cat /etc/passwd | head + @Read(//etc/**)"},
			{"ls /etc", "ls /etc + @Read(//etc/**)"},
			{"ls /", ""},
			{"cd /p && cat /etc/passwd", "cat /etc/passwd + @Read(//etc/**)"},
			{`cat "/o+x/a"`, `cat "/o+x/a" + @Read(//o\+x/**)`},
		},
		"writing": {
			{"rm a", "rm a * + D/p + M"},
			{"rm -r dir", "rm -r dir + D/p/dir + M"},
			{"touch /tmp/x", "touch /tmp/x + D/tmp + M"},
			{"cp a /tmp/", "cp a * + D/tmp/ + M"},
			{"cp -r a /tmp", "cp -r a /tmp + M"},
			{"rm a && npm i", "rm a * | npm i *"},
			{"touch /tmp/x; npm i", ""}, // rules do not reach outside
			{"npm i | tee a", "npm i * + D/p + M"},
			{"ls | tee a", "ls | tee a + D/p + M"},
			{"ls > a", "ls > a + D/p"},
			{"npm i > a; ls > b", ""},
			{"cd dir && touch a", "cd dir * + M"},
			{"cd dir && ls > a", ""},
			{"rm .git/x", "D/p/.git + M"},
			{"ls > .git/x", "D/p/.git"},
			{"rm -rf /", ""},
		},
	} {
		t.Run(name, func(t *testing.T) {
			p := compile(t, suggesting())
			for _, row := range rows {
				require.Equal(t, row[1], short(p.Check(bash(row[0])).Suggestions), row[0])
			}
		})
	}
}

func TestSuggestionsOfTools(t *testing.T) {
	p := compile(t, suggesting())
	for _, row := range []struct {
		request permission.Request
		mode    permission.Mode
		want    string
	}{
		{call("Read", "file_path", "/etc/passwd"), "", "@Read(//etc/**)"},
		{call("Read", "file_path", "link/x"), "", "@Read(//p/link/**) + @Read(//other/**)"},
		{call("Read", "file_path", "/x"), "", ""},
		{call("Write", "file_path", "a"), "", "M"},
		{call("Write", "file_path", "/etc/x"), "", "M + D/etc"},
		{call("Write", "file_path", "/etc/x"), permission.AcceptEdits, "D/etc"},
		{call("Write", "file_path", "link/x"), "", "M + D/p/link,/other"},
		{call("Write", "file_path", "a"), permission.Plan, ""},
		{call("Write", "file_path", ".git/x"), "", "M"},
		{call("Write", "file_path", ".git/x"), permission.AcceptEdits, ""},
		{call("Write", "file_path", ".claude/skills/q/a/b"), "", "@Edit(/.claude/skills/q/**)"},
		{call("Write", "file_path", "/h/.claude/skills/q/a"), "", "@Edit(~/.claude/skills/q/**)"},
		{call("Write", "file_path", ".claude/skills/q*/a"), "", "M"},
		{call("Monitor", "command", "npm run a"), "", "npm run *"},
		{call("Monitor", "command", "rm a"), "", "D/p + M"},
		{call("WebFetch", "url", "https://A.com.:80/x"), "", "WebFetch(domain:a.com.)"},
		{call("WebSearch", "query", "x"), "", "WebSearch"},
		{call("mcp__a__b"), "", "mcp__a__b"},
		{call("AskUserQuestion"), "", ""},
	} {
		row.request.Mode = row.mode
		require.Equal(t, row.want, short(p.Check(row.request).Suggestions), "%s %s", row.request.Tool, row.request.Input)
	}
}

// An ask rule is not answered with an allow rule, but for one on a host.
func TestSuggestionsWithAskRules(t *testing.T) {
	cfg := suggesting()
	cfg.Settings = append(cfg.Settings, parse(t, permission.Project, lists("ask:", "Bash(npm:*)", "Edit", "WebFetch(domain:a.com)", "mcp__a__b")))
	p := compile(t, cfg)
	for _, r := range []permission.Request{
		bash("npm run"), bash("npm run && a b"), call("Edit", "file_path", "a"), call("mcp__a__b"),
	} {
		require.Empty(t, p.Check(r).Suggestions, "%s", r.Input)
	}
	require.Equal(t, "WebFetch(domain:a.com)", short(p.Check(call("WebFetch", "url", "https://a.com")).Suggestions))
}

// Only what is asked about has suggestions.
func TestNoSuggestionsElsewhere(t *testing.T) {
	cfg := suggesting()
	cfg.Mode = permission.DontAsk
	require.Empty(t, compile(t, cfg).Check(bash("npm run")).Suggestions)
	require.Empty(t, compile(t, suggesting()).Check(bash("ls")).Suggestions)
}

// suggesting is a session in /p, where link leads to /other.
func suggesting() permission.Config {
	cfg := config()
	cfg.EvalSymlinks = func(name string) (string, error) {
		if rest, ok := strings.CutPrefix(name, "/p/link"); ok {
			return "/other" + rest, nil
		}
		return name, nil
	}
	cfg.IsDir = func(name string) bool {
		return slices.Contains([]string{"/", "/p", "/p/dir", "/p/link", "/other", "/etc", "/tmp"}, name)
	}
	cfg.Settings = append(cfg.Settings, &permission.Settings{Scope: permission.User, DisableAuto: true})
	return cfg
}

// short writes suggestions as the tables above do.
func short(list []permission.Suggestion) string {
	var out []string
	for _, s := range list {
		var b strings.Builder
		switch s.Type {
		case "addDirectories":
			b.WriteString("D" + strings.Join(s.Directories, ","))
		case "setMode":
			b.WriteString("M")
		}
		for i, r := range s.Rules {
			if i > 0 {
				b.WriteString(" | ")
			}
			if s.Destination == "session" {
				b.WriteByte('@')
			}
			rule := r.ToolName + "(" + r.RuleContent + ")"
			if r.ToolName == "Bash" || r.RuleContent == "" {
				rule = strings.TrimSuffix(strings.TrimPrefix(rule, "Bash("), ")")
				rule = strings.TrimSuffix(rule, "(")
			}
			b.WriteString(rule)
		}
		out = append(out, b.String())
	}
	return strings.Join(out, " + ")
}

func text(t *testing.T, list []permission.Suggestion) string {
	data, err := json.Marshal(list)
	require.NoError(t, err)
	return string(data)
}

// suggested is how a program would read our suggestions.
func suggested(t *testing.T, list []permission.Suggestion) any {
	if len(list) == 0 {
		return nil
	}
	return measured(t, nil, json.RawMessage(text(t, list)))
}

func measured(t *testing.T, f *conformance.Fixture, raw json.RawMessage) any {
	if len(raw) == 0 {
		return nil
	}
	s := string(raw)
	if f != nil {
		s = f.Expand(s)
	}
	var v any
	require.NoError(t, json.Unmarshal([]byte(s), &v))
	return v
}

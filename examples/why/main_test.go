package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// why runs the command in an empty home directory.
func why(t *testing.T, stdin string, args ...string) (stdout string, code int, err error) {
	t.Helper()
	home := t.TempDir()
	for _, name := range []string{"HOME", "USERPROFILE"} {
		t.Setenv(name, home)
	}
	t.Setenv("CLAUDE_CONFIG_DIR", "")
	var out, errs bytes.Buffer
	code, err = run(args, strings.NewReader(stdin), &out, &errs)
	return out.String(), code, err
}

const sample = "../project"

// The README shows this very output.
func TestQuickStart(t *testing.T) {
	out, code, err := why(t, "", "-dir", sample, "git status && git push --force origin main")
	require.NoError(t, err)
	assert.Zero(t, code)
	golden, err := os.ReadFile("testdata/quickstart.txt")
	require.NoError(t, err)
	assert.Equal(t, normal(golden), out)
	readme, err := os.ReadFile("../../README.md")
	require.NoError(t, err)
	assert.Contains(t, normal(readme), out, "README.md shows another output")
}

func normal(text []byte) string { return strings.ReplaceAll(string(text), "\r\n", "\n") }

func TestDecisions(t *testing.T) {
	tests := []struct {
		name string
		args []string
		code int
		says string
	}{
		{"allow", []string{"git", "status"}, 0, "allow  git status\n"},
		{"deny", []string{"rm -rf build"}, 2, "Bash(rm -rf*)"},
		{"ask, by rule", []string{"git push"}, 3, "Bash(git push*)"},
		{"ask, by default", []string{"make"}, 3, "ask    make"},
		{"hidden", []string{"bash -c 'git push -f'"}, 3, "ask"},
		{"hidden, hardened", []string{"-harden", "bash -c 'git push -f'"}, 2, "seen through: bash -c › another spelling"},
		{"a mode", []string{"-mode", "dontAsk", "make"}, 2, "deny   make"},
		{"a file tool", []string{"-tool", "Read", "-input", `{"file_path":".env"}`}, 2, "Read(./.env)"},
		{"a file tool, allowed", []string{"-tool", "Read", "-input", `{"file_path":"README.md"}`}, 0, "allow  Read README.md"},
		{"input without a command", []string{"-tool", "Bash", "-input", `{}`}, 2, "deny"},
		{"input that is not JSON", []string{"-tool", "Bash", "-input", `{`}, 2, "deny"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			out, code, err := why(t, "", append([]string{"-dir", sample, "-exit-code"}, tt.args...)...)
			require.NoError(t, err)
			assert.Contains(t, out, tt.says)
			assert.Equal(t, tt.code, code)
			_, code, err = why(t, "", append([]string{"-dir", sample}, tt.args...)...)
			require.NoError(t, err)
			assert.Zero(t, code, "without -exit-code")
		})
	}
}

func TestJSON(t *testing.T) {
	out, _, err := why(t, "", "-dir", sample, "-json", "git push --force && ls")
	require.NoError(t, err)
	var answer struct {
		Decision string
		Rule     struct{ Rule, File string }
		Parts    []struct{ Text, Decision string }
	}
	require.NoError(t, json.Unmarshal([]byte(out), &answer))
	assert.Equal(t, "deny", answer.Decision)
	assert.Equal(t, "Bash(git push --force*)", answer.Rule.Rule)
	assert.Equal(t, "settings.json", filepath.Base(answer.Rule.File))
	require.Len(t, answer.Parts, 2)
	assert.Equal(t, "ls", answer.Parts[1].Text)
}

func TestErrors(t *testing.T) {
	broken := t.TempDir()
	require.NoError(t, os.MkdirAll(filepath.Join(broken, ".claude"), 0o700))
	require.NoError(t, os.WriteFile(filepath.Join(broken, ".claude", "settings.json"), []byte(`{"permissions":{`), 0o600))
	occupied := t.TempDir()
	require.NoError(t, os.MkdirAll(filepath.Join(occupied, ".claude", "settings.json"), 0o700))
	tests := []struct {
		name string
		args []string
		says string
	}{
		{"nothing asked", nil, "name a command"},
		{"a tool without input", []string{"-tool", "Read", "README.md"}, "-input"},
		{"an unknown flag", []string{"-nonsense"}, "-nonsense"},
		{"no such directory", []string{"-dir", filepath.Join(broken, "none"), "ls"}, "none"},
		{"an unknown mode", []string{"-mode", "yolo", "ls"}, "yolo"},
		{"broken settings", []string{"-dir", broken, "ls"}, "settings.json:1:17"},
		{"a directory in place of the settings", []string{"-dir", occupied, "ls"}, "settings.json"},
		{"cases without a fixture", []string{"-jsonl"}, "-fixture"},
		{"a fixture that is not there", []string{"-jsonl", "-fixture", "none.json"}, "none.json"},
		{"a fixture that is none", []string{"-jsonl", "-fixture", "main.go"}, "not a fixture"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			out, code, err := why(t, "", tt.args...)
			require.ErrorContains(t, err, tt.says)
			assert.Equal(t, 1, code)
			assert.Empty(t, out)
		})
	}
}

const fixture = "../../permission/testdata/conformance/fixture.json"

func TestCases(t *testing.T) {
	cases := `
{"id":"a","settings":{"project":{"permissions":{"deny":["Bash(git push --force*)"]}}},"tool":"Bash","input":{"command":"git push --force"}}
{"id":"b","settings":{},"tool":"Bash","input":{"command":"make"}}

{"id":"c","settings":{"user":"{"},"tool":"Read","input":{"file_path":"$PROJ/README.md"}}
{"id":"d","settings":{},"mode":"yolo","tool":"Bash","input":{"command":"ls"}}
`
	want := []string{
		`{"id":"a","decision":"deny","cause":"subcommandResults","rule":"Bash(git push --force*)","file":"/home/u/proj/.claude/settings.json","line":1,"column":25,"suggestions":null}`,
		`{"id":"b","decision":"ask","cause":"other","rule":"","file":"","line":0,"column":0,"suggestions":[{"type":"addRules","rules":[{"toolName":"Bash","ruleContent":"make"}],"behavior":"allow","destination":"localSettings"}]}`,
		`{"id":"c","decision":"allow","cause":"","rule":"","file":"","line":0,"column":0,"suggestions":null}`,
	}
	out, _, err := why(t, cases, "-jsonl", "-fixture", fixture)
	lines := strings.Split(strings.TrimSpace(out), "\n")
	require.Len(t, lines, 4)
	assert.Equal(t, want, lines[:3])
	assert.Contains(t, lines[3], `"id":"d","decision":"deny"`)
	assert.Contains(t, lines[3], "yolo", "what cannot be judged is denied and says why")
	assert.ErrorContains(t, err, "1 cases")
}

func TestCasesThatAreNone(t *testing.T) {
	out, code, err := why(t, `{"id":"a","settings":{},"tool":"Bash","input":{"command":"ls"}}`+"\nnonsense\n", "-jsonl", "-fixture", fixture)
	require.ErrorContains(t, err, "line 2")
	assert.NotZero(t, code)
	assert.Contains(t, out, `"id":"a"`, "the answers before it are not lost")
}

func TestLint(t *testing.T) {
	out, code, err := why(t, "", "-dir", sample, "-lint")
	require.NoError(t, err)
	assert.Equal(t, 1, code, "Write(**) does nothing")
	for _, want := range []string{"Write(**) is never consulted", "rm -fr", "git push -f", "git push origin main --force"} {
		assert.Contains(t, out, want)
	}
	out, code, err = why(t, "", "-dir", t.TempDir(), "-lint")
	require.NoError(t, err)
	assert.Zero(t, code)
	assert.Empty(t, out)
}

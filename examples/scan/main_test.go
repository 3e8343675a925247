package main_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/examples/internal/hooktest"
	"github.com/gatehouse-go/gatehouse/secrets"
)

var program string

func TestMain(m *testing.M) { hooktest.Main(m, &program) }

func scan(t *testing.T, dir, stdin string, args ...string) (stdout, stderr string, code int) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), program, args...)
	cmd.Dir, cmd.Stdin = dir, strings.NewReader(stdin)
	cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_CONFIG_NOSYSTEM=1")
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	err := cmd.Run()
	if _, failed := errors.AsType[*exec.ExitError](err); !failed {
		require.NoError(t, err)
	}
	return out.String(), errs.String(), cmd.ProcessState.ExitCode()
}

// token is a made-up one in the form of GitHub's.
func token(t *testing.T, seed uint64) string {
	t.Helper()
	for _, r := range secrets.Builtin() {
		if r.ID == "github-pat" {
			_, value, _ := strings.Cut(r.Example(0, seed), "=")
			return value
		}
	}
	t.Fatal("no rule")
	return ""
}

func write(t *testing.T, dir, name, text string) {
	t.Helper()
	file := filepath.Join(dir, filepath.FromSlash(name))
	require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o777))
	require.NoError(t, os.WriteFile(file, []byte(text), 0o666))
}

func git(t *testing.T, dir string, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "git", args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_CONFIG_NOSYSTEM=1",
		"GIT_AUTHOR_NAME=a", "GIT_AUTHOR_EMAIL=a@example.com", "GIT_COMMITTER_NAME=a", "GIT_COMMITTER_EMAIL=a@example.com")
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, string(out))
	return string(out)
}

func TestPaths(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "clean/a.txt", "nothing\n")
	write(t, dir, "sub/b.env", "x=1\nTOKEN="+token(t, 1)+"\n")
	write(t, dir, "sub/c.env", "TOKEN="+token(t, 2)+"\n")
	for _, tt := range []struct {
		args []string
		code int
		want []string
	}{
		{nil, 1, []string{"sub/b.env:2:7  critical", "TOKEN=••••••••\n", "sub/c.env:1:7", "\n2 secrets: 2 critical\n"}},
		{[]string{"clean"}, 0, []string{"no secrets found\n"}},
		{[]string{"sub"}, 1, []string{"sub/b.env:2:7", "sub/c.env:1:7", "TOKEN=••••••••\n"}},
		{[]string{"sub/b.env"}, 1, []string{"sub/b.env:2:7", "\n1 secret: 1 critical\n", "TOKEN=••••••••\n"}},
		{[]string{"clean", "./sub/c.env"}, 1, []string{"sub/c.env:1:7", "TOKEN=••••••••\n"}},
		{[]string{filepath.Join(dir, "sub")}, 1, []string{"/sub/b.env:2:7", "TOKEN=••••••••\n"}},
		{[]string{"-min-confidence", "1", "sub"}, 0, []string{"no secrets found"}},
	} {
		stdout, stderr, code := scan(t, dir, "", tt.args...)
		require.Equal(t, tt.code, code, stderr)
		for _, want := range tt.want {
			require.Contains(t, stdout, want, tt.args)
		}
		require.NotContains(t, stdout+stderr, token(t, 1))
		require.NotContains(t, stdout, "\x1b")
		require.Empty(t, stderr)
	}
}

func TestFormats(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "b.env", "TOKEN="+token(t, 1)+"\n")
	for format, want := range map[string]string{
		"json": `"rule": "github-pat"`, "sarif": `"version": "2.1.0"`, "junit": `failures="1"`, "gitlab": `"type": "secret_detection"`, "github": "::error file=b.env,line=1,",
	} {
		stdout, stderr, code := scan(t, dir, "", "-format", format)
		require.Equal(t, 1, code, stderr)
		require.Contains(t, stdout, want)
		require.NotContains(t, stdout, token(t, 1))
	}
}

func TestErrors(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "bad.jsonl", "{}\n")
	for _, args := range [][]string{
		{"missing"}, {"-format", "csv"}, {"-no-such-flag"}, {"-diff", "-stdin"}, {"-stdin", "x"}, {"-min-confidence", "2"}, {"-write-baseline"},
		{"-baseline", "missing"}, {"-baseline", "bad.jsonl"}, {"-staged"}, {"-range", "a..b"}, {"-history", "a", "b"}, {os.DevNull},
	} {
		_, stderr, code := scan(t, dir, "", args...)
		require.Equal(t, 2, code, "%v: %s", args, stderr)
		require.NotEmpty(t, stderr)
	}
	_, _, code := scan(t, dir, "", "-help")
	require.Equal(t, 0, code)
	stdout, stderr, code := scan(t, dir, "no diff", "-diff")
	require.Equal(t, 2, code, stdout)
	require.NotContains(t, stdout, "no secrets found\n")
	require.Contains(t, stderr, "not everything was scanned")
}

func TestGit(t *testing.T) {
	dir := t.TempDir()
	git(t, dir, "init", "-q", "-b", "main")
	write(t, dir, "a.env", "A="+token(t, 1)+"\n")
	git(t, dir, "add", ".")
	git(t, dir, "commit", "-qm", "one")
	write(t, dir, "a.env", "A=\n")
	git(t, dir, "commit", "-qam", "two")
	write(t, dir, "b.env", "B="+token(t, 2)+"\n")
	git(t, dir, "add", ".")
	write(t, dir, "b.env", "B=\n")

	stdout, _, code := scan(t, dir, "", "-staged")
	require.Equal(t, 1, code)
	require.Contains(t, stdout, "b.env:1:3")
	require.NotContains(t, stdout, " | ", "the worktree has another line")
	stdout, _, code = scan(t, t.TempDir(), "", "-history", dir)
	require.Equal(t, 1, code)
	require.Contains(t, stdout, "a.env:1:3")
	require.Contains(t, stdout, "in commit "+git(t, dir, "rev-parse", "HEAD~1")[:12])
	_, _, code = scan(t, dir, "", "-range", "HEAD~1..HEAD")
	require.Equal(t, 0, code)

	diff := git(t, dir, "diff", "--cached")
	stdout, _, code = scan(t, dir, diff, "-diff")
	require.Equal(t, 1, code)
	require.Contains(t, stdout, "b.env:1:3")
}

func TestBaseline(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "src/a.env", "A="+token(t, 1)+"\n")
	_, stderr, code := scan(t, dir, "", "-baseline", "known.jsonl", "-write-baseline", "src")
	require.Equal(t, 0, code, stderr)
	require.Contains(t, stderr, "added 1 findings")
	_, stderr, code = scan(t, dir, "", "-baseline", "known.jsonl")
	require.Equal(t, 0, code, stderr)
	write(t, dir, "src/a.env", "\n\nA="+token(t, 1)+"\nB="+token(t, 2)+"\n")
	stdout, _, code := scan(t, dir, "", "-baseline", "known.jsonl")
	require.Equal(t, 1, code)
	require.Contains(t, stdout, "1 secret:")
	require.Contains(t, stdout, "src/a.env:4:3")
	_, _, code = scan(t, dir, "", "-baseline", "known.jsonl", "-write-baseline")
	require.Equal(t, 0, code)
	known, err := os.ReadFile(filepath.Join(dir, "known.jsonl"))
	require.NoError(t, err)
	require.Equal(t, 2, bytes.Count(known, []byte("\n")))
	require.NotContains(t, string(known), token(t, 1))
}

func TestMarks(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "a.env", "A="+token(t, 1)+" # gatehouse:allow github-pat in a test\n")
	_, _, code := scan(t, dir, "")
	require.Equal(t, 0, code)
	_, _, code = scan(t, dir, "", "-no-marks")
	require.Equal(t, 1, code)
}

func TestStandardInput(t *testing.T) {
	text := "some text\nwith " + token(t, 1) + " in it\n"
	stdout, _, code := scan(t, "", text, "-stdin")
	require.Equal(t, 1, code)
	require.Contains(t, stdout, "-:2:6  critical")
	stdout, _, code = scan(t, "", text, "-redact")
	require.Equal(t, 0, code)
	require.Equal(t, "some text\nwith ***REDACTED-github-pat-1*** in it\n", stdout)
}

func TestLines(t *testing.T) {
	line := func(id, text string) string {
		data, err := json.Marshal(map[string]string{"id": id, "text": text})
		require.NoError(t, err)
		return string(data) + "\n"
	}
	stdout, _, code := scan(t, "", line("1", "nothing")+line("2", "a "+token(t, 1)+" b"), "-jsonl")
	require.Equal(t, 0, code)
	require.Regexp(t, `^{"id":"1","findings":\[\]}
{"id":"2","findings":\[{"rule":"github-pat","start":2,"end":42,"confidence":0\.\d+}\]}
$`, stdout)
	_, _, code = scan(t, "", "{", "-jsonl")
	require.Equal(t, 2, code)
}

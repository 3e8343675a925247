package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/examples/internal/hooktest"
)

var program string

func TestMain(m *testing.M) { hooktest.Main(m, &program) }

func TestProgram(t *testing.T) {
	for _, c := range []struct {
		args []string
		code int
		out  string
	}{
		{[]string{"git", "status"}, 0, "allow"},
		{[]string{"rm -rf /"}, 0, "deny: critical rm.root"},
		{[]string{"-exit-code", "rm -rf /"}, 2, "deny: critical rm.root"},
		{[]string{"-exit-code", "git push --force"}, 3, "ask: high git.force"},
		{[]string{"-exit-code", "ls"}, 0, "allow"},
		{[]string{"-json", "git clean -fdx"}, 0, `"action":"ask"`},
		{nil, 1, ""},
		{[]string{"-nosuch"}, 1, ""},
	} {
		cmd := exec.Command(program, c.args...)
		cmd.Env, cmd.Dir = []string{"HOME=/nonexistent"}, t.TempDir()
		out, err := cmd.Output()
		code := 0
		if exit, ok := errors.AsType[*exec.ExitError](err); ok {
			code = exit.ExitCode()
		} else {
			require.NoError(t, err)
		}
		require.Equal(t, c.code, code, "%q: %s", c.args, out)
		require.Contains(t, string(out), c.out, "%q", c.args)
	}
}

// TestCases shows that nothing but the case is looked at.
func TestCases(t *testing.T) {
	cmd := exec.Command(program, "-jsonl")
	cmd.Env = []string{"HOME=/nonexistent", "APP_ENV=production", "DATABASE_URL=postgres://u:pw@db.prod.example.com/app"}
	cmd.Stdin = strings.NewReader(`{"id":"a","env":{"DATABASE_URL":"postgres://u:pw@db.prod.example.com/app"},"command":"rails db:drop"}
{"id":"b","command":"rails db:drop"}

{"id":"c","sql":"DELETE FROM users","dialect":"postgres"}
{"id":"d","env":{"KUBECONFIG":"/kc"},"files":{"/kc":"apiVersion: v1\nkind: Config\ncurrent-context: prod\ncontexts:\n- name: prod\n  context: {cluster: c, user: u}\n"},"command":"kubectl delete ns web"}
{"id":"e","command":"git status"}
`)
	out, err := cmd.Output()
	require.NoError(t, err)
	var got []answer
	for line := range strings.Lines(string(out)) {
		var a struct {
			ID, Stage, Severity, Action, Kind string
			Remote                            bool
			Operations                        []json.RawMessage
		}
		dec := json.NewDecoder(strings.NewReader(line))
		dec.DisallowUnknownFields()
		require.NoError(t, dec.Decode(&a))
		require.NotNil(t, a.Operations)
		got = append(got, answer{ID: a.ID, Stage: a.Stage, Remote: a.Remote, Severity: a.Severity, Action: a.Action, Kind: a.Kind})
	}
	require.Equal(t, []answer{
		{ID: "a", Stage: "production", Remote: true, Severity: "critical", Action: "deny", Kind: "rails.drop"},
		{ID: "b", Stage: "unknown", Severity: "critical", Action: "deny", Kind: "rails.drop"},
		{ID: "c", Stage: "unknown", Severity: "high", Action: "ask", Kind: "sql.delete_all"},
		{ID: "d", Stage: "production", Remote: true, Severity: "critical", Action: "deny", Kind: "kubectl.delete_ns"},
		{ID: "e", Stage: "unknown", Severity: "none", Action: "allow"},
	}, got)
}

func TestBadCase(t *testing.T) {
	for in, want := range map[string]string{"{}\n{": "line 2", `{"sql":"x","dialect":"klingon"}`: "klingon"} {
		cmd := exec.Command(program, "-jsonl")
		cmd.Stdin = strings.NewReader(in)
		var stderr bytes.Buffer
		cmd.Stderr = &stderr
		require.Error(t, cmd.Run())
		require.Contains(t, stderr.String(), want)
	}
}

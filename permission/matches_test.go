package permission_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/permission"
	"github.com/gatehouse-go/gatehouse/permission/conformance"
)

// A deny or ask rule matches a call if it decides where there is no other rule.
func TestMatchesAlone(t *testing.T) {
	f := fixture(t)
	in, err := os.Open(filepath.Join(measuredDir, "permission.jsonl"))
	require.NoError(t, err)
	defer in.Close()
	names := map[permission.Scope]string{permission.Managed: "managed", permission.Flag: "flag", permission.Local: "local", permission.Project: "project", permission.User: "user"}
	matched, compared := 0, 0
	for c, err := range conformance.Read(in) {
		require.NoError(t, err)
		policy, err := f.Policy(c)
		require.NoError(t, err)
		req := permission.Request{Tool: c.Tool, Input: json.RawMessage(f.Expand(string(c.Input)))}
		matches := policy.Matches(req)
		for r := range policy.Rules() {
			if r.Decision == permission.Allow || r.Scope == permission.CLI || strings.Contains(r.Specifier, "!") {
				continue
			}
			one := c
			one.Settings, one.CLI, one.Mode = map[string]json.RawMessage{names[r.Scope]: json.RawMessage(lists(r.Decision.String()+":", r.String()))}, conformance.CLI{Tools: c.CLI.Tools}, permission.Default
			alone, err := f.Policy(one)
			require.NoError(t, err)
			got := alone.Check(req)
			covers := slices.ContainsFunc(matches, func(m permission.Match) bool {
				return m.Rule.Pos == r.Pos && m.Rule.Decision == r.Decision && m.Rule.Scope == r.Scope
			})
			compared++
			if covers {
				matched++
			}
			require.Equal(t, got.Cause == permission.ByRule && got.Decision == r.Decision, covers, "%s %s: %s %s: alone it is %s", c.ID, c.Input, r.Decision, r, got)
		}
	}
	t.Logf("%d of %d deny and ask rules match", matched, compared)
	require.Greater(t, matched, 1000)
}

// Every answer says why, in one line of the same style, and so does each part;
// what is allowed has only allowed parts, and what has a part that is denied is
// denied.
func TestReasonsOfCases(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(measuredDir, "*.jsonl"))
	require.NoError(t, err)
	n := 0
	for _, file := range files {
		if filepath.Base(file) == "rule-validity.jsonl" {
			continue
		}
		in, err := os.Open(file)
		require.NoError(t, err)
		defer in.Close()
		runner := &conformance.Runner{Fixture: fixture(t)}
		for c, err := range conformance.Read(in) {
			require.NoError(t, err)
			r, err := runner.Judge(c)
			require.NoError(t, err)
			requireReason(t, r.Reason, c)
			require.NotEqual(t, 1, len(r.Parts()), c.ID)
			for _, p := range r.Parts() {
				requireReason(t, p.Reason, c)
				require.True(t, r.Decision != permission.Allow || p.Decision == permission.Allow, "%s: %s: %s: %s", c.ID, c.Input, r, p.Text)
				require.True(t, p.Decision != permission.Deny || r.Decision == permission.Deny, "%s: %s: %s: %s", c.ID, c.Input, r, p.Text)
				require.Equal(t, p.Cause == permission.ByRule, p.Rule.Tool != "", c.ID)
			}
			if n++; n%20 == 0 {
				requirePrintable(t, r)
			}
		}
	}
}

func requireReason(t *testing.T, reason string, c conformance.Case) {
	t.Helper()
	require.NotEmpty(t, reason, "%s %s", c.ID, c.Input)
	first, _ := utf8.DecodeRuneInString(reason)
	require.False(t, unicode.IsUpper(first) && !strings.HasPrefix(reason, "PowerShell"), reason)
}

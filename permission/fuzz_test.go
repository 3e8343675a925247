package permission_test

import (
	"encoding/json"
	"go/token"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/permission"
	"github.com/gatehouse-go/gatehouse/permission/conformance"
)

// A rule that is accepted prints as it was written and means the same again.
func FuzzParseRule(f *testing.F) {
	for _, r := range rules {
		f.Add(r.text)
	}
	for _, text := range invalidRules {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		r, err := permission.ParseRule(text)
		if err != nil {
			require.ErrorIs(t, err, permission.ErrRule)
			require.False(t, strings.ContainsAny(err.Error(), "\n\x1b"), "an error is one line that is safe to print")
			return
		}
		require.Equal(t, text, r.String())
		again, err := permission.ParseRule(r.String())
		require.NoError(t, err)
		require.Equal(t, r, again)

		// One that is built from its parts survives as well.
		built := permission.Rule{Tool: r.Tool, Specifier: r.Specifier}
		if built.Validate() != nil || strings.TrimSpace(r.Tool) != r.Tool {
			return
		}
		again, err = permission.ParseRule(built.String())
		require.NoError(t, err, "%q", built.String())
		require.Equal(t, [2]string{r.Tool, r.Specifier}, [2]string{again.Tool, again.Specifier})
	})
}

// Whatever a settings file holds, what is said about it lies inside of it, and a
// file that cannot be relied on is never taken for one that can.
func FuzzParseSettings(f *testing.F) {
	for _, v := range voids {
		f.Add(uint8(permission.Project), `{`+v.member+`}`)
	}
	f.Add(uint8(permission.Managed), `{"permissions": {"deny": ["Bash(x", 1], "allow": "Bash"}}`)
	f.Add(uint8(permission.User), "\ufeff{\"permissions\":\r\n {\"deny\":[\"Read(\\u002e/x)\"], \"defaultMode\": \"plan\"}}")
	f.Add(uint8(permission.Flag), `{"permissions": {"deny": ["Bash"], "deny": ["Read"]}}`)
	f.Fuzz(func(t *testing.T, scope uint8, text string) {
		s, err := permission.ParseSettings(permission.Scope(scope%5), "settings.json", []byte(text))
		if err != nil {
			require.Nil(t, s)
			require.ErrorContains(t, err, "settings.json:")
			require.False(t, json.Valid([]byte(strings.TrimPrefix(text, "\ufeff"))) && len(text) < 1<<16 && utf8.ValidString(text), "valid JSON is refused: %v", err)
			return
		}
		for _, r := range s.Rules {
			require.NoError(t, r.Validate())
			require.Less(t, r.Pos.Offset, len(text))
			require.Equal(t, byte('"'), text[r.Pos.Offset], "a rule's place is its opening quote")
			require.Equal(t, slowPosition(text, r.Pos.Offset), r.Pos)
		}
		last := 0
		for _, d := range s.Diagnostics {
			require.NotEmpty(t, d.Code)
			require.Equal(t, slowPosition(text, d.Pos.Offset), d.Pos)
			require.LessOrEqual(t, last, d.Pos.Offset, "diagnostics come in the order of the file")
			last = d.Pos.Offset
			require.False(t, strings.ContainsAny(d.String(), "\n\x1b"), "%q", d.String())
		}
		policy, err := permission.New(config(s))
		require.NoError(t, err)
		require.False(t, s.Void && len(slices.Collect(policy.Rules())) > 0, "the client ignores this file")
	})
}

func slowPosition(text string, offset int) token.Position {
	before := text[:offset]
	return token.Position{
		Filename: "settings.json", Offset: offset,
		Line: strings.Count(before, "\n") + 1, Column: offset - strings.LastIndexByte(before, '\n'),
	}
}

// Check has an answer to everything, the same one each time, and more caution
// never loosens it.
func FuzzCheck(f *testing.F) {
	for i, c := range readLines[conformance.Case](f, "conformance/permission.jsonl") {
		if i%97 == 0 {
			f.Add(string(c.Settings["project"]), string(c.Mode), c.Tool, string(c.Input), "Bash(git *)")
		}
	}
	f.Add(`{"permissions":{"allow":["Bash"]}}`, "dontAsk", "Bash", `{"command":"cat <<E\n$(rm x)\nE"}`, "Read(secrets/**)")
	f.Add(`{}`, "", "WebFetch", `{"url":"https://b\u00fccher.de"}`, "WebFetch(domain:*.de)")
	f.Add(`{}`, "bypassPermissions", "Bash", "{\"command\":\"rm -rf $X/*\"}", "Agent(x)")
	f.Fuzz(func(t *testing.T, settings, mode, tool, input, rule string) {
		s, err := permission.ParseSettings(permission.Project, "/p/.claude/settings.json", []byte(settings))
		if err != nil {
			return
		}
		cfg := config(s)
		policy, err := permission.New(cfg)
		require.NoError(t, err)
		req := permission.Request{Tool: tool, Input: json.RawMessage(input), Mode: permission.Mode(mode)}
		result := policy.Check(req)
		requireSound(t, result)
		require.Equal(t, result.String(), policy.Check(req).String())
		requireSameAsTwin(t, policy, req)

		r, err := permission.ParseRule(rule)
		if err != nil || strings.Contains(rule, "!") { // a pattern like !x lets files go
			return
		}
		for _, list := range []string{"ask", "deny"} {
			more, err := json.Marshal(map[string]any{"permissions": map[string][]string{list: {r.String()}}})
			require.NoError(t, err)
			stricter, err := permission.ParseSettings(permission.User, "/h/.claude/settings.json", more)
			require.NoError(t, err)
			cfg := cfg
			cfg.Settings = []*permission.Settings{s, stricter}
			policy, err := permission.New(cfg)
			require.NoError(t, err)
			got := policy.Check(req)
			requireSound(t, got)
			require.LessOrEqual(t, got.Decision, result.Decision, "%s %s made it looser: %s", list, r, got)
		}
	})
}

func requireSound(t *testing.T, r permission.Result) {
	t.Helper()
	require.LessOrEqual(t, r.Decision, permission.Allow)
	require.NotContains(t, r.Reason, "internal error")
	require.Equal(t, 1, strings.Count(r.String()+"\n", "\n"), "one line: %q", r.String())
	require.NotContains(t, r.Explain(), "\x1b")
	if r.Cause == permission.ByRule {
		require.NotEmpty(t, r.Rule.Tool)
	}
	_ = r.LogValue()
}

package permission_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/permission"
	"github.com/gatehouse-go/gatehouse/permission/conformance"
)

// Whatever is advised for a measured call that is not allowed lets it pass when it
// is written into a settings file, and does not with a rule less. Where nothing is
// advised, rules on just the call were tried in vain.
func TestRemediesOfCases(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(measuredDir, "*.jsonl"))
	require.NoError(t, err)
	asked, denied := &shares{}, &shares{}
	f := fixture(t)
	for _, file := range append(files, fieldCases) {
		name := filepath.Base(file)
		if name == "rule-validity.jsonl" {
			continue
		}
		in, err := os.Open(file)
		if errors.Is(err, fs.ErrNotExist) && file == fieldCases {
			continue
		}
		require.NoError(t, err)
		defer in.Close()
		n, step := 0, 1
		if name == "readonly.jsonl" || name == "paths.jsonl" {
			step = 4 // they are many and much alike
		}
		if raced {
			step = 40
		}
		for c, err := range conformance.Read(in) {
			require.NoError(t, err)
			if n++; n%step == 0 {
				countRemedies(t, f, c, asked, denied)
			}
		}
	}
	t.Logf("asked about: %s", asked)
	t.Logf("denied: %s", denied)
	if raced {
		return // too few for shares
	}
	require.Greater(t, asked.percent(asked.exact), 78.0)
	require.Less(t, asked.percent(asked.none), 10.0)
}

// shares counts what can be advised.
type shares struct{ cases, exact, wide, mode, none int }

func (s *shares) percent(n int) float64 { return 100 * float64(n) / float64(s.cases) }

func (s *shares) String() string {
	return fmt.Sprintf("%d, of which %.1f %% by rules on just the call, %.1f %% by wider ones, %.1f %% in another mode, %.1f %% by nothing",
		s.cases, s.percent(s.exact), s.percent(s.wide), s.percent(s.mode), s.percent(s.none))
}

func countRemedies(t *testing.T, f *conformance.Fixture, c conformance.Case, asked, denied *shares) {
	t.Helper()
	policy, err := f.Policy(c)
	require.NoError(t, err)
	req := permission.Request{Tool: c.Tool, Input: json.RawMessage(f.Expand(string(c.Input)))}
	r := policy.Check(req)
	s := asked
	switch {
	case r.Decision == permission.Allow, r.Cause == permission.ByInput, r.Cause == permission.ByTool:
		return
	case r.Decision == permission.Deny:
		s = denied
	}
	s.cases++
	list, why := policy.Remedies(req)
	switch {
	case len(list) == 0:
		s.none++
		require.NotEmpty(t, why, c.ID)
	case why == "":
		s.exact++
	case list[0].Mode == "":
		s.wide++
	default:
		s.mode++
	}
	if why != "" {
		requireNothingNarrower(t, f, c, req, r)
	}
	for _, remedy := range list {
		requireRemedy(t, f, c, req, remedy)
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// requireRemedy writes a remedy into the settings of a case.
func requireRemedy(t *testing.T, f *conformance.Fixture, c conformance.Case, req permission.Request, r permission.Remedy) {
	t.Helper()
	check := func(r permission.Remedy) permission.Result {
		p, err := f.Policy(changed(t, f, c, r))
		require.NoError(t, err)
		req := req
		req.Mode = r.Mode
		return p.Check(req)
	}
	got := check(r)
	require.Equal(t, permission.Allow, got.Decision, "%s %s: with %s: %s", c.ID, req.Input, r, got)
	for i := range r.Allow {
		less := r
		less.Allow = slices.Delete(slices.Clone(r.Allow), i, i+1)
		require.NotEqual(t, permission.Allow, check(less).Decision, "%s %s: %s is not needed in %s", c.ID, req.Input, r.Allow[i], r)
	}
	for i := range r.Directories {
		less := r
		less.Directories = slices.Delete(slices.Clone(r.Directories), i, i+1)
		require.NotEqual(t, permission.Allow, check(less).Decision, "%s %s: %s is not needed in %s", c.ID, req.Input, r.Directories[i], r)
	}
	for i := range r.Remove {
		less := r
		less.Remove = slices.Delete(slices.Clone(r.Remove), i, i+1)
		require.NotEqual(t, permission.Allow, check(less).Decision, "%s %s: %s need not go in %s", c.ID, req.Input, r.Remove[i], r)
	}
}

// requireNothingNarrower tries, for a call that is said to have no remedy of its
// own, the exact rules on the command and its parts, and those that the client
// would offer.
func requireNothingNarrower(t *testing.T, f *conformance.Fixture, c conformance.Case, req permission.Request, r permission.Result) {
	t.Helper()
	var input struct{ Command string }
	_ = json.Unmarshal(req.Input, &input)
	var one, parts permission.Remedy
	add := func(to *permission.Remedy, tool, spec string) {
		rule := permission.Rule{Decision: permission.Allow, Tool: tool, Specifier: spec, Scope: permission.User}
		if spec != "" && rule.Validate() == nil {
			to.Allow = append(to.Allow, rule)
		}
	}
	add(&one, "Bash", strings.TrimSpace(input.Command))
	for _, p := range r.Parts() {
		add(&parts, "Bash", p.Text)
	}
	for _, tool := range []string{"Read", "Edit"} {
		add(&one, tool, "/"+r.BlockedPath)
		add(&parts, tool, "/"+r.BlockedPath)
	}
	for _, s := range r.Suggestions {
		if s.Destination == "localSettings" && c.Tool == "Bash" {
			for _, rule := range s.Rules {
				add(&one, rule.ToolName, rule.RuleContent)
			}
		}
	}
	for _, try := range []permission.Remedy{one, parts} {
		p, err := f.Policy(changed(t, f, c, try))
		require.NoError(t, err)
		require.NotEqual(t, permission.Allow, p.Check(req).Decision, "%s %s: %s would do", c.ID, req.Input, try)
	}
}

// changed is a case with a remedy written into its settings files.
func changed(t *testing.T, f *conformance.Fixture, c conformance.Case, r permission.Remedy) conformance.Case {
	t.Helper()
	names := map[permission.Scope]string{permission.Managed: "managed", permission.Flag: "flag", permission.Local: "local", permission.Project: "project", permission.User: "user"}
	files := map[string]json.RawMessage{}
	maps.Copy(files, c.Settings)
	c.Settings = files
	edit := func(scope permission.Scope, change func(perms map[string]any)) {
		name := names[scope]
		raw := files[name]
		var text string
		if json.Unmarshal(raw, &text) == nil && len(raw) > 0 {
			raw = json.RawMessage(text)
		}
		file := map[string]any{}
		if s, err := permission.ParseSettings(scope, "/x.json", []byte(f.Expand(string(raw)))); err == nil && !s.Void {
			require.NoError(t, json.Unmarshal(raw, &file))
		}
		perms, _ := file["permissions"].(map[string]any)
		if perms == nil {
			perms = map[string]any{}
		}
		file["permissions"] = perms
		change(perms)
		files[name] = must(json.Marshal(file))
	}
	to := permission.Local
	if c.CLI.SettingSources != nil || c.NoGit && c.CWD != "" {
		to = permission.Flag // the session does not read the local settings
	}
	for _, rule := range r.Allow {
		scope := rule.Scope
		if scope == permission.Local {
			scope = to
		}
		edit(scope, func(perms map[string]any) {
			list, _ := perms["allow"].([]any)
			perms["allow"] = append(slices.Clone(list), rule.String())
		})
	}
	if len(r.Directories) > 0 {
		if c.Untrust {
			to = permission.User
		}
		edit(to, func(perms map[string]any) {
			list, _ := perms["additionalDirectories"].([]any)
			list = slices.Clone(list)
			for _, dir := range r.Directories {
				list = append(list, dir)
			}
			perms["additionalDirectories"] = list
		})
	}
	for _, gone := range r.Remove {
		if gone.Scope == permission.CLI {
			c.CLI.DisallowedTools = slices.DeleteFunc(slices.Clone(c.CLI.DisallowedTools), func(s string) bool { return strings.Contains(s, gone.String()) })
			continue
		}
		edit(gone.Scope, func(perms map[string]any) {
			list, _ := perms[gone.Decision.String()].([]any)
			perms[gone.Decision.String()] = slices.DeleteFunc(slices.Clone(list), func(v any) bool { s, _ := v.(string); return f.Expand(s) == gone.String() })
		})
	}
	return c
}

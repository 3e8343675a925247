package schematest_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/hooks"
	"github.com/gatehouse-go/gatehouse/internal/schematest"
	"github.com/gatehouse-go/gatehouse/permission"
)

// objections are what our readers say that the client ignores or drops, in general terms.
// That other remarks of theirs, such as on a matcher that matches nothing, are right is
// more than a schema can tell.
func objections(file []byte) (list []string) {
	object := func(code, message string) {
		switch code {
		case permission.CodeVoidFile, permission.CodeInvalidRule, permission.CodeNotAString, permission.CodeUnknownKey,
			hooks.CodeDroppedHook, hooks.CodeUnknownEvent, hooks.CodeNoCommand:
			list = append(list, code+": "+general(message))
		}
	}
	p, err := permission.ParseSettings(permission.Project, "", file)
	if err != nil {
		return []string{"no JSON"}
	}
	for _, d := range p.Diagnostics {
		object(d.Code, d.Message)
	}
	h, err := hooks.ParseSettings(hooks.ProjectScope, "", file)
	if err != nil {
		return []string{"no JSON"}
	}
	for _, d := range h.Diagnostics {
		object(d.Code, d.Message)
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// general leaves the rule and the advice out of a message.
func general(message string) string {
	message, _, _ = strings.Cut(quotedText.ReplaceAllString(message, "…"), ";")
	return strings.TrimPrefix(message, "invalid permission rule …: ")
}

var (
	quotedText = regexp.MustCompile(`"(\\.|[^"\\])*"`)
	eventName  = regexp.MustCompile(`^/hooks/\w+`)
)

// measured returns the settings files that the client was asked about.
func measured(t *testing.T) (files [][]byte) {
	names, err := filepath.Glob("../../permission/testdata/conformance/*.jsonl")
	require.NoError(t, err)
	seen := map[string]bool{}
	for _, name := range append(names, "../../hooks/testdata/settings.jsonl") {
		data, err := os.ReadFile(name)
		require.NoError(t, err)
		for line := range bytes.Lines(data) {
			var row struct{ Settings map[string]json.RawMessage }
			require.NoError(t, json.Unmarshal(line, &row))
			for _, text := range row.Settings {
				var raw string
				if json.Unmarshal(text, &raw) == nil {
					text = []byte(raw)
				}
				if !seen[string(text)] {
					seen[string(text)] = true
					files = append(files, text)
				}
			}
		}
	}
	return files
}

// TestReadersAsTheSchema asks the schema about all the settings that the client was asked
// about. Where it and our readers disagree, the client was seen to side with the readers.
func TestReadersAsTheSchema(t *testing.T) {
	files := measured(t)
	schematest.Settings(t, func(t *testing.T, s *schematest.Schema) {
		good, bad, differ := 0, 0, 0
		used := map[string]bool{}
		for _, file := range files {
			faults, objections := faults(s, file), objections(file)
			switch {
			case len(faults) == 0 && len(objections) == 0:
				good++
			case len(faults) > 0 && len(objections) > 0:
				bad++
			default:
				differ++
				known := onlySchema
				if len(faults) == 0 {
					known = onlyReaders
				}
				for _, what := range append(faults, objections...) {
					used[what] = true
					assert.Contains(t, slices.Concat(slices.Collect(maps.Values(known))...), what, "%s", file)
				}
			}
		}
		for _, known := range []map[string][]string{onlySchema, onlyReaders} {
			for _, what := range slices.Concat(slices.Collect(maps.Values(known))...) {
				assert.True(t, used[what], "%s is no difference any more", what)
			}
		}
		require.Greater(t, good, 1000)
		require.Greater(t, bad, 250)
		t.Logf("%d files: %d are good and %d bad for both, %d differ, for %d reasons", len(files), good, bad, differ, len(used))
	})
}

// faults are those that the schema finds, whatever the event.
func faults(s *schematest.Schema, file []byte) (list []string) {
	file = bytes.TrimPrefix(file, []byte("\xef\xbb\xbf")) // a schema is about what is read
	for _, place := range s.Places(file) {
		list = append(list, eventName.ReplaceAllString(place, "/hooks/EVENT"))
	}
	return list
}

// onlySchema holds what the schema finds fault with, by the reason why the client and our
// readers do not.
var onlySchema = map[string][]string{
	"keys that the client has and the schema lacks": {
		"/hooks/EVENT/*/hooks/*/onFailure additionalProperties",
		"/permissions/denyInsteadOfPrompting additionalProperties",
		"/permissions/blockReadsOutsideWorkingDirectories additionalProperties",
		"/permissions/blockWritesOutsideWorkingDirectories additionalProperties",
		"/permissions/blockReadsExemptPaths additionalProperties",
		"/permissions/workingDirectoriesAsGiven additionalProperties",
		"/permissions/workingDirectoriesExclude additionalProperties",
	},
	"a key of skills, which hooks may have and which does nothing there": {"/hooks/EVENT/*/hooks/*/once additionalProperties"},
	"a rule that occurs twice counts, like one that occurs once":         {"/permissions/allow uniqueItems"},
	"the client takes other rules: TestRulesAsTheSchema": {
		"/permissions/allow/* pattern", "/permissions/ask/* pattern", "/permissions/deny/* pattern",
	},
	"null stands for no hooks":                        {"/hooks/EVENT type"},
	"null stands for nothing, but not in permissions": {"/disableAutoMode type", "/disableAutoMode enum"},
	"variables may have values of any type":           {"/env/A type"},
	"empty texts are texts":                           {"/hooks/EVENT/*/hooks/*/prompt minLength", "/hooks/EVENT/*/hooks/*/server minLength", "/hooks/EVENT/*/hooks/*/tool minLength", "/allowedHttpHookUrls/* minLength"},
	"the file counts with a wrong value here, too": {
		"/allowedMcpServers type", "/deniedMcpServers type", "/effortLevel enum", "/effortLevel type", "/enabledMcpjsonServers type",
		"/extraKnownMarketplaces type", "/forceLoginMethod enum", "/policyHelper type", "/sandbox/bwrapPath type", "/spinnerTipsOverride type",
		"/sshHostAllowlist type", "/strictPluginOnlyCustomization type", "/subagentStatusLine type", "/teammateMode enum", "/teammateMode type",
	},
}

// onlyReaders holds what our readers object to, as the client does, by the reason why the
// schema does not.
var onlyReaders = map[string][]string{
	"rules that its pattern takes: TestRulesAsTheSchema": {
		"invalid-rule: :* is for commands",
		"invalid-rule: MCP rules take no parentheses",
		"invalid-rule: an allow rule may use * only after a whole mcp__server__ prefix",
		"invalid-rule: the last … is escaped, so nothing closes the rule",
		"invalid-rule: the parentheses are empty",
		"invalid-rule: the prefix before :* is empty",
		"invalid-rule: write WebFetch(domain:example.com)",
	},
	"it takes any text for a URL":               {"void-file: hooks.PreToolUse.hooks.url must be a URL"},
	"it takes a blank for a command":            {"no-command: the command is empty, so that nothing is run"},
	"it has a mode that the client has no more": {"void-file: defaultMode must be one of default, acceptEdits, plan, auto, dontAsk, bypassPermissions"},
	"it lacks the key, and takes any value for it": {
		"void-file: isolatePeerMachines must be a boolean, not a number",
		"void-file: proxyAuthHelper must be a string, not a number",
		"void-file: skipAutoPermissionPrompt must be a boolean, not a number",
	},
	"it takes any key at the top": {"unknown-key: the key Permissions does nothing here: none of what is in it counts"},
}

// TestRulesAsTheSchema asks the schema about the rules that the client was asked about.
func TestRulesAsTheSchema(t *testing.T) {
	data, err := os.ReadFile("../../permission/testdata/conformance/rule-validity.jsonl")
	require.NoError(t, err)
	schematest.Settings(t, func(t *testing.T, s *schematest.Schema) {
		good, bad := 0, 0
		why := map[string]int{}
		for line := range bytes.Lines(data) {
			var row struct {
				List, Rule string
				Valid      bool
			}
			require.NoError(t, json.Unmarshal(line, &row))
			file, err := json.Marshal(map[string]any{"permissions": map[string]any{row.List: []string{row.Rule}}})
			require.NoError(t, err)
			objections := objections(file)
			require.Equal(t, row.Valid, len(objections) == 0, "%s %s", row.List, row.Rule)
			switch taken := len(s.Check(file)) == 0; {
			case taken && row.Valid:
				good++
			case !taken && !row.Valid:
				bad++
			case taken:
				why[objections[0]]++
			default:
				why[otherRule(row.Rule)]++
			}
		}
		require.Equal(t, map[string]int{
			// The client takes these rules, and the schema does not.
			"a tool that the schema does not list": 129,
			"a parenthesis in the parentheses":     27,
			"a wildcard for the name of the tool":  16,
			"a blank before the rule":              3,

			// The schema takes these rules, and the client skips them.
			"invalid-rule: :* is for commands":                                              18,
			"invalid-rule: MCP rules take no parentheses":                                   12,
			"invalid-rule: WebSearch has no wildcards":                                      3,
			"invalid-rule: an allow rule may use * only after a whole mcp__server__ prefix": 3,
			"invalid-rule: the last … is escaped, so nothing closes the rule":               3,
			"invalid-rule: the parentheses are empty":                                       3,
			"invalid-rule: the prefix before :* is empty":                                   3,
			"invalid-rule: write WebFetch(domain:example.com)":                              21,
		}, why)
		require.Greater(t, good, 300)
		require.Greater(t, bad, 50)
		t.Logf("%d rules are good and %d bad for both", good, bad)
	})
}

// otherRule says why the schema refuses a rule that the client takes.
func otherRule(rule string) string {
	tool, _, _ := strings.Cut(rule, "(")
	switch {
	case strings.HasPrefix(rule, " "):
		return "a blank before the rule"
	case strings.Contains(tool, "*"):
		return "a wildcard for the name of the tool"
	case strings.Count(rule, ")") > 1:
		return "a parenthesis in the parentheses"
	}
	return "a tool that the schema does not list"
}

// TestPublishedExamples asks our readers about the settings that the publisher of the schema
// tests it with.
func TestPublishedExamples(t *testing.T) {
	t.Run("good", func(t *testing.T) {
		examples := schematest.PublishedExamples(t, true)
		for name, want := range map[string][]string{
			"complete-config.json":        {"void-file: defaultMode must be one of default, acceptEdits, plan, auto, dontAsk, bypassPermissions"}, // delegate
			"permissions-mcp.json":        {"invalid-rule: MCP rules take no parentheses"},
			"modern-complete-config.json": {"invalid-rule: an allow rule may use * only after a whole mcp__server__ prefix"}, // mcp__*
		} {
			require.Equal(t, want, objections(examples[name]), name)
			delete(examples, name)
		}
		require.Greater(t, len(examples), 15)
		for name, file := range examples {
			assert.Empty(t, objections(file), name)
		}
	})
	t.Run("bad", func(t *testing.T) {
		examples := schematest.PublishedExamples(t, false)
		for _, name := range []string{
			// Whatever stands there, the file counts: TestReadersAsTheSchema.
			"invalid-env-variable-name.json", "invalid-mcp-server-name.json", "invalid-tls-terminate-property.json",
			// Details that have nothing to do with hooks and permissions.
			"invalid-blocked-marketplace-git-url.json", "invalid-inline-marketplace-plugin-source.json", "invalid-inline-marketplace-source.json",
			"invalid-marketplace-host-pattern.json", "invalid-vim-insert-mode-remap.json",
		} {
			require.Contains(t, examples, name)
			require.Empty(t, objections(examples[name]), name)
			delete(examples, name)
		}
		require.Greater(t, len(examples), 7)
		for name, file := range examples {
			assert.NotEmpty(t, objections(file), name)
		}
	})
}

// TestKeysOfTheSchema: no key that the schema has is taken for another one misspelt.
func TestKeysOfTheSchema(t *testing.T) {
	schematest.Settings(t, func(t *testing.T, s *schematest.Schema) {
		keys := s.Keys()
		require.Greater(t, len(keys), 70)
		for _, key := range keys {
			file, err := json.Marshal(map[string]any{key: nil})
			require.NoError(t, err)
			for _, o := range objections(file) {
				require.NotContains(t, o, permission.CodeUnknownKey, key)
			}
		}
	})
}

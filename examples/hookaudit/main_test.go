package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/hooks"
	"github.com/gatehouse-go/gatehouse/permission"
)

// TestConditionsAsMeasured compares which hooks with an "if" run with what Claude
// Code 2.1.330 ran.
func TestConditionsAsMeasured(t *testing.T) {
	// Rules see through timeout, and the client's "if" does not: a hook that runs
	// too often is the lesser evil.
	const wrapped = "Bash timeout 5 git commit"
	r := &rules{project: "/home/u/proj", home: "/home/u"}
	data, err := os.ReadFile("../../hooks/testdata/conditions.jsonl")
	require.NoError(t, err)
	rows := 0
	for scan := bufio.NewScanner(bytes.NewReader(data)); scan.Scan(); rows++ {
		var row struct {
			If         string
			Fires, Not []string
		}
		require.NoError(t, json.Unmarshal(scan.Bytes(), &row))
		entry, err := json.Marshal(map[string]string{"type": "command", "command": "x", "if": row.If})
		require.NoError(t, err)
		s, err := hooks.ParseSettings(hooks.ProjectScope, "", []byte(`{"hooks": {"PreToolUse": [{"hooks": [`+string(entry)+`]}]}}`))
		require.NoError(t, err)
		m := hooks.Merge(s)
		for _, call := range row.Fires {
			require.Lenf(t, m.For(event(t, call), r.cover), 1, "%q must run for %s", row.If, call)
		}
		for _, call := range row.Not {
			if call == wrapped && strings.HasPrefix(row.If, "Bash(git") {
				continue
			}
			require.Emptyf(t, m.For(event(t, call), r.cover), "%q must not run for %s", row.If, call)
		}
		// What the linter calls dead ran for nothing, or is cut off by what is in parentheses.
		dead := slices.ContainsFunc(s.Diagnostics, func(d hooks.Diagnostic) bool { return d.Code == hooks.CodeDeadIf })
		require.False(t, dead && len(row.Fires) > 0, row.If)
	}
	require.Equal(t, 27, rows)
}

// event makes the message for a call such as "Read README.md".
func event(t *testing.T, call string) hooks.Event {
	t.Helper()
	tool, rest, _ := strings.Cut(call, " ")
	input := map[string]string{}
	switch tool {
	case "Bash":
		input["command"] = rest
	case "Read", "Write", "Edit":
		input["file_path"] = "/home/u/proj/" + rest
	}
	message, err := json.Marshal(map[string]any{"hook_event_name": "PreToolUse", "tool_name": tool, "tool_input": input})
	require.NoError(t, err)
	e, err := hooks.Decode(message)
	require.NoError(t, err)
	return e
}

// TestAudit runs the program in a project with a user's settings.
func TestAudit(t *testing.T) {
	home, project := t.TempDir(), t.TempDir()
	t.Setenv("HOME", home)
	t.Setenv("USERPROFILE", home)
	t.Setenv("CLAUDE_CONFIG_DIR", filepath.Join(home, ".claude"))
	t.Chdir(project)
	write := func(dir, text string) {
		require.NoError(t, os.MkdirAll(filepath.Join(dir, ".claude"), 0o700))
		require.NoError(t, os.WriteFile(filepath.Join(dir, ".claude", "settings.json"), []byte(text), 0o600))
	}
	write(home, `{"hooks": {"PreToolUse": [{"hooks": [{"type": "command", "command": "echo", "onFailure": "block"}]}]}}`)
	write(project, `{"hooks": {"PreToolUse": [{"matcher": "Bash(git push)", "hooks": [{"type": "command", "command": "true", "onFailure": "block"}]},
		{"hooks": [{"type": "command", "command": "true", "if": "Bash(git push *)", "onFailure": "block"}]}]}}`)

	var out strings.Builder
	code, err := audit(&out, nil)
	require.NoError(t, err)
	require.Equal(t, 1, code)
	require.Contains(t, out.String(), "error: ")
	require.Contains(t, out.String(), "settings.json:1:39: nothing matches \"Bash(git push)\"")
	require.Contains(t, out.String(), "(dead-matcher)")

	for command, n := range map[string]int{"git status": 1, "cd /tmp && git push origin": 2} {
		out.Reset()
		input, err := json.Marshal(map[string]string{"command": command})
		require.NoError(t, err)
		code, err = audit(&out, []string{"Bash", string(input)})
		require.NoError(t, err)
		require.Zero(t, code)
		require.Equal(t, n, strings.Count(out.String(), "\n"), out.String())
	}

	write(project, `{`)
	code, err = audit(&out, nil)
	require.Error(t, err)
	require.Equal(t, 2, code)
	code, err = audit(&out, []string{"Bash"})
	require.Error(t, err)
	require.Equal(t, 2, code)
}

// TestPackagesAgree compares what packages permission and hooks say of the same
// files: whether the client ignores them, and which hooks never run.
func TestPackagesAgree(t *testing.T) {
	files := 0
	for _, name := range []string{"../../hooks/testdata/settings.jsonl", "../../permission/testdata/conformance/void-files.jsonl"} {
		data, err := os.ReadFile(name)
		require.NoError(t, err)
		scan := bufio.NewScanner(bytes.NewReader(data))
		scan.Buffer(nil, 1<<20)
		for scan.Scan() {
			var row struct{ Settings map[string]json.RawMessage }
			require.NoError(t, json.Unmarshal(scan.Bytes(), &row))
			for _, text := range row.Settings {
				var raw string
				if json.Unmarshal(text, &raw) == nil {
					text = []byte(raw)
				}
				p, perr := permission.ParseSettings(permission.Project, "f", text)
				h, herr := hooks.ParseSettings(hooks.ProjectScope, "f", text)
				require.Equal(t, perr == nil, herr == nil, string(text))
				if perr != nil {
					continue
				}
				require.Equal(t, p.Void, h.Void, string(text))
				for _, d := range p.Diagnostics {
					switch d.Code {
					case permission.CodeVoidFile, permission.CodeUnknownEvent, permission.CodeDeadMatcher, permission.CodeDuplicateKey, permission.CodeInvalidUTF8:
						require.Truef(t, slices.ContainsFunc(h.Diagnostics, func(o hooks.Diagnostic) bool {
							return o.Code == d.Code && o.Pos == d.Pos
						}), "%s\n%s", text, d)
					}
				}
				files++
			}
		}
		require.NoError(t, scan.Err())
	}
	require.Greater(t, files, 600)
}

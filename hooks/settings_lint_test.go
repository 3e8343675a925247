package hooks_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/hooks"
)

// hookIn is a settings file with one hook of an event; extra is what its entry
// has besides type and command.
func hookIn(event, matcher, extra string) string {
	if extra != "" {
		extra = ", " + extra
	}
	return `{"hooks": {"` + event + `": [{"matcher": "` + matcher + `", "hooks": [{"type": "command", "command": "guard"` + extra + `}]}]}}`
}

const closed = `"onFailure": "block"`

// A diagnosis is a settings file and the first diagnostic of a code that it must
// get: what stands at its position, and parts of message and hint. Without a
// message there must be none.
type diagnosis struct{ settings, at, message, hint string }

func requireDiagnoses(t *testing.T, code string, severity hooks.Severity, rows []diagnosis) {
	t.Helper()
	for _, row := range rows {
		s, err := hooks.ParseSettings(hooks.ProjectScope, "settings.json", []byte(row.settings))
		require.NoError(t, err, row.settings)
		var found []hooks.Diagnostic
		for _, d := range s.Diagnostics {
			if d.Code == code {
				found = append(found, d)
			}
		}
		if row.message == "" {
			require.Empty(t, found, row.settings)
			continue
		}
		require.NotEmpty(t, found, row.settings)
		require.Equal(t, "settings.json", found[0].Pos.Filename)
		require.Equal(t, found[0].Pos.Offset+1, found[0].Pos.Column)
		require.Truef(t, strings.HasPrefix(row.settings[found[0].Pos.Offset:], row.at), "%s\n%s is at %s", row.settings, found[0], row.settings[found[0].Pos.Offset:])
		require.Contains(t, found[0].Message, row.message)
		require.Contains(t, found[0].Hint, row.hint)
		require.Equal(t, severity, found[0].Severity)
		require.NotContains(t, found[0].String(), "\n")
	}
}

func TestCodeVoidFile(t *testing.T) {
	requireDiagnoses(t, hooks.CodeVoidFile, hooks.SeverityError, []diagnosis{
		{hookIn("PreToolUse", "*", `"timeout": 0`), `0}`, "timeout is a number of seconds above 0", "neither hooks nor permission rules"},
		{hookIn("PreToolUse", "*", `"timeout": -1`), `-1}`, "timeout is a number of seconds above 0", "correct it"},
		{hookIn("PermissionRequest", "*", `"timeout": "5"`), `"5"}`, "timeout is a number of seconds above 0", "correct it"},
		{`{"hooks": {"PreToolUse": [{"hooks": [{"command": "guard"}]}]}}`, `{"command`, "needs a type: command, http", ""},
		{`{"hooks": {"PreToolUse": [{"hooks": [{"type": "shell", "command": "guard"}]}]}}`, `{"type`, "needs a type: command, http", ""},
		{`{"hooks": {"PreToolUse": [{"hooks": [{"type": "command"}]}]}}`, `{"type": "command"}`, "needs a string command", ""},
		{`{"hooks": {"PreToolUse": [{"type": "command", "command": "guard"}]}}`, `{"type"`, "needs a list of hooks", ""},
		{`{"hooks": {"PreToolUse": ["guard"]}}`, `"guard"`, "must hold objects", ""},
		{`{"hooks": {"PreToolUse": [{"matcher": ["Bash"], "hooks": []}]}}`, `["Bash"]`, "matcher must be a string", ""},
		{`{"permissions": {"allow": "Bash"}}`, `"Bash"`, "permissions.allow must be an array", ""},
		{`{"disableAllHooks": "yes"}`, `"yes"`, "disableAllHooks must be a boolean", ""},
		{`[]`, `[]`, "settings must be a JSON object", ""},
		{hookIn("Stop", "", `"timeout": 0`), "", "", ""},
		{hookIn("PreToolUse", "*", closed), "", "", ""},
	})
	s, err := hooks.ParseSettings(hooks.ManagedScope, "m", []byte(`{"disableAllHooks": "x", "hooks": {"PreToolUse": []}}`))
	require.NoError(t, err)
	require.False(t, s.Void)
	require.Contains(t, s.Diagnostics[0].Hint, "it is ignored")
	s, err = hooks.ParseSettings(hooks.ManagedScope, "m", []byte(`{"hooks": {"PreToolUse": 5}}`))
	require.NoError(t, err)
	require.True(t, s.Void)
	require.Contains(t, s.Diagnostics[0].Hint, "no hook of this file runs")
}

func TestCodeDroppedHook(t *testing.T) {
	requireDiagnoses(t, hooks.CodeDroppedHook, hooks.SeverityError, []diagnosis{
		{`{"hooks": []}`, `[]`, "hooks must be an object, not an array", `write "hooks": {`},
		{`{"hooks": {"Stop": {}}}`, `{}`, "hooks.Stop must be an array, not an object, so it is dropped", "correct it"},
		{`{"hooks": {"Stop": ["x"]}}`, `"x"`, "must hold objects, so it is dropped", ""},
		{`{"hooks": {"Stop": [{"matcher": 5, "hooks": []}]}}`, `5`, "matcher must be a string, not a number", ""},
		{hookIn("PostToolUse", "*", `"timeout": "5"`), `"5"}`, "timeout is a number of seconds above 0, so it is dropped", ""},
		{`{"hooks": {"Stop": null}}`, "", "", ""},
	})
}

func TestCodeInvalidUTF8(t *testing.T) {
	requireDiagnoses(t, hooks.CodeInvalidUTF8, hooks.SeverityWarning, []diagnosis{
		{"{\"model\": \"\xff\"}", "\xff", "not valid UTF-8", "save it as UTF-8"},
	})
}

func TestCodeDuplicateKey(t *testing.T) {
	requireDiagnoses(t, hooks.CodeDuplicateKey, hooks.SeverityError, []diagnosis{
		{`{"hooks": {"Stop": []}, "hooks": {}}`, `"hooks"`, "only the last one counts", "merge"},
	})
}

func TestCodeUnknownKey(t *testing.T) {
	requireDiagnoses(t, hooks.CodeUnknownKey, hooks.SeverityWarning, []diagnosis{
		{`{"hook": {}}`, `"hook"`, `"hook" does nothing`, "write hooks"},
		{`{"disableAllHook": true}`, `"disableAllHook"`, `"disableAllHook" does nothing`, "write disableAllHooks"},
		{`{"PreToolUse": []}`, `"PreToolUse"`, "none of its hooks runs", `it belongs in "hooks"`},
		{hookIn("PreToolUse", "*", `"onfailure": "block"`), `"onfailure"`, `"onfailure" does nothing in a hook of type command`, "write onFailure"},
		{hookIn("PreToolUse", "*", `"url": "https://h/"`), `"url"`, `"url" does nothing`, "remove it"},
		{`{"hooks": {"Stop": [{"matchers": "", "hooks": []}]}}`, `"matchers"`, `"matchers" does nothing in a group of hooks`, "write matcher"},
		{`{"model": "x", "somethingElse": 1}`, "", "", ""},
	})
}

func TestCodeIgnoredKey(t *testing.T) {
	requireDiagnoses(t, hooks.CodeIgnoredKey, hooks.SeverityWarning, []diagnosis{
		{`{"allowManagedHooksOnly": true}`, `"allowManagedHooksOnly"`, "counts in managed settings only", "move it there"},
		{hookIn("Stop", "", closed), `"onFailure"`, "Stop ignores onFailure", "remove it"},
		{hookIn("PreToolUse", "*", `"async": true, `+closed), `"onFailure"`, "nobody waits", "remove it"},
		{hookIn("PreToolUse", "*", `"once": true`), `"once"`, "once counts in the front matter of skills only", "remove it"},
		{hookIn("PreToolUse", "*", closed), "", "", ""},
	})
}

func TestCodeUnknownEvent(t *testing.T) {
	requireDiagnoses(t, hooks.CodeUnknownEvent, hooks.SeverityError, []diagnosis{
		{hookIn("pretooluse", "*", ""), `"pretooluse"`, `there is no event "pretooluse", so its hooks never run`, "write PreToolUse"},
		{hookIn("PreTolUse", "*", ""), `"PreTolUse"`, "there is no event", "write PreToolUse"},
		{hookIn("Nope", "*", ""), `"Nope"`, "there is no event", "see the events"},
	})
}

func TestCodeDeadMatcher(t *testing.T) {
	requireDiagnoses(t, hooks.CodeDeadMatcher, hooks.SeverityError, []diagnosis{
		{hookIn("PreToolUse", "Bash(git commit*)", ""), `"Bash(git commit*)"`, "never run", `write "matcher": "Bash", and "if": "Bash(git commit*)"`},
		{hookIn("PreToolUse", "Bash(git:*)", ""), `"Bash(git:*)"`, "never run", `"if": "Bash(git:*)"`},
		{hookIn("PreToolUse", "Skill(deploy)", ""), `"Skill(deploy)"`, "never run", `"matcher": "Skill"`},
		{hookIn("PreToolUse", `Bash\\(git`, ""), `"Bash\\(git"`, "never run", "names"},
		{hookIn("PreToolUse", "bash", ""), `"bash"`, "names are compared exactly", "write Bash"},
		{hookIn("PreToolUse", "Bash|edit", ""), `"Bash|edit"`, `nothing matches "edit"`, "write Edit"},
		{hookIn("PreToolUse", "mcp__srv", ""), `"mcp__srv"`, "no tool is called mcp__srv", "write mcp__srv__.*"},
		{hookIn("PreToolUse", "Write Bash", ""), `"Write Bash"`, `no tool is called "Write Bash"`, "separate names with |"},
		{hookIn("PreToolUse", "|", ""), `"|"`, "there is no name", "remove the matcher"},
		{hookIn("PreToolUse", "**", ""), `"**"`, "never run", `write "*"`},
		{hookIn("PreToolUse", "*Edit", ""), `"*Edit"`, "never run", "expression"},
		{hookIn("PreToolUse", "(?i)bash", ""), `"(?i)bash"`, "never run", "write (?i:bash)"},
		{hookIn("PreToolUse", "!Bash", ""), `"!Bash"`, "never run", "write ^(?!Bash$)"},
		{hookIn("SessionStart", "Startup", ""), `"Startup"`, `nothing matches "Startup"`, "write startup"},
		{hookIn("PreCompact", "^manually$", ""), `"^manually$"`, "nothing matches", "manual|auto"},
		{hookIn("PreToolUse", "Edit|Write|NewTool", ""), "", "", ""},
		{hookIn("PreToolUse", "mcp__.*__write.*", ""), "", "", ""},
		{hookIn("PreToolUse", "Bash.*", ""), "", "", ""},
		{hookIn("PreToolUse", "(Write|Bash)", ""), "", "", ""},
		{hookIn("SubagentStop", "my-agent", ""), "", "", ""},
	})
}

func TestCodeIgnoredMatcher(t *testing.T) {
	requireDiagnoses(t, hooks.CodeIgnoredMatcher, hooks.SeverityWarning, []diagnosis{
		{hookIn("Stop", "Bash", ""), `"Bash"`, "Stop has nothing to match, so these hooks always run", "remove the matcher"},
		{hookIn("Stop", "*", ""), "", "", ""},
	})
}

func TestCodeUncertainMatcher(t *testing.T) {
	requireDiagnoses(t, hooks.CodeUncertainMatcher, hooks.SeverityNote, []diagnosis{
		{hookIn("PreToolUse", `(B)\\1`, ""), `"(B)\\1"`, "cannot be told", "simpler"},
	})
}

func TestCodeDeadIf(t *testing.T) {
	requireDiagnoses(t, hooks.CodeDeadIf, hooks.SeverityError, []diagnosis{
		{hookIn("UserPromptSubmit", "", `"if": "Bash(git *)"`), `"Bash(git *)"`, "UserPromptSubmit is not about a tool", `remove the "if"`},
		{hookIn("PostToolBatch", "", `"if": "Bash"`), `"Bash"`, "PostToolBatch is not about a tool", ""},
		{hookIn("PreToolUse", "*", `"if": "*"`), `"*"`, "never holds", "write a rule"},
		{hookIn("PreToolUse", "*", `"if": "Bash("`), `"Bash("`, "parenthesis", ""},
		{hookIn("PreToolUse", "*", `"if": "bash(git *)"`), `"bash(git *)"`, `no tool is called "bash"`, "write Bash"},
		{hookIn("PreToolUse", "*", `"if": "mcp__srv"`), `"mcp__srv"`, "no tool is called mcp__srv", ""},
		{hookIn("PreToolUse", "*", `"if": "Agent(reviewer)"`), `"Agent(reviewer)"`, "no content of a rule on Agent", ""},
		{hookIn("PreToolUse", "Edit", `"if": "Bash(git *)"`), `"Bash(git *)"`, "the matcher of its group does not match Bash", ""},
		{hookIn("PreToolUse", "Agent", `"if": "Task"`), "", "", ""},
		{hookIn("PreToolUse", "Bash|Edit", `"if": "Bash(git *)"`), "", "", ""},
	})
}

func TestCodeWrongType(t *testing.T) {
	requireDiagnoses(t, hooks.CodeWrongType, hooks.SeverityError, []diagnosis{
		{`{"hooks": {"SessionStart": [{"hooks": [{"type": "prompt", "prompt": "x"}]}]}}`, `"prompt"`, "SessionStart has no hooks of type prompt", "command"},
		{`{"hooks": {"SessionStart": [{"hooks": [{"type": "http", "url": "https://h/"}]}]}}`, `"http"`, "no hooks of type http", ""},
		{`{"hooks": {"SessionStart": [{"hooks": [{"type": "mcp_tool", "server": "s", "tool": "t"}]}]}}`, `"mcp_tool"`, "it always fails", ""},
		{`{"hooks": {"Notification": [{"hooks": [{"type": "agent", "prompt": "x"}]}]}}`, `"agent"`, "no hooks of type agent", ""},
		{`{"hooks": {"PreToolUse": [{"hooks": [{"type": "agent", "prompt": "x"}]}]}}`, "", "", ""},
	})
}

func TestCodeOddTimeout(t *testing.T) {
	requireDiagnoses(t, hooks.CodeOddTimeout, hooks.SeverityWarning, []diagnosis{
		{hookIn("PreToolUse", "*", `"timeout": 60000`), `60000`, "a timeout of 16.6667 hours", "if 60000 are milliseconds, write 60"},
		{hookIn("PreToolUse", "*", `"timeout": 1e12`), `1e12`, "hours", "write 1e+09"},
		{hookIn("PreToolUse", "*", `"timeout": 1500`), `1500`, "hours", "write seconds"},
		{hookIn("PreToolUse", "*", `"timeout": 0.05`), `0.05`, "cancelled", "some seconds"},
		{hookIn("SessionEnd", "", `"timeout": 100`), `100`, "60 seconds at most", ""},
		{hookIn("PreToolUse", "*", `"timeout": 30`), "", "", ""},
	})
}

func TestCodeAsync(t *testing.T) {
	requireDiagnoses(t, hooks.CodeAsync, hooks.SeverityWarning, []diagnosis{
		{hookIn("PreToolUse", "*", `"async": true`), `"async"`, "cannot block anything", "remove async"},
		{hookIn("PreToolUse", "*", `"asyncRewake": true`), `"asyncRewake"`, "cannot block anything", "remove asyncRewake"},
		{hookIn("PostToolUse", "*", `"async": true`), "", "", ""},
	})
}

func TestCodeFailsOpen(t *testing.T) {
	requireDiagnoses(t, hooks.CodeFailsOpen, hooks.SeverityWarning, []diagnosis{
		{hookIn("PreToolUse", "*", ""), `{"type": "command"`, "nothing is blocked", `add "onFailure": "block"`},
		{hookIn("UserPromptSubmit", "", `"onFailure": "continue"`), `{"type": "command"`, "nothing is blocked", ""},
		{hookIn("PreToolUse", "*", closed), "", "", ""},
		{hookIn("PostToolUse", "*", ""), "", "", ""},
		{hookIn("Stop", "", ""), "", "", ""},
		{hookIn("WorktreeCreate", "", ""), "", "", ""},
		{`{"hooks": {"PreToolUse": [{"hooks": [{"type": "prompt", "prompt": "x"}]}]}}`, "", "", ""},
	})
}

func TestCodeExit1(t *testing.T) {
	for command, bad := range map[string]bool{
		`check || exit 1`: true, `check; exit 1`: true, `if bad; then exit 1; fi`: true, `grep -q x && exit 1`: true,
		`check || false`: true, `check || { echo no >&2; exit 1; }`: true, `python3 -c 'import sys; sys.exit(1)'`: true,
		`node -e "process.exit(1)"`: true, `sh -c 'exit 3'`: true, `exit 127`: true, `check || (exit 1)`: true,
		`check || exit 2`: false, `exit 0`: false, `check`: false, `exit12`: false, `exit 10x`: false, `./exit 2`: false,
		`echo '{"hookSpecificOutput":{"permissionDecision":"deny"}}'; exit 1`: false, `falsehood`: false, `check || falsey`: false,
	} {
		raw := strings.ReplaceAll(strings.ReplaceAll(command, `\`, `\\`), `"`, `\"`)
		row := diagnosis{settings: `{"hooks": {"PreToolUse": [{"hooks": [{"type": "command", "command": "` + raw + `"}]}]}}`}
		if bad {
			row.at, row.message, row.hint = `"`+raw, "exit code 1 does not block", "exit with 2"
		}
		requireDiagnoses(t, hooks.CodeExit1, hooks.SeverityWarning, []diagnosis{row})
	}
	requireDiagnoses(t, hooks.CodeExit1, hooks.SeverityWarning, []diagnosis{
		{`{"hooks": {"PreToolUse": [{"hooks": [{"type": "command", "command": "exit 1", "onFailure": "block"}]}]}}`, "", "", ""},
		{`{"hooks": {"PostToolUse": [{"hooks": [{"type": "command", "command": "exit 1"}]}]}}`, "", "", ""},
		{`{"hooks": {"PreToolUse": [{"hooks": [{"type": "command", "command": "sh", "args": ["-c", "exit 1"]}]}]}}`, `"sh"`, "exit code 1", ""},
	})
}

func TestCodeNoCommand(t *testing.T) {
	requireDiagnoses(t, hooks.CodeNoCommand, hooks.SeverityError, []diagnosis{
		{`{"hooks": {"PreToolUse": [{"hooks": [{"type": "command", "command": " "}]}]}}`, `" "`, "the command is empty", "write a command"},
	})
}

func TestCodeDeadURL(t *testing.T) {
	requireDiagnoses(t, hooks.CodeDeadURL, hooks.SeverityError, []diagnosis{
		{`{"allowedHttpHookUrls": ["*.example.com"]}`, `"*.example`, "no URL matches this", "https://hooks.example.com/*"},
		{`{"allowedHttpHookUrls": ["hooks.example.com:8080/x"]}`, `"hooks`, "no URL matches this", ""},
		{`{"allowedHttpHookUrls": ["http*://h/"]}`, `"http*`, "no URL matches this", ""},
		{`{"allowedHttpHookUrls": ["**"]}`, `"**"`, "no URL matches this", ""},
		{`{"allowedHttpHookUrls": ["*", "https://h", "*://h/", "http://[::1]:*/x"]}`, "", "", ""},
	})
}

func TestCodeEnvNotAllowed(t *testing.T) {
	requireDiagnoses(t, hooks.CodeEnvNotAllowed, hooks.SeverityError, []diagnosis{
		{`{"hooks": {"PreToolUse": [{"hooks": [{"type": "http", "url": "https://h/", "headers": {"X-Key": "Bearer $KEY"}}]}]}}`, `"Bearer`, `in the header "X-Key", $KEY becomes empty`, `add "KEY" to allowedEnvVars`},
		{`{"hooks": {"PreToolUse": [{"hooks": [{"type": "http", "url": "https://h/", "headers": {"X-Key": "${KEY}"}, "allowedEnvVars": ["KEY"]}]}]}}`, "", "", ""},
	})
	found := lint(t, hooks.LintOptions{}, map[hooks.Scope]string{
		hooks.UserScope:    `{"httpHookAllowedEnvVars": ["OTHER"]}`,
		hooks.ProjectScope: `{"hooks": {"PreToolUse": [{"hooks": [{"type": "http", "url": "https://h/", "headers": {"X": "$KEY$OTHER"}, "allowedEnvVars": ["KEY", "OTHER"]}]}]}}`,
	}, hooks.CodeEnvNotAllowed)
	require.Len(t, found, 1)
	require.Contains(t, found[0].String(), `$KEY becomes empty; add "KEY" to httpHookAllowedEnvVars`)
}

// lint returns the diagnostics of one code.
func lint(t *testing.T, o hooks.LintOptions, texts map[hooks.Scope]string, code string) []hooks.Diagnostic {
	t.Helper()
	var files []*hooks.Settings
	for scope := hooks.ManagedScope; scope <= hooks.UserScope; scope++ {
		if text, ok := texts[scope]; ok {
			s, err := hooks.ParseSettings(scope, scope.String(), []byte(text))
			require.NoError(t, err)
			files = append(files, s)
		}
	}
	var found []hooks.Diagnostic
	for _, d := range hooks.Lint(files, o) {
		if d.Code == code {
			found = append(found, d)
		}
	}
	return found
}

func TestCodeURLNotAllowed(t *testing.T) {
	hook := `{"hooks": {"PreToolUse": [{"hooks": [{"type": "http", "url": "https://h.example/x"}]}]}}`
	for list, n := range map[string]int{`{}`: 0, `{"allowedHttpHookUrls": []}`: 1, `{"allowedHttpHookUrls": ["https://*.example/*"]}`: 0, `{"allowedHttpHookUrls": ["http://h.example"]}`: 1} {
		found := lint(t, hooks.LintOptions{}, map[hooks.Scope]string{hooks.UserScope: list, hooks.ProjectScope: hook}, hooks.CodeURLNotAllowed)
		require.Len(t, found, n, list)
		for _, d := range found {
			require.Equal(t, "project settings:1:38", d.Pos.String())
			require.NotContains(t, d.String(), "h.example", "a URL may hold a secret")
		}
	}
}

func TestCodeDisabled(t *testing.T) {
	project := hookIn("PreToolUse", "*", closed)
	for _, tt := range []struct {
		scope   hooks.Scope
		text    string
		message string
	}{
		{hooks.UserScope, `{"disableAllHooks": true}`, "disableAllHooks is true in user settings"},
		{hooks.ManagedScope, `{"allowManagedHooksOnly": true}`, "allowManagedHooksOnly is true in managed settings"},
		{hooks.UserScope, `{"disableAllHooks": false}`, ""},
		{hooks.UserScope, `{"allowManagedHooksOnly": true}`, ""},
	} {
		found := lint(t, hooks.LintOptions{}, map[hooks.Scope]string{tt.scope: tt.text, hooks.ProjectScope: project}, hooks.CodeDisabled)
		if tt.message == "" {
			require.Empty(t, found, tt.text)
			continue
		}
		require.Len(t, found, 1)
		require.Equal(t, "project settings:1:27", found[0].Pos.String())
		require.Contains(t, found[0].Message, tt.message)
	}
}

func TestCodeRepeated(t *testing.T) {
	found := lint(t, hooks.LintOptions{}, map[hooks.Scope]string{
		hooks.UserScope: hookIn("PreToolUse", "*", ""), hooks.ProjectScope: hookIn("PreToolUse", "", closed),
	}, hooks.CodeRepeated)
	require.Len(t, found, 1)
	require.Equal(t, "user settings:1:54", found[0].Pos.String())
	require.Contains(t, found[0].Message, "the same hook stands at project settings:1:53 again, and only that one runs")
	require.Empty(t, lint(t, hooks.LintOptions{}, map[hooks.Scope]string{
		hooks.UserScope: hookIn("PreToolUse", "Edit", ""), hooks.ProjectScope: hookIn("PreToolUse", "Bash", ""),
	}, hooks.CodeRepeated))
}

func TestCodeMissingCommand(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("commands are not looked for on Windows")
	}
	files := fstest.MapFS{
		"bin/guard": {Mode: 0o755}, "bin/plain": {Mode: 0o644}, "bin/sh": {Mode: 0o755}, "bin/python3": {Mode: 0o755}, "proj/hooks/check.py": {Mode: 0o644},
		"proj/hooks/run.sh": {Mode: 0o755}, "proj/a b/run.sh": {Mode: 0o755}, "home/u/bin/own": {Mode: 0o755},
	}
	o := hooks.LintOptions{
		Stat: func(name string) (fs.FileInfo, error) { return fs.Stat(files, strings.TrimPrefix(name, "/")) },
		Path: []string{"/usr/bin", "/bin"}, Home: "/home/u", Project: "/proj",
	}
	for _, tt := range []struct{ command, args, message string }{
		{"guard --strict", "", ""},
		{"nosuch", "", `there is no program "nosuch" in the path`},
		{"plain", "", `there is no program "plain" in the path`},
		{"/bin/plain", "", `"/bin/plain" is not executable, so nothing is blocked`},
		{"/proj/hooks", "", `"/proj/hooks" is a folder`},
		{"'/no such' x", "", `"/no such" does not exist`},
		{"$CLAUDE_PROJECT_DIR/hooks/run.sh", "", ""},
		{`\"$CLAUDE_PROJECT_DIR\"/hooks/nope.sh`, "", `"/proj/hooks/nope.sh" does not exist`},
		{`\"${CLAUDE_PROJECT_DIR}/a b/run.sh\" < /dev/null`, "", ""},
		{`a\\ b/run.sh`, "", ""},
		{"hooks/run.sh;nosuch", "", ""},
		{"~/bin/own", "", ""},
		{"~/bin/other", "", `"/home/u/bin/other" does not exist`},
		{"$HOME/bin/other", "", `"/home/u/bin/other" does not exist`},
		{"sh hooks/nope.sh", "", `"hooks/nope.sh" does not exist`},
		{"python3 $CLAUDE_PROJECT_DIR/hooks/check.py", "", ""},
		{"python3 -m check", "", ""},
		{"$UNKNOWN/x", "", ""}, {"$(which x)", "", ""}, {"if x; then y; fi", "", ""}, {"A=b nosuch", "", ""}, {"'open", "", ""}, {"[ -f x ]", "", ""},
		{"/nope/x", "[]", `"/nope/x" does not exist`},
		{"${CLAUDE_PROJECT_DIR}/hooks/run.sh", "[]", ""},
		{"$CLAUDE_PROJECT_DIR/hooks/run.sh", "[]", `"$CLAUDE_PROJECT_DIR/hooks/run.sh" does not exist`}, // there is no shell to put it in
		{"${CLAUDE_PLUGIN_ROOT}/hooks/run.sh", "[]", ""},
		{"python3", `["${CLAUDE_PROJECT_DIR}/nope.py"]`, `"/proj/nope.py" does not exist`},
		{"sh", `["-c", "nosuch"]`, ""},
	} {
		entry := `{"type": "command", "command": "` + tt.command + `"`
		if tt.args != "" {
			entry += `, "args": ` + tt.args
		}
		text := `{"hooks": {"PreToolUse": [{"hooks": [` + entry + `}]}]}}`
		found := lint(t, o, map[hooks.Scope]string{hooks.ProjectScope: text}, hooks.CodeMissingCommand)
		if tt.message == "" {
			require.Empty(t, found, tt.command)
			continue
		}
		require.Len(t, found, 1, tt.command)
		require.Contains(t, found[0].Message, tt.message)
		require.Equal(t, "project settings:1:38", found[0].Pos.String())
	}
	text := hookIn("PreToolUse", "*", closed)
	unreadable := func(string) (fs.FileInfo, error) { return nil, errors.New("no permission") }
	require.Empty(t, lint(t, hooks.LintOptions{Stat: unreadable, Path: o.Path}, map[hooks.Scope]string{hooks.UserScope: text}, hooks.CodeMissingCommand))
	require.Empty(t, lint(t, hooks.LintOptions{}, map[hooks.Scope]string{hooks.UserScope: text}, hooks.CodeMissingCommand))

	real := hooks.LintOptions{Stat: os.Stat, Path: filepath.SplitList(t.TempDir())}
	found := lint(t, real, map[hooks.Scope]string{hooks.UserScope: text}, hooks.CodeMissingCommand)
	require.Len(t, found, 1)
	require.Contains(t, found[0].Message, "so everything is blocked")
}

// TestOwnExampleIsClean: what the package comment recommends has nothing to
// report.
func TestOwnExampleIsClean(t *testing.T) {
	s, err := hooks.ParseSettings(hooks.ProjectScope, "", []byte(`{
	  "hooks": {
	    "PreToolUse": [{
	      "matcher": "*",
	      "hooks": [{
	        "type": "command",
	        "command": "/usr/local/bin/guard",
	        "timeout": 30,
	        "onFailure": "block"
	      }]
	    }]
	  }
	}`))
	require.NoError(t, err)
	require.Empty(t, s.Diagnostics)
}

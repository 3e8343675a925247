package hooks_test

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/gatehouse-go/gatehouse/hooks"
)

// What is wrong with the hooks of a file, and how to put it right.
func ExampleParseSettings() {
	s, err := hooks.ParseSettings(hooks.ProjectScope, ".claude/settings.json", []byte(`{
	  "hooks": {
	    "PreToolUse": [{
	      "matcher": "Bash(git push *)",
	      "hooks": [{"type": "command", "command": "guard || exit 1", "timeout": 60000}]
	    }]
	  }
	}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, d := range s.Diagnostics {
		fmt.Println(d.Code, d)
	}
	// Output:
	// dead-matcher .claude/settings.json:4:19: nothing matches "Bash(git push *)", so these hooks never run; a matcher sees only the name of the tool: write "matcher": "Bash", and "if": "Bash(git push *)" in each hook
	// fails-open .claude/settings.json:5:18: if this hook cannot be run, takes too long or ends with another code than 0 and 2, nothing is blocked; add "onFailure": "block", which older versions of Claude Code ignore
	// exit-1 .claude/settings.json:5:49: exit code 1 does not block; exit with 2, and say why on standard error
	// odd-timeout .claude/settings.json:5:79: a timeout of 16.6667 hours; timeouts are in seconds; if 60000 are milliseconds, write 60
}

// One mistake can make Claude Code ignore a whole file.
func ExampleSettings_void() {
	s, err := hooks.ParseSettings(hooks.UserScope, "settings.json", []byte(`{
	  "permissions": {"deny": ["Read(~/.ssh/**)"]},
	  "hooks": {"PreToolUse": [{"hooks": [{"type": "command", "command": "guard", "timeout": 0}]}]}
	}`))
	fmt.Println(s.Void, err)
	fmt.Println(s.Diagnostics[0])
	// Output:
	// true <nil>
	// settings.json:3:91: hooks.PreToolUse.hooks: timeout is a number of seconds above 0; correct it, or nothing in this file counts, neither hooks nor permission rules
}

// Which hooks run for an event, with the settings of all scopes.
func ExampleEffective_For() {
	user, _ := hooks.ParseSettings(hooks.UserScope, "user", []byte(`{"hooks": {"PreToolUse": [
		{"matcher": "Edit|Write", "hooks": [{"type": "command", "command": "format"}]},
		{"hooks": [{"type": "command", "command": "guard"}]}]}}`))
	project, _ := hooks.ParseSettings(hooks.ProjectScope, "project", []byte(`{"hooks": {"PreToolUse": [
		{"matcher": "Bash", "hooks": [
			{"type": "command", "command": "no-push", "if": "Bash(git push *)"},
			{"type": "command", "command": "guard", "onFailure": "block"}]}]}}`))

	e, err := hooks.Decode([]byte(`{"hook_event_name": "PreToolUse", "tool_name": "Bash", "tool_input": {"command": "ls"}}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	// Package permission can judge rules better; see examples/hookaudit.
	covers := func(_, content string, input json.RawMessage) bool {
		return strings.Contains(string(input), strings.TrimSuffix(content, " *"))
	}
	for _, h := range hooks.Merge(user, project).For(e, covers) {
		fmt.Println(h.Command, h.OnFailure, h.Pos)
	}
	// Output:
	// guard block project:4:4
}

// AddHook leaves everything else as it is.
func ExampleAddHook() {
	file := []byte(`{
    "model": "opus",
    "hooks": {
        "Stop": []
    }
}
`)
	h := hooks.Hook{Type: hooks.CommandHook, Command: "/usr/local/bin/guard", Timeout: 30, OnFailure: "block"}
	file, err := hooks.AddHook(file, "PreToolUse", "*", h)
	fmt.Printf("%s%v\n", file, err)
	// Output:
	// {
	//     "model": "opus",
	//     "hooks": {
	//         "Stop": [],
	//         "PreToolUse": [
	//             {
	//                 "matcher": "*",
	//                 "hooks": [
	//                     {
	//                         "type": "command",
	//                         "command": "/usr/local/bin/guard",
	//                         "timeout": 30,
	//                         "onFailure": "block"
	//                     }
	//                 ]
	//             }
	//         ]
	//     }
	// }
	// <nil>
}

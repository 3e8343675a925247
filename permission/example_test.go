package permission_test

import (
	"encoding/json"
	"fmt"

	"github.com/gatehouse-go/gatehouse/permission"
)

// A simulation needs no disk: settings come from memory, and paths are taken as
// they stand.
func Example() {
	settings, err := permission.ParseSettings(permission.Project, "/work/.claude/settings.json", []byte(`{
  "permissions": {
    "allow": ["Bash(git *)"],
    "deny": [
      "Bash(git push --force*)"
    ]
  }
}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	policy, err := permission.New(permission.Config{
		Project:      "/work",
		Settings:     []*permission.Settings{settings},
		EvalSymlinks: func(name string) (string, error) { return name, nil },
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, command := range []string{"git fetch", "git fetch && git push --force", "make"} {
		input, err := json.Marshal(map[string]string{"command": command})
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(policy.Check(permission.Request{Tool: "Bash", Input: input}))
	}
	// Output:
	// allow: Bash(git *) — project settings, .claude/settings.json:3:15
	// deny: Bash(git push --force*) — project settings, .claude/settings.json:5:7
	// ask: no rule allows it
}

func ExampleResult_Explain() {
	settings, err := permission.ParseSettings(permission.User, "/home/u/.claude/settings.json", []byte(`{"permissions": {
  "allow": ["Bash(npm *)"],
  "deny": [
    "Read(~/.ssh/**)"
  ]
}}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	policy, err := permission.New(permission.Config{
		Project:      "/work",
		Home:         "/home/u",
		Settings:     []*permission.Settings{settings},
		EvalSymlinks: func(name string) (string, error) { return name, nil },
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	input := json.RawMessage(`{"command": "npm test && cat ~/.ssh/id_rsa"}`)
	fmt.Println(policy.Check(permission.Request{Tool: "Bash", Input: input}).Explain())
	// Output:
	// deny   npm test && cat ~/.ssh/id_rsa
	//
	//   allow  npm test           Bash(npm *)
	//   deny   cat ~/.ssh/id_rsa  Read(~/.ssh/**)
	//
	// user settings, ~/.claude/settings.json:4:5
	//
	//     3 |   "deny": [
	//     4 |     "Read(~/.ssh/**)"
	//       |     ^^^^^^^^^^^^^^^^^
	// also matched: allow Bash(npm *) in user settings, ~/.claude/settings.json:2:13 (deny wins)
	// reproduces Claude Code 2.1.330
}

func ExampleParseRule() {
	rule, err := permission.ParseRule("Bash(git push --force*)")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(rule.Tool)
	fmt.Println(rule.Specifier)
	fmt.Println(rule)
	// Output:
	// Bash
	// git push --force*
	// Bash(git push --force*)
}

func ExampleParseSettings() {
	settings, err := permission.ParseSettings(permission.Project, "settings.json", []byte(`{"permissions": {"deny": ["Bash(git push"]}}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, d := range settings.Diagnostics {
		fmt.Println(d)
	}
	// Output:
	// settings.json:1:27: invalid permission rule "Bash(git push": it must end with the closing ")"
}

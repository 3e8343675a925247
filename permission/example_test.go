package permission_test

import (
	"encoding/json"
	"errors"
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
	// a deny rule covers a file that it uses
	// user settings, ~/.claude/settings.json:4:5
	//
	//     3 |   "deny": [
	//     4 |     "Read(~/.ssh/**)"
	//       |     ^^^^^^^^^^^^^^^^^
	// also matched: allow Bash(npm *) in user settings, ~/.claude/settings.json:2:13 (allows npm test)
	// reproduces Claude Code 2.1.330
}

// Settings of one file can be linted by themselves, say in a check of a
// repository.
func ExampleLint() {
	settings, err := permission.ParseSettings(permission.Project, "/work/.claude/settings.json", []byte(`{"permissions": {
  "allow": [
    "Bash(xargs *)"
  ],
  "deny": [
    "Write(.env)",
    "Bash(git push --force*)"
  ]
}}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	diagnostics, err := permission.Lint(permission.Config{Project: "/work", Settings: []*permission.Settings{settings}})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, d := range diagnostics {
		fmt.Printf("%d:%d %s %s: %s\n", d.Pos.Line, d.Pos.Column, d.Severity, d.Code, d.Message)
		if len(d.Examples) > 0 {
			fmt.Printf("  %s: %s\n", d.Examples[0].Request.Input, d.Examples[0].Result.Decision)
		}
	}
	// Output:
	// 3:5 error undermines: Bash(xargs *) allows xargs -I{} git push --force x, which runs what Bash(git push --force*) is to stop
	//   {"command":"xargs -I{} git push --force x"}: allow
	// 6:5 error never-consulted: Write(.env) is never consulted: Edit rules decide about all tools that write files
	//   {"content":"x","file_path":"/work/.env"}: ask
	// 7:5 warning escaped: Bash(git push --force*) is escaped by git push -f origin main, which is only asked about (and by 11 more)
	//   {"command":"git push -f origin main"}: ask
	// 7:5 note nested: Bash(git push --force*) does not hold for a command inside another one
	//   {"command":"bash -c 'git push --force x'"}: ask
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

func ExamplePolicy_Check() {
	settings, err := permission.ParseSettings(permission.Project, "/work/.claude/settings.json", []byte(`{"permissions": {
  "deny": [
    "Read(./.env)",
    "WebFetch(domain:*.example.com)"
  ]
}}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	policy, err := permission.New(permission.Config{Project: "/work", Settings: []*permission.Settings{settings}})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, req := range []permission.Request{
		{Tool: "Read", Input: json.RawMessage(`{"file_path": "/work/main.go"}`)},
		{Tool: "Read", Input: json.RawMessage(`{"file_path": "/work/sub/.env"}`)},
		{Tool: "Bash", Input: json.RawMessage(`{"command": "grep KEY .env | sort"}`)},
		{Tool: "WebFetch", Input: json.RawMessage(`{"url": "https://API.example.com:8443/v1", "prompt": "x"}`)},
		{Tool: "Bash", Input: json.RawMessage(`{"command": "make"}`), Mode: permission.DontAsk},
	} {
		fmt.Println(policy.Check(req))
	}
	// Output:
	// allow: reads inside the working directories need no permission
	// deny: Read(./.env) — project settings, .claude/settings.json:3:5
	// deny: Read(./.env) — project settings, .claude/settings.json:3:5
	// deny: WebFetch(domain:*.example.com) — project settings, .claude/settings.json:4:5
	// deny: mode dontAsk denies what would be asked: no rule allows it
}

func ExampleSyntaxError_Excerpt() {
	_, err := permission.ParseSettings(permission.User, "settings.json", []byte(`{
  "permissions": {
    "deny": ["Bash(rm *)"],
  }
}`))
	if syntax, ok := errors.AsType[*permission.SyntaxError](err); ok {
		fmt.Println(syntax.Excerpt())
	}
	// Output:
	// settings.json:3:27: not valid JSON: a comma must not stand before }; remove the comma
	//
	//     3 |     "deny": ["**********"],
	//       |                           ^
}

// What would let a call pass was tried: with the rules it is allowed, without one
// of them it is not.
func ExamplePolicy_Remedies() {
	policy, err := permission.New(permission.Config{
		Project:      "/work",
		EvalSymlinks: func(name string) (string, error) { return name, nil },
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, command := range []string{"npm test && make > out.txt", "(make)", "rm -rf /"} {
		input, err := json.Marshal(map[string]string{"command": command})
		if err != nil {
			fmt.Println(err)
			return
		}
		list, why := policy.Remedies(permission.Request{Tool: "Bash", Input: input})
		fmt.Println(command)
		for _, remedy := range list {
			fmt.Println("  " + remedy.String())
		}
		if why != "" {
			fmt.Println("  no rule on just this: " + why)
		}
	}
	// Output:
	// npm test && make > out.txt
	//   add Bash(npm test), Bash(make) and Edit(/out.txt) to permissions.allow
	// (make)
	//   add Bash to permissions.allow
	//   no rule on just this: not analysable: it runs commands in a subshell
	// rm -rf /
	//   no rule on just this: safety check: it removes the critical path /
}

// A reviewer wants to know what a change of settings changes.
func ExampleDiff() {
	policy := func(text string) *permission.Policy {
		s, err := permission.ParseSettings(permission.Project, "/p/.claude/settings.json", []byte(text))
		if err != nil {
			panic(err)
		}
		p, err := permission.New(permission.Config{Project: "/p", Home: "/home/u", Settings: []*permission.Settings{s}})
		if err != nil {
			panic(err)
		}
		return p
	}
	before := policy(`{"permissions": {"allow": ["Bash(git *)"], "deny": ["Bash(git push *)"]}}`)
	after := policy(`{"permissions": {"allow": ["Bash(git *)", "Bash(npm run *)"]}}`)
	for _, c := range permission.Diff(before, after) {
		fmt.Println(c)
	}
	// Output:
	// deny → allow: Bash git push — removed deny Bash(git push *) (project settings, .claude/settings.json:1:53)
	// ask → allow: Bash npm run — added allow Bash(npm run *) (project settings, .claude/settings.json:1:43)
}

package main

import (
	"encoding/json"
	"strings"

	"github.com/gatehouse-go/gatehouse/permission"
)

// rules judges the "if" of hooks by the rules of package permission.
type rules struct{ project, home string }

// cover reports whether the content of a rule covers a call: a hooks.RuleMatcher.
// It asks a policy with this one rule, which denies. Where that may miss what the
// hook runs for in Claude Code, the answer is yes.
func (r *rules) cover(tool, content string, input json.RawMessage) bool {
	if tool == "Write" || tool == "NotebookEdit" {
		tool = "Edit" // rules for writing files go by this name
	}
	rule, err := permission.ParseRule(tool + "(" + content + ")")
	if err != nil {
		return mayHide(tool, content, input)
	}
	rule.Decision = permission.Deny
	s := &permission.Settings{Scope: permission.User, Rules: []permission.Rule{rule}}
	policy, err := permission.New(permission.Config{Project: r.project, Home: r.home, Settings: []*permission.Settings{s}})
	if err != nil {
		return true
	}
	result := policy.Check(permission.Request{Tool: tool, Input: input, CWD: r.project})
	return result.Decision == permission.Deny || mayHide(tool, content, input)
}

// mayHide reports a command whose text is not known before it runs: commands in
// it meet every rule, and variables all those that name more than a program.
func mayHide(tool, content string, input json.RawMessage) bool {
	if tool != "Bash" {
		return false
	}
	text := string(input)
	return strings.Contains(text, "$(") || strings.Contains(text, "`") ||
		strings.Contains(text, "$") && strings.ContainsAny(content, " :")
}

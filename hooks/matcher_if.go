package hooks

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/jsonx"
)

// A RuleMatcher reports whether the content of a permission rule covers a call
// of its tool: for Bash(git push *) it is given "Bash", "git push *" and the
// call's input.
//
// It is a function value because the meaning of rules is the business of package
// permission, and no public package here imports another: whoever needs only
// hooks must not get a shell parser along with them. A program that uses both
// passes a function that asks a permission.Policy; if it cannot tell, because a
// command is too odd to be read, it must return true, as Claude Code runs the
// hook then.
type RuleMatcher func(tool, content string, input json.RawMessage) bool

// A Condition is the "if" of one hook: a single permission rule that a tool call
// must meet for the hook to run. The zero Condition always holds, as does a hook
// without one.
type Condition struct {
	given         bool
	tool, content string
}

// ParseCondition reads the "if" of a hook. A text that Claude Code does not
// reject, but that no call ever meets, such as "*" or "Bash(", is an error; the
// Condition that comes with it never holds.
func ParseCondition(text string) (Condition, error) {
	if text == "" {
		return Condition{}, nil
	}
	c := Condition{given: true, tool: text}
	if tool, rest, ok := strings.Cut(text, "("); ok {
		content, closed := strings.CutSuffix(rest, ")")
		if !closed {
			return c, fmt.Errorf("if %q: the parenthesis is not closed at the end, so that it never holds", text)
		}
		c.tool, c.content = tool, content
	}
	if strings.Trim(c.tool, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.") != "" || c.tool == "" {
		return c, fmt.Errorf("if %q: %q is not the name of a tool, so that it never holds", text, c.tool)
	}
	return c, nil
}

// Holds reports whether a hook with this condition runs for e. As measured with
// Claude Code 2.1.330, there must be a tool call (events about tools; for all
// other events a hook with an "if" never runs), and the tool must have exactly
// the name of the rule, without patterns, even for MCP tools. What stands in
// parentheses decides covers; for Agent, Skill and MCP tools nothing but "*" is
// met by any call.
//
// If covers is nil, all content is taken to be met.
func (c Condition) Holds(e Event, covers RuleMatcher) bool {
	if !c.given {
		return true
	}
	if subjectKey(e.EventName()) != "tool_name" {
		return false
	}
	message := e.Base().Raw
	doc, err := jsonx.Parse(message, jsonx.Options{MaxBytes: len(message)})
	if err != nil {
		return true // made by hand: nothing is known about it
	}
	tool, _ := doc.Root().Get("tool_name").Text()
	switch {
	case c.tool != tool && (c.tool != formerName(tool) || c.content != "" && c.content != "*"):
		return false
	case c.content == "", c.content == "*":
		return true
	case tool == "Agent", tool == "Skill", strings.HasPrefix(tool, "mcp__"):
		return false
	}
	return covers == nil || covers(tool, c.content, rawOf(doc.Root().Get("tool_input")))
}

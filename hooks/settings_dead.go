package hooks

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/jsonx"
	"github.com/gatehouse-go/gatehouse/internal/near"
	"github.com/gatehouse-go/gatehouse/internal/settings"
)

// checkMatcher compiles the matcher of a group and finds what it never matches.
// That is done for so many different matchers only that a file of garbage costs
// little.
func (p *settingsParser) checkMatcher(event string, v jsonx.Value) Matcher {
	text, _ := v.Text()
	key := [2]string{event, text}
	judged, known := p.matchers[key]
	if !known && len(p.matchers) < maxMatchers {
		judged = judgeMatcher(event, text)
		p.matchers[key] = judged
	}
	for _, d := range judged.remarks {
		p.note(v.Offset(), d.Code, d.Message, d.Hint)
	}
	return judged.matcher
}

type judgedMatcher struct {
	matcher Matcher
	remarks []Diagnostic // without a place
}

func judgeMatcher(event, text string) judgedMatcher {
	m, err := ParseMatcher(event, text)
	var remarks []Diagnostic
	switch {
	case text == "" || text == "*":
	case subjectKey(event) == "":
		remarks = []Diagnostic{{Code: CodeIgnoredMatcher, Message: event + " has nothing to match, so these hooks always run", Hint: "remove the matcher"}}
	case errors.Is(err, errors.ErrUnsupported):
		remarks = []Diagnostic{{Code: CodeUncertainMatcher, Message: "what this matches cannot be told: " + err.Error(), Hint: "write a list of names, or a simpler expression"}}
	case err != nil:
		remarks = []Diagnostic{{Code: CodeDeadMatcher, Message: "these hooks never run: " + err.Error(), Hint: matcherHint(event, text)}}
	default:
		remarks = deadNames(m, text)
	}
	return judgedMatcher{m, remarks}
}

const maxMatchers = 200

// deadNames finds what a matcher never matches, as far as the values that there
// are can be told.
func deadNames(m Matcher, text string) (dead []Diagnostic) {
	add := func(message, hint string) {
		dead = append(dead, Diagnostic{Code: CodeDeadMatcher, Message: message, Hint: hint})
	}
	values := subjects(m.event)
	if values == nil {
		return nil
	}
	tools := subjectKey(m.event) == "tool_name"
	if m.kind == matchRegexp {
		alive := slices.ContainsFunc(values, m.MatchText)
		if alive = alive || tools && m.re.canMatch(toolUnits) && !looksLikeRule(text); !alive {
			add("nothing matches "+quoted(text)+", so these hooks never run", matcherHint(m.event, text))
		}
		return dead
	}
	for _, name := range m.names {
		meant := near.Name(name, values)
		switch {
		case meant == name:
		case tools && isServer(name):
			add("no tool is called "+name+": names are compared as a whole", "write "+name+"__.*")
		case meant != "":
			add(fmt.Sprintf("nothing matches %q: names are compared exactly", name), "write "+meant)
		case tools && strings.Contains(name, " "):
			add(fmt.Sprintf("no tool is called %q", name), "separate names with |")
		}
	}
	if len(m.names) == 0 {
		add("there is no name in "+quoted(text)+", so these hooks never run", "remove the matcher to match everything")
	}
	return dead
}

// isServer reports the name of a whole MCP server.
func isServer(name string) bool {
	server, ok := strings.CutPrefix(name, "mcp__")
	return ok && server != "" && !strings.Contains(server, "__")
}

// toolUnits are the characters of the names of tools.
var toolUnits = unitSet{{'-', '.'}, {'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}}

// canMatch reports whether any text of these units, no others, could match. It
// takes edges and looks as given, and so errs on the side of yes.
func (re *regexpJS) canMatch(units unitSet) bool {
	seen := make([]bool, len(re.code))
	for stack := []int{1}; len(stack) > 0; {
		pc := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if seen[pc] {
			continue
		}
		seen[pc] = true
		in := &re.code[pc]
		switch in.op {
		case opMatched:
			return true
		case opSplit:
			stack = append(stack, in.other)
		case opSet:
			if !slices.ContainsFunc(units, in.acceptsAny) {
				continue
			}
		}
		stack = append(stack, in.next)
	}
	return false
}

func (in *instruction) acceptsAny(units [2]uint16) bool {
	for c := units[0]; c <= units[1]; c++ {
		if in.accepts(c) {
			return true
		}
	}
	return false
}

func looksLikeRule(text string) bool {
	tool := toolOfRule(text)
	return tool != "" && near.Name(tool, settings.Tools) != ""
}

// toolOfRule returns the tool of a matcher that is written like a permission rule.
func toolOfRule(text string) string {
	end := 0
	for end < len(text) && isVariableByte(text[end], false) {
		end++
	}
	if end+1 < len(text) && text[end] == '(' && text[end+1:] != ")" && !strings.Contains(text, "\n") {
		return text[:end]
	}
	return ""
}

func matcherHint(event, text string) string {
	if rule := toolOfRule(text); rule != "" && subjectKey(event) == "tool_name" {
		if tool := near.Name(rule, settings.Tools); tool != "" {
			return fmt.Sprintf("a matcher sees only the name of the tool: write \"matcher\": %q, and \"if\": %s in each hook", tool, quoted(text))
		}
	}
	if strings.HasPrefix(text, "!") {
		return "to leave out a name, write ^(?!" + strings.TrimLeft(text, "! ") + "$)"
	}
	if strings.Trim(text, "*") == "" {
		return `write "*" or no matcher`
	}
	if rest, ok := strings.CutPrefix(text, "(?i)"); ok {
		return "write (?i:" + rest + ")"
	}
	return "write a list of names such as " + strings.Join(subjectExamples(event), "|") + ", or an expression of JavaScript"
}

func subjectExamples(event string) []string {
	if subjectKey(event) == "tool_name" {
		return []string{"Bash", "Edit"}
	}
	if values := subjects(event); len(values) > 1 {
		return values[:2]
	}
	return []string{"name", "other"}
}

// subjects lists the values that a matcher can meet, nil if they are not known:
// names of agents, commands, servers, models and files are open.
func subjects(event string) []string {
	switch event {
	case "SessionStart":
		return []string{"startup", "resume", "clear", "compact", "fork"}
	case "Setup":
		return []string{"init", "maintenance"}
	case "SessionEnd":
		return []string{"clear", "resume", "logout", "prompt_input_exit", "other"}
	case "PreCompact", "PostCompact":
		return []string{"manual", "auto"}
	case "ConfigChange":
		return []string{"user_settings", "project_settings", "local_settings", "policy_settings", "skills"}
	case "DirectoryAdded":
		return []string{"slash_command", "register_repo_root"}
	case "InstructionsLoaded":
		return []string{"session_start", "nested_traversal", "path_glob_match", "include", "compact"}
	case "Notification":
		return strings.Fields("permission_prompt idle_prompt auth_success elicitation_dialog elicitation_url_dialog elicitation_complete elicitation_response agent_needs_input agent_completed")
	case "StopFailure":
		return strings.Fields("rate_limit overloaded authentication_failed oauth_org_not_allowed billing_error invalid_request model_not_found server_error max_output_tokens account_on_hold verification_required cloud_credential_error unknown")
	}
	if subjectKey(event) == "tool_name" {
		return settings.Tools
	}
	return nil
}

// deadIf says why an "if" never holds.
func deadIf(event string, m Matcher, text string) string {
	if text == "" {
		return ""
	}
	if subjectKey(event) != "tool_name" {
		return event + " is not about a tool, and has nothing that an \"if\" could hold for"
	}
	c, err := ParseCondition(text)
	if err != nil {
		return err.Error()
	}
	tool := c.tool
	if tool == formerName("Agent") {
		tool = "Agent"
	}
	wild := c.content == "" || c.content == "*"
	switch meant := near.Name(c.tool, settings.Tools); {
	case isServer(c.tool):
		return "no tool is called " + c.tool
	case meant != "" && meant != c.tool:
		return fmt.Sprintf("no tool is called %q", c.tool)
	case !wild && (tool == "Agent" || tool == "Skill" || strings.HasPrefix(c.tool, "mcp__")):
		return "no content of a rule on " + c.tool + " is ever met here"
	case m.kind != matchNothing && !m.MatchText(tool):
		return "the matcher of its group does not match " + c.tool
	}
	return ""
}

func ifHint(event, text string) string {
	if subjectKey(event) != "tool_name" {
		return `remove the "if"`
	}
	tool, rest, _ := strings.Cut(text, "(")
	if strings.ContainsAny(rest, "|") && strings.Contains(rest, "(") {
		return "write one rule, and a hook for each"
	}
	if meant := near.Name(tool, settings.Tools); meant != "" && meant != tool {
		return "write " + meant
	}
	return "write a rule such as Bash(git push *), or the name of one tool"
}

package settings

import (
	"net/url"

	"github.com/gatehouse-go/gatehouse/internal/jsonx"
)

// Events lists the events that hooks can be for.
var Events = []string{
	"PreToolUse", "PostToolUse", "PostToolUseFailure", "PostToolBatch", "Notification", "UserPromptSubmit",
	"UserPromptExpansion", "SessionStart", "SessionEnd", "Stop", "StopFailure", "SubagentStart", "SubagentStop",
	"PreCompact", "PostCompact", "PreModelSwitch", "PostModelSwitch", "PermissionRequest", "PermissionDenied",
	"Setup", "TeammateIdle", "TaskCreated", "TaskCompleted", "Elicitation", "ElicitationResult", "ConfigChange",
	"WorktreeCreate", "WorktreeRemove", "InstructionsLoaded", "CwdChanged", "FileChanged", "DirectoryAdded",
	"MessageDisplay",
}

// ToolEvents lists those whose matcher is compared with the name of a tool.
var ToolEvents = []string{"PreToolUse", "PostToolUse", "PostToolUseFailure", "PermissionRequest", "PermissionDenied"}

// Tools lists the names that a rule or a matcher may mean: the tools of the
// measured version, of other surfaces and of older versions.
var Tools = []string{
	"Agent", "AskUserQuestion", "Bash", "BashOutput", "Cd", "CronCreate", "CronDelete", "CronList", "Edit",
	"EndConversation", "EnterPlanMode", "EnterWorktree", "ExitPlanMode", "ExitWorktree", "Glob", "Grep",
	"KillBash", "KillShell", "LS", "LSP", "ListAgents", "ListMcpResourcesTool", "Monitor", "MultiEdit",
	"NotebookEdit", "NotebookRead", "PowerShell", "Read", "ReadMcpResourceTool", "ReportFindings",
	"ScheduleWakeup", "SendMessage", "Skill", "SlashCommand", "Task", "TaskCreate", "TaskGet", "TaskList",
	"TaskOutput", "TaskStop", "TaskUpdate", "TodoRead", "TodoWrite", "ToolSearch", "WebFetch", "WebSearch",
	"Workflow", "Write",
}

// Decisive reports the two events that can decide about a tool call. What is
// wrong with their hooks voids the file; in hooks of other events the client
// drops just the group or the hook.
func Decisive(event string) bool { return event == "PreToolUse" || event == "PermissionRequest" }

// CheckEvent reports what is wrong with the hooks of one event.
func CheckEvent(event string, groups jsonx.Value, report Report) {
	if groups.Kind() == jsonx.Null {
		return
	}
	what := "hooks." + event
	checker{report}.expect(groups, what, jsonx.Array)
	for g := range groups.Elements() {
		CheckGroup(event, g, report)
		for h := range g.Get("hooks").Elements() {
			CheckHook(event, h, report)
		}
	}
}

// CheckGroup reports what is wrong with a group, apart from its hooks.
func CheckGroup(event string, g jsonx.Value, report Report) {
	what := "hooks." + event
	if g.Kind() != jsonx.Object {
		report(g, what+" must hold objects")
		return
	}
	checker{report}.expect(g.Get("matcher"), what+".matcher", jsonx.String)
	if g.Get("hooks").Kind() != jsonx.Array {
		report(g, what+" needs a list of hooks")
	}
}

// A hookShape is what a type of hook looks like.
type hookShape struct {
	required []string // strings
	optional shapes
}

// anyHook holds the fields that hooks of all types may have.
var anyHook = shapes{{jsonx.Bool, `once`}, {jsonx.String, `if statusMessage`}}

// shapeOf returns the shape of a type of hook.
func shapeOf(kind string) (s hookShape, known bool) {
	switch kind {
	case "command":
		s = hookShape{[]string{"command"}, shapes{{jsonx.Bool, `async asyncRewake`}, {jsonx.Array, `args`}}}
	case "http":
		s = hookShape{[]string{"url"}, shapes{{jsonx.Array, `allowedEnvVars`}, {jsonx.Object, `headers`}}}
	case "mcp_tool":
		s = hookShape{[]string{"server", "tool"}, shapes{{jsonx.Object, `input`}}}
	case "prompt":
		s = hookShape{[]string{"prompt"}, shapes{{jsonx.Bool, `continueOnBlock`}, {jsonx.String, `model`}}}
	case "agent":
		s = hookShape{[]string{"prompt"}, shapes{{jsonx.String, `model`}}}
	default:
		return hookShape{}, false
	}
	return s, true
}

// CheckHook reports what is wrong with a hook.
func CheckHook(event string, h jsonx.Value, report Report) {
	c, what := checker{report}, "hooks."+event+".hooks"
	kind, _ := h.Get("type").Text()
	shape, known := shapeOf(kind)
	if !known {
		c.report(h, what+" needs a type: command, http, mcp_tool, prompt or agent")
		return
	}
	c.required(h, what+" of type "+kind, shape.required...)
	c.expectMembers(h, anyHook, what+".")
	c.expectMembers(h, shape.optional, what+".")
	if t := h.Get("timeout"); t.Kind() != jsonx.Invalid {
		if seconds, ok := t.Float(); !ok || seconds <= 0 {
			c.report(t, what+": timeout is a number of seconds above 0")
		}
	}
	if kind != "prompt" && kind != "agent" {
		c.oneOf(h.Get("onFailure"), jsonx.Value{}, what+".onFailure", "continue", "block")
	}
	switch kind {
	case "command":
		c.expectStrings(h, "args", what+".")
		c.oneOf(h.Get("shell"), jsonx.Value{}, what+".shell", "bash", "powershell")
	case "http":
		c.expectStrings(h, "allowedEnvVars", what+".")
		for _, e := range h.Get("headers").Members() {
			c.expect(e, "an entry of "+what+".headers", jsonx.String)
		}
		if text, ok := h.Get("url").Text(); ok {
			if u, err := url.Parse(text); err != nil || u.Scheme == "" {
				c.report(h.Get("url"), what+".url must be a URL")
			}
		}
	}
}

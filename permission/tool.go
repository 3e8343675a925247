package permission

import (
	"slices"

	"github.com/gatehouse-go/gatehouse/internal/settings"
)

// canonicalTool returns the name that a tool is known by now.
func canonicalTool(name string) string {
	if name == "Task" {
		return "Agent"
	}
	return name
}

// A toolSet is what --tools leaves; the zero toolSet is not known.
type toolSet struct {
	known    bool
	standard bool
	names    []string
}

func newToolSet(names []string) toolSet {
	if names == nil {
		return toolSet{}
	}
	t := toolSet{known: true, standard: slices.Contains(names, "default")}
	for _, n := range names {
		t.names = append(t.names, canonicalTool(n))
	}
	return t
}

// standard lists the built-in tools of a session without --tools (asked for one
// by one, non-interactive). Glob and Grep are not among them: there Bash does
// their work.
var standard = []string{
	"Agent", "AskUserQuestion", "Bash", "CronCreate", "CronDelete", "CronList", "Edit", "EnterPlanMode", "EnterWorktree",
	"ExitPlanMode", "ExitWorktree", "KillShell", "ListAgents", "Monitor", "NotebookEdit", "Read", "ReportFindings",
	"ScheduleWakeup", "SendMessage", "Skill", "TaskStop", "WebFetch", "WebSearch", "Workflow", "Write",
}

// lacks reports that the session does not have the tool. MCP tools come from
// servers, which --tools does not name.
func (t toolSet) lacks(tool string) bool {
	if !t.known || slices.Contains(t.names, tool) {
		return false
	}
	if _, mcp := serverOf(tool); mcp {
		return false
	}
	return !t.standard || !slices.Contains(standard, tool)
}

// searches reports the two tools that a session has in place of Bash, where a
// rule denies all of that (group fid-search).
func (p *Policy) searches(tool string) bool {
	return (tool == "Glob" || tool == "Grep") && p.tools.standard && p.lists[Deny].matchTool("Bash") != nil
}

// free lists the built-in tools that need no permission: they read what the
// session has, or change only the session itself (groups tool-default *).
var free = []string{
	"Agent", "Skill", "EnterPlanMode", "CronList", "CronCreate", "CronDelete", "EnterWorktree", "ExitWorktree", "SendMessage", "ScheduleWakeup", "ListAgents", "ReportFindings", "TodoWrite", "TaskCreate", "TaskGet", "TaskList", "TaskUpdate", "TaskStop",
	"BashOutput", "KillShell", "ToolSearch", "ListMcpResourcesTool", "ReadMcpResourceTool",
}

// interactive lists the tools whose whole point is to ask the user.
var interactive = []string{"AskUserQuestion", "ExitPlanMode"}

// pathField names the input field in which a file tool's path stands.
func pathField(tool string) string {
	switch tool {
	case "Read", "Write", "Edit", "MultiEdit":
		return "file_path"
	case "NotebookEdit", "NotebookRead":
		return "notebook_path"
	case "Glob", "Grep", "LS":
		return "path"
	}
	return ""
}

// knownTools lists the names that a rule or a matcher may mean.
var knownTools = settings.Tools //nolint:gochecknoglobals // a table that nothing writes to

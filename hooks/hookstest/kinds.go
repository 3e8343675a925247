package hookstest

import (
	"encoding/json"
	"strings"

	"github.com/gatehouse-go/gatehouse/hooks"
)

// A kind is one of the events of Claude Code 2.1.330.
type kind struct {
	name      string
	event     hooks.Event
	refusable bool   // by a hook that fails; see the table of package hooks
	fields    string // members of a message, with those that a decision depends on
	required  []string
}

const tool = `"tool_name":"Bash","tool_input":{"command":"git push --force origin main","description":"push"},"tool_use_id":"toolu_01"`

// kinds returns all, those that can be refused first.
func kinds() []kind {
	return []kind{
		{"PreToolUse", &hooks.PreToolUse{}, true, tool, []string{"tool_name", "tool_input"}},
		{"PermissionRequest", &hooks.PermissionRequest{}, true, tool, []string{"tool_name", "tool_input"}},
		{"UserPromptSubmit", &hooks.UserPromptSubmit{}, true, `"prompt":"deploy it"`, []string{"prompt"}},
		{"UserPromptExpansion", &hooks.UserPromptExpansion{}, true, `"expansion_type":"slash_command","command_name":"deploy","command_args":"prod","prompt":"/deploy prod"`, []string{"command_name", "prompt"}},
		{"PreModelSwitch", &hooks.PreModelSwitch{}, true, `"from_model":"a","to_model":"b","source":"sdk","context_tokens":2942`, []string{"to_model"}},
		{"ConfigChange", &hooks.ConfigChange{}, true, `"source":"local_settings","file_path":"/p/.claude/settings.local.json"`, []string{"source"}},
		{"TaskCreated", &hooks.TaskCreated{}, true, `"task_id":"1","task_subject":"run the tests"`, nil},
		{"Elicitation", &hooks.Elicitation{}, true, `"mcp_server_name":"srv","message":"name?","mode":"form"`, []string{"mcp_server_name"}},
		{"ElicitationResult", &hooks.ElicitationResult{}, true, `"mcp_server_name":"srv","mode":"form","action":"accept"`, []string{"mcp_server_name", "action"}},
		{"WorktreeCreate", &hooks.WorktreeCreate{}, true, `"name":"w"`, []string{"name"}},

		{"Stop", &hooks.Stop{}, false, `"stop_hook_active":false`, nil},
		{"SubagentStop", &hooks.SubagentStop{}, false, `"stop_hook_active":false,"agent_id":"a","agent_type":"reviewer"`, nil},
		{"TeammateIdle", &hooks.TeammateIdle{}, false, `"teammate_name":"t"`, nil},
		{"TaskCompleted", &hooks.TaskCompleted{}, false, `"task_id":"1","task_subject":"run the tests"`, nil},
		{"PreCompact", &hooks.PreCompact{}, false, `"trigger":"manual","custom_instructions":""`, nil},
		{"PostToolBatch", &hooks.PostToolBatch{}, false, `"tool_calls":[{"tool_name":"Bash","tool_input":{"command":"ls"}}]`, nil},
		{"PostToolUse", &hooks.PostToolUse{}, false, tool + `,"tool_response":{"stdout":"ok"}`, []string{"tool_name", "tool_input"}},
		{"PostToolUseFailure", &hooks.PostToolUseFailure{}, false, tool + `,"error":"Exit code 1"`, []string{"tool_name", "tool_input"}},
		{"PermissionDenied", &hooks.PermissionDenied{}, false, tool + `,"reason":"x"`, []string{"tool_name", "tool_input"}},
		{"Notification", &hooks.Notification{}, false, `"message":"m","notification_type":"idle_prompt"`, nil},
		{"MessageDisplay", &hooks.MessageDisplay{}, false, `"turn_id":"t","message_id":"m","index":0,"final":true,"delta":"d"`, nil},
		{"SessionStart", &hooks.SessionStart{}, false, `"source":"startup"`, nil},
		{"Setup", &hooks.Setup{}, false, `"trigger":"init"`, nil},
		{"SessionEnd", &hooks.SessionEnd{}, false, `"reason":"other"`, nil},
		{"StopFailure", &hooks.StopFailure{}, false, `"error":"rate_limit"`, nil},
		{"SubagentStart", &hooks.SubagentStart{}, false, `"agent_id":"a","agent_type":"reviewer"`, nil},
		{"PostCompact", &hooks.PostCompact{}, false, `"trigger":"manual","compact_summary":"s"`, nil},
		{"PostModelSwitch", &hooks.PostModelSwitch{}, false, `"from_model":"a","to_model":"b","source":"sdk"`, nil},
		{"InstructionsLoaded", &hooks.InstructionsLoaded{}, false, `"file_path":"/p/CLAUDE.md","memory_type":"Project","load_reason":"session_start"`, nil},
		{"CwdChanged", &hooks.CwdChanged{}, false, `"old_cwd":"/p","new_cwd":"/p/src"`, nil},
		{"FileChanged", &hooks.FileChanged{}, false, `"file_path":"/p/.env","event":"change"`, nil},
		{"DirectoryAdded", &hooks.DirectoryAdded{}, false, `"directory":"/q","source":"slash_command"`, nil},
		{"WorktreeRemove", &hooks.WorktreeRemove{}, false, `"worktree_path":"/w"`, nil},
	}
}

// kindsOf returns the kinds that E stands for. It is never empty: if E is for
// none that is known, it is for one that is not.
func kindsOf[E hooks.Event]() []kind {
	var fitting []kind
	for _, k := range kinds() {
		if _, ok := k.event.(E); ok {
			fitting = append(fitting, k)
		}
	}
	if fitting == nil {
		fitting = []kind{{name: "FutureEvent", refusable: true}}
	}
	return fitting
}

func kindOf(name string) (k kind, known bool) {
	for _, k := range kinds() {
		if k.name == name {
			return k, true
		}
	}
	return kind{}, false
}

// message is one that a hook of this kind gets.
func (k kind) message() string { return k.with(k.fields) }

func (k kind) with(fields string) string {
	name, _ := json.Marshal(k.name) // cannot fail
	return strings.TrimSuffix(`{"session_id":"s","transcript_path":"/t.jsonl","cwd":"/p","permission_mode":"default","hook_event_name":`+string(name)+`,`+fields, ",") + `}`
}

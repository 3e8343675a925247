package hooks

import (
	"encoding/json"
	"fmt"
	"iter"
	"reflect"

	"github.com/gatehouse-go/gatehouse/internal/jsonx"
)

// A ToolOutput is the result of a tool with its fields typed. It is always a
// pointer to one of the …Output structs of this package: switch on its type. To
// change a result, change its fields and give it to [PostToolUse.ReplaceOutput]:
// it keeps the shape that Claude Code insists on.
//
// Sources: recorded results and the published types.
type ToolOutput interface {
	json.Marshaler
	// OutputOf is the name of the tool, such as "Bash".
	OutputOf() string

	received() *Received
}

// Output decodes the tool's result. One whose shape is not that of its tool is
// an error; it can still be read from ToolResponse.
func (e *PostToolUse) Output() (ToolOutput, error) {
	root, err := e.response()
	if err != nil {
		return nil, fmt.Errorf("hooks: cannot decode the result of the tool %s: %w", clean(e.ToolName), err)
	}
	if out := newOutput(e.ToolName); out != nil {
		if err := unmarshal(root, reflect.ValueOf(out).Elem()); err != nil {
			return nil, fmt.Errorf("hooks: cannot decode the result of the tool %s: %w", clean(e.ToolName), err)
		}
		if root.Kind() == jsonx.Object { // null is no result
			return out, nil
		}
	}
	raw := Received{Raw: root.Raw()}
	if server, tool, ok := e.MCP(); ok {
		return &MCPOutput{Received: raw, Name: e.ToolName, Server: server, Tool: tool}, nil
	}
	return &UnknownOutput{Received: raw, Name: e.ToolName}, nil
}

// OutputTexts yields every string in the tool's result, at any depth: what
// Claude may read.
func (e *PostToolUse) OutputTexts() iter.Seq[string] {
	return func(yield func(string) bool) {
		root, _ := e.response() // nothing in what is not JSON
		yieldTexts(root, yield)
	}
}

func (e *PostToolUse) response() (jsonx.Value, error) {
	if len(e.ToolResponse) == 0 {
		return jsonx.Value{}, nil
	}
	doc, err := jsonx.Parse(e.ToolResponse, jsonx.Options{MaxBytes: len(e.ToolResponse)})
	if err != nil {
		return jsonx.Value{}, err
	}
	return doc.Root(), nil
}

// MCPOutput is the result of a tool of an MCP server: a string, a list of
// content blocks or an object. It is in Raw.
type MCPOutput struct {
	Received
	Name         string // of the tool, as in ToolName
	Server, Tool string // see [ToolCall.MCP]
}

// OutputOf returns o.Name.
func (o *MCPOutput) OutputOf() string { return o.Name }

// MarshalJSON returns o.Raw.
func (o MCPOutput) MarshalJSON() ([]byte, error) { return o.Raw.MarshalJSON() }

// UnknownOutput is the result of a tool that this version of the package has no
// struct for. It is in Raw.
type UnknownOutput struct {
	Received
	Name string // of the tool, as in ToolName
}

// OutputOf returns o.Name.
func (o *UnknownOutput) OutputOf() string { return o.Name }

// MarshalJSON returns o.Raw.
func (o UnknownOutput) MarshalJSON() ([]byte, error) { return o.Raw.MarshalJSON() }

// newOutput returns an empty output of the tool, or nil if it has no struct.
func newOutput(tool string) ToolOutput {
	switch tool {
	case "Bash":
		return new(BashOutput)
	case "Monitor":
		return new(MonitorOutput)
	case "TaskStop":
		return new(TaskStopOutput)
	case "Read":
		return new(ReadOutput)
	case "Write":
		return new(WriteOutput)
	case "Edit":
		return new(EditOutput)
	case "NotebookEdit":
		return new(NotebookEditOutput)
	case "Glob":
		return new(GlobOutput)
	case "Grep":
		return new(GrepOutput)
	case "WebFetch":
		return new(WebFetchOutput)
	case "WebSearch":
		return new(WebSearchOutput)
	case "Agent", "Task":
		return new(AgentOutput)
	case "Skill":
		return new(SkillOutput)
	case "TodoWrite":
		return new(TodoWriteOutput)
	case "TaskCreate":
		return new(TaskCreateOutput)
	case "TaskGet":
		return new(TaskGetOutput)
	case "TaskList":
		return new(TaskListOutput)
	case "TaskUpdate":
		return new(TaskUpdateOutput)
	case "EnterPlanMode":
		return new(EnterPlanModeOutput)
	case "ExitPlanMode":
		return new(ExitPlanModeOutput)
	case "AskUserQuestion":
		return new(AskUserQuestionOutput)
	case "EnterWorktree":
		return new(EnterWorktreeOutput)
	case "ExitWorktree":
		return new(ExitWorktreeOutput)
	case "CronCreate":
		return new(CronCreateOutput)
	case "CronDelete":
		return new(CronDeleteOutput)
	case "CronList":
		return new(CronListOutput)
	case "ScheduleWakeup":
		return new(ScheduleWakeupOutput)
	}
	return nil
}

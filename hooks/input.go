package hooks

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"

	"github.com/gatehouse-go/gatehouse/internal/jsonx"
)

// A ToolInput is the input of a tool with its fields typed. It is always a
// pointer to one of the …Input structs of this package: switch on its type. To
// change an input, change its fields and give it to Rewrite; what the package
// has no field for is kept.
//
//	if in, ok := input.(*hooks.BashInput); ok {
//		in.Command = "nice " + in.Command
//		return e.Rewrite(in), nil
//	}
//
// An optional field that becomes zero is left out. Fields that were not changed
// keep their bytes.
//
// Sources: the schemas of the tools that Claude Code 2.1.330 offers to Claude,
// and the published types for tools that it offers in some sessions only.
type ToolInput interface {
	json.Marshaler
	// InputOf is the name of the tool, such as "Bash".
	InputOf() string

	received() *Received
}

func (r *Received) received() *Received { return r }

// Input decodes the tool's input. Keys match exactly, and the last of equal
// ones counts, as for the program that runs the tool. An input that lacks what
// its tool needs, or has it with a wrong type, is an error: return it, and the
// hook refuses.
func (c *ToolCall) Input() (ToolInput, error) {
	doc, err := jsonx.Parse(c.ToolInput, jsonx.Options{MaxBytes: len(c.ToolInput)})
	if err != nil {
		return nil, c.inputError(err)
	}
	if in := newInput(c.ToolName); in != nil {
		if err := unmarshal(doc.Root(), reflect.ValueOf(in).Elem()); err != nil {
			return nil, c.inputError(err)
		}
		return in, nil
	}
	fields, err := rawFields(doc.Root())
	if err != nil {
		return nil, c.inputError(err)
	}
	raw := Received{Raw: doc.Root().Raw()}
	if server, tool, ok := c.MCP(); ok {
		return &MCPInput{Received: raw, Name: c.ToolName, Server: server, Tool: tool, Arguments: fields}, nil
	}
	return &UnknownInput{Received: raw, Name: c.ToolName, Fields: fields}, nil
}

func (c *ToolCall) inputError(err error) error {
	return fmt.Errorf("hooks: cannot decode the input of the tool %s: %w", clean(c.ToolName), err)
}

// MCPInput is the input of a tool of an MCP server, which may have any fields.
type MCPInput struct {
	Received
	Name         string // of the tool, as in ToolName
	Server, Tool string // see [ToolCall.MCP]
	Arguments    map[string]json.RawMessage
}

// InputOf returns in.Name.
func (in *MCPInput) InputOf() string { return in.Name }

// MarshalJSON encodes the arguments in the order in which they were received.
func (in MCPInput) MarshalJSON() ([]byte, error) { return overlayFields(in.Raw, in.Arguments) }

// UnknownInput is the input of a tool that this version of the package has no
// struct for.
type UnknownInput struct {
	Received
	Name   string // of the tool, as in ToolName
	Fields map[string]json.RawMessage
}

// InputOf returns in.Name.
func (in *UnknownInput) InputOf() string { return in.Name }

// MarshalJSON encodes the fields in the order in which they were received.
func (in UnknownInput) MarshalJSON() ([]byte, error) { return overlayFields(in.Raw, in.Fields) }

// rawFields refuses keys that a Go map cannot tell apart, which are not text.
func rawFields(object jsonx.Value) (map[string]json.RawMessage, error) {
	if object.Kind() != jsonx.Object {
		return nil, wrongKind(object, "an object")
	}
	fields := map[string]json.RawMessage{}
	for key, value := range object.Members() {
		if _, ok := fields[key]; ok {
			return nil, errors.New("two of its keys differ only in half a surrogate pair")
		}
		fields[key] = value.Raw()
	}
	return fields, nil
}

// overlayFields is overlay for an object that may have any fields.
func overlayFields(raw json.RawMessage, fields map[string]json.RawMessage) (json.RawMessage, error) {
	var out members
	rest := maps.Clone(fields)
	if len(raw) > 0 {
		doc, err := jsonx.Parse(raw, jsonx.Options{MaxBytes: len(raw)})
		if err != nil {
			return nil, err
		}
		old, err := rawFields(doc.Root())
		if err != nil {
			return nil, err
		}
		if maps.EqualFunc(old, fields, func(a, b json.RawMessage) bool { return bytes.Equal(a, b) }) {
			return doc.Root().Raw(), nil
		}
		for key := range doc.Root().Members() {
			if value, ok := rest[key]; ok {
				out.addEscaped(key, value)
				delete(rest, key)
			}
		}
	}
	for _, key := range slices.Sorted(maps.Keys(rest)) {
		out.addEscaped(key, rest[key])
	}
	return out.object(), nil
}

// newInput returns an empty input of the tool, or nil if it has no struct.
func newInput(tool string) ToolInput {
	switch tool {
	case "Bash":
		return new(BashInput)
	case "PowerShell":
		return new(PowerShellInput)
	case "Monitor":
		return new(MonitorInput)
	case "TaskStop":
		return new(TaskStopInput)
	case "Read":
		return new(ReadInput)
	case "Write":
		return new(WriteInput)
	case "Edit":
		return new(EditInput)
	case "NotebookEdit":
		return new(NotebookEditInput)
	case "Glob":
		return new(GlobInput)
	case "Grep":
		return new(GrepInput)
	case "WebFetch":
		return new(WebFetchInput)
	case "WebSearch":
		return new(WebSearchInput)
	case "Agent", "Task":
		return new(AgentInput)
	case "SendMessage":
		return new(SendMessageInput)
	case "ListAgents":
		return new(ListAgentsInput)
	case "Skill":
		return new(SkillInput)
	case "Workflow":
		return new(WorkflowInput)
	case "TodoWrite":
		return new(TodoWriteInput)
	case "TaskCreate":
		return new(TaskCreateInput)
	case "TaskUpdate":
		return new(TaskUpdateInput)
	case "TaskGet":
		return new(TaskGetInput)
	case "TaskList":
		return new(TaskListInput)
	case "EnterPlanMode":
		return new(EnterPlanModeInput)
	case "ExitPlanMode":
		return new(ExitPlanModeInput)
	case "AskUserQuestion":
		return new(AskUserQuestionInput)
	case "EnterWorktree":
		return new(EnterWorktreeInput)
	case "ExitWorktree":
		return new(ExitWorktreeInput)
	case "CronCreate":
		return new(CronCreateInput)
	case "CronDelete":
		return new(CronDeleteInput)
	case "CronList":
		return new(CronListInput)
	case "ScheduleWakeup":
		return new(ScheduleWakeupInput)
	case "ReportFindings":
		return new(ReportFindingsInput)
	}
	return nil
}

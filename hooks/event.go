package hooks

import "encoding/json"

// An Event is a message from Claude Code. It is always a pointer to one of the
// event structs of this package; switch on its type to handle several.
type Event interface {
	// EventName is the hook_event_name on the wire, such as "PreToolUse".
	EventName() string
	// Base returns the fields that all events share.
	Base() *Common

	sealed()
}

// Common holds the fields that Claude Code sends with every event.
type Common struct {
	SessionID      string `json:"session_id"`
	PromptID       string `json:"prompt_id"` // since 2.1.196; empty before the first prompt
	TranscriptPath string `json:"transcript_path"`
	CWD            string `json:"cwd"`
	PermissionMode string `json:"permission_mode"` // "default" and so on; empty for events that do not carry it
	AgentID        string `json:"agent_id"`        // not empty inside a subagent
	AgentType      string `json:"agent_type"`
	Effort         Effort `json:"effort" hooks:"lenient"` // since 2.1.133, for events about tools

	// Raw is the whole message as received, for fields that this version of
	// the package does not know. Other fields of the event may share its
	// memory: treat it as read-only.
	Raw json.RawMessage `json:"-"`
}

// Effort says how hard the model was told to think.
type Effort struct {
	Level string `json:"level"` // low, medium, high, xhigh, max; an open set
}

// Base returns c itself. Events have it by embedding Common.
func (c *Common) Base() *Common { return c }

func (c *Common) sealed() {}

// Unknown is an event that this version of the package has no struct for. Its
// fields are in Raw.
type Unknown struct {
	Common
	Name string `json:"hook_event_name"`
}

// EventName returns e.Name.
func (e *Unknown) EventName() string { return e.Name }

// newEvent returns an empty event of the given name, ready to be decoded into.
func newEvent(name string) Event {
	switch name {
	case "PreToolUse":
		return new(PreToolUse)
	case "PermissionRequest":
		return new(PermissionRequest)
	case "PermissionDenied":
		return new(PermissionDenied)
	case "PostToolUse":
		return new(PostToolUse)
	case "PostToolUseFailure":
		return new(PostToolUseFailure)
	case "PostToolBatch":
		return new(PostToolBatch)
	case "UserPromptSubmit":
		return new(UserPromptSubmit)
	case "UserPromptExpansion":
		return new(UserPromptExpansion)
	case "MessageDisplay":
		return new(MessageDisplay)
	case "Notification":
		return new(Notification)
	case "SessionStart":
		return new(SessionStart)
	case "Setup":
		return new(Setup)
	case "SessionEnd":
		return new(SessionEnd)
	case "Stop":
		return new(Stop)
	case "StopFailure":
		return new(StopFailure)
	case "SubagentStart":
		return new(SubagentStart)
	case "SubagentStop":
		return new(SubagentStop)
	case "TaskCreated":
		return new(TaskCreated)
	case "TaskCompleted":
		return new(TaskCompleted)
	case "TeammateIdle":
		return new(TeammateIdle)
	case "PreCompact":
		return new(PreCompact)
	case "PostCompact":
		return new(PostCompact)
	case "PreModelSwitch":
		return new(PreModelSwitch)
	case "PostModelSwitch":
		return new(PostModelSwitch)
	case "Elicitation":
		return new(Elicitation)
	case "ElicitationResult":
		return new(ElicitationResult)
	case "ConfigChange":
		return new(ConfigChange)
	case "InstructionsLoaded":
		return new(InstructionsLoaded)
	case "CwdChanged":
		return new(CwdChanged)
	case "FileChanged":
		return new(FileChanged)
	case "DirectoryAdded":
		return new(DirectoryAdded)
	case "WorktreeCreate":
		return new(WorktreeCreate)
	case "WorktreeRemove":
		return new(WorktreeRemove)
	}
	return new(Unknown)
}

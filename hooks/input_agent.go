package hooks

import "encoding/json"

// AgentInput starts a subagent. Older versions call the tool Task.
type AgentInput struct {
	Received
	Description     string `json:"description" hooks:"required"`
	Prompt          string `json:"prompt" hooks:"required"`
	SubagentType    string `json:"subagent_type,omitempty"`
	Model           string `json:"model,omitempty"`             // sonnet, opus, haiku, fable
	Effort          string `json:"effort,omitempty"`            // low, medium, high, xhigh, max
	RunInBackground *bool  `json:"run_in_background,omitempty"` // nil is not false
	Name            string `json:"name,omitempty"`
	TeamName        string `json:"team_name,omitempty"` // deprecated by Claude Code
	Mode            string `json:"mode,omitempty"`      // ignored by Claude Code since 2.1.212
	Isolation       string `json:"isolation,omitempty"` // worktree, remote
}

// InputOf returns "Agent".
func (*AgentInput) InputOf() string { return "Agent" }

// MarshalJSON keeps what it was received with.
func (in AgentInput) MarshalJSON() ([]byte, error) { return overlay(in.Raw, in) }

// SendMessageInput writes to another agent.
type SendMessageInput struct {
	Received
	To             string `json:"to" hooks:"required"`
	Summary        string `json:"summary,omitempty"`
	Message        string `json:"message"`
	NotifyWhenIdle bool   `json:"notify_when_idle,omitempty"`
}

// InputOf returns "SendMessage".
func (*SendMessageInput) InputOf() string { return "SendMessage" }

// MarshalJSON keeps what it was received with.
func (in SendMessageInput) MarshalJSON() ([]byte, error) { return overlay(in.Raw, in) }

// ListAgentsInput lists the agents that can be written to.
type ListAgentsInput struct {
	Received
	Channel string `json:"channel,omitempty"`
	Query   string `json:"q,omitempty"`
	Cursor  string `json:"cursor,omitempty"`
}

// InputOf returns "ListAgents".
func (*ListAgentsInput) InputOf() string { return "ListAgents" }

// MarshalJSON keeps what it was received with.
func (in ListAgentsInput) MarshalJSON() ([]byte, error) { return overlay(in.Raw, in) }

// SkillInput invokes a skill.
type SkillInput struct {
	Received
	Skill string `json:"skill" hooks:"required"`
	Args  string `json:"args,omitempty"`
}

// InputOf returns "Skill".
func (*SkillInput) InputOf() string { return "Skill" }

// MarshalJSON keeps what it was received with.
func (in SkillInput) MarshalJSON() ([]byte, error) { return overlay(in.Raw, in) }

// WorkflowInput runs a script that starts agents: given as text, by name or by path.
type WorkflowInput struct {
	Received
	Script          string          `json:"script,omitempty"`
	Name            string          `json:"name,omitempty"`
	Description     string          `json:"description,omitempty"`
	Title           string          `json:"title,omitempty"`
	Args            json.RawMessage `json:"args,omitempty"`
	ScriptPath      string          `json:"scriptPath,omitempty"`
	ResumeFromRunID string          `json:"resumeFromRunId,omitempty"`
}

// InputOf returns "Workflow".
func (*WorkflowInput) InputOf() string { return "Workflow" }

// MarshalJSON keeps what it was received with.
func (in WorkflowInput) MarshalJSON() ([]byte, error) { return overlay(in.Raw, in) }

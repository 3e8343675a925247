package hooks

import "encoding/json"

// AgentOutput is the report of a subagent, or says where it runs. Which fields it
// has depends on Status.
type AgentOutput struct {
	Received
	Status            string          `json:"status" hooks:"required"` // completed, async_launched, remote_launched
	Prompt            string          `json:"prompt"`
	AgentID           string          `json:"agentId,omitempty"`
	AgentType         string          `json:"agentType,omitempty"`
	Content           []TextBlock     `json:"content,omitempty"` // for completed
	ResolvedModel     string          `json:"resolvedModel,omitempty"`
	ModelsUsed        []string        `json:"modelsUsed,omitempty"`
	TotalDurationMS   float64         `json:"totalDurationMs,omitempty"`
	TotalTokens       float64         `json:"totalTokens,omitempty"`
	TotalToolUseCount float64         `json:"totalToolUseCount,omitempty"`
	Usage             json.RawMessage `json:"usage,omitempty"`
	ToolsUsed         []string        `json:"toolsUsed,omitempty"`
	ToolStats         json.RawMessage `json:"toolStats,omitempty"`
	WorktreePath      string          `json:"worktreePath,omitempty"`
	WorktreeBranch    string          `json:"worktreeBranch,omitempty"`
	CanContinueAgent  bool            `json:"canContinueAgent,omitempty"`
	IsAsync           bool            `json:"isAsync,omitempty"`
	Description       string          `json:"description,omitempty"` // unless completed
	OutputFile        string          `json:"outputFile,omitempty"`  // unless completed
	CanReadOutputFile bool            `json:"canReadOutputFile,omitempty"`
	TaskID            string          `json:"taskId,omitempty"`     // for remote_launched
	SessionURL        string          `json:"sessionUrl,omitempty"` // for remote_launched
}

// OutputOf returns "Agent".
func (*AgentOutput) OutputOf() string { return "Agent" }

// MarshalJSON keeps what it was received with.
func (o AgentOutput) MarshalJSON() ([]byte, error) { return overlay(o.Raw, o) }

// A TextBlock is a part of a report.
type TextBlock struct {
	Received
	Type      string          `json:"type"`
	Text      string          `json:"text"`
	Citations json.RawMessage `json:"citations,omitempty"`
}

// MarshalJSON keeps what it was received with.
func (x TextBlock) MarshalJSON() ([]byte, error) { return overlay(x.Raw, x) }

// SkillOutput says which skill was invoked.
type SkillOutput struct {
	Received
	Success     bool   `json:"success"`
	CommandName string `json:"commandName"`
}

// OutputOf returns "Skill".
func (*SkillOutput) OutputOf() string { return "Skill" }

// MarshalJSON keeps what it was received with.
func (o SkillOutput) MarshalJSON() ([]byte, error) { return overlay(o.Raw, o) }

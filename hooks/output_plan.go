package hooks

import "encoding/json"

// TodoWriteOutput has the list before and after.
type TodoWriteOutput struct {
	Received
	OldTodos []Todo `json:"oldTodos"`
	NewTodos []Todo `json:"newTodos"`
}

// OutputOf returns "TodoWrite".
func (*TodoWriteOutput) OutputOf() string { return "TodoWrite" }

// MarshalJSON keeps what it was received with.
func (o TodoWriteOutput) MarshalJSON() ([]byte, error) { return overlay(o.Raw, o) }

// A TaskInfo is what a tool says about a task. Which fields it has depends on
// the tool.
type TaskInfo struct {
	Received
	ID          string   `json:"id"`
	Subject     string   `json:"subject"`
	Description string   `json:"description,omitempty"`
	Status      string   `json:"status,omitempty"` // pending, in_progress, completed
	Owner       string   `json:"owner,omitempty"`
	Blocks      []string `json:"blocks,omitempty"`
	BlockedBy   []string `json:"blockedBy,omitempty"`
}

// MarshalJSON keeps what it was received with.
func (x TaskInfo) MarshalJSON() ([]byte, error) { return overlay(x.Raw, x) }

// TaskCreateOutput has the new task.
type TaskCreateOutput struct {
	Received
	Task TaskInfo `json:"task"`
}

// OutputOf returns "TaskCreate".
func (*TaskCreateOutput) OutputOf() string { return "TaskCreate" }

// MarshalJSON keeps what it was received with.
func (o TaskCreateOutput) MarshalJSON() ([]byte, error) { return overlay(o.Raw, o) }

// TaskGetOutput has the task, or nil if there is none.
type TaskGetOutput struct {
	Received
	Task *TaskInfo `json:"task"`
}

// OutputOf returns "TaskGet".
func (*TaskGetOutput) OutputOf() string { return "TaskGet" }

// MarshalJSON keeps what it was received with.
func (o TaskGetOutput) MarshalJSON() ([]byte, error) { return overlay(o.Raw, o) }

// TaskListOutput has all tasks.
type TaskListOutput struct {
	Received
	Tasks []TaskInfo `json:"tasks"`
}

// OutputOf returns "TaskList".
func (*TaskListOutput) OutputOf() string { return "TaskList" }

// MarshalJSON keeps what it was received with.
func (o TaskListOutput) MarshalJSON() ([]byte, error) { return overlay(o.Raw, o) }

// TaskUpdateOutput says what was changed.
type TaskUpdateOutput struct {
	Received
	Success       bool          `json:"success"`
	TaskID        string        `json:"taskId"`
	UpdatedFields []string      `json:"updatedFields"`
	Error         string        `json:"error,omitempty"`
	StatusChange  *StatusChange `json:"statusChange,omitempty"`
}

// OutputOf returns "TaskUpdate".
func (*TaskUpdateOutput) OutputOf() string { return "TaskUpdate" }

// MarshalJSON keeps what it was received with.
func (o TaskUpdateOutput) MarshalJSON() ([]byte, error) { return overlay(o.Raw, o) }

// A StatusChange is that of a task.
type StatusChange struct {
	Received
	From string `json:"from"`
	To   string `json:"to"`
}

// MarshalJSON keeps what it was received with.
func (x StatusChange) MarshalJSON() ([]byte, error) { return overlay(x.Raw, x) }

// EnterPlanModeOutput is a message to Claude.
type EnterPlanModeOutput struct {
	Received
	Message string `json:"message"`
}

// OutputOf returns "EnterPlanMode".
func (*EnterPlanModeOutput) OutputOf() string { return "EnterPlanMode" }

// MarshalJSON keeps what it was received with.
func (o EnterPlanModeOutput) MarshalJSON() ([]byte, error) { return overlay(o.Raw, o) }

// ExitPlanModeOutput has the plan that was approved.
type ExitPlanModeOutput struct {
	Received
	Plan                   *string `json:"plan"`
	IsAgent                bool    `json:"isAgent"`
	FilePath               string  `json:"filePath,omitempty"`
	HasTaskTool            bool    `json:"hasTaskTool,omitempty"`
	PlanWasEdited          bool    `json:"planWasEdited,omitempty"`
	AwaitingLeaderApproval bool    `json:"awaitingLeaderApproval,omitempty"`
	RequestID              string  `json:"requestId,omitempty"`
}

// OutputOf returns "ExitPlanMode".
func (*ExitPlanModeOutput) OutputOf() string { return "ExitPlanMode" }

// MarshalJSON keeps what it was received with.
func (o ExitPlanModeOutput) MarshalJSON() ([]byte, error) { return overlay(o.Raw, o) }

// AskUserQuestionOutput has the answers of the user.
type AskUserQuestionOutput struct {
	Received
	Questions    []Question        `json:"questions"`
	Answers      map[string]string `json:"answers"` // by question
	Response     string            `json:"response,omitempty"`
	Annotations  json.RawMessage   `json:"annotations,omitempty"`
	AFKTimeoutMS float64           `json:"afkTimeoutMs,omitempty"`
}

// OutputOf returns "AskUserQuestion".
func (*AskUserQuestionOutput) OutputOf() string { return "AskUserQuestion" }

// MarshalJSON keeps what it was received with.
func (o AskUserQuestionOutput) MarshalJSON() ([]byte, error) { return overlay(o.Raw, o) }

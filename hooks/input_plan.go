package hooks

import "encoding/json"

// TodoWriteInput replaces the list of things to do.
type TodoWriteInput struct {
	Received
	Todos []Todo `json:"todos" hooks:"required"`
}

// InputOf returns "TodoWrite".
func (*TodoWriteInput) InputOf() string { return "TodoWrite" }

// MarshalJSON keeps what it was received with.
func (in TodoWriteInput) MarshalJSON() ([]byte, error) { return overlay(in.Raw, in) }

// A Todo is one of the things to do.
type Todo struct {
	Received
	Content    string `json:"content"`
	Status     string `json:"status"` // pending, in_progress, completed
	ActiveForm string `json:"activeForm"`
}

// MarshalJSON keeps what it was received with.
func (x Todo) MarshalJSON() ([]byte, error) { return overlay(x.Raw, x) }

// TaskCreateInput creates a task.
type TaskCreateInput struct {
	Received
	Subject     string          `json:"subject" hooks:"required"`
	Description string          `json:"description" hooks:"required"`
	ActiveForm  string          `json:"activeForm,omitempty"`
	Metadata    json.RawMessage `json:"metadata,omitempty"`
}

// InputOf returns "TaskCreate".
func (*TaskCreateInput) InputOf() string { return "TaskCreate" }

// MarshalJSON keeps what it was received with.
func (in TaskCreateInput) MarshalJSON() ([]byte, error) { return overlay(in.Raw, in) }

// TaskUpdateInput changes a task.
type TaskUpdateInput struct {
	Received
	TaskID       string          `json:"taskId" hooks:"required"`
	Subject      string          `json:"subject,omitempty"`
	Description  string          `json:"description,omitempty"`
	ActiveForm   string          `json:"activeForm,omitempty"`
	Status       string          `json:"status,omitempty"` // pending, in_progress, completed, deleted
	AddBlocks    []string        `json:"addBlocks,omitempty"`
	AddBlockedBy []string        `json:"addBlockedBy,omitempty"`
	Owner        string          `json:"owner,omitempty"`
	Metadata     json.RawMessage `json:"metadata,omitempty"`
}

// InputOf returns "TaskUpdate".
func (*TaskUpdateInput) InputOf() string { return "TaskUpdate" }

// MarshalJSON keeps what it was received with.
func (in TaskUpdateInput) MarshalJSON() ([]byte, error) { return overlay(in.Raw, in) }

// TaskGetInput shows a task.
type TaskGetInput struct {
	Received
	TaskID string `json:"taskId" hooks:"required"`
}

// InputOf returns "TaskGet".
func (*TaskGetInput) InputOf() string { return "TaskGet" }

// MarshalJSON keeps what it was received with.
func (in TaskGetInput) MarshalJSON() ([]byte, error) { return overlay(in.Raw, in) }

// TaskListInput lists the tasks.
type TaskListInput struct{ Received }

// InputOf returns "TaskList".
func (*TaskListInput) InputOf() string { return "TaskList" }

// MarshalJSON keeps what it was received with.
func (in TaskListInput) MarshalJSON() ([]byte, error) { return overlay(in.Raw, in) }

// EnterPlanModeInput asks to plan before anything is done.
type EnterPlanModeInput struct{ Received }

// InputOf returns "EnterPlanMode".
func (*EnterPlanModeInput) InputOf() string { return "EnterPlanMode" }

// MarshalJSON keeps what it was received with.
func (in EnterPlanModeInput) MarshalJSON() ([]byte, error) { return overlay(in.Raw, in) }

// ExitPlanModeInput asks the user to approve a plan, which Claude Code adds to the input.
type ExitPlanModeInput struct {
	Received
	Plan           string          `json:"plan,omitempty"`
	PlanFilePath   string          `json:"planFilePath,omitempty"`
	AllowedPrompts json.RawMessage `json:"allowedPrompts,omitempty"` // ignored by Claude Code since 2.1.205
}

// InputOf returns "ExitPlanMode".
func (*ExitPlanModeInput) InputOf() string { return "ExitPlanMode" }

// MarshalJSON keeps what it was received with.
func (in ExitPlanModeInput) MarshalJSON() ([]byte, error) { return overlay(in.Raw, in) }

// AskUserQuestionInput asks the user. A hook that answers in place of the user rewrites
// the input with Answers.
type AskUserQuestionInput struct {
	Received
	Questions   []Question        `json:"questions" hooks:"required"`
	Answers     map[string]string `json:"answers,omitempty"` // by question
	Annotations json.RawMessage   `json:"annotations,omitempty"`
	Metadata    json.RawMessage   `json:"metadata,omitempty"`
}

// InputOf returns "AskUserQuestion".
func (*AskUserQuestionInput) InputOf() string { return "AskUserQuestion" }

// MarshalJSON keeps what it was received with.
func (in AskUserQuestionInput) MarshalJSON() ([]byte, error) { return overlay(in.Raw, in) }

// A Question has two to four answers to choose from.
type Question struct {
	Received
	Question    string           `json:"question"`
	Header      string           `json:"header"`
	Options     []QuestionOption `json:"options"`
	MultiSelect bool             `json:"multiSelect"`
}

// MarshalJSON keeps what it was received with.
func (x Question) MarshalJSON() ([]byte, error) { return overlay(x.Raw, x) }

// A QuestionOption is an answer to choose.
type QuestionOption struct {
	Received
	Label       string `json:"label"`
	Description string `json:"description"`
	Preview     string `json:"preview,omitempty"`
}

// MarshalJSON keeps what it was received with.
func (x QuestionOption) MarshalJSON() ([]byte, error) { return overlay(x.Raw, x) }

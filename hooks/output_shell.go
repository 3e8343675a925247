package hooks

import "encoding/json"

// BashOutput is what a command printed.
type BashOutput struct {
	Received
	Stdout                    string          `json:"stdout"`
	Stderr                    string          `json:"stderr"`
	Interrupted               bool            `json:"interrupted"`
	IsImage                   bool            `json:"isImage,omitempty"`
	NoOutputExpected          bool            `json:"noOutputExpected,omitempty"`
	ReturnCodeInterpretation  string          `json:"returnCodeInterpretation,omitempty"`
	TimedOutAfterMS           float64         `json:"timedOutAfterMs,omitempty"`
	DangerouslyDisableSandbox bool            `json:"dangerouslyDisableSandbox,omitempty"`
	BackgroundTaskID          string          `json:"backgroundTaskId,omitempty"`
	BackgroundedByUser        bool            `json:"backgroundedByUser,omitempty"`
	RawOutputPath             string          `json:"rawOutputPath,omitempty"`
	PersistedOutputPath       string          `json:"persistedOutputPath,omitempty"` // where all of a long output is
	PersistedOutputSize       float64         `json:"persistedOutputSize,omitempty"`
	StructuredContent         json.RawMessage `json:"structuredContent,omitempty"`
	GitOperation              json.RawMessage `json:"gitOperation,omitempty"`
}

// OutputOf returns "Bash".
func (*BashOutput) OutputOf() string { return "Bash" }

// MarshalJSON keeps what it was received with.
func (o BashOutput) MarshalJSON() ([]byte, error) { return overlay(o.Raw, o) }

// MonitorOutput says how to refer to what was started.
type MonitorOutput struct {
	Received
	TaskID     string  `json:"taskId"`
	TimeoutMS  float64 `json:"timeoutMs"`
	Persistent bool    `json:"persistent,omitempty"`
}

// OutputOf returns "Monitor".
func (*MonitorOutput) OutputOf() string { return "Monitor" }

// MarshalJSON keeps what it was received with.
func (o MonitorOutput) MarshalJSON() ([]byte, error) { return overlay(o.Raw, o) }

// TaskStopOutput says what was stopped.
type TaskStopOutput struct {
	Received
	Message  string `json:"message"`
	TaskID   string `json:"task_id"`
	TaskType string `json:"task_type"`
	Command  string `json:"command,omitempty"`
}

// OutputOf returns "TaskStop".
func (*TaskStopOutput) OutputOf() string { return "TaskStop" }

// MarshalJSON keeps what it was received with.
func (o TaskStopOutput) MarshalJSON() ([]byte, error) { return overlay(o.Raw, o) }

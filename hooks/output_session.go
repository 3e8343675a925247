package hooks

import "encoding/json"

// EnterWorktreeOutput says where the session is now.
type EnterWorktreeOutput struct {
	Received
	WorktreePath   string `json:"worktreePath"`
	WorktreeBranch string `json:"worktreeBranch,omitempty"`
	Message        string `json:"message"`
}

// OutputOf returns "EnterWorktree".
func (*EnterWorktreeOutput) OutputOf() string { return "EnterWorktree" }

// MarshalJSON keeps what it was received with.
func (o EnterWorktreeOutput) MarshalJSON() ([]byte, error) { return overlay(o.Raw, o) }

// ExitWorktreeOutput says where the session is now.
type ExitWorktreeOutput struct {
	Received
	Action             string  `json:"action"` // keep, remove
	OriginalCWD        string  `json:"originalCwd"`
	RestoredCWD        string  `json:"restoredCwd,omitempty"`
	OriginalCWDMissing bool    `json:"originalCwdMissing,omitempty"`
	WorktreePath       string  `json:"worktreePath"`
	WorktreeBranch     string  `json:"worktreeBranch,omitempty"`
	TmuxSessionName    string  `json:"tmuxSessionName,omitempty"`
	DiscardedFiles     float64 `json:"discardedFiles,omitempty"`
	DiscardedCommits   float64 `json:"discardedCommits,omitempty"`
	Message            string  `json:"message"`
}

// OutputOf returns "ExitWorktree".
func (*ExitWorktreeOutput) OutputOf() string { return "ExitWorktree" }

// MarshalJSON keeps what it was received with.
func (o ExitWorktreeOutput) MarshalJSON() ([]byte, error) { return overlay(o.Raw, o) }

// CronCreateOutput says when the prompt will be submitted.
type CronCreateOutput struct {
	Received
	ID            string          `json:"id"`
	HumanSchedule string          `json:"humanSchedule"`
	Recurring     bool            `json:"recurring"`
	Durable       bool            `json:"durable,omitempty"`
	NextFireAt    float64         `json:"nextFireAt,omitempty"`
	MaxAgeMS      float64         `json:"maxAgeMs,omitempty"`
	OtherOneShots json.RawMessage `json:"otherOneShots,omitempty"`
}

// OutputOf returns "CronCreate".
func (*CronCreateOutput) OutputOf() string { return "CronCreate" }

// MarshalJSON keeps what it was received with.
func (o CronCreateOutput) MarshalJSON() ([]byte, error) { return overlay(o.Raw, o) }

// CronDeleteOutput says what was deleted.
type CronDeleteOutput struct {
	Received
	ID              string `json:"id"`
	EndedLoopWakeup bool   `json:"endedLoopWakeup,omitempty"`
}

// OutputOf returns "CronDelete".
func (*CronDeleteOutput) OutputOf() string { return "CronDelete" }

// MarshalJSON keeps what it was received with.
func (o CronDeleteOutput) MarshalJSON() ([]byte, error) { return overlay(o.Raw, o) }

// CronListOutput has all prompts that the session will submit by itself.
type CronListOutput struct {
	Received
	Jobs []CronJob `json:"jobs"`
}

// OutputOf returns "CronList".
func (*CronListOutput) OutputOf() string { return "CronList" }

// MarshalJSON keeps what it was received with.
func (o CronListOutput) MarshalJSON() ([]byte, error) { return overlay(o.Raw, o) }

// A CronJob is a prompt that the session will submit by itself.
type CronJob struct {
	Received
	ID            string  `json:"id"`
	Cron          string  `json:"cron"`
	HumanSchedule string  `json:"humanSchedule"`
	Prompt        string  `json:"prompt"`
	Recurring     bool    `json:"recurring,omitempty"`
	Durable       bool    `json:"durable,omitempty"`
	NextFireAt    float64 `json:"nextFireAt,omitempty"`
}

// MarshalJSON keeps what it was received with.
func (x CronJob) MarshalJSON() ([]byte, error) { return overlay(x.Raw, x) }

// ScheduleWakeupOutput says when the session will go on.
type ScheduleWakeupOutput struct {
	Received
	ScheduledFor        float64 `json:"scheduledFor"`
	ClampedDelaySeconds float64 `json:"clampedDelaySeconds"`
	WasClamped          bool    `json:"wasClamped"`
	Stopped             bool    `json:"stopped,omitempty"`
	CancelledWakeups    float64 `json:"cancelledWakeups,omitempty"`
}

// OutputOf returns "ScheduleWakeup".
func (*ScheduleWakeupOutput) OutputOf() string { return "ScheduleWakeup" }

// MarshalJSON keeps what it was received with.
func (o ScheduleWakeupOutput) MarshalJSON() ([]byte, error) { return overlay(o.Raw, o) }

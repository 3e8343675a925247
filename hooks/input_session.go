package hooks

// EnterWorktreeInput moves the session into a worktree: a new one or that at a path.
type EnterWorktreeInput struct {
	Received
	Name string `json:"name,omitempty"`
	Path string `json:"path,omitempty"`
}

// InputOf returns "EnterWorktree".
func (*EnterWorktreeInput) InputOf() string { return "EnterWorktree" }

// MarshalJSON keeps what it was received with.
func (in EnterWorktreeInput) MarshalJSON() ([]byte, error) { return overlay(in.Raw, in) }

// ExitWorktreeInput moves the session out of its worktree.
type ExitWorktreeInput struct {
	Received
	Action         string `json:"action" hooks:"required"` // keep, remove
	DiscardChanges bool   `json:"discard_changes,omitempty"`
}

// InputOf returns "ExitWorktree".
func (*ExitWorktreeInput) InputOf() string { return "ExitWorktree" }

// MarshalJSON keeps what it was received with.
func (in ExitWorktreeInput) MarshalJSON() ([]byte, error) { return overlay(in.Raw, in) }

// CronCreateInput makes the session submit a prompt by itself.
type CronCreateInput struct {
	Received
	Cron      string `json:"cron" hooks:"required"`
	Prompt    string `json:"prompt" hooks:"required"`
	Recurring *bool  `json:"recurring,omitempty"` // nil is not false
	Durable   bool   `json:"durable,omitempty"`
}

// InputOf returns "CronCreate".
func (*CronCreateInput) InputOf() string { return "CronCreate" }

// MarshalJSON keeps what it was received with.
func (in CronCreateInput) MarshalJSON() ([]byte, error) { return overlay(in.Raw, in) }

// CronDeleteInput deletes what CronCreate made.
type CronDeleteInput struct {
	Received
	ID string `json:"id" hooks:"required"`
}

// InputOf returns "CronDelete".
func (*CronDeleteInput) InputOf() string { return "CronDelete" }

// MarshalJSON keeps what it was received with.
func (in CronDeleteInput) MarshalJSON() ([]byte, error) { return overlay(in.Raw, in) }

// CronListInput lists what CronCreate made.
type CronListInput struct{ Received }

// InputOf returns "CronList".
func (*CronListInput) InputOf() string { return "CronList" }

// MarshalJSON keeps what it was received with.
func (in CronListInput) MarshalJSON() ([]byte, error) { return overlay(in.Raw, in) }

// ScheduleWakeupInput makes the session go on later.
type ScheduleWakeupInput struct {
	Received
	DelaySeconds float64 `json:"delaySeconds,omitempty"`
	Reason       string  `json:"reason,omitempty"`
	Prompt       string  `json:"prompt,omitempty"`
	Stop         bool    `json:"stop,omitempty"`
	Noop         bool    `json:"noop,omitempty"`
}

// InputOf returns "ScheduleWakeup".
func (*ScheduleWakeupInput) InputOf() string { return "ScheduleWakeup" }

// MarshalJSON keeps what it was received with.
func (in ScheduleWakeupInput) MarshalJSON() ([]byte, error) { return overlay(in.Raw, in) }

// ReportFindingsInput reports the result of a review.
type ReportFindingsInput struct {
	Received
	Level    string    `json:"level,omitempty"` // low, medium, high, xhigh, max
	Findings []Finding `json:"findings" hooks:"required"`
}

// InputOf returns "ReportFindings".
func (*ReportFindingsInput) InputOf() string { return "ReportFindings" }

// MarshalJSON keeps what it was received with.
func (in ReportFindingsInput) MarshalJSON() ([]byte, error) { return overlay(in.Raw, in) }

// A Finding is something that a review found.
type Finding struct {
	Received
	File            string `json:"file"`
	Line            *int64 `json:"line,omitempty"`
	Summary         string `json:"summary"`
	ShortSummary    string `json:"short_summary,omitempty"`
	FailureScenario string `json:"failure_scenario"`
	Category        string `json:"category,omitempty"`
	Severity        string `json:"severity,omitempty"` // important, pre_existing, nit
	Verdict         string `json:"verdict,omitempty"`  // CONFIRMED, PLAUSIBLE
	Outcome         string `json:"outcome,omitempty"`  // fixed, skipped, no_change_needed
}

// MarshalJSON keeps what it was received with.
func (x Finding) MarshalJSON() ([]byte, error) { return overlay(x.Raw, x) }

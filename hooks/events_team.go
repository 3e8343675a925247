package hooks

// TaskCreated is sent when Claude creates a task for itself or its teammates.
//
// Source: recorded; the names of teammate and team from the published types.
type TaskCreated struct {
	Common
	Task
}

// EventName returns "TaskCreated".
func (*TaskCreated) EventName() string { return "TaskCreated" }

// Block cancels the task. Claude reads the reason.
func (e *TaskCreated) Block(reason string) Response { return verdictFor(e, deny, reason) }

// TaskCompleted is sent when a task is about to be marked as completed.
// StopReason in the answer ends the teammate; outside a team it is ignored.
//
// Source: recorded; the names of teammate and team from the published types, and
// what ends a teammate from the documentation.
type TaskCompleted struct {
	Common
	Task
}

// EventName returns "TaskCompleted".
func (*TaskCompleted) EventName() string { return "TaskCompleted" }

// Continue leaves the task open, with an instruction about what is missing.
func (e *TaskCompleted) Continue(instruction string) Response {
	return verdictFor(e, deny, instruction)
}

// Task holds what TaskCreated and TaskCompleted have in common.
type Task struct {
	TaskID          string `json:"task_id"`
	TaskSubject     string `json:"task_subject"`
	TaskDescription string `json:"task_description"`
	TeammateName    string `json:"teammate_name"` // empty outside a team
	TeamName        string `json:"team_name"`     // deprecated by Claude Code
}

// TeammateIdle is sent when a teammate has nothing left to do. StopReason in the
// answer ends the teammate.
//
// Source: the published types and the documentation; it was not recorded.
type TeammateIdle struct {
	Common
	TeammateName string `json:"teammate_name"`
	TeamName     string `json:"team_name"` // deprecated by Claude Code
}

// EventName returns "TeammateIdle".
func (*TeammateIdle) EventName() string { return "TeammateIdle" }

// Continue makes the teammate carry on with an instruction. If it does so
// whatever happens, the teammate never rests.
func (e *TeammateIdle) Continue(instruction string) Response {
	return verdictFor(e, deny, instruction)
}

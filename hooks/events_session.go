package hooks

// UserPromptSubmit is sent when a prompt is submitted, before Claude reads it.
// It cannot be rewritten.
//
// Source: recorded; source and session_title from the published types.
type UserPromptSubmit struct {
	Common
	Prompt       string `json:"prompt" hooks:"required"`
	Source       string `json:"source"` // user, sdk, system, loop_wakeup, schedule_wakeup, poll_event; often absent
	SessionTitle string `json:"session_title"`
}

// EventName returns "UserPromptSubmit".
func (*UserPromptSubmit) EventName() string { return "UserPromptSubmit" }

// Block rejects the prompt and erases it from the conversation. The user reads
// the reason, followed by the prompt; Claude sees neither.
func (e *UserPromptSubmit) Block(reason string) Response { return verdictFor(e, deny, reason) }

// BlockHidden is Block without showing the prompt again: for a prompt that
// holds a secret, which would otherwise end up in the output of the session.
func (e *UserPromptSubmit) BlockHidden(reason string) Response {
	return e.Block(reason).with(e, "suppressOriginalPrompt", true, whenDenied)
}

// SetSessionTitle names the session.
func (e *UserPromptSubmit) SetSessionTitle(title string) Response {
	return Response{}.with(e, "sessionTitle", title, anyVerdict)
}

// SessionStart is sent when a session starts or goes on. It cannot be refused.
//
// Source: recorded; what resuming costs from the published types.
type SessionStart struct {
	Common
	Source       string `json:"source"` // startup, resume, clear, compact, fork
	Model        string `json:"model"`
	SessionTitle string `json:"session_title"`

	// What resuming will cost, for the sources resume and fork since 2.1.251;
	// otherwise zero.
	SecondsSinceLastResponse float64 `json:"seconds_since_last_response" hooks:"lenient"`
	ContextTokens            int64   `json:"context_tokens" hooks:"lenient"`
	PromptCacheLikelyExpired bool    `json:"prompt_cache_likely_expired" hooks:"lenient"`
	EstimatedCacheWriteUSD   float64 `json:"estimated_cache_write_usd" hooks:"lenient"`
}

// EventName returns "SessionStart".
func (*SessionStart) EventName() string { return "SessionStart" }

// InitialUserMessage submits text as the first prompt of a session that was
// started with -p.
func (e *SessionStart) InitialUserMessage(text string) Response {
	return Response{}.with(e, "initialUserMessage", text, anyVerdict)
}

// SetSessionTitle names the session.
func (e *SessionStart) SetSessionTitle(title string) Response {
	return Response{}.with(e, "sessionTitle", title, anyVerdict)
}

// WatchPaths makes Claude Code send FileChanged events for these files.
func (e *SessionStart) WatchPaths(paths ...string) Response {
	return withList(Response{}, e, "watchPaths", paths, anyVerdict)
}

// ReloadSkills makes Claude Code look for skills again, for a hook that has
// just installed some.
func (e *SessionStart) ReloadSkills() Response {
	return Response{}.with(e, "reloadSkills", true, anyVerdict)
}

// Stop is sent when Claude is about to end its turn.
//
// Context in the answer makes Claude go on as well, in order to read it.
//
// Source: recorded.
type Stop struct {
	Common
	Stopping
}

// EventName returns "Stop".
func (*Stop) EventName() string { return "Stop" }

// Continue makes Claude carry on with an instruction instead of stopping. If it
// does so whatever happens, Claude never stops of its own accord: consult
// StopHookActive. Claude Code gives up after eight times in a row.
func (e *Stop) Continue(instruction string) Response { return verdictFor(e, deny, instruction) }

// SubagentStop is sent when a subagent is about to end. AgentID and AgentType
// say which.
//
// Source: recorded.
type SubagentStop struct {
	Common
	Stopping
	AgentTranscriptPath string `json:"agent_transcript_path"`
}

// EventName returns "SubagentStop".
func (*SubagentStop) EventName() string { return "SubagentStop" }

// Continue makes the subagent carry on with an instruction instead of stopping.
// See [Stop.Continue].
func (e *SubagentStop) Continue(instruction string) Response {
	return verdictFor(e, deny, instruction)
}

// Stopping holds what Stop and SubagentStop have in common.
type Stopping struct {
	// StopHookActive is true if Claude is only still at work because a hook
	// made it continue.
	StopHookActive       bool   `json:"stop_hook_active"`
	LastAssistantMessage string `json:"last_assistant_message"` // since 2.1.47

	// What goes on after the turn; since 2.1.145.
	BackgroundTasks []BackgroundTask `json:"background_tasks" hooks:"lenient"`
	SessionCrons    []SessionCron    `json:"session_crons" hooks:"lenient"`
}

// A BackgroundTask is something that the session runs beside the conversation.
// Which of the last fields it has depends on its type.
type BackgroundTask struct {
	ID          string `json:"id"`
	Type        string `json:"type"`
	Status      string `json:"status"`
	Description string `json:"description"` // up to 1000 characters

	Command   string `json:"command"`
	AgentType string `json:"agent_type"`
	Server    string `json:"server"`
	Tool      string `json:"tool"`
	Name      string `json:"name"`
}

// A SessionCron is a prompt that the session will submit by itself.
type SessionCron struct {
	ID        string `json:"id"`
	Schedule  string `json:"schedule"` // five fields, as in crontab
	Recurring bool   `json:"recurring"`
	Prompt    string `json:"prompt"`
}

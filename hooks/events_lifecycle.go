package hooks

// UserPromptExpansion is sent when a slash command or an MCP prompt that the
// user typed becomes a prompt.
//
// Source: recorded; expansion_type mcp_prompt and BlockHidden from the published
// types.
type UserPromptExpansion struct {
	Common
	ExpansionType string `json:"expansion_type" hooks:"lenient"` // slash_command, mcp_prompt
	CommandName   string `json:"command_name" hooks:"required"`  // without the slash
	CommandArgs   string `json:"command_args"`
	CommandSource string `json:"command_source" hooks:"lenient"` // projectSettings and so on; an open set
	Prompt        string `json:"prompt" hooks:"required"`        // as typed
}

// EventName returns "UserPromptExpansion".
func (*UserPromptExpansion) EventName() string { return "UserPromptExpansion" }

// Block rejects the command. The user reads the reason; Claude sees nothing.
func (e *UserPromptExpansion) Block(reason string) Response { return verdictFor(e, deny, reason) }

// BlockHidden is Block without showing the prompt again; see
// [UserPromptSubmit.BlockHidden].
func (e *UserPromptExpansion) BlockHidden(reason string) Response {
	return e.Block(reason).with(e, "suppressOriginalPrompt", true, whenDenied)
}

// Setup is sent when Claude Code runs to prepare a project: with --init-only, or
// with -p and --init or --maintenance. It cannot be refused. With -p and --init,
// Context in the answer was not seen to reach Claude; answer SessionStart.
//
// Source: recorded.
type Setup struct {
	Common
	Trigger string `json:"trigger" hooks:"lenient"` // init, maintenance
}

// EventName returns "Setup".
func (*Setup) EventName() string { return "Setup" }

// SessionEnd is sent when a session ends. Claude Code discards the answer and,
// unless the hook has a longer timeout in its settings, waits for 1.5 seconds.
//
// Source: recorded.
type SessionEnd struct {
	Common
	Reason string `json:"reason" hooks:"lenient"` // clear, resume, logout, prompt_input_exit, other
}

// EventName returns "SessionEnd".
func (*SessionEnd) EventName() string { return "SessionEnd" }

// StopFailure is sent instead of [Stop] when an error of the API ended the turn.
// Of the answer only TerminalSequence counts.
//
// Source: recorded; error_details and the values of error from the published
// types.
type StopFailure struct {
	Common
	// Error is rate_limit, overloaded, authentication_failed,
	// oauth_org_not_allowed, billing_error, invalid_request, model_not_found,
	// server_error, max_output_tokens, account_on_hold, verification_required,
	// cloud_credential_error or unknown; an open set.
	Error                string `json:"error" hooks:"lenient"`
	ErrorDetails         string `json:"error_details" hooks:"lenient"`
	LastAssistantMessage string `json:"last_assistant_message" hooks:"lenient"`
}

// EventName returns "StopFailure".
func (*StopFailure) EventName() string { return "StopFailure" }

// SubagentStart is sent when a subagent starts. AgentID and AgentType say which.
// It cannot be refused; Context in the answer is given to the subagent.
//
// Source: recorded.
type SubagentStart struct{ Common }

// EventName returns "SubagentStart".
func (*SubagentStart) EventName() string { return "SubagentStart" }

// PreCompact is sent before the conversation is compacted.
//
// What its hook prints otherwise, JSON too, was seen to become part of the
// instructions for the summary instead of being obeyed. SystemMessage,
// StopReason, SuppressOutput and TerminalSequence are therefore refused unless
// the answer is Block.
//
// Source: recorded; for Instruct, measured in place of the documentation.
type PreCompact struct {
	Common
	Trigger            string `json:"trigger" hooks:"lenient"`             // manual, auto
	CustomInstructions string `json:"custom_instructions" hooks:"lenient"` // what the user wrote after /compact
}

// EventName returns "PreCompact".
func (*PreCompact) EventName() string { return "PreCompact" }

// Block keeps the conversation as it is. If it does so whatever happens, a
// session whose context is full cannot go on.
func (e *PreCompact) Block(reason string) Response { return verdictFor(e, deny, reason) }

// Instruct adds text to the instructions for the summary.
func (e *PreCompact) Instruct(text string) Response {
	return Response{}.withPlain(e, compactInstructions, text, unlessDenied)
}

// PostCompact is sent after the conversation was compacted. Claude Code takes no
// answer: whatever its hook prints, JSON too, was seen to become part of the
// output of /compact, which Claude reads. SystemMessage, StopReason,
// SuppressOutput and TerminalSequence are therefore refused.
//
// Source: recorded; what becomes of an answer, measured.
type PostCompact struct {
	Common
	Trigger        string `json:"trigger" hooks:"lenient"` // manual, auto
	CompactSummary string `json:"compact_summary" hooks:"lenient"`
}

// EventName returns "PostCompact".
func (*PostCompact) EventName() string { return "PostCompact" }

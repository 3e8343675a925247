package hooks

// A reaction is how Claude Code takes what a hook of one event says. It is the
// other side of a protocol, which is how to answer.
type reaction struct {
	blocked   Effect   // what refusing does; Proceeds if nothing
	readers   Audience // of the reason to refuse
	exit2     bool     // exit code 2 refuses
	decision  bool     // "decision": "block" refuses
	context   bool     // additionalContext is heeded
	text      bool     // text that is no JSON is context
	echoes    bool     // whatever is printed is
	prompt    bool     // what is blocked is a prompt, and contexts go with it
	stop      bool     // "continue": false is heeded
	message   bool     // systemMessage is shown
	notice    bool     // so is a failure
	onFailure bool     // onFailure is heeded

	stopReaders Audience // of the stopReason
}

// reactionTo covers all events of Claude Code 2.1.330. All were measured but
// TeammateIdle, which follows the documentation. Events without a case heed
// nothing that a hook says.
func reactionTo(event string) reaction {
	switch event {
	case "PreToolUse":
		return reaction{blocked: Blocks, readers: ToClaude, exit2: true, decision: true, context: true, stop: true, stopReaders: ToClaude, message: true, onFailure: true}
	case "PermissionRequest":
		return reaction{blocked: Blocks, readers: ToClaude, onFailure: true}
	case "UserPromptSubmit":
		return reaction{blocked: Blocks, readers: ToUser, exit2: true, decision: true, prompt: true, context: true, text: true, stop: true, stopReaders: ToUser, message: true, onFailure: true}
	case "UserPromptExpansion":
		return reaction{blocked: Blocks, readers: ToUser, exit2: true, decision: true, prompt: true, context: true, text: true, stop: true, stopReaders: ToUser | ToClaude, message: true, onFailure: true}
	case "PostToolUse":
		return reaction{blocked: Reports, readers: ToClaude, exit2: true, decision: true, context: true, stop: true, stopReaders: ToClaude, message: true, onFailure: true}

	case "PostToolUseFailure":
		return reaction{blocked: Reports, readers: ToClaude, exit2: true, decision: true, context: true, message: true, onFailure: true}
	case "PostToolBatch":
		return reaction{blocked: Blocks, readers: ToClaude, exit2: true, decision: true, context: true, stop: true, stopReaders: ToClaude, message: true, onFailure: true}
	case "Stop":
		return reaction{blocked: Blocks, readers: ToClaude, exit2: true, decision: true, context: true, stop: true, stopReaders: ToClaude, message: true}
	case "SubagentStop":
		return reaction{blocked: Blocks, readers: ToClaude, exit2: true, decision: true, context: true}

	case "SessionStart":
		return reaction{context: true, text: true}
	case "SubagentStart":
		return reaction{context: true}
	case "PreCompact":
		return reaction{blocked: Blocks, readers: ToClaude | ToUser, exit2: true, decision: true, echoes: true, onFailure: true}
	case "PreModelSwitch":
		return reaction{blocked: Blocks, readers: ToUser, exit2: true, decision: true, message: true, notice: true, onFailure: true}
	case "PostModelSwitch":
		return reaction{context: true, text: true, message: true}
	case "PostCompact":
		return reaction{echoes: true}
	case "ConfigChange":
		return reaction{blocked: Blocks, exit2: true, decision: true, onFailure: true}

	case "TaskCreated":
		return reaction{blocked: Blocks, readers: ToClaude, exit2: true, decision: true, onFailure: true}
	case "TaskCompleted", "TeammateIdle":
		return reaction{blocked: Blocks, readers: ToClaude, exit2: true, stop: true}
	case "Elicitation", "ElicitationResult":
		return reaction{blocked: Blocks, exit2: true, decision: true, onFailure: true}
	case "WorktreeCreate": // whatever the exit code, if it is not 0; see noWorktree
		return reaction{blocked: Blocks, readers: ToClaude}
	}
	return reaction{}
}

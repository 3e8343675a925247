package hooks

// A protocol says how one event is answered. What stands here was measured with
// Claude Code 2.1.330 where it can be measured, and read otherwise.
type protocol struct {
	refusal  refusal
	spelling spelling
	context  bool // takes additionalContext
}

// A refusal says how a hook that failed refuses what the event announces.
type refusal uint8

const (
	// byExit: exit code 2 blocks, whatever else the hook says. What the
	// spelling offers is said as well, so that each suffices alone.
	byExit refusal = iota
	// byJSON: exit code 2 does not block, only JSON does.
	byJSON
	// proceed: nothing can be blocked, or blocking would do harm: a turn that
	// may never end, a conversation that cannot be compacted any more. Exit
	// code 1 reports the failure.
	proceed
)

// A spelling says where JSON has a verdict.
type spelling uint8

const (
	unspoken           spelling = iota // no verdict in JSON: exit code 2, where there is a verdict
	permissionDecision                 // hookSpecificOutput.permissionDecision
	behavior                           // hookSpecificOutput.decision.behavior
	decision                           // decision: "block" at the top
	action                             // hookSpecificOutput.action
	plainText                          // no JSON at all
)

// protocolOf covers all events of Claude Code 2.1.330. An event that it does not
// know may be one that can block, so that a failure must block it.
func protocolOf(event string) protocol {
	switch event {
	case "PreToolUse":
		return protocol{byExit, permissionDecision, true}
	case "PreModelSwitch":
		return protocol{byExit, permissionDecision, false}
	case "PermissionRequest":
		return protocol{byJSON, behavior, false}
	case "UserPromptSubmit", "UserPromptExpansion":
		return protocol{byExit, decision, true}
	case "ConfigChange", "TaskCreated":
		return protocol{byExit, decision, false}
	case "Elicitation", "ElicitationResult":
		return protocol{byExit, action, false}
	case "WorktreeCreate":
		return protocol{byExit, plainText, false}

	case "Stop", "SubagentStop", "PostToolUse", "PostToolUseFailure", "PostToolBatch":
		return protocol{proceed, decision, true}
	case "PreCompact":
		return protocol{proceed, decision, false}
	case "SessionStart", "Setup", "SubagentStart", "PostModelSwitch":
		return protocol{proceed, unspoken, true}
	case "TeammateIdle", "TaskCompleted", "PermissionDenied", "Notification", "MessageDisplay",
		"PostCompact", "SessionEnd", "StopFailure", "InstructionsLoaded", "CwdChanged",
		"FileChanged", "DirectoryAdded", "WorktreeRemove":
		return protocol{proceed, unspoken, false}
	}
	return protocol{byExit, unspoken, false}
}

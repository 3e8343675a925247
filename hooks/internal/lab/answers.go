package lab

import "github.com/gatehouse-go/gatehouse/hooks"

var rewritten = map[string]string{"command": "npm allowed"}

// methods holds the answers that are methods of events.
var methods = []Answer{
	answer("deny", func(e *hooks.PreToolUse) hooks.Response { return e.Deny(reason) }),
	answer("ask", func(e *hooks.PreToolUse) hooks.Response { return e.Ask(reason) }),
	answer("approve", func(e *hooks.PreToolUse) hooks.Response { return e.AutoApprove(reason) }),
	answer("defer", func(e *hooks.PreToolUse) hooks.Response { return e.Defer(reason) }),
	answer("rewrite", func(e *hooks.PreToolUse) hooks.Response { return e.Rewrite(rewritten) }),
	answer("rewrite-and-approve", func(e *hooks.PreToolUse) hooks.Response {
		return e.AutoApprove(reason).And(e.Rewrite(map[string]string{"command": "npm updated"}))
	}),
	answer("rewrite-and-ask", func(e *hooks.PreToolUse) hooks.Response { return e.Ask(reason).And(e.Rewrite(rewritten)) }),
	answer("rewrite-and-deny", func(e *hooks.PreToolUse) hooks.Response { return e.Deny(reason).And(e.Rewrite(rewritten)) }),
	answer("deny-with-context", func(e *hooks.PreToolUse) hooks.Response {
		return e.Deny(reason).And(hooks.Response{Context: about, SystemMessage: message})
	}),

	answer("deny", func(e *hooks.PermissionRequest) hooks.Response { return e.Deny(reason) }),
	answer("deny-and-interrupt", func(e *hooks.PermissionRequest) hooks.Response { return e.DenyAndInterrupt(reason) }),
	answer("approve", func(e *hooks.PermissionRequest) hooks.Response { return e.AutoApprove() }),
	answer("approve-with-rule", func(e *hooks.PermissionRequest) hooks.Response {
		return e.AutoApprove(hooks.PermissionUpdate{
			Type: "addRules", Behavior: "allow", Destination: "session",
			Rules: []hooks.PermissionRule{{ToolName: "Bash", RuleContent: "npm x"}},
		})
	}),
	answer("approve-rewritten", func(e *hooks.PermissionRequest) hooks.Response { return e.AutoApproveRewritten(rewritten) }),
	answer("retry", func(e *hooks.PermissionDenied) hooks.Response { return e.Retry() }),

	answer("block", func(e *hooks.PostToolUse) hooks.Response { return e.Block(reason) }),
	answer("replace", func(e *hooks.PostToolUse) hooks.Response {
		return e.ReplaceOutput(&hooks.BashOutput{Stdout: "REPLACED"})
	}),
	answer("classifier", func(e *hooks.PostToolUse) hooks.Response { return e.InformClassifier(about) }),
	answer("block", func(e *hooks.PostToolUseFailure) hooks.Response { return e.Block(reason) }),
	answer("block", func(e *hooks.PostToolBatch) hooks.Response { return e.Block(reason) }),

	answer("block", func(e *hooks.UserPromptSubmit) hooks.Response { return e.Block(reason) }),
	answer("block-hidden", func(e *hooks.UserPromptSubmit) hooks.Response { return e.BlockHidden(reason) }),
	answer("title", func(e *hooks.UserPromptSubmit) hooks.Response { return e.SetSessionTitle(about) }),
	answer("block", func(e *hooks.UserPromptExpansion) hooks.Response { return e.Block(reason) }),
	answer("block-hidden", func(e *hooks.UserPromptExpansion) hooks.Response { return e.BlockHidden(reason) }),
	answer("display", func(e *hooks.MessageDisplay) hooks.Response { return e.Display("REPLACED") }),

	answer("initial-message", func(e *hooks.SessionStart) hooks.Response { return e.InitialUserMessage(about) }),
	answer("title", func(e *hooks.SessionStart) hooks.Response { return e.SetSessionTitle(about) }),
	answer("watch", func(e *hooks.SessionStart) hooks.Response { return e.WatchPaths(watched) }),
	answer("reload-skills", func(e *hooks.SessionStart) hooks.Response { return e.ReloadSkills() }),
	answer("watch", func(e *hooks.CwdChanged) hooks.Response { return e.WatchPaths(watched) }),
	answer("watch", func(e *hooks.FileChanged) hooks.Response { return e.WatchPaths(watched) }),

	// Without a look at StopHookActive Claude would go on until Claude Code has
	// enough of it.
	answer("continue", func(e *hooks.Stop) hooks.Response { return once(e.StopHookActive, e.Continue(reason)) }),
	answer("continue", func(e *hooks.SubagentStop) hooks.Response { return once(e.StopHookActive, e.Continue(reason)) }),
	answer("context-once", func(e *hooks.Stop) hooks.Response { return once(e.StopHookActive, hooks.Response{Context: about}) }),
	answer("context-once", func(e *hooks.SubagentStop) hooks.Response {
		return once(e.StopHookActive, hooks.Response{Context: about})
	}),
	answer("continue", func(e *hooks.TaskCompleted) hooks.Response { return e.Continue(reason) }),
	answer("continue", func(e *hooks.TeammateIdle) hooks.Response { return e.Continue(reason) }),
	answer("block", func(e *hooks.TaskCreated) hooks.Response { return e.Block(reason) }),

	answer("block", func(e *hooks.PreCompact) hooks.Response { return e.Block(reason) }),
	answer("instruct", func(e *hooks.PreCompact) hooks.Response { return e.Instruct(about) }),
	answer("deny", func(e *hooks.PreModelSwitch) hooks.Response { return e.Deny(reason) }),
	answer("ask", func(e *hooks.PreModelSwitch) hooks.Response { return e.Ask(reason) }),
	answer("approve", func(e *hooks.PreModelSwitch) hooks.Response { return e.AutoApprove(reason) }),

	answer("accept", func(e *hooks.Elicitation) hooks.Response { return e.Accept(map[string]string{"name": about}) }),
	answer("decline", func(e *hooks.Elicitation) hooks.Response { return e.Decline(reason) }),
	answer("cancel", func(e *hooks.Elicitation) hooks.Response { return e.Cancel() }),
	answer("accept", func(e *hooks.ElicitationResult) hooks.Response { return e.Accept(map[string]string{"name": about}) }),
	answer("decline", func(e *hooks.ElicitationResult) hooks.Response { return e.Decline(reason) }),
	answer("cancel", func(e *hooks.ElicitationResult) hooks.Response { return e.Cancel() }),

	answer("block", func(e *hooks.ConfigChange) hooks.Response { return e.Block(reason) }),
	answer("created", func(e *hooks.WorktreeCreate) hooks.Response { return e.Created("/home/u/other") }),
	answer("block", func(e *hooks.WorktreeCreate) hooks.Response { return e.Block(reason) }),
}

// watched is where the experiments write to.
const watched = "/home/u/proj/watched.txt"

func once(again bool, r hooks.Response) hooks.Response {
	if again {
		return hooks.Response{}
	}
	return r
}

package hooks

import "encoding/json"

// PreToolUse is sent before a tool call runs, after its input was found valid.
//
// It is not sent for files named with @ in a prompt, nor for slash commands
// that the user types.
//
// Source: recorded.
type PreToolUse struct {
	Common
	ToolCall
}

// EventName returns "PreToolUse".
func (*PreToolUse) EventName() string { return "PreToolUse" }

// Deny refuses the tool call, in every permission mode. Claude reads the reason
// and can adapt.
func (e *PreToolUse) Deny(reason string) Response { return verdictFor(e, deny, reason) }

// Ask makes Claude Code ask the user, who reads the reason, even where a rule
// or the mode would allow the call.
func (e *PreToolUse) Ask(reason string) Response { return verdictFor(e, ask, reason) }

// AutoApprove lets the call run without asking the user. Deny and ask rules of
// the settings still apply. A guard that merely has no objection should return
// the zero Response instead: AutoApprove switches the user's own prompts off.
func (e *PreToolUse) AutoApprove(reason string) Response { return verdictFor(e, allow, reason) }

// Defer ends the turn before the call, for the program that started Claude Code
// with -p to decide about it and resume. It only works for a single call in the
// turn.
func (e *PreToolUse) Defer(reason string) Response { return verdictFor(e, deferred, reason) }

// Rewrite replaces the tool's input before Claude Code's rules consider the
// call. The input must be the complete new input, a JSON object; what it lacks
// is lost. To change one field, take what [ToolCall.Input] returns and change it
// there.
//
// Rewrite alone leaves the decision to the rules and the user. Add
// e.Ask(…) or e.AutoApprove(…) with [Response.And] to make it too.
func (e *PreToolUse) Rewrite(input any) Response {
	return objectField(e, "updatedInput", input, unlessStopped)
}

// PermissionRequest is sent when Claude Code is about to ask the user for
// permission, or, where nobody can be asked, to deny.
//
// The question may already be on the screen while hooks run: whoever answers
// first decides.
//
// Source: recorded.
type PermissionRequest struct {
	Common
	ToolCall // without ToolUseID

	// Suggestions are the changes of rules or mode that the user is offered
	// along with approval ("don't ask again").
	Suggestions []PermissionUpdate `json:"permission_suggestions" hooks:"lenient"`
}

// EventName returns "PermissionRequest".
func (*PermissionRequest) EventName() string { return "PermissionRequest" }

// Deny refuses the request without the user. Claude reads the message and can
// adapt.
func (e *PermissionRequest) Deny(message string) Response { return verdictFor(e, deny, message) }

// DenyAndInterrupt refuses the request and ends the turn, as if the user had
// pressed the escape key. Claude does not get to read the message.
func (e *PermissionRequest) DenyAndInterrupt(message string) Response {
	return e.Deny(message).with(e, "interrupt", true, whenDenied)
}

// AutoApprove grants the request without the user. The updates, if any, take
// effect as if the user had chosen them; pass e.Suggestions... for "don't ask
// again". Deny rules still apply.
func (e *PermissionRequest) AutoApprove(updates ...PermissionUpdate) Response {
	r := verdictFor(e, allow, "")
	if len(updates) == 0 {
		return r
	}
	return withList(r, e, "updatedPermissions", updates, whenAllowed)
}

// AutoApproveRewritten is AutoApprove for another input, which must be the
// complete new input, a JSON object.
func (e *PermissionRequest) AutoApproveRewritten(input any, updates ...PermissionUpdate) Response {
	return e.AutoApprove(updates...).And(objectField(e, "updatedInput", input, whenAllowed))
}

// A PermissionUpdate is a change of permission rules, of the mode or of the
// working directories. Which fields it has depends on its type.
type PermissionUpdate struct {
	Received
	Type        string           `json:"type"`                  // addRules, replaceRules, removeRules, setMode, addDirectories, removeDirectories
	Rules       []PermissionRule `json:"rules,omitempty"`       // for …Rules
	Behavior    string           `json:"behavior,omitempty"`    // for …Rules: allow, deny, ask
	Mode        string           `json:"mode,omitempty"`        // for setMode
	Directories []string         `json:"directories,omitempty"` // for …Directories
	Destination string           `json:"destination"`           // session, localSettings, projectSettings, userSettings
}

// A PermissionRule is a rule as it stands in a PermissionUpdate. The zero
// RuleContent means the whole tool.
type PermissionRule struct {
	Received
	ToolName    string `json:"toolName"`
	RuleContent string `json:"ruleContent,omitempty"` // what stands between the parentheses
}

// MarshalJSON keeps what the update was received with, so that granting a
// suggestion never grants more than it said.
func (u PermissionUpdate) MarshalJSON() ([]byte, error) { return overlay(u.Raw, u) }

// MarshalJSON keeps what the rule was received with.
func (r PermissionRule) MarshalJSON() ([]byte, error) { return overlay(r.Raw, r) }

// PostToolUse is sent after a tool call succeeded. What it did cannot be
// undone.
//
// Source: recorded.
type PostToolUse struct {
	Common
	ToolCall

	ToolResponse json.RawMessage `json:"tool_response"`               // its shape depends on the tool
	DurationMS   float64         `json:"duration_ms" hooks:"lenient"` // since 2.1.119
}

// EventName returns "PostToolUse".
func (*PostToolUse) EventName() string { return "PostToolUse" }

// Block tells Claude that the call's result is unacceptable, and why. Claude
// sees the result nevertheless; see ReplaceOutput.
func (e *PostToolUse) Block(reason string) Response { return verdictFor(e, deny, reason) }

// ReplaceOutput gives Claude another result to read. For a built-in tool it
// must have the shape of ToolResponse, as what Output returns has: one that does
// not fit is ignored. For an MCP tool it may be a string.
func (e *PostToolUse) ReplaceOutput(output any) Response {
	return Response{}.with(e, "updatedToolOutput", output, anyVerdict)
}

// InformClassifier adds text to what the classifier of auto mode knows about
// the result. Since 2.1.236; hooks share 2000 UTF-16 units.
func (e *PostToolUse) InformClassifier(text string) Response {
	return Response{}.with(e, "classifierContext", text, anyVerdict)
}

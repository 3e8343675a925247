package hooks

import "encoding/json"

// PostToolUseFailure is sent after a tool call failed that had started: not for
// one that was refused, or whose input was invalid.
//
// Source: recorded.
type PostToolUseFailure struct {
	Common
	ToolCall

	// Error is what Claude reads. For Bash its first line is the exit code.
	Error       string  `json:"error" hooks:"lenient"`
	IsInterrupt bool    `json:"is_interrupt" hooks:"lenient"` // the user broke it off
	DurationMS  float64 `json:"duration_ms" hooks:"lenient"`
}

// EventName returns "PostToolUseFailure".
func (*PostToolUseFailure) EventName() string { return "PostToolUseFailure" }

// Block gives Claude a reason beside the error of the call.
func (e *PostToolUseFailure) Block(reason string) Response { return verdictFor(e, deny, reason) }

// PostToolBatch is sent when all calls that Claude made at once are done, before
// Claude reads their results.
//
// Source: recorded.
type PostToolBatch struct {
	Common
	ToolCalls []BatchedCall `json:"tool_calls" hooks:"lenient"`
}

// EventName returns "PostToolBatch".
func (*PostToolBatch) EventName() string { return "PostToolBatch" }

// Block ends the turn. Claude reads the reason when it goes on.
func (e *PostToolBatch) Block(reason string) Response { return verdictFor(e, deny, reason) }

// A BatchedCall is one of the calls of a [PostToolBatch].
type BatchedCall struct {
	ToolCall // without MCPServer

	// ToolResponse is what Claude will read: a string or content blocks, not the
	// object that PostToolUse has. It is absent if there is none.
	ToolResponse json.RawMessage `json:"tool_response,omitempty"`
}

// PermissionDenied is sent when auto mode has denied a tool call, and for no
// other denial.
//
// Source: recorded; the matcher on tool_name and Retry from the documentation.
type PermissionDenied struct {
	Common
	ToolCall
	Reason string `json:"reason" hooks:"lenient"`
}

// EventName returns "PermissionDenied".
func (*PermissionDenied) EventName() string { return "PermissionDenied" }

// Retry tells Claude that it may try the call again. The denial itself stands.
// It is ignored if there was no verdict, as when the classifier cannot be
// reached.
func (e *PermissionDenied) Retry() Response { return Response{}.with(e, "retry", true, anyVerdict) }

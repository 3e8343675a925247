package hooks

// Notification is sent when Claude Code notifies the user. Of the answer only
// TerminalSequence counts.
//
// Source: recorded; title and the values of notification_type from the
// documentation.
type Notification struct {
	Common
	Message string `json:"message" hooks:"lenient"`
	Title   string `json:"title" hooks:"lenient"`
	// NotificationType is permission_prompt, idle_prompt, auth_success,
	// elicitation_dialog, elicitation_url_dialog, elicitation_complete,
	// elicitation_response, agent_needs_input or agent_completed; an open set.
	NotificationType string `json:"notification_type" hooks:"lenient"`
}

// EventName returns "Notification".
func (*Notification) EventName() string { return "Notification" }

// MessageDisplay is sent while text of Claude appears on the screen. Since
// 2.1.152.
//
// Source: recorded; Display from the published types.
type MessageDisplay struct {
	Common
	TurnID    string `json:"turn_id" hooks:"lenient"`
	MessageID string `json:"message_id" hooks:"lenient"`
	Index     int64  `json:"index" hooks:"lenient"` // of the delta within the message
	Final     bool   `json:"final" hooks:"lenient"` // the last of the message
	Delta     string `json:"delta" hooks:"lenient"` // the text that is new
}

// EventName returns "MessageDisplay".
func (*MessageDisplay) EventName() string { return "MessageDisplay" }

// Display shows the user another text. The conversation keeps the original.
func (e *MessageDisplay) Display(text string) Response {
	return Response{}.with(e, "displayContent", text, anyVerdict)
}

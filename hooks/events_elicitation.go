package hooks

import "encoding/json"

// Elicitation is sent when an MCP server wants to ask the user for something.
//
// Source: recorded; mode url with its fields from the published types; the answers
// tried with the client.
type Elicitation struct {
	Common
	MCPServerName   string          `json:"mcp_server_name" hooks:"required"`
	Message         string          `json:"message"`
	Mode            string          `json:"mode" hooks:"lenient"` // form, url
	URL             string          `json:"url"`                  // to be opened, for mode url
	ElicitationID   string          `json:"elicitation_id" hooks:"lenient"`
	RequestedSchema json.RawMessage `json:"requested_schema"` // of the content of the answer, for mode form
}

// EventName returns "Elicitation".
func (*Elicitation) EventName() string { return "Elicitation" }

// Accept answers in place of the user. The content must be a JSON object, or nil
// where none is asked for, as in mode url.
func (e *Elicitation) Accept(content any) Response { return acceptFor(e, content) }

// Decline refuses to answer, without the user.
func (e *Elicitation) Decline(reason string) Response { return verdictFor(e, deny, reason) }

// Cancel answers as if the user had dismissed the question.
func (e *Elicitation) Cancel() Response { return verdictFor(e, deferred, "") }

// ElicitationResult is sent when the user has answered an MCP server, before the
// server reads it.
//
// Source: recorded; content from the published types; the answers tried with the
// client.
type ElicitationResult struct {
	Common
	MCPServerName string          `json:"mcp_server_name" hooks:"required"`
	Action        string          `json:"action" hooks:"required"` // accept, decline, cancel
	Content       json.RawMessage `json:"content"`                 // what the user entered, an object
	Mode          string          `json:"mode" hooks:"lenient"`    // form, url
	ElicitationID string          `json:"elicitation_id" hooks:"lenient"`
}

// EventName returns "ElicitationResult".
func (*ElicitationResult) EventName() string { return "ElicitationResult" }

// Accept gives the server another answer: a JSON object, or nil for none.
func (e *ElicitationResult) Accept(content any) Response { return acceptFor(e, content) }

// Decline keeps the user's answer from the server, which is told that the user
// declined.
func (e *ElicitationResult) Decline(reason string) Response { return verdictFor(e, deny, reason) }

// Cancel keeps the user's answer from the server, which is told that the user
// dismissed the question.
func (e *ElicitationResult) Cancel() Response { return verdictFor(e, deferred, "") }

func acceptFor(e Event, content any) Response {
	r := verdictFor(e, allow, "")
	if content == nil {
		return r
	}
	return r.And(objectField(e, "content", content, whenAllowed))
}

package hooks

import "encoding/json"

// WebFetchOutput is what the model said about a page.
type WebFetchOutput struct {
	Received
	Bytes      float64 `json:"bytes"`
	Code       float64 `json:"code"` // of HTTP
	CodeText   string  `json:"codeText"`
	Result     string  `json:"result"`
	DurationMS float64 `json:"durationMs"`
	URL        string  `json:"url"`
}

// OutputOf returns "WebFetch".
func (*WebFetchOutput) OutputOf() string { return "WebFetch" }

// MarshalJSON keeps what it was received with.
func (o WebFetchOutput) MarshalJSON() ([]byte, error) { return overlay(o.Raw, o) }

// WebSearchOutput is what was found. Each result is a string or an object.
type WebSearchOutput struct {
	Received
	Query           string            `json:"query"`
	Results         []json.RawMessage `json:"results"`
	DurationSeconds float64           `json:"durationSeconds"`
	SearchCount     float64           `json:"searchCount,omitempty"`
}

// OutputOf returns "WebSearch".
func (*WebSearchOutput) OutputOf() string { return "WebSearch" }

// MarshalJSON keeps what it was received with.
func (o WebSearchOutput) MarshalJSON() ([]byte, error) { return overlay(o.Raw, o) }

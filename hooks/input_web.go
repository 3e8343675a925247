package hooks

// WebFetchInput fetches a page and has a model answer a question about it.
type WebFetchInput struct {
	Received
	URL    string `json:"url" hooks:"required"`
	Prompt string `json:"prompt" hooks:"required"`
	Offset int64  `json:"offset,omitempty"`
}

// InputOf returns "WebFetch".
func (*WebFetchInput) InputOf() string { return "WebFetch" }

// MarshalJSON keeps what it was received with.
func (in WebFetchInput) MarshalJSON() ([]byte, error) { return overlay(in.Raw, in) }

// WebSearchInput searches the web.
type WebSearchInput struct {
	Received
	Query          string   `json:"query" hooks:"required"`
	AllowedDomains []string `json:"allowed_domains,omitempty"`
	BlockedDomains []string `json:"blocked_domains,omitempty"`
}

// InputOf returns "WebSearch".
func (*WebSearchInput) InputOf() string { return "WebSearch" }

// MarshalJSON keeps what it was received with.
func (in WebSearchInput) MarshalJSON() ([]byte, error) { return overlay(in.Raw, in) }

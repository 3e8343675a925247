package hooks

// PreModelSwitch is sent before the session changes to another model. Since
// 2.1.251.
//
// Source: recorded; its answers from the published types.
type PreModelSwitch struct {
	Common
	ModelSwitch
}

// EventName returns "PreModelSwitch".
func (*PreModelSwitch) EventName() string { return "PreModelSwitch" }

// Deny keeps the present model.
func (e *PreModelSwitch) Deny(reason string) Response { return verdictFor(e, deny, reason) }

// Ask lets the user decide. Where nobody can be asked, it keeps the present
// model.
func (e *PreModelSwitch) Ask(reason string) Response { return verdictFor(e, ask, reason) }

// AutoApprove lets the switch happen without asking the user.
func (e *PreModelSwitch) AutoApprove(reason string) Response { return verdictFor(e, allow, reason) }

// PostModelSwitch is sent after the session changed to another model. It cannot
// be refused. Since 2.1.251.
//
// Source: recorded.
type PostModelSwitch struct {
	Common
	ModelSwitch
}

// EventName returns "PostModelSwitch".
func (*PostModelSwitch) EventName() string { return "PostModelSwitch" }

// ModelSwitch holds what PreModelSwitch and PostModelSwitch have in common.
type ModelSwitch struct {
	FromModel      string `json:"from_model"`
	ToModel        string `json:"to_model" hooks:"required"`
	RequestedModel string `json:"requested_model" hooks:"lenient"` // as asked for; empty if nobody did
	Source         string `json:"source"`                          // command, picker, sdk; PostModelSwitch also auto, resume

	// What the switch will cost.
	ContextTokens          int64   `json:"context_tokens" hooks:"lenient"`
	PromptCacheWarm        bool    `json:"prompt_cache_warm" hooks:"lenient"`
	CacheTTL               string  `json:"cache_ttl" hooks:"lenient"` // 5m, 1h
	EstimatedCacheWriteUSD float64 `json:"estimated_cache_write_usd" hooks:"lenient"`
	Pricing                string  `json:"pricing" hooks:"lenient"` // "catalog" was seen
}

package hooks

import (
	"encoding/json"
	"fmt"
	"go/token"
)

// A Scope says whose settings a file holds. Scopes are ordered by precedence.
type Scope uint8

// The scopes of settings files, the strongest first.
const (
	ManagedScope Scope = iota // managed-settings.json and its drop-ins
	FlagScope                 // the file named by --settings
	LocalScope                // .claude/settings.local.json
	ProjectScope              // .claude/settings.json
	UserScope                 // ~/.claude/settings.json
)

// String names the scope, such as "project settings".
func (s Scope) String() string {
	names := [...]string{"managed settings", "--settings", "local settings", "project settings", "user settings"}
	if int(s) >= len(names) {
		return "invalid scope"
	}
	return names[s]
}

// Settings is what one settings file says about hooks.
type Settings struct {
	Scope    Scope
	Filename string

	// Groups holds what stands below "hooks", in the order of the file, without
	// what Claude Code drops.
	Groups []Group

	DisableAllHooks        *bool    // nil if the file does not say
	AllowManagedHooksOnly  *bool    // nil if the file does not say; counts in managed settings only
	AllowedHTTPHookURLs    []string // nil without allowedHttpHookUrls; empty if it allows nothing
	HTTPHookAllowedEnvVars []string // nil without httpHookAllowedEnvVars; empty if it allows nothing

	// Void says that Claude Code ignores the whole file, with its permission
	// rules, because of one value that it does not accept. Of managed settings it
	// ignores only the hooks then. What could be read is kept for linters.
	Void bool

	// Diagnostics lists what one file shows to be wrong, in its order; of each
	// code at most the first thousand. [Lint] finds more.
	Diagnostics []Diagnostic
}

// A Group is a list of hooks for one event, with the matcher that they share.
type Group struct {
	Event   string
	Matcher string // as written; empty if there is none
	Hooks   []Hook
	Pos     token.Position // of its opening brace

	matcherGiven bool
}

// A HookType says what a [Hook] is.
type HookType string

// The types of hooks, with the fields that belong to them.
const (
	CommandHook HookType = "command"  // Command, Args, Shell, Async, AsyncRewake
	HTTPHook    HookType = "http"     // URL, Headers, AllowedEnvVars
	MCPToolHook HookType = "mcp_tool" // Server, Tool, Input
	PromptHook  HookType = "prompt"   // Prompt, Model, ContinueOnBlock
	AgentHook   HookType = "agent"    // Prompt, Model
)

// A Hook is one entry of a settings file: what to run for an event. Fields that
// are absent there are zero here.
type Hook struct {
	Type HookType `json:"type"`

	Command string   `json:"command,omitempty"` // a line for the shell, or a program if there are Args
	Args    []string `json:"args,omitzero"`     // not nil, even if empty: there is no shell (since 2.1.139)
	Shell   string   `json:"shell,omitempty"`   // bash (the default) or powershell

	URL            string            `json:"url,omitempty"`
	Headers        map[string]string `json:"headers,omitzero"` // $NAME stands for a variable of AllowedEnvVars
	AllowedEnvVars []string          `json:"allowedEnvVars,omitzero"`

	Server string          `json:"server,omitempty"`
	Tool   string          `json:"tool,omitempty"`
	Input  json.RawMessage `json:"input,omitzero"`

	Prompt          string `json:"prompt,omitempty"` // $ARGUMENTS stands for the event
	Model           string `json:"model,omitempty"`
	ContinueOnBlock bool   `json:"continueOnBlock,omitempty"`

	If            string  `json:"if,omitempty"`        // see [ParseCondition]
	Timeout       float64 `json:"timeout,omitempty"`   // in seconds; 0 is the default of the type
	OnFailure     string  `json:"onFailure,omitempty"` // continue (the default) or block; not of prompt and agent
	Async         bool    `json:"async,omitempty"`     // nobody waits for it
	AsyncRewake   bool    `json:"asyncRewake,omitempty"`
	Once          bool    `json:"once,omitempty"`
	StatusMessage string  `json:"statusMessage,omitempty"`

	Received // Raw is the entry as written, with keys that have no field here

	Pos token.Position `json:"-"` // of its opening brace
}

// A SettingsError says why a settings file cannot be read or changed. It holds
// no text of the file but keys.
type SettingsError struct {
	Pos     token.Position // Filename is empty where none was given
	Message string
}

// Error returns position and message in one line.
func (e *SettingsError) Error() string { return fmt.Sprintf("%s: %s", e.Pos, e.Message) }

package permission

import (
	"errors"
	"fmt"
)

// A Decision is an answer to a [Request]. Decisions are ordered from least to
// most permissive, so min(a, b) is the safer of two, and the zero Decision is
// Deny.
type Decision uint8

const (
	Deny  Decision = iota // refuse
	Ask                   // ask the user
	Allow                 // go ahead without asking
)

// String returns "deny", "ask" or "allow".
func (d Decision) String() string {
	switch d {
	case Allow:
		return "allow"
	case Ask:
		return "ask"
	}
	return "deny"
}

// A Scope is where a rule comes from. Scopes are ordered by precedence:
// Managed is the strongest.
type Scope uint8

const (
	Managed Scope = iota // the organization's managed settings
	CLI                  // flags of this invocation, such as --allowedTools
	Flag                 // the file named by --settings
	Local                // .claude/settings.local.json
	Project              // .claude/settings.json
	User                 // ~/.claude/settings.json
)

// String returns the scope's name, such as "project settings".
func (s Scope) String() string {
	switch s {
	case Managed:
		return "managed settings"
	case CLI:
		return "command line"
	case Flag:
		return "--settings file"
	case Local:
		return "local settings"
	case Project:
		return "project settings"
	}
	return "user settings"
}

// A Mode is a permission mode, as in the setting "defaultMode".
type Mode string

const (
	Default           Mode = "default"
	AcceptEdits       Mode = "acceptEdits"
	Plan              Mode = "plan"
	Auto              Mode = "auto"
	DontAsk           Mode = "dontAsk"
	BypassPermissions Mode = "bypassPermissions"
)

// ErrMode is wrapped by the errors of [ParseMode].
var ErrMode = errors.New("unknown permission mode")

// ParseMode reads a mode as settings and flags spell it; "manual" is the older
// name of default.
func ParseMode(s string) (Mode, error) {
	switch m := Mode(s); m {
	case Default, AcceptEdits, Plan, Auto, DontAsk, BypassPermissions:
		return m, nil
	case "manual":
		return Default, nil
	}
	return "", fmt.Errorf("%w %q, use default, acceptEdits, plan, auto, dontAsk or bypassPermissions", ErrMode, s)
}

// A Cause is the kind of thing that decided.
type Cause uint8

const (
	ByDefault    Cause = iota // nothing matched: the tool's default
	ByRule                    // a rule matched
	ByMode                    // the permission mode
	ByReadOnly                // a built-in read-only command or tool
	ByDirectory               // a path outside the working directories
	ByComplexity              // a command that cannot be analysed
	BySafety                  // a built-in safety check: protected or critical paths, background jobs
	ByParts                   // the parts of a compound command, see [Result.Parts]
	ByClassifier              // the client would ask its classifier model
	ByInput                   // the tool's input is not valid
	ByTool                    // the session does not have the tool
)

// String returns a word for the cause, such as "rule" or "working directory".
func (c Cause) String() string {
	switch c {
	case ByRule:
		return "rule"
	case ByMode:
		return "mode"
	case ByReadOnly:
		return "read-only"
	case ByDirectory:
		return "working directory"
	case ByComplexity:
		return "not analysable"
	case BySafety:
		return "safety check"
	case ByParts:
		return "parts"
	case ByClassifier:
		return "classifier"
	case ByInput:
		return "invalid input"
	case ByTool:
		return "unavailable tool"
	}
	return "no rule"
}

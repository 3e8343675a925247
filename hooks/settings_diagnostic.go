package hooks

import (
	"go/token"
	"slices"
	"strconv"
)

// A Diagnostic is a remark about the hooks of a settings file: something that
// Claude Code ignores, or that does not do what it seems to.
type Diagnostic struct {
	Pos      token.Position
	Code     string // stable: one of the Code constants
	Severity Severity
	Message  string // one line: what is wrong, and why
	Hint     string // what to write instead; may be empty
}

// String is one line: position, message and hint.
func (d Diagnostic) String() string {
	s := d.Pos.String() + ": " + d.Message
	if d.Hint != "" {
		s += "; " + d.Hint
	}
	return s
}

// A Severity says how bad a [Diagnostic] is.
type Severity uint8

const (
	SeverityError   Severity = iota // a hook never runs or cannot block, or a file does not count
	SeverityWarning                 // something does nothing, or fails to block in some cases
	SeverityNote                    // something could be left out, or deserves a second look
)

// String returns "error", "warning" or "note".
func (s Severity) String() string {
	switch s {
	case SeverityError:
		return "error"
	case SeverityWarning:
		return "warning"
	}
	return "note"
}

// The codes of the diagnostics that [ParseSettings] finds.
const (
	CodeVoidFile         = "void-file"         // a value that makes Claude Code ignore the file, or all of its hooks
	CodeDroppedHook      = "dropped-hook"      // a hook or a group that Claude Code drops
	CodeInvalidUTF8      = "invalid-utf8"      // bytes that are read as U+FFFD
	CodeDuplicateKey     = "duplicate-key"     // a key that is given twice; the last one counts
	CodeUnknownKey       = "unknown-key"       // a key that does nothing
	CodeIgnoredKey       = "ignored-key"       // a key that does nothing where it stands
	CodeUnknownEvent     = "unknown-event"     // hooks of an event that does not exist
	CodeDeadMatcher      = "dead-matcher"      // a matcher, or a name in it, that matches nothing
	CodeIgnoredMatcher   = "ignored-matcher"   // a matcher for an event that has nothing to match
	CodeUncertainMatcher = "uncertain-matcher" // a matcher that this package cannot judge
	CodeDeadIf           = "dead-if"           // an "if" that never holds
	CodeWrongType        = "wrong-type"        // a type of hook that the event does not have
	CodeOddTimeout       = "odd-timeout"       // a timeout that looks like milliseconds, or is very long or short
	CodeAsync            = "async"             // nobody waits for a hook that could block
	CodeFailsOpen        = "fails-open"        // a hook that could block, without "onFailure": "block"
	CodeExit1            = "exit-1"            // a command that seems to take exit code 1 for a refusal
	CodeNoCommand        = "no-command"        // an empty command
	CodeDeadURL          = "dead-url"          // an entry of allowedHttpHookUrls that matches no URL
	CodeEnvNotAllowed    = "env-not-allowed"   // a variable in a header that becomes empty
)

// The codes of the diagnostics that only [Lint] finds.
const (
	CodeMissingCommand = "missing-command" // a program that does not exist, or cannot be executed
	CodeURLNotAllowed  = "url-not-allowed" // an HTTP hook that allowedHttpHookUrls forbids
	CodeDisabled       = "disabled"        // hooks that another setting switches off
	CodeRepeated       = "repeated"        // a hook that another one replaces
)

// severityOf is an error but for the codes listed here.
func severityOf(code string) Severity {
	switch code {
	case CodeInvalidUTF8, CodeUnknownKey, CodeIgnoredKey, CodeIgnoredMatcher, CodeAsync, CodeOddTimeout, CodeFailsOpen, CodeExit1, CodeDisabled:
		return SeverityWarning
	case CodeUncertainMatcher, CodeRepeated:
		return SeverityNote
	}
	return SeverityError
}

// maxNotes bounds the diagnostics of one code, and so what a file of garbage can
// cost.
const maxNotes = 1000

func (p *settingsParser) note(offset int, code, message, hint string) {
	if p.notes == nil {
		p.notes = map[string]int{}
	}
	if p.notes[code]++; p.notes[code] <= maxNotes {
		p.s.Diagnostics = append(p.s.Diagnostics, Diagnostic{
			Pos: token.Position{Offset: offset}, Code: code, Severity: severityOf(code), Message: message, Hint: hint,
		})
	}
}

// placeNotes puts the diagnostics in the order of the file, in which their
// positions are found in one pass.
func (p *settingsParser) placeNotes() {
	slices.SortStableFunc(p.s.Diagnostics, func(a, b Diagnostic) int { return a.Pos.Offset - b.Pos.Offset })
	for i := range p.s.Diagnostics {
		d := &p.s.Diagnostics[i]
		d.Pos = p.lines.Position(p.filename, d.Pos.Offset)
	}
}

// quoted shows a text of the file in one line.
func quoted(text string) string {
	const most = 60
	if r := []rune(text); len(r) > most {
		text = string(r[:most]) + "…"
	}
	return strconv.Quote(text)
}

package permission

import (
	"fmt"
	"go/token"
	"strings"
)

// A Diagnostic is a remark about settings: something that Claude Code ignores,
// or that does not do what it seems to. [ParseSettings] finds those that one
// file shows, [Lint] all.
type Diagnostic struct {
	Pos      token.Position
	Code     string // stable: one of the Code constants
	Severity Severity
	Message  string // one line: what is wrong, and why
	Hint     string // what to write instead; may be empty

	Rule     Rule      // the rule it is about, if it is about one
	Other    Rule      // the rule that makes Rule needless, if one does
	Examples []Example // calls that show it, the worst first

	restricts bool // it is about a deny or ask rule
}

// An Example is a call and the answer that [Policy.Check] gives for it, with
// all settings that were linted.
type Example struct {
	Request Request
	Result  Result
}

// A Severity says how bad a [Diagnostic] is.
type Severity uint8

const (
	SeverityError   Severity = iota // something that was meant to restrict does not, or a file does not count
	SeverityWarning                 // something does nothing, or more or less than it seems to
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
	CodeInvalidRule  = "invalid-rule"  // a rule that Claude Code skips
	CodeNotAString   = "not-a-string"  // a list entry that Claude Code skips
	CodeVoidFile     = "void-file"     // a value whose type makes Claude Code ignore the whole file
	CodeDuplicateKey = "duplicate-key" // a key that is given twice; the last one counts
	CodeIgnoredMode  = "ignored-mode"  // a defaultMode that its scope may not set
	CodeInvalidUTF8  = "invalid-utf8"  // bytes that are read as U+FFFD
	CodeUnknownKey   = "unknown-key"   // a misspelt or misplaced key, which does nothing
	CodeIgnoredKey   = "ignored-key"   // a key that its scope may not set
	CodeUnknownEvent = "unknown-event" // hooks of an event that does not exist
	CodeDeadMatcher  = "dead-matcher"  // hooks whose matcher matches no tool
)

// The codes of the diagnostics that only [Lint] finds. Each is shown by a call
// that [Policy.Check] judges otherwise than the rule seems to.
const (
	CodeIgnoredRule    = "ignored-rule"    // a rule that does not count in this session
	CodeUnknownTool    = "unknown-tool"    // a rule on a tool that does not exist
	CodeNeverConsulted = "never-consulted" // a rule of a shape that is never looked at, such as Write(path)
	CodeNeverMatches   = "never-matches"   // a pattern that does not even match what it spells
	CodeStillAsks      = "still-asks"      // an allow rule for what is asked about whatever rule allows it
	CodeLiteral        = "literal"         // what looks like a wildcard and is plain text
	CodeNoProgram      = "no-program"      // a Bash rule on what is no program, such as SQL
	CodeWrongAnchor    = "wrong-anchor"    // a path that starts elsewhere than it seems to
	CodeWide           = "wide"            // a wildcard that covers more than it seems to
	CodeRunsAnything   = "runs-anything"   // an allow rule for a program that runs what its arguments say
	CodeUndermines     = "undermines"      // an allow rule for a program through which what other rules deny runs all the same
	CodeEscaped        = "escaped"         // a deny or ask rule that another spelling of the same call escapes
	CodeNested         = "nested"          // deny rules that do not hold for commands inside other commands
	CodeShadowed       = "shadowed"        // a rule of which a stronger one covers every call
	CodeRedundant      = "redundant"       // a rule of which a wider one of the same list covers every call
	CodeNeedless       = "needless"        // an allow rule for what needs no permission
)

// String is one line: position, message and hint.
func (d Diagnostic) String() string {
	s := d.Pos.String() + ": " + d.Message
	if d.Hint != "" {
		s += "; " + d.Hint
	}
	return s
}

// Explain is a paragraph: what String says, the rule with the line it stands
// on, the rule that makes it needless, and the calls that show it.
func (d Diagnostic) Explain() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s: %s (%s)\n", oneLine(d.Pos.String(), maxText), d.Severity, d.Message, d.Code)
	if e := d.Rule.excerpt; e != nil {
		b.WriteByte('\n')
		e.write(&b, d.Rule.Pos.Line)
	}
	if d.Other.Tool != "" {
		fmt.Fprintf(&b, "see: %s %s in %s, %s\n", d.Other.Decision, oneLine(d.Other.String(), maxText), d.Other.Scope, oneLine(d.Other.Pos.String(), maxText))
	}
	for _, e := range d.Examples {
		fmt.Fprintf(&b, "  %s\n    %s\n", e.Result.subject(), e.Result)
	}
	if d.Hint != "" {
		fmt.Fprintf(&b, "hint: %s\n", d.Hint)
	}
	return strings.TrimSuffix(b.String(), "\n")
}

package hooks

import (
	"slices"
	"strings"
	"unicode/utf16"

	"github.com/gatehouse-go/gatehouse/internal/jsonx"
)

// A Matcher is the matcher of a group of hooks in the settings: it says which
// events of one kind the hooks run for. It sees one text of the event, such as
// the name of the tool (see [Matcher.Match]), and nothing else of it.
//
// The zero Matcher matches everything, as does a group without a matcher.
type Matcher struct {
	event string
	kind  matcherKind
	names []string
	re    *regexpJS
}

type matcherKind uint8

const (
	matchAll matcherKind = iota
	matchNames
	matchRegexp
	matchNothing
)

// ParseMatcher reads the matcher of a group of hooks for the named event as
// Claude Code 2.1.330 was measured to read it:
//
//   - "" and "*" match everything, as do all matchers of events that have
//     nothing to match, such as Stop or UserPromptSubmit.
//   - Letters, digitUnits, "_", "-" and blanks are a name that must be met exactly;
//     "|" and "," separate several. For FileChanged and StopFailure only
//     letters, digitUnits, "_" and "|" are.
//   - All else is a regular expression of JavaScript, which may match anywhere
//     in the text. Names and expressions heed case.
//
// An expression that is none to JavaScript keeps the hooks from ever running:
// the Matcher that ParseMatcher returns then matches nothing, and the error says
// why. Expressions of JavaScript are matched here, lookahead and lookbehind
// included; the exceptions are back references and expressions that become too
// large when their repetitions are written out. For these the error wraps
// [errors.ErrUnsupported]: what Claude Code would match is not known, and the
// Matcher matches everything, because a hook that runs too often is the lesser
// evil.
func ParseMatcher(event, text string) (Matcher, error) {
	m := Matcher{event: event}
	if text == "" || text == "*" || subjectKey(event) == "" {
		return m, nil
	}
	separators := "|,"
	if event == "FileChanged" || event == "StopFailure" {
		separators = "|"
	}
	if isNames(text, separators) {
		m.kind = matchNames
		for name := range strings.FieldsFuncSeq(text, func(r rune) bool { return strings.ContainsRune(separators, r) }) {
			if name = strings.Trim(name, " "); name != "" {
				m.names = append(m.names, name)
			}
		}
		return m, nil
	}
	re, err := compileJS(text)
	switch {
	case err == nil:
		m.kind, m.re = matchRegexp, re
	case err.unsupported:
		m.kind = matchAll
		return m, err
	default:
		m.kind = matchNothing
		return m, err
	}
	return m, nil
}

// isNames reports whether text is one of the lists of names that Claude Code
// does not take for an expression. Where the comma separates, blanks and
// hyphens are part of names.
func isNames(text, separators string) bool {
	wide := strings.Contains(separators, ",")
	for i := range len(text) {
		switch c := text[i]; {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', c == '_', c == '|':
		case wide && (c == '-' || c == ' ' || c == ','):
		default:
			return false
		}
	}
	return true
}

// Match reports whether the hooks run for e. The text that decides is
//
//	tool_name          events about tools
//	source             SessionStart, ConfigChange, DirectoryAdded
//	trigger            Setup, PreCompact, PostCompact
//	agent_type         SubagentStart, SubagentStop
//	command_name       UserPromptExpansion
//	mcp_server_name    Elicitation, ElicitationResult
//	notification_type  Notification
//	load_reason        InstructionsLoaded
//	reason             SessionEnd
//	error              StopFailure
//	to_model           PreModelSwitch, PostModelSwitch
//	file_path          FileChanged, its last element
//
// and for other events there is none, so that every matcher matches. An event of
// another kind than the Matcher is for is never matched.
func (m Matcher) Match(e Event) bool {
	if m.event != "" && e.EventName() != m.event {
		return false
	}
	key := subjectKey(e.EventName())
	if key == "" || m.kind == matchAll {
		return true
	}
	doc, err := jsonx.Parse(e.Base().Raw, jsonx.Options{MaxBytes: len(e.Base().Raw)})
	if err != nil {
		return true // made by hand: nothing is known about it
	}
	subject, _ := doc.Root().Get(key).Text()
	if key == "file_path" {
		subject = subject[strings.LastIndexByte(subject, '/')+1:]
	}
	return m.MatchText(subject)
}

// MatchText is Match for the text that decides, such as "Bash". The tool Agent
// is known by its former name, Task, as well.
func (m Matcher) MatchText(subject string) bool {
	if m.matchText(subject) {
		return true
	}
	former := formerName(subject)
	return former != "" && subjectKey(m.event) == "tool_name" && m.matchText(former)
}

func (m Matcher) matchText(subject string) bool {
	switch m.kind {
	case matchAll:
		return true
	case matchNames:
		return slices.Contains(m.names, subject)
	case matchRegexp:
		return m.re.match(utf16.Encode([]rune(subject)))
	}
	return false
}

// formerName returns the name that a tool once had. Names and expressions that
// were written for it go on to match.
func formerName(tool string) string {
	if tool == "Agent" {
		return "Task"
	}
	return ""
}

// subjectKey names the field that matchers are tested on; see [Matcher.Match].
func subjectKey(event string) string {
	switch event {
	case "PreToolUse", "PostToolUse", "PostToolUseFailure", "PermissionRequest", "PermissionDenied":
		return "tool_name"
	case "SessionStart", "ConfigChange", "DirectoryAdded":
		return "source"
	case "Setup", "PreCompact", "PostCompact":
		return "trigger"
	case "SubagentStart", "SubagentStop":
		return "agent_type"
	case "UserPromptExpansion":
		return "command_name"
	case "Elicitation", "ElicitationResult":
		return "mcp_server_name"
	case "Notification":
		return "notification_type"
	case "InstructionsLoaded":
		return "load_reason"
	case "SessionEnd":
		return "reason"
	case "StopFailure":
		return "error"
	case "PreModelSwitch", "PostModelSwitch":
		return "to_model"
	case "FileChanged":
		return "file_path"
	}
	return ""
}

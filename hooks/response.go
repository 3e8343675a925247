package hooks

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/jsonx"
)

// A Response is a handler's answer. The zero Response has no opinion: Claude
// Code carries on as if the hook had not run.
//
// Build one with the methods of the event being answered, such as
// [PreToolUse.Deny]; an event has a method for every answer it accepts. Then
// set the fields that go along with any answer. A Response to another event
// than the one that the handler was called for counts as a failure of the
// handler.
type Response struct {
	SystemMessage string // shown to the user
	// Context is given to Claude alongside the prompt or the result. Some
	// events take none; with these it counts as a failure of the handler.
	Context string
	// StopReason, if not empty, ends the work of the session, and the user
	// reads it. It goes beyond any decision. A few events do not obey it.
	StopReason string
	// SuppressOutput asks to leave the hook's output out of the transcript.
	// Claude Code 2.1.330 was not seen to heed it.
	SuppressOutput bool
	// TerminalSequence is written to the terminal, for a notification or the
	// title of the window: BEL, or OSC 0, 1, 2, 9, 99 or 777. Since 2.1.141.
	TerminalSequence string

	event   string // that is answered; empty if every event can be
	verdict verdict
	reason  string
	fields  []field
	err     error // a mistake in building the answer, for Run to report
}

// A verdict decides about what an event announces. The stricter is the greater.
type verdict uint8

const (
	none verdict = iota
	allow
	ask
	deferred
	deny // for most events "block"; for Stop, Claude must not stop
)

// A field is part of an answer beside the verdict.
type field struct {
	key   string
	value json.RawMessage   // unless it is a list
	list  []json.RawMessage // lists of several answers are joined
	when  verdicts
	plain bool // printed as text, and nothing beside it
}

// Keys of fields that are plain text for a command.
const (
	worktreePath        = "worktreePath" // JSON if it is an HTTP hook that answers
	compactInstructions = "instructions"
)

// verdicts is a set: those with which a field has a meaning.
type verdicts uint8

const (
	whenAllowed   = verdicts(1 << allow)
	whenDenied    = verdicts(1 << deny)
	unlessStopped = verdicts(1<<none | 1<<allow | 1<<ask)
	unlessDenied  = anyVerdict &^ whenDenied
	anyVerdict    = ^verdicts(0)
)

func (f field) has(v verdict) bool { return f.when&(1<<v) != 0 }

func verdictFor(e Event, v verdict, reason string) Response {
	return Response{event: e.EventName(), verdict: v, reason: reason}
}

// objectField makes a Response of one field that must be a JSON object.
func objectField(e Event, key string, value any, when verdicts) Response {
	r := Response{}.with(e, key, value, when)
	if r.err == nil && r.fields[0].value[0] != '{' {
		r.err = fmt.Errorf("%s must be a JSON object; pass a struct, a map or a json.RawMessage", key)
	}
	return r
}

func (r Response) with(e Event, key string, value any, when verdicts) Response {
	r.event = e.EventName()
	raw, err := encode(value)
	if err != nil {
		r.err = errors.Join(r.err, fmt.Errorf("cannot encode %s: %w", key, err))
		return r
	}
	r.fields = append(slices.Clip(r.fields), field{key: key, value: raw, when: when})
	return r
}

// withList adds a list, which joins that of another answer instead of
// contradicting it.
func withList[T any](r Response, e Event, key string, values []T, when verdicts) Response {
	r.event = e.EventName()
	f := field{key: key, list: make([]json.RawMessage, 0, len(values)), when: when}
	for _, value := range values {
		raw, err := encode(value)
		if err != nil {
			r.err = errors.Join(r.err, fmt.Errorf("cannot encode %s: %w", key, err))
			return r
		}
		f.list = append(f.list, raw)
	}
	r.fields = append(slices.Clip(r.fields), f)
	return r
}

// withPlain adds a text that is printed as it is. Texts for compaction join
// those of another answer; there is only one path.
func (r Response) withPlain(e Event, key, text string, when verdicts) Response {
	if key == compactInstructions {
		text = clean(text)
	}
	if err := printablePlain(key, text); err != nil {
		r.event, r.err = e.EventName(), errors.Join(r.err, err)
		return r
	}
	if key == compactInstructions {
		r = withList(r, e, key, []string{text}, when)
	} else {
		r = r.with(e, key, text, when)
	}
	if r.err == nil {
		r.fields[len(r.fields)-1].plain = true
	}
	return r
}

// printablePlain reports what Claude Code would read as something else: output
// that begins with a brace is JSON, and of several lines the last is the path.
func printablePlain(key, text string) error {
	switch {
	case strings.TrimSpace(text) == "":
		return fmt.Errorf("%s must not be empty", key)
	case strings.HasPrefix(text, "{"):
		return fmt.Errorf("%s must not begin with a brace, or Claude Code takes it for JSON", key)
	case key != worktreePath:
		return nil
	case !filepath.IsAbs(text), strings.TrimSpace(text) != text, strings.Map(printable, text) != text, strings.Contains(text, "\n"):
		return fmt.Errorf("%s must be an absolute path in one line without control characters", key)
	}
	return nil
}

// String describes the decision in one line, for logs.
func (r Response) String() string {
	var word strings.Builder
	word.WriteString(r.decision())
	for _, f := range r.fields {
		word.WriteString(", " + f.key)
	}
	if r.reason == "" {
		return word.String()
	}
	return word.String() + ": " + strings.ReplaceAll(clean(r.reason), "\n", " ")
}

// Effect is what the answer asks for: [Proceeds] without a decision, [Allows], [Asks],
// [Defers] or [Blocks]. It lets a guard that is made of several look at what one of
// them said. What Claude Code then does depends on its rules, too: see
// [HookRun.Outcome].
func (r Response) Effect() Effect {
	return [...]Effect{none: Proceeds, allow: Allows, ask: Asks, deferred: Defers, deny: Blocks}[r.verdict]
}

// Reason is the reason of the decision; empty if there is none.
func (r Response) Reason() string { return r.reason }

// decision is the verdict in the words of the event.
func (r Response) decision() string {
	word := permissionWord(r.verdict)
	switch spelling := protocolOf(r.event).spelling; {
	case r.verdict == none:
		word = "no opinion"
	case spelling == action:
		word = actionWord(r.verdict)
	case spelling == decision:
		word = "block"
	case spelling == unspoken, spelling == plainText:
		word = "refuse"
	}
	return word
}

// encode is json.Marshal without the escapes for HTML, which only lengthen what
// Claude reads, and with the certainty that JavaScript can read the result.
func encode(value any) (json.RawMessage, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(value); err != nil {
		return nil, err
	}
	raw := bytes.TrimSuffix(b.Bytes(), []byte("\n"))
	if _, err := jsonx.Parse(raw, jsonx.Options{MaxBytes: len(raw)}); err != nil {
		return nil, err
	}
	return raw, nil
}

package hooks

import (
	"encoding/json"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/jsonx"
)

// A HookRun is one run of a command hook as Claude Code sees it: what it was run
// for, the settings that matter, and what the program left behind.
type HookRun struct {
	// Event needs no more than its name, as in &Unknown{Name: "Stop"}, and in its
	// Raw the tool_name or source if it has one.
	Event Event

	Command        string // as in the settings; Claude Code quotes it in some reasons
	Async          bool   // "async": true or "asyncRewake": true
	OnFailureBlock bool   // "onFailure": "block"

	Ending         Ending
	Code           int // exit code, if it Exited
	Stdout, Stderr string
}

// An Ending says how the program ended.
type Ending uint8

// A command that is missing or not executable is run by a shell, which Exited
// with 127 or 126. Only with "args", where there is no shell, is it NotStarted.
const (
	Exited Ending = iota
	NotStarted
	Killed   // by a signal
	TimedOut // and was cancelled
)

// An Outcome is what Claude Code does after a hook has run.
type Outcome struct {
	Effect  Effect
	Reason  string   // of the effect; after PreToolUse and Ask the user reads it
	Readers Audience // of the reason

	// Stop means that "continue": false was obeyed, beyond the effect: the work
	// ends. After PreToolUse it does so once the call has run, and goes on if the
	// call is refused. Claude reads the reason if the user makes it go on.
	Stop        bool
	StopReason  string
	StopReaders Audience // of the StopReason

	Context       []string // what Claude reads besides the reason
	SystemMessage string   // what the user reads besides the reason

	UpdatedInput       json.RawMessage // replaces the tool's input before the rules consider it
	UpdatedOutput      json.RawMessage // replaces the tool's result
	UpdatedPermissions json.RawMessage // a list of changes, as in a PermissionUpdate
	Interrupt          bool            // of a denied PermissionRequest: the turn ends

	// Specific is the hookSpecificOutput that was accepted, with fields that
	// have none here, such as a session title or an elicitation's answer.
	Specific json.RawMessage

	// Failure says why the hook gave no verdict, if it failed. It blocks only if
	// the Effect says so.
	Failure string
	// Background means that nobody waited for the verdict.
	Background bool
}

// An Effect is what becomes of the thing that an event announces. The stricter
// is the greater.
type Effect uint8

const (
	Proceeds Effect = iota // as without the hook
	Allows                 // unless rules object
	Asks                   // the user
	Defers                 // to the program that started Claude Code
	Reports                // it has happened already; Claude reads the reason
	Blocks                 // it does not happen; after Stop and SubagentStop: Claude goes on
)

// String returns a word for logs.
func (e Effect) String() string {
	words := [...]string{"proceeds", "allows", "asks", "defers", "reports", "blocks"}
	if int(e) >= len(words) {
		return "invalid"
	}
	return words[e]
}

// An Audience is a set of readers.
type Audience uint8

const (
	ToClaude Audience = 1 << iota
	ToUser
)

// Outcome predicts what Claude Code 2.1.330 does, started with -p. It is drawn
// from several hundred experiments with that version; what could not be measured
// follows its documentation. Surprises that it knows of:
//
//   - JSON on standard output is read whatever the exit code. {"async": true}
//     even undoes exit code 2.
//   - JSON that does not fit the schema in one place, be it a null, counts for
//     nothing as a whole. With exit code 2 it blocks nevertheless.
//   - A hookEventName of another event loses the whole answer, except for
//     "decision": "block".
//   - A hook that takes too long lets the call proceed, but not the creation of a
//     worktree or a change of the model.
//   - With onFailure "block" an exit code other than 0 and 2 blocks even if the
//     JSON says allow. Text on standard output does not count as a failure if
//     the code is 0, unless it begins with { and ends with }.
func (r HookRun) Outcome() Outcome {
	name, rules := r.eventName(), reactionTo(r.eventName())
	if r.Async {
		return Outcome{Background: true}
	}
	if name == "ConfigChange" && r.field("source") == "policy_settings" {
		rules = reaction{} // an administrator's change cannot be blocked
	}
	if name == "TaskCompleted" && r.field("teammate_name") == "" {
		rules.stop = false // there is no teammate to stop
	}
	said := r.read(name)
	o := Outcome{Failure: r.failure(said)}
	if name == "WorktreeCreate" {
		if problem := r.noWorktree(); problem != "" {
			o.Effect, o.Reason, o.Readers = Blocks, r.quote(problem), rules.readers
		}
		return o
	}
	closed := o.Failure != "" && r.OnFailureBlock && rules.onFailure
	if r.Ending == TimedOut && name == "PreModelSwitch" && !closed {
		o.Effect, o.Reason, o.Readers = Blocks, "PreModelSwitch hook did not respond before its timeout", rules.readers
		return o
	}
	if (r.Ending == TimedOut || r.Ending == NotStarted) && !closed {
		return o
	}
	if said.background && !closed {
		return Outcome{Background: true}
	}
	if said.valid() {
		said.outcome(&o, name, rules)
	}
	if closed || r.code() == 2 && rules.exit2 {
		r.block(&o, rules, said)
	}
	r.plainText(&o, rules, said)
	if rules.notice && o.Failure != "" && !closed {
		o.SystemMessage = o.Failure
	}
	if name == "PreToolUse" && o.UpdatedInput != nil && !fitsTool(r.toolName(), o.UpdatedInput) {
		o.Effect, o.Readers = Blocks, ToClaude
		o.Reason = "PreToolUse hook for " + r.toolName() + " returned updatedInput that failed schema validation"
	}
	if name == "PostToolUse" && !strings.HasPrefix(r.toolName(), "mcp__") {
		o.UpdatedOutput = builtInOutput(o.Specific)
	}
	if o.Effect == Blocks {
		o.UpdatedInput = nil
	}
	if rules.prompt && (o.Effect == Blocks || o.Stop) {
		o.Context = nil // nothing is sent that it could go along with
	}
	return o
}

// builtInOutput returns the result that replaces that of a built-in tool. All of
// these are objects; other values are ignored.
func builtInOutput(specific json.RawMessage) json.RawMessage {
	doc, err := jsonx.Parse(specific, jsonx.Options{MaxBytes: len(specific)})
	if err != nil {
		return nil
	}
	if output := doc.Root().Get("updatedToolOutput"); output.Kind() == jsonx.Object {
		return rawOf(output)
	}
	return nil
}

const noStderr = "No stderr output"

// noWorktree says why a hook that is to create a worktree has failed. Whether its
// path exists is for Claude Code to find out.
func (r HookRun) noWorktree() string {
	switch {
	case r.Ending == TimedOut:
		return "Hook cancelled"
	case r.code() != 0:
		return orElse(r.Stderr, noStderr)
	case trimJS(r.Stdout) == "":
		return "hook succeeded but returned no worktree path"
	}
	return ""
}

func (r HookRun) eventName() string {
	if r.Event == nil {
		return ""
	}
	return r.Event.EventName()
}

func (r HookRun) toolName() string { return r.field("tool_name") }

// field returns a text of the event, if it was decoded from a message.
func (r HookRun) field(key string) string {
	if r.Event == nil {
		return ""
	}
	message := r.Event.Base().Raw
	doc, err := jsonx.Parse(message, jsonx.Options{MaxBytes: len(message)})
	if err != nil {
		return ""
	}
	value, _ := doc.Root().Get(key).Text()
	return value
}

// code is the exit code, or for a program that a signal ended, one that means
// as little.
func (r HookRun) code() int {
	if r.Ending != Exited {
		return -1
	}
	return r.Code
}

// failure says what Claude Code counts as a failure of the hook, if anything.
func (r HookRun) failure(said said) string {
	switch {
	case r.Ending == TimedOut:
		return "timed out"
	case said.problem != "":
		return said.problem
	case r.code() == 0, r.code() == 2:
		return ""
	}
	return orElse(r.Stderr, noStderr)
}

// block applies exit code 2, or a failure that is to block. The reason of an
// answer that blocks as well goes before.
func (r HookRun) block(o *Outcome, rules reaction, said said) {
	if said.blocks {
		return
	}
	const onFailure = "; blocking because onFailure is \"block\""
	reason := orElse(r.Stderr, noStderr)
	switch {
	case r.Ending == TimedOut:
		reason = "timed out" + onFailure
	case r.code() != 2:
		reason = "failed" + onFailure + "\n" + o.Failure
	case said.otherEvent:
		reason = "blocked (exit 2); its output could not be processed"
	}
	if r.code() != 2 {
		o.Context = nil
	}
	o.Effect, o.Reason, o.Readers = rules.blocked, r.quote(reason), rules.readers
}

// plainText gives Claude what is on standard output, for events that ask for
// it.
func (r HookRun) plainText(o *Outcome, rules reaction, said said) {
	switch {
	case rules.echoes && o.Effect != Blocks:
		o.Context = nil
		text := r.Stdout
		switch {
		case said.problem != "":
			text = said.problem + "\n" + r.Stdout + "\n" + r.Stderr
		case r.code() != 0:
			text = r.Stderr
		}
		if text = trimJS(text); text != "" {
			o.Context = []string{text}
		}
	case rules.text && said.text != "" && r.code() == 0:
		o.Context = append(o.Context, said.text)
	}
}

func (r HookRun) quote(reason string) string {
	if r.Command == "" {
		return reason
	}
	return "[" + r.Command + "]: " + reason
}

func orElse(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}

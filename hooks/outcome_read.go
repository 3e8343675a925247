package hooks

import (
	"encoding/json"
	"strings"
	"unicode/utf8"

	"github.com/gatehouse-go/gatehouse/internal/jsonx"
)

// said is what stands on a hook's standard output.
type said struct {
	text       string // not JSON
	json       jsonx.Value
	background bool   // {"async": true}
	problem    string // with the JSON, which counts for nothing then
	otherEvent bool   // the problem is its hookEventName
	blocks     bool   // says so itself
}

func (s said) valid() bool { return s.json.Kind() == jsonx.Object && s.problem == "" && !s.background }

// trimJS is String.prototype.trim.
func trimJS(text string) string {
	return strings.TrimFunc(text, func(r rune) bool { return r <= 0xffff && spaceUnits.has(uint16(r)) })
}

// read takes for JSON what begins as an object does, once blanks are left out.
func (r HookRun) read(event string) said {
	text := trimJS(r.Stdout)
	if !strings.HasPrefix(text, "{") {
		return said{text: text}
	}
	valid := strings.ToValidUTF8(text, string(utf8.RuneError)) // as Claude Code decodes it
	doc, err := jsonx.Parse([]byte(valid), jsonx.Options{MaxBytes: len(valid)})
	if err != nil {
		switch {
		case startsBackground(text):
			return said{background: true}
		case looksLikeJSON(text):
			return said{problem: "Hook output looks like a JSON object but is not valid JSON"}
		}
		return said{text: text}
	}
	s := said{json: doc.Root()}
	if async, _ := s.json.Get("async").Bool(); async {
		s.background = true
		return s
	}
	if s.problem = outputProblem(s.json); s.problem != "" {
		return s
	}
	top, _ := s.json.Get("decision").Text()
	specific := s.json.Get("hookSpecificOutput")
	if name, ok := specific.Get("hookEventName").Text(); ok && name != event && top != "block" {
		s.otherEvent = true
		s.problem = "Failed to run: Hook returned incorrect event name: expected '" + event + "' but got '" + name + "'"
	}
	return s
}

// looksLikeJSON tells a broken answer from text. Several objects, each in a line
// of its own, are text, unless one of them has a key of an answer.
func looksLikeJSON(text string) bool {
	if !strings.HasSuffix(text, "}") {
		return false
	}
	for line := range strings.Lines(text) {
		if line = trimJS(line); line == "" {
			continue
		}
		doc, err := jsonx.Parse([]byte(line), jsonx.Options{MaxBytes: len(line)})
		if err != nil {
			return true
		}
		for _, field := range outputShape() {
			if doc.Root().Get(field.key).Kind() != jsonx.Invalid {
				return true
			}
		}
	}
	return false
}

// startsBackground reports whether the first line is {"async": true}, which
// Claude Code obeys before the rest has come.
func startsBackground(text string) bool {
	first, _, _ := strings.Cut(text, "\n")
	doc, err := jsonx.Parse([]byte(first), jsonx.Options{MaxBytes: len(first)})
	if err != nil {
		return false
	}
	async, _ := doc.Root().Get("async").Bool()
	return async
}

// outcome applies an answer without a fault.
func (s *said) outcome(o *Outcome, event string, rules reaction) {
	text := func(v jsonx.Value) string { t, _ := v.Text(); return t }
	specific := s.json.Get("hookSpecificOutput")
	if name := text(specific.Get("hookEventName")); name != event {
		specific = jsonx.Value{}
	}
	o.Specific = rawOf(specific)
	if goOn, ok := s.json.Get("continue").Bool(); ok && !goOn && rules.stop {
		o.Stop, o.StopReason, o.StopReaders = true, text(s.json.Get("stopReason")), rules.stopReaders
	}
	if rules.message {
		o.SystemMessage = text(s.json.Get("systemMessage"))
	}
	if context := text(specific.Get("additionalContext")); context != "" && rules.context {
		o.Context = []string{context}
	}
	top, topReason := text(s.json.Get("decision")), text(s.json.Get("reason"))
	if top == "block" && rules.decision {
		s.blocks = true
		o.Effect, o.Reason, o.Readers = rules.blocked, orElse(topReason, "Blocked by hook"), rules.readers
	}
	switch event {
	case "PreToolUse", "PreModelSwitch":
		s.permissionDecision(o, event, rules.readers, specific, top, topReason)
	case "PermissionRequest":
		permissionRequest(o, specific.Get("decision"))
	case "Elicitation", "ElicitationResult":
		switch word := text(specific.Get("action")); {
		case word == "decline":
			s.blocks = true
			o.Effect = Blocks
		case word == "accept" && !s.blocks:
			o.Effect = Allows // what the hook answers with is in Specific
		}
	case "PostToolUse":
		o.UpdatedOutput = orLater(rawOf(specific.Get("updatedMCPToolOutput")), rawOf(specific.Get("updatedToolOutput")))
	case "Stop", "SubagentStop":
		if len(o.Context) > 0 && o.Effect == Proceeds {
			o.Effect = Blocks // Claude reads the context, and so goes on
		}
	}
}

func (s *said) permissionDecision(o *Outcome, event string, readers Audience, specific jsonx.Value, top, topReason string) {
	reason, _ := specific.Get("permissionDecisionReason").Text()
	reason = orElse(reason, topReason)
	switch word, _ := specific.Get("permissionDecision").Text(); {
	case word == "deny":
		s.blocks = true
		o.Effect, o.Reason, o.Readers = Blocks, orElse(reason, "Blocked by hook"), readers
	case s.blocks:
	case word == "ask" && event == "PreModelSwitch": // there is nobody to ask
		o.Effect, o.Reason, o.Readers = Blocks, reason, readers
	case word == "ask":
		o.Effect, o.Reason, o.Readers = Asks, reason, ToUser
	case word == "defer":
		o.Effect, o.Reason = Defers, reason
	case word == "allow", top == "approve":
		o.Effect, o.Reason = Allows, reason
	}
	o.UpdatedInput = rawOf(specific.Get("updatedInput"))
}

func permissionRequest(o *Outcome, decision jsonx.Value) {
	switch behavior, _ := decision.Get("behavior").Text(); behavior {
	case "allow":
		o.Effect = Allows
		o.UpdatedInput = rawOf(decision.Get("updatedInput"))
		o.UpdatedPermissions = rawOf(decision.Get("updatedPermissions"))
	case "deny":
		o.Effect, o.Readers = Blocks, ToClaude
		message, _ := decision.Get("message").Text()
		o.Reason = orElse(message, "Permission denied by PermissionRequest hook")
		if o.Interrupt, _ = decision.Get("interrupt").Bool(); o.Interrupt {
			o.Readers = 0 // the turn is over
		}
	}
}

func rawOf(v jsonx.Value) json.RawMessage {
	if v.Kind() == jsonx.Invalid {
		return nil
	}
	return json.RawMessage(v.Raw())
}

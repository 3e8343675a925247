package hooks

import (
	"encoding/json"
	"fmt"
	"slices"
)

// check reports a mistake in building the answer to the named event.
func (r Response) check(event string) error {
	switch p := protocolOf(event); {
	case r.err != nil:
		return r.err
	case r.event != "" && r.event != event:
		return fmt.Errorf("the handler answered %s with a response to %s; call the methods of the event that it was given", event, r.event)
	case r.Context != "" && !p.context:
		return fmt.Errorf("%s takes no Context; give a reason or a SystemMessage instead", event)
	case r.hasCommon() && (p.spelling == plainText || event == "PostCompact" || event == "PreCompact" && r.verdict != deny):
		return fmt.Errorf("%s takes no JSON on standard output; leave the fields of the response empty", event)
	}
	return nil
}

// hasCommon reports whether r says what any answer can say in JSON.
func (r Response) hasCommon() bool {
	return r.SystemMessage != "" || r.StopReason != "" || r.SuppressOutput || r.TerminalSequence != ""
}

// refuses reports whether r keeps from happening what the event announces.
func (r Response) refuses(event string) bool {
	return r.verdict == deny && r.event == event && protocolOf(event).refusal != proceed
}

// render spells r for the named event, for which it was checked.
func (r Response) render(event string) (a answer) {
	p := protocolOf(event)
	reason := r.cleanReason()
	if r.verdict == deny {
		a.fallback = reason
	}
	if r.verdict == deny && (p.refusal == byExit || p.spelling == unspoken) {
		a.code, a.stderr = 2, reason
	}

	fields := slices.DeleteFunc(slices.Clone(r.fields), func(f field) bool { return !f.has(r.verdict) })
	if i := slices.IndexFunc(fields, func(f field) bool { return f.plain }); i >= 0 {
		a.stdout = fields[i].text()
		return a
	}
	if object := r.object(event, p, fields); object != nil {
		a.stdout = append(object, '\n')
	}
	return a
}

// object is the JSON of an answer with these fields, nil if it says nothing.
func (r Response) object(event string, p protocol, fields []field) json.RawMessage {
	reason := r.cleanReason()
	var out, specific members
	if r.StopReason != "" {
		out.add("continue", json.RawMessage("false"))
		out.text("stopReason", clean(r.StopReason))
	}
	if r.SuppressOutput {
		out.add("suppressOutput", json.RawMessage("true"))
	}
	out.text("systemMessage", clean(r.SystemMessage))
	out.text("terminalSequence", r.TerminalSequence)
	switch p.spelling {
	case permissionDecision:
		specific.text("permissionDecision", permissionWord(r.verdict))
		if r.verdict != none {
			specific.text("permissionDecisionReason", reason)
		}
	case behavior:
		if r.verdict == none {
			break
		}
		var d members
		d.text("behavior", permissionWord(r.verdict))
		if r.verdict == deny {
			d.text("message", reason)
		}
		d.fields(fields)
		fields = nil
		specific.add("decision", d.object())
	case action:
		specific.text("action", actionWord(r.verdict))
	case decision:
		if r.verdict == deny {
			out.text("decision", "block")
			out.text("reason", reason)
		}
	}
	specific.text("additionalContext", r.Context)
	specific.fields(fields)
	if len(specific) > 0 {
		var named members
		named.text("hookEventName", event) // Claude Code ignores the rest without it
		out.add("hookSpecificOutput", append(named, specific...).object())
	}
	if len(out) == 0 {
		return nil
	}
	return out.object()
}

// cleanReason is the reason as it is sent. A refusal needs one.
func (r Response) cleanReason() string {
	reason := clean(r.reason)
	if reason == "" && r.verdict == deny {
		return "The hook gave no reason."
	}
	return reason
}

func permissionWord(v verdict) string {
	switch v {
	case allow:
		return "allow"
	case ask:
		return "ask"
	case deferred:
		return "defer"
	case deny:
		return "deny"
	}
	return ""
}

func actionWord(v verdict) string {
	switch v {
	case allow:
		return "accept"
	case deferred:
		return "cancel"
	case deny:
		return "decline"
	}
	return ""
}

// text returns the lines of a field that is printed as it is.
func (f field) text() (out []byte) {
	values := f.list
	if values == nil {
		values = []json.RawMessage{f.value}
	}
	for _, value := range values {
		var line string
		_ = json.Unmarshal(value, &line) // it is a string that encode wrote
		out = append(append(out, line...), '\n')
	}
	return out
}

// members are those of a JSON object in the order of writing.
type members []member

type member struct {
	key   string
	value json.RawMessage
}

func (m *members) add(key string, value json.RawMessage) { *m = append(*m, member{key, value}) }

// text adds a string that is not empty.
func (m *members) text(key, value string) {
	if value == "" {
		return
	}
	raw, _ := encode(value) // cannot fail: what is not UTF-8 becomes U+FFFD
	m.add(key, raw)
}

func (m *members) fields(fields []field) {
	for _, f := range fields {
		if f.list != nil {
			f.value = array(f.list)
		}
		m.add(f.key, f.value)
	}
}

func (m members) object() json.RawMessage {
	out := json.RawMessage{'{'}
	for i, member := range m {
		if i > 0 {
			out = append(out, ',')
		}
		out = append(out, '"')
		out = append(out, member.key...)
		out = append(out, '"', ':')
		out = append(out, member.value...)
	}
	return append(out, '}')
}

func array(list []json.RawMessage) json.RawMessage {
	out := json.RawMessage{'['}
	for i, value := range list {
		if i > 0 {
			out = append(out, ',')
		}
		out = append(out, value...)
	}
	return append(out, ']')
}

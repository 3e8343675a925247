package hooks

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
)

// Answer is [Run] for hooks that are no process and have no exit code: those of
// "type": "http", for which the package hooks/hookhttp has a server. It reads
// the message from o.Stdin and returns the JSON to send back, nil for an empty
// body, together with the failure in place of which it answers. The error is for
// the log: whatever it is, the answer is safe to send. o.Log gets its record
// before Answer returns.
//
// JSON refuses whatever exit code 2 would, with two exceptions. TaskCompleted
// and TeammateIdle know no JSON that refuses. And the reason of
// [WorktreeCreate.Block] is not sent: measured with Claude Code 2.1.330, an HTTP
// hook's reason is taken for the path of the worktree.
func Answer[E Event](ctx context.Context, o Options, handler func(context.Context, E) (Response, error)) (json.RawMessage, error) {
	r := newRunner(o, handler)
	r.bodyOnly = true
	a := r.answer(ctx)
	if o.Log != nil {
		r.log(ctx, a, nil, nil)
	}
	return a.stdout, a.failure
}

// body spells r for the named event, for which it was checked, as JSON alone. It
// is empty if there is nothing to say.
func (r Response) body(event string) json.RawMessage {
	p := protocolOf(event)
	fields := slices.DeleteFunc(slices.Clone(r.fields), func(f field) bool { return !f.has(r.verdict) })
	switch {
	case p.spelling == plainText && r.verdict == deny:
		return nil // creating fails for want of a path
	case p.spelling == unspoken && r.verdict == deny:
		p.spelling = decision // what most events obey
	case event == "PreCompact" && len(fields) > 0:
		var out members // Claude reads it as it is
		out.text(fields[0].key, strings.TrimSpace(string(fields[0].text())))
		return out.object()
	}
	return r.object(event, p, fields)
}

// needsExitCode reports a verdict that no JSON conveys.
func (r Response) needsExitCode(event string) error {
	if p := protocolOf(event); r.verdict == deny && p.spelling == unspoken && p.refusal == proceed {
		return errors.New(event + " is refused by exit code 2 only, which an HTTP hook does not have; use a hook of type command")
	}
	return nil
}

// blockAny refuses whatever event it was, as far as one JSON can. "decision"
// holds although the event named is another.
func blockAny(reason string) json.RawMessage {
	var out, specific, verdict members
	out.text("decision", "block")
	out.text("reason", reason)
	verdict.text("behavior", permissionWord(deny))
	verdict.text("message", reason)
	specific.text("hookEventName", "PermissionRequest")
	specific.add("decision", verdict.object())
	out.add("hookSpecificOutput", specific.object())
	return out.object()
}

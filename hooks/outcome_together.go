package hooks

import (
	"encoding/json"
	"slices"
)

// Together joins the outcomes of several hooks that ran for one event, in the
// order in which they finished. The strictest effect holds, deny before defer,
// ask and allow, with the reason of the first hook that had it. Everything else
// is kept; of several rewrites the last one counts.
func Together(outcomes ...Outcome) Outcome {
	var all Outcome
	for _, o := range outcomes {
		if o.Effect > all.Effect {
			all.Effect, all.Reason, all.Readers = o.Effect, o.Reason, o.Readers
		}
		if o.Stop && !all.Stop {
			all.Stop, all.StopReason, all.StopReaders = true, o.StopReason, o.StopReaders
		}
		all.Context = slices.Concat(all.Context, o.Context)
		all.SystemMessage = lines(all.SystemMessage, o.SystemMessage)
		all.Failure = lines(all.Failure, o.Failure)
		all.Interrupt = all.Interrupt || o.Interrupt
		all.Background = all.Background || o.Background
		all.UpdatedInput = orLater(all.UpdatedInput, o.UpdatedInput)
		all.UpdatedOutput = orLater(all.UpdatedOutput, o.UpdatedOutput)
		all.UpdatedPermissions = orLater(all.UpdatedPermissions, o.UpdatedPermissions)
		all.Specific = orLater(all.Specific, o.Specific)
	}
	if all.Effect == Blocks {
		all.UpdatedInput = nil
	}
	return all
}

func orLater(a, b json.RawMessage) json.RawMessage {
	if b != nil {
		return b
	}
	return a
}

// Decide says what becomes of a tool call after its hooks. Usual is what Claude
// Code does in its mode without hooks: Allows, Asks or Blocks. Objected reports
// whether a deny or ask rule or a built-in protection speaks about the call, as
// opposed to a mode that merely allows or asks. Both are about UpdatedInput, if
// there is one.
//
// A hook that allows does not overrule an objection, and one that asks adds
// nothing to it: the usual way is gone then, in which "dontAsk" denies and
// "bypassPermissions" may allow.
func (o Outcome) Decide(usual Effect, objected bool) Effect {
	switch {
	case o.Effect == Blocks, o.Effect == Defers:
		return o.Effect
	case o.Effect == Proceeds, objected:
		return usual
	}
	return o.Effect
}

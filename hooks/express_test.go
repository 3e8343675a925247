package hooks_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/hooks"
)

// An expressed says how a hook of ours does what a hook of an experiment did.
type expressed struct {
	response hooks.Response
	err      error             // of the handler
	mode     hooks.FailureMode // with which it is failed
	reason   bool              // the experiment gave one
	cannot   string            // why it cannot
}

// TestExperimentsExpressed says with the methods of the events what hooks of the
// experiments said, and wants of the bytes that come out of it that they are the
// same as in the experiment, or are predicted to have the effect that was
// measured. What no method can say is a mistake, a failure or a contradiction.
func TestExperimentsExpressed(t *testing.T) {
	count := map[string]int{}
	for _, row := range jsonLines[semanticsRow](t, "semantics.jsonl") {
		t.Run(row.ID, func(t *testing.T) {
			event, err := hooks.Decode([]byte(message(row.Event)))
			require.NoError(t, err)
			same, ours := true, row
			ours.Hooks = nil
			for _, h := range row.Hooks {
				e := express(t, event, h)
				if e.cannot != "" {
					count[e.cannot]++
					t.Log("cannot be said:", e.cannot)
					return
				}
				got := run(t, hooks.Options{OnFailure: e.mode}, message(row.Event), func(context.Context, hooks.Event) (hooks.Response, error) {
					return e.response, e.err
				})
				if e.err == nil && strings.Contains(got.stderr, "guard hook failed") {
					count["a field that is not taken"]++
					t.Log("cannot be said:", got.stderr)
					return
				}
				same = same && got.code == h.Exit && sameJSON(got.stdout, h.Stdout)
				said := h
				said.Exit, said.Stdout, said.Stderr = got.code, got.stdout, got.stderr
				ours.Hooks = append(ours.Hooks, said)
				if !e.reason {
					ours.Reason = "" // ours is another one then
				}
			}
			if same {
				count["same bytes"]++
			} else {
				count["same effect"]++
			}
			t.Log("the same bytes:", same)
			ours.requireMeasured(t)
		})
	}
	require.Equal(t, map[string]int{
		"same bytes":  148,
		"same effect": 129, // mostly because we say a refusal in two ways, and never without a reason

		"invalid JSON":                   66,
		"JSON that counts for nothing":   54,
		"text that counts for nothing":   55,
		"another event's name, or none":  10,
		"an input that does not fit":     2,
		"fields that mean nothing":       13, // or are of old
		"a field that is not taken":      6,
		"a verdict that is not taken":    9,
		"a refusal that is not heeded":   19,
		"two verdicts at once":           10,
		"an answer and a failure":        10,
		"an answer that nobody reads":    5,
		"the hook did not end by itself": 7,
	}, count)
}

// express finds the answer that means what h says.
func express(t *testing.T, e hooks.Event, h hookRow) expressed {
	t.Helper()
	var said map[string]any
	switch text := strings.TrimSpace(strings.TrimPrefix(h.Stdout, "\ufeff")); {
	case h.Ending != "":
		return expressed{cannot: "the hook did not end by itself"}
	case text == "" && h.Exit == 0:
		return expressed{}
	case text == "" && h.Exit == 2 && e.EventName() == "PermissionRequest":
		return expressed{cannot: "a refusal that is not heeded"}
	case text == "" && h.Exit == 2:
		if r, ok := refuse(e, h.Stderr); ok {
			return expressed{response: r, reason: h.Stderr != ""}
		}
		return expressed{err: errors.New(h.Stderr)} // Run makes the best of it
	case text == "":
		return expressed{err: errors.New(h.Stderr), mode: hooks.FailOpen}
	case !strings.HasPrefix(text, "{"):
		return expressText(e, text, h)
	case json.Unmarshal([]byte(text), &said) != nil:
		return expressed{cannot: "invalid JSON"}
	case h.OnFailure != "" && h.Exit != 0 && h.Exit != 2:
		return expressed{cannot: "an answer and a failure"}
	case said["async"] == true:
		return expressed{cannot: "an answer that nobody reads"}
	case strings.Contains(h.run(e.EventName(), "Bash").Outcome().Failure, "Hook"):
		return expressed{cannot: "JSON that counts for nothing"}
	}
	return expressJSON(e, said, h)
}

func expressText(e hooks.Event, text string, h hookRow) expressed {
	switch e := e.(type) {
	case *hooks.UserPromptSubmit, *hooks.UserPromptExpansion, *hooks.SessionStart:
		if h.Exit == 0 {
			return expressed{response: hooks.Response{Context: text}}
		}
	case *hooks.PreCompact:
		if h.Exit == 0 {
			return expressed{response: e.Instruct(text)}
		}
	}
	return expressed{cannot: "text that counts for nothing"}
}

func expressJSON(e hooks.Event, said map[string]any, h hookRow) expressed {
	take := func(from map[string]any, key string) string {
		text, ok := from[key].(string)
		if ok {
			delete(from, key)
		}
		return text
	}
	specific, _ := said["hookSpecificOutput"].(map[string]any)
	if specific != nil && specific["hookEventName"] == e.EventName() {
		delete(specific, "hookEventName")
		delete(said, "hookSpecificOutput")
	} else if specific != nil {
		return expressed{cannot: "another event's name, or none"}
	}

	x := expressed{response: hooks.Response{
		Context: take(specific, "additionalContext"), SystemMessage: take(said, "systemMessage"),
	}}
	if said["continue"] == false {
		delete(said, "continue")
		if x.response.StopReason = take(said, "stopReason"); x.response.StopReason == "" {
			x.response.StopReason = "no reason" // without one nothing would stop
		}
	}
	if said["suppressOutput"] == true {
		delete(said, "suppressOutput")
		x.response.SuppressOutput = true
	}
	var word, why string
	if e.EventName() != "PermissionRequest" {
		word, why = take(said, "decision"), take(said, "reason")
	}
	if permission := take(specific, "permissionDecision"); permission != "" {
		if word != "" {
			return expressed{cannot: "two verdicts at once"}
		}
		if !strings.HasPrefix(e.EventName(), "Pre") {
			return expressed{cannot: "a verdict that is not taken"}
		}
		word, why = permission, take(specific, "permissionDecisionReason")
	}
	if decision, ok := specific["decision"].(map[string]any); ok {
		word, why = take(decision, "behavior"), take(decision, "message")
	}
	switch {
	case h.Exit != 2 || e.EventName() == "PermissionRequest":
	case word == "":
		word, why = "block", h.Stderr
	case word != "block" && word != "deny":
		return expressed{cannot: "two verdicts at once"}
	}
	x.reason = why != ""

	join := func(r hooks.Response) { x.response = x.response.And(r) }
	switch e := e.(type) {
	case *hooks.PreToolUse:
		if input, ok := specific["updatedInput"].(map[string]any); ok {
			if _, ok := input["command"].(string); !ok {
				return expressed{cannot: "an input that does not fit"}
			}
			delete(specific, "updatedInput")
			join(e.Rewrite(input))
		}
		switch word {
		case "allow", "approve":
			join(e.AutoApprove(why))
			word = ""
		case "ask":
			join(e.Ask(why))
			word = ""
		case "defer":
			join(e.Defer(why))
			word = ""
		}
	case *hooks.PreModelSwitch:
		switch word {
		case "allow", "approve":
			join(e.AutoApprove(why))
			word = ""
		case "ask":
			join(e.Ask(why))
			word = ""
		}
	case *hooks.PermissionRequest:
		decision, _ := specific["decision"].(map[string]any)
		var updates []hooks.PermissionUpdate
		raw, _ := json.Marshal(decision["updatedPermissions"])
		if json.Unmarshal(raw, &updates) != nil {
			return expressed{cannot: "a field of a wrong type"}
		}
		switch input, rewritten := decision["updatedInput"].(map[string]any); {
		case word == "allow" && rewritten:
			join(e.AutoApproveRewritten(input, updates...))
			word = ""
		case word == "allow":
			join(e.AutoApprove(updates...))
			word = ""
		case word == "deny" && decision["interrupt"] == true:
			join(e.DenyAndInterrupt(why))
			word = ""
		}
		delete(specific, "decision")
	case *hooks.PostToolUse:
		if output, ok := specific["updatedToolOutput"]; ok {
			delete(specific, "updatedToolOutput")
			join(e.ReplaceOutput(output))
		}
	}
	if word == "block" || word == "deny" {
		r, ok := refuse(e, why)
		if !ok {
			return expressed{cannot: "a refusal that is not heeded"}
		}
		join(r)
		word = ""
	}
	switch {
	case word != "":
		return expressed{cannot: "a verdict that is not taken"}
	case len(said)+len(specific) > 0:
		return expressed{cannot: "fields that mean nothing"}
	}
	return x
}

// refuse is what an event has for a refusal.
func refuse(e hooks.Event, why string) (hooks.Response, bool) {
	switch e := e.(type) {
	case interface{ Deny(string) hooks.Response }:
		return e.Deny(why), true
	case interface{ Block(string) hooks.Response }:
		return e.Block(why), true
	case interface{ Continue(string) hooks.Response }:
		return e.Continue(why), true
	}
	return hooks.Response{}, false
}

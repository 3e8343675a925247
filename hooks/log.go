package hooks

import (
	"context"
	"log/slog"
	"os"
	"slices"
	"strings"
	"time"
)

// How long a run waits for its record to be logged: no longer than what is left
// of its time, but long enough for one that has used it up to be logged too.
const (
	maxLogTime = time.Second
	minLogTime = 100 * time.Millisecond
)

// An entry is what is logged of an event. The handler may be left behind and
// still work on the event, so that everything is taken from it beforehand.
type entry struct {
	session, agent string
	call           *ToolCall // nil for events about no tool
	prompt         string
}

// A failureCause says where a run failed, in a word that holds no text of anyone
// else.
type failureCause string

const (
	unreadEvent   failureCause = "event"    // could not be read or decoded
	failedHandler failureCause = "handler"  // returned an error, or was not for the event
	panicked      failureCause = "panic"    // or called runtime.Goexit
	tooLate       failureCause = "deadline" // or was cancelled
	wrongAnswer   failureCause = "answer"   // that the event does not take
	notDelivered  failureCause = "output"   // could not be written
)

func entryOf(e Event) entry {
	base := e.Base()
	n := entry{session: base.SessionID, agent: base.AgentID}
	switch e := e.(type) {
	case interface{ copyCall() *ToolCall }:
		n.call = e.copyCall()
	case *UserPromptSubmit:
		n.prompt = e.Prompt
	case *UserPromptExpansion:
		n.prompt = e.Prompt
	}
	return n
}

func (c *ToolCall) copyCall() *ToolCall {
	call := *c
	return &call
}

// log gives the record to the logger, in a goroutine that can be left behind. It
// comes after the answer was written, and neither a panic nor a logger that
// takes its time can change that any more. There is no code without a process.
func (r *runner) log(ctx context.Context, a answer, code *int, undelivered error) {
	if undelivered != nil && a.failure == nil {
		a.failure, a.cause = undelivered, notDelivered
	}
	ctx = context.WithoutCancel(ctx)
	duration := time.Since(r.began)
	n, logger, mask := r.entry, r.logger, masking(r.mask)
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer func() { _ = recover() }() // there is nobody to tell but the logger
		level, message := slog.LevelInfo, "hook answered"
		if a.failure != nil {
			level, message = slog.LevelWarn, "hook failed"
		}
		if !logger.Enabled(ctx, level) {
			return
		}
		attrs := n.attrs(a, mask)
		if code != nil {
			attrs = append(attrs, slog.Int("exit_code", *code))
		}
		logger.LogAttrs(ctx, level, message, append(attrs, slog.Duration("duration", duration))...)
	}()
	timer := time.NewTimer(max(minLogTime, min(maxLogTime, r.timeout-duration)))
	defer timer.Stop()
	select {
	case <-done:
	case <-timer.C:
	}
}

func (n entry) attrs(a answer, mask func(string) string) []slog.Attr {
	attrs := []slog.Attr{slog.String("event", clean(a.event))}
	add := func(key, value string) {
		if value != "" {
			attrs = append(attrs, slog.String(key, clean(value)))
		}
	}
	// free is for text that may hold a secret.
	free := func(key, text string) {
		if text == "" {
			return
		}
		attrs = append(attrs, slog.Int(key+"_bytes", len(text)))
		if mask != nil {
			add(key, mask(text))
		}
	}
	add("session", n.session)
	add("agent", n.agent)
	if n.call != nil {
		add("tool", n.call.ToolName)
		add("tool_use", n.call.ToolUseID)
		free("input", n.call.freeText())
	}
	free("prompt", n.prompt)
	add("decision", a.said.decision())
	free("reason", a.said.reason)
	attrs = append(attrs, slog.Bool("rewritten", a.said.replaces()))
	if a.failure != nil {
		add("cause", string(a.cause))
		free("error", a.failure.Error())
	}
	return attrs
}

// freeText is what the call names and what it would run, write or send.
func (c *ToolCall) freeText() string {
	texts := slices.Collect(c.Paths())
	for text := range c.Texts() {
		if !slices.Contains(texts, text) {
			texts = append(texts, text)
		}
	}
	return strings.Join(texts, "\n")
}

// replaces reports whether an answer that is given replaces an input or a result.
func (r Response) replaces() bool {
	return slices.ContainsFunc(r.fields, func(f field) bool {
		return f.has(r.verdict) && (f.key == "updatedInput" || f.key == "updatedToolOutput")
	})
}

// masking makes the failure of a mask one to see, and never one to leak.
func masking(mask func(string) string) func(string) string {
	if mask == nil {
		return nil
	}
	return func(text string) (masked string) {
		defer func() {
			if recover() != nil {
				masked = "(not shown: Options.Mask panicked)"
			}
		}()
		return mask(text)
	}
}

// secure keeps a logger from undoing the answer of the process: what it writes
// to standard output would turn the answer into something else, and a pipe that
// nobody reads would have the process killed.
func secure(stdout *os.File) {
	_ = stdout.Close()
	ignoreBrokenPipes()
}

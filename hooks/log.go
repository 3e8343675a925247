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

// An entry is what is logged about a run. The handler may be left behind and
// still work on the event, so that everything is taken from it beforehand.
type entry struct {
	began   time.Time
	event   string
	session string
	agent   string
	call    *ToolCall // nil for events about no tool
	prompt  string

	response Response
	code     int
	cause    failureCause
	err      error
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

// hear notes what e is about.
func (n *entry) hear(e Event) {
	base := e.Base()
	n.event, n.session, n.agent = e.EventName(), base.SessionID, base.AgentID
	switch e := e.(type) {
	case interface{ copyCall() *ToolCall }:
		n.call = e.copyCall()
	case *UserPromptSubmit:
		n.prompt = e.Prompt
	case *UserPromptExpansion:
		n.prompt = e.Prompt
	}
}

func (c *ToolCall) copyCall() *ToolCall {
	call := *c
	return &call
}

// log gives the record to the logger, in a goroutine that can be left behind. It
// comes after the answer was written, and neither a panic nor a logger that
// takes its time can change that any more.
func (o Options) log(ctx context.Context, n entry, limit time.Duration) {
	duration := time.Since(n.began)
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer func() { _ = recover() }() // there is nobody to tell but the logger
		level, message := slog.LevelInfo, "hook answered"
		if n.cause != "" {
			level, message = slog.LevelWarn, "hook failed"
		}
		if o.Log.Enabled(ctx, level) {
			o.Log.LogAttrs(ctx, level, message, n.attrs(duration, masking(o.Mask))...)
		}
	}()
	timer := time.NewTimer(max(minLogTime, min(maxLogTime, limit-duration)))
	defer timer.Stop()
	select {
	case <-done:
	case <-timer.C:
	}
}

func (n entry) attrs(duration time.Duration, mask func(string) string) []slog.Attr {
	attrs := []slog.Attr{slog.String("event", clean(n.event))}
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
	add("decision", n.response.decision())
	free("reason", n.response.reason)
	attrs = append(attrs,
		slog.Bool("rewritten", n.response.replaces()),
		slog.Int("exit_code", n.code),
		slog.Duration("duration", duration))
	if n.err != nil {
		add("cause", string(n.cause))
		free("error", n.err.Error())
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

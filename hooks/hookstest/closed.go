package hookstest

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/gatehouse-go/gatehouse/hooks"
)

// FailsClosed checks that a hook made of handler lets nothing through that it
// cannot judge. It runs the hook some hundreds of times, as Claude Code would,
// and reports an error for each run after which Claude Code would carry on:
//
//   - for messages that are malformed: broken off after each byte, no JSON, no
//     object, too deep, too large, in another encoding, without a field that
//     matters or with one of a wrong type, for an event that handler is not for;
//   - when handler fails: by an error, a panic, [runtime.Goexit], a deadline, or
//     an answer to another event;
//   - for each of refused, messages that handler is meant to refuse, in many
//     ways to write the same: other blanks, escapes, orders of keys, keys that
//     are there twice, decoys under keys that look alike.
//
// Well-formed events with an odd tool input need not be refused, since Claude
// Code rejects that input itself, but handler must not approve them.
//
// For events that no hook can refuse, or should not, like [hooks.Stop], the hook
// must fail visibly: exit code 1 and a reason on standard error.
func FailsClosed[E hooks.Event](t testing.TB, handler func(context.Context, E) (hooks.Response, error), refused ...[]byte) {
	t.Helper()
	c := &checker[E]{TB: t, handler: handler, kinds: kindsOf[E]()}
	for _, k := range c.kinds {
		for _, m := range k.malformed() {
			c.mustFail(m.what, hooks.Options{}, handler, m.message)
		}
		c.failures(k)
		c.oddInputs(k)
	}
	large := c.kinds[0].message()
	c.mustFail("a message that is too large", hooks.Options{MaxInput: len(large) - 1}, handler, large)
	c.otherEvents()
	for _, message := range refused {
		c.refuses(message)
	}
	if c.failed > maxReports {
		t.Errorf("hookstest: %d more messages are let through", c.failed-maxReports)
	}
}

// maxReports bounds what is told about one handler.
const maxReports = 20

type checker[E hooks.Event] struct {
	testing.TB
	handler func(context.Context, E) (hooks.Response, error)
	kinds   []kind
	failed  int
}

func (c *checker[E]) report(format string, args ...any) {
	c.Helper()
	if c.failed++; c.failed <= maxReports {
		c.Errorf("hookstest: "+format, args...)
	}
}

// mustFail runs a hook that must refuse, or if it cannot, fail visibly.
func (c *checker[E]) mustFail(what string, o hooks.Options, handler func(context.Context, E) (hooks.Response, error), message string) {
	c.Helper()
	c.mustFailIn(context.Background(), what, o, handler, message)
}

func (c *checker[E]) mustFailIn(ctx context.Context, what string, o hooks.Options, handler func(context.Context, E) (hooks.Response, error), message string) {
	c.Helper()
	r := run(ctx, c.TB, o, handler, []byte(message))
	if !c.closed(r, message) {
		c.report("%s is let through: %s\nmessage: %s", what, r.describe(), short(message))
	}
}

func (c *checker[E]) closed(r Result, message string) bool {
	_, name := decode([]byte(message))
	switch {
	case name == "" && len(c.kinds) > 1: // nobody knows what it was
		return r.Code == 2
	case name == "":
		name = c.kinds[0].name
	}
	k, known := kindOf(name)
	switch {
	case !known:
		return r.Code == 2
	case k.refusable:
		return r.Outcome.Effect == hooks.Blocks
	}
	return r.Code == 1 && strings.TrimSpace(r.Stderr) != ""
}

// failures lets the handler do its work and fail then.
func (c *checker[E]) failures(k kind) {
	c.Helper()
	release := make(chan struct{})
	defer close(release)
	// The time is over once the handler runs, however busy the machine is.
	ctx, over := context.WithCancelCause(context.Background())
	defer over(nil)
	var wrong hooks.Response
	if k.name == "Stop" {
		wrong = (&hooks.SubagentStop{}).Continue("x")
	} else {
		wrong = (&hooks.Stop{}).Continue("x")
	}
	for what, fail := range map[string]func(context.Context) (hooks.Response, error){
		"an error":                   func(context.Context) (hooks.Response, error) { return hooks.Response{}, errors.New("broken") },
		"a panic":                    func(context.Context) (hooks.Response, error) { panic("broken") }, //nolint:forbidigo // what is tested
		"Goexit":                     func(context.Context) (hooks.Response, error) { runtime.Goexit(); return wrong, nil },
		"an answer to another event": func(context.Context) (hooks.Response, error) { return wrong, nil },
		"a deadline": func(context.Context) (hooks.Response, error) {
			over(context.DeadlineExceeded)
			<-release
			return hooks.Response{}, nil
		},
	} {
		within := context.Background()
		if what == "a deadline" {
			within = ctx
		}
		c.mustFailIn(within, "an event whose handler ends in "+what, hooks.Options{}, func(ctx context.Context, e E) (hooks.Response, error) {
			_, _ = c.handler(ctx, e) // whatever it says
			return fail(ctx)
		}, k.message())
	}
}

// otherEvents runs the hook for what it is not for.
func (c *checker[E]) otherEvents() {
	c.Helper()
	names := []string{"pretooluse", "FutureEvent"}
	for _, k := range kinds() {
		names = append(names, k.name)
	}
	for _, name := range names {
		k := kind{name: name, fields: tool + `,"prompt":"x","command_name":"x","to_model":"x","mcp_server_name":"x","action":"accept","source":"x","name":"x"`}
		event, _ := decode([]byte(k.message()))
		if _, ok := event.(E); !ok {
			c.mustFail("an event that the hook is not for", hooks.Options{}, c.handler, k.message())
		}
	}
}

// oddInputs are inputs that no tool takes.
func (c *checker[E]) oddInputs(k kind) {
	c.Helper()
	if k.name != "PreToolUse" && k.name != "PermissionRequest" {
		return
	}
	for _, tool := range []string{"Bash", "PowerShell", "Read", "Write", "Edit", "NotebookEdit", "WebFetch", "Agent", "Skill", "mcp__srv__run", "bash", "Bash ", "FutureTool"} {
		for _, input := range []string{
			`{}`, `{"x":1}`, `{"command":1}`, `{"command":null}`, `{"command":["rm","-rf","/"]}`, `{"command":{"x":"ls"}}`,
			`{"Command":"ls"}`, `{"file_path":1}`, `{"file_path":["/etc/passwd"]}`, `{"file_path":"/p/a","content":1}`,
			`{"url":1}`, `{"url":{"x":1}}`, `{"":""}`, `{"command":"` + strings.Repeat("x", 1<<16) + `"}`,
		} {
			message := k.with(fmt.Sprintf(`"tool_name":%s,"tool_input":%s`, quote(tool), input))
			if r := Run(c.TB, c.handler, []byte(message)); r.Outcome.Effect == hooks.Allows && !fits(tool, input) {
				c.report("an input that the tool does not take is approved: %s\nmessage: %s", r.describe(), short(message))
			}
		}
	}
}

// fits reports whether package hooks can tell that the tool takes the input, or
// that nobody knows.
func fits(tool, input string) bool {
	call := hooks.ToolCall{ToolName: tool, ToolInput: []byte(input)}
	_, err := call.Input()
	return err == nil
}

// refuses checks a message that the handler is meant to refuse.
func (c *checker[E]) refuses(message []byte) {
	c.Helper()
	_, name := decode(message)
	if k, known := kindOf(name); !known || !k.refusable {
		c.report("a message that is to be refused is no event that can be: %s", short(string(message)))
		return
	}
	all, err := variants(message)
	if err != nil {
		c.report("a message that is to be refused is not JSON: %v: %s", err, short(string(message)))
		return
	}
	for i, variant := range all {
		if r := Run(c.TB, c.handler, []byte(variant.message)); r.Outcome.Effect != hooks.Blocks {
			c.report("a message that is to be refused is let through (%s): %s\nmessage: %s", variant.what, r.describe(), short(variant.message))
			if i == 0 { // the same message
				return
			}
		}
	}
}

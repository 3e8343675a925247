package hooks

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf16"

	"github.com/gatehouse-go/gatehouse/internal/jsonx"
	"github.com/gatehouse-go/gatehouse/internal/near"
	"github.com/gatehouse-go/gatehouse/internal/settings"
)

// checkTopKeys finds keys that were meant to be one about hooks.
func (p *settingsParser) checkTopKeys(root jsonx.Value) {
	known := []string{"hooks", "disableAllHooks", "allowManagedHooksOnly", "allowedHttpHookUrls", "httpHookAllowedEnvVars"}
	for key, v := range root.Members() {
		meant := near.Name(key, known)
		switch {
		case slices.Contains(known, key), slices.Contains(settings.TopKeys(), key):
		case slices.Contains(settings.Events, key):
			p.note(v.KeyOffset(), CodeUnknownKey, quoted(key)+" does nothing here: none of its hooks runs", `it belongs in "hooks"`)
		case meant != "":
			p.note(v.KeyOffset(), CodeUnknownKey, quoted(key)+" does nothing", "write "+meant)
		}
	}
}

// checkKeys finds keys of a group or a hook that do nothing.
func (p *settingsParser) checkKeys(v jsonx.Value, what string, known []string) {
	for key, member := range v.Members() {
		if slices.Contains(known, key) {
			continue
		}
		hint := "remove it"
		if meant := near.Name(key, known); meant != "" {
			hint = "write " + meant
		}
		p.note(member.KeyOffset(), CodeUnknownKey, quoted(key)+" does nothing in "+what, hint)
	}
}

// keysOf lists the keys that a type of hook has.
func keysOf(t HookType) []string {
	keys := strings.Fields("type if timeout statusMessage once")
	switch t {
	case CommandHook:
		return append(keys, "command", "args", "shell", "async", "asyncRewake", "onFailure")
	case HTTPHook:
		return append(keys, "url", "headers", "allowedEnvVars", "onFailure")
	case MCPToolHook:
		return append(keys, "server", "tool", "input", "onFailure")
	case PromptHook:
		return append(keys, "prompt", "model", "continueOnBlock")
	}
	return append(keys, "prompt", "model")
}

// hasType reports whether an event has hooks of a type; others are dropped in
// silence. What the documentation says, confirmed for SessionStart.
func hasType(event string, t HookType) bool {
	switch event {
	case "SessionStart", "Setup":
		return t == CommandHook || t == MCPToolHook
	case "PermissionDenied", "PermissionRequest", "PostToolBatch", "PostToolUse", "PostToolUseFailure", "PreToolUse",
		"Stop", "SubagentStop", "TaskCompleted", "TaskCreated", "TeammateIdle", "UserPromptExpansion", "UserPromptSubmit":
		return true
	}
	return t != PromptHook && t != AgentHook
}

// checkHook finds what keeps one hook from doing what it seems to do. v is the
// entry that h was decoded from.
func (p *settingsParser) checkHook(event string, m Matcher, v jsonx.Value, h *Hook) {
	p.checkKeys(v, "a hook of type "+string(h.Type), keysOf(h.Type))
	if !hasType(event, h.Type) {
		p.note(v.Get("type").Offset(), CodeWrongType, event+" has no hooks of type "+string(h.Type)+", so it never runs", "use a hook of type command")
	}
	if event == "SessionStart" && h.Type == MCPToolHook {
		p.note(v.Get("type").Offset(), CodeWrongType, "it always fails: at SessionStart no MCP server can be asked yet", "use a hook of type command")
	}
	if why := deadIf(event, m, h.If); why != "" {
		p.note(v.Get("if").Offset(), CodeDeadIf, "this hook never runs: "+why, ifHint(event, h.If))
	}
	p.checkTimeout(event, v.Get("timeout"), h.Timeout)
	p.checkFailure(event, v, h)
	if h.Once {
		p.note(v.Get("once").KeyOffset(), CodeIgnoredKey, "once counts in the front matter of skills only", "remove it")
	}
	if h.Type == CommandHook && strings.TrimSpace(h.Command) == "" {
		p.note(v.Get("command").Offset(), CodeNoCommand, "the command is empty, so that nothing is run", "write a command")
	}
	for name, header := range v.Get("headers").Members() {
		text, _ := header.Text()
		for _, variable := range variables(text) {
			if !slices.Contains(h.AllowedEnvVars, variable) {
				p.note(header.Offset(), CodeEnvNotAllowed, fmt.Sprintf("in the header %s, $%s becomes empty", quoted(name), variable),
					fmt.Sprintf("add %q to allowedEnvVars", variable))
			}
		}
	}
}

// variables lists those that a header names: $NAME and ${NAME}.
func variables(text string) []string {
	var names []string
	for {
		_, rest, ok := strings.Cut(text, "$")
		if !ok {
			return names
		}
		rest = strings.TrimPrefix(rest, "{")
		end := 0
		for end < len(rest) && isVariableByte(rest[end], end > 0) {
			end++
		}
		if end > 0 {
			names = append(names, rest[:end])
		}
		text = rest[end:]
	}
}

func isVariableByte(c byte, digits bool) bool {
	return c == '_' || 'a' <= c|0x20 && c|0x20 <= 'z' || digits && '0' <= c && c <= '9'
}

// checkFailure looks at hooks that could block, and at what keeps them from it.
func (p *settingsParser) checkFailure(event string, v jsonx.Value, h *Hook) {
	rules := reactionTo(event)
	async := h.Async || h.AsyncRewake
	switch {
	case h.OnFailure == "block" && (!rules.onFailure || async):
		why := event + " ignores onFailure"
		if async {
			why = "onFailure is ignored where nobody waits for the hook"
		}
		p.note(v.Get("onFailure").KeyOffset(), CodeIgnoredKey, why, "remove it")
	case rules.blocked != Blocks:
		return
	}
	if async {
		key := "async"
		if !h.Async {
			key = "asyncRewake"
		}
		p.note(v.Get(key).KeyOffset(), CodeAsync, "nobody waits for this hook, so it cannot block anything", "remove "+key+" if it is to block")
		return
	}
	if h.OnFailure == "block" || h.Type == PromptHook || h.Type == AgentHook {
		return
	}
	if rules.onFailure && event != "WorktreeCreate" { // which every code but 0 refuses
		p.note(v.Offset(), CodeFailsOpen, "if this hook cannot be run, takes too long or ends with another code than 0 and 2, nothing is blocked",
			`add "onFailure": "block", which older versions of Claude Code ignore`)
	}
	if h.Type == CommandHook && rules.exit2 && event != "WorktreeCreate" && meansToRefuse(h) {
		p.note(v.Get("command").Offset(), CodeExit1, "exit code 1 does not block", "exit with 2, and say why on standard error")
	}
}

// badExit matches an exit code that is neither 0 nor 2 in a line for a shell, or
// in the code that the line hands to another interpreter.
var badExit = sync.OnceValue(func() *regexpJS {
	re, err := compileJS(`(?:^|[\s;&|({'".])exit\s*[ (]\s*(?:1|[3-9]|[1-9][0-9]+)\b|(?:\|\||&&)\s*(?:/bin/)?false\s*(?:$|[;&|)}'"])`)
	if err != nil {
		panic(err) //nolint:forbidigo // the expression is a constant, and tested
	}
	return re
})

// meansToRefuse reports a command that ends with exit code 1. Whoever prints a
// decision along with it is understood.
func meansToRefuse(h *Hook) bool {
	text := strings.Join(append([]string{h.Command}, h.Args...), " ")
	return badExit().match(utf16.Encode([]rune(text))) && !strings.Contains(text, "permissionDecision") && !strings.Contains(text, `"decision"`)
}

// checkTimeout finds timeouts that were not meant as seconds.
func (p *settingsParser) checkTimeout(event string, v jsonx.Value, seconds float64) {
	if v.Kind() == jsonx.Invalid {
		return
	}
	short := func(f float64) string { return strconv.FormatFloat(f, 'g', 6, 64) }
	switch {
	case seconds >= 1000:
		hint := "write seconds"
		if whole := seconds / 1000; whole == float64(int(whole)) {
			hint = "timeouts are in seconds; if " + short(seconds) + " are milliseconds, write " + short(whole)
		}
		p.note(v.Offset(), CodeOddTimeout, "a timeout of "+short(seconds/3600)+" hours", hint)
	case seconds < 1:
		p.note(v.Offset(), CodeOddTimeout, "a hook that takes longer than "+short(seconds)+" seconds is cancelled, and then blocks nothing", "give it some seconds")
	case event == "SessionEnd" && seconds > 60:
		p.note(v.Offset(), CodeOddTimeout, "hooks of SessionEnd have 60 seconds at most", "write 60 or less")
	}
}

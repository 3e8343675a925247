package permission

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/jsonx"
)

// checkShapes finds the values whose type makes the client ignore a whole
// settings file. Unknown keys never do. Each line of the tables was measured:
// testdata/conformance/void-files.jsonl.
func (p *settingsParser) checkShapes(root jsonx.Value) {
	p.expectMembers(root, topShapes, "")
	perms, sandbox := root.Get("permissions"), root.Get("sandbox")
	p.expectMembers(perms, permissionShapes, "permissions.")
	for dir := range perms.Get("additionalDirectories").Elements() {
		p.expect(dir, jsonx.String, "an entry of permissions.additionalDirectories")
	}
	p.expectMembers(sandbox, sandboxShapes, "sandbox.")
	p.expectMembers(sandbox.Get("filesystem"), filesystemShapes, "sandbox.filesystem.")
	p.expectMembers(sandbox.Get("network"), networkShapes, "sandbox.network.")
	if v := root.Get("cleanupPeriodDays"); v.Kind() == jsonx.Number {
		if days, _ := v.Float(); days < 0 {
			p.void(v, "cleanupPeriodDays must not be negative")
		}
	}
	if v := root.Get("statusLine"); v.Kind() == jsonx.Object {
		p.oneOf(v.Get("type"), v, "statusLine.type", "command")
	}
	p.hooks(root.Get("hooks"))
}

// A shapes names the type that each key must have. A value of another type
// voids the file, null included.
type shapes map[string]jsonx.Kind

var topShapes = shapes{
	"permissions": jsonx.Object, "env": jsonx.Object, "sandbox": jsonx.Object, "enabledPlugins": jsonx.Object,
	"autoMode": jsonx.Object, "statusLine": jsonx.Object,
	"disableAllHooks": jsonx.Bool, "enableAllProjectMcpServers": jsonx.Bool, "includeCoAuthoredBy": jsonx.Bool,
	"allowManagedPermissionRulesOnly": jsonx.Bool,
	"$schema":                         jsonx.String, "model": jsonx.String, "language": jsonx.String, "outputStyle": jsonx.String,
	"apiKeyHelper":      jsonx.String,
	"cleanupPeriodDays": jsonx.Number,
}

var permissionShapes = shapes{
	"allow": jsonx.Array, "ask": jsonx.Array, "deny": jsonx.Array, "additionalDirectories": jsonx.Array,
	"denyInsteadOfPrompting": jsonx.Bool, "blockReadsOutsideWorkingDirectories": jsonx.Bool,
	"blockWritesOutsideWorkingDirectories": jsonx.Bool,
}

var sandboxShapes = shapes{
	"enabled": jsonx.Bool, "autoAllowBashIfSandboxed": jsonx.Bool, "excludedCommands": jsonx.Array,
	"filesystem": jsonx.Object, "network": jsonx.Object,
}

var filesystemShapes = shapes{"denyRead": jsonx.Array}

var networkShapes = shapes{"allowedDomains": jsonx.Array}

func (p *settingsParser) expectMembers(v jsonx.Value, kinds shapes, prefix string) {
	for key, member := range v.Members() {
		if kind, known := kinds[key]; known {
			p.expect(member, kind, prefix+key)
		}
	}
}

func (p *settingsParser) expect(v jsonx.Value, kind jsonx.Kind, what string) {
	if v.Kind() != jsonx.Invalid && v.Kind() != kind {
		p.void(v, fmt.Sprintf("%s must be %s, not %s", what, article(kind), article(v.Kind())))
	}
}

func article(k jsonx.Kind) string {
	switch k {
	case jsonx.Null:
		return "null"
	case jsonx.Array, jsonx.Object:
		return "an " + k.String()
	}
	return "a " + k.String()
}

// hookEvents lists the events of the client. What stands under another name is
// dropped on its own, whatever it is.
var hookEvents = strings.Fields(`
	PreToolUse PostToolUse PostToolUseFailure PostToolBatch Notification UserPromptSubmit UserPromptExpansion
	SessionStart SessionEnd Stop StopFailure SubagentStart SubagentStop PreCompact PostCompact PreModelSwitch
	PostModelSwitch PermissionRequest PermissionDenied Setup TeammateIdle TaskCreated TaskCompleted Elicitation
	ElicitationResult ConfigChange WorktreeCreate WorktreeRemove InstructionsLoaded CwdChanged FileChanged
	DirectoryAdded MessageDisplay`)

func (p *settingsParser) hooks(hooks jsonx.Value) {
	for event, groups := range hooks.Members() { // none if it is no object, which is dropped on its own
		if groups.Kind() == jsonx.Null || !slices.Contains(hookEvents, event) {
			continue
		}
		p.expect(groups, jsonx.Array, "hooks."+event)
		for g := range groups.Elements() {
			p.hookGroup("hooks."+event, g)
		}
	}
}

func (p *settingsParser) hookGroup(what string, g jsonx.Value) {
	if g.Kind() != jsonx.Object {
		p.void(g, what+" must hold objects")
		return
	}
	p.expect(g.Get("matcher"), jsonx.String, what+".matcher")
	hooks := g.Get("hooks")
	if hooks.Kind() != jsonx.Array {
		p.void(g, what+" needs a list of hooks")
		return
	}
	for h := range hooks.Elements() {
		p.hookHandler(what+".hooks", h)
	}
}

// A handlerShape is what a type of hook looks like.
type handlerShape struct {
	required []string // strings
	optional shapes
}

// anyHook holds the fields that hooks of all types may have.
var anyHook = shapes{"if": jsonx.String, "statusMessage": jsonx.String, "once": jsonx.Bool}

var handlerShapes = map[string]handlerShape{
	"command":  {[]string{"command"}, shapes{"args": jsonx.Array, "async": jsonx.Bool}},
	"http":     {[]string{"url"}, shapes{"headers": jsonx.Object, "allowedEnvVars": jsonx.Array}},
	"mcp_tool": {[]string{"server", "tool"}, shapes{"input": jsonx.Object}},
	"prompt":   {[]string{"prompt"}, shapes{"model": jsonx.String}},
	"agent":    {[]string{"prompt"}, shapes{"model": jsonx.String}},
}

func (p *settingsParser) hookHandler(what string, h jsonx.Value) {
	kind, _ := h.Get("type").Text()
	shape, known := handlerShapes[kind]
	if !known {
		p.void(h, what+" needs a type: command, http, mcp_tool, prompt or agent")
		return
	}
	for _, field := range shape.required {
		if h.Get(field).Kind() != jsonx.String {
			p.void(h, fmt.Sprintf("%s of type %s needs a string %s", what, kind, field))
		}
	}
	p.expectMembers(h, anyHook, what+".")
	p.expectMembers(h, shape.optional, what+".")
	for e := range h.Get("args").Elements() {
		p.expect(e, jsonx.String, "an entry of "+what+".args")
	}
	for _, e := range h.Get("headers").Members() {
		p.expect(e, jsonx.String, "an entry of "+what+".headers")
	}
	if text, ok := h.Get("url").Text(); ok && kind == "http" {
		if u, err := url.Parse(text); err != nil || u.Scheme == "" {
			p.void(h.Get("url"), what+".url must be a URL")
		}
	}
	if t := h.Get("timeout"); t.Kind() != jsonx.Invalid {
		if seconds, ok := t.Float(); !ok || seconds <= 0 {
			p.void(t, what+": timeout is a number of seconds above 0")
		}
	}
	p.oneOf(h.Get("shell"), jsonx.Value{}, what+".shell", "bash", "powershell")
	p.oneOf(h.Get("onFailure"), jsonx.Value{}, what+".onFailure", "continue", "block")
}

// oneOf checks a value that must be one of a few texts. If it is absent, that
// is a fault of its owner, unless there is none.
func (p *settingsParser) oneOf(v, owner jsonx.Value, what string, values ...string) {
	if s, _ := v.Text(); slices.Contains(values, s) {
		return
	}
	if v.Kind() == jsonx.Invalid {
		v = owner
	}
	if v.Kind() != jsonx.Invalid {
		p.void(v, fmt.Sprintf("%s must be one of %q", what, values))
	}
}

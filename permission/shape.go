package permission

import (
	"fmt"
	"maps"
	"math"
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
	perms, sandbox, line := root.Get("permissions"), root.Get("sandbox"), root.Get("statusLine")
	p.expectMembers(perms, permissionShapes, "permissions.")
	p.expectStrings(perms, "additionalDirectories", "permissions.")
	p.expectMembers(sandbox, sandboxShapes, "sandbox.")
	p.expectStrings(sandbox, "excludedCommands", "sandbox.")
	for _, part := range [...]string{"filesystem", "network"} {
		p.expectMembers(sandbox.Get(part), boundaryShapes, "sandbox."+part+".")
		for _, key := range boundaryLists {
			p.expectStrings(sandbox.Get(part), key, "sandbox."+part+".")
		}
	}
	p.expectMembers(root.Get("autoMode"), autoModeShapes, "autoMode.")
	for key := range autoModeShapes {
		p.expectStrings(root.Get("autoMode"), key, "autoMode.")
	}
	if line.Kind() == jsonx.Object {
		p.oneOf(line.Get("type"), line, "statusLine.type", "command")
		p.required(line, "statusLine", "command")
	}
	if v := root.Get("cleanupPeriodDays"); v.Kind() == jsonx.Number {
		if days, _ := v.Float(); days < 1 || days != math.Trunc(days) {
			p.void(v, "cleanupPeriodDays must be a whole number above 0")
		}
	}
	for plugin, v := range root.Get("enabledPlugins").Members() {
		if v.Kind() == jsonx.Number {
			p.void(v, "enabledPlugins: "+oneLine(plugin, 60)+" must be true or false")
		}
	}
	p.hooks(root.Get("hooks"))
}

// A shapes says of which types the value of a key may be. A value of another
// type voids the file, null included.
type shapes map[string][]jsonx.Kind

func newShapes(keys map[jsonx.Kind]string) shapes {
	s := shapes{}
	for _, kind := range slices.Sorted(maps.Keys(keys)) {
		for key := range strings.FieldsSeq(keys[kind]) {
			s[key] = append(s[key], kind)
		}
	}
	return s
}

var topShapes = newShapes(map[jsonx.Kind]string{
	jsonx.Object: `permissions env sandbox enabledPlugins autoMode statusLine attribution pluginConfigs skillOverrides
		worktree fileSuggestion modelOverrides spinnerVerbs`,
	jsonx.Bool: `disableAllHooks enableAllProjectMcpServers includeCoAuthoredBy allowManagedPermissionRulesOnly
		allowManagedHooksOnly allowManagedMcpServersOnly disableSkillShellExecution allowAllClaudeAiMcps
		disableClaudeAiConnectors skipDangerousModePermissionPrompt skipAutoPermissionPrompt useAutoModeDuringPlan
		disableBundledSkills disableWorkflows disableAgentView disableRemoteControl isolatePeerMachines
		skipWebFetchPreflight includeGitInstructions alwaysThinkingEnabled spinnerTipsEnabled respectGitignore`,
	jsonx.String: `$schema model language outputStyle apiKeyHelper awsAuthRefresh awsCredentialExport gcpAuthRefresh
		otelHeadersHelper proxyAuthHelper processWrapper defaultShell autoMemoryDirectory plansDirectory claudeMd
		requiredMinimumVersion minimumVersion autoUpdatesChannel forceLoginOrgUUID fallbackModel`,
	jsonx.Array: `allowedHttpHookUrls httpHookAllowedEnvVars disabledMcpjsonServers availableModels claudeMdExcludes
		companyAnnouncements strictKnownMarketplaces blockedMarketplaces allowedChannelPlugins forceLoginOrgUUID
		fallbackModel`,
	jsonx.Number: `cleanupPeriodDays`,
})

var permissionShapes = newShapes(map[jsonx.Kind]string{
	jsonx.Array: `allow ask deny additionalDirectories`,
	jsonx.Bool:  `denyInsteadOfPrompting blockReadsOutsideWorkingDirectories blockWritesOutsideWorkingDirectories`,
})

var sandboxShapes = newShapes(map[jsonx.Kind]string{
	jsonx.Bool: `enabled failIfUnavailable autoAllowBashIfSandboxed allowUnsandboxedCommands enableWeakerNestedSandbox
		enableWeakerNetworkIsolation allowAppleEvents`,
	jsonx.Array:  `excludedCommands`,
	jsonx.Object: `filesystem network ignoreViolations ripgrep credentials`,
})

// boundaryShapes are those of sandbox.filesystem and sandbox.network, which
// have no key in common.
var boundaryShapes = newShapes(map[jsonx.Kind]string{
	jsonx.Array:  `allowWrite denyWrite denyRead allowRead allowedDomains deniedDomains allowUnixSockets`,
	jsonx.Bool:   `allowManagedReadPathsOnly disabled strictAllowlist allowAllUnixSockets allowLocalBinding`,
	jsonx.Number: `httpProxyPort`,
	jsonx.Object: `tlsTerminate`,
})

var boundaryLists = [...]string{"allowWrite", "denyWrite", "denyRead", "allowRead", "allowedDomains", "deniedDomains", "allowUnixSockets"}

var autoModeShapes = newShapes(map[jsonx.Kind]string{jsonx.Array: `allow soft_deny hard_deny environment`})

func (p *settingsParser) expectMembers(v jsonx.Value, known shapes, prefix string) {
	for key, member := range v.Members() {
		if kinds := known[key]; kinds != nil {
			p.expect(member, prefix+key, kinds...)
		}
	}
}

// expectStrings checks the entries of a list.
func (p *settingsParser) expectStrings(v jsonx.Value, key, prefix string) {
	for e := range v.Get(key).Elements() {
		p.expect(e, "an entry of "+prefix+key, jsonx.String)
	}
}

func (p *settingsParser) expect(v jsonx.Value, what string, kinds ...jsonx.Kind) {
	if v.Kind() != jsonx.Invalid && !slices.Contains(kinds, v.Kind()) {
		p.void(v, fmt.Sprintf("%s must be %s, not %s", what, article(kinds[0]), article(v.Kind())))
	}
}

func (p *settingsParser) required(v jsonx.Value, what string, keys ...string) {
	for _, key := range keys {
		if v.Get(key).Kind() != jsonx.String {
			p.void(v, fmt.Sprintf("%s needs a string %s", what, key))
		}
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

// hooks checks the hooks of the two events that can decide about a tool call.
// Whatever else is wrong under "hooks" is dropped on its own.
func (p *settingsParser) hooks(hooks jsonx.Value) {
	for _, event := range [...]string{"PreToolUse", "PermissionRequest"} {
		groups := hooks.Get(event)
		if groups.Kind() == jsonx.Null {
			continue
		}
		what := "hooks." + event
		p.expect(groups, what, jsonx.Array)
		for g := range groups.Elements() {
			p.hookGroup(what, g)
		}
	}
}

func (p *settingsParser) hookGroup(what string, g jsonx.Value) {
	if g.Kind() != jsonx.Object {
		p.void(g, what+" must hold objects")
		return
	}
	p.expect(g.Get("matcher"), what+".matcher", jsonx.String)
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
var anyHook = newShapes(map[jsonx.Kind]string{jsonx.String: `if statusMessage`, jsonx.Bool: `once`})

var handlerShapes = map[string]handlerShape{
	"command":  {[]string{"command"}, newShapes(map[jsonx.Kind]string{jsonx.Array: `args`, jsonx.Bool: `async asyncRewake`})},
	"http":     {[]string{"url"}, newShapes(map[jsonx.Kind]string{jsonx.Object: `headers`, jsonx.Array: `allowedEnvVars`})},
	"mcp_tool": {[]string{"server", "tool"}, newShapes(map[jsonx.Kind]string{jsonx.Object: `input`})},
	"prompt":   {[]string{"prompt"}, newShapes(map[jsonx.Kind]string{jsonx.String: `model`, jsonx.Bool: `continueOnBlock`})},
	"agent":    {[]string{"prompt"}, newShapes(map[jsonx.Kind]string{jsonx.String: `model`})},
}

func (p *settingsParser) hookHandler(what string, h jsonx.Value) {
	kind, _ := h.Get("type").Text()
	shape, known := handlerShapes[kind]
	if !known {
		p.void(h, what+" needs a type: command, http, mcp_tool, prompt or agent")
		return
	}
	p.required(h, what+" of type "+kind, shape.required...)
	p.expectMembers(h, anyHook, what+".")
	p.expectMembers(h, shape.optional, what+".")
	if t := h.Get("timeout"); t.Kind() != jsonx.Invalid {
		if seconds, ok := t.Float(); !ok || seconds <= 0 {
			p.void(t, what+": timeout is a number of seconds above 0")
		}
	}
	if kind != "prompt" && kind != "agent" {
		p.oneOf(h.Get("onFailure"), jsonx.Value{}, what+".onFailure", "continue", "block")
	}
	switch kind {
	case "command":
		p.expectStrings(h, "args", what+".")
		p.oneOf(h.Get("shell"), jsonx.Value{}, what+".shell", "bash", "powershell")
	case "http":
		for _, e := range h.Get("headers").Members() {
			p.expect(e, "an entry of "+what+".headers", jsonx.String)
		}
		if text, ok := h.Get("url").Text(); ok {
			if u, err := url.Parse(text); err != nil || u.Scheme == "" {
				p.void(h.Get("url"), what+".url must be a URL")
			}
		}
	}
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

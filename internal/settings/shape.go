// Package settings knows which values in a settings file Claude Code accepts.
//
// It is what package permission and package hooks both need to know: a value of
// a wrong type makes the client ignore the whole file, rules and hooks alike.
package settings

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/jsonx"
)

// A Report is called for each value that is not accepted, with one line that
// says why.
type Report func(v jsonx.Value, message string)

// A checker reports what it finds.
type checker struct{ report Report }

// Check reports the values whose type makes the client ignore a whole settings
// file. Unknown keys never do. Each line of the tables was measured with Claude
// Code 2.1.330: permission/testdata/conformance/void-files.jsonl.
func Check(root jsonx.Value, report Report) {
	if root.Kind() != jsonx.Object {
		report(root, "settings must be a JSON object, not "+root.Kind().String())
		return
	}
	c := checker{report}
	c.expectMembers(root, topShapes, "")
	c.permissions(root.Get("permissions"))
	sandbox, line := root.Get("sandbox"), root.Get("statusLine")
	c.expectMembers(sandbox, sandboxShapes, "sandbox.")
	c.expectStrings(sandbox, "excludedCommands", "sandbox.")
	for _, part := range [...]string{"filesystem", "network"} {
		c.expectMembers(sandbox.Get(part), boundaryShapes, "sandbox."+part+".")
		for _, key := range boundaryLists {
			c.expectStrings(sandbox.Get(part), key, "sandbox."+part+".")
		}
	}
	c.expectMembers(root.Get("autoMode"), autoModeShapes, "autoMode.")
	for _, key := range autoModeShapes.keys() {
		c.expectStrings(root.Get("autoMode"), key, "autoMode.")
	}
	if line.Kind() == jsonx.Object {
		c.oneOf(line.Get("type"), line, "statusLine.type", "command")
		c.required(line, "statusLine", "command")
	}
	if v := root.Get("cleanupPeriodDays"); v.Kind() == jsonx.Number {
		if days, _ := v.Float(); days < 1 || days != math.Trunc(days) {
			report(v, "cleanupPeriodDays must be a whole number above 0")
		}
	}
	for _, v := range root.Get("enabledPlugins").Members() {
		if v.Kind() == jsonx.Number {
			report(v, "an entry of enabledPlugins must be true or false")
		}
	}
	for _, key := range [...]string{"allowedHttpHookUrls", "httpHookAllowedEnvVars"} {
		c.expectStrings(root, key, "")
	}
	if v := root.Get("disableAutoMode"); v.Kind() != jsonx.Null {
		c.lock(v, "disableAutoMode")
	}
	for event, groups := range root.Get("hooks").Members() {
		if Decisive(event) {
			CheckEvent(event, groups, report)
		}
	}
}

func (c checker) permissions(perms jsonx.Value) {
	c.expectMembers(perms, permissionShapes, "permissions.")
	c.expectStrings(perms, "additionalDirectories", "permissions.")
	for _, key := range [...]string{"disableBypassPermissionsMode", "disableAutoMode"} {
		c.lock(perms.Get(key), key)
	}
	mode := perms.Get("defaultMode")
	if s, _ := mode.Text(); mode.Kind() != jsonx.Invalid && s != "manual" && !slices.Contains(modes, s) {
		c.report(mode, "defaultMode must be one of "+strings.Join(modes, ", "))
	}
}

var modes = []string{"default", "acceptEdits", "plan", "auto", "dontAsk", "bypassPermissions"}

// lock checks a key that has only one value.
func (c checker) lock(v jsonx.Value, key string) {
	if s, _ := v.Text(); v.Kind() != jsonx.Invalid && s != "disable" {
		c.report(v, key+` takes only the value "disable"`)
	}
}

// TopKeys returns the keys at the top of a settings file whose type is known
// here, sorted.
func TopKeys() []string { return topShapes.keys() }

// A shapes says of which types the value of a key may be. A value of another
// type voids the file, null included.
type shapes []struct {
	kind jsonx.Kind
	keys string // with blanks between them
}

// of returns the types that a key may have, or none if it is not known.
func (s shapes) of(key string) (kinds []jsonx.Kind) {
	for i := range s {
		for known := range strings.FieldsSeq(s[i].keys) {
			if known == key {
				kinds = append(kinds, s[i].kind)
			}
		}
	}
	return kinds
}

// keys returns all keys, sorted.
func (s shapes) keys() []string {
	var all []string
	for i := range s {
		all = append(all, strings.Fields(s[i].keys)...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

var topShapes = shapes{
	{jsonx.Bool, `disableAllHooks enableAllProjectMcpServers includeCoAuthoredBy allowManagedPermissionRulesOnly
		allowManagedHooksOnly allowManagedMcpServersOnly disableSkillShellExecution allowAllClaudeAiMcps
		disableClaudeAiConnectors skipDangerousModePermissionPrompt skipAutoPermissionPrompt useAutoModeDuringPlan
		disableBundledSkills disableWorkflows disableAgentView disableRemoteControl isolatePeerMachines
		skipWebFetchPreflight includeGitInstructions alwaysThinkingEnabled spinnerTipsEnabled respectGitignore`},
	{jsonx.Number, `cleanupPeriodDays`},
	{jsonx.String, `$schema model language outputStyle apiKeyHelper awsAuthRefresh awsCredentialExport gcpAuthRefresh
		otelHeadersHelper proxyAuthHelper processWrapper defaultShell autoMemoryDirectory plansDirectory claudeMd
		requiredMinimumVersion minimumVersion autoUpdatesChannel forceLoginOrgUUID fallbackModel`},
	{jsonx.Array, `allowedHttpHookUrls httpHookAllowedEnvVars disabledMcpjsonServers availableModels claudeMdExcludes
		companyAnnouncements strictKnownMarketplaces blockedMarketplaces allowedChannelPlugins forceLoginOrgUUID
		fallbackModel`},
	{jsonx.Object, `permissions env sandbox enabledPlugins autoMode statusLine attribution pluginConfigs skillOverrides
		worktree fileSuggestion modelOverrides spinnerVerbs`},
}

var permissionShapes = shapes{
	{jsonx.Bool, `denyInsteadOfPrompting blockReadsOutsideWorkingDirectories blockWritesOutsideWorkingDirectories`},
	{jsonx.Array, `allow ask deny additionalDirectories`},
}

var sandboxShapes = shapes{
	{jsonx.Bool, `enabled failIfUnavailable autoAllowBashIfSandboxed allowUnsandboxedCommands enableWeakerNestedSandbox
		enableWeakerNetworkIsolation allowAppleEvents`},
	{jsonx.Array, `excludedCommands`},
	{jsonx.Object, `filesystem network ignoreViolations ripgrep credentials`},
}

// boundaryShapes are those of sandbox.filesystem and sandbox.network, which
// have no key in common.
var boundaryShapes = shapes{
	{jsonx.Bool, `allowManagedReadPathsOnly disabled strictAllowlist allowAllUnixSockets allowLocalBinding`},
	{jsonx.Number, `httpProxyPort`},
	{jsonx.Array, `allowWrite denyWrite denyRead allowRead allowedDomains deniedDomains allowUnixSockets`},
	{jsonx.Object, `tlsTerminate`},
}

var boundaryLists = [...]string{"allowWrite", "denyWrite", "denyRead", "allowRead", "allowedDomains", "deniedDomains", "allowUnixSockets"}

var autoModeShapes = shapes{{jsonx.Array, `allow soft_deny hard_deny environment`}}

func (c checker) expectMembers(v jsonx.Value, known shapes, prefix string) {
	for key, member := range v.Members() {
		if kinds := known.of(key); kinds != nil {
			c.expect(member, prefix+key, kinds...)
		}
	}
}

// expectStrings checks the entries of a list.
func (c checker) expectStrings(v jsonx.Value, key, prefix string) {
	for e := range v.Get(key).Elements() {
		c.expect(e, "an entry of "+prefix+key, jsonx.String)
	}
}

func (c checker) expect(v jsonx.Value, what string, kinds ...jsonx.Kind) {
	if v.Kind() != jsonx.Invalid && !slices.Contains(kinds, v.Kind()) {
		c.report(v, fmt.Sprintf("%s must be %s, not %s", what, Article(kinds[0]), Article(v.Kind())))
	}
}

func (c checker) required(v jsonx.Value, what string, keys ...string) {
	for _, key := range keys {
		if v.Get(key).Kind() != jsonx.String {
			c.report(v, fmt.Sprintf("%s needs a string %s", what, key))
		}
	}
}

// Article returns the name of a kind with an article: "an array", "null".
func Article(k jsonx.Kind) string {
	switch k {
	case jsonx.Null:
		return "null"
	case jsonx.Array, jsonx.Object:
		return "an " + k.String()
	}
	return "a " + k.String()
}

// oneOf checks a value that must be one of a few texts. If it is absent, that
// is a fault of its owner, unless there is none.
func (c checker) oneOf(v, owner jsonx.Value, what string, values ...string) {
	if s, _ := v.Text(); slices.Contains(values, s) {
		return
	}
	if v.Kind() == jsonx.Invalid {
		v = owner
	}
	if v.Kind() != jsonx.Invalid {
		c.report(v, fmt.Sprintf("%s must be one of %q", what, values))
	}
}

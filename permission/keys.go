package permission

import (
	"go/token"
	"slices"
	"strings"
	"sync"

	"github.com/gatehouse-go/gatehouse/internal/jsonx"
	"github.com/gatehouse-go/gatehouse/internal/near"
	"github.com/gatehouse-go/gatehouse/internal/settings"
)

// permissionKeys lists the keys of "permissions"; the last three are for
// programs that embed the client.
var permissionKeys = []string{
	"allow", "ask", "deny", "defaultMode", "additionalDirectories", "disableBypassPermissionsMode", "disableAutoMode",
	"denyInsteadOfPrompting", "blockReadsOutsideWorkingDirectories", "blockWritesOutsideWorkingDirectories",
	"blockReadsExemptPaths", "workingDirectoriesAsGiven", "workingDirectoriesExclude",
}

// topKeys lists the other keys of settings that are known here, so that none of
// them is taken for another one misspelt.
var topKeys = sync.OnceValue(func() []string {
	return strings.Fields(`hooks allowedMcpServers deniedMcpServers enabledMcpjsonServers managedMcpServers
	extraKnownMarketplaces allowedMarketplaces additionalMarketplaces disableCommandPluginSources disableSideloadFlags
	pluginSuggestionMarketplaces pluginTrustMessage channelsEnabled syncClaudeAiSkills syncClaudeAiPlugins prependPlugins
	appendPlugins managedSourcesBehavior parentSettingsBehavior forceRemoteSettingsRefresh wslInheritsWindowsSettings
	requiredMaximumVersion forceLoginMethod forceLoginGatewayUrl gatewayInternalNetworks allowedProviders
	allowNestedModelAccessUnderForceLogin enforceAvailableModels availableModelsMatch deniedModels crossSessionInbound
	remoteControlAtStartup disableDeepLinkRegistration disableWindowsBashCommandSplit sshHostAllowlist
	browserExternalPageTools disableBrowserExternalNavigation disableMobileSimulatorTools bashEditDiffEnabled
	desktopMcpServersListScope allowClaudeInChromeWithManagedMcp strictPluginOnlyCustomization subagentStatusLine
	policyHelper disableAutoMode autoUpdates theme editorMode verbose effortLevel feedbackSurveyRate ignorePatterns
	permissionExplainerEnabled mcpServers enableArtifact enableArtifacts`)
})

// checkKeys finds keys that do nothing where they stand. Of the keys of a
// settings file only those are reported that are near to one that is known, as
// the client may well have others; those of "permissions" are all known.
func (p *settingsParser) checkKeys(root jsonx.Value) {
	known := slices.Concat(topKeys(), settings.TopKeys())
	for key, v := range root.Members() {
		meant := near.Name(key, known)
		switch {
		case slices.Contains(known, key):
		case slices.Contains(permissionKeys, key):
			p.unknownKey(v, key, `it belongs in "permissions"`, v.Kind() == jsonx.Array)
		case listName(key) != "" && v.Kind() == jsonx.Array:
			p.unknownKey(v, key, `write "`+listName(key)+`" in "permissions"`, true)
		case meant != "" && len(key) > 3 && near.Typos(strings.ToLower(key), strings.ToLower(meant), 1) <= 1: // there are many keys
			p.unknownKey(v, key, `write "`+meant+`"`, meant == "permissions" || meant == "hooks")
		}
	}
	perms := root.Get("permissions")
	for key, v := range perms.Members() {
		if !slices.Contains(permissionKeys, key) {
			p.unknownKey(v, "permissions."+key, p.permissionHint(key, v), v.Kind() == jsonx.Array || v.Kind() == jsonx.Object)
		}
	}
	if v := root.Get("allowManagedPermissionRulesOnly"); isTrue(v) && p.s.Scope != Managed {
		p.note(v.KeyOffset(), CodeIgnoredKey, "allowManagedPermissionRulesOnly counts in managed settings only", "move it there")
	}
	if v := perms.Get("denyInsteadOfPrompting"); isTrue(v) && (p.s.Scope == Project || p.s.Scope == Local) {
		p.note(v.KeyOffset(), CodeIgnoredKey, "a project may not set denyInsteadOfPrompting", "set it in user settings")
	}
}

// permissionHint says what an unknown key of "permissions" was meant to be.
func (p *settingsParser) permissionHint(key string, v jsonx.Value) string {
	if list := listName(key); list != "" {
		return `write "` + list + `"`
	}
	if v.Kind() == jsonx.Object {
		for _, d := range [...]string{"deny", "ask", "allow"} {
			if v.Get(d).Kind() == jsonx.Array {
				tool := strings.ToUpper(key[:min(1, len(key))]) + key[min(1, len(key)):]
				return `write "` + d + `": ["` + oneLine(tool, 60) + `(…)"] in "permissions"`
			}
		}
	}
	if meant := near.Name(key, permissionKeys); meant != "" {
		return `write "` + meant + `"`
	}
	if slices.Contains(topKeys(), key) || slices.Contains(settings.TopKeys(), key) {
		return `it belongs to the top of the file, beside "permissions"`
	}
	return "remove it"
}

// listName is the list of rules, or the mode, that other words are taken for.
func listName(key string) string {
	switch strings.ToLower(key) {
	case "allowed", "allows", "whitelist", "allowlist", "permit", "approve", "approved", "allowedtools", "autoapprove":
		return "allow"
	case "denied", "denies", "blacklist", "denylist", "block", "blocked", "forbid", "forbidden", "disallow", "disallowed", "disallowedtools", "reject", "exclude":
		return "deny"
	case "asks", "prompt", "confirm":
		return "ask"
	case "mode", "permissionmode":
		return "defaultMode"
	}
	return ""
}

func (p *settingsParser) unknownKey(v jsonx.Value, key, hint string, holds bool) {
	d := Diagnostic{Pos: token.Position{Offset: v.KeyOffset()}, Code: CodeUnknownKey, Severity: SeverityWarning,
		Message: "the key " + oneLine(key, 60) + " does nothing here", Hint: hint}
	if holds {
		d.Severity = SeverityError
		d.Message += ": none of what is in it counts"
	}
	p.remark(d)
}

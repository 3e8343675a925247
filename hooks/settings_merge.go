package hooks

import (
	"bytes"
	"cmp"
	"encoding/json"
	"slices"
)

// Effective is what the settings of all scopes together say about hooks. It does
// not change any more and may be used by several goroutines at once.
type Effective struct {
	groups map[string][]effectiveGroup // by event
	urls   []urlPattern
	limit  bool // there is a list of URLs

	variables []string // that headers may hold; nil if all may
}

type effectiveGroup struct {
	matcher Matcher
	managed bool
	hooks   []effectiveHook
}

type effectiveHook struct {
	Hook
	condition Condition
	key       string
}

// Merge joins the settings files of a session as Claude Code 2.1.330 does.
// Managed settings come in ascending precedence: managed-settings.json, then its
// drop-ins by name. Of files that are [Settings.Void] nothing counts, but of managed
// settings all but the hooks.
//
//   - Of disableAllHooks the strongest scope counts that says anything. If it is
//     true, only managed hooks run; if managed settings say so, none.
//   - If managed settings say allowManagedHooksOnly, only their hooks run.
//   - A group of another scope that is equal to a managed one does not count.
func Merge(files ...*Settings) *Effective {
	files = inRunOrder(files)
	disabled := disabledBy(files)
	m, managed := &Effective{groups: map[string][]effectiveGroup{}}, map[string]bool{}
	for _, s := range files {
		if counts(s) && s.AllowedHTTPHookURLs != nil {
			m.limit = true
			for _, pattern := range s.AllowedHTTPHookURLs {
				if p, ok := parseURLPattern(pattern); ok {
					m.urls = append(m.urls, p)
				}
			}
		}
		if counts(s) && s.HTTPHookAllowedEnvVars != nil {
			m.variables = append(slices.Concat([]string{}, m.variables), s.HTTPHookAllowedEnvVars...)
		}
		if s.Void || disabled(s) {
			continue
		}
		for _, g := range s.Groups {
			if s.Scope == ManagedScope {
				managed[g.identity()] = true
			} else if managed[g.identity()] {
				continue
			}
			m.groups[g.Event] = append(m.groups[g.Event], newEffectiveGroup(g, s.Scope == ManagedScope))
		}
	}
	return m
}

// allowsVariable reports that a header may hold a variable, if its hook allows it
// as well.
func (m *Effective) allowsVariable(name string) bool {
	return m.variables == nil || slices.Contains(m.variables, name)
}

// counts reports that the keys of a file beside its hooks are heeded.
func counts(s *Settings) bool { return !s.Void || s.Scope == ManagedScope }

// inRunOrder sorts files by the order in which their hooks run: managed, user,
// project, local, flag.
func inRunOrder(files []*Settings) []*Settings {
	order := func(s *Settings) int {
		if s.Scope == ManagedScope {
			return -1
		}
		return int(UserScope) - int(s.Scope)
	}
	files = slices.DeleteFunc(slices.Clone(files), func(s *Settings) bool { return s == nil })
	slices.SortStableFunc(files, func(a, b *Settings) int { return cmp.Compare(order(a), order(b)) })
	return files
}

// disabledBy returns whether the hooks of a file are switched off by another
// file or itself.
func disabledBy(files []*Settings) func(*Settings) bool {
	managedOnly, off, strongest := false, false, UserScope+1
	for _, s := range files {
		if !counts(s) {
			continue
		}
		if s.Scope == ManagedScope && s.AllowManagedHooksOnly != nil {
			managedOnly = *s.AllowManagedHooksOnly
		}
		if s.DisableAllHooks != nil && s.Scope <= strongest {
			off, strongest = *s.DisableAllHooks, s.Scope
		}
	}
	return func(s *Settings) bool {
		if s.Scope == ManagedScope {
			return off && strongest == ManagedScope
		}
		return off || managedOnly
	}
}

func newEffectiveGroup(g Group, managed bool) effectiveGroup {
	e := effectiveGroup{managed: managed}
	// What is wrong with the text is in the diagnostics: the values that come with
	// the errors never match, or always.
	e.matcher, _ = ParseMatcher(g.Event, g.Matcher)
	for _, h := range g.Hooks {
		if hasType(g.Event, h.Type) {
			c, _ := ParseCondition(h.If)
			e.hooks = append(e.hooks, effectiveHook{h, c, h.identity()})
		}
	}
	return e
}

// identity is the same for groups that say the same.
func (g *Group) identity() string {
	raw, _ := encode([]any{g.Event, g.Matcher, g.matcherGiven, g.Hooks}) // what was read can be encoded
	return string(raw)
}

// identity is the same for hooks of which the client runs only one.
func (h *Hook) identity() string {
	parts := []string{string(h.Type), h.If}
	switch h.Type {
	case CommandHook:
		parts = append(parts, h.Command, cmp.Or(h.Shell, "bash"))
		if h.Args != nil {
			parts = append(parts, "args")
			parts = append(parts, h.Args...)
		}
	case HTTPHook:
		parts = append(parts, h.URL)
	case MCPToolHook:
		if parts = append(parts, h.Server, h.Tool); h.Input != nil && string(compact(h.Input)) != "{}" {
			parts = append(parts, string(compact(h.Input)))
		}
	default:
		parts = append(parts, h.Prompt)
	}
	raw, _ := encode(parts) // strings always can be encoded
	return string(raw)
}

// For lists the hooks that run for an event, in the order in which Claude Code
// starts them: all run at once, but commands are started before HTTP requests
// and MCP tools. For covers see [Condition.Holds].
//
// Of several hooks that do the same, with the same "if", only the last one runs,
// in the place of the first. To do the same is to have the same command, args
// and shell, the same URL, the same server, tool and input, or the same prompt.
// Managed hooks are apart: no other hook takes the place of one, and one with
// "onFailure": "block" takes the place of others.
//
// An HTTP hook that allowedHttpHookUrls forbids is in the list, as it counts as
// one that failed: see [Effective.AllowsURL].
func (m *Effective) For(e Event, covers RuleMatcher) []Hook {
	var run []Hook
	type identity struct {
		key     string
		managed bool
	}
	at := map[identity]int{}
	for _, g := range m.groups[e.EventName()] {
		if !g.matcher.Match(e) {
			continue
		}
		for _, h := range g.hooks {
			if !h.condition.Holds(e, covers) {
				continue
			}
			id := identity{h.key, g.managed}
			if i, ok := at[identity{h.key, true}]; ok && !g.managed && run[i].OnFailure == "block" {
				continue
			}
			if i, ok := at[id]; ok {
				run[i] = h.Hook
				continue
			}
			at[id] = len(run)
			run = append(run, h.Hook)
		}
	}
	slices.SortStableFunc(run, func(a, b Hook) int { return cmp.Compare(rank(a.Type), rank(b.Type)) })
	return run
}

func rank(t HookType) int {
	return slices.Index([]HookType{CommandHook, PromptHook, AgentHook, HTTPHook, MCPToolHook}, t)
}

// compact returns an input without blanks.
func compact(input json.RawMessage) json.RawMessage {
	var b bytes.Buffer
	if json.Compact(&b, input) != nil {
		return input
	}
	return b.Bytes()
}

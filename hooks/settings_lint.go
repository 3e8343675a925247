package hooks

import (
	"fmt"
	"io/fs"
	"maps"
	"slices"
)

// LintOptions says where [Lint] looks for the commands of hooks.
type LintOptions struct {
	// Stat is [os.Stat] or stands in for it. Without it, and on Windows, commands
	// are not looked for.
	Stat func(name string) (fs.FileInfo, error)

	Path    []string // the folders of $PATH
	Home    string   // what $HOME and ~ stand for
	Project string   // what $CLAUDE_PROJECT_DIR stands for, and where relative paths begin
}

// Lint returns all diagnostics of the files of one session, file by file: those
// that [ParseSettings] found, and what shows only when the files are seen
// together, or the commands looked for. Managed settings come in the order that
// [Merge] wants.
func Lint(files []*Settings, o LintOptions) []Diagnostic {
	l := linter{files: inRunOrder(files), options: o, effective: Merge(files...)}
	l.disabled = disabledBy(l.files)
	l.findRepeated()
	var all []Diagnostic
	for _, s := range files {
		if s == nil {
			continue
		}
		l.found = slices.Clone(s.Diagnostics)
		l.file(s)
		slices.SortStableFunc(l.found, func(a, b Diagnostic) int { return a.Pos.Offset - b.Pos.Offset })
		all = append(all, l.found...)
	}
	return all
}

type linter struct {
	files     []*Settings
	options   LintOptions
	effective *Effective
	disabled  func(*Settings) bool
	repeats   map[*Hook]*Hook // the one that runs in place of another
	found     []Diagnostic
}

func (l *linter) note(h *Hook, code, message, hint string) {
	l.found = append(l.found, Diagnostic{Pos: h.Pos, Code: code, Severity: severityOf(code), Message: message, Hint: hint})
}

func (l *linter) file(s *Settings) {
	if l.disabled(s) && !s.Void && len(s.Groups) > 0 {
		l.found = append(l.found, Diagnostic{Pos: s.Groups[0].Pos, Code: CodeDisabled, Severity: severityOf(CodeDisabled),
			Message: "no hook of this file runs: " + l.switchedOff(), Hint: "remove that, or these hooks"})
	}
	for _, g := range s.Groups {
		for i := range g.Hooks {
			h := &g.Hooks[i]
			if other := l.repeats[h]; other != nil {
				l.note(h, CodeRepeated, "the same hook stands at "+other.Pos.String()+" again, and only that one runs", "remove one of them")
			}
			switch h.Type {
			case HTTPHook:
				l.request(h)
			case CommandHook:
				m := l.options.missing(h)
				if m.program {
					m.what += consequence(g.Event, h)
				}
				if m.what != "" {
					l.note(h, CodeMissingCommand, m.what, m.hint)
				}
			}
		}
	}
}

// switchedOff names the setting that keeps hooks from running.
func (l *linter) switchedOff() string {
	by, strongest := "", UserScope+1
	for _, s := range l.files { // the managed ones first
		if s.Scope == ManagedScope && s.AllowManagedHooksOnly != nil && *s.AllowManagedHooksOnly {
			return "allowManagedHooksOnly is true in " + s.Filename
		}
		if counts(s) && s.DisableAllHooks != nil && s.Scope <= strongest {
			by, strongest = "disableAllHooks is true in "+s.Filename, s.Scope
		}
	}
	return by
}

// findRepeated finds hooks of one event and one matcher that do the same.
func (l *linter) findRepeated() {
	l.repeats = map[*Hook]*Hook{}
	last := map[[3]string]*Hook{}
	for _, s := range l.files {
		if s.Void || l.disabled(s) {
			continue
		}
		for _, g := range s.Groups {
			matcher := g.Matcher
			if matcher == "*" || subjectKey(g.Event) == "" {
				matcher = ""
			}
			for i := range g.Hooks {
				h := &g.Hooks[i]
				key := [3]string{g.Event, matcher, h.identity()}
				if before := last[key]; before != nil {
					l.repeats[before] = h
				}
				last[key] = h
			}
		}
	}
}

// request looks at what the lists of all files allow an HTTP hook.
func (l *linter) request(h *Hook) {
	if !l.effective.AllowsURL(h.URL) {
		l.note(h, CodeURLNotAllowed, "allowedHttpHookUrls allows no request to this URL, so the hook always fails", "add the URL to allowedHttpHookUrls")
	}
	for _, name := range slices.Sorted(maps.Keys(h.Headers)) {
		for _, variable := range variables(h.Headers[name]) {
			if slices.Contains(h.AllowedEnvVars, variable) && !l.effective.allowsVariable(variable) {
				l.note(h, CodeEnvNotAllowed, fmt.Sprintf("in the header %s, $%s becomes empty", quoted(name), variable),
					fmt.Sprintf("add %q to httpHookAllowedEnvVars", variable))
			}
		}
	}
}

// consequence says what comes of a command that cannot be run.
func consequence(event string, h *Hook) string {
	switch rules := reactionTo(event); {
	case rules.blocked != Blocks:
		return ""
	case h.OnFailure == "block" && rules.onFailure && !h.Async && !h.AsyncRewake:
		return ", so everything is blocked"
	case event == "WorktreeCreate":
		return ", so no worktree can be created"
	}
	return ", so nothing is blocked"
}

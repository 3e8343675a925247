package hooks

import (
	"bytes"
	"errors"
	"go/token"
	"reflect"
	"slices"

	"github.com/gatehouse-go/gatehouse/internal/jsonx"
	"github.com/gatehouse-go/gatehouse/internal/near"
	"github.com/gatehouse-go/gatehouse/internal/settings"
)

// ParseSettings reads the hooks of one settings file as Claude Code 2.1.330 was
// measured to read it. The error, if any, is a [*SettingsError]: the file is not
// JSON, and nothing in it counts. Whatever else is wrong is in
// [Settings.Diagnostics]:
//
//   - One bad hook of PreToolUse or PermissionRequest, such as "timeout": 0, makes
//     the file [Settings.Void], and so does any value of a wrong type elsewhere.
//   - Of other events, only the bad hook or the bad group is dropped.
//   - In managed settings a bad hook of these two events loses all hooks of the
//     file; other bad values are ignored one by one. But allowManagedHooksOnly of
//     a wrong type counts as true, and a bad list of URLs or variables as empty.
//
// Claude Code does not start at all if managed settings are not JSON.
func ParseSettings(scope Scope, filename string, data []byte) (*Settings, error) {
	data = bytes.Clone(data)                   // hooks keep what they were read from
	doc, invalid, err := jsonx.ParseFile(data) // the hooks of a file that is not UTF-8 still count
	if err != nil {
		return nil, notJSON(filename, err)
	}
	p := &settingsParser{filename: filename, lines: jsonx.LineCounter{Data: data}, s: &Settings{Scope: scope, Filename: filename}, matchers: map[[2]string]judgedMatcher{}}
	p.root(doc.Root())
	if invalid >= 0 {
		p.note(invalid, CodeInvalidUTF8, "the file is not valid UTF-8; the broken bytes are read as U+FFFD", "save it as UTF-8")
	}
	for key := range doc.Duplicates() {
		p.note(key.Offset(), CodeDuplicateKey, "this key is given again below, and only the last one counts", "merge the two")
	}
	p.placeNotes()
	return p.s, nil
}

func notJSON(filename string, err error) error {
	e, ok := errors.AsType[*jsonx.SyntaxError](err)
	if !ok {
		return &SettingsError{Pos: token.Position{Filename: filename}, Message: err.Error()}
	}
	return &SettingsError{Pos: e.Position(filename), Message: "not valid JSON: " + e.Message}
}

type settingsParser struct {
	filename string
	lines    jsonx.LineCounter
	s        *Settings
	hooks    jsonx.Value
	notes    map[string]int              // how many there are of each code
	matchers map[[2]string]judgedMatcher // by event and text
}

func (p *settingsParser) position(v jsonx.Value) token.Position {
	return p.lines.Position(p.filename, v.Offset())
}

func (p *settingsParser) root(root jsonx.Value) {
	p.hooks = root.Get("hooks")
	settings.Check(root, p.void)
	p.s.Groups = p.events()
	if b, ok := root.Get("disableAllHooks").Bool(); ok {
		p.s.DisableAllHooks = &b
	}
	p.managedOnly(root.Get("allowManagedHooksOnly"))
	p.s.AllowedHTTPHookURLs = p.list(root.Get("allowedHttpHookUrls"))
	for e := range root.Get("allowedHttpHookUrls").Elements() {
		text, isText := e.Text()
		if _, ok := parseURLPattern(text); isText && !ok {
			p.note(e.Offset(), CodeDeadURL, "no URL matches this: it lacks a scheme and a host", `write a URL such as https://hooks.example.com/*, or "*" for all`)
		}
	}
	p.s.HTTPHookAllowedEnvVars = p.list(root.Get("httpHookAllowedEnvVars"))
	p.checkTopKeys(root)
}

// void records a value that makes the client ignore the file.
func (p *settingsParser) void(v jsonx.Value, message string) {
	hint := "correct it, or nothing in this file counts, neither hooks nor permission rules"
	switch {
	case p.s.Scope != ManagedScope:
		p.s.Void = true
	case p.hooks.Offset() <= v.Offset() && v.End() <= p.hooks.End():
		p.s.Void = true
		hint = "correct it, or no hook of this file runs"
	default:
		hint = "correct it; it is ignored"
	}
	p.note(v.Offset(), CodeVoidFile, message, hint)
}

func (p *settingsParser) managedOnly(v jsonx.Value) {
	b, ok := v.Bool()
	if wrong := !ok && v.Kind() != jsonx.Invalid && v.Kind() != jsonx.Null; wrong && p.s.Scope == ManagedScope {
		b, ok = true, true
	}
	if ok {
		p.s.AllowManagedHooksOnly = &b
	}
	if b && p.s.Scope != ManagedScope {
		p.note(v.KeyOffset(), CodeIgnoredKey, "allowManagedHooksOnly counts in managed settings only", "move it there")
	}
}

// list reads a list of strings, which is not nil if there is one, of whatever
// type.
func (p *settingsParser) list(v jsonx.Value) []string {
	if v.Kind() == jsonx.Invalid {
		return nil
	}
	list := []string{}
	for e := range v.Elements() {
		if s, ok := e.Text(); ok {
			list = append(list, s)
		}
	}
	return list
}

func (p *settingsParser) events() []Group {
	if k := p.hooks.Kind(); k != jsonx.Object && k != jsonx.Invalid {
		p.note(p.hooks.Offset(), CodeDroppedHook, "hooks must be an object, not "+settings.Article(k)+", so there are none",
			`write "hooks": {"PreToolUse": [{"hooks": [{"type": "command", "command": "…"}]}]}`)
	}
	var all []Group
	for event, groups := range p.hooks.Members() {
		if !slices.Contains(settings.Events, event) {
			hint := "see the events that hooks can be for"
			if meant := near.Name(event, settings.Events); meant != "" {
				hint = "write " + meant
			}
			p.note(groups.KeyOffset(), CodeUnknownEvent, "there is no event "+quoted(event)+", so its hooks never run", hint)
			continue
		}
		if k := groups.Kind(); k != jsonx.Array && k != jsonx.Null && !settings.Decisive(event) {
			p.drop(groups, "hooks."+event+" must be an array, not "+settings.Article(k))
		}
		for g := range groups.Elements() {
			if group, ok := p.group(event, g); ok {
				all = append(all, group)
			}
		}
	}
	return all
}

// drop records what the client drops on its own.
func (p *settingsParser) drop(v jsonx.Value, message string) {
	p.note(v.Offset(), CodeDroppedHook, message+", so it is dropped", "correct it")
}

// sound reports that check finds nothing wrong. What is wrong with the hooks of
// the decisive events has been told by settings.Check.
func (p *settingsParser) sound(event string, v jsonx.Value, check func(string, jsonx.Value, settings.Report)) bool {
	ok := true
	check(event, v, func(at jsonx.Value, message string) {
		if ok = false; !settings.Decisive(event) {
			p.drop(at, message)
		}
	})
	return ok
}

func (p *settingsParser) group(event string, v jsonx.Value) (Group, bool) {
	if !p.sound(event, v, settings.CheckGroup) {
		return Group{}, false
	}
	g := Group{Event: event, Pos: p.position(v)}
	g.Matcher, g.matcherGiven = v.Get("matcher").Text()
	matcher := p.checkMatcher(event, v.Get("matcher"))
	p.checkKeys(v, "a group of hooks", []string{"matcher", "hooks"})
	for h := range v.Get("hooks").Elements() {
		if !p.sound(event, h, settings.CheckHook) {
			continue
		}
		hook := Hook{Pos: p.position(h)}
		if err := unmarshal(h, reflect.ValueOf(&hook).Elem()); err != nil {
			p.drop(h, err.Error())
			continue
		}
		g.Hooks = append(g.Hooks, hook)
		p.checkHook(event, matcher, h, &hook)
	}
	return g, true
}

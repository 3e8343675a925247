package hooks

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"

	"github.com/gatehouse-go/gatehouse/internal/jsonx"
	"github.com/gatehouse-go/gatehouse/internal/settings"
)

// AddHook returns the settings file data with one hook more: in the first group
// of the event that has the same matcher, or in a new group at the end. data may
// be empty. Nothing else of the file changes: one piece of text is inserted, in
// the file's own indentation and line breaks. If the very same hook is there
// already, data is returned as it is.
//
// A group without a matcher is the same as one with "" or "*".
//
// What cannot be extended without guessing is refused with a [*SettingsError]: a
// file that is not JSON or not UTF-8, that gives a key twice, or that has a value
// for which Claude Code would ignore the file or hooks of the event. A hook that
// Claude Code would not accept or never run is an error, too.
func AddHook(data []byte, event, matcher string, h Hook) ([]byte, error) {
	h, raw, err := newEntry(event, matcher, h)
	if err != nil {
		return nil, err
	}
	e, err := newEditor(data, event)
	if err != nil {
		return nil, err
	}
	list := e.Root().Get("hooks").Get(event)
	var group jsonx.Value // the first one with the matcher
	for g := range groupsOf(list, matcher) {
		if entryIn(g, h).Kind() != jsonx.Invalid {
			return data, nil
		}
		if group.Kind() == jsonx.Invalid {
			group = g
		}
	}
	if group.Kind() != jsonx.Invalid {
		return e.Add(group.Get("hooks"), "", raw), nil
	}
	var made members
	made.text("matcher", matcher)
	made.add("hooks", array([]json.RawMessage{raw}))
	if list.Kind() == jsonx.Array {
		return e.Add(list, "", made.object()), nil
	}
	groups := array([]json.RawMessage{made.object()})
	if hooks := e.Root().Get("hooks"); hooks.Kind() == jsonx.Object {
		return e.Add(hooks, event, groups), nil
	}
	all := members{{event, groups}}.object()
	if e.Blank() {
		return e.Fill(members{{"hooks", all}}.object()), nil
	}
	return e.Add(e.Root(), "hooks", all), nil
}

// RemoveHook is the inverse of [AddHook]: it removes the very same hook from all
// groups of the event with the same matcher, and what is empty without it. If it
// is not there, data is returned as it is.
func RemoveHook(data []byte, event, matcher string, h Hook) ([]byte, error) {
	h, _, err := newEntry(event, matcher, h)
	if err != nil {
		return nil, err
	}
	for {
		e, err := newEditor(data, event)
		if err != nil {
			return nil, err
		}
		shorter, found := e.cut(event, matcher, h)
		if !found {
			return data, nil
		}
		data = shorter
	}
}

// newEntry checks a hook and encodes it. It returns the hook that a file with
// this entry is read as.
func newEntry(event, matcher string, h Hook) (Hook, json.RawMessage, error) {
	if !slices.Contains(settings.Events, event) {
		return h, nil, fmt.Errorf("hooks: there is no event %s", quoted(event))
	}
	if m, err := ParseMatcher(event, matcher); err != nil && !errors.Is(err, errors.ErrUnsupported) {
		return h, nil, fmt.Errorf("hooks: the hook would never run: %w", err)
	} else if why := deadIf(event, m, h.If); why != "" {
		return h, nil, fmt.Errorf("hooks: the hook would never run: %s", why)
	}
	if !hasType(event, h.Type) {
		return h, nil, fmt.Errorf("hooks: %s has no hooks of type %s", event, quoted(string(h.Type)))
	}
	if h.Type == CommandHook && h.Command == "" {
		return h, nil, errors.New("hooks: the hook has no command")
	}
	h.Received, h.Pos = Received{}, Hook{}.Pos
	raw, err := overlay(nil, &h)
	if err != nil {
		return h, nil, fmt.Errorf("hooks: cannot encode the hook: %w", err)
	}
	doc, err := jsonx.Parse(raw, jsonx.Options{})
	if err != nil {
		return h, nil, fmt.Errorf("hooks: cannot encode the hook: %w", err)
	}
	settings.CheckHook(event, doc.Root(), func(_ jsonx.Value, message string) {
		err = errors.Join(err, fmt.Errorf("hooks: Claude Code would not accept the hook: %s", message))
	})
	read, _ := readHook(doc.Root())
	return read, raw, err
}

// readHook decodes an entry without its place and its text.
func readHook(v jsonx.Value) (h Hook, ok bool) {
	if err := unmarshal(v, reflect.ValueOf(&h).Elem()); err != nil {
		return h, false
	}
	h.Received = Received{}
	h.Input = compact(h.Input)
	return h, true
}

// groupsOf yields the groups of a list that have the matcher.
func groupsOf(list jsonx.Value, matcher string) func(yield func(jsonx.Value) bool) {
	all := func(text string) bool { return text == "" || text == "*" }
	return func(yield func(jsonx.Value) bool) {
		for g := range list.Elements() {
			text, _ := g.Get("matcher").Text()
			if (text == matcher || all(text) && all(matcher)) && !yield(g) {
				return
			}
		}
	}
}

// entryIn returns the entry of a group that is read as h, or nothing. One with
// keys that are not known is another one.
func entryIn(g jsonx.Value, h Hook) jsonx.Value {
	for v := range g.Get("hooks").Elements() {
		known := true
		for key := range v.Members() {
			known = known && slices.Contains(keysOf(h.Type), key)
		}
		if read, ok := readHook(v); ok && known && reflect.DeepEqual(read, h) {
			return v
		}
	}
	return jsonx.Value{}
}

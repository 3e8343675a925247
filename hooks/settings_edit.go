package hooks

import (
	"errors"

	"github.com/gatehouse-go/gatehouse/internal/jsonx"
	"github.com/gatehouse-go/gatehouse/internal/settings"
)

// An editor changes a settings file without reformatting it.
type editor struct{ *settings.Editor }

// newEditor reads a file that hooks of an event are to be added to, or removed
// from.
func newEditor(data []byte, event string) (*editor, error) {
	opened, err := settings.Edit(data)
	var twice *settings.TwiceError
	switch {
	case errors.As(err, &twice):
		return nil, &SettingsError{Pos: twice.Pos, Message: twice.Error()}
	case err != nil:
		return nil, notJSON("", err)
	}
	e := &editor{opened}
	if e.Blank() {
		return e, nil
	}
	return e, e.check(event)
}

// check refuses what the client would not read as it is written.
func (e *editor) check(event string) (err error) {
	report := func(v jsonx.Value, message string) {
		if err == nil {
			err = &SettingsError{Pos: e.Position(v), Message: message + "; correct this first"}
		}
	}
	settings.Check(e.Root(), report)
	hooks := e.Root().Get("hooks")
	if k := hooks.Kind(); k != jsonx.Invalid && k != jsonx.Object {
		report(hooks, "hooks must be an object, not "+settings.Article(k))
	}
	groups := hooks.Get(event)
	if groups.Kind() == jsonx.Null {
		report(groups, "hooks."+event+" must be an array, not null")
	}
	if groups.Kind() != jsonx.Invalid {
		settings.CheckEvent(event, groups, report)
	}
	return err
}

// cut removes the entry that is read as h, and with it the list, the group, the
// event and the hooks that would be left empty. It reports false if there is no
// such entry.
func (e *editor) cut(event, matcher string, h Hook) ([]byte, bool) {
	hooks := e.Root().Get("hooks")
	groups := hooks.Get(event)
	for g := range groupsOf(groups, matcher) {
		entry := entryIn(g, h)
		switch {
		case entry.Kind() == jsonx.Invalid:
			continue
		case g.Get("hooks").Len() > 1:
			return e.Remove(g.Get("hooks"), entry), true
		case groups.Len() > 1:
			return e.Remove(groups, g), true
		case hooks.Len() > 1:
			return e.Remove(hooks, groups), true
		}
		return e.Remove(e.Root(), hooks), true
	}
	return nil, false
}

package permission

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/gatehouse-go/gatehouse/internal/jsonx"
	"github.com/gatehouse-go/gatehouse/internal/settings"
)

// AddRule returns the settings file data with one rule more, at the end of the list
// that d names. data may be empty. Nothing else of the file changes: one piece of text
// is inserted, in the file's own indentation and line breaks. If the list holds the
// very same text already, data is returned as it is.
//
// What cannot be extended without guessing is refused: a file that is not JSON, that
// gives a key twice, or in which permissions or the list is something else, with an
// error that wraps [ErrSettings]; a text that is no rule, with one that wraps
// [ErrRule].
func AddRule(data []byte, d Decision, rule string) ([]byte, error) {
	parsed, err := ParseRule(rule)
	if err != nil {
		return nil, err
	}
	parsed.Decision = d
	if err := parsed.Validate(); err != nil {
		return nil, err
	}
	e, err := settings.Edit(data)
	var twice *settings.TwiceError
	switch {
	case errors.As(err, &twice):
		return nil, fmt.Errorf("%w: line %d: %w", ErrSettings, twice.Pos.Line, twice)
	case err != nil:
		return nil, fmt.Errorf("%w: %w", ErrSettings, err)
	}
	text, err := json.Marshal(rule)
	if err != nil {
		return nil, err
	}
	list := "[" + string(text) + "]"
	permissions := fmt.Sprintf(`{%q:%s}`, d.String(), list)
	if e.Blank() {
		return e.Fill(json.RawMessage(`{"permissions":` + permissions + `}`)), nil
	}
	expect := func(v jsonx.Value, what string, k jsonx.Kind) error {
		if v.Kind() == k || v.Kind() == jsonx.Invalid {
			return nil
		}
		return fmt.Errorf("%w: line %d: %s must be %s, not %s; correct this first", ErrSettings, e.Position(v).Line, what, settings.Article(k), settings.Article(v.Kind()))
	}
	if err := expect(e.Root(), "the file", jsonx.Object); err != nil {
		return nil, err
	}
	perms := e.Root().Get("permissions")
	if err := expect(perms, "permissions", jsonx.Object); err != nil {
		return nil, err
	}
	if perms.Kind() == jsonx.Invalid {
		return e.Add(e.Root(), "permissions", json.RawMessage(permissions)), nil
	}
	rules := perms.Get(d.String())
	if err := expect(rules, "permissions."+d.String(), jsonx.Array); err != nil {
		return nil, err
	}
	if rules.Kind() == jsonx.Invalid {
		return e.Add(perms, d.String(), json.RawMessage(list)), nil
	}
	for r := range rules.Elements() {
		if have, ok := r.Text(); ok && have == rule {
			return data, nil
		}
	}
	return e.Add(rules, "", text), nil
}

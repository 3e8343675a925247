package hooks

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"

	"github.com/gatehouse-go/gatehouse/internal/jsonx"
)

// A DecodeError says why [Decode] refused a message. It contains nothing of the
// message but what stands in its fields.
type DecodeError struct {
	// EventName is what the message says it is; empty if that is not known.
	// Whoever has to answer the message knows by it how to refuse.
	EventName string
	Err       error
}

// Error returns one line.
func (e *DecodeError) Error() string {
	if e.EventName == "" {
		return "hooks: the message is no event: " + e.Err.Error()
	}
	return fmt.Sprintf("hooks: the message is no valid %s event: %v", clean(e.EventName), e.Err)
}

// Unwrap returns e.Err.
func (e *DecodeError) Unwrap() error { return e.Err }

var (
	errNoObject = errors.New("it must be a JSON object; is this program run by Claude Code as a hook?")
	errNoName   = errors.New("hook_event_name must be a string that names the event")
)

// Decode parses one message. Keys are matched exactly, as Claude Code does,
// never without regard to case as encoding/json does; of equal keys the last
// counts, as in JavaScript.
//
// A message that lacks the fields that a decision depends on, or has them with
// a wrong type, is an error, and so is one that is not UTF-8. Fields that may
// be absent are zero then. The error is always a [*DecodeError].
func Decode(data []byte) (Event, error) { return decode(bytes.Clone(data)) }

// decode is Decode for data that belongs to the event from now on.
func decode(data []byte) (Event, error) {
	doc, err := jsonx.Parse(data, jsonx.Options{MaxBytes: len(data)})
	if err != nil {
		return nil, &DecodeError{Err: fmt.Errorf("it is not JSON: %w", err)}
	}
	root := doc.Root()
	if root.Kind() != jsonx.Object {
		return nil, &DecodeError{Err: errNoObject}
	}
	name, _ := root.Get("hook_event_name").Text()
	if name == "" {
		return nil, &DecodeError{Err: errNoName}
	}
	event := newEvent(name)
	if err := unmarshal(root, reflect.ValueOf(event).Elem()); err != nil {
		return nil, &DecodeError{EventName: name, Err: err}
	}
	event.Base().Raw = data
	return event, nil
}

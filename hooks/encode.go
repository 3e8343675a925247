package hooks

import (
	"encoding/json"
	"reflect"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/jsonx"
)

// Encode is the inverse of [Decode]: it returns the message that the event came
// from, with the fields that were changed since, and with those that this
// version of the package does not know. It serves to forward events, and to
// make them up in tests; an event that was not decoded has the fields that are
// not zero.
func Encode(e Event) (json.RawMessage, error) {
	raw := e.Base().Raw
	if len(raw) == 0 {
		var named members
		named.text("hook_event_name", e.EventName())
		raw = named.object()
	}
	return overlay(raw, e)
}

// Received is embedded in what keeps the JSON that it was decoded from, so that
// encoding it again loses nothing that this version has no field for.
type Received struct {
	// Raw is the object as received. Treat it as read-only.
	Raw json.RawMessage `json:"-"`
}

// overlay encodes the struct v, or a pointer to one, over the JSON object that
// it was decoded from: what was not changed keeps its bytes and its place, and
// so does what has no field. Without raw it is the same as encoding/json, but
// for the embedded structs that have methods to encode themselves.
func overlay(raw json.RawMessage, v any) (json.RawMessage, error) {
	var old jsonx.Value
	if len(raw) > 0 {
		doc, err := jsonx.Parse(raw, jsonx.Options{MaxBytes: len(raw)})
		if err != nil {
			return nil, err
		}
		old = doc.Root()
	}
	o := overlayer{old: old, changed: map[string]json.RawMessage{}}
	if err := o.visit(reflect.Indirect(reflect.ValueOf(v))); err != nil {
		return nil, err
	}
	if len(o.changed) == 0 && old.Kind() == jsonx.Object {
		return old.Raw(), nil
	}
	var out members
	for key, value := range old.Members() {
		if changed, ok := o.changed[key]; !ok {
			out.addEscaped(key, value.Raw())
		} else if changed != nil {
			out.addEscaped(key, changed)
		}
	}
	for _, key := range o.added {
		out.add(key, o.changed[key])
	}
	return out.object(), nil
}

type overlayer struct {
	old     jsonx.Value
	changed map[string]json.RawMessage // nil for what is to be left out
	added   []string                   // keys of changed that old lacks, in order
}

func (o *overlayer) visit(v reflect.Value) error {
	for i := range v.NumField() {
		field := v.Type().Field(i)
		name, options, _ := strings.Cut(field.Tag.Get("json"), ",")
		switch {
		case field.Anonymous && name == "":
			if err := o.visit(v.Field(i)); err != nil {
				return err
			}
		case field.IsExported() && name != "-" && name != "":
			optional := options == "omitempty" || options == "omitzero"
			if err := o.field(name, optional, field.Tag.Get("hooks"), v.Field(i)); err != nil {
				return err
			}
		}
	}
	return nil
}

func (o *overlayer) field(name string, optional bool, insist string, v reflect.Value) error {
	old := o.old.Get(name)
	if old.Kind() == jsonx.Invalid {
		if v.IsZero() && (optional || o.old.Kind() == jsonx.Object) {
			return nil
		}
		o.added = append(o.added, name)
	} else {
		before := reflect.New(v.Type()).Elem()
		if unmarshalField(old, before, insist) == nil && reflect.DeepEqual(before.Interface(), v.Interface()) {
			return nil
		}
		if v.IsZero() && optional {
			o.changed[name] = nil
			return nil
		}
	}
	raw, err := encode(v.Interface())
	o.changed[name] = raw
	return err
}

// addEscaped is add for a key that may be anything.
func (m *members) addEscaped(key string, value json.RawMessage) {
	quoted, _ := encode(key) // cannot fail
	m.add(string(quoted[1:len(quoted)-1]), value)
}

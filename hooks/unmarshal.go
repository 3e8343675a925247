package hooks

import (
	"encoding"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/jsonx"
)

// A fieldError says what is wrong with a value, never what the value is.
type fieldError struct{ path, problem string }

func (e *fieldError) Error() string {
	return strings.TrimPrefix(e.path, ".") + e.problem
}

func wrongKind(v jsonx.Value, want string) error {
	return &fieldError{problem: fmt.Sprintf(" must be %s, but is a value of type %s", want, v.Kind())}
}

// inside tells err where the value stands that it is about.
func inside(err error, where string) error {
	if e, ok := errors.AsType[*fieldError](err); ok {
		e.path = where + e.path
	}
	return err
}

// unmarshal stores v in dst as encoding/json would, with three differences:
// keys match exactly; a number must fit exactly; and the structs of this package
// can say in a tag what they insist on.
//
//	hooks:"required"  neither absent nor null
//	hooks:"nonempty"  required, and not an empty string
//	hooks:"object"    required, and an object
//	hooks:"lenient"   nothing depends on it, so that it stays zero if it has a
//	                  type that this version does not know
func unmarshal(v jsonx.Value, dst reflect.Value) error {
	if dst.Type() == reflect.TypeFor[json.RawMessage]() {
		dst.SetBytes(v.Raw())
		return nil
	}
	if v.Kind() == jsonx.Null {
		switch dst.Kind() {
		case reflect.Pointer, reflect.Map, reflect.Slice, reflect.Interface:
			dst.SetZero()
		}
		return nil
	}
	if dst.Kind() == reflect.Pointer {
		if dst.IsNil() {
			dst.Set(reflect.New(dst.Type().Elem()))
		}
		return unmarshal(v, dst.Elem())
	}
	if done, err := byMethod(v, dst); done {
		return err
	}
	switch dst.Kind() {
	case reflect.Struct:
		if v.Kind() != jsonx.Object {
			return wrongKind(v, "an object")
		}
		return unmarshalStruct(v, dst)
	case reflect.Map:
		return unmarshalMap(v, dst)
	case reflect.Slice, reflect.Array:
		return unmarshalList(v, dst)
	case reflect.Interface:
		if dst.NumMethod() == 0 {
			dst.Set(reflect.ValueOf(plain(v)))
			return nil
		}
	}
	return unmarshalScalar(v, dst)
}

// byMethod lets types that read JSON or text themselves do so.
func byMethod(v jsonx.Value, dst reflect.Value) (done bool, err error) {
	if !dst.CanAddr() || !dst.Addr().CanInterface() {
		return false, nil
	}
	switch u := dst.Addr().Interface().(type) {
	case *json.Number:
		if v.Kind() != jsonx.Number {
			return true, wrongKind(v, "a number")
		}
		*u = json.Number(v.Raw())
		return true, nil
	case json.Unmarshaler:
		return true, u.UnmarshalJSON(v.Raw())
	case encoding.TextUnmarshaler:
		s, ok := v.Text()
		if !ok {
			return true, wrongKind(v, "a string")
		}
		return true, u.UnmarshalText([]byte(s))
	}
	return false, nil
}

func unmarshalStruct(v jsonx.Value, dst reflect.Value) error {
	for i := range dst.NumField() {
		field := dst.Type().Field(i)
		tag, tagged := field.Tag.Lookup("json")
		name, _, _ := strings.Cut(tag, ",")
		if field.Anonymous && field.Type == reflect.TypeFor[Received]() {
			dst.Field(i).Set(reflect.ValueOf(Received{Raw: v.Raw()}))
			continue
		}
		if field.Anonymous && name == "" && field.Type.Kind() == reflect.Struct {
			if err := unmarshalStruct(v, dst.Field(i)); err != nil {
				return err
			}
			continue
		}
		if !field.IsExported() || tagged && tag == "-" {
			continue
		}
		if field.Anonymous && name == "" && field.Type.Kind() == reflect.Pointer {
			return fmt.Errorf("cannot decode into the embedded pointer %s; embed the struct itself", field.Name)
		}
		if name == "" {
			name = field.Name
		}
		if err := unmarshalField(v.Get(name), dst.Field(i), field.Tag.Get("hooks")); err != nil {
			return inside(err, "."+name)
		}
	}
	return nil
}

func unmarshalField(v jsonx.Value, dst reflect.Value, insist string) error {
	text, isText := v.Text()
	switch kind := v.Kind(); {
	case (kind == jsonx.Invalid || kind == jsonx.Null) && insist != "" && insist != "lenient":
		return &fieldError{problem: " is missing"}
	case kind == jsonx.Invalid:
		return nil
	case insist == "object" && kind != jsonx.Object:
		return wrongKind(v, "an object")
	case insist == "nonempty" && isText && text == "":
		return &fieldError{problem: " is empty"}
	}
	err := unmarshal(v, dst)
	if err != nil && insist == "lenient" {
		dst.SetZero()
		return nil
	}
	return err
}

func unmarshalMap(v jsonx.Value, dst reflect.Value) error {
	t := dst.Type()
	if t.Key().Kind() != reflect.String {
		return fmt.Errorf("cannot decode into %s; use a map with string keys", t)
	}
	if v.Kind() != jsonx.Object {
		return wrongKind(v, "an object")
	}
	m := reflect.MakeMap(t)
	for key, member := range v.Members() {
		elem := reflect.New(t.Elem()).Elem()
		if err := unmarshal(member, elem); err != nil {
			return inside(err, "[…]") // the key may be a secret
		}
		m.SetMapIndex(reflect.ValueOf(key).Convert(t.Key()), elem)
	}
	dst.Set(m)
	return nil
}

func unmarshalList(v jsonx.Value, dst reflect.Value) error {
	if v.Kind() != jsonx.Array {
		return wrongKind(v, "an array")
	}
	n := 0
	for range v.Elements() {
		n++
	}
	if dst.Kind() == reflect.Slice {
		dst.Set(reflect.MakeSlice(dst.Type(), n, n))
	} else if n != dst.Len() {
		return &fieldError{problem: fmt.Sprintf(" must have %d elements, but has %d", dst.Len(), n)}
	}
	i := 0
	for elem := range v.Elements() {
		if err := unmarshal(elem, dst.Index(i)); err != nil {
			return inside(err, "["+strconv.Itoa(i)+"]")
		}
		i++
	}
	return nil
}

func unmarshalScalar(v jsonx.Value, dst reflect.Value) error {
	switch dst.Kind() {
	case reflect.String:
		s, ok := v.Text()
		if !ok {
			return wrongKind(v, "a string")
		}
		dst.SetString(s)
	case reflect.Bool:
		b, ok := v.Bool()
		if !ok {
			return wrongKind(v, "true or false")
		}
		dst.SetBool(b)
	case reflect.Float32, reflect.Float64:
		f, ok := v.Float()
		if !ok {
			return wrongKind(v, "a number")
		}
		if dst.OverflowFloat(f) || math.IsInf(f, 0) {
			return &fieldError{problem: " is a number too large for " + dst.Type().String()}
		}
		dst.SetFloat(f)
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		n, err := integer(v)
		if err != nil {
			return err
		}
		if dst.OverflowInt(n) {
			return &fieldError{problem: " is a number too large for " + dst.Type().String()}
		}
		dst.SetInt(n)
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		n, err := integer(v)
		if err != nil {
			return err
		}
		if n < 0 || dst.OverflowUint(uint64(n)) {
			return &fieldError{problem: " is a number that does not fit " + dst.Type().String()}
		}
		dst.SetUint(uint64(n))
	default:
		return fmt.Errorf("cannot decode into %s", dst.Type())
	}
	return nil
}

// integer accepts 5e3 and 5.0 too: they are the same number to JavaScript.
func integer(v jsonx.Value) (int64, error) {
	f, ok := v.Float()
	if !ok {
		return 0, wrongKind(v, "a number")
	}
	if n, err := strconv.ParseInt(string(v.Raw()), 10, 64); err == nil {
		return n, nil
	}
	if f != math.Trunc(f) || math.Abs(f) > 1<<53 {
		return 0, &fieldError{problem: " must be a whole number of at most 53 bits"}
	}
	return int64(f), nil
}

// plain returns v as encoding/json would store it in an any.
func plain(v jsonx.Value) any {
	switch v.Kind() {
	case jsonx.String:
		s, _ := v.Text()
		return s
	case jsonx.Bool:
		b, _ := v.Bool()
		return b
	case jsonx.Number:
		f, _ := v.Float()
		return f
	case jsonx.Array:
		list := []any{}
		for elem := range v.Elements() {
			list = append(list, plain(elem))
		}
		return list
	case jsonx.Object:
		object := map[string]any{}
		for key, member := range v.Members() {
			object[key] = plain(member)
		}
		return object
	}
	return nil
}

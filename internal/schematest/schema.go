// Package schematest checks JSON against JSON schemas, in tests.
//
// It knows the keywords that the schemas of this repository use and refuses the
// others, so that nothing in a schema goes unchecked in silence. A library would
// know more, but add its modules to everybody's go.sum.
package schematest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"
)

// A Schema is a JSON schema of draft 4 or 7.
type Schema struct{ root *rules }

// Parse reads a schema. A keyword that is not known is an error, and so are a
// pattern that does not compile and a reference that leads nowhere.
func Parse(data []byte) (*Schema, error) {
	s := &Schema{root: &rules{}}
	if err := json.Unmarshal(data, s.root); err != nil {
		return nil, err
	}
	return s, s.prepare(s.root)
}

// Keys lists those that it knows at the top.
func (s *Schema) Keys() []string { return slices.Sorted(maps.Keys(s.root.Properties)) }

// rules is a schema, or a part of one.
type rules struct {
	never bool // the schema false

	// These say nothing about values. allowTrailingCommas is for editors.
	Draft               any `json:"$schema"`
	ID                  any `json:"$id"`
	OldID               any `json:"id"`
	Comment             any `json:"$comment"`
	Title               any `json:"title"`
	Description         any `json:"description"`
	Default             any `json:"default"`
	Examples            any `json:"examples"`
	AllowTrailingCommas any `json:"allowTrailingCommas"`

	Definitions map[string]*rules `json:"definitions"`
	Defs        map[string]*rules `json:"$defs"`
	Ref         string            `json:"$ref"`

	Type  types           `json:"type"`
	Enum  []any           `json:"enum"`
	Const json.RawMessage `json:"const"`

	Required             []string          `json:"required"`
	Properties           map[string]*rules `json:"properties"`
	PropertyNames        *rules            `json:"propertyNames"`
	AdditionalProperties *rules            `json:"additionalProperties"`

	Items       *rules `json:"items"`
	MinItems    *int   `json:"minItems"`
	MaxItems    *int   `json:"maxItems"`
	UniqueItems bool   `json:"uniqueItems"`

	Minimum          *float64 `json:"minimum"`
	Maximum          *float64 `json:"maximum"`
	ExclusiveMinimum *float64 `json:"exclusiveMinimum"`

	MinLength *int    `json:"minLength"`
	MaxLength *int    `json:"maxLength"`
	Pattern   *string `json:"pattern"`
	Format    string  `json:"format"`

	AnyOf []*rules `json:"anyOf"`
	OneOf []*rules `json:"oneOf"`
	Not   *rules   `json:"not"`

	ref     *rules
	pattern *regexp.Regexp
	equal   any // Const
}

// UnmarshalJSON reads true, false or an object whose keys are all known.
func (r *rules) UnmarshalJSON(data []byte) error {
	switch string(data) {
	case "true":
		return nil
	case "false":
		r.never = true
		return nil
	}
	type plain rules // without this method
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	return decoder.Decode((*plain)(r))
}

// types is one name, or a list of them.
type types []string

// UnmarshalJSON reads both.
func (t *types) UnmarshalJSON(data []byte) error {
	var one string
	if json.Unmarshal(data, &one) == nil {
		*t = types{one}
		return nil
	}
	return json.Unmarshal(data, (*[]string)(t))
}

// prepare compiles what can be wrong in a schema, below r.
func (s *Schema) prepare(r *rules) (err error) {
	if r.Ref != "" {
		if r.ref = s.resolve(r.Ref); r.ref == nil {
			return fmt.Errorf("schema: there is no %s", r.Ref)
		}
	}
	// ECMAScript's expressions differ from Go's in what no schema here uses, such as
	// a look ahead: that would not compile.
	if r.Pattern != nil {
		if r.pattern, err = regexp.Compile(*r.Pattern); err != nil {
			return fmt.Errorf("schema: %w", err)
		}
	}
	if r.Format != "" && formats[r.Format] == nil {
		return fmt.Errorf("schema: the format %q is not known", r.Format)
	}
	if r.Const != nil {
		if err := json.Unmarshal(r.Const, &r.equal); err != nil {
			return err
		}
	}
	for child := range r.children {
		if err := s.prepare(child); err != nil {
			return err
		}
	}
	return nil
}

func (r *rules) children(yield func(*rules) bool) {
	all := append([]*rules{r.PropertyNames, r.AdditionalProperties, r.Items, r.Not}, r.AnyOf...)
	all = append(all, r.OneOf...)
	for _, named := range []map[string]*rules{r.Definitions, r.Defs, r.Properties} {
		for _, child := range named {
			all = append(all, child)
		}
	}
	for _, child := range all {
		if child != nil && !yield(child) {
			return
		}
	}
}

// resolve finds what a reference such as #/$defs/name names.
func (s *Schema) resolve(ref string) *rules {
	if name, ok := strings.CutPrefix(ref, "#/$defs/"); ok {
		return s.root.Defs[name]
	}
	if name, ok := strings.CutPrefix(ref, "#/definitions/"); ok {
		return s.root.Definitions[name]
	}
	return nil
}

func isOneOf(value any, list []any) bool {
	for _, v := range list {
		if reflect.DeepEqual(v, value) {
			return true
		}
	}
	return false
}

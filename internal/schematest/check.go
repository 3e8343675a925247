package schematest

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"reflect"
	"slices"
	"time"
	"unicode/utf8"
)

// A Fault is where a value does not obey a schema.
type Fault struct {
	At      string // a JSON pointer, with * for the places in arrays
	Keyword string // of the schema
	Message string
}

// String is one line.
func (f Fault) String() string { return f.At + ": " + f.Keyword + ": " + f.Message }

// Check returns what is wrong with a JSON text, in the order of the places. What is no
// JSON has one fault. Where one of several schemas must match, the faults are those
// of the one that is nearest.
func (s *Schema) Check(text []byte) []Fault {
	var value any
	if err := json.Unmarshal(text, &value); err != nil {
		return []Fault{{Keyword: "JSON", Message: err.Error()}}
	}
	faults := s.root.check(value, "")
	slices.SortStableFunc(faults, func(a, b Fault) int { return cmp.Compare(a.At, b.At) })
	return faults
}

// Places returns the places and keywords of the faults of a text, sorted and each once:
// what a test can expect, as "/hooks/Stop type".
func (s *Schema) Places(text []byte) (list []string) {
	for _, f := range s.Check(text) {
		list = append(list, f.At+" "+f.Keyword)
	}
	slices.Sort(list)
	return slices.Compact(list)
}

func (r *rules) check(value any, at string) (faults []Fault) {
	fail := func(keyword, format string, args ...any) {
		faults = append(faults, Fault{at, keyword, fmt.Sprintf(format, args...)})
	}
	if r.never {
		fail("false", "nothing may stand here")
	}
	if r.ref != nil { // in these drafts nothing beside it counts
		return r.ref.check(value, at)
	}
	if len(r.Type) > 0 && !slices.ContainsFunc(r.Type, func(name string) bool { return hasType(value, name) }) {
		fail("type", "%v is no %v", value, []string(r.Type))
	}
	if r.Enum != nil && !isOneOf(value, r.Enum) {
		fail("enum", "%v is none of %v", value, r.Enum)
	}
	if r.Const != nil && !reflect.DeepEqual(value, r.equal) {
		fail("const", "%v is not %v", value, r.equal)
	}
	if r.Not != nil && len(r.Not.check(value, at)) == 0 {
		fail("not", "%v matches", value)
	}
	faults = append(faults, oneMatches("anyOf", r.AnyOf, value, at)...)
	faults = append(faults, oneMatches("oneOf", r.OneOf, value, at)...)
	switch v := value.(type) {
	case map[string]any:
		faults = append(faults, r.checkObject(v, at)...)
	case []any:
		faults = append(faults, r.checkArray(v, at)...)
	case float64:
		switch {
		case r.Minimum != nil && v < *r.Minimum:
			fail("minimum", "%v is less than %v", v, *r.Minimum)
		case r.Maximum != nil && v > *r.Maximum:
			fail("maximum", "%v is more than %v", v, *r.Maximum)
		case r.ExclusiveMinimum != nil && v <= *r.ExclusiveMinimum:
			fail("exclusiveMinimum", "%v is not more than %v", v, *r.ExclusiveMinimum)
		}
	case string:
		n := utf8.RuneCountInString(v)
		if r.MinLength != nil && n < *r.MinLength {
			fail("minLength", "%q is too short", v)
		}
		if r.MaxLength != nil && n > *r.MaxLength {
			fail("maxLength", "%q is too long", v)
		}
		if r.pattern != nil && !r.pattern.MatchString(v) {
			fail("pattern", "%q does not match %s", v, r.pattern)
		}
		if r.Format != "" && !formats[r.Format](v) {
			fail("format", "%q is no %s", v, r.Format)
		}
	}
	return faults
}

// oneMatches checks anyOf and oneOf.
func oneMatches(keyword string, list []*rules, value any, at string) (nearest []Fault) {
	matches := 0
	for _, r := range list {
		faults := r.check(value, at)
		if len(faults) == 0 {
			matches++
		}
		if nearest == nil || len(faults) < len(nearest) {
			nearest = faults
		}
	}
	switch {
	case len(list) == 0 || matches == 1 || matches > 1 && keyword == "anyOf":
		return nil
	case matches > 1:
		return []Fault{{at, keyword, fmt.Sprintf("%d match", matches)}}
	}
	return nearest
}

func (r *rules) checkObject(object map[string]any, at string) (faults []Fault) {
	for _, key := range r.Required {
		if _, ok := object[key]; !ok {
			faults = append(faults, Fault{at, "required", key + " is missing"})
		}
	}
	for _, key := range slices.Sorted(maps.Keys(object)) {
		below := at + "/" + key
		if r.PropertyNames != nil {
			faults = append(faults, r.PropertyNames.check(key, below)...)
		}
		switch p, more := r.Properties[key], r.AdditionalProperties; {
		case p != nil:
			faults = append(faults, p.check(object[key], below)...)
		case more != nil && more.never:
			faults = append(faults, Fault{below, "additionalProperties", "this key is not allowed"})
		case more != nil:
			faults = append(faults, more.check(object[key], below)...)
		}
	}
	return faults
}

func (r *rules) checkArray(array []any, at string) (faults []Fault) {
	if r.MinItems != nil && len(array) < *r.MinItems || r.MaxItems != nil && len(array) > *r.MaxItems {
		faults = append(faults, Fault{at, "items", fmt.Sprintf("there are %d", len(array))})
	}
	for i, v := range array {
		if r.UniqueItems && isOneOf(v, array[:i]) {
			faults = append(faults, Fault{at, "uniqueItems", "an item occurs twice"})
		}
		if r.Items != nil {
			faults = append(faults, r.Items.check(v, at+"/*")...)
		}
	}
	return faults
}

func hasType(value any, want string) bool {
	switch v := value.(type) {
	case string:
		return want == "string"
	case bool:
		return want == "boolean"
	case float64:
		return want == "number" || want == "integer" && v == float64(int64(v))
	case []any:
		return want == "array"
	case map[string]any:
		return want == "object"
	}
	return want == "null"
}

var formats = map[string]func(string) bool{
	"uri": func(text string) bool {
		u, err := url.Parse(text)
		return err == nil && u.IsAbs()
	},
	"uri-reference": func(text string) bool {
		_, err := url.Parse(text)
		return err == nil
	},
	"date-time": func(text string) bool {
		_, err := time.Parse(time.RFC3339, text)
		return err == nil
	},
}

// Package jsonschema is for tests: it validates what our writers write against JSON
// schemas that others have published. It knows the keywords that those schemas use,
// of drafts 4 and 7, and no other: one that it does not know is a mistake, so that
// nothing is taken for valid which was not looked at.
package jsonschema

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

//go:embed testdata/claude-code-settings.json
var claudeCodeSettings []byte

// A Schema is a JSON schema.
type Schema struct{ root map[string]any }

// ClaudeCodeSettings returns the schema of Claude Code's settings files that
// SchemaStore publishes: see testdata/README.md.
func ClaudeCodeSettings() (Schema, error) { return Parse(claudeCodeSettings) }

// Read reads a schema from a file.
func Read(name string) (Schema, error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return Schema{}, err
	}
	return Parse(data)
}

// Parse reads a schema.
func Parse(data []byte) (Schema, error) {
	var s Schema
	err := json.Unmarshal(data, &s.root)
	return s, err
}

// Properties returns the keys that the schema has for an object, sorted.
func (s Schema) Properties() []string {
	properties, _ := s.root["properties"].(map[string]any)
	return slices.Sorted(maps.Keys(properties))
}

// Check returns what is wrong with a JSON text, with the places, or an error if it is
// no JSON.
func (s Schema) Check(text []byte) ([]string, error) {
	var value any
	if err := json.Unmarshal(text, &value); err != nil {
		return nil, err
	}
	return s.validate(s.root, value, ""), nil
}

func (s Schema) validate(rules map[string]any, value any, at string) (wrong []string) {
	fail := func(format string, args ...any) { wrong = append(wrong, at+": "+fmt.Sprintf(format, args...)) }
	object, _ := value.(map[string]any)
	array, _ := value.([]any)
	text, isText := value.(string)
	number, isNumber := value.(float64)
	for keyword, want := range rules {
		switch keyword {
		case "$schema", "id", "$id", "title", "description", "default", "definitions", "$defs":
		case "$ref":
			wrong = append(wrong, s.validate(s.resolve(want.(string)), value, at)...)
		case "type":
			types, ok := want.([]any)
			if !ok {
				types = []any{want}
			}
			if !slices.ContainsFunc(types, func(v any) bool { return hasType(value, v.(string)) }) {
				fail("%v is no %v", value, want)
			}
		case "enum":
			found := false
			for _, v := range want.([]any) {
				found = found || reflect.DeepEqual(v, value)
			}
			if !found {
				fail("%v is none of %v", value, want)
			}
		case "required":
			for _, key := range want.([]any) {
				if _, ok := object[key.(string)]; object != nil && !ok {
					fail("%s is missing", key)
				}
			}
		case "const":
			if !reflect.DeepEqual(want, value) {
				fail("%v is not %v", value, want)
			}
		case "not":
			if len(s.validate(want.(map[string]any), value, at)) == 0 {
				fail("%v is what it must not be", value)
			}
		case "propertyNames":
			for key := range object {
				wrong = append(wrong, s.validate(want.(map[string]any), key, at+"/"+key)...)
			}
		case "properties", "additionalProperties": // both below
		case "items":
			for i, v := range array {
				wrong = append(wrong, s.validate(want.(map[string]any), v, fmt.Sprintf("%s/%d", at, i))...)
			}
		case "minItems":
			if array != nil && len(array) < int(want.(float64)) {
				fail("%d items, and at least %v are wanted", len(array), want)
			}
		case "maxItems":
			if array != nil && len(array) > int(want.(float64)) {
				fail("%d items, and at most %v are allowed", len(array), want)
			}
		case "uniqueItems":
			for i := range array {
				for _, other := range array[:i] {
					if want == true && reflect.DeepEqual(array[i], other) {
						fail("an item occurs twice")
					}
				}
			}
		case "minimum":
			if isNumber && number < want.(float64) {
				fail("%v is less than %v", value, want)
			}
		case "exclusiveMinimum":
			if isNumber && number <= want.(float64) {
				fail("%v is not above %v", value, want)
			}
		case "maximum":
			if isNumber && number > want.(float64) {
				fail("%v is more than %v", value, want)
			}
		case "minLength":
			if isText && utf8.RuneCountInString(text) < int(want.(float64)) {
				fail("%q is too short", text)
			}
		case "maxLength":
			if isText && utf8.RuneCountInString(text) > int(want.(float64)) {
				fail("%q is too long", text)
			}
		case "pattern":
			if isText && !regexp.MustCompile(want.(string)).MatchString(text) {
				fail("%q does not match %s", text, want)
			}
		case "format":
			if isText && !hasFormat(text, want.(string)) {
				fail("%q is no %s", text, want)
			}
		case "anyOf", "oneOf":
			matches := 0
			for _, v := range want.([]any) {
				if len(s.validate(v.(map[string]any), value, at)) == 0 {
					matches++
				}
			}
			if matches == 0 || keyword == "oneOf" && matches > 1 {
				fail("it matches %d of %s", matches, keyword)
			}
		default:
			fail("the schema has the keyword %q, which the validator does not know", keyword)
		}
	}
	properties, _ := rules["properties"].(map[string]any)
	for key, v := range object {
		if p, ok := properties[key]; ok {
			wrong = append(wrong, s.validate(p.(map[string]any), v, at+"/"+key)...)
			continue
		}
		switch more := rules["additionalProperties"].(type) {
		case bool:
			if !more {
				fail("the key %q is not allowed", key)
			}
		case map[string]any:
			wrong = append(wrong, s.validate(more, v, at+"/"+key)...)
		}
	}
	return wrong
}

func (s Schema) resolve(ref string) map[string]any {
	var at any = s.root
	for key := range strings.SplitSeq(strings.TrimPrefix(ref, "#/"), "/") {
		at = at.(map[string]any)[key]
	}
	return at.(map[string]any)
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

func hasFormat(text, format string) bool {
	switch format {
	case "uri":
		u, err := url.Parse(text)
		return err == nil && u.IsAbs()
	case "uri-reference":
		_, err := url.Parse(text)
		return err == nil
	case "date-time":
		_, err := time.Parse(time.RFC3339, text)
		return err == nil
	}
	return false
}

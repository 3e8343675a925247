package report_test

import (
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
)

// A schema is a JSON schema (draft 4) as far as the schemas in testdata go: a
// keyword that validate does not know is a mistake of the schema.
type schema struct{ root map[string]any }

func readSchema(t *testing.T, name string) schema {
	t.Helper()
	data, err := os.ReadFile("testdata/" + name)
	require.NoError(t, err)
	var s schema
	require.NoError(t, json.Unmarshal(data, &s.root))
	return s
}

// check returns what is wrong with a JSON text, with the places.
func (s schema) check(t *testing.T, text []byte) []string {
	t.Helper()
	var value any
	require.NoError(t, json.Unmarshal(text, &value))
	return s.validate(s.root, value, "")
}

func (s schema) validate(rules map[string]any, value any, at string) (wrong []string) {
	fail := func(format string, args ...any) { wrong = append(wrong, at+": "+fmt.Sprintf(format, args...)) }
	object, _ := value.(map[string]any)
	array, _ := value.([]any)
	text, isText := value.(string)
	number, isNumber := value.(float64)
	for keyword, want := range rules {
		switch keyword {
		case "$schema", "id", "title", "description", "default", "definitions":
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
		case "properties", "additionalProperties": // both below
		case "items":
			for i, v := range array {
				wrong = append(wrong, s.validate(want.(map[string]any), v, fmt.Sprintf("%s/%d", at, i))...)
			}
		case "minItems":
			if array != nil && len(array) < int(want.(float64)) {
				fail("%d items, and at least %v are wanted", len(array), want)
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

func (s schema) resolve(ref string) map[string]any {
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

// TestValidator shows that the validator sees mistakes.
func TestValidator(t *testing.T) {
	sarif := readSchema(t, "sarif-schema-2.1.0.json")
	const good = `{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"x"}},"results":[{"message":{"text":"m"},"rank":1}]}]}`
	require.Empty(t, sarif.check(t, []byte(good)))
	for _, change := range [][2]string{
		{`"version":"2.1.0",`, ``},                                   // required
		{`2.1.0`, `2.1.1`},                                           // enum
		{`"name":"x"`, `"name":1`},                                   // type
		{`"name":"x"`, `"name":"x","colour":1`},                      // additionalProperties
		{`"rank":1`, `"rank":101`},                                   // maximum
		{`"rank":1`, `"ruleIndex":-2`},                               // minimum
		{`"text":"m"`, `"arguments":["m"]`},                          // anyOf
		{`"rank":1`, `"partialFingerprints":{"a":1}`},                // additionalProperties with a schema
		{`"rank":1`, `"guid":"x"`},                                   // pattern
		{`"name":"x"`, `"name":"x","informationUri":"not absolute"`}, // format
		{`"rank":1`, `"taxa":[{"id":"a"},{"id":"a"}]`},               // uniqueItems
		{`"rank":1`, `"codeFlows":[{"threadFlows":[]}]`},             // minItems
	} {
		bad := strings.Replace(good, change[0], change[1], 1)
		require.NotEqual(t, good, bad)
		require.NotEmpty(t, sarif.check(t, []byte(bad)), bad)
	}
	gitlab := readSchema(t, "gitlab-secret-detection-15.0.7.json")
	require.NotEmpty(t, gitlab.check(t, []byte(`{"version":"15.0.7","scan":{},"vulnerabilities":[]}`)))
	require.NotEmpty(t, gitlab.check(t, []byte(`[]`)))
}

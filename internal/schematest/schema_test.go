package schematest_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/internal/schematest"
)

func TestCheck(t *testing.T) {
	for _, tt := range []struct{ schema, good, bad, want string }{
		{`{"type": "string"}`, `"a"`, `1`, ": type: 1 is no [string]"},
		{`{"type": ["string", "null"]}`, `null`, `false`, ": type: false is no [string null]"},
		{`{"type": "integer"}`, `1e2`, `1.5`, ": type: 1.5 is no [integer]"},
		{`{"type": "number"}`, `1.5`, `"1.5"`, ": type: 1.5 is no [number]"},
		{`{"type": "object"}`, `{}`, `[]`, ": type: [] is no [object]"},
		{`{"enum": ["a", 1, null]}`, `null`, `"1"`, ": enum: 1 is none of [a 1 <nil>]"},
		{`{"const": {"a": [1]}}`, `{"a": [1]}`, `{"a": [2]}`, ": const: map[a:[2]] is not map[a:[1]]"},
		{`{"const": null}`, `null`, `0`, ": const: 0 is not <nil>"},
		{`{"required": ["a"]}`, `{"a": null}`, `{"A": 1}`, ": required: a is missing"},
		{`{"properties": {"a": {"type": "null"}}}`, `{"a": null, "b": 1}`, `{"a": 1}`, "/a: type: 1 is no [null]"},
		{`{"properties": {"a": true}, "additionalProperties": false}`, `{"a": 1}`, `{"a": 1, "b": 1}`, "/b: additionalProperties: this key is not allowed"},
		{`{"properties": {"a": false}}`, `{"b": 1}`, `{"a": 1}`, "/a: false: nothing may stand here"},
		{`{"properties": {"a": {}}, "additionalProperties": {"type": "null"}}`, `{"a": 1, "b": null}`, `{"b": 1}`, "/b: type: 1 is no [null]"},
		{`{"propertyNames": {"pattern": "^[A-Z]+$"}}`, `{"A": 1}`, `{"A": 1, "a": 1}`, `/a: pattern: "a" does not match ^[A-Z]+$`},
		{`{"items": {"type": "null"}}`, `[null, null]`, `[null, 1]`, "/*: type: 1 is no [null]"},
		{`{"minItems": 1}`, `[1]`, `[]`, ": items: there are 0"},
		{`{"maxItems": 1}`, `[1]`, `[1, 2]`, ": items: there are 2"},
		{`{"uniqueItems": true}`, `[1, "1"]`, `[{"a": 1}, {"a": 1}]`, ": uniqueItems: an item occurs twice"},
		{`{"minimum": 1}`, `1`, `0.5`, ": minimum: 0.5 is less than 1"},
		{`{"exclusiveMinimum": 0}`, `0.5`, `0`, ": exclusiveMinimum: 0 is not more than 0"},
		{`{"maximum": 1}`, `1`, `1.5`, ": maximum: 1.5 is more than 1"},
		{`{"minLength": 1}`, `"é"`, `""`, `: minLength: "" is too short`},
		{`{"maxLength": 1}`, `"é"`, `"ee"`, `: maxLength: "ee" is too long`},
		{`{"pattern": "b"}`, `"abc"`, `"ac"`, `: pattern: "ac" does not match b`},
		{`{"format": "uri"}`, `"https://a"`, `"a"`, `: format: "a" is no uri`},
		{`{"format": "uri-reference"}`, `"a"`, `":"`, `: format: ":" is no uri-reference`},
		{`{"format": "date-time"}`, `"2026-11-26T10:00:00Z"`, `"2026-11-26"`, `: format: "2026-11-26" is no date-time`},
		{`{"not": {"type": "null"}}`, `1`, `null`, ": not: <nil> matches"},
		{`{"anyOf": [{"type": "null"}, {"type": "string"}, {"minLength": 1}]}`, `"a"`, `""`, ""},
		{`{"oneOf": [{"type": "number"}, {"minimum": 1}]}`, `0`, `1`, ": oneOf: 2 match"},
		{`{"$defs": {"a": {"type": "null"}}, "items": {"$ref": "#/$defs/a"}}`, `[null]`, `[1]`, "/*: type: 1 is no [null]"},
		{`{"definitions": {"a": {"items": {"$ref": "#/definitions/a"}, "type": "array"}}, "$ref": "#/definitions/a"}`, `[[[]]]`, `[[1]]`, "/*/*: type: 1 is no [array]"},
		// The nearest of several is the one that tells what is wrong.
		{
			`{"anyOf": [{"required": ["a", "b"]}, {"properties": {"c": {"const": 1}}, "additionalProperties": false}]}`,
			`{"c": 1}`, `{"c": 1, "d": 2}`, "/d: additionalProperties: this key is not allowed",
		},
		{`{}`, `1`, `{`, ": JSON: unexpected end of JSON input"},
	} {
		s, err := schematest.Parse([]byte(tt.schema))
		require.NoError(t, err, tt.schema)
		require.Empty(t, s.Check([]byte(tt.good)), tt.schema)
		if tt.want == "" { // a value that looks bad and is good
			require.Empty(t, s.Check([]byte(tt.bad)), tt.schema)
			continue
		}
		faults := s.Check([]byte(tt.bad))
		require.Len(t, faults, 1, tt.schema)
		require.Equal(t, tt.want, faults[0].String())
	}
}

// TestParseRefuses: what is not understood is not passed over.
func TestParseRefuses(t *testing.T) {
	for _, schema := range []string{
		`{"patternProperties": {}}`, `{"items": {"contains": {}}}`, `{"anyOf": [{"if": {}}]}`, `{"properties": {"a": {"x": 1}}}`,
		`{"pattern": "(?=a)b"}`, `{"$defs": {"a": {"pattern": "("}}}`, `{"format": "e-mail"}`, `{"$ref": "#/$defs/a"}`, `{"$ref": "other.json"}`,
		`{"exclusiveMinimum": true}`, `{"items": []}`, `{"type": 1}`, `[]`, `{`,
	} {
		_, err := schematest.Parse([]byte(schema))
		require.Error(t, err, schema)
	}
}

package hookstest

import (
	"iter"
	"slices"
	"strings"
	"unicode/utf16"

	"github.com/gatehouse-go/gatehouse/hooks"
	"github.com/gatehouse-go/gatehouse/internal/jsonx"
)

// An oddity is a message, and what is odd about it.
type oddity struct{ what, message string }

// malformed returns messages that cannot be judged.
func (k kind) malformed() []oddity {
	return slices.Concat(k.brokenOff(), k.broken(), k.wrongFields(), k.wrongTypes())
}

func (k kind) brokenOff() []oddity {
	var all []oddity
	for i := range len(k.message()) {
		all = append(all, oddity{"a message that breaks off", k.message()[:i]})
	}
	return all
}

// broken returns what is no JSON, or no object.
func (k kind) broken() []oddity {
	good := k.message()
	open := strings.TrimSuffix(good, "}")
	return []oddity{
		{"blanks", " \r\n\t"},
		{"text", "git push --force"},
		{"null", "null"},
		{"a number", "1"},
		{"a string", `"` + k.name + `"`},
		{"an array", "[" + good + "]"},
		{"two messages", good + "\n" + good},
		{"text behind the message", good + " x"},
		{"NUL before the message", "\x00" + good},
		{"NUL behind the message", good + "\x00"},
		{"a comma too many", open + ",}"},
		{"a comment", "/* x */" + good},
		{"single quotes", strings.ReplaceAll(good, `"`, `'`)},
		{"NaN", open + `,"x":NaN}`},
		{"a control character in a string", open + ",\"x\":\"\x01\"}"},
		{"invalid UTF-8", open + ",\"x\":\"\xff\xfe\"}"},
		{"an overlong slash", open + ",\"x\":\"\xc0\xaf\"}"},
		{"half a surrogate in UTF-8", open + ",\"x\":\"\xed\xa0\x80\"}"},
		{"UTF-16", inUTF16(good)},
		{"deep nesting without an end", strings.Repeat(`{"a":[`, 20_000)},
		{"deep nesting", open + `,"x":` + strings.Repeat("[", 20_000) + strings.Repeat("]", 20_000) + "}"},
	}
}

func inUTF16(text string) string {
	bytes := []byte{0xff, 0xfe}
	for _, unit := range utf16.Encode([]rune(text)) {
		bytes = append(bytes, byte(unit), byte(unit>>8))
	}
	return string(bytes)
}

// wrongFields returns messages without what must be there: under no key, under
// one in another case, or with no value of its type.
func (k kind) wrongFields() []oddity {
	var all []oddity
	for _, key := range append([]string{"hook_event_name"}, k.required...) {
		quoted := `"` + key + `"`
		all = append(all,
			oddity{"no " + key, k.rewrite(key, "")},
			oddity{key + " in another case", k.rewrite(key, strings.ToUpper(quoted)+`:"x"`)},
			oddity{"null as " + key, k.rewrite(key, quoted+":null")},
			oddity{"a number as " + key, k.rewrite(key, quoted+":1")},
			oddity{"true as " + key, k.rewrite(key, quoted+":true")},
			oddity{"an array as " + key, k.rewrite(key, quoted+`:["Bash"]`)},
			oddity{"null behind a good " + key, strings.TrimSuffix(k.message(), "}") + `,` + quoted + `:null}`})
		if folded := strings.Replace(quoted, "s", `\u017f`, 1); folded != quoted {
			all = append(all, oddity{key + " with a long s", k.rewrite(key, folded+`:"x"`)})
		}
		if key == "tool_input" {
			all = append(all, oddity{"a string as tool_input", k.rewrite(key, quoted+`:"{\"command\":\"ls\"}"`)})
		} else {
			all = append(all, oddity{"an object as " + key, k.rewrite(key, quoted+`:{"x":"Bash"}`)})
		}
		if key == "hook_event_name" || key == "tool_name" {
			all = append(all, oddity{"an empty " + key, k.rewrite(key, quoted+`:""`)})
		}
	}
	return all
}

// wrongTypes returns messages with a field of any wrong type, as far as package
// hooks does not make do without the field.
func (k kind) wrongTypes() []oddity {
	var all []oddity
	for key := range k.members() {
		for _, value := range []string{`1`, `-1e999`, `true`, `"x"`, `[]`, `{}`, `[{}]`, `{"x":1}`} {
			message := k.rewrite(key, `"`+key+`":`+value)
			if _, err := hooks.Decode([]byte(message)); err != nil {
				all = append(all, oddity{key + " of a wrong type", message})
			}
		}
	}
	return all
}

// rewrite puts another member in the place of that with this key, or none.
func (k kind) rewrite(key, member string) string {
	var members []string
	for name, value := range k.members() {
		switch {
		case name != key:
			members = append(members, `"`+name+`":`+string(value.Raw()))
		case member != "":
			members = append(members, member)
		}
	}
	return "{" + strings.Join(members, ",") + "}"
}

func (k kind) members() iter.Seq2[string, jsonx.Value] {
	doc, err := jsonx.Parse([]byte(k.message()), jsonx.Options{})
	if err != nil {
		return func(func(string, jsonx.Value) bool) {} // cannot be
	}
	return doc.Root().Members()
}

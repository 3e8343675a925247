package hookstest

import (
	"iter"
	"strings"
	"unicode/utf16"

	"github.com/gatehouse-go/gatehouse/hooks"
	"github.com/gatehouse-go/gatehouse/internal/jsonx"
)

// maxInput is what a hook reads by default.
const maxInput = 16 << 20

// malformed yields messages that cannot be judged, and what is wrong with them.
func (k kind) malformed() iter.Seq2[string, string] {
	return func(yield func(what, message string) bool) {
		for _, part := range []iter.Seq2[string, string]{k.broken(), k.wrongFields(), k.wrongTypes()} {
			for what, message := range part {
				if !yield(what, message) {
					return
				}
			}
		}
	}
}

// broken yields what is no JSON, or not all of it, or no object.
func (k kind) broken() iter.Seq2[string, string] {
	good := k.message()
	return func(yield func(what, message string) bool) {
		for i := range len(good) {
			if !yield("a message that breaks off", good[:i]) {
				return
			}
		}
		for _, m := range [][2]string{
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
			{"a comma too many", strings.TrimSuffix(good, "}") + ",}"},
			{"a comment", "/* x */" + good},
			{"single quotes", strings.ReplaceAll(good, `"`, `'`)},
			{"NaN", strings.TrimSuffix(good, "}") + `,"x":NaN}`},
			{"a control character in a string", strings.TrimSuffix(good, "}") + ",\"x\":\"\x01\"}"},
			{"invalid UTF-8", strings.TrimSuffix(good, "}") + ",\"x\":\"\xff\xfe\"}"},
			{"an overlong slash", strings.TrimSuffix(good, "}") + ",\"x\":\"\xc0\xaf\"}"},
			{"half a surrogate in UTF-8", strings.TrimSuffix(good, "}") + ",\"x\":\"\xed\xa0\x80\"}"},
			{"UTF-16", inUTF16(good)},
			{"deep nesting without an end", strings.Repeat(`{"a":[`, 100_000)},
			{"deep nesting", strings.TrimSuffix(good, "}") + `,"x":` + strings.Repeat("[", 100_000) + strings.Repeat("]", 100_000) + "}"},
		} {
			if !yield(m[0], m[1]) {
				return
			}
		}
	}
}

// huge is a message that a hook does not read to its end.
func (k kind) huge() string {
	return strings.TrimSuffix(k.message(), "}") + `,"x":"` + strings.Repeat("x", maxInput) + `"}`
}

func inUTF16(text string) string {
	bytes := []byte{0xff, 0xfe}
	for _, unit := range utf16.Encode([]rune(text)) {
		bytes = append(bytes, byte(unit), byte(unit>>8))
	}
	return string(bytes)
}

// wrongFields yields messages without what must be there: under no key, under
// one in another case, or with no value of its type.
func (k kind) wrongFields() iter.Seq2[string, string] {
	return func(yield func(what, message string) bool) {
		for _, key := range append([]string{"hook_event_name"}, k.required...) {
			quoted := `"` + key + `"`
			bad := map[string]string{
				"no " + key:                 k.rewrite(key, ""),
				key + " in another case":    strings.Replace(k.message(), quoted, `"`+strings.ToUpper(key)+`"`, 1),
				"null as " + key:            k.rewrite(key, quoted+":null"),
				"a number as " + key:        k.rewrite(key, quoted+":1"),
				"true as " + key:            k.rewrite(key, quoted+":true"),
				"an array as " + key:        k.rewrite(key, quoted+`:["Bash"]`),
				"null behind a good " + key: strings.TrimSuffix(k.message(), "}") + `,` + quoted + `:null}`,
			}
			if key == "tool_input" {
				bad["a string as tool_input"] = k.rewrite(key, quoted+`:"{\"command\":\"ls\"}"`)
			} else {
				bad["an object as "+key] = k.rewrite(key, quoted+`:{"x":"Bash"}`)
			}
			if key == "hook_event_name" || key == "tool_name" {
				bad["an empty "+key] = k.rewrite(key, quoted+`:""`)
			}
			if folded := strings.Replace(quoted, "s", `\u017f`, 1); folded != quoted {
				bad[key+" with a long s"] = k.rewrite(key, folded+`:"x"`)
			}
			for what, message := range bad {
				if !yield(what, message) {
					return
				}
			}
		}
	}
}

// wrongTypes yields messages with a field of any wrong type, as far as package
// hooks does not make do without the field.
func (k kind) wrongTypes() iter.Seq2[string, string] {
	return func(yield func(what, message string) bool) {
		doc, err := jsonx.Parse([]byte(k.message()), jsonx.Options{})
		if err != nil {
			panic(err) // a mistake in kinds
		}
		for key := range doc.Root().Members() {
			for _, value := range []string{`1`, `-1e999`, `true`, `"x"`, `[]`, `{}`, `[{}]`, `{"x":1}`} {
				message := k.rewrite(key, `"`+key+`":`+value)
				if _, err := hooks.Decode([]byte(message)); err == nil {
					continue
				}
				if !yield(key+" of a wrong type", message) {
					return
				}
			}
		}
	}
}

// rewrite puts another member in the place of that with this key, or none.
func (k kind) rewrite(key, member string) string {
	doc, err := jsonx.Parse([]byte(k.message()), jsonx.Options{})
	if err != nil {
		panic(err) // a mistake in kinds
	}
	var members []string
	for name, value := range doc.Root().Members() {
		switch {
		case name != key:
			members = append(members, `"`+name+`":`+string(value.Raw()))
		case member != "":
			members = append(members, member)
		}
	}
	return "{" + strings.Join(members, ",") + "}"
}

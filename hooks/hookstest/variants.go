package hookstest

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/jsonx"
)

// A style is a way to write JSON that means the same to JavaScript.
type style struct {
	name    string
	blank   string                           // between all tokens
	escape  bool                             // letters as \u0061
	reverse bool                             // the order of keys
	before  func(key, value string) []string // members before that one
	after   func(key, value string) []string // and behind it
	around  [2]string                        // the whole
}

// variants returns messages that mean the same as this one, and what is odd about
// them. A hook that reads JSON in another way than Claude Code does, or looks at
// the bytes, takes them for something else.
func variants(message []byte) ([]oddity, error) {
	doc, err := jsonx.Parse(message, jsonx.Options{})
	if err != nil {
		return nil, err
	}
	var all []oddity
	for _, s := range styles() {
		all = append(all, oddity{s.name, s.around[0] + s.write(doc.Root()) + s.around[1]})
	}
	return all, nil
}

func styles() []style {
	member := func(key, value string) string { return quote(key) + ":" + value }
	other := func(name string, change func(string) string) []style {
		decoy := func(key, value string) []string {
			if changed := change(key); changed != key {
				return []string{member(changed, harmless(value))}
			}
			return nil
		}
		return []style{
			{name: "a decoy before each key: " + name, before: decoy},
			{name: "a decoy behind each key: " + name, after: decoy},
		}
	}
	all := []style{
		{name: "the same message"},
		{name: "blanks", blank: " \t\r\n"},
		{name: "blanks around", around: [2]string{"\n\n  ", "\n\n"}},
		{name: "a byte-order mark", around: [2]string{"\ufeff", ""}},
		{name: "escaped letters", escape: true},
		{name: "escaped letters and blanks", escape: true, blank: "\n"},
		{name: "another order of keys", reverse: true},
		{name: "each key twice, the last counts", before: func(key, value string) []string { return []string{member(key, harmless(value))} }},
		{name: "each key twice, the first escaped", before: func(key, value string) []string { return []string{escaped(quote(key)) + ":" + harmless(value)} }},
		{name: "each key twice, the first null", before: func(key, _ string) []string { return []string{member(key, "null")} }},
		{name: "each key many times", before: func(key, value string) []string {
			return slices.Repeat([]string{member(key, harmless(value))}, 20)
		}},
		{name: "many unknown fields", before: func(key, _ string) []string {
			var unknown []string
			for i := range 20 {
				unknown = append(unknown, member(fmt.Sprintf("%s_%d", key, i), `{"a":[1,"x",null]}`))
			}
			return unknown
		}},
		{name: "a long field before each", before: func(string, string) []string {
			return []string{member("padding", quote(strings.Repeat("x", 100<<10)))}
		}},
	}
	for _, change := range []struct {
		name string
		key  func(string) string
	}{
		{"upper case", strings.ToUpper},
		{"title", func(key string) string { return strings.ToUpper(key[:1]) + key[1:] }},
		{"a long s", func(key string) string { return strings.Replace(key, "s", "\u017f", 1) }},
		{"the Kelvin sign", func(key string) string { return strings.Replace(key, "k", "\u212a", 1) }},
		{"a blank behind", func(key string) string { return key + " " }},
		{"a NUL behind", func(key string) string { return key + "\x00" }},
		{"a soft hyphen", func(key string) string { return key + "\u00ad" }},
		{"no underscores", func(key string) string { return strings.ReplaceAll(key, "_", "") }},
	} {
		all = append(all, other(change.name, func(key string) string {
			if key == "" {
				return key
			}
			return change.key(key)
		})...)
	}
	return all
}

// harmless is a value of the same type that a guard would let pass.
func harmless(value string) string {
	switch {
	case strings.HasPrefix(value, `"`):
		return `"ls"`
	case strings.HasPrefix(value, "{"):
		return `{"command":"ls","file_path":"/p/README.md"}`
	case strings.HasPrefix(value, "["):
		return "[]"
	}
	return "null"
}

// write returns v in this style.
func (s style) write(v jsonx.Value) string {
	switch v.Kind() {
	case jsonx.Object:
		var members []string
		for key, value := range v.Members() {
			text := s.write(value)
			raw := strings.TrimSpace(text)
			if s.before != nil {
				members = append(members, s.before(key, raw)...)
			}
			members = append(members, s.text(quote(key))+s.blank+":"+text)
			if s.after != nil {
				members = append(members, s.after(key, raw)...)
			}
		}
		if s.reverse {
			slices.Reverse(members)
		}
		return s.blank + "{" + s.blank + strings.Join(members, s.blank+","+s.blank) + s.blank + "}" + s.blank
	case jsonx.Array:
		var elements []string
		for value := range v.Elements() {
			elements = append(elements, s.write(value))
		}
		return s.blank + "[" + s.blank + strings.Join(elements, s.blank+",") + s.blank + "]" + s.blank
	case jsonx.String:
		return s.blank + s.text(string(v.Raw())) + s.blank
	}
	return s.blank + string(v.Raw()) + s.blank
}

func (s style) text(quoted string) string {
	if s.escape {
		return escaped(quoted)
	}
	return quoted
}

// escaped writes the letters of a JSON string as escapes, unless it has some.
func escaped(quoted string) string {
	if strings.Contains(quoted, `\`) {
		return quoted
	}
	var b strings.Builder
	for _, r := range quoted {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r == '/' {
			fmt.Fprintf(&b, `\u%04x`, r)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

func quote(text string) string {
	quoted, _ := json.Marshal(text) // cannot fail
	return string(quoted)
}

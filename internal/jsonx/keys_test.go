package jsonx_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/internal/jsonx"
)

// TestGet looks for "command" among keys that are it in another spelling, and keys that only look like it.
func TestGet(t *testing.T) {
	for _, test := range []struct{ name, input, want string }{
		{"as written", `{"command":1}`, "1"},
		{"escaped", `{"\u0063ommand":1}`, "1"},
		{"all escaped", `{"\u0063\u006f\u006D\u006d\u0061\u006E\u0064":1}`, "1"},
		{"last of two", `{"command":1,"command":2}`, "2"},
		{"last of two spellings", `{"command":1,"comm\u0061nd":2}`, "2"},
		{"last of three", `{"command":1,"x":0,"command":2,"command":3}`, "3"},
		{"last is an object", `{"command":1,"command":{"command":2}}`, `{"command":2}`},
		{"other case", `{"Command":1,"COMMAND":2,"commanD":3}`, ""},
		{"other case behind", `{"command":1,"Command":2}`, "1"},

		{"white space", `{" command":1,"command ":2}`, ""},
		{"beginning and continuation", `{"comman":1,"commands":2,"":3}`, ""},
		{"NUL", `{"command\u0000":1,"\u0000command":2}`, ""},
		{"escaped backslash", `{"\\u0063ommand":1}`, ""},
		{"surrogates within", `{"comm\ud800and":1,"command\ud800":2}`, ""},
		{"full width and Cyrillic", `{"ｃommand":1,"сommand":2}`, ""},
		{"only deeper", `{"x":{"command":1},"y":["command",{"command":2}],"z":"command"}`, ""},
		{"in no object", `["command"]`, ""},
		{"large object", manyMembers(50, `,"command":1`), "1"},
		{"large object, escaped", manyMembers(50, `,"comm\u0061nd":1`), "1"},
		{"large object, last of two", manyMembers(50, `,"command":1,"comm\u0061nd":2,"Command":3`), "2"},
		{"large object, absent", manyMembers(50, `,"Command":1`), ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			require.Equal(t, test.want, string(parse(t, test.input).Get("command").Raw()))
		})
	}
	// encoding/json takes the Kelvin sign for a k and the long s for an s.
	folds := parse(t, "{\"k\":1,\"s\":2,\"\u212a\":3,\"\u017f\":4}")
	require.Equal(t, "1", string(folds.Get("k").Raw()))
	require.Equal(t, "2", string(folds.Get("s").Raw()))
	require.Equal(t, "3", string(folds.Get("\u212a").Raw()))
	require.Equal(t, jsonx.Invalid, parse(t, `{"\u212a":1,"\u017f":2}`).Get("k").Kind())
}

// TestMembers also covers the offset of keys and the report of duplicates.
func TestMembers(t *testing.T) {
	for _, test := range []struct{ name, input, members, duplicates string }{
		{"empty", `{}`, "", ""},
		{"order", `{"b":1,"a":2,"c":3}`, "b=1@1 a=2@7 c=3@13 ", ""},
		{"order of first appearance, last value", `{"b":1,"a":2,"b":3}`, "b=3@13 a=2@7 ", "b@1 "},
		{"three times", `{"a":1,"a":2,"a":3}`, "a=3@13 ", "a@1 a@7 "},
		{"interleaved", `{"a":1,"b":2,"a":3,"b":4,"a":5}`, "a=5@25 b=4@19 ", "a@1 b@7 a@13 "},
		{"two spellings", `{"a":1,"\u0061":2}`, "a=2@7 ", "a@1 "},
		{"case matters", `{"a":1,"A":2}`, "a=1@1 A=2@7 ", ""},
		{"array indexes stay in place", `{"b":1,"1":2,"0":3}`, "b=1@1 1=2@7 0=3@13 ", ""},
		{"__proto__ is a key like others", `{"__proto__":1,"constructor":2}`, "__proto__=1@1 constructor=2@15 ", ""},
		{"empty key", `{"":1,"":2}`, "=2@6 ", "@1 "},
		{"lone surrogates are distinct", `{"\ud800":1,"\ud801":2,"\ufffd":3,"\uD800":4}`, "\ufffd=4@34 \ufffd=2@12 \ufffd=3@23 ", "\ufffd@1 "},
		{"duplicates deeper", `{"x":[{"a":1,"a":2}],"x":{"b":1,"b":2}}`, `x={"b":1,"b":2}@21 `, "x@1 a@7 b@26 "},
		{"duplicate only in a sibling", `[{"a":1},{"a":2}]`, "", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			d, err := jsonx.Parse([]byte(test.input), jsonx.Options{})
			require.NoError(t, err)
			var members, duplicates strings.Builder
			for key, v := range d.Root().Members() {
				fmt.Fprintf(&members, "%s=%s@%d ", key, v.Raw(), v.KeyOffset())
			}
			for key := range d.Duplicates() {
				text, _ := key.Text()
				fmt.Fprintf(&duplicates, "%s@%d ", text, key.Offset())
			}
			require.Equal(t, test.members, members.String())
			require.Equal(t, test.duplicates, duplicates.String())
		})
	}
}

func TestGetOfReplacementCharacterIsNotALoneSurrogate(t *testing.T) {
	v := parse(t, `{"\ud800":1,"a":2}`)
	require.Equal(t, jsonx.Invalid, v.Get("\ufffd").Kind())
	require.Equal(t, "1", string(parse(t, `{"\ufffd":1}`).Get("\ufffd").Raw()))
}

// TestObjectSizes passes the size from which on objects have an index, with a duplicate at every place.
func TestObjectSizes(t *testing.T) {
	for size := range 40 {
		for twice := range size {
			data := manyMembers(size, fmt.Sprintf(`,"\u006b%d":"again"`, twice))
			d, err := jsonx.Parse([]byte(data), jsonx.Options{})
			require.NoError(t, err)
			require.Equal(t, size, d.Root().Len())
			text, _ := d.Root().Get(fmt.Sprintf("k%d", twice)).Text()
			require.Equal(t, "again", text)
			require.Equal(t, jsonx.Invalid, d.Root().Get("k").Kind())
			if twice%5 == 0 {
				requireTwinDocument(t, []byte(data), d)
			}
		}
	}
}

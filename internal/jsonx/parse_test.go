package jsonx_test

import (
	"encoding/json"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/internal/jsonx"
)

// accepted is JSON, with the odd corners of the grammar.
var accepted = []string{
	`{}`, `[]`, `""`, `0`, `true`, `false`, `null`,
	` {} `, "\t[\r\n]\n", "\r\n1\r\n", `[[],[[]],{}]`, `{"a":{},"b":[]}`,
	`{"command":"git status"}`, `{ "a" : 1 , "b" : [ 2 , 3 ] }`, `{"":0}`, `{"":{"":{"":[]}}}`,

	// Numbers.
	`-0`, `-0.0`, `0.5`, `-1`, `10`, `1e5`, `1E5`, `1e+5`, `1e-5`, `1E+05`, `0e0`, `0E-0`, `1.5e10`, `-1.25E-3`,
	`123456789012345678901234567890`, `0.1000000000000000055511151231257827021181583404541015625`,
	`1e308`, `1e309`, `-1e400`, `1e-400`, `5e-324`, `9007199254740993`, `1e99999999999999999999`, `2.2250738585072011e-308`,
	`[1,-1,0.0,1e1]`,

	// Strings and their escapes.
	`"\"\\\/\b\f\n\r\t"`, `"\u0000\u001f\u007f"`, `"\u00e9\u20AC\uFFFF"`, `"\ud83d\ude00"`, `"\uD83D\uDE00"`,
	`"é€😀"`, `"a\u0062c\u0064e"`, "\"\x7f\"", "\"\u2028\u2029\"", "\"\ufeff\"", "\"\ufffd\"", `"'"`, `"//"`, `"/* */"`, `"\\"`, `"\\\\"`,
	`"\\u0041"`, `"\\\u0041"`,
	// Halves of surrogate pairs are fine in JavaScript.
	`"\ud800"`, `"\udfff"`, `"\ude00\ud83d"`, `"\ud83d\ud83d\ude00"`, `"\ud83dx"`, `"\ud83d\n"`, `"\ud83d\u0041"`, `"\udbff\udfff"`,
	`{"\ud800":1,"\ud801":2,"\ufffd":3,"\ud800":4}`,

	// Keys.
	`{"a":1,"a":2}`, `{"a":1,"b":2,"a":3}`, `{"a":1,"a":2,"a":3,"a":4}`, `{"a":{"a":1,"a":2},"a":{"b":1,"b":2}}`,
	`{"a":1,"\u0061":2}`, `{"\u0061":1,"a":2,"\u0061":3}`, `{"a":1,"A":2}`, "{\"k\":1,\"K\":2,\"\u212a\":3}", `{"__proto__":1,"a":2}`,
	`{"b":1,"2":2,"a":3,"1":4,"-1":5,"01":6,"4294967294":7,"4294967295":8}`, `{"\n":1,"\u000a":2,"\\n":3}`,
	manyMembers(16, ""), manyMembers(17, ""), manyMembers(17, `,"k3":-3`), manyMembers(40, `,"k3":-3,"k\u0033":-33,"k20":-20`),
	`{"a":1,"a":2,` + manyMembers(20, `,"a":3`)[1:],
}

// rejected is not JSON, to JSON.parse and to us. Most of it has a message in TestSyntaxError too.
var rejected = []string{
	``, ` `, "\n\t\r ", `{`, `[`, `"`, `}`, `]`, `,`, `:`, `{]`, `[}`, `{}}`, `[]]`, `[`, `[[`, `[1`, `[1,`, `{"a"`, `{"a":`, `{"a":1`, `{"a":1,`,
	`[1,]`, `[,1]`, `[1,,2]`, `[,]`, `{"a":1,}`, `{,}`, `{,"a":1}`, `{"a":1,,"b":2}`, `[1 2]`, `{"a" 1}`, `{"a":1 "b":2}`, `{"a"::1}`, `{"a":}`, `{:1}`,
	`{"a","b"}`, `["a":1]`, `[1:2]`, `{1:1}`, `{null:1}`, `{[]:1}`, `{a:1}`, `{'a':1}`, `{"a":'b'}`, `'a'`, `1 2`, `{} {}`, `"a" "b"`, `[1]x`, `1,`,

	// Words.
	`t`, `tru`, `truE`, `True`, `TRUE`, `nul`, `nulll`, `Null`, `None`, `undefined`, `NaN`, `-NaN`, `Infinity`, `-Infinity`, `falsey`, `truefalse`, `abc`,

	// Numbers.
	`-`, `+1`, `--1`, `-a`, `00`, `01`, `-01`, `-00`, `1.`, `.5`, `-.5`, `1.e5`, `1e`, `1e+`, `1e-`, `1ee5`, `1e5.5`, `1.2.3`, `0x10`, `0x`, `1_000`, `0b1`, `0o7`,
	`1a`, `1e1e1`, `- 1`, `1 .5`, `１`, `1,000`,

	// Strings.
	`"abc`, `"\`, `"\"`, `"\\\"`, `"\a"`, `"\'"`, `"\x41"`, `"\0"`, `"\u"`, `"\u1"`, `"\u123"`, `"\u12G4"`, `"\U0041"`, `"\u 041"`, `"\u+041"`, `"\u{41}"`,
	"\"a\nb\"", "\"a\rb\"", "\"a\tb\"", "\"\x00\"", "\"\x1f\"", "\"\\\n\"", "\"\\\u00e9\"", `"\ud83d\u"`, `"\ud83d\uZZZZ"`,

	// White space and marks that are not.
	"\u00a0{}", "\u2028{}", "\v{}", "\f{}", "\x00", "{}\x00", "\x00{}", "{}\ufeff", "[\ufeff]", "\x1b", "\x7f", "\u0085{}", "\u3000{}", "é", "\\u0020{}",

	// Comments and other ideas.
	`// c`, `/* c */ {}`, `{} // c`, `{"a":1 /* c */}`, `# c`, `[1, // c` + "\n2]", `{"a"="b"}`, `("a")`, `<a>`, "`a`", `“a”`, `{"a":1;"b":2}`, `@`, `...`, `[...]`,
}

// manyMembers returns an object with n members k0, k1, ... and what else is given, before the closing brace.
func manyMembers(n int, more string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `,"k%d":%d`, i, i)
	}
	return "{" + b.String()[1:] + more + "}"
}

func TestParseAccepts(t *testing.T) {
	for _, input := range accepted {
		require.True(t, json.Valid([]byte(input)), input)
		d, err := jsonx.Parse([]byte(input), jsonx.Options{})
		require.NoError(t, err, input)
		requireTwinDocument(t, []byte(input), d)
	}
}

func TestParseRejects(t *testing.T) {
	for _, input := range rejected {
		require.False(t, json.Valid([]byte(input)), input)
		d, err := jsonx.Parse([]byte(input), jsonx.Options{})
		require.Error(t, err, input)
		require.Nil(t, d, input)
	}
}

// sample has one of everything.
const sample = `{"a": [1, -2.5e+3, true, false, null, "x\n\u00e9\ud83d\ude00é😀"], "b": {"c": {}, "d": []}, "a": "z"}`

func TestParseRejectsEveryTruncation(t *testing.T) {
	for i := range len(sample) {
		_, err := jsonx.Parse([]byte(sample[:i]), jsonx.Options{ReplaceInvalidUTF8: true})
		require.Error(t, err, sample[:i])
		if utf8.ValidString(sample[:i]) {
			require.ErrorContains(t, err, "the input ", sample[:i]) // …is empty, or ends somewhere
		}
	}
}

func TestParseSkipsOneByteOrderMark(t *testing.T) {
	data := []byte("\xef\xbb\xbf{\"a\":1}")
	d, err := jsonx.Parse(data, jsonx.Options{})
	require.NoError(t, err)
	require.Equal(t, 3, d.Root().Offset())
	require.Equal(t, 8, d.Root().Get("a").Offset())
	requireTwinDocument(t, data, d)

	for _, input := range []string{"\xef\xbb\xbf\xef\xbb\xbf{}", " \xef\xbb\xbf{}", "\xef\xbb\xbf", "\xef\xbb{}", "\xef\xbb"} {
		_, err := jsonx.Parse([]byte(input), jsonx.Options{ReplaceInvalidUTF8: true})
		require.Error(t, err, "%q", input)
	}
}

func TestParseRejectsInvalidUTF8(t *testing.T) {
	for _, input := range invalidUTF8 {
		for _, data := range []string{`"` + input + `"`, `["x` + input + `y"]`, `{"` + input + `":1}`, `{"a":"` + input} {
			_, err := jsonx.Parse([]byte(data), jsonx.Options{})
			require.ErrorContains(t, err, "not UTF-8", "%q", data)
		}
	}
}

// invalidUTF8 has characters that are cut off, too long, surrogates, too large, and bytes that are in no character.
var invalidUTF8 = []string{
	"\x80", "\xbf", "\xff", "\xfe\xff", "\xc3", "\xc3é", "\xe2", "\xe2\x82", "\xe2\x82\xe2\x82\xac", "\xf0\x9f", "\xf0\x9f\x98", "\xf0\x9f\x98x",
	"\xc0\x80", "\xc1\xbf", "\xe0\x80\x80", "\xe0\x9f\xbf", "\xf0\x80\x80\x80", "\xf0\x8f\xbf\xbf", "\xed\xa0\x80", "\xed\xbf\xbf",
	"\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xfc\x80\x80\x80\x80\x80", "\x80\x80\x80", "a\xe2\x82b\x82c", "\xe2\x28\xa1", "\xe2\x82\\n", "\\n\x82\\\\",
}

func TestReplaceInvalidUTF8(t *testing.T) {
	for _, input := range append(invalidUTF8, "é€😀", "x\ufffdy") {
		data := []byte(`{"a":"` + input + `","` + input + `":"\n` + input + `"}`)
		d, err := jsonx.Parse(data, jsonx.Options{ReplaceInvalidUTF8: true})
		require.NoError(t, err, "%q", input)
		want, _ := twinOf(replaceInvalid(data))
		requireTwin(t, want, d.Root(), withoutPlaces)
	}
	_, err := jsonx.Parse([]byte("{\xff}"), jsonx.Options{ReplaceInvalidUTF8: true})
	require.Error(t, err, "outside strings")
}

func TestLimits(t *testing.T) {
	for _, test := range []struct {
		name    string
		input   string
		options jsonx.Options
		want    error
	}{
		{"size reached", `[1,2]`, jsonx.Options{MaxBytes: 5}, nil},
		{"size exceeded", `[1,2] `, jsonx.Options{MaxBytes: 5}, jsonx.ErrTooLarge},
		{"default size exceeded", strings.Repeat(" ", jsonx.DefaultMaxBytes) + "1", jsonx.Options{}, jsonx.ErrTooLarge},
		{"negative means default", `[]`, jsonx.Options{MaxBytes: -1, MaxDepth: -1}, nil},
		{"depth reached", `[{"a":[1]}]`, jsonx.Options{MaxDepth: 3}, nil},
		{"depth exceeded", `[{"a":[[]]}]`, jsonx.Options{MaxDepth: 3}, jsonx.ErrTooDeep},
		{"depth exceeded by an object", `[{"a":[{}]}]`, jsonx.Options{MaxDepth: 3}, jsonx.ErrTooDeep},
		{"depth is not a count", `[[],[],[[],[]],{}]`, jsonx.Options{MaxDepth: 3}, nil},
		{"default depth reached", nested(jsonx.DefaultMaxDepth), jsonx.Options{}, nil},
		{"default depth exceeded", nested(jsonx.DefaultMaxDepth + 1), jsonx.Options{}, jsonx.ErrTooDeep},
		{"100,000 deep", nested(100_000), jsonx.Options{}, jsonx.ErrTooDeep},
		{"100,000 deep and unclosed", strings.Repeat("[", 100_000), jsonx.Options{}, jsonx.ErrTooDeep},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := jsonx.Parse([]byte(test.input), test.options)
			require.ErrorIs(t, err, test.want)
			if test.want != nil {
				var syntax *jsonx.SyntaxError
				require.ErrorAs(t, err, &syntax)
			}
		})
	}
}

func nested(depth int) string {
	return strings.Repeat("[", depth) + strings.Repeat("]", depth)
}

func TestParseDoesNotRecurse(t *testing.T) {
	deep := jsonx.Options{MaxDepth: 1_000_000}
	d, err := jsonx.Parse([]byte(nested(1_000_000)), deep)
	require.NoError(t, err)
	require.Equal(t, 1, d.Root().Len())

	_, err = jsonx.Parse([]byte(strings.Repeat(`{"a":`, 500_000)), deep)
	require.ErrorContains(t, err, "the input ends inside the object")
}

// TestParseIsLinear has inputs of up to ten megabytes that would take minutes if anything were quadratic.
func TestParseIsLinear(t *testing.T) {
	long := strings.Repeat("x", 100_000)
	for _, test := range []struct{ name, input string }{
		{"one string", `"` + strings.Repeat("x", 10<<20) + `"`},
		{"one escaped string", `"` + strings.Repeat(`\n`, 1<<20) + `"`},
		{"one number", strings.Repeat("9", 1<<20)},
		{"elements", `[` + strings.Repeat("1,", 1<<18) + `1]`},
		{"empty objects", `[` + strings.Repeat("{},", 1<<18) + `1]`},
		{"equal keys", `{` + strings.Repeat(`"":0,`, 1<<18) + `"":1}`},
		{"equal keys in two spellings", `{` + strings.Repeat(`"ab":0,"a\u0062":1,`, 50_000) + `"":1}`},
		{"distinct keys", manyMembers(100_000, "")},
		{"long keys with one beginning", `{` + strings.Repeat(`"`+long+`\n1":0,"`+long+`2":1,`, 50) + `"":1}`},
		{"white space", `[` + strings.Repeat(" \n", 1<<20) + `]`},
		{"invalid bytes", `"` + strings.Repeat("\xff", 1<<18) + `"`},
		{"lines, then an error", strings.Repeat("\n", 10<<20) + "x"},
		{"one line, then an error", `["` + strings.Repeat("x", 10<<20) + `"x`},
	} {
		t.Run(test.name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			d, err := jsonx.Parse([]byte(test.input), jsonx.Options{ReplaceInvalidUTF8: true})
			runtime.ReadMemStats(&after)
			require.Less(t, (after.TotalAlloc-before.TotalAlloc)/uint64(len(test.input)), uint64(60), "bytes allocated for each of the input")
			if strings.HasSuffix(test.input, "x") {
				require.Error(t, err)
				return
			}
			require.NoError(t, err)
			d.Root().Text()
			d.Root().Float()
			for key, member := range d.Root().Members() {
				if len(key) < 10 {
					require.Equal(t, member, d.Root().Get(key))
				}
			}
		})
	}
}

func TestParseFile(t *testing.T) {
	for _, tt := range []struct {
		data    string
		invalid int
		fails   bool
	}{
		{`{"a": "b"}`, -1, false}, {"{\"a\": \"b\xff\xfe\"}", 8, false}, {`{"a": }`, 0, true}, {"{\"a\": \"\xff\",}", 0, true},
	} {
		doc, invalid, err := jsonx.ParseFile([]byte(tt.data))
		require.Equal(t, tt.fails, err != nil, tt.data)
		if err == nil {
			require.Equal(t, tt.invalid, invalid, tt.data)
			require.Equal(t, jsonx.Object, doc.Root().Kind())
		}
	}
}

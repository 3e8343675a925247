package jsonx_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/internal/jsonx"
)

// syntaxErrors has every message.
var syntaxErrors = []struct{ input, want string }{ // Nothing, or not all.
	{``, `line 1, column 1: the input is empty; write a JSON value such as {}`},
	{" \n\t", `line 1, column 1: the input is empty; write a JSON value such as {}`},
	{`{`, `line 1, column 2: the input ends inside the object that begins at line 1, column 1; add what is missing, ending with }`},
	{`{"a"`, `line 1, column 5: the input ends inside the object that begins at line 1, column 1; add what is missing, ending with }`},
	{`{"a":`, `line 1, column 6: the input ends inside the object that begins at line 1, column 1; add what is missing, ending with }`},
	{`{"a": 1, `, `line 1, column 9: the input ends inside the object that begins at line 1, column 1; add what is missing, ending with }`},
	{"{\n  \"a\": [\n    1,\n", `line 3, column 7: the input ends inside the array that begins at line 2, column 8; add what is missing, ending with ]`},
	{`[[1, 2]`, `line 1, column 8: the input ends inside the array that begins at line 1, column 1; add what is missing, ending with ]`},
	{`["abc`, `line 1, column 6: the input ends inside a string; add what is missing, beginning with a closing double quote`},
	{`["abc\`, `line 1, column 7: the input ends inside an escape; add what is missing, and a closing double quote`},
	{`["abc\u12`, `line 1, column 10: the input ends inside an escape; add what is missing, and a closing double quote`},
	{`[tru`, `line 1, column 5: the input ends inside the word true; add the rest`},
	{`-`, `line 1, column 2: the input ends inside a number; add the digits that must follow the minus sign`},
	{`[1.`, `line 1, column 4: the input ends inside a number; add the digits that must follow the decimal point`},
	{`[1e`, `line 1, column 4: the input ends inside a number; add the digits that must follow the e of the exponent`},
	{`{"a`, `line 1, column 4: the input ends inside a string; add what is missing, beginning with a closing double quote`},

	// Commas and colons.
	{`[1,]`, `line 1, column 3: a comma must not stand before ]; remove the comma`},
	{"{\n  \"a\": 1,\n}", `line 2, column 9: a comma must not stand before }; remove the comma`},
	{`[,1]`, `line 1, column 2: expected a value, found a comma; remove the comma or add the value before it`},
	{`{,"a":1}`, `line 1, column 2: expected a key in double quotes, found a comma; remove the comma`},
	{`[1,,2]`, `line 1, column 4: expected a value, found a comma; remove the comma or add the value before it`},
	{`{"a":1,,"b":2}`, `line 1, column 8: expected a key in double quotes, found a comma; remove the comma`},
	{`[1 2]`, `line 1, column 4: expected a comma or ] after an element, found "2"`},
	{`{"a":1 "b":2}`, `line 1, column 8: expected a comma or } after a member, found a double quote`},
	{`{"a" 1}`, `line 1, column 6: expected a colon after the key, found "1"`},
	{`{"a" = 1}`, `line 1, column 6: expected a colon after the key, found "="; a colon stands between a key and its value`},
	{`{"a":}`, `line 1, column 6: expected a value, found "}"; add the value before it`},
	{`[1:2]`, `line 1, column 3: expected a comma or ] after an element, found ":"`},
	{`[1}`, `line 1, column 3: expected a comma or ] after an element, found "}"`},
	{`{"a":1]`, `line 1, column 7: expected a comma or } after a member, found "]"`},
	{`[1] 2`, `line 1, column 5: expected the end of the input, which must be one single value, found "2"`},
	{`{}}`, `line 1, column 3: expected the end of the input, which must be one single value, found "}"`},
	{`{"a":1;"b":2}`, `line 1, column 7: expected a comma or } after a member, found ";"`},

	// Keys.
	{`{a:1}`, `line 1, column 2: expected a key in double quotes, found "a"; put the key in double quotes`},
	{`{'a':1}`, `line 1, column 2: expected a key in double quotes, found "'"; use double quotes`},
	{`{1:1}`, `line 1, column 2: expected a key in double quotes, found "1"`},
	{`{“a”:1}`, `line 1, column 2: expected a key in double quotes, found "“"; use straight double quotes`},
	{`{null:1}`, `line 1, column 2: expected a key in double quotes, found "n"; put the key in double quotes`},

	// Values in other languages.
	{`['a']`, `line 1, column 2: expected a value, found "'"; use double quotes`},
	{"[`a`]", "line 1, column 2: expected a value, found \"`\"; use double quotes"},
	{`[“a”]`, `line 1, column 2: expected a value, found "“"; use straight double quotes`},
	{`[abc]`, `line 1, column 2: expected a value, found "a"; text must be in double quotes`},
	{`[NaN]`, `line 1, column 2: NaN is not JSON; use a number, null or a string`},
	{`[-Infinity]`, `line 1, column 2: -Infinity is not JSON; use a number, null or a string`},
	{`[undefined]`, `line 1, column 2: undefined is not JSON; use null`},
	{`[None]`, `line 1, column 2: None is not JSON; use null`},
	{`[True]`, `line 1, column 2: True is not JSON; use true`},
	{`[FALSE]`, `line 1, column 2: FALSE is not JSON; use false`},
	{`[nul]`, `line 1, column 2: expected a value, found "n"; text must be in double quotes`},
	{`[@]`, `line 1, column 2: expected a value, found "@"`},
	{`[é]`, `line 1, column 2: expected a value, found "é"`},

	// Comments.
	{"{\n  // note\n}", `line 2, column 3: JSON has no comments; remove the comment`},
	{`{"a":1 /* note */}`, `line 1, column 8: JSON has no comments; remove the comment`},
	{`[1] # note`, `line 1, column 5: JSON has no comments; remove the comment`},
	{`/`, `line 1, column 1: expected a value, found "/"`},

	// Numbers.
	{`[01]`, `line 1, column 2: a number must not begin with 0 if more digits follow; remove the 0, or put the number in double quotes`},
	{`[-01]`, `line 1, column 3: a number must not begin with 0 if more digits follow; remove the 0, or put the number in double quotes`},
	{`[+1]`, `line 1, column 2: a number must not begin with +; remove the +`},
	{`[.5]`, `line 1, column 2: a number must not begin with a point; write 0 before it`},
	{`[-.5]`, `line 1, column 3: expected a digit after the minus sign, found "."`},
	{`[1.]`, `line 1, column 4: expected a digit after the decimal point, found "]"`},
	{`[1e+]`, `line 1, column 5: expected a digit after the e of the exponent, found "]"`},
	{`[-a]`, `line 1, column 3: expected a digit after the minus sign, found "a"`},
	{`[0x10]`, `line 1, column 2: a number must not be hexadecimal; write it in decimal, or put it in double quotes`},
	{`[1_000]`, `line 1, column 3: expected a comma or ] after an element, found "_"`},
	{`[-NaN]`, `line 1, column 2: -NaN is not JSON; use a number, null or a string`},

	// Strings.
	{"[\"a\nb\"]", `line 1, column 4: a string must end in the line in which it begins; close it with a double quote, or write \n for a line break`},
	{"[\"a\tb\"]", `line 1, column 4: a string must not contain a tab; write \t`},
	{"[\"a\x00b\"]", `line 1, column 4: a string must not contain the control character U+0000; write \u0000`},
	{"[\"a\x1bb\"]", `line 1, column 4: a string must not contain the control character U+001B; write \u001b`},
	{`["C:\Users"]`, `line 1, column 5: a backslash must not stand before "U"; write \\ if a backslash is meant`},
	{`["\x41"]`, `line 1, column 3: a backslash must not stand before "x"; write \\ if a backslash is meant`},
	{`["don\'t"]`, `line 1, column 6: a single quote must not have a backslash before it; remove the backslash`},
	{`["\u12G4"]`, `line 1, column 3: \u must be followed by four hexadecimal digits; write \\ if a backslash is meant`},
	{"[\"a\\\nb\"]", `line 1, column 4: a string must not go on in the next line; write \n for a line break`},
	{`["a"b"]`, `line 1, column 5: expected a comma or ] after an element, found "b"; write \" for a double quote inside a string`},
	{`["\é"]`, `line 1, column 3: a backslash must not stand before "é"; write \\ if a backslash is meant`},

	// Encodings.
	{"\xff\xfe{\x00}\x00", `line 1, column 1: the input looks like UTF-16; save it as UTF-8`},
	{"\xfe\xff\x00{\x00}", `line 1, column 1: the input looks like UTF-16; save it as UTF-8`},
	{"{\x00}\x00", `line 1, column 1: the input looks like UTF-16; save it as UTF-8`},
	{"\x00{\x00}", `line 1, column 1: the input looks like UTF-16; save it as UTF-8`},
	{"[\"caf\xe9\"]", `line 1, column 6: the input is not UTF-8, found the byte 0xe9; save it as UTF-8`},
	{"[\xe9]", `line 1, column 2: expected a value, found the byte 0xe9`},
	{"\ufeff\ufeff{}", `line 1, column 4: a byte-order mark may only stand once, at the very beginning; remove this one`},
	{"{\u00a0}", `line 1, column 2: found a no-break space; use a plain space`},
	{"\u00a0{}", `line 1, column 1: found a no-break space; use a plain space`},
	{"[\x00]", `line 1, column 1: the input looks like UTF-16; save it as UTF-8`},
	{"[\x1b[31m]", `line 1, column 2: expected a value, found "\x1b"`},
	{"\ufeff[x]", `line 1, column 5: expected a value, found "x"; text must be in double quotes`},
	{"[\u202e]", `line 1, column 2: expected a value, found "\u202e"`},
}

func TestSyntaxError(t *testing.T) {
	for _, test := range syntaxErrors {
		_, err := jsonx.Parse([]byte(test.input), jsonx.Options{})
		require.EqualError(t, err, test.want, "%q", test.input)
	}
}

func TestLimitErrors(t *testing.T) {
	_, err := jsonx.Parse([]byte("[1,\n2]"), jsonx.Options{MaxBytes: 5})
	require.EqualError(t, err, "line 2, column 2: the input has 6 bytes, more than the limit of 5; shorten it")
	var syntax *jsonx.SyntaxError
	require.ErrorAs(t, err, &syntax)
	require.Equal(t, 5, syntax.Offset)
	require.Equal(t, syntax.Error(), syntax.Excerpt(), "nothing is shown of what was not read")

	_, err = jsonx.Parse([]byte("[\n[[]]]"), jsonx.Options{MaxDepth: 2})
	require.EqualError(t, err, "line 2, column 2: arrays and objects are nested more than 2 deep; flatten them")
}

func TestSyntaxErrorPlace(t *testing.T) {
	_, err := jsonx.Parse([]byte("{\n  \"a\": 1,\n}"), jsonx.Options{})
	var syntax *jsonx.SyntaxError
	require.ErrorAs(t, err, &syntax)
	require.Equal(t, 10, syntax.Offset)
	require.Equal(t, "settings.json:2:9", syntax.Position("settings.json").String())
	require.Equal(t, "a comma must not stand before }; remove the comma", syntax.Message)
	require.NoError(t, errors.Unwrap(syntax))
}

func TestSyntaxErrorWithoutPlace(t *testing.T) {
	err := &jsonx.SyntaxError{Message: "made elsewhere"}
	require.EqualError(t, err, "made elsewhere")
	require.Equal(t, "made elsewhere", err.Excerpt())
}

func TestExcerpt(t *testing.T) {
	for _, test := range []struct {
		name, input string
		want        []string // the lines of the excerpt
	}{
		{"plain", "{\n  \"a\": 1,\n}", []string{
			`    2 |   "a": 1,`,
			`      |         ^`,
		}},
		{"keys are shown and values are not", `{"token": "hunter2", "ok": true, "n": 12 "other": "hunter3", "list": [1, 2, 3]}`, []string{
			`    1 | {"token": "*******", "ok": true, "n": 12 "other": "*******", "list": [*...`,
			`      |                                          ^`,
		}},
		{"end", "[\n  \"abc\"", []string{
			`    2 |   "***"`,
			`      |        ^`,
		}},
		{"end, white space left out", "[1   \n\n", []string{
			`    1 | [1`,
			`      |   ^`,
		}},
		{"empty", "", []string{
			`    1 |`,
			`      | ^`,
		}},
		{"tabs", "[\n\t\"a\",\t\tb]", []string{
			"    2 | \t\"*\",\t\tb]",
			"      | \t    \t\t^",
		}},
		{"carriage return", "[\r\n  x\r\n]", []string{
			`    2 |   x`,
			`      |   ^`,
		}},
		{"wide input", `{"é€": "é€", "😀": x}`, []string{
			`    1 | {"é€": "**", "😀": x}`,
			`      |                   ^`,
		}},
		{"byte-order mark", "\ufeff{x", []string{
			`    1 | {x`,
			`      |  ^`,
		}},
		{"terminal controls", "{\"\u202e\u200b\": \"\u202e\", \x1b[31mred", []string{
			`    1 | {"??": "*", ?[******`,
			`      |             ^`,
		}},
		{"quote missing", `{"token": hunter2", "next": "abc"}`, []string{
			`    1 | {"token": h******", "next": "***"}`,
			`      |           ^`,
		}},
		{"quote too many", `{"token": "hunter"2", "next": "abc"}`, []string{
			`    1 | {"token": "******"2", "next": "***"}`,
			`      |                   ^`,
		}},
		{"inside a value", `{"path": "C:\Users\me"}`, []string{
			`    1 | {"path": "**\********"}`,
			`      |             ^`,
		}},
		{"inside a key", `{"C:\Users": 1, "b": 2}`, []string{
			`    1 | {"**\*****": *, "b": *}`,
			`      |     ^`,
		}},
		{"value without its key", `{"hunter2", "b": 2}`, []string{
			`    1 | {"*******", "b": *}`,
			`      |           ^`,
		}},
		{"quoted text after the place", `{"a": 1 "b\"c" : 2, "d"}`, []string{
			`    1 | {"a": 1 "b\"c" : *, "*"}`,
			`      |         ^`,
		}},
		{"comment", `{"a": 1} // hunter2`, []string{
			`    1 | {"a": 1} /* *******`,
			`      |          ^`,
		}},
		{"long line", `{"key": "` + strings.Repeat("x", 1000) + `", "other": 01, "z": "` + strings.Repeat("y", 1000) + `"}`, []string{
			`    1 | ...**************************************", "other": 0*, "z": "********************...`,
			`      |                                                      ^`,
		}},
		{"long line, cut between characters", `{"` + strings.Repeat("é", 1000) + `": ` + strings.Repeat("é", 1000) + `"}`, []string{
			`    1 | ...éééééééééééééééééééééééé": é**************...`,
			`      |                               ^`,
		}},
		{"high line number", strings.Repeat("\n", 123456) + "x", []string{
			`123457 | x`,
			`       | ^`,
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := jsonx.Parse([]byte(test.input), jsonx.Options{})
			var syntax *jsonx.SyntaxError
			require.ErrorAs(t, err, &syntax)
			got := strings.TrimPrefix(syntax.Excerpt(), syntax.Error()+"\n\n")
			require.Equal(t, test.want, strings.Split(got, "\n"))
		})
	}
}

// TestErrorsKeepSecrets damages a document in every place and in many ways, and expects that no error shows more than
// one character of the secret in a row.
func TestErrorsKeepSecrets(t *testing.T) {
	const secret = "Xq7-Zw9_Kp3"
	documents := []string{
		`{"token": "` + secret + `", "next": 1}`,
		`{"a": "b", "token": "` + secret + `"}`,
		`["` + secret + `", "` + secret + `", {"x": "` + secret + `"}]`,
		`{"` + secret + `", "set"}`,
		"{\n  \"token\":\n    \"" + secret + "\",\n  \"b\": [\"" + secret + "\\n\", 1]\n}",
		`{"url": "https://user:` + secret + `@host", "cmd": "echo \"` + secret + `\": x", "n": 1}`,
	}
	damage := []string{"", `"`, `'`, `\`, `""`, `x`, `,`, `:`, `{`, `}`, `[`, `]`, "\n", "\x00", "\xff", `//`, ` `, `\u`, `”`}
	for _, document := range documents {
		for i := range len(document) + 1 {
			for _, d := range damage {
				requireSecret(t, document[:i]+d+document[i:], secret) // put in
				requireSecret(t, document[:i]+d, secret)              // cut off
				if i < len(document) {
					requireSecret(t, document[:i]+d+document[i+1:], secret) // replaced
				}
			}
		}
	}
}

func requireSecret(t *testing.T, input, secret string) {
	_, err := jsonx.Parse([]byte(input), jsonx.Options{ReplaceInvalidUTF8: true})
	if err == nil || strings.Contains(input, secret+`":`) {
		return // where the damage made it a key, it may be shown
	}
	var syntax *jsonx.SyntaxError
	require.ErrorAs(t, err, &syntax)
	shown := syntax.Excerpt() + fmt.Sprintf("%+v %#v", syntax, syntax)
	for i := range len(secret) - 1 {
		require.NotContains(t, shown, secret[i:i+2], "%q", input)
	}
}

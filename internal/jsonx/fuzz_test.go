package jsonx_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/internal/jsonx"
)

// FuzzParse compares with the twin, and validity with encoding/json, whose grammar is strict although its keys are not.
func FuzzParse(f *testing.F) {
	for _, table := range [][]string{accepted, rejected, invalidUTF8, {sample, "\xef\xbb\xbf{}", "{\r\n\t\"a\" : 1,\r\n \"b\":2}\r\n"}} {
		for _, seed := range table {
			f.Add([]byte(seed))
		}
	}
	for _, test := range syntaxErrors {
		f.Add([]byte(test.input))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 4096 {
			return
		}
		options := jsonx.Options{MaxDepth: 5000}
		text := bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))

		strict, err := jsonx.Parse(data, options)
		require.Equal(t, json.Valid(text) && utf8.Valid(text), err == nil)
		if err != nil {
			checkError(t, data, err)
		} else {
			requireTwinDocument(t, data, strict)
			checkPlaces(t, data, strict, strict.Root())
		}

		options.ReplaceInvalidUTF8 = true
		lenient, err := jsonx.Parse(data, options)
		replaced := replaceInvalid(text)
		require.Equal(t, json.Valid(replaced), err == nil)
		if err != nil {
			checkError(t, data, err)
			return
		}
		want, _ := twinOf(replaced)
		requireTwin(t, want, lenient.Root(), withoutPlaces)
	})
}

func checkError(t *testing.T, data []byte, err error) {
	var syntax *jsonx.SyntaxError
	require.True(t, errors.As(err, &syntax))
	require.GreaterOrEqual(t, syntax.Offset, 0)
	require.LessOrEqual(t, syntax.Offset, len(data))
	require.Equal(t, slowPosition(data, syntax.Offset), syntax.Position("f"))
	require.True(t, utf8.ValidString(syntax.Excerpt()))
	require.NotContains(t, syntax.Excerpt(), "\x1b")
	require.NotContains(t, syntax.Error(), "\n")
}

func checkPlaces(t *testing.T, data []byte, d *jsonx.Document, v jsonx.Value) {
	require.Equal(t, slowPosition(data, v.Offset()), d.Position("f", v.Offset()))
	require.Equal(t, string(data[v.Offset():v.End()]), string(v.Raw()))
	for e := range v.Elements() {
		checkPlaces(t, data, d, e)
	}
	for _, m := range v.Members() {
		require.Equal(t, byte('"'), data[m.KeyOffset()])
		checkPlaces(t, data, d, m)
	}
}

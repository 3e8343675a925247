package jsonx_test

import (
	"go/token"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/internal/jsonx"
)

// slowPosition walks to the offset byte by byte.
func slowPosition(data []byte, offset int) token.Position {
	place := token.Position{Filename: "f", Offset: offset, Line: 1, Column: 1}
	for _, c := range data[:offset] {
		place.Column++
		if c == '\n' {
			place.Line++
			place.Column = 1
		}
	}
	return place
}

func TestPosition(t *testing.T) {
	data := []byte("{\r\n  \"a\": [\n\t\"é\", 1]\n}")
	d, err := jsonx.Parse(data, jsonx.Options{})
	require.NoError(t, err)
	a := d.Root().Get("a")
	require.Equal(t, "f:2:3", d.Position("f", a.KeyOffset()).String())
	require.Equal(t, "f:2:8", d.Position("f", a.Offset()).String())
	for e := range a.Elements() {
		if e.Kind() == jsonx.Number {
			require.Equal(t, "f:3:8", d.Position("f", e.Offset()).String(), "columns count bytes")
		}
	}
	require.Equal(t, "4:2", d.Position("", len(data)).String())
	for offset := range len(data) + 1 {
		require.Equal(t, slowPosition(data, offset), d.Position("f", offset))
	}
	require.Equal(t, "f:1:1", d.Position("f", -5).String())
	require.Equal(t, "f:4:2", d.Position("f", 1000).String())
}

func TestLine(t *testing.T) {
	for _, test := range []struct {
		data   string
		offset int
		line   string
		number int
	}{
		{"", 0, "", 1},
		{"abc", 0, "abc", 1},
		{"abc", 3, "abc", 1},
		{"abc", -1, "abc", 1},
		{"abc", 99, "abc", 1},
		{"abc\n", 3, "abc", 1},
		{"abc\n", 4, "", 2},
		{"abc\ndef\nghi", 4, "def", 2},
		{"abc\ndef\nghi", 7, "def", 2},
		{"abc\ndef\nghi", 8, "ghi", 3},
		{"abc\r\ndef\r\n", 1, "abc", 1},
		{"abc\r\ndef\r\n", 3, "abc", 1},
		{"abc\r\ndef\r\n", 4, "abc", 1},
		{"abc\r\ndef\r\n", 5, "def", 2},
		{"abc\rdef", 5, "abc\rdef", 1},
		{"\r\n", 0, "", 1},
		{"\n\n\n", 1, "", 2},
	} {
		line, number := jsonx.Line([]byte(test.data), test.offset)
		require.Equal(t, test.line, line, "%q at %d", test.data, test.offset)
		require.Equal(t, test.number, number, "%q at %d", test.data, test.offset)
	}
}

func TestLineCounterAgreesWithPosition(t *testing.T) {
	data := []byte("{\n\"a\": 1,\r\n\n \"b\": [\n2]}")
	doc, err := jsonx.Parse(data, jsonx.Options{})
	require.NoError(t, err)
	c := jsonx.LineCounter{Data: data}
	for i := range 2 * len(data) {
		at := i % (len(data) + 1) // ascending, and once back to the start
		require.Equal(t, doc.Position("f", at), c.Position("f", at))
	}
}

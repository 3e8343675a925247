package jsonx_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/internal/jsonx"
)

func parse(t testing.TB, data string) jsonx.Value {
	t.Helper()
	d, err := jsonx.Parse([]byte(data), jsonx.Options{})
	require.NoError(t, err)
	return d.Root()
}

func TestKindString(t *testing.T) {
	for kind, want := range []string{"nothing", "null", "boolean", "number", "string", "array", "object", "nothing"} {
		require.Equal(t, want, jsonx.Kind(kind).String())
	}
}

// TestAccessors asks every kind of value for everything.
func TestAccessors(t *testing.T) {
	for _, test := range []struct {
		input  string
		kind   jsonx.Kind
		length int
		text   any // nil where the accessor says no
		truth  any
		number any
	}{
		{`null`, jsonx.Null, 0, nil, nil, nil},
		{`true`, jsonx.Bool, 0, nil, true, nil},
		{`false`, jsonx.Bool, 0, nil, false, nil},
		{`0`, jsonx.Number, 0, nil, nil, 0.0},
		{`-12.5e1`, jsonx.Number, 0, nil, nil, -125.0},
		{`""`, jsonx.String, 0, "", nil, nil},
		{`"true"`, jsonx.String, 0, "true", nil, nil},
		{`"1"`, jsonx.String, 0, "1", nil, nil},
		{`[]`, jsonx.Array, 0, nil, nil, nil},
		{`[1,[2,3]]`, jsonx.Array, 2, nil, nil, nil},
		{`{}`, jsonx.Object, 0, nil, nil, nil},
		{`{"a":{"b":1,"c":2},"d":3,"a":4}`, jsonx.Object, 2, nil, nil, nil},
	} {
		v := parse(t, "[ "+test.input+" ]")
		for v = range v.Elements() {
		}
		require.Equal(t, test.kind, v.Kind(), test.input)
		require.Equal(t, test.length, v.Len(), test.input)
		require.Equal(t, test.input, string(v.Raw()))
		require.Equal(t, 2, v.Offset())
		require.Equal(t, 2+len(test.input), v.End())
		require.Equal(t, -1, v.KeyOffset())
		requireAnswer(t, test.text, "", v.Text)
		requireAnswer(t, test.truth, false, v.Bool)
		requireAnswer(t, test.number, 0, v.Float)

		require.Equal(t, jsonx.Value{}, v.Get("x"), test.input)
		members, elements := 0, 0
		for range v.Members() {
			members++
		}
		for range v.Elements() {
			elements++
		}
		require.Equal(t, test.length, members+elements, test.input)
		require.False(t, members > 0 && test.kind != jsonx.Object || elements > 0 && test.kind != jsonx.Array, test.input)
	}
}

func requireAnswer[T any](t *testing.T, want any, zero T, ask func() (T, bool)) {
	t.Helper()
	got, ok := ask()
	require.Equal(t, want != nil, ok)
	if want == nil {
		want = zero
	}
	require.Equal(t, want, got)
}

func TestZeroValueIsNothing(t *testing.T) {
	var none *jsonx.Document
	for _, v := range []jsonx.Value{{}, none.Root(), new(jsonx.Document).Root(), parse(t, `{}`).Get("a").Get("b"), parse(t, `"a"`).Get("a")} {
		require.Equal(t, jsonx.Value{}, v)
		require.Equal(t, jsonx.Invalid, v.Kind())
		require.Equal(t, jsonx.Value{}, v.Get("a"))
		require.Zero(t, v.Len())
		require.Zero(t, v.Offset())
		require.Zero(t, v.End())
		require.Equal(t, -1, v.KeyOffset())
		require.Nil(t, v.Raw())
		requireAnswer(t, nil, "", v.Text)
		requireAnswer(t, nil, false, v.Bool)
		requireAnswer(t, nil, 0, v.Float)
		for range v.Elements() {
			t.Error("an element of nothing")
		}
		for range v.Members() {
			t.Error("a member of nothing")
		}
	}
}

func TestText(t *testing.T) {
	for _, test := range []struct{ input, want string }{
		{`"git status"`, "git status"},
		{`"é€😀"`, "é€😀"},
		{`"\"\\\/\b\f\n\r\t"`, "\"\\/\b\f\n\r\t"},
		{`"\u0063ommand"`, "command"},
		{`"\u00e9\u20AC\ud83d\ude00"`, "é€😀"},
		{`"\u0000"`, "\x00"},
		{`"\\u0063"`, `\u0063`},
		{`"a\ud800b"`, "a\ufffdb"},
		{`"\udc00\ud800"`, "\ufffd\ufffd"},
		{`"\ud83d\ud83d\ude00"`, "\ufffd😀"},
		{`"\ud800\u0041"`, "\ufffdA"},
		{`"\ud800\n"`, "\ufffd\n"},
	} {
		text, ok := parse(t, test.input).Text()
		require.True(t, ok)
		require.Equal(t, test.want, text)
	}
}

func TestFloat(t *testing.T) {
	for _, test := range []struct {
		input string
		want  float64
	}{
		{`1e400`, math.Inf(1)},
		{`-1e400`, math.Inf(-1)},
		{`1e-400`, 0},
		{`5e-324`, math.SmallestNonzeroFloat64},
		{`9007199254740993`, 9007199254740992},
		{`0.1`, 0.1},
	} {
		got, ok := parse(t, test.input).Float()
		require.True(t, ok)
		require.Equal(t, test.want, got, test.input)
	}
	zero, _ := parse(t, `-0`).Float()
	require.True(t, math.Signbit(zero))
}

func TestRawAliasesTheInput(t *testing.T) {
	data := []byte(`{"a": [1, 2], "b": 3}`)
	d, err := jsonx.Parse(data, jsonx.Options{})
	require.NoError(t, err)
	raw := d.Root().Get("a").Raw()
	require.Same(t, &data[6], &raw[0])
	require.Len(t, raw, cap(raw), "appending must not write into the input")
}

func TestValuesAreComparable(t *testing.T) {
	root := parse(t, `{"a":1,"b":1}`)
	again := root.Get("a")
	require.True(t, root.Get("a") == again)
	require.False(t, root.Get("a") == root.Get("b"))
	require.False(t, root == parse(t, `{"a":1,"b":1}`))
}

func TestIterationStops(t *testing.T) {
	for range parse(t, `[1,2]`).Elements() {
		break
	}
	for range parse(t, `{"a":1,"b":2}`).Members() {
		break
	}
	d, err := jsonx.Parse([]byte(`{"a":1,"a":2,"a":3}`), jsonx.Options{})
	require.NoError(t, err)
	for range d.Duplicates() {
		break
	}
}

func TestConcurrentUse(t *testing.T) {
	root := parse(t, manyMembers(50, `,"k\u0033":-3,"list":[1,"\n"]`))
	want := slices.Collect(root.Get("list").Elements())
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for key, member := range root.Members() {
				if root.Get(key) != member {
					t.Error(key)
				}
				member.Text()
			}
			if !slices.Equal(want, slices.Collect(root.Get("list").Elements())) {
				t.Error("list")
			}
		})
	}
	wg.Wait()
}

func TestAllocations(t *testing.T) {
	data := []byte(`{"command":"git status"}`)
	require.LessOrEqual(t, testing.AllocsPerRun(100, func() {
		if _, err := jsonx.Parse(data, jsonx.Options{}); err != nil {
			t.Error(err)
		}
	}), 2.0)

	root := parse(t, `{"a\n":1,"command":"git\nstatus"}`)
	large := parse(t, manyMembers(100, `,"comm\u0061nd":"x"`))
	require.Zero(t, testing.AllocsPerRun(100, func() {
		if root.Get("command").Kind() != jsonx.String || large.Get("command").Kind() != jsonx.String || large.Get("x").Kind() != jsonx.Invalid {
			t.Error("wrong member")
		}
	}))
	require.Equal(t, 1.0, testing.AllocsPerRun(100, func() { root.Get("command").Text() }))
}

// A document that is used again costs nothing, and holds what it would alone.
func TestReset(t *testing.T) {
	var d jsonx.Document
	for _, text := range []string{`{"a":1}`, manyMembers(100, ""), `[]`, `{"a":{"b":[1,2]}}`, `{"a":1,"a":2}`} {
		require.NoError(t, d.Reset([]byte(text), jsonx.Options{}))
		require.Equal(t, parse(t, text).Get("a").Raw(), d.Root().Get("a").Raw())
		require.Equal(t, parse(t, text).Len(), d.Root().Len())
	}
	require.Error(t, d.Reset([]byte(`{"a":`), jsonx.Options{}))
	require.Equal(t, jsonx.Invalid, d.Root().Kind(), "after an error")
	require.NoError(t, d.Reset([]byte(`{"a":1}`), jsonx.Options{}))
	d.Clear()
	require.Equal(t, jsonx.Invalid, d.Root().Kind(), "cleared")

	data := []byte(`{"command":"git status"}`)
	require.NoError(t, d.Reset(data, jsonx.Options{}))
	require.Zero(t, testing.AllocsPerRun(100, func() {
		if err := d.Reset(data, jsonx.Options{}); err != nil {
			t.Error(err)
		}
	}))
}

func TestLookup(t *testing.T) {
	known := map[string]int{"a": 1, "b": 2, "c": 3, "é": 4, "\ufffd": 5}
	for _, c := range []struct {
		text string
		want string
	}{
		{`{"x":0,"b":"B","a":"A"}`, `2"B" 1"A" `},
		{`{"a":1,"b":2,"a":3}`, `13 22 `}, // the last counts, where the first stands
		{`{"\u0061":1,"\u00e9":2}`, `11 42 `},
		{`{"\ud800":1}`, ``}, // half a pair is not U+FFFD
		{`["a"]`, ``},
		{`{}`, ``},
	} {
		var got strings.Builder
		for n, v := range jsonx.Lookup(parse(t, c.text), known) {
			got.WriteString(fmt.Sprint(n) + string(v.Raw()) + " ")
		}
		require.Equal(t, c.want, got.String(), c.text)
	}
	for range jsonx.Lookup(parse(t, `{"a":1,"b":2}`), known) {
		break
	}
	for range jsonx.Lookup(jsonx.Value{}, known) {
		t.Error("nothing has no members")
	}
}

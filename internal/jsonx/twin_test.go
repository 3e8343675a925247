package jsonx_test

import (
	"bytes"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/internal/jsonx"
)

// A twin is the slow and obvious counterpart of a jsonx.Value: a tree, made by recursion, with text in UTF-16 as
// JavaScript has it.
type twin struct {
	kind       jsonx.Kind
	start, end int
	keyStart   int
	text       []uint16
	number     float64
	elements   []twin
	members    []twinMember // distinct keys in the order of their first appearance
}

type twinMember struct {
	key   []uint16
	value twin
}

// twinOf parses data, of which it expects that it is valid; anything else is a panic. It also returns the offsets of
// the keys that do not count, in the order of the text.
func twinOf(data []byte) (root twin, shadowed []int) {
	r := &twinReader{data: data}
	if bytes.HasPrefix(data, []byte("\xef\xbb\xbf")) {
		r.pos = 3
	}
	r.space()
	root = r.value()
	slices.Sort(r.shadowed)
	return root, r.shadowed
}

type twinReader struct {
	data     []byte
	pos      int
	shadowed []int
}

func (r *twinReader) space() {
	for r.pos < len(r.data) && strings.ContainsRune(" \t\r\n", rune(r.data[r.pos])) {
		r.pos++
	}
}

func (r *twinReader) value() twin {
	v := twin{start: r.pos, keyStart: -1}
	switch r.data[r.pos] {
	case '{':
		v.kind = jsonx.Object
		r.object(&v)
	case '[':
		v.kind = jsonx.Array
		r.array(&v)
	case '"':
		v.kind = jsonx.String
		v.text = r.string()
	case 't', 'n':
		v.kind = map[byte]jsonx.Kind{'t': jsonx.Bool, 'n': jsonx.Null}[r.data[r.pos]]
		r.pos += 4
	case 'f':
		v.kind = jsonx.Bool
		r.pos += 5
	default:
		v.kind = jsonx.Number
		for r.pos < len(r.data) && strings.ContainsRune("+-.0123456789eE", rune(r.data[r.pos])) {
			r.pos++
		}
		v.number, _ = strconv.ParseFloat(string(r.data[v.start:r.pos]), 64)
	}
	v.end = r.pos
	return v
}

func (r *twinReader) array(v *twin) {
	r.pos++
	for r.space(); r.data[r.pos] != ']'; r.space() {
		if r.data[r.pos] == ',' {
			r.pos++
			r.space()
		}
		v.elements = append(v.elements, r.value())
	}
	r.pos++
}

func (r *twinReader) object(v *twin) {
	r.pos++
	for r.space(); r.data[r.pos] != '}'; r.space() {
		if r.data[r.pos] == ',' {
			r.pos++
			r.space()
		}
		keyStart := r.pos
		key := r.string()
		r.space()
		r.pos++ // the colon
		r.space()
		value := r.value()
		value.keyStart = keyStart
		i := slices.IndexFunc(v.members, func(m twinMember) bool { return slices.Equal(m.key, key) })
		if i < 0 {
			v.members = append(v.members, twinMember{key, value})
			continue
		}
		r.shadowed = append(r.shadowed, v.members[i].value.keyStart)
		v.members[i].value = value
	}
	r.pos++
}

func (r *twinReader) string() []uint16 {
	text := []uint16{}
	for r.pos++; r.data[r.pos] != '"'; {
		switch {
		case r.data[r.pos] == '\\' && r.data[r.pos+1] == 'u':
			n, err := strconv.ParseUint(string(r.data[r.pos+2:r.pos+6]), 16, 16)
			if err != nil {
				panic(err)
			}
			text = append(text, uint16(n))
			r.pos += 6
		case r.data[r.pos] == '\\':
			i := strings.IndexByte(`"\/bfnrt`, r.data[r.pos+1])
			text = append(text, uint16("\"\\/\b\f\n\r\t"[i]))
			r.pos += 2
		default:
			c, size := utf8.DecodeRune(r.data[r.pos:])
			text = utf16.AppendRune(text, c)
			r.pos += size
		}
	}
	r.pos++
	return text
}

// places says whether a comparison with a twin includes offsets.
type places bool

const (
	withPlaces    places = true
	withoutPlaces places = false
)

// requireTwinDocument compares a document with the twin of its data.
func requireTwinDocument(t testing.TB, data []byte, d *jsonx.Document) {
	t.Helper()
	root, shadowed := twinOf(data)
	requireTwin(t, root, d.Root(), withPlaces)
	var duplicates []int
	for key := range d.Duplicates() {
		require.Equal(t, jsonx.String, key.Kind())
		require.Equal(t, -1, key.KeyOffset())
		duplicates = append(duplicates, key.Offset())
	}
	require.Equal(t, shadowed, duplicates)
}

// requireTwin compares a value with its twin, and everything in it.
func requireTwin(t testing.TB, want twin, got jsonx.Value, p places) {
	t.Helper()
	require.Equal(t, want.kind, got.Kind())
	if p {
		require.Equal(t, want.start, got.Offset())
		require.Equal(t, want.end, got.End())
		require.Equal(t, want.keyStart, got.KeyOffset())
	}
	text, ok := got.Text()
	require.Equal(t, want.kind == jsonx.String, ok)
	require.Equal(t, string(utf16.Decode(want.text)), text)
	number, ok := got.Float()
	require.Equal(t, want.kind == jsonx.Number, ok)
	require.Equal(t, want.number, number)
	value, ok := got.Bool()
	require.Equal(t, want.kind == jsonx.Bool, ok)
	require.Equal(t, value, string(got.Raw()) == "true")
	require.Equal(t, len(want.elements)+len(want.members), got.Len())

	i := 0
	for element := range got.Elements() {
		requireTwin(t, want.elements[i], element, p)
		i++
	}
	require.Len(t, want.elements, i)

	i = 0
	for key, member := range got.Members() {
		name := string(utf16.Decode(want.members[i].key))
		require.Equal(t, name, key)
		requireTwin(t, want.members[i].value, member, p)
		if !hasLoneSurrogate(want.members[i].key) {
			require.Equal(t, member, got.Get(key))
		}
		i++
	}
	require.Len(t, want.members, i)
}

func hasLoneSurrogate(text []uint16) bool {
	return !slices.Equal(text, utf16.Encode(utf16.Decode(text)))
}

// utf8Beginnings holds every beginning of every character that is not yet the character.
var utf8Beginnings = func() map[string]bool {
	m := make(map[string]bool)
	for r := rune(0x80); r <= utf8.MaxRune; r++ {
		if !utf8.ValidRune(r) {
			continue
		}
		s := string(r)
		for i := 1; i < len(s); i++ {
			m[s[:i]] = true
		}
	}
	return m
}()

// replaceInvalid decodes data as the Encoding standard of the web does: as much as could begin a character becomes one
// U+FFFD if it is none, and so does every other byte that fits nowhere.
func replaceInvalid(data []byte) []byte {
	var out []byte
	for len(data) > 0 {
		r, size := utf8.DecodeRune(data)
		if r == utf8.RuneError && size == 1 {
			for size < len(data) && utf8Beginnings[string(data[:size+1])] {
				size++
			}
		}
		out = utf8.AppendRune(out, r)
		data = data[size:]
	}
	return out
}

package secrets

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/gatehouse-go/gatehouse/internal/jsonx"
)

// ScanJSON returns the secrets in the strings of a JSON value, such as the message
// of a hook, in order. A string is searched as what it means, without escapes, and
// together with its key: [Finding.Field] says where it is, Pos and End are places in
// the JSON text. What is not JSON is an error that says where it breaks.
func (s *Scanner) ScanJSON(value []byte) ([]Finding, error) {
	leaves, err := jsonLeaves(value)
	if err != nil {
		return nil, err
	}
	var all []Finding
	for i := range leaves {
		l := &leaves[i]
		for _, f := range s.Scan([]byte(l.text)) {
			f.Field = l.path
			f.Pos.Offset, f.End.Offset = l.raw(value, f.Pos.Offset), l.raw(value, f.End.Offset)
			all = append(all, f)
		}
	}
	for _, f := range s.Scan(value) { // with the keys
		l := leafAround(leaves, f.Pos.Offset, f.End.Offset)
		if l == nil || slices.ContainsFunc(all, func(have Finding) bool { return have.Pos.Offset < f.End.Offset && f.Pos.Offset < have.End.Offset }) {
			continue
		}
		f.Field = l.path
		all = append(all, f)
	}
	slices.SortStableFunc(all, func(a, b Finding) int { return cmp.Compare(a.Pos.Offset, b.Pos.Offset) })
	maskFields(leaves, all)
	at := positioner{text: value}
	for i := range all {
		f := &all[i]
		f.Pos = at.position(f.Pos.Offset)
		ahead := at
		f.End = ahead.position(f.End.Offset)
	}
	return all, nil
}

// maskFields masks secrets that are keys in all paths that lead through them.
func maskFields(leaves []jsonLeaf, all []Finding) {
	var pairs []string
	for i := range all {
		if l := leafAround(leaves, all[i].Pos.Offset, all[i].End.Offset); l != nil && l.key {
			pairs = append(pairs, all[i].Secret.Reveal(), all[i].Secret.String())
		}
	}
	if pairs == nil {
		return
	}
	mask := strings.NewReplacer(pairs...)
	for i := range all {
		all[i].Field = mask.Replace(all[i].Field)
	}
}

// A jsonLeaf is a string in a JSON value: one that counts, or a key.
type jsonLeaf struct {
	key        bool
	path       string
	text       string
	start, end int // of its text with escapes, without the quotes
}

// raw is the place in the JSON text of an offset in the string.
func (l *jsonLeaf) raw(value []byte, offset int) int {
	if l.end-l.start == len(l.text) {
		return l.start + offset
	}
	at := l.start
	for offset > 0 && at < l.end {
		size, means := 1, 1
		switch c := value[at]; {
		case c == '\\' && value[at+1] == 'u':
			r, n := jsonRune(value[at:l.end])
			size, means = n, utf8.RuneLen(r)
		case c == '\\':
			size = 2
		}
		at += size
		offset -= means
	}
	return at
}

// jsonRune reads \u0061, or two of them that are a pair of surrogates.
func jsonRune(text []byte) (r rune, size int) {
	unit := func(text []byte) (rune, bool) {
		if len(text) < 6 || text[0] != '\\' || text[1] != 'u' {
			return 0, false
		}
		n, err := strconv.ParseUint(string(text[2:6]), 16, 16)
		return rune(n), err == nil
	}
	r, _ = unit(text)
	if r < 0xd800 || r > 0xdfff {
		return r, 6
	}
	if low, ok := unit(text[6:]); ok && r < 0xdc00 && 0xdc00 <= low && low <= 0xdfff {
		return (r-0xd800)<<10 + (low - 0xdc00) + 0x10000, 12
	}
	return utf8.RuneError, 6
}

// maxJSON bounds the size of a value. It must be in memory anyway.
const maxJSON = 1 << 30

func jsonLeaves(value []byte) ([]jsonLeaf, error) {
	doc, err := jsonx.Parse(value, jsonx.Options{MaxBytes: maxJSON})
	if err != nil {
		return nil, fmt.Errorf("secrets: not a JSON value: %w", err)
	}
	w := leafWalk{value: value}
	w.walk(doc.Root(), "")
	slices.SortFunc(w.leaves, byStart)
	w.addOthers()
	slices.SortFunc(w.leaves, byStart)
	return w.leaves, nil
}

func byStart(a, b jsonLeaf) int { return cmp.Compare(a.start, b.start) }

// addOthers adds the strings of members that do not count because their key occurs
// again: they can be read all the same.
func (w *leafWalk) addOthers() {
	known, next := len(w.leaves), 0
	for i := 0; i < len(w.value); i++ {
		if w.value[i] != '"' {
			continue
		}
		start := i + 1
		for i = start; w.value[i] != '"'; i++ {
			if w.value[i] == '\\' {
				i++
			}
		}
		for next < known && w.leaves[next].start < start {
			next++
		}
		if next < known && w.leaves[next].start == start {
			continue
		}
		doc, err := jsonx.Parse(w.value[start-1:i+1], jsonx.Options{MaxBytes: maxJSON})
		if err != nil {
			continue
		}
		text, _ := doc.Root().Text()
		w.leaves = append(w.leaves, jsonLeaf{text: text, start: start, end: i})
	}
}

type leafWalk struct {
	value  []byte
	leaves []jsonLeaf
}

func (w *leafWalk) walk(v jsonx.Value, path string) {
	switch v.Kind() {
	case jsonx.String:
		w.add(v, path)
	case jsonx.Object:
		for key, member := range v.Members() {
			inner := key
			if path != "" {
				inner = path + "." + key
			}
			w.addKey(member, key, inner)
			w.walk(member, inner)
		}
	case jsonx.Array:
		i := 0
		for element := range v.Elements() {
			w.walk(element, path+"["+strconv.Itoa(i)+"]")
			i++
		}
	}
}

func (w *leafWalk) add(v jsonx.Value, path string) {
	text, _ := v.Text()
	w.leaves = append(w.leaves, jsonLeaf{path: path, text: text, start: v.Offset() + 1, end: v.End() - 1})
}

func (w *leafWalk) addKey(member jsonx.Value, key, path string) {
	start := member.KeyOffset() + 1
	end := start
	for end < len(w.value) && w.value[end] != '"' {
		if w.value[end] == '\\' {
			end++
		}
		end++
	}
	w.leaves = append(w.leaves, jsonLeaf{key: true, path: path, text: key, start: start, end: end})
}

// leafAround returns the string that holds a part of the JSON text, if one does.
func leafAround(leaves []jsonLeaf, start, end int) *jsonLeaf {
	i, _ := slices.BinarySearchFunc(leaves, start, func(l jsonLeaf, start int) int { return cmp.Compare(l.end, start) })
	if i < len(leaves) && leaves[i].start <= start && end <= leaves[i].end {
		return &leaves[i]
	}
	return nil
}

// splitsEscape reports a place in the middle of an escape.
func splitsEscape(text []byte, start, at int) bool {
	for i := start; i < at; i++ {
		if text[i] != '\\' {
			continue
		}
		size := 2
		if bytes.HasPrefix(text[i:], []byte(`\u`)) {
			size = 6
		}
		if i+size > at {
			return true
		}
		i += size - 1
	}
	return false
}

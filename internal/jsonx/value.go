package jsonx

import (
	"iter"
	"strconv"
)

// A Value is a place in a [Document]. Values are small and comparable; two are equal if they are the same place.
//
// The zero Value is nothing: its Kind is Invalid and every accessor returns zero and false. Accessors return the
// zero Value for what is not there, so a path can be followed without checks between the steps:
//
//	command, ok := doc.Root().Get("tool_input").Get("command").Text()
type Value struct {
	doc  *Document
	node uint32
}

// at returns the node of a value that is not nothing.
func (v Value) at() *node { return &v.doc.nodes[v.node] }

// Kind says what the value is.
func (v Value) Kind() Kind {
	if v.doc == nil {
		return Invalid
	}
	return v.at().kind
}

// Get returns the member of an object that has exactly this key, or nothing if there is none or v is no object.
// Of several members with the key it returns the last, as JavaScript does.
func (v Value) Get(key string) Value {
	if v.Kind() != Object {
		return Value{}
	}
	d := v.doc
	if slots := d.index.of(v.node); slots != nil {
		k, ok := d.index.find(d, slots, key)
		if !ok {
			return Value{}
		}
		return Value{doc: d, node: d.nodes[k].next}
	}
	for k, end := v.node+1, v.at().next; k < end; k = d.nodes[k+1].next {
		if d.hasText(k, key) {
			return Value{doc: d, node: d.nodes[k].next}
		}
	}
	return Value{}
}

// Members yields each distinct key of an object and the value that counts for it: the last one written. Keys come
// in the order in which they first appear. It yields nothing if v is no object.
func (v Value) Members() iter.Seq2[string, Value] {
	return func(yield func(string, Value) bool) {
		if v.Kind() != Object {
			return
		}
		d := v.doc
		for k, end := v.node+1, v.at().next; k < end; k = d.nodes[k+1].next {
			if d.nodes[k].flags&repeated != 0 {
				continue
			}
			if !yield(d.text(k), Value{doc: d, node: d.nodes[k].next}) {
				return
			}
		}
	}
}

// Elements yields the elements of an array in order. It yields nothing if v is no array.
func (v Value) Elements() iter.Seq[Value] {
	return func(yield func(Value) bool) {
		if v.Kind() != Array {
			return
		}
		d := v.doc
		for e, end := v.node+1, v.at().next; e < end; e = d.nodes[e].next {
			if !yield(Value{doc: d, node: e}) {
				return
			}
		}
	}
}

// Len returns the number of elements of an array or of distinct keys of an object, and 0 for everything else.
// It counts them each time.
func (v Value) Len() int {
	n := 0
	switch v.Kind() {
	case Array:
		for range v.Elements() {
			n++
		}
	case Object:
		nodes := v.doc.nodes
		for k, end := v.node+1, v.at().next; k < end; k = nodes[k+1].next {
			if nodes[k].flags&repeated == 0 {
				n++
			}
		}
	}
	return n
}

// Text returns the decoded text of a string. It is valid UTF-8: lone surrogates are U+FFFD.
func (v Value) Text() (string, bool) {
	if v.Kind() != String {
		return "", false
	}
	return v.doc.text(v.node), true
}

// Bool returns the value of true and false.
func (v Value) Bool() (value, ok bool) {
	if v.Kind() != Bool {
		return false, false
	}
	return v.doc.data[v.at().start] == 't', true
}

// Float returns the value of a number. As in JavaScript, what is too large is an infinity and what is too small
// is 0.
func (v Value) Float() (float64, bool) {
	if v.Kind() != Number {
		return 0, false
	}
	// The only possible error is that of the range, and then the result is the infinity that is wanted.
	f, _ := strconv.ParseFloat(string(v.Raw()), 64)
	return f, true
}

// Raw returns the bytes of the value as they were written. They alias the input and must not be changed.
func (v Value) Raw() []byte {
	if v.doc == nil {
		return nil
	}
	n := v.at()
	return v.doc.data[n.start:n.end:n.end]
}

// Offset returns the offset of the value's first byte in the data that was parsed.
func (v Value) Offset() int {
	if v.doc == nil {
		return 0
	}
	return int(v.at().start)
}

// End returns the offset just past the value's last byte.
func (v Value) End() int {
	if v.doc == nil {
		return 0
	}
	return int(v.at().end)
}

// KeyOffset returns the offset of the opening quote of the value's key, or -1 if the value is no member of an object.
func (v Value) KeyOffset() int {
	if v.doc == nil || v.node == 0 {
		return -1
	}
	// A key is always followed by its value, and a value that follows a key is always that of the key.
	key := &v.doc.nodes[v.node-1]
	if key.flags&isKey == 0 {
		return -1
	}
	return int(key.start)
}

// Lookup yields, for each distinct key of an object that is also one of m, what m has for it and the value that counts
// in the object. It yields nothing if v is no object.
func Lookup[T any](v Value, m map[string]T) iter.Seq2[T, Value] {
	return func(yield func(T, Value) bool) {
		if len(m) == 0 || v.Kind() != Object {
			return
		}
		d := v.doc
		for k, end := v.node+1, v.at().next; k < end; k = d.nodes[k+1].next {
			if d.nodes[k].flags&repeated != 0 {
				continue
			}
			if found, ok := lookup(d, k, m); ok && !yield(found, Value{doc: d, node: d.nodes[k].next}) {
				return
			}
		}
	}
}

func lookup[T any](d *Document, key uint32, m map[string]T) (T, bool) {
	if d.nodes[key].flags&rewritten == 0 {
		found, ok := m[string(d.inner(key))] // no copy is made for this
		return found, ok
	}
	found, ok := m[string(appendText(nil, d.inner(key), keepLone))]
	return found, ok
}

package jsonx

import (
	"go/token"
	"iter"
)

// Kind says what a [Value] is.
type Kind uint8

// The kinds of values. The zero Kind is that of the zero Value, which stands for no value at all.
const (
	Invalid Kind = iota
	Null
	Bool
	Number
	String
	Array
	Object
)

// String names the kind as an error message would: "null", "boolean", "number", "string", "array", "object", and
// "nothing" for Invalid.
func (k Kind) String() string {
	switch k {
	case Null:
		return "null"
	case Bool:
		return "boolean"
	case Number:
		return "number"
	case String:
		return "string"
	case Array:
		return "array"
	case Object:
		return "object"
	}
	return "nothing"
}

// A Document is parsed JSON. Until [Document.Reset] it never changes and may be used by several goroutines at once.
//
// It keeps the bytes that were given to [Parse], which must not be changed while the Document is in use.
type Document struct {
	data  []byte
	nodes []node
	index *index // of the large objects; nil if there is none
}

// A node is a value, or the key of a member. Nodes stand in the order of the text, so that a container is followed
// by its content, and a key by its value.
type node struct {
	start, end uint32 // in the data, quotes and brackets included
	// next is the node after this one and all of its content. A key has no content and holds the node of the value
	// that counts for it, which is that of its last duplicate. An open container holds the container around it.
	next  uint32
	kind  Kind
	flags flags
}

type flags uint8

const (
	isKey     flags = 1 << iota
	rewritten       // the text of the string is not what stands between its quotes
	repeated        // an equal key stands before this one in the object
	shadowed        // an equal key stands behind this one in the object
)

// Clear makes d hold nothing. It keeps the memory for [Document.Reset], and no data.
func (d *Document) Clear() { *d = Document{nodes: d.nodes[:0]} }

// Size is a number of values and keys for which d has memory.
func (d *Document) Size() int { return cap(d.nodes) }

// Root returns the outermost value.
func (d *Document) Root() Value {
	if d == nil || len(d.nodes) == 0 {
		return Value{}
	}
	return Value{doc: d}
}

// Duplicates yields, in the order of the text, each key that does not count because its object has an equal key
// further on. The values are strings; their Offset is that of the key.
func (d *Document) Duplicates() iter.Seq[Value] {
	return func(yield func(Value) bool) {
		for i := range d.nodes {
			if d.nodes[i].flags&shadowed != 0 && !yield(Value{doc: d, node: uint32(i)}) {
				return
			}
		}
	}
}

// Position returns the line and the column, both counted from 1, of an offset into the data. Columns count bytes.
// Lines end with \n or \r\n.
func (d *Document) Position(filename string, offset int) token.Position {
	return position(d.data, filename, offset)
}

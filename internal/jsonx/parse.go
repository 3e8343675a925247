package jsonx

import (
	"bytes"
	"errors"
	"math"
	"slices"
)

// The limits that apply where [Options] sets none.
const (
	DefaultMaxBytes = 16 << 20
	DefaultMaxDepth = 512
)

// Options bound what [Parse] accepts. The zero value suits input from strangers.
type Options struct {
	// MaxBytes is the greatest length of the input; DefaultMaxBytes if it is not positive. More than 2 GiB is never
	// accepted.
	MaxBytes int
	// MaxDepth is the greatest number of arrays and objects around a value, itself included; DefaultMaxDepth if it
	// is not positive.
	MaxDepth int
	// ReplaceInvalidUTF8 reads bytes that are not UTF-8 as U+FFFD, as a JavaScript program does that reads a file as
	// UTF-8. Without it they are an error.
	ReplaceInvalidUTF8 bool
}

// Parse reads one JSON value with nothing around it but white space. The error is always a [*SyntaxError].
//
// The document refers to data, which must not be changed as long as the document is in use.
func Parse(data []byte, o Options) (*Document, error) {
	d := &Document{}
	if err := d.Reset(data, o); err != nil {
		return nil, err
	}
	return d, nil
}

// ParseFile is [Parse] as a JavaScript program reads a file: bytes that are not UTF-8 are U+FFFD. The first of them is
// at invalid, which is -1 if there is none.
func ParseFile(data []byte) (d *Document, invalid int, err error) {
	d, err = Parse(data, Options{})
	e, failed := errors.AsType[*SyntaxError](err)
	if !failed {
		return d, -1, err
	}
	d, err = Parse(data, Options{ReplaceInvalidUTF8: true})
	return d, e.Offset, err
}

// Reset makes d the document that [Parse] would return, and uses its memory again. Values of what d was before must
// not be used any more. After an error d holds nothing.
func (d *Document) Reset(data []byte, o Options) error {
	nodes := d.nodes[:0]
	*d = Document{}
	maxBytes := min(orDefault(o.MaxBytes, DefaultMaxBytes), math.MaxInt32)
	if len(data) > maxBytes {
		return tooLarge(data, maxBytes)
	}
	if cap(nodes) == 0 {
		// Few documents have a value for every 32 bytes, so that most need no more than this.
		nodes = make([]node, 0, len(data)/32+4)
	}
	p := parser{
		data:     data,
		nodes:    nodes,
		open:     outside,
		maxDepth: orDefault(o.MaxDepth, DefaultMaxDepth),
		lenient:  o.ReplaceInvalidUTF8,
	}
	if err := p.document(); err != nil {
		return err
	}
	*d = Document{data: data, nodes: p.nodes, index: p.index}
	return nil
}

func orDefault(n, standard int) int {
	if n > 0 {
		return n
	}
	return standard
}

// outside stands for the container around the outermost value.
const outside = math.MaxUint32

// A parser appends nodes as it moves through the data. Open containers form its stack: each holds in next the
// container around it, so that depth costs neither recursion nor memory.
type parser struct {
	data     []byte
	pos      int
	nodes    []node
	open     uint32 // the innermost open container
	depth    int
	maxDepth int
	lenient  bool
	index    *index
	scratch  []byte // for decoded keys
}

func (p *parser) document() *SyntaxError {
	if err := p.byteOrderMark(); err != nil {
		return err
	}
	for {
		inside, err := p.value()
		if err != nil {
			return err
		}
		if inside {
			continue
		}
		done, err := p.afterValue()
		if done || err != nil {
			return err
		}
	}
}

// value reads a value. If it is a container that is not empty, it reports that it stopped inside, at the first value.
func (p *parser) value() (inside bool, err *SyntaxError) {
	if !p.skipSpace() {
		return false, p.truncated()
	}
	switch c := p.data[p.pos]; c {
	case '"':
		return false, p.string(0)
	case '{':
		return p.container(Object)
	case '[':
		return p.container(Array)
	case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9':
		return false, p.number()
	case 't':
		return false, p.literal("true", Bool)
	case 'f':
		return false, p.literal("false", Bool)
	case 'n':
		return false, p.literal("null", Null)
	}
	return false, p.badValue()
}

func (p *parser) container(kind Kind) (inside bool, err *SyntaxError) {
	if p.depth == p.maxDepth {
		return false, p.tooDeep()
	}
	p.depth++
	p.push(node{start: uint32(p.pos), next: p.open, kind: kind})
	p.open = uint32(len(p.nodes) - 1)
	p.pos++
	if !p.skipSpace() {
		return false, p.truncated()
	}
	if p.data[p.pos] == closing(kind) {
		p.close()
		return false, nil
	}
	if kind == Object {
		return true, p.key()
	}
	return true, nil
}

// afterValue closes the containers that end here and moves on to the next value, or reports that there is none.
func (p *parser) afterValue() (done bool, err *SyntaxError) {
	for p.open != outside {
		if !p.skipSpace() {
			return false, p.truncated()
		}
		switch kind := p.nodes[p.open].kind; p.data[p.pos] {
		case ',':
			return false, p.comma(kind)
		case closing(kind):
			p.close()
		default:
			return false, p.badSeparator(kind)
		}
	}
	if p.skipSpace() {
		return false, p.badEnd()
	}
	return true, nil
}

// comma moves past a comma and, in an object, past the key that must follow.
func (p *parser) comma(kind Kind) *SyntaxError {
	comma := p.pos
	p.pos++
	if !p.skipSpace() {
		return p.truncated()
	}
	if p.data[p.pos] == closing(kind) {
		return p.trailingComma(comma)
	}
	if kind == Object {
		return p.key()
	}
	return nil
}

// key reads a key and its colon.
func (p *parser) key() *SyntaxError {
	if p.data[p.pos] != '"' {
		return p.badKey()
	}
	if err := p.string(isKey); err != nil {
		return err
	}
	if !p.skipSpace() || p.data[p.pos] != ':' {
		return p.badColon()
	}
	p.pos++
	return nil
}

func (p *parser) close() {
	p.pos++
	p.depth--
	n := &p.nodes[p.open]
	if n.kind == Object {
		p.resolveKeys(p.open)
	}
	p.open, n.next = n.next, uint32(len(p.nodes))
	n.end = uint32(p.pos)
}

func closing(kind Kind) byte {
	if kind == Object {
		return '}'
	}
	return ']'
}

func (p *parser) literal(word string, kind Kind) *SyntaxError {
	if !bytes.HasPrefix(p.data[p.pos:], []byte(word)) {
		return p.badLiteral(word)
	}
	p.add(p.pos+len(word), kind, 0)
	return nil
}

// add appends a value without content that ends at end, and moves there.
func (p *parser) add(end int, kind Kind, f flags) {
	p.push(node{
		start: uint32(p.pos),
		end:   uint32(end),
		next:  uint32(len(p.nodes) + 1),
		kind:  kind,
		flags: f,
	})
	p.pos = end
}

func (p *parser) push(n node) {
	if len(p.nodes) == cap(p.nodes) {
		// Doubling leaves less garbage behind than the small steps in which append grows a large slice.
		p.nodes = slices.Grow(p.nodes, len(p.nodes))
	}
	p.nodes = append(p.nodes, n)
}

// skipSpace moves past white space and reports whether anything follows it.
func (p *parser) skipSpace() bool {
	for p.pos < len(p.data) {
		switch p.data[p.pos] {
		case ' ', '\t', '\n', '\r':
			p.pos++
		default:
			return true
		}
	}
	return false
}

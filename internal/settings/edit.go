package settings

import (
	"bytes"
	"encoding/json"
	"fmt"
	"go/token"
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/jsonx"
)

// An Editor changes a settings file without reformatting it. It is made for one
// change: each returns the whole file.
type Editor struct {
	data  []byte
	doc   *jsonx.Document // nil if there is nothing but blanks
	blank bool
	start int // behind a byte-order mark
	style style
}

// A TwiceError is a file that gives a key twice.
type TwiceError struct{ Pos token.Position }

// Error says what to do about it.
func (e *TwiceError) Error() string {
	return "this key is given again below, and only the last one counts; merge the two"
}

// Edit reads a file. An error is that of jsonx, or a [*TwiceError].
func Edit(data []byte) (*Editor, error) {
	e := &Editor{data: data, style: style{unit: "  ", lineBreak: "\n", colon: ": ", comma: ", ", lines: true}}
	if rest, ok := bytes.CutPrefix(data, []byte("\xef\xbb\xbf")); ok {
		e.start = len(data) - len(rest)
	}
	if bytes.Contains(data, []byte("\r\n")) {
		e.style.lineBreak = "\r\n"
	}
	if strings.Trim(string(data[e.start:]), " \t\r\n") == "" {
		e.blank = true
		return e, nil
	}
	doc, err := jsonx.Parse(data, jsonx.Options{})
	if err != nil {
		return nil, err
	}
	e.doc = doc
	for key := range doc.Duplicates() {
		return nil, &TwiceError{Pos: doc.Position("", key.Offset())}
	}
	e.style.learn(e)
	return e, nil
}

// Root is the value of the file.
func (e *Editor) Root() jsonx.Value { return e.doc.Root() }

// Blank reports a file with nothing in it.
func (e *Editor) Blank() bool { return e.blank }

// Position is where a value stands.
func (e *Editor) Position(v jsonx.Value) token.Position { return e.doc.Position("", v.Offset()) }

// Fill returns the file, which was blank, with a value in it.
func (e *Editor) Fill(raw json.RawMessage) []byte {
	text := e.style.render(raw, "")
	if !bytes.HasSuffix(e.data, []byte("\n")) {
		text += e.style.lineBreak
	}
	return e.Insert(e.start, text)
}

// Insert returns the file with a text at an offset.
func (e *Editor) Insert(at int, text string) []byte {
	return slices.Concat(e.data[:at], []byte(text), e.data[at:])
}

// Add returns the file with an element more in an array, or a member in an object: raw
// is JSON without blanks.
func (e *Editor) Add(to jsonx.Value, key string, raw json.RawMessage) []byte {
	last := lastChild(to)
	if last.Kind() == jsonx.Invalid {
		return e.addFirst(to, key, raw)
	}
	begin, s := childStart(last), e.style
	gap := blanksBefore(e.data, begin)
	i := strings.LastIndexByte(gap, '\n')
	if i < 0 || key == "" { // elements are written like the one before
		s.lines = bytes.Contains(last.Raw(), []byte("\n"))
	}
	if i >= 0 {
		indent := gap[i+1:]
		return e.Insert(last.End(), ","+s.lineBreak+indent+s.member(key, raw, indent))
	}
	return e.Insert(last.End(), s.comma+s.member(key, raw, lineIndent(e.data, begin)))
}

// addFirst fills an empty array or object.
func (e *Editor) addFirst(to jsonx.Value, key string, raw json.RawMessage) []byte {
	if !e.style.lines {
		return e.Insert(to.Offset()+1, e.style.member(key, raw, ""))
	}
	outer := lineIndent(e.data, to.Offset())
	text := e.style.lineBreak + outer + e.style.unit + e.style.member(key, raw, outer+e.style.unit)
	if !bytes.Contains(to.Raw(), []byte("\n")) {
		text += e.style.lineBreak + outer
	}
	return e.Insert(to.Offset()+1, text)
}

// Remove returns the file without a value of an array or object.
func (e *Editor) Remove(from, v jsonx.Value) []byte {
	all := children(from)
	i := slices.Index(all, v)
	start, end := childStart(v), v.End()
	switch {
	case i > 0:
		start = all[i-1].End()
	case len(all) > 1:
		end = childStart(all[1])
	default:
		start, end = from.Offset()+1, from.End()-1
	}
	return slices.Concat(e.data[:start], e.data[end:])
}

// children lists the elements of an array, or the values of an object.
func children(v jsonx.Value) []jsonx.Value {
	all := slices.Collect(v.Elements())
	for _, member := range v.Members() {
		all = append(all, member)
	}
	return all
}

func lastChild(v jsonx.Value) jsonx.Value {
	if all := children(v); len(all) > 0 {
		return all[len(all)-1]
	}
	return jsonx.Value{}
}

// childStart is where an element, or the key of a member, begins.
func childStart(v jsonx.Value) int {
	if at := v.KeyOffset(); at >= 0 {
		return at
	}
	return v.Offset()
}

// blanksBefore returns the white space that ends at an offset.
func blanksBefore(data []byte, at int) string {
	return string(data[len(bytes.TrimRight(data[:at], " \t\r\n")):at])
}

// lineIndent returns the white space at the beginning of the line of an offset.
func lineIndent(data []byte, at int) string {
	line := data[bytes.LastIndexByte(data[:at], '\n')+1 : at]
	return string(line[:len(line)-len(bytes.TrimLeft(line, " \t"))])
}

// A style is how a file is written.
type style struct {
	unit      string // of indentation
	lineBreak string
	colon     string // with the blanks around it
	comma     string // within a line
	lines     bool   // each value has a line of its own
}

// learn takes the style from the file: the indentation from the first member, the
// rest from there as well.
func (s *style) learn(e *Editor) {
	all := children(e.Root())
	if len(all) == 0 {
		return
	}
	first := all[0]
	key := first.KeyOffset()
	colon := string(e.data[key:first.Offset()])
	s.colon = colon[strings.LastIndexByte(colon, '"')+1:]
	if strings.ContainsAny(s.colon, "\r\n") {
		s.colon = ": "
	}
	gap := blanksBefore(e.data, key)
	i := strings.LastIndexByte(gap, '\n')
	s.lines = bytes.Contains(e.Root().Raw(), []byte("\n"))
	if i >= 0 {
		s.unit = strings.TrimPrefix(gap[i+1:], lineIndent(e.data, e.Root().Offset()))
	}
	if !s.lines && s.colon == ":" {
		s.comma = ","
	}
}

// member writes an element, or a member if there is a key.
func (s style) member(key string, raw json.RawMessage, indent string) string {
	text := s.render(raw, indent)
	if key == "" {
		return text
	}
	return string(textOf(key)) + s.colon + text
}

func textOf(text string) json.RawMessage {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(text); err != nil {
		panic(err) //nolint:forbidigo // a string can always be encoded
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}

// render writes JSON of ours, which has no blanks, beginning at a place with the
// given indentation.
func (s style) render(raw json.RawMessage, indent string) string {
	doc, err := jsonx.Parse(raw, jsonx.Options{MaxBytes: len(raw)})
	if err != nil {
		panic(fmt.Sprintf("settings: made invalid JSON: %v", err)) //nolint:forbidigo // of values that were encoded before
	}
	var b strings.Builder
	s.write(&b, doc.Root(), indent)
	return b.String()
}

func (s style) write(b *strings.Builder, v jsonx.Value, indent string) {
	open, shut := "[", "]"
	if v.Kind() == jsonx.Object {
		open, shut = "{", "}"
	}
	all := children(v)
	if len(all) == 0 {
		b.Write(v.Raw())
		return
	}
	b.WriteString(open)
	for i, child := range all {
		switch {
		case s.lines:
			if i > 0 {
				b.WriteByte(',')
			}
			b.WriteString(s.lineBreak + indent + s.unit)
		case i > 0:
			b.WriteString(s.comma)
		}
		if key := child.KeyOffset(); key >= 0 {
			b.Write(v.Raw()[key-v.Offset() : child.Offset()-v.Offset()-1])
			b.WriteString(s.colon)
		}
		s.write(b, child, indent+s.unit)
	}
	if s.lines {
		b.WriteString(s.lineBreak + indent)
	}
	b.WriteString(shut)
}

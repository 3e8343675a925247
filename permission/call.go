package permission

import (
	"slices"
	"sync"

	"github.com/gatehouse-go/gatehouse/internal/jsonx"
	"github.com/gatehouse-go/gatehouse/internal/shell"
)

// A call is a request that has been decoded. Its memory is used by one call
// after another; nothing of it is in a [Result].
type call struct {
	tool  string
	input jsonx.Value
	cwd   string
	mode  Mode
	bash  *bashCall // of a shell command that could be parsed

	field, value string // a field of the input that was read, and its text

	document jsonx.Document
	parser   shell.Parser
	shell    bashCall
	room     bashRoom
}

var calls = sync.Pool{New: func() any { return new(call) }}

// maxKept is how many nodes or commands a call may have whose memory is kept.
const maxKept = 1000

// free gives the call back. What is left of its texts in the memory is
// overwritten by the next, or goes when the pool is emptied.
func (c *call) free() {
	if c.document.Size() > maxKept || c.parser.Size() > maxKept || cap(c.room.words) > maxKept {
		return
	}
	c.document.Clear()
	c.input, c.bash, c.field = jsonx.Value{}, nil, ""
	calls.Put(c)
}

// text returns the text of a field of the input.
func (c *call) text(field string) (string, bool) {
	if c.field == field && field != "" {
		return c.value, true
	}
	text, ok := c.input.Get(field).Text()
	if ok {
		c.field, c.value = field, text
	}
	return text, ok
}

// A bashRoom is the memory of a bashCall.
type bashRoom struct {
	shapes   []shape
	verdicts []pathVerdict
	files    []commandFiles
	texts    []textMemo
	changes  []cdTarget
	words    []pathWord
	uses     []pathUse
}

// memory returns the room that b has, if need be of its own.
func (b *bashCall) memory() *bashRoom {
	if b.room == nil {
		b.room = &bashRoom{}
	}
	return b.room
}

// commandFiles is what the arguments of a command name.
type commandFiles struct {
	read    bool         // it has been found out
	words   []shell.Word // the command behind its wrappers
	uses    []pathUse
	certain bool   // the client knows its files
	why     string // else
}

// filesOf reads the arguments of command i, once.
func (b *bashCall) filesOf(i int) *commandFiles {
	if b.files == nil {
		b.files = zeroed(&b.memory().files, len(b.script.Commands))
	}
	f := &b.files[i]
	if f.read {
		return f
	}
	f.read, f.words = true, innerWords(b.script.Commands[i].Words)
	if len(f.words) == 0 {
		f.certain = true
		return f
	}
	n := len(b.room.words)
	b.room.words = appendPathWords(b.room.words, f.words)
	words := b.room.words[n:len(b.room.words):len(b.room.words)]
	n = len(b.room.uses)
	f.uses, f.certain, f.why = listPaths(words, b.room.uses[n:])
	if n+len(f.uses) <= cap(b.room.uses) {
		b.room.uses = b.room.uses[:n+len(f.uses)]
	} else {
		b.room.uses = slices.Grow(b.room.uses, 2*len(f.uses)) // for the commands to come
	}
	f.uses = slices.Clip(f.uses)
	return f
}

// zeroed returns a slice of n zero values in some room.
func zeroed[T any](room *[]T, n int) []T {
	*room = slices.Grow((*room)[:0], n)[:n]
	clear(*room)
	return *room
}

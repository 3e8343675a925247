package shell

import (
	"strings"
	"sync"
	"unicode/utf8"
)

// Most command lines are plain: words, quotes and the operators between
// commands. They are read here, several times faster than by the parser and to
// the very same Script, which FuzzPlain shows. Whatever else occurs in a text,
// and all that is not valid, is left to the parser.

// maxPlain bounds a plain text, so that none of the limits of checkText matters.
const maxPlain = MaxNesting

// A Parser parses one text after another. Of plain texts it makes one script
// after another in the same memory.
type Parser struct {
	plain plainReader
}

// Parse is [Parse]. The script is valid until the next call.
func (p *Parser) Parse(src string) (*Script, error) {
	if s := p.plain.parse(src); s != nil {
		return s, nil
	}
	return parseAny(src)
}

// Size is a number of words for which p has memory.
func (p *Parser) Size() int { return cap(p.plain.words) }

// plainReaders holds readers that are as good as new: one that has made a
// script is not used again by Parse.
var plainReaders = sync.Pool{New: func() any { return new(plainReader) }}

// parsePlain returns the script of a plain text, or nil if it is none.
func parsePlain(src string) *Script {
	r := plainReaders.Get().(*plainReader)
	if s := r.parse(src); s != nil {
		return s
	}
	plainReaders.Put(r)
	return nil
}

// A plainReader reads a plain text, and holds its script.
type plainReader struct {
	src    string
	at     int
	script Script
	words  []Word
	redirs []Redir

	special bool // the text holds quotes, or what is not ASCII

	room struct { // for a short command
		commands [1]Command
		words    [4]Word
	}
}

// plainInQuotes reports a text without what is strange even in quotes.
func plainInQuotes(src string) bool {
	return strings.IndexByte(src, 0) < 0 && strings.IndexByte(src, '\r') < 0 && !strings.Contains(src, continuation) && utf8.ValidString(src)
}

// parse returns the script of a plain text, or nil if it is none.
func (r *plainReader) parse(src string) *Script {
	if len(src) > maxPlain {
		return nil
	}
	if r.words == nil {
		r.words, r.script.Commands = r.room.words[:0], r.room.commands[:0]
	}
	r.reset(src)
	if !r.read() || r.special && !plainInQuotes(src) {
		return nil
	}
	return &r.script
}

func (r *plainReader) reset(src string) {
	s := &r.script
	r.src, r.at, r.words, r.redirs, r.special = src, 0, r.words[:0], r.redirs[:0], false
	s.Source, s.Commands, s.Constructs = src, s.Commands[:0], s.Constructs[:0]
}

func (r *plainReader) read() bool {
	for {
		r.skip(true)
		if r.at == len(r.src) {
			return true
		}
		if !r.list() {
			return false
		}
	}
}

// list reads commands up to a semicolon or the end of a line.
func (r *plainReader) list() bool {
	context := Context(0)
	for {
		if !r.command(context) {
			return false
		}
		kind, size := And, 2
		context = 0
		switch next, after := r.peek(0), r.peek(1); {
		case next == 0 || next == '\n':
			return true
		case next == ';':
			r.at++
			return after != ';' && after != '&' && after != '|'
		case next == '&' && after == '&':
		case next == '|' && after == '|':
			kind = Or
		case next == '|' && after != '&':
			kind, size, context = Pipe, 1, InPipeline
			r.script.Commands[len(r.script.Commands)-1].Context = InPipeline
		default:
			return false
		}
		r.script.Constructs = append(r.script.Constructs, Construct{Kind: kind, Context: context, Start: r.at, End: r.at + size})
		r.at += size
		r.skip(true)
	}
}

// peek returns a byte that comes, or 0 at the end.
func (r *plainReader) peek(n int) byte {
	if r.at+n < len(r.src) {
		return r.src[r.at+n]
	}
	return 0
}

func (r *plainReader) skip(lines bool) {
	for r.at < len(r.src) && (r.src[r.at] == ' ' || r.src[r.at] == '\t' || lines && r.src[r.at] == '\n') {
		r.at++
	}
}

// command reads one simple command, which must not be empty.
func (r *plainReader) command(context Context) bool {
	words, redirs := len(r.words), len(r.redirs)
	for {
		r.skip(false)
		switch c := r.peek(0); {
		case c == 0 || c == '\n' || c == ';' || c == '|' || c == '&' && r.peek(1) != '>':
			return r.end(words, redirs, context)
		case c == '<' || c == '>' || c == '&':
			if !r.redirection("") {
				return false
			}
		default:
			if !r.argument(words) {
				return false
			}
		}
	}
}

// argument reads a word of the command whose words begin at a place, or the
// descriptor of a redirection.
func (r *plainReader) argument(words int) bool {
	n := len(r.words)
	r.words = append(r.words, Word{})
	w := &r.words[n]
	p, ok := r.word(w)
	if !ok || n == words && !p.startsCommand(w) {
		return false
	}
	switch next := r.peek(0); {
	case next == '<' || next == '>':
		raw := r.src[w.Start:w.End]
		if raw[len(raw)-1] == '}' {
			return false // perhaps {name}>file
		}
		if isNumber(raw) {
			r.words = r.words[:n]
			return r.redirection(raw)
		}
	case next == '&' && r.peek(1) == '>':
		return false
	}
	return true
}

// end appends the command whose words and redirections begin at these places.
func (r *plainReader) end(words, redirs int, context Context) bool {
	r.script.Commands = append(r.script.Commands, Command{Context: context})
	c := &r.script.Commands[len(r.script.Commands)-1]
	if n := len(r.words); words < n {
		c.Words = r.words[words:n:n]
	}
	if n := len(r.redirs); redirs < n {
		c.Redirs = r.redirs[redirs:n:n]
	}
	c.extend(len(r.src))
	return c.Words != nil || c.Redirs != nil
}

func isNumber(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

// redirection reads one to or from a file, or to a descriptor by its number.
func (r *plainReader) redirection(fd string) bool {
	d := Redir{FD: fd, Start: r.at - len(fd)}
	switch rest := r.src[r.at:]; {
	case strings.HasPrefix(rest, "&>>"):
		d.Op = "&>>"
	case strings.HasPrefix(rest, "&>"):
		d.Op = "&>"
	case strings.HasPrefix(rest, ">>"):
		d.Op = ">>"
	case strings.HasPrefix(rest, ">&"):
		d.Op = ">&"
	default:
		d.Op = rest[:1]
	}
	r.at += len(d.Op)
	if c := r.peek(0); c == '<' || c == '>' || c == '|' || c == '&' {
		return false
	}
	r.skip(false)
	w := &d.Target
	if _, ok := r.word(w); !ok || w.Start == w.End {
		return false
	}
	if d.Op == ">&" {
		if d.Duplicate = isNumber(r.src[w.Start:w.End]); !d.Duplicate {
			return false
		}
	}
	d.End = w.End
	r.redirs = append(r.redirs, d)
	return true
}

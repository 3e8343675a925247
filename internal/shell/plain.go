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
		c := Construct{Start: r.at, End: r.at + 2}
		switch next, after := r.peek(0), r.peek(1); {
		case next == 0 || next == '\n':
			return true
		case next == ';':
			r.at++
			return after != ';' && after != '&' && after != '|'
		case next == '&' && after == '&':
			c.Kind = And
		case next == '|' && after == '|':
			c.Kind = Or
		case next == '|' && after != '&':
			c.Kind, c.Context, c.End = Pipe, InPipeline, r.at+1
			r.script.Commands[len(r.script.Commands)-1].Context = InPipeline
		default:
			return false
		}
		context = c.Context
		r.script.Constructs = append(r.script.Constructs, c)
		r.at = c.End
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
			w, ok := r.word()
			if !ok || len(r.words) == words && !startsCommand(r.src[w.Start:w.End], w.Text) {
				return false
			}
			if next := r.peek(0); next == '<' || next == '>' {
				switch raw := r.src[w.Start:w.End]; {
				case raw[len(raw)-1] == '}':
					return false // perhaps {name}>file
				case isNumber(raw):
					if !r.redirection(raw) {
						return false
					}
					continue
				}
			} else if next == '&' && r.peek(1) == '>' {
				return false
			}
			r.words = append(r.words, w)
		}
	}
}

// end appends the command whose words and redirections begin at these places.
func (r *plainReader) end(words, redirs int, context Context) bool {
	c := Command{Context: context}
	if n := len(r.words); words < n {
		c.Words = r.words[words:n:n]
	}
	if n := len(r.redirs); redirs < n {
		c.Redirs = r.redirs[redirs:n:n]
	}
	c.extend(len(r.src))
	r.script.Commands = append(r.script.Commands, c)
	return c.Words != nil || c.Redirs != nil
}

// startsCommand reports the first word of a simple command that it is neither
// a reserved word nor an assignment.
func startsCommand(raw, text string) bool {
	switch raw {
	case "[":
		return true
	case "if", "then", "elif", "else", "fi", "for", "while", "until", "do", "done", "case", "esac", "in", "select",
		"function", "coproc", "time", "let", "declare", "local", "export", "readonly", "typeset", "nameref", "]]":
		return false
	}
	return text != letWord && text != timeWord && strings.IndexByte(raw, '=') < 0 && strings.IndexByte(raw, '[') < 0 &&
		strings.IndexByte(raw, '!') < 0 && strings.IndexByte(raw, '{') < 0 && strings.IndexByte(raw, '}') < 0
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
	w, ok := r.word()
	if !ok || w.Start == w.End {
		return false
	}
	if d.Op == ">&" {
		if d.Duplicate = isNumber(r.src[w.Start:w.End]); !d.Duplicate {
			return false
		}
	}
	d.Target, d.End = w, w.End
	r.redirs = append(r.redirs, d)
	return true
}

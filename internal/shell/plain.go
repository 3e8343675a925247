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

// parsePlain returns the script of a plain text, or nil if it is none.
func parsePlain(src string) *Script {
	if len(src) > maxPlain || strings.IndexByte(src, 0) >= 0 || strings.IndexByte(src, '\r') >= 0 ||
		strings.Contains(src, continuation) || !utf8.ValidString(src) {
		return nil
	}
	r := plainReaders.Get().(*plainReader)
	r.src = src
	var s *Script
	if r.read() {
		s = r.script()
	}
	r.reset()
	plainReaders.Put(r)
	return s
}

var plainReaders = sync.Pool{New: func() any { return new(plainReader) }}

// A plainReader reads a plain text. What it collects is copied to where it
// stays at last, so that it can be used again.
type plainReader struct {
	src        string
	at         int
	words      []Word
	redirs     []Redir
	commands   []plainCommand
	constructs []Construct
}

// A plainCommand is a command whose words and redirections end where those of
// the next begin.
type plainCommand struct {
	words, redirs int
	context       Context
}

func (r *plainReader) reset() {
	clear(r.words)
	clear(r.redirs)
	*r = plainReader{words: r.words[:0], redirs: r.redirs[:0], commands: r.commands[:0], constructs: r.constructs[:0]}
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
			r.commands[len(r.commands)-1].context = InPipeline
		default:
			return false
		}
		context = c.Context
		r.constructs = append(r.constructs, c)
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
			r.commands = append(r.commands, plainCommand{words: len(r.words), redirs: len(r.redirs), context: context})
			return len(r.words)+len(r.redirs) > words+redirs
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

// script copies what was read.
func (r *plainReader) script() *Script {
	var s *Script
	var words []Word
	if len(r.commands) <= 1 && len(r.words) <= 4 {
		room := new(struct {
			script   Script
			commands [1]Command
			words    [4]Word
		})
		s, words = &room.script, room.words[:len(r.words)]
		s.Commands = room.commands[:len(r.commands)]
	} else {
		s, words = new(Script), make([]Word, len(r.words))
		s.Commands = make([]Command, len(r.commands))
	}
	copy(words, r.words)
	s.Source = r.src
	s.Constructs = append(s.Constructs, r.constructs...)
	redirs := append([]Redir(nil), r.redirs...)
	before := plainCommand{}
	for i, p := range r.commands {
		c := &s.Commands[i]
		c.Context = p.context
		if p.words > before.words {
			c.Words = words[before.words:p.words:p.words]
		}
		if p.redirs > before.redirs {
			c.Redirs = redirs[before.redirs:p.redirs:p.redirs]
		}
		c.extend(len(r.src))
		before = p
	}
	return s
}

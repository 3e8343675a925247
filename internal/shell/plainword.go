package shell

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// A plainClass says what a byte means outside of quotes.
type plainClass uint8

const (
	strangeByte plainClass = iota // the parser reads what it stands in
	plainByte
	endByte // of a word
	signByte
	quoteByte
	wideByte // not ASCII
)

var plainClasses = newPlainClasses()

func newPlainClasses() (t [256]plainClass) {
	for c := range t {
		switch {
		case c >= utf8.RuneSelf:
			t[c] = wideByte
		case c > ' ' && c != 0x7f:
			t[c] = plainByte
		}
	}
	for class, bytes := range map[plainClass]string{strangeByte: "$`()", endByte: " \t\n;|&<>", signByte: `*?[]{}~#=!\`, quoteByte: `'"`} {
		for i := range len(bytes) {
			t[bytes[i]] = class
		}
	}
	return t
}

// A plainWord is a word that is being read.
type plainWord struct {
	src        string
	start      int
	features   Feature
	open       bool // a [ was seen
	braces     bool // a { or } was seen
	assigns    bool // a = was seen
	negates    bool // a ! was seen
	expandable bool // a $ or ` was seen, which is quoted
}

// word reads a word, which is empty where none starts.
func (r *plainReader) word(w *Word) (p plainWord, ok bool) {
	p = plainWord{src: r.src, start: r.at}
	for r.at < len(r.src) {
		n := 1
		switch plainClasses[r.src[r.at]] {
		case plainByte:
		case endByte:
			return p, p.end(w, r.at)
		case signByte:
			n = p.sign(r.at)
		case wideByte:
			r.special = true
		case quoteByte:
			r.special = true
			n = p.quote(r.at)
		default:
			n = 0
		}
		if n == 0 {
			return p, false
		}
		r.at += n
	}
	return p, p.end(w, r.at)
}

// startsCommand reports that the word can be the first of a simple command: it is
// neither a reserved word nor an assignment.
func (p *plainWord) startsCommand(w *Word) bool {
	raw := p.src[w.Start:w.End]
	switch raw {
	case "[":
		return true
	case "if", "then", "elif", "else", "fi", "for", "while", "until", "do", "done", "case", "esac", "in", "select",
		"function", "coproc", "time", "let", "declare", "local", "export", "readonly", "typeset", "nameref", "]]":
		return false
	}
	return !p.open && !p.braces && !p.assigns && !p.negates && w.Text != letWord && w.Text != timeWord
}

// sign reads what may be a pattern, a home directory, a comment, or an escaped
// character, and returns its length or 0.
func (p *plainWord) sign(at int) int {
	switch p.src[at] {
	case '*', '?':
		p.features |= Glob
	case '[':
		p.open = true
	case ']':
		if p.open {
			p.features |= Glob
		}
	case '{', '}':
		p.braces = true
	case '=':
		p.assigns = true
	case '!':
		p.negates = true
	case '~':
		switch {
		case at == p.start:
			p.features |= Tilde
		case p.src[at-1] == '=' || p.src[at-1] == ':':
			return 0 // perhaps in an assignment
		}
	case '#':
		if at == p.start || p.features&Quoted != 0 {
			return 0
		}
	case '\\':
		if at+1 == len(p.src) || p.src[at+1] < ' ' || p.src[at+1] >= 0x7f {
			return 0
		}
		p.features |= Quoted
		p.expandable = p.expandable || p.src[at+1] == '$' || p.src[at+1] == '`'
		return 2
	}
	return 1
}

// quote reads a quoted string and returns its length or 0.
func (p *plainWord) quote(at int) int {
	p.features |= Quoted
	n := quotedLength(p.src[at:])
	if n == 0 {
		return 0
	}
	inner := p.src[at+1 : at+n-1]
	p.expandable = p.expandable || strings.IndexByte(inner, '$') >= 0 || strings.IndexByte(inner, '`') >= 0
	return n
}

// quotedLength is the length of the quoted string that s starts with, or 0 if
// it does not end, or the shell expands what is in it.
func quotedLength(s string) int {
	end := 1 + strings.IndexByte(s[1:], s[0])
	switch {
	case end == 0:
		return 0
	case s[0] == '\'' || strings.IndexByte(s[:end], '\\') < 0 && strings.IndexByte(s[:end], '$') < 0 && strings.IndexByte(s[:end], '`') < 0:
		return end + 1
	}
	for i := 1; i < len(s); i++ {
		switch s[i] {
		case '$', '`':
			return 0
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return 0
}

// withoutQuotes removes the quotes and backslashes of a plain word.
func withoutQuotes(raw string) string {
	if inner := raw[1:max(1, len(raw)-1)]; raw[0] == raw[len(raw)-1] && (raw[0] == '\'' || raw[0] == '"') &&
		strings.IndexByte(inner, raw[0]) < 0 && (raw[0] == '\'' || strings.IndexByte(inner, '\\') < 0) {
		return inner
	}
	var b strings.Builder
	b.Grow(len(raw))
	for i := 0; i < len(raw); {
		switch c := raw[i]; c {
		case '\'', '"':
			n := quotedLength(raw[i:])
			inner := raw[i+1 : i+n-1]
			if c == '"' {
				inner = unescape(inner, true)
			}
			b.WriteString(inner)
			i += n
		case '\\':
			b.WriteByte(raw[i+1])
			i += 2
		default:
			b.WriteByte(c)
			i++
		}
	}
	return b.String()
}

// end fills in the word.
func (p *plainWord) end(w *Word, end int) bool {
	raw := p.src[p.start:end]
	w.Text, w.Features, w.Start, w.End = raw, p.features, p.start, end
	if p.features&Quoted != 0 {
		if p.braces || p.expandable && strings.IndexByte(raw, '[') >= 0 {
			return false
		}
		w.Text = withoutQuotes(raw)
	} else if p.braces && hasBraces(slices.Values([]string{raw})) {
		w.Features |= Brace
	}
	return true
}

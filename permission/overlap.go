package permission

import (
	"strings"
	"unicode/utf8"

	"github.com/bmatcuk/doublestar/v4"
)

// A form is a pattern as a sequence of atoms: the common notation of Bash
// rules, path patterns, hosts and tool names, from which texts are made that a
// rule covers, or two rules cover at once.
type form []atom

// An atom stands for one character or for a run of any.
type atom struct {
	kind atomKind
	char rune   // of a literal
	set  string // of a class, as doublestar writes it
}

type atomKind uint8

const (
	literal atomKind = iota
	anyChar          // but no slash
	oneOf            // a class
	anyName          // any text without a slash
	anyText          // any text
)

func (a *atom) single() bool { return a.kind < anyName }

func literals(s string) form {
	f := make(form, 0, len(s))
	for _, r := range s {
		f = append(f, atom{char: r})
	}
	return f
}

// joinForm is pieces with any text between them.
func joinForm(pieces []string, between atomKind) form {
	var f form
	for i, piece := range pieces {
		if i > 0 {
			f = append(f, atom{kind: between})
		}
		f = append(f, literals(piece)...)
	}
	return f
}

// globForm reads the text of a segment's glob.
func globForm(s string) form {
	var f form
	for s != "" {
		end := 1
		switch s[0] {
		case '*':
			f = append(f, atom{kind: anyName})
		case '?':
			f = append(f, atom{kind: anyChar})
		case '[':
			for end < len(s) && s[end] != ']' {
				if s[end] == '\\' {
					end++
				}
				end++
			}
			end = min(end+1, len(s))
			f = append(f, atom{kind: oneOf, set: s[:end]})
		default:
			if s[0] == '\\' && len(s) > 1 {
				s = s[1:]
			}
			var r rune
			r, end = utf8.DecodeRuneInString(s)
			f = append(f, atom{char: r})
		}
		s = s[end:]
	}
	return f
}

// fill writes a text of the form: name for each run without slashes, text for
// the others. ok is false if a class holds nothing.
func (f form) fill(name, text string) (s string, ok bool) {
	var b strings.Builder
	for i := range f {
		switch a := &f[i]; a.kind {
		case anyName:
			b.WriteString(name)
		case anyText:
			b.WriteString(text)
		default:
			r, ok := meet(a, &atom{kind: anyChar}, false)
			if a.kind == literal {
				r, ok = a.char, true
			}
			if !ok {
				return "", false
			}
			b.WriteRune(r)
		}
	}
	return b.String(), true
}

// maxOverlap bounds the work on one pair of forms.
const maxOverlap = 1 << 20

// overlap returns the shortest text that both forms cover. Letters are compared
// without regard to case if fold is set.
func overlap(p, q form, fold bool) (string, bool) {
	for i := 0; i < len(p) && i < len(q) && p[i].kind == literal && q[i].kind == literal; i++ {
		if !sameChar(p[i].char, q[i].char, fold) {
			return "", false // most pairs end here
		}
	}
	width := len(q) + 1
	if len(p)*width > maxOverlap {
		return "", false
	}
	steps := make([]step, (len(p)+1)*width)
	for i := len(p); i >= 0; i-- {
		for j := len(q); j >= 0; j-- {
			steps[i*width+j] = bestStep(p, q, i, j, steps, fold)
		}
	}
	if !steps[0].ok {
		return "", false
	}
	var b strings.Builder
	for i, j := 0, 0; i < len(p) || j < len(q); {
		s := &steps[i*width+j]
		if s.char != 0 {
			b.WriteRune(s.char)
		}
		i, j = i+s.p, j+s.q
	}
	return b.String(), true
}

// A step is the best way on from a pair of places: how many characters the
// rest needs, the next of them, and how far each form moves.
type step struct {
	ok     bool
	length int
	char   rune
	p, q   int
}

func bestStep(p, q form, i, j int, steps []step, fold bool) step {
	if i == len(p) && j == len(q) {
		return step{ok: true}
	}
	best, width := step{}, len(q)+1
	try := func(dp, dq int, char rune) {
		next := steps[(i+dp)*width+j+dq]
		length := next.length
		if char != 0 {
			length++
		}
		if next.ok && (!best.ok || length < best.length) {
			best = step{ok: true, length: length, char: char, p: dp, q: dq}
		}
	}
	if i < len(p) && !p[i].single() {
		try(1, 0, 0)
	}
	if j < len(q) && !q[j].single() {
		try(0, 1, 0)
	}
	if i == len(p) || j == len(q) {
		return best
	}
	if char, ok := meet(&p[i], &q[j], fold); ok {
		switch a, b := p[i].single(), q[j].single(); {
		case a && b:
			try(1, 1, char)
		case a:
			try(1, 0, char)
		case b:
			try(0, 1, char)
		}
	}
	return best
}

// meet returns a character that both atoms admit.
func meet(a, b *atom, fold bool) (rune, bool) {
	if b.kind == literal || b.kind == oneOf && a.kind != literal {
		a, b = b, a
	}
	switch a.kind {
	case literal:
		return a.char, b.admits(a.char, fold)
	case oneOf:
		for _, r := range "xa0" + a.set {
			if a.admits(r, fold) && b.admits(r, fold) {
				return r, true
			}
		}
		return 0, false
	}
	return 'x', true
}

func (a *atom) admits(r rune, fold bool) bool {
	switch a.kind {
	case literal:
		return sameChar(a.char, r, fold)
	case oneOf:
		return r != '/' && doublestar.MatchUnvalidated(a.set, string(r))
	case anyText:
		return true
	}
	return r != '/'
}

func sameChar(a, b rune, fold bool) bool {
	return a == b || fold && lowerPath(string(a)) == lowerPath(string(b))
}

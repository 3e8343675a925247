package report

import (
	"bytes"
	"io/fs"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf16"

	"github.com/gatehouse-go/gatehouse/secrets"
)

// Lines returns a function for [Report].Line that takes lines from the files of
// fsys, such as that which was scanned. It returns none of findings in commits. It
// keeps the last file in memory, and must not be called concurrently.
func Lines(fsys fs.FS) func(secrets.Finding) (string, bool) {
	var name string
	var content lineReader
	return func(f secrets.Finding) (string, bool) {
		if f.Commit != "" || f.Pos.Filename == "" {
			return "", false
		}
		if f.Pos.Filename != name {
			name, content = f.Pos.Filename, lineReader{}
			if info, err := fs.Stat(fsys, name); err == nil && info.Mode().IsRegular() && info.Size() <= secrets.DefaultMaxSize {
				content.text, _ = fs.ReadFile(fsys, name) // if that fails, there is no excerpt
			}
		}
		return content.line(f.Pos.Line)
	}
}

// TextLines returns a function for [Report].Line that takes lines from text, such as
// what was read from standard input. It must not be called concurrently.
func TextLines(text []byte) func(secrets.Finding) (string, bool) {
	content := lineReader{text: text}
	return func(f secrets.Finding) (string, bool) {
		if f.Commit != "" {
			return "", false
		}
		return content.line(f.Pos.Line)
	}
}

// A lineReader finds lines, quickly if one asks for them in order.
type lineReader struct {
	text, rest []byte
	next       int // number of the line that rest begins with
}

func (r *lineReader) line(number int) (string, bool) {
	if r.next == 0 || number < r.next {
		r.rest, r.next = r.text, 1
	}
	for len(r.rest) > 0 {
		line, rest, _ := bytes.Cut(r.rest, []byte{'\n'})
		if r.next == number {
			return string(bytes.TrimSuffix(line, []byte{'\r'})), true
		}
		r.rest = rest
		r.next++
	}
	return "", false
}

// An excerpt is a part of a line in which secrets are masked.
type excerpt struct{ before, secret, after string }

// dots stand for a secret, however long it is.
const dots = "••••••••"

// excerpts makes them.
type excerpts struct {
	line    func(secrets.Finding) (string, bool)
	mask    *strings.Replacer
	scanner *secrets.Scanner
	byLine  map[lineKey][]span
}

type lineKey struct {
	file, commit string
	line         int
}

// A span is a part of a line, in bytes.
type span struct{ from, to int }

const toEnd = math.MaxInt

// reach is how far around a finding its line is searched for others, in bytes.
const reach = 8 << 10

// leastConfidence is that of what is masked in a line besides its finding.
const leastConfidence = 0.05

func newExcerpts(r *Report, mask *strings.Replacer) *excerpts {
	if r.Line == nil || len(r.Findings) == 0 {
		return nil
	}
	scanner, err := secrets.New(secrets.Config{Rules: r.Rules, Personal: true, MinConfidence: leastConfidence})
	if err != nil {
		return nil // without it, a line could show another secret
	}
	e := &excerpts{line: r.Line, mask: mask, scanner: scanner, byLine: map[lineKey][]span{}}
	for i := range r.Findings {
		f := &r.Findings[i]
		for n := f.Pos.Line; n <= f.End.Line; n++ {
			s := span{0, toEnd}
			if n == f.Pos.Line {
				s.from = max(0, f.Pos.Column-1)
			}
			if n == f.End.Line {
				s.to = f.End.Column - 1
			}
			key := lineKey{f.Pos.Filename, f.Commit, n}
			e.byLine[key] = append(e.byLine[key], s)
		}
	}
	return e
}

// add adds its excerpt and columns to an item if its line is known.
func (e *excerpts) add(it *item) {
	if e == nil {
		return
	}
	line, ok := e.line(it.Finding)
	if !ok {
		return
	}
	own, ok := place(it, line)
	if !ok {
		return
	}
	start, end := max(0, own.from-reach), min(len(line), own.to+reach)
	others := e.scanner.ScanFile(it.Pos.Filename, []byte(line[start:end]))
	if len(it.Encoding) > 0 && !slices.ContainsFunc(others, func(f secrets.Finding) bool { return f.Secret == it.Secret }) {
		return // it is not in this line
	}
	it.column = 1 + utf16Length(line[:own.from])
	if it.End.Line == it.Pos.Line {
		it.endColumn = 1 + utf16Length(line[:own.to])
	}
	hidden := make([]bool, end-start)
	hide := func(s span) {
		for i := max(s.from, start); i < min(s.to, end); i++ {
			hidden[i-start] = true
		}
	}
	for _, s := range e.byLine[lineKey{it.Pos.Filename, it.Commit, it.Pos.Line}] {
		hide(s)
	}
	for _, f := range others {
		hide(span{start + f.Pos.Offset, start + f.End.Offset})
	}
	it.excerpt = &excerpt{
		before: keepEnd(e.show(line[start:own.from], hidden[:own.from-start]), widthBefore),
		secret: dots,
		after:  keepStart(e.show(line[own.to:end], hidden[own.to-start:]), widthAfter),
	}
}

// place returns where the secret stands in the line, if it does; of one that is
// encoded, where it would.
func place(it *item, line string) (span, bool) {
	s := span{it.Pos.Column - 1, len(line)}
	if it.End.Line == it.Pos.Line {
		s.to = it.End.Column - 1
	}
	if s.from < 0 || s.to > len(line) || s.from >= s.to {
		return s, false
	}
	switch value := it.Secret.Reveal(); {
	case len(it.Encoding) > 0:
		return s, true
	case it.End.Line > it.Pos.Line:
		return s, strings.HasPrefix(value, line[s.from:])
	default:
		return s, line[s.from:s.to] == value
	}
}

// show returns a text with dots for what is hidden, and fit for a terminal.
func (e *excerpts) show(text string, hidden []bool) string {
	var b strings.Builder
	for i := 0; i < len(text); {
		end := i
		for end < len(text) && hidden[end] == hidden[i] {
			end++
		}
		if hidden[i] {
			b.WriteString(dots)
		} else {
			b.WriteString(printable(e.mask.Replace(text[i:end])))
		}
		i = end
	}
	return b.String()
}

// printable replaces what could move the cursor, change colours or reorder text.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t':
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r), r == unicode.ReplacementChar, r == '\u2028', r == '\u2029':
			return '·'
		}
		return r
	}, text)
}

// How many characters of a line are shown before and behind the secret.
const (
	widthBefore = 60
	widthAfter  = 30
)

func keepEnd(text string, width int) string {
	text = strings.TrimLeft(text, " ")
	if r := []rune(text); len(r) > width {
		return "…" + string(r[len(r)-width:])
	}
	return text
}

func keepStart(text string, width int) string {
	text = strings.TrimRight(text, " ")
	if r := []rune(text); len(r) > width {
		return string(r[:width]) + "…"
	}
	return text
}

func utf16Length(text string) int {
	n := 0
	for _, r := range text {
		n += max(1, utf16.RuneLen(r))
	}
	return n
}

package secrets

import (
	"go/token"
	"slices"
)

// hunkText is the new side of a hunk as far as it was read and not yet done with. It
// is searched in blocks, as in [Scanner.ScanReader].
type hunkText struct {
	s      *Scanner
	found  func(Finding) bool // returns false if no more are wanted
	file   string
	commit string
	skip   bool // the file is not to be scanned

	text    []byte
	lines   []hunkLine
	from    int // what begins before was looked for already
	lastEnd int // of a finding
}

// A hunkLine is a line of the new file, or the rest of one.
type hunkLine struct {
	at     int // in text
	number int
	column int // of text[at], from 1
	added  bool
}

func (h *hunkText) open(file string) {
	h.file, h.skip = file, h.s.skips(file)
}

func (h *hunkText) startLine(number int, added bool) {
	h.lines = append(h.lines, hunkLine{at: len(h.text), number: number, column: 1, added: added})
}

func (h *hunkText) add(piece []byte) {
	if h.text = append(h.text, piece...); len(h.text) >= blockSize {
		h.flush(false)
	}
}

// flush searches the text. Unless it is the last of the hunk, the end is kept.
func (h *hunkText) flush(last bool) {
	limit := len(h.text)
	if !last {
		limit -= lookAhead
	}
	if !h.skip && h.anyAdded() {
		h.search(limit)
	}
	if last {
		h.text, h.lines, h.from, h.lastEnd = h.text[:0], h.lines[:0], 0, 0
		return
	}
	cut := max(0, limit-lookBack)
	i := h.lineAt(cut)
	h.lines = slices.Delete(h.lines, 0, i)
	h.lines[0].column += cut - h.lines[0].at
	h.lines[0].at = cut
	for i := range h.lines {
		h.lines[i].at -= cut
	}
	h.text = slices.Delete(h.text, 0, cut)
	h.from, h.lastEnd = limit-cut, max(0, h.lastEnd-cut)
}

func (h *hunkText) anyAdded() bool {
	return slices.ContainsFunc(h.lines, func(l hunkLine) bool { return l.added })
}

// lineAt returns the index of the line with text[offset].
func (h *hunkText) lineAt(offset int) int {
	i, exact := slices.BinarySearchFunc(h.lines, offset, func(l hunkLine, offset int) int { return l.at - offset })
	if !exact {
		i--
	}
	return i
}

func (h *hunkText) search(limit int) {
	findings := h.s.ScanFile(h.file, h.text)
	if len(findings) > 0 && h.s.marks != NoMarks {
		findings = ApplyMarks(h.s.marksIn(h.file, h.text), findings, h.s.now())
	}
	for _, f := range findings {
		start, end := f.Pos.Offset, f.End.Offset
		if start >= limit || start < h.from && (end <= h.from || start < h.lastEnd) {
			continue
		}
		first, last := h.lineAt(start), h.lineAt(max(start, end-1))
		if !slices.ContainsFunc(h.lines[first:last+1], func(l hunkLine) bool { return l.added }) {
			continue
		}
		h.lastEnd = end
		f.Pos, f.End = h.position(start, first), h.position(end, last)
		f.Commit = h.commit
		if !h.found(f) {
			return
		}
	}
}

func (h *hunkText) position(offset, line int) token.Position {
	l := h.lines[line]
	return token.Position{Filename: h.file, Line: l.number, Column: l.column + offset - l.at}
}

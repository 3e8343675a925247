package secrets

import (
	"bytes"
	"context"
	"errors"
	"go/token"
	"io"
	"iter"
)

// A text is read in blocks. What lies in the last part of a block is looked at again
// with the next one, for it may go on there; and before that, enough is kept for a
// secret to be told from its surroundings.
const (
	blockSize = 1 << 20
	lookAhead = 2 * maxEncoded // no secret with what is around it is longer
	lookBack  = 16 << 10
)

// ScanReader returns the secrets in what r reads, as Scan does, in bounded memory:
// about 2 MiB, whatever the size and however long the lines. After an error of r,
// or the end of ctx, nothing more is yielded. The name is that of the file, or "".
func (s *Scanner) ScanReader(ctx context.Context, name string, r io.Reader) iter.Seq2[Finding, error] {
	return func(yield func(Finding, error) bool) {
		w := window{s: s, r: r, name: name, line: 1, column: 1}
		for {
			if err := ctx.Err(); err != nil {
				yield(Finding{}, err)
				return
			}
			if err := w.fill(); err != nil {
				yield(Finding{}, err)
				return
			}
			for _, f := range w.scan() {
				if !yield(f, nil) {
					return
				}
			}
			if w.ended {
				return
			}
			w.advance()
		}
	}
}

// A window is the part of a text that is in memory.
type window struct {
	s     *Scanner
	r     io.Reader
	name  string
	text  []byte
	ended bool

	// The place in the whole text where the window begins, and how much of it was
	// searched before.
	offset, line, column int
	searched             int
}

// fill reads on until the block is full.
func (w *window) fill() error {
	if w.text == nil {
		w.text = make([]byte, 0, 64<<10)
	}
	for len(w.text) < blockSize {
		if len(w.text) == cap(w.text) {
			grown := make([]byte, len(w.text), min(blockSize, 4*cap(w.text)))
			copy(grown, w.text)
			w.text = grown
		}
		n, err := w.r.Read(w.text[len(w.text):cap(w.text)])
		if n < 0 || n > cap(w.text)-len(w.text) {
			return errors.New("secrets: the reader returned an impossible count")
		}
		w.text = w.text[:len(w.text)+n]
		if errors.Is(err, io.EOF) {
			w.ended = true
			return nil
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// limit is where the part ends of which the rest of the text changes nothing.
func (w *window) limit() int {
	if w.ended {
		return len(w.text)
	}
	return max(0, len(w.text)-lookAhead)
}

// scan returns the findings that begin in the part that was not searched yet, and
// before the limit.
func (w *window) scan() []Finding {
	sc := w.s.newScan(w.text, w.name)
	defer sc.free()
	sc.search()
	limit := w.limit()
	kept := sc.settle()
	n := 0
	for _, c := range kept {
		if c.start >= w.searched && (c.start < limit || w.ended) {
			kept[n] = c
			n++
		}
	}
	findings := sc.report(kept[:n])
	for i := range findings {
		w.place(&findings[i].Pos)
		w.place(&findings[i].End)
	}
	return findings
}

// place makes a position in the window one in the whole text.
func (w *window) place(p *token.Position) {
	p.Offset += w.offset
	if p.Line == 1 {
		p.Column += w.column - 1
	}
	p.Line += w.line - 1
}

// advance drops what is behind.
func (w *window) advance() {
	limit := w.limit()
	drop := max(0, limit-lookBack)
	gone := w.text[:drop]
	if n := bytes.Count(gone, newline); n > 0 {
		w.line += n
		w.column = len(gone) - bytes.LastIndexByte(gone, '\n')
	} else {
		w.column += len(gone)
	}
	w.offset += drop
	w.searched = limit - drop
	w.text = w.text[:copy(w.text, w.text[drop:])]
}

package secrets

import (
	"errors"
	"io"
)

// A RedactWriter redacts what is written to it, and passes it on: see
// [Redactor.Writer].
type RedactWriter struct {
	r    *Redactor
	w    io.Writer
	text []byte // what is not passed on yet, behind some that is
	done int    // how much of it is
	err  error
}

// Writer returns a writer that redacts what passes through it to w, also a secret
// that is split between writes. It holds back up to about 1 MiB until
// [RedactWriter.Flush] or Close. It is not safe for concurrent use.
func (r *Redactor) Writer(w io.Writer) *RedactWriter { return &RedactWriter{r: r, w: w} }

// RedactWriter is the Writer of a new [Redactor].
func (s *Scanner) RedactWriter(w io.Writer) *RedactWriter { return s.NewRedactor().Writer(w) }

var errClosed = errors.New("secrets: the RedactWriter is closed")

// Write takes all of text, unless w failed before.
func (w *RedactWriter) Write(text []byte) (int, error) {
	n := len(text)
	for len(text) > 0 && w.err == nil {
		part := text[:min(len(text), blockSize-len(w.text))]
		w.text, text = append(w.text, part...), text[len(part):]
		if len(w.text) == blockSize {
			w.pass(false)
		}
	}
	if w.err != nil {
		return n - len(text), w.err
	}
	return n, nil
}

// pass passes on what does not depend on what may come, or all at the end.
func (w *RedactWriter) pass(end bool) {
	limit := len(w.text)
	if !end {
		limit -= lookAhead
	}
	var kept []Finding
	for _, f := range w.r.s.Scan(w.text) {
		if f.Pos.Offset < w.done || f.Pos.Offset >= limit {
			continue
		}
		if f.End.Offset > limit {
			limit = f.End.Offset // the rest of it is no text of its own
		}
		kept = append(kept, f)
	}
	for i := range kept {
		kept[i].Pos.Offset -= w.done
		kept[i].End.Offset -= w.done
	}
	w.emit(w.r.Redact(w.r.replace(w.text[w.done:limit], kept)))
	drop := max(0, limit-lookBack)
	w.text, w.done = w.text[:copy(w.text, w.text[drop:])], limit-drop
}

func (w *RedactWriter) emit(text []byte) {
	if len(text) == 0 || w.err != nil {
		return
	}
	n, err := w.w.Write(text)
	if err == nil && n < len(text) {
		err = io.ErrShortWrite
	}
	w.err = err
}

// Flush passes on all that was written so far, as if the text ended there: a secret
// that goes on in the next write may no longer be seen as one.
func (w *RedactWriter) Flush() error {
	if w.err == nil && w.done < len(w.text) {
		w.pass(true)
	}
	return w.err
}

// Close is Flush. It does not close the writer behind.
func (w *RedactWriter) Close() error {
	if errors.Is(w.err, errClosed) {
		return nil
	}
	err := w.Flush()
	w.err = errClosed
	return err
}

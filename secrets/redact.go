package secrets

import (
	"bytes"
	"fmt"
	"strings"
	"sync"
)

// Redact returns text with each secret replaced by a placeholder that names the
// rule, and with everything else as it was:
//
//	DATABASE_URL=postgres://app:***REDACTED-url-credential-1***@db/app
//
// A secret that occurs again has the same placeholder. There is nothing left to find
// in the result. If there was nothing to begin with, it is text itself.
func (s *Scanner) Redact(text []byte) []byte { return s.NewRedactor().Redact(text) }

// A Redactor replaces secrets by placeholders, the same secret by the same one in
// all texts that it is given. It is safe for concurrent use. It keeps the secrets,
// so that a program can put them back: see [Redactor.Secret].
type Redactor struct {
	s       *Scanner
	mu      sync.Mutex
	numbers map[Secret]int // of their placeholders
	secrets []Secret
	names   []string // the placeholders
}

// NewRedactor returns a Redactor that has seen nothing yet.
func (s *Scanner) NewRedactor() *Redactor { return &Redactor{s: s, numbers: map[Secret]int{}} }

// Secret returns what a placeholder stands for.
func (r *Redactor) Secret(placeholder string) (s Secret, ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for i, name := range r.names {
		if name == placeholder {
			return r.secrets[i], true
		}
	}
	return Secret{}, false
}

// The placeholder must stand in files of variables, URLs, JSON and shell commands
// without harm, and is no secret to any rule.
const (
	redactedStart = "***REDACTED-"
	redactedEnd   = "***"
)

func (r *Redactor) placeholder(f *Finding) string {
	r.mu.Lock()
	defer r.mu.Unlock()
	n, ok := r.numbers[f.Secret]
	if !ok {
		n = len(r.names)
		r.numbers[f.Secret] = n
		r.secrets = append(r.secrets, f.Secret)
		r.names = append(r.names, fmt.Sprintf("%s%s-%d%s", redactedStart, f.Rule, n+1, redactedEnd))
	}
	return r.names[n]
}

// maxRounds bounds how often a text is searched again: a secret may have hidden
// another one that it overlapped.
const maxRounds = 8

// Redact is [Scanner.Redact].
func (r *Redactor) Redact(text []byte) []byte {
	for range maxRounds {
		findings := r.s.Scan(text)
		if len(findings) == 0 {
			break
		}
		text = r.replace(text, findings)
	}
	return text
}

func (r *Redactor) replace(text []byte, findings []Finding) []byte {
	out := make([]byte, 0, len(text)+32*len(findings))
	done := 0
	for i := range findings {
		f := &findings[i]
		out = append(append(out, text[done:f.Pos.Offset]...), r.placeholder(f)...)
		done = f.End.Offset
	}
	return append(out, text[done:]...)
}

// RedactString is Redact for a string.
func (s *Scanner) RedactString(text string) string { return string(s.Redact([]byte(text))) }

// RedactJSON is Redact for a JSON value, which stays one: only texts within its
// strings change. Whatever was not a JSON value is an error.
func (s *Scanner) RedactJSON(value []byte) ([]byte, error) { return s.NewRedactor().RedactJSON(value) }

// RedactJSON is [Scanner.RedactJSON].
func (r *Redactor) RedactJSON(value []byte) ([]byte, error) {
	for range maxRounds {
		findings, err := r.s.ScanJSON(value)
		if err != nil {
			return nil, err
		}
		if len(findings) == 0 {
			break
		}
		leaves, err := jsonLeaves(value)
		if err != nil {
			return nil, err
		}
		for i := range findings {
			// What begins or ends in the middle of an escape takes all of the string.
			f := &findings[i]
			if l := leafAround(leaves, f.Pos.Offset, f.End.Offset); l != nil &&
				(splitsEscape(value, l.start, f.Pos.Offset) || splitsEscape(value, l.start, f.End.Offset)) {
				f.Pos.Offset, f.End.Offset = l.start, l.end
			}
		}
		value = r.replace(value, apart(findings))
	}
	return value, nil
}

// apart drops findings that overlap one before them.
func apart(findings []Finding) []Finding {
	kept := findings[:0]
	for _, f := range findings {
		if len(kept) == 0 || kept[len(kept)-1].End.Offset <= f.Pos.Offset {
			kept = append(kept, f)
		}
	}
	return kept
}

// IsRedacted reports whether text holds a placeholder.
func IsRedacted(text []byte) bool {
	_, after, ok := bytes.Cut(text, []byte(redactedStart))
	return ok && strings.Contains(string(after), redactedEnd)
}

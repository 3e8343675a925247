package secrets

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"log/slog"
	"strings"
	"unicode/utf8"
	"unique"
)

// A Secret is a value that must not be seen. Printing, logging and marshalling it
// yield a mask, so that what holds one can be reported.
//
// Two Secrets are equal by == if their values are. The zero Secret is empty.
type Secret struct {
	// A handle, because package fmt prints strings of fields that are not exported,
	// without asking anybody.
	handle unique.Handle[string]
}

// NewSecret returns value as a Secret.
func NewSecret(value string) Secret {
	if value == "" {
		return Secret{}
	}
	return Secret{unique.Make(value)}
}

// Reveal returns the value itself.
func (s Secret) Reveal() string {
	if s.IsZero() {
		return ""
	}
	return s.handle.Value()
}

// IsZero reports an empty value.
func (s Secret) IsZero() bool { return s == Secret{} }

// Fingerprint identifies the value without telling it: 32 hexadecimal digits of
// its SHA-256. It does not depend on where the value stands. A value that can be
// guessed, such as a short password, can be guessed from its fingerprint.
func (s Secret) Fingerprint() string {
	sum := sha256.Sum256([]byte("gatehouse secret\x00" + s.Reveal()))
	return hex.EncodeToString(sum[:16])
}

const (
	maskedStart = 4
	maskedEnd   = 2
	leastMasked = 24 // characters that a value has of which some are shown
)

// String returns a mass of dots. Of a long value, in which it gives nothing away, it
// shows the first characters and the last, such as "AKIA…7A".
func (s Secret) String() string {
	value := s.Reveal()
	if value == "" {
		return ""
	}
	if len(value) < leastMasked || strings.IndexFunc(value, func(r rune) bool { return r <= ' ' || r >= utf8.RuneSelf }) >= 0 {
		return "…"
	}
	return value[:maskedStart] + "…" + value[len(value)-maskedEnd:]
}

// GoString returns the mask, too.
func (s Secret) GoString() string { return fmt.Sprintf("secrets.Secret{%q}", s.String()) }

// Format writes the mask, whatever the verb.
func (s Secret) Format(f fmt.State, verb rune) {
	text := s.String()
	switch {
	case verb == 'q':
		text = fmt.Sprintf("%q", text)
	case verb == 'v' && f.Flag('#'):
		text = s.GoString()
	}
	_, _ = f.Write([]byte(text))
}

// LogValue returns the mask.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// MarshalText returns the mask.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

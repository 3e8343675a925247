package secrets

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"log/slog"
	"strings"
	"unicode/utf8"
)

// A Secret is a value that must not be seen. Printing, logging and marshalling it
// yield a mask, so that what holds one can be reported.
//
// Two Secrets are equal by == if their values are. The zero Secret is empty.
type Secret struct{ value string }

// NewSecret returns value as a Secret.
func NewSecret(value string) Secret { return Secret{value} }

// Reveal returns the value itself.
func (s Secret) Reveal() string { return s.value }

// IsZero reports an empty value.
func (s Secret) IsZero() bool { return s.value == "" }

// Fingerprint identifies the value without telling it: 32 hexadecimal digits of
// its SHA-256. It does not depend on where the value stands. A value that can be
// guessed, such as a short password, can be guessed from its fingerprint.
func (s Secret) Fingerprint() string {
	sum := sha256.Sum256([]byte("gatehouse secret\x00" + s.value))
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
	if s.value == "" {
		return ""
	}
	if len(s.value) < leastMasked || strings.IndexFunc(s.value, func(r rune) bool { return r <= ' ' || r >= utf8.RuneSelf }) >= 0 {
		return "…"
	}
	return s.value[:maskedStart] + "…" + s.value[len(s.value)-maskedEnd:]
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

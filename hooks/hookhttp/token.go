package hookhttp

import (
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"fmt"
	"net/http"
	"strings"
)

// minToken keeps out tokens that can be guessed, and those that are empty
// because an environment variable was not set.
const minToken = 16

// tokens are digests, so that comparing takes the same time whatever the length
// and the first difference. nil admits everybody.
type tokens [][sha256.Size]byte

func newTokens(o Options) (tokens, error) {
	if o.Unauthenticated {
		if len(o.Tokens) > 0 {
			return nil, errors.New("hookhttp: Options has both Tokens and Unauthenticated; choose one")
		}
		return nil, nil
	}
	if len(o.Tokens) == 0 {
		return nil, errors.New("hookhttp: Options has no Tokens; set them, or set Unauthenticated to serve every process of this machine")
	}
	var digests tokens
	for i, token := range o.Tokens {
		if len(token) < minToken || strings.ContainsFunc(token, func(r rune) bool { return r <= ' ' || r > '~' }) {
			return nil, fmt.Errorf("hookhttp: token %d of %d must have at least %d bytes of printable ASCII without blanks", i+1, len(o.Tokens), minToken)
		}
		digests = append(digests, sha256.Sum256([]byte(token)))
	}
	return digests, nil
}

// admit compares with all tokens, whichever is right.
func (t tokens) admit(h http.Header) bool {
	if t == nil {
		return true
	}
	var presented string
	if values := h["Authorization"]; len(values) == 1 {
		scheme, credentials, _ := strings.Cut(values[0], " ")
		if strings.EqualFold(scheme, "Bearer") {
			presented = strings.TrimLeft(credentials, " ")
		}
	}
	digest := sha256.Sum256([]byte(presented))
	right := 0
	for i := range t {
		right |= subtle.ConstantTimeCompare(digest[:], t[i][:])
	}
	return right == 1
}

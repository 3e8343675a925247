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
	return digestsOf(o.Tokens)
}

func digestsOf(list []string) (tokens, error) {
	var digests tokens
	for i, token := range list {
		if len(token) < minToken || strings.ContainsFunc(token, func(r rune) bool { return r <= ' ' || r > '~' }) {
			return nil, fmt.Errorf("hookhttp: token %d of %d must have at least %d bytes of printable ASCII without blanks", i+1, len(list), minToken)
		}
		digests = append(digests, sha256.Sum256([]byte(token)))
	}
	return digests, nil
}

// SetTokens exchanges the tokens of a server that is running: calls that come later
// need one of these, and none is lost. It takes what [Options.Tokens] takes. On an error
// the old ones stay. A server that is Unauthenticated stays so, with an error.
func (s *Server) SetTokens(list []string) error {
	if s.options.Unauthenticated {
		return errors.New("hookhttp: the server is Unauthenticated and takes no tokens")
	}
	if len(list) == 0 {
		return errors.New("hookhttp: no tokens are given, and without any nobody could call the server")
	}
	digests, err := digestsOf(list)
	if err != nil {
		return err
	}
	s.tokens.Store(&digests)
	return nil
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

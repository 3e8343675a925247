package secrets

// Bounds of the parts of a JSON Web Token, in bytes.
const (
	minHeader    = 12
	minPayload   = 8
	minSignature = 12
	maxJWT       = 16 << 10
)

// detectJWT finds JSON Web Tokens (RFC 7519), signed and encrypted: three or five
// parts in base64url. Those without a signature are no secret.
func detectJWT(sc *scan, r *compiledRule, from, _ int) {
	if from > 0 && isToken[sc.text[from-1]] && sc.text[from-1] != '=' {
		return
	}
	text := sc.text[from:min(len(sc.text), from+maxJWT)]
	var parts [5]int // the lengths
	n, at := 0, 0
	for n < len(parts) {
		start := at
		for at < len(text) && isToken[text[at]] && text[at] != '=' {
			at++
		}
		parts[n] = at - start
		n++
		if at+1 >= len(text) || text[at] != '.' || !isToken[text[at+1]] && text[at+1] != '.' {
			break
		}
		at++
	}
	if n < 3 || parts[0] < minHeader || parts[2] < minSignature || n == 3 && parts[1] < minPayload {
		return
	}
	if n == 4 { // what is behind the third is no part of it
		at = parts[0] + parts[1] + parts[2] + 2
	}
	sc.add(r, from, from+at, byPlace, 0.9) // a rule that knows whose it is says more
}

// isToken are the characters of base64url.
var isToken = func() (t [256]bool) { //nolint:gochecknoglobals // a table that nothing writes to
	for _, r := range "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=" {
		t[r] = true
	}
	return t
}()

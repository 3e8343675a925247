package secrets

import "bytes"

// maxKey bounds a private key, from its first line to its last.
const maxKey = 32 << 10

// armour are the texts around private keys, whatever their kind.
var (
	keyBegin = []byte("-----BEGIN ")
	keyEnd   = []byte("-----END ")
	keyDash  = []byte("-----")
	keyName  = []byte("PRIVATE KEY")
)

// detectPrivateKey finds keys in PEM (RFC 7468), OpenSSH's and OpenPGP's armour:
// also where the lines are joined by \n or parts of other strings, and where the
// end is missing. A first line alone is no key.
func detectPrivateKey(sc *scan, r *compiledRule, from, _ int) {
	text := sc.text[from:min(len(sc.text), from+maxKey)]
	if !bytes.HasPrefix(text, keyBegin) {
		return
	}
	title := text[len(keyBegin):min(len(text), 80)]
	end := bytes.Index(title, keyDash)
	if end < 0 || !bytes.Contains(title[:end], keyName) {
		return
	}
	body := len(keyBegin) + end + len(keyDash)
	stop, whole := bytes.Index(text[body:], keyEnd), true
	if next := bytes.Index(text[body:], keyBegin); next >= 0 && (stop < 0 || next < stop) {
		stop = -1 // that is the end of another
	}
	length := body + stop
	if stop < 0 {
		whole, length = false, body+cutKey(text[body:])
	}
	if !looksLikeKey(text[body:length]) {
		return
	}
	if !whole {
		length = body + len(bytes.TrimRightFunc(text[body:length], aroundKey))
	} else {
		length += len(keyEnd)
		if i := bytes.Index(text[length:min(len(text), length+80)], keyDash); i >= 0 {
			length += i + len(keyDash)
		}
	}
	confidence := 0.97
	if !whole {
		confidence = 0.85
	}
	sc.add(r, from, from+length, byForm, confidence)
}

// cutKey returns how much of a text can belong to a key that has no end.
func cutKey(text []byte) int {
	last := 0
	for at := 0; at < len(text); {
		line := text[at:]
		n := bytes.IndexByte(line, '\n')
		if n < 0 {
			n = len(line) - 1
		}
		n++
		switch words := bytes.TrimFunc(line[:n], aroundKey); {
		case len(words) == 0:
		case isBase64Text(words) && (len(words) >= 16 || words[len(words)-1] == '='), bytes.Contains(words, []byte(`\n`)), bytes.Contains(words, []byte(": ")):
			last = at + n
		default:
			return last
		}
		at += n
	}
	return last
}

// aroundKey reports what stands around the lines of a key in code.
func aroundKey(c rune) bool {
	switch c {
	case ' ', '\t', '\r', '\n', '"', '\'', '`', ',', '#', '*', '>', '|', '\\', ';', ')':
		return true
	}
	return false
}

// looksLikeKey reports base64 with the variety of random bytes. Key files of PuTTY
// and encrypted keys have headers, too.
func looksLikeKey(body []byte) bool {
	const enough = 40
	digits := make([]byte, 0, 256)
	for i := 0; i < len(body) && len(digits) < cap(digits); i++ {
		switch c := body[i]; {
		case c == '\\' && i+1 < len(body):
			i++ // the escape of the end of a line
		case isBase64[c]:
			digits = append(digits, c)
		case c == ':' || c == '.' && bytes.HasPrefix(body[i:], []byte("...")):
			digits = digits[:0] // of a header; or there is more to come
		}
	}
	return len(digits) >= enough && entropy(digits) > 3.3
}

var isBase64 = func() (t [256]bool) { //nolint:gochecknoglobals // a table that nothing writes to
	for _, r := range "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=" {
		t[r] = true
	}
	return t
}()

func isBase64Text(text []byte) bool {
	for _, c := range text {
		if !isBase64[c] {
			return false
		}
	}
	return true
}

// detectPuTTY finds the private part of a key file of PuTTY.
func detectPuTTY(sc *scan, r *compiledRule, from, _ int) {
	text := sc.text[from:min(len(sc.text), from+maxKey)]
	const lines = "\nPrivate-Lines: "
	i := bytes.Index(text, []byte(lines))
	if i < 0 {
		return
	}
	start := i + len(lines)
	if n := bytes.IndexByte(text[start:], '\n'); n >= 0 {
		start += n + 1
		if length := len(bytes.TrimRightFunc(text[start:start+cutKey(text[start:])], aroundKey)); length > 0 && looksLikeKey(text[start:start+length]) {
			sc.add(r, from+start, from+start+length, byForm, 0.97)
		}
	}
}

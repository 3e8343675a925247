package secrets

import (
	"bytes"
	"strings"
)

// A name counts for values up to this far behind it: on its line, or on the next
// if nothing but an opening tag or quote is between them.
const maxReach = 120

// named looks for the value of a rule behind a name that stands at a place.
func (sc *scan) named(r *compiledRule, from, to int) {
	if sc.inWord(from) {
		return
	}
	r.compile()
	reach := min(len(sc.text), to+maxReach)
	lines := 0
	for at := to; at < reach; {
		c := sc.text[at]
		if c == '\n' {
			if lines++; lines > 1 || len(bytes.TrimLeft(sc.text[to:at], `"'>:= |-ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_`+"\r\t")) > 0 {
				return
			}
		}
		if c == '\\' { // an escape such as \n in a string
			at += 2
			continue
		}
		if !isValueByte(c) {
			at++
			continue
		}
		end := at + 1
		for end < len(sc.text) && isValueByte(sc.text[end]) && sc.text[end] != '\\' && end-at <= maxWidth {
			end++
		}
		if sc.namedRun(r, from, at, end) {
			return
		}
		at = end
	}
}

// maxStarts is how many beginnings of a value are tried in a run of characters.
const maxStarts = 12

// namedRun looks for the value in a run of the characters that values have: it may
// begin behind an operator.
func (sc *scan) namedRun(r *compiledRule, name, start, end int) bool {
	for end > start && (sc.text[end-1] == '.' || sc.text[end-1] == ':' || sc.text[end-1] == '\\') {
		end--
	}
	for n := 0; n < maxStarts && start < end; n++ {
		if m := r.re.FindSubmatchIndex(sc.text[start:end]); m != nil {
			from, to := m[0], m[1]
			if g := 2 * r.group; m[g] >= 0 {
				from, to = m[g], m[g+1]
			}
			from, to = start+from, start+to
			if value := sc.text[from:to]; !isWords(value) && (!isDigest(value) || sc.saysSecret(name, from)) {
				sc.add(r, from, to, byName, nameConfidence)
				return true
			}
		}
		i := bytes.IndexAny(sc.text[start:end], "=:-_./")
		if i < 0 {
			return false
		}
		start += i + 1
	}
	return false
}

// maxConsonants is how many consonants follow each other in words.
const maxConsonants = 5

// isWords reports a value that consists of words, such as the name of a type, and
// happens to have the length of a secret.
func isWords(value []byte) bool {
	run := 0
	for _, c := range value {
		switch c |= 0x20; {
		case isDigit(c):
			return false
		case isLower(c) && strings.IndexByte("aeiouy", c) < 0:
			if run++; run > maxConsonants {
				return false
			}
		default:
			run = 0
		}
	}
	return true
}

// isDigest reports a value that may as well be the digest of something, such as the
// hash of a commit.
func isDigest(value []byte) bool {
	switch len(value) {
	case 32, 40, 56, 64, 96, 128:
	default:
		return false
	}
	for _, c := range value {
		if !isDigit(c) && (c < 'a' || 'f' < c) && (c < 'A' || 'F' < c) {
			return false
		}
	}
	return true
}

// maxBefore is how far before a name a word is looked for that says that the value
// is secret.
const maxBefore = 32

// saysSecret reports that the text from a name to a value, which may be a digest,
// says that it is a secret.
func (sc *scan) saysSecret(name, value int) bool {
	if holdsWord(sc.text[name:value], digestWords) {
		return false
	}
	before := sc.text[max(0, name-maxBefore):value]
	if i := bytes.LastIndexByte(sc.text[max(0, name-maxBefore):name], '\n'); i >= 0 {
		before = before[i:]
	}
	return holdsWord(before, secretWords)
}

var (
	secretWords = []string{"key", "token", "secret", "passw", "pwd", "auth", "cred", "api", "access", "client", "init"}
	digestWords = []string{"sha1", "sha2", "sha5", "sha-", "md5", "commit", "digest", "checksum", "revision", "hash", "integrity"}
)

func holdsWord(text []byte, words []string) bool {
	for i := range text {
		for _, w := range words {
			if i+len(w) <= len(text) && equalFold(text[i:i+len(w)], w) {
				return true
			}
		}
	}
	return false
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// isValueByte reports a character that may stand in a token, key or password
// which is not quoted.
func isValueByte(c byte) bool {
	return c > ' ' && c < 0x7f && !isValueEnd[c]
}

var isValueEnd = [0x80]bool{'"': true, '\'': true, '`': true, '<': true, '>': true, ',': true, ';': true, '(': true, ')': true, '{': true, '}': true, '[': true, ']': true, '|': true, '&': true}

// inWord reports that a word does not begin at a place: "asana" in "nasana" and
// "BOX" in "DROPBOX", but not in "myBox", "APIBox" or "my_box".
func (sc *scan) inWord(at int) bool {
	if at == 0 {
		return false
	}
	before, c := sc.text[at-1], sc.text[at]
	switch {
	case isLower(c):
		return isLower(before) || isUpper(before)
	case isUpper(c):
		return isUpper(before) && at+1 < len(sc.text) && isUpper(sc.text[at+1])
	}
	return false
}

func isUpper(c byte) bool { return 'A' <= c && c <= 'Z' }

func isLower(c byte) bool { return 'a' <= c && c <= 'z' }

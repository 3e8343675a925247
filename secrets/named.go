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
	if sc.inWord(from) || sc.isPartOfWord(to, to-from == minKeyword) {
		return
	}
	f := r.parse()
	reach := min(len(sc.text), to+maxReach)
	if f.run.n > 0 {
		end := reach // of what a value that begins before may hold
		for end < len(sc.text) && end-reach <= maxWidth && isValueByte(sc.text[end]) {
			end++
		}
		if !f.run.in(sc.text[to:end]) {
			return
		}
	}
	least := max(shortestToken, f.least)
	lines := 0
	for at := to; at < reach; {
		c := sc.text[at]
		if c == '\n' {
			if lines++; lines > 1 || len(bytes.TrimLeft(sc.text[to:at], `"'>:= |-{ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_`+"\r\t")) > 0 {
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
		if end-at >= least && sc.namedRun(r, from, to, at, end) {
			return
		}
		at = end
	}
}

// wholeName looks for the rest of a name around a part of it, and returns where it
// stands, or -1. Between words there may be one sign, or none.
func (sc *scan) wholeName(k *keyword, from, to int) (start, end int) {
	start, end = from, to
	for i := int(k.from) - 1; i >= 0; i-- {
		switch {
		case start == 0:
			return -1, -1
		case k.name[i] != '_':
			if start--; lowerByte(sc.text[start]) != k.name[i] {
				return -1, -1
			}
		case joinsWords(sc.text[start-1]):
			start--
		}
	}
	for i := int(k.to); i < len(k.name); i++ {
		switch {
		case end == len(sc.text):
			return -1, -1
		case k.name[i] != '_':
			if lowerByte(sc.text[end]) != k.name[i] {
				return -1, -1
			}
			end++
		case joinsWords(sc.text[end]):
			end++
		}
	}
	return start, end
}

func lowerByte(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c | 0x20
	}
	return c
}

func joinsWords(c byte) bool { return c == '_' || c == '-' || c == ' ' || c == '.' }

// maxStarts is how many beginnings of a value are tried in a run of characters.
const maxStarts = 12

// namedRun looks for the value in a run of the characters that values have: it may
// begin behind an operator.
func (sc *scan) namedRun(r *compiledRule, name, behind, start, end int) bool {
	for end > start && (sc.text[end-1] == '.' || sc.text[end-1] == ':' || sc.text[end-1] == '\\') {
		end--
	}
	if !mayBeToken(sc.text[start:end]) || isVersion(sc.text[start:end]) {
		return false
	}
	r.compile()
	for n := 0; n < maxStarts && start < end; n++ {
		if m := r.re.FindSubmatchIndex(sc.text[start:end]); m != nil {
			from, to := m[0], m[1]
			if g := 2 * r.group; m[g] >= 0 {
				from, to = m[g], m[g+1]
			}
			from, to = start+from, start+to
			confidence := nameConfidence
			switch {
			case isDigest(sc.text[from:to]) && sc.text[from-1] != '/' && !sc.saysSecret(name, behind, from), isLabelled(sc.text[max(0, from-maxLabel):from]):
				return true
			case isUUID(sc.text[from:to]) && !strings.HasSuffix(r.ID, "-id") && sc.namesID(name, behind):
				return true
			case r.facts.digits && (isWords(sc.text[from:to]) || isJoined(sc.text[from:to])):
				confidence *= 0.6 // more often it is an identifier
			}
			sc.add(r, from, to, byName, confidence)
			return true
		}
		i := bytes.IndexAny(sc.text[start:end], "=:-_./")
		if i < 0 {
			return false
		}
		start += i + 1
	}
	return false
}

const shortestToken = 8

// mayBeToken reports a run of characters that is no word and no number, nor a few of
// them with signs in between. Most runs in a text are, and need no expression.
func mayBeToken(run []byte) bool {
	if len(run) < shortestToken {
		return false
	}
	letters, digits := 0, 0
	for _, c := range run {
		switch {
		case isDigit(c):
			digits++
		case 'a' <= c|0x20 && c|0x20 <= 'z':
			letters++
		}
	}
	if digits > 0 {
		return letters+digits >= shortestToken
	}
	bits, pairs := naturalness(run)
	return letters >= shortestToken && bits <= float32(pairs)/4
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

// isLabelled reports that a word that says that what follows is a checksum or a
// commit stands at the end of a text, as in a lock file or in the URL of an archive.
func isLabelled(before []byte) bool {
	before = bytes.TrimRight(before, "\"'`:=-/ \t")
	for _, word := range [...]string{"md5", "sha1", "sha256", "sha384", "sha512", "blake2b", "checksum", "digest", "integrity", "commit", "revision", "tree", "blob", "zipball", "tarball", "badge/grade", "badge/coverage"} {
		if n := len(before) - len(word); n >= 0 && equalFold(before[n:], word) {
			return true
		}
	}
	return false
}

const maxLabel = 16 // bytes of such a word and what follows it

// isWords reports a value without digits that looks like words.
func isWords(value []byte) bool {
	if bytes.ContainsAny(value, "0123456789") {
		return false
	}
	bits, pairs := naturalness(value)
	return pairs > 0 && bits > 0
}

// isJoined reports words that are joined as in identifiers and in the names of
// packages, with few digits among them.
func isJoined(value []byte) bool {
	digits, joints := 0, 0
	for i, c := range value {
		switch {
		case isDigit(c):
			digits++
		case c == '-' || c == '_' || c == '.', isUpper(c) && i > 0 && !isUpper(value[i-1]) && i+1 < len(value) && isLower(value[i+1]):
			joints++
		case !isAlnum(c):
			return false
		}
	}
	bits, _ := naturalness(value)
	return len(value) >= 16 && digits <= max(2, len(value)/12) && joints >= 2 && bits > 0
}

// namesID reports that the name of a rule at a place begins that of an identifier, as in
// PROVIDER_PROJECT_ID, and of no secret.
func (sc *scan) namesID(from, to int) bool {
	start, end := nameAround(sc.text, from, to)
	name := sc.text[start:end]
	if end == to || !equalFoldSuffix(name, "_id") && !equalFoldSuffix(name, "-id") && !bytes.HasSuffix(name, []byte("Id")) && !bytes.HasSuffix(name, []byte("ID")) {
		return false
	}
	return !holdsWord(name, []string{"key", "token", "secret", "passw", "auth", "cred"})
}

// maxBefore is how far before a name a word is looked for that says that the value
// is secret.
const maxBefore = 32

// saysSecret reports that the text from a name to a value, which may be a digest,
// says that it is a secret, or that the value is the name's own.
func (sc *scan) saysSecret(name, behind, value int) bool {
	if holdsWord(sc.text[name:value], digestWords) {
		return false
	}
	if len(bytes.Trim(sc.text[behind:value], " \t\r\n=:\"'`>")) == 0 {
		return true
	}
	before := sc.text[max(0, name-maxBefore):min(value, name+maxBefore)]
	if i := bytes.LastIndexByte(sc.text[max(0, name-maxBefore):name], '\n'); i >= 0 {
		before = before[i:]
	}
	return holdsWord(before, secretWords)
}

var (
	secretWords = []string{"key", "token", "secret", "passw", "pwd", "auth", "cred", "api", "access", "client", "init", "crumb", "default", "value"}
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
	return valueBytes[c>>6]>>(c&63)&1 != 0
}

// valueBytes are a bit for each byte: ASCII but for blanks and "'`<>,;(){}[]|&.
var valueBytes = [4]uint64{0xa7ffec3a00000000, 0x47fffffed7ffffff, 0, 0} //nolint:gochecknoglobals // a table that nothing writes to

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

// isPartOfWord reports that a word goes on behind a name, as in "CodeCoverage", and not
// with what keys are called, as in "codecovtoken".
func (sc *scan) isPartOfWord(at int, short bool) bool {
	if at == len(sc.text) || isUpper(sc.text[at]) != isUpper(sc.text[at-1]) || isLower(sc.text[at]) != isLower(sc.text[at-1]) || !isLower(sc.text[at]|0x20) {
		return false
	}
	if short {
		return isLower(sc.text[at])
	}
	for _, w := range [...]string{"api", "app", "key", "token", "tok", "secret", "access", "auth", "pass", "pwd", "id", "client", "priv", "pub", "user", "cred", "acc", "bot", "hook", "web", "live", "prod", "test", "dev", "sandbox", "service", "server", "admin", "s"} {
		if equalFoldPrefix(sc.text[at:], w) {
			return false
		}
	}
	return true
}

func isUpper(c byte) bool { return 'A' <= c && c <= 'Z' }

func isLower(c byte) bool { return 'a' <= c && c <= 'z' }

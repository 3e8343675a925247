package secrets

import "bytes"

// A name counts for values up to this far behind it: on its line, or on the next
// if nothing but an opening tag or quote is between them.
const maxReach = 120

// named looks for the value of a rule behind a name that stands at a place.
func (sc *scan) named(r *compiledRule, from, to int) {
	if from > 0 && (isLower(sc.text[from-1]) && isLower(sc.text[from]) || isUpper(sc.text[from-1]) && isUpper(sc.text[from])) {
		return // in the middle of a word
	}
	r.compile()
	reach := min(len(sc.text), to+maxReach)
	lines := 0
	for at := to; at < reach; {
		c := sc.text[at]
		if c == '\n' {
			if lines++; lines > 1 || len(bytes.TrimLeft(sc.text[to:at], `"'>:= |-{ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_`+"\r\t")) > 0 {
				return
			}
		}
		if !isValueByte(c) {
			at++
			continue
		}
		end := at + 1
		for end < len(sc.text) && isValueByte(sc.text[end]) && end-at <= maxWidth {
			end++
		}
		if sc.namedRun(r, at, end) {
			return
		}
		at = end
	}
}

// maxStarts is how many beginnings of a value are tried in a run of characters.
const maxStarts = 12

// namedRun looks for the value in a run of the characters that values have: it may
// begin behind an operator.
func (sc *scan) namedRun(r *compiledRule, start, end int) bool {
	for end > start && (sc.text[end-1] == '.' || sc.text[end-1] == ':' || sc.text[end-1] == '\\') {
		end--
	}
	for n := 0; n < maxStarts && start < end; n++ {
		if m := r.re.FindSubmatchIndex(sc.text[start:end]); m != nil {
			from, to := m[0], m[1]
			if g := 2 * r.group; m[g] >= 0 {
				from, to = m[g], m[g+1]
			}
			if !isDigest(sc.text[max(0, start+from-maxLabel) : start+from]) {
				sc.add(r, start+from, start+to, byName, nameConfidence)
			}
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

// digests are words before a value that say that it is a checksum or a commit, as
// in a lock file or in the URL of an archive.
var digests = [...]string{"md5", "sha1", "sha256", "sha384", "sha512", "blake2b", "checksum", "digest", "integrity", "commit", "revision", "tree", "blob", "zipball", "tarball"}

const maxLabel = 16 // bytes of a word of digests and what follows it

// isDigest reports that such a word stands at the end of a text.
func isDigest(before []byte) bool {
	before = bytes.TrimRight(before, "\"'`:=-/ \t")
	for _, word := range digests {
		if n := len(before) - len(word); n >= 0 && equalFold(before[n:], word) {
			return true
		}
	}
	return false
}

// isValueByte reports a character that may stand in a token, key or password
// which is not quoted.
func isValueByte(c byte) bool {
	return c > ' ' && c < 0x7f && !isValueEnd[c]
}

var isValueEnd = [0x80]bool{'"': true, '\'': true, '`': true, '<': true, '>': true, ',': true, ';': true, '(': true, ')': true, '{': true, '}': true, '[': true, ']': true, '|': true, '&': true, '\\': true}

func isLower(c byte) bool { return 'a' <= c && c <= 'z' }
func isUpper(c byte) bool { return 'A' <= c && c <= 'Z' }

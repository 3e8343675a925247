package secrets

import (
	"bytes"
	"path"
	"strings"
)

// maxNetrc bounds an entry of a netrc file.
const maxNetrc = 600

// inNetrc looks for the password of an entry in a netrc file, whose "machine" or
// "default" stands at text[from:].
func inNetrc(sc *scan, r *compiledRule, from, _ int) {
	text := sc.text
	if from > 0 && text[from-1] > ' ' && text[from-1] != '"' && text[from-1] != '\'' {
		return
	}
	var user []byte
	at, end := nextWord(text, from)
	if string(text[at:end]) == "machine" {
		_, end = nextWord(text, end) // its name
	}
	for {
		at, end = nextWord(text, end)
		if end-from > maxNetrc {
			return
		}
		word := string(text[at:end])
		if word != "login" && word != "account" && word != "password" {
			return
		}
		if at, end = nextWord(text, end); at == end || end-from > maxNetrc {
			return
		}
		switch word {
		case "login":
			user = text[at:end]
		case "password":
			if v := text[at:end]; string(user) == "anonymous" && bytes.IndexByte(v, '@') >= 0 || v[0] == '[' || user == nil && !isNetrc(sc.path) && isProse(v) {
				return // an address by custom; what a manual says of the format
			}
			if !isConstant(text[at:end]) {
				sc.add(r, at, end, byPlace, passwordConfidence(text[at:end], user))
			}
			return
		}
	}
}

func isNetrc(name string) bool { return strings.HasSuffix(path.Base(name), "netrc") }

// isProse reports a word.
func isProse(v []byte) bool {
	for _, c := range v {
		if !isLower(c) {
			return false
		}
	}
	bits, _ := naturalness(v)
	return bits > 0
}

// nextWord returns the word behind blanks at text[i:], as far as it may matter.
func nextWord(text []byte, i int) (start, end int) {
	most := min(len(text), i+maxNetrc)
	for i < most && (text[i] == ' ' || text[i] == '\t' || text[i] == '\n' || text[i] == '\r') {
		i++
	}
	start = i
	for i < most && text[i] > ' ' && text[i] != '"' && text[i] != '\'' && text[i] != '`' {
		i++
	}
	return start, i
}

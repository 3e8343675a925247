package secrets

import (
	"bytes"
	"encoding/base64"
)

const (
	maxManifest = 4 << 10 // between the kind of a manifest and its data
	maxData     = 8 << 10 // of the data
	maxValue    = 4 << 10 // of a value
	leastValue  = 8       // characters of Base64
)

// inKubernetesSecret looks for the values of a Secret of Kubernetes, in YAML or JSON,
// whose kind stands at text[from:to]: its data may stand before or behind.
func inKubernetesSecret(sc *scan, r *compiledRule, from, to int) {
	if from > 0 && (isAlnum(sc.text[from-1]) || sc.text[from-1] == '_') || to < len(sc.text) && isAlnum(sc.text[to]) {
		return
	}
	kind := sc.text[from:to]
	before := sc.text[max(0, from-maxManifest):from]
	if i := bytes.LastIndex(before, documentEnd); i >= 0 {
		before = before[i:]
	}
	behind := sc.text[to:min(len(sc.text), to+maxManifest)]
	if i := bytes.Index(behind, documentEnd); i >= 0 {
		behind = behind[:i]
	}
	// Data belongs to the kind that stands next to it.
	if i := lastData(before); i >= 0 && !containsFold(before[i:], kind) {
		sc.kubernetesData(r, from-len(before)+i)
	}
	if i := firstData(behind); i >= 0 && !containsFold(behind[:i], kind) {
		sc.kubernetesData(r, to+i)
	}
}

var (
	documentEnd = []byte("\n---")
	dataName    = []byte("data")
)

func containsFold(text, word []byte) bool {
	for i := 0; i+len(word) <= len(text); i++ {
		if bytes.EqualFold(text[i:i+len(word)], word) {
			return true
		}
	}
	return false
}

// firstData returns where behind the name "data" its value begins, or -1.
func firstData(text []byte) int {
	for at := 0; ; {
		i := bytes.Index(text[at:], dataName)
		if i < 0 {
			return -1
		}
		at += i + len(dataName)
		if behind := behindName(text, at-len(dataName), at); behind >= 0 {
			return behind
		}
	}
}

func lastData(text []byte) int {
	for end := len(text); ; {
		i := bytes.LastIndex(text[:end], dataName)
		if i < 0 {
			return -1
		}
		if behind := behindName(text, i, i+len(dataName)); behind >= 0 {
			return behind
		}
		end = i
	}
}

// behindName returns where behind a name and its colon a value may begin, or -1.
func behindName(text []byte, from, to int) int {
	if from > 0 && (isNameByte(text[from-1]) || text[from-1] > ' ' && text[from-1] != '"' && text[from-1] != '\'' && text[from-1] != '{' && text[from-1] != ',') {
		return -1
	}
	c := cursor{text: text, at: to, end: len(text)}
	if c.skipQuotes(); !c.eat(':') {
		return -1
	}
	return c.at
}

// kubernetesData takes the values of data that begins at a place.
func (sc *scan) kubernetesData(r *compiledRule, at int) {
	c := cursor{text: sc.text, at: at, end: min(len(sc.text), at+maxData)}
	c.blanks()
	if c.peek() == '{' { // JSON, or YAML that is like it
		if end := bytes.IndexByte(c.text[c.at:c.end], '}'); end >= 0 {
			c.end = c.at + end
		}
		for c.at++; c.at < c.end; {
			for c.at < c.end && (c.text[c.at] <= ' ' || c.text[c.at] == ',' || c.text[c.at] == '\\' || c.text[c.at] == '"') {
				c.at++
			}
			if !sc.kubernetesValue(r, &c) {
				return
			}
		}
		return
	}
	indent := indentAt(sc.text, at)
	for c.at < c.end {
		end := bytes.IndexByte(c.text[c.at:c.end], '\n')
		if end < 0 {
			return
		}
		c.at += end + 1
		for c.at < c.end && (c.text[c.at] == ' ' || c.text[c.at] == '\t') {
			c.at++
		}
		switch p := c.peek(); {
		case p == '\n' || p == '\r' || p == '#':
			continue
		case indentAt(sc.text, c.at) <= indent:
			return
		}
		sc.kubernetesValue(r, &c)
	}
}

// indentAt is how far the line of a place is indented.
func indentAt(text []byte, at int) int {
	start := bytes.LastIndexByte(text[max(0, at-maxName):at], '\n') + 1
	if start == 0 && at > maxName {
		return 0
	}
	start += max(0, at-maxName)
	n := 0
	for start+n < len(text) && (text[start+n] == ' ' || text[start+n] == '\t') {
		n++
	}
	return n
}

// kubernetesValue takes the value of a name that stands at the cursor, and leaves that
// behind it. It reports whether there is a name.
func (sc *scan) kubernetesValue(r *compiledRule, c *cursor) bool {
	c.skipQuotes()
	start := c.at
	for c.at < c.end && (isAlnum(c.text[c.at]) || c.text[c.at] == '_' || c.text[c.at] == '-' || c.text[c.at] == '.') {
		c.at++
	}
	name := c.text[start:c.at]
	c.skipQuotes()
	if len(name) == 0 || !c.eat(':') {
		return false
	}
	c.blanks()
	if c.eat('|') || c.eat('>') { // a text on the next lines
		for c.eat('-') || c.eat('+') || c.eat(' ') {
		}
		c.newline()
	}
	c.skipQuotes()
	from := c.at
	for c.at < c.end && c.at-from < maxValue && (isAlnum(c.text[c.at]) || c.text[c.at] == '+' || c.text[c.at] == '/') {
		c.at++
	}
	letters := c.at - from
	for c.at-from-letters < 2 && c.eat('=') {
	}
	if p := c.peek(); letters < leastValue || c.at < len(c.text) && p > ' ' && p != '"' && p != '\'' && p != '\\' && p != ',' && p != '}' {
		return true
	}
	value := c.text[from:c.at]
	if !isOpenData(name, value) {
		sc.add(r, from, c.at, byForm, formConfidence)
	}
	return true
}

// isOpenData reports what stands in a Secret and is none: names, and certificates.
func isOpenData(name, value []byte) bool {
	switch string(name) {
	case "username", "user", "namespace", "ca", "ca.crt", "tls.ca", "tls.crt", "host", "port":
		return true
	}
	var b [48]byte
	n, _ := base64.StdEncoding.Decode(b[:], value[:min(len(value)/4*4, 64)])
	text := b[:n]
	return bytes.HasPrefix(text, []byte("-----BEGIN CERT")) || bytes.HasPrefix(text, []byte("-----BEGIN PUBLIC")) || len(text) > 0 && len(value) <= 16 && isConstant(bytes.TrimSpace(text))
}

package secrets

import (
	"strings"
	"sync"
	"sync/atomic"
)

// A keywordIndex finds the keywords of rules. To make its filter takes as long as to
// look for all of the keywords in some short texts, which it does first: a program
// that scans one prompt, and ends, need not wait for what it makes no use of.
type keywordIndex struct {
	filter atomic.Pointer[prefilter]
	once   sync.Once
	sought atomic.Int32 // short texts so far
}

const (
	maxShort  = 16 << 10 // bytes of a short text
	maxSought = 8
)

// find calls hit with each place where a keyword of a rule stands in text.
func (x *keywordIndex) find(rules []*Rule, text []byte, hit func(k *keyword, from, to int)) {
	filter := x.filter.Load()
	if filter == nil {
		if len(text) <= maxShort && x.sought.Add(1) <= maxSought {
			seek(rules, text, hit)
			return
		}
		x.once.Do(func() { x.filter.Store(newPrefilter(allKeywords(rules))) })
		filter = x.filter.Load()
	}
	filter.run(text, hit)
}

// allKeywords returns all that there is to look for.
func allKeywords(rules []*Rule) []keyword {
	n := 0
	for _, r := range rules {
		n += len(r.Keywords) + 2*len(r.Names)
	}
	keywords := make([]keyword, 0, n)
	eachKeyword(rules, func(string) bool { return true }, func(k keyword) { keywords = append(keywords, k) })
	return keywords
}

// eachKeyword calls use with what to look for. Keywords, and names, that cannot be in
// the text are left out.
func eachKeyword(rules []*Rule, mayBe func(word string) bool, use func(keyword)) {
	for i, r := range rules {
		for _, k := range r.Keywords {
			if mayBe(k) {
				use(keyword{text: strings.ToLower(k), rule: int32(i)})
			}
		}
		for _, name := range r.Names {
			if mayBeName(name, mayBe) {
				eachPart(name, int32(i), use)
			}
		}
	}
}

// mayBeName reports that all words of a name may be there.
func mayBeName(name string, mayBe func(word string) bool) bool {
	for from := 0; from < len(name); {
		to := from
		for to < len(name) && name[to] != '_' {
			to++
		}
		if to > from && !mayBe(name[from:to]) {
			return false
		}
		from = to + 1
	}
	return true
}

// eachPart calls use with what to look for in place of a name: a word of it that is not
// frequent in texts or, if there is none, two words, which are joined in any way.
func eachPart(name string, rule int32, use func(keyword)) {
	if strings.IndexByte(name, '_') < 0 {
		use(keyword{text: name, rule: rule})
		return
	}
	from, to := 0, 0    // of the longest word
	left, right := 0, 0 // of the two words that are longest together
	last := 0           // where the word before begins
	for start := 0; start < len(name); {
		end := len(name)
		if n := strings.IndexByte(name[start:], '_'); n >= 0 {
			end = start + n
		}
		if end-start > to-from && !isFrequent(name[start:end]) {
			from, to = start, end
		}
		if start > 0 && end-last > right-left {
			left, right = last, end
		}
		last, start = start, end+1
	}
	if to > from {
		use(keyword{text: name[from:to], rule: rule, name: name, from: int32(from), to: int32(to)})
		return
	}
	for _, between := range [...]string{"", "_", "-", " ", "."} {
		text := strings.ReplaceAll(name[left:right], "_", between)
		if len(text) < minKeyword {
			continue // of a_b, which stands for ab, too
		}
		use(keyword{text: text, rule: rule, name: name, from: int32(left), to: int32(right)})
	}
}

// isFrequent reports a word that code and texts are full of, as they are of short
// ones.
func isFrequent(word string) bool {
	if len(word) < 5 {
		return true
	}
	switch word {
	case "abstract", "access", "account", "accounts", "action", "active", "admin", "agent", "alert", "apikey", "application", "authorization", "bearer", "block",
		"bucket", "build", "certificate", "check", "client", "cloud", "column", "config", "connect", "connection", "content", "convert", "credential",
		"credentials", "daily", "database", "email", "engine", "event", "events", "exchange", "export", "fetch", "float", "front", "function", "functions",
		"generic", "global", "group", "header", "hooks", "https", "image", "index", "instance", "iterable", "license", "local", "location", "logic", "login",
		"magic", "manifest", "master", "medium", "message", "network", "notify", "object", "order", "package", "password", "phrase", "private", "process",
		"project", "protocol", "protocols", "provision", "proxy", "public", "publish", "query", "quest", "record", "registry", "reply", "request", "response",
		"script", "search", "secret", "segment", "server", "service", "session", "signal", "signing", "source", "spaces", "stack", "state", "status",
		"storage", "store", "stream", "string", "system", "table", "token", "tokens", "track", "value", "verify", "version", "vision", "watch", "webhook",
		"webhooks", "write":
		return true
	}
	return false
}

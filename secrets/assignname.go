package secrets

// A nameKind is what a name says that its value is.
type nameKind uint8

const (
	nameOther nameKind = iota
	namePassword
	nameSecret
	nameToken
	nameKey     // of an API, for encryption, …
	nameBareKey // a key to anything
	nameAuth
	nameCredential
	nameSalt
	numNameKinds
)

// nameFacts are what is known of a name.
type nameFacts struct {
	kind   nameKind
	apart  int  // words that set it apart, behind the stem
	before int  // and before it
	tail   int  // other words behind the stem
	words  int  // all words
	upper  bool // all letters are upper case
	spaced bool // the name is part of a text in quotes, with blanks
	flag   bool // of a command: --password, /password:
	sigil  byte // the byte before the name
	public bool
	open   bool          // what it names is told to everybody
	nonce  bool          // that is the last word
	lower  [maxName]byte // the name in lower case
	n      int
}

// read takes the name text[start:end] apart. It reports whether it names a secret.
func (f *nameFacts) read(text []byte, start, end int) bool {
	if start > 0 {
		f.sigil = text[start-1]
	}
	for start < end && (text[start] == '-' || text[start] == '.' || text[start] == '$') {
		f.flag = f.flag || text[start] == '-'
		f.sigil = text[start]
		start++
	}
	f.flag = f.flag || f.sigil == '/' && start > 1 && text[start-2] == ' '
	f.spaced = f.sigil == ' ' && end < len(text) && (text[end] == '"' || text[end] == '\'')
	if end-start > maxName || start == end {
		return false
	}
	f.n = end - start
	f.upper = true
	from, stemAt := 0, -1
	var kinds nameKind
	var previous, last []byte
	for i := 0; i <= f.n; i++ {
		var c byte
		if i < f.n {
			c = text[start+i]
			f.lower[i] = c
			switch {
			case 'A' <= c && c <= 'Z':
				f.lower[i] = c | 0x20
			case isLower(c):
				f.upper = false
			}
		}
		if i < f.n && !wordStart(text, start, start+i) {
			continue
		}
		if i > from {
			if w := f.trim(from, i); len(w) > 0 {
				f.words++
				previous, last = last, w
				f.word(last, previous, &kinds, &stemAt)
			}
		}
		from = i
	}
	if kinds == nameBareKey {
		switch before := wordBefore(text, start, &f.lower); {
		case qualifiesKey(before):
			kinds = nameKey
		case string(before) == "public":
			f.public = true
		}
	}
	if f.flag && f.words == 1 && f.lower[0] == 'p' && stem(f.lower[1:f.n]) != nameOther {
		return false // -ppassword: the value of -p
	}
	f.kind, f.nonce = kinds, string(last) == "nonce"
	if n := len(last); (kinds == nameCredential || kinds == nameBareKey) && (string(last) == "id" || string(last) == "ids") || n == 0 {
		return false
	}
	return kinds != nameOther && !f.open && !(f.apart > 0 && namesNone(last)) && !(f.public && (kinds == nameKey || kinds == nameBareKey))
}

// wordBefore returns the word in front of a blank at text[start-1], as in "API key",
// in lower case, in the memory of buffer.
func wordBefore(text []byte, start int, buffer *[maxName]byte) []byte {
	end := start - 1
	if end < 1 || text[end] != ' ' {
		return nil
	}
	from := end
	for from > 0 && end-from < 16 && isAlnum(text[from-1]) {
		from--
	}
	for i, c := range text[from:end] {
		if 'A' <= c && c <= 'Z' {
			c |= 0x20
		}
		buffer[i] = c
	}
	return buffer[:end-from]
}

// trim returns the word lower[from:to] without what separates it and without
// digits at its end.
func (f *nameFacts) trim(from, to int) []byte {
	for from < to && !isAlnum(f.lower[from]) {
		from++
	}
	for from < to && (f.lower[to-1] < 'a' || 'z' < f.lower[to-1]) {
		to--
	}
	return f.lower[from:to]
}

// wordStart reports that a word of the name that begins at start begins at i.
func wordStart(text []byte, start, i int) bool {
	c := text[i]
	if i == start {
		return false
	}
	p := text[i-1]
	switch {
	case !isAlnum(c):
		return true
	case 'A' <= c && c <= 'Z':
		return isLower(p) || isDigit(p) || i+1 < len(text) && isLower(text[i+1]) && 'A' <= p && p <= 'Z'
	}
	return false
}

// word takes in one word of the name.
func (f *nameFacts) word(w, previous []byte, kind *nameKind, stemAt *int) {
	k := stemOf(w)
	switch {
	case k == nameBareKey && (qualifiesKey(previous) || *kind > nameBareKey && *kind != nameSalt || string(w) != "key" && string(w) != "keys"):
		k = nameKey
	case string(w) == "id" && string(previous) == "session":
		k = nameToken
	case string(w) == "string" && string(previous) == "connection":
		k = nameCredential
	case string(w) == "string" && string(previous) == "secure", string(w) == "sid" && string(previous) == "connect":
		k = namePassword
	}
	switch {
	case k != nameOther:
		f.before += f.apart // of an earlier stem
		f.apart, f.tail = 0, 0
		if k == nameAuth && (*kind == nameToken || *kind == namePassword || *kind == nameSecret) {
			k = *kind
		}
		*kind = k
	case setsApart(w):
		if *kind != nameOther {
			f.apart++
		} else {
			f.before++
		}
	case *kind != nameOther && string(w) != "by":
		f.tail++
	}
	switch string(w) {
	case "csrf", "xsrf", "authenticity", "csrftoken", "xsrftoken":
		f.open = true
	case "token", "id": // of a page of results; UserSecretsId of .NET, which names a folder
		f.open = f.open || string(w) == "token" && leadsToPage(previous) || string(w) == "id" && string(previous) == "secrets"
	}
	if string(w) == "public" || string(w) == "pub" || string(w) == "publishable" {
		f.public = true
	}
}

// stemOf returns what a word names, which may be written together with others, as
// in dbpassword.
func stemOf(w []byte) nameKind {
	if k := stem(w); k != nameOther {
		return k
	}
	n := len(w)
	switch {
	case hasSuffix(w, "password") || hasSuffix(w, "passwd") || hasSuffix(w, "passphrase") || n > 3 && hasSuffix(w, "pwd"):
		return namePassword
	case hasSuffix(w, "pass") && holdsPass(w[:n-4]):
		return namePassword
	case hasSuffix(w, "secret"):
		return nameSecret
	case hasSuffix(w, "token"):
		return nameToken
	case hasSuffix(w, "key") && n > 3:
		q := w[:n-3]
		if qualifiesKey(q) || hasSuffix(q, "api") || hasSuffix(q, "access") || hasSuffix(q, "secret") || hasSuffix(q, "private") {
			return nameKey
		}
	case hasSuffix(w, "credential") || hasSuffix(w, "credentials"):
		return nameCredential
	case n > 8 && string(w[:8]) == "password":
		return namePassword
	}
	return nameOther
}

func hasSuffix(s []byte, suffix string) bool {
	return len(s) >= len(suffix) && string(s[len(s)-len(suffix):]) == suffix
}

package secrets

import "bytes"

// Limits of what is looked at around "://".
const (
	maxScheme    = 24
	maxAuthority = 512
)

// inURL looks for a password, or a token in its place, in the URL whose "://" ends
// at text[to].
func inURL(sc *scan, r *compiledRule, _, to int) {
	text := sc.text
	colon := to - len("://")
	scheme := colon
	for scheme > 0 && colon-scheme < maxScheme && isSchemeByte(text[scheme-1]) {
		scheme--
	}
	if colon-scheme < 2 || hasNoUser(text[scheme:colon]) || scheme > 1 && text[scheme-1] == '{' && text[scheme-2] == '{' { // a placeholder
		return
	}
	user, at, ok := userInfo(text, to, isHTTP(text[scheme:colon]))
	if !ok {
		return
	}
	start, end := user, at
	if colon := bytes.IndexByte(text[user:at], ':'); colon >= 0 {
		start = user + colon + 1
	} else if !looksRandom(text[user:at]) {
		return
	}
	if start > user && isUserMark(text[start:end]) { // token:x-oauth-basic@
		start, end = user, start-1
	}
	for start < end && text[start] == ':' {
		start++
	}
	if start == end || !isHost(text, at+1) {
		return
	}
	if user > 0 && text[user] == ':' && equalFoldPrefix(text[start:end], "pserver:") { // a root of CVS: ":pserver:user:password@"
		_, password, ok := bytes.Cut(text[start+len("pserver:"):end], []byte(":"))
		if !ok {
			return
		}
		start = end - len(password)
	}
	sc.add(r, start, end, byPlace, passwordConfidence(text[start:end], text[user:max(user, start-1)]))
}

func isSchemeByte(c byte) bool { return isAlnum(c) || c == '+' || c == '.' || c == '-' }

// hasNoUser reports a scheme whose URLs have an @, if any, behind something else than a
// user: a path, a message, a public key.
func hasNoUser(scheme []byte) bool {
	return equalFoldSuffix(scheme, "file") || string(scheme) == "message" || string(scheme) == "enrtree"
}

func isHTTP(scheme []byte) bool {
	return equalFoldSuffix(scheme, "http") || equalFoldSuffix(scheme, "https")
}

// userInfo returns what stands before the @ of a URL. In URLs of databases people
// leave slashes and the like in passwords as they are.
func userInfo(text []byte, from int, strict bool) (start, at int, ok bool) {
	at = -1
	path := false
	for i := from; i < len(text) && i-from < maxAuthority; i++ {
		switch c := text[i]; {
		case c <= ' ' || c >= 0x7f || c == '"' || c == '`' || c == '<' || c == '>' || c == '|' || c == '\'' || c == '\\':
			return from, at, at > from
		case c == '/' || c == '?' || c == '#':
			if at >= 0 || strict {
				return from, at, at > from
			}
			path = true
		case c == '@':
			if path && (at >= 0 || bytes.IndexByte(text[from:i], ':') < 0) {
				return from, at, at > from
			}
			at = i
		}
	}
	return from, at, at > from
}

// isHost reports that a name or address of a computer begins at text[i].
func isHost(text []byte, i int) bool {
	if i < len(text) && text[i] == '[' || i+1 < len(text) && text[i] == '%' { // an address, or the path of a socket
		return true
	}
	n := 0
	for i+n < len(text) && (isAlnum(text[i+n]) || text[i+n] == '-' || text[i+n] == '_') {
		n++
	}
	if i+n+1 < len(text) && text[i+n] == ':' && !isDigit(text[i+n+1]) {
		return false
	}
	return n > 0
}

// isUserMark reports the words that services want in place of a password where the
// user is the token.
func isUserMark(v []byte) bool {
	return string(v) == "x-oauth-basic" || string(v) == "x-oauth" || len(v) == 0
}

// looksRandom reports a long mix of characters.
func looksRandom(v []byte) bool {
	if len(v) < 20 {
		return false
	}
	s := shapeOf(v)
	return s.digits > 1 && s.changes > 2 && s.natural < float32(s.pairs)/2
}

// passwordConfidence is that of a password which stands where only passwords do,
// with its user.
func passwordConfidence(v, user []byte) float64 {
	var b [128]byte
	v = unescape(v, b[:0])
	switch {
	case bytes.EqualFold(user, []byte("aladdin")): // of the example in RFC 7617
		return 0.4
	case len(v) >= 20 && isFiller(v) && isAlnum(v[0]) && indexFold(v, "xxx") < 0:
		return 0.55
	case len(v) < 4 || isTemplate(v) || v[0] == '$' && isReference(v[1:]) || v[0] == '%' && v[len(v)-1] == '%' || v[0] == ':' || v[0] == '@' && isReference(v[1:]) || bytes.Count(v, []byte(".")) > 1 && isVersion(v) || isFiller(v) || isStandIn(v) || bytes.IndexByte(v, '*') >= 0 && len(bytes.Trim(v, "*")) == 0:
		return 0.1
	case bytes.EqualFold(v, user):
		return 0.45
	}
	s := shapeOf(v)
	if s.changes <= 1 && s.special <= 1 && s.marks == 0 && (placeholders(v) > 0 || indexFold(v, "passw") >= 0) || s.digits == 0 && bytes.IndexByte(v, '_') > 0 && isReference(v) && namesSecret(v) {
		return 0.4
	}
	if s.digits == 0 && s.special == 0 && s.natural > 0 && s.n < 10 {
		return 0.65
	}
	return 0.85
}

// unescape appends v without its percent escapes.
func unescape(v, to []byte) []byte {
	for i := 0; i < len(v) && len(to) < cap(to); i++ {
		if v[i] == '%' && i+2 < len(v) {
			high, ok := hexValue(v[i+1])
			if low, also := hexValue(v[i+2]); ok && also {
				to = append(to, high<<4|low)
				i += 2
				continue
			}
		}
		to = append(to, v[i])
	}
	return to
}

// isStandIn reports a word that documents write where a password goes.
func isStandIn(v []byte) bool {
	var b [24]byte
	if len(v) > len(b) {
		return false
	}
	w := lower(v, b[:0])
	for i, c := range w {
		if c == '-' {
			w[i] = '_'
		}
	}
	switch string(w) {
	case "password", "passwd", "pass", "pwd", "pw", "passw", "p@ssword", "p@ss", "passwo^rd", "pa/ssword", "pa?sword", "my pass", "mypass", "mypassword", "my_password", "yourpassword",
		"your_password", "yourpass", "your_pass", "userpass", "user_password", "db_password", "dbpassword", "db_pass", "dbpass", "token", "mytoken", "my_token", "yourtoken", "your_token", "your_api_key",
		"api_key", "apikey", "access_token", "auth_token", "key", "foo", "bar", "baz", "foobar", "credentials", "changeme", "change_me", "example", "placeholder", "redacted", "hidden", "host", "port",
		"invalid", "user", "username", "xxx", "xxxx", "none", "null", "undefined", "string", "value":
		return true
	}
	return false
}

// oracle looks for user/password@host behind the prefix of Oracle's drivers.
func oracle(sc *scan, r *compiledRule, from, to int) {
	text := sc.text
	slash := -1
	for i := to; i < len(text) && i-to < 128; i++ {
		switch c := text[i]; {
		case c <= ' ' || c == '"' || c == '\'' || c == '<' || c == '`':
			return
		case c == '/' && slash < 0:
			slash = i
		case c == '@':
			if slash > to && slash+1 < i {
				sc.add(r, slash+1, i, byPlace, passwordConfidence(text[slash+1:i], text[to:slash]))
			}
			return
		}
	}
}

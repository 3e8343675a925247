package permission

import (
	"strconv"
	"strings"
)

// A webURL is what matters of a URL as browsers and the client read it, which
// is laxer than net/url (WHATWG URL Standard, "basic URL parser").
type webURL struct {
	host string // lower case, without port and user; "" where the scheme has none
	path string // with the leading slash, dots resolved
	// foreign says that the host holds characters that only the tables of IDNA
	// explain: it may well be another way to write a host of a rule.
	foreign bool
}

// parseURL reads an absolute URL; ok is false for what the client refuses as
// invalid input.
func parseURL(raw string) (u webURL, ok bool) {
	raw = strings.TrimFunc(raw, func(r rune) bool { return r <= ' ' })
	raw = strings.NewReplacer("\t", "", "\n", "", "\r", "").Replace(raw)
	scheme, rest, found := strings.Cut(raw, ":")
	if !found || !isScheme(scheme) {
		return webURL{}, false
	}
	scheme = strings.ToLower(scheme)
	special := false
	switch scheme {
	case "http", "https", "ws", "wss", "ftp":
		special = true
		rest = strings.TrimLeft(backslashes(rest), "/")
	case "file":
		special = true
		rest, found = strings.CutPrefix(backslashes(rest), "//")
	default:
		rest, found = strings.CutPrefix(rest, "//")
	}
	if !found { // no host
		return webURL{path: rest}, true
	}
	end := strings.IndexAny(rest, "/?#")
	if end < 0 {
		end = len(rest)
	}
	u.path = cleanURLPath(rest[end:])
	if scheme == "file" {
		u.host, u.foreign, ok = cleanHost(rest[:end], true)
		return u, ok || end == 0
	}
	host, hasUser, ok := splitAuthority(rest[:end])
	if !ok {
		return webURL{}, false
	}
	if host == "" {
		return u, !special && !hasUser
	}
	u.host, u.foreign, ok = cleanHost(host, special)
	return u, ok
}

func isScheme(s string) bool {
	for i := range len(s) {
		c := s[i]
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		if !('a' <= c && c <= 'z' || i > 0 && ('0' <= c && c <= '9' || c == '+' || c == '-' || c == '.')) {
			return false
		}
	}
	return s != ""
}

// backslashes are slashes, up to the query.
func backslashes(s string) string {
	end := strings.IndexAny(s, "?#")
	if end < 0 {
		end = len(s)
	}
	return strings.ReplaceAll(s[:end], `\`, "/") + s[end:]
}

// splitAuthority drops the user and the port.
func splitAuthority(s string) (host string, hasUser, ok bool) {
	if i := strings.LastIndexByte(s, '@'); i >= 0 {
		s, hasUser = s[i+1:], true
	}
	from := 0
	if strings.HasPrefix(s, "[") {
		from = max(0, strings.IndexByte(s, ']'))
	}
	host, port, found := strings.Cut(s[from:], ":")
	host = s[:from] + host
	if !found {
		return host, hasUser, true
	}
	if strings.Trim(port, "0123456789") != "" {
		return "", hasUser, false
	}
	port = strings.TrimLeft(port, "0")
	_, err := strconv.ParseUint("0"+port, 10, 16)
	return host, hasUser, host != "" && err == nil
}

// cleanURLPath resolves dot segments, encoded ones too, and drops the query.
func cleanURLPath(p string) string {
	if i := strings.IndexAny(p, "?#"); i >= 0 {
		p = p[:i]
	}
	var out []string
	for part := range strings.SplitSeq(strings.TrimPrefix(p, "/"), "/") {
		switch strings.ReplaceAll(strings.ToLower(part), "%2e", ".") {
		case ".":
		case "..":
			if len(out) > 0 {
				out = out[:len(out)-1]
			}
		default:
			out = append(out, part)
		}
	}
	return "/" + strings.Join(out, "/")
}

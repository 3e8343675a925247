package hooks

import (
	"net/url"
	"path"
	"slices"
	"strings"
)

// AllowsURL reports whether allowedHttpHookUrls lets hooks send requests to a
// URL. Without any such list all are allowed; otherwise one pattern of any file
// must match:
//
//   - "*" matches every URL. All other patterns have a scheme, which may be "*",
//     and a host, compared without regard to case, and perhaps a path with a
//     query, which heeds it. Without a path, all paths match.
//   - A "*" stands for any text: in the host, where it may take in the port, or in
//     the path. As the port it stands for any port. Without a port, only the
//     default port of the scheme matches.
//   - URLs are compared as they are sent: without "." and "..", the default port,
//     a user or what follows "#", and with "/" for no path.
//
// Measured with Claude Code 2.1.330. It knows other spellings of addresses and
// international names as well; here they do not match.
func (m *Effective) AllowsURL(text string) bool {
	return !m.limit || slices.ContainsFunc(m.urls, func(p urlPattern) bool { return p.matches(text) })
}

type urlPattern struct {
	all     bool
	anyPath bool
	sentURL // with "*" in it
}

// A sentURL is what is compared of a URL.
type sentURL struct{ scheme, host, path string }

func parseURLPattern(text string) (p urlPattern, ok bool) {
	text = strings.TrimSpace(text)
	if text == "*" {
		return urlPattern{all: true}, true
	}
	u, ok := splitURL(text)
	_, port, _ := strings.Cut(u.host[strings.LastIndexByte(u.host, ']')+1:], ":")
	if port != "*" && strings.Trim(port, "0123456789") != "" {
		return urlPattern{}, false
	}
	return urlPattern{sentURL: u, anyPath: u.path == "/" && !strings.HasSuffix(text, "/")}, ok
}

func (p urlPattern) matches(text string) bool {
	if p.all {
		return true
	}
	if _, err := url.Parse(text); err != nil {
		return false
	}
	u, ok := splitURL(strings.TrimSpace(text))
	return ok && (p.scheme == "*" || p.scheme == u.scheme) && glob(p.host, u.host) && (p.anyPath || glob(p.path, u.path))
}

// splitURL takes a URL or a pattern apart as JavaScript's URL does, which also
// accepts "\" for "/", and one "/" or none before the host.
func splitURL(text string) (u sentURL, ok bool) {
	scheme, rest, ok := strings.Cut(strings.ReplaceAll(text, `\`, "/"), ":")
	u.scheme = strings.ToLower(scheme)
	rest, _, _ = strings.Cut(strings.TrimLeft(rest, "/"), "#")
	end := len(rest)
	if i := strings.IndexAny(rest, "/?"); i >= 0 {
		end = i
	}
	u.host = strings.ToLower(rest[strings.LastIndexByte(rest[:end], '@')+1 : end])
	for _, standard := range [...]string{"http:80", "https:443"} {
		if name, port, _ := strings.Cut(standard, ":"); name == u.scheme {
			u.host = strings.TrimSuffix(u.host, ":"+port)
		}
	}
	u.host = strings.TrimSuffix(strings.Replace(u.host, ".:", ":", 1), ".")
	where, query, _ := strings.Cut(rest[end:], "?")
	u.path = path.Clean("/" + where)
	switch last := path.Base(where); {
	case strings.Contains(where, "//"): // path.Clean makes one of them
		u.path = where
	case u.path != "/" && (strings.HasSuffix(where, "/") || last == "." || last == ".."):
		u.path += "/"
	}
	if query != "" {
		u.path += "?" + query
	}
	return u, ok && u.host != "" && (u.scheme == "*" || strings.Trim(u.scheme, "abcdefghijklmnopqrstuvwxyz") == "" && u.scheme != "")
}

// glob compares with a pattern in which * stands for any text.
func glob(pattern, text string) bool {
	parts := strings.Split(pattern, "*")
	text, ok := strings.CutPrefix(text, parts[0])
	if len(parts) == 1 {
		return ok && text == ""
	}
	for _, part := range parts[1 : len(parts)-1] {
		_, rest, found := strings.Cut(text, part)
		text, ok = rest, ok && found
	}
	return ok && strings.HasSuffix(text, parts[len(parts)-1])
}

package permission

import (
	"net/netip"
	"strings"
)

// normalHost is how hosts are compared with rules: lower case, no final dots.
func normalHost(s string) string { return strings.TrimRight(strings.ToLower(s), ".") }

// matchDomain reports whether the pattern of WebFetch(domain:pattern) covers
// host. A leading "*." is any depth of subdomain and not the apex, "*" alone is
// every host, and any other * stays within one label (groups wf-*).
func matchDomain(pattern, host string) bool {
	pattern = normalHost(pattern)
	if pattern == "*" {
		return true
	}
	if suffix, ok := strings.CutPrefix(pattern, "*."); ok && !strings.Contains(suffix, "*") {
		_, err := netip.ParseAddr(host)
		return err != nil && strings.HasSuffix(host, "."+suffix) && host[0] != '.'
	}
	if !strings.Contains(pattern, "*") {
		return pattern == host
	}
	for {
		p, restP, moreP := strings.Cut(pattern, ".")
		h, restH, moreH := strings.Cut(host, ".")
		if !matchStars(p, h) || moreP != moreH {
			return false
		}
		if !moreP {
			return true
		}
		pattern, host = restP, restH
	}
}

// matchStars matches s as a whole against a pattern in which * is any text.
func matchStars(pattern, s string) bool {
	first, rest, star := strings.Cut(pattern, "*")
	if !star {
		return pattern == s
	}
	s, ok := strings.CutPrefix(s, first)
	if !ok {
		return false
	}
	for {
		part, more, star := strings.Cut(rest, "*")
		if !star {
			return strings.HasSuffix(s, part)
		}
		i := strings.Index(s, part)
		if i < 0 {
			return false
		}
		s, rest = s[i+len(part):], more
	}
}

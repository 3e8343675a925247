package permission_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/permission"
)

func fetch(url string) permission.Request { return call("WebFetch", "url", url, "prompt", "x") }

// sameHost are ways to write a URL of example.com. The client was asked about
// most of them: testdata/conformance/urls.jsonl.
var sameHost = []string{
	"https://example.com", "http://EXAMPLE.com/x?y#z", "HTTPS://example.com", "ftp://example.com", "file://example.com/x",
	"https:example.com", "https:/example.com", "https:///example.com", `https:\\example.com`, `https:\/example.com\x`,
	"\thttps://example.com", " https://example.com ", "\x10https://example.com\x1f", "ht\ntps://exa\tmple.com\r",
	"https://user:pw@example.com", "https://a@b@example.com", "https://@example.com", "https://evil.com%2f@example.com",
	"https://example.com:443", "https://example.com:8080/x", "https://example.com:/", "https://example.com:080", "https://example.com:65535",
	"https://ex%61mple.com", "https://example%2ecom", "https://example.com.", "https://example.com..", "https://EXAMPLE.COM./x",
	`https://example.com\@evil.com`, "https://example.com/@evil.com", "https://example.com#@evil.com", "https://example.com?@evil.com",
	"https://ｅｘａｍｐｌｅ.com", "https://example。com", "https://exa\u00admple.com", "https://ⓔxample.com", "https://𝐞xample.com",
	"foo://example.com", "foo://u@example.com:1/",
}

// otherHost are URLs of other hosts that look like example.com.
var otherHost = []string{
	"https://example.com@evil.com", `https://evil.com\@example.com`, "https://evil.com#@example.com", "https://evil.com/@example.com",
	"https://evil.com?@example.com", `https://evil.com?x=\@example.com`, "https://www.example.com", "https://example.com.evil.com",
	"https://example.comm", "https://xexample.com", "https://.example.com", "https://exampleſ.com",
	"javascript:example.com", "data:example.com", "file:///example.com", "foo:example.com", "foo:///example.com",
}

// badURLs are refused as invalid input, before any rule.
var badURLs = []string{
	"", "nope", "example.com", "//example.com", "https://", "https:", "https://?example.com", "https://#", "https://@", "https://:80",
	"https://example.com:abc/", "https://example.com:99999/", "https://example.com:65536", "https://example.com:-1", "https://a:b@", "foo://@",
	"https://exa mple.com", "https://exa%20mple.com", "https://exa^mple.com", "https://exa|mple.com", "https://exa<mple.com", "https://exa%mple.com",
	"https://example.com%2f.evil.com", "https://example.com%00.evil.com", "https://ex%e1mple.com", "https://example.com%3a80",
	"https://127.0.0.256", "https://1.2.3.4.5", "https://08.1", "https://a.1", "https://a.0x1", "https://example.com.1", "https://0x100000000",
	"https://[::1", "https://::1]", "https://[1.2.3.4]", "https://[fe80::1%25eth0]", "https://[]", "https://xn--example-.com",
	":x", "1http://example.com", "\u212Aoo://example.com", "ht tp://example.com", "https://example.com／x", "https://\xff.com",
}

func TestFetchRulesSeeThroughURLs(t *testing.T) {
	p := project(t, lists("allow:", "WebFetch", "deny:", "WebFetch(domain:example.com)"))
	for _, url := range sameHost {
		require.Equal(t, permission.Deny, p.Check(fetch(url)).Decision, "%q", url)
	}
	for _, url := range otherHost {
		require.Equal(t, permission.Allow, p.Check(fetch(url)).Decision, "%q", url)
	}

	// An allow rule reaches no other host than a deny rule does.
	p = project(t, lists("allow:", "WebFetch(domain:example.com)"))
	for _, url := range sameHost {
		require.Equal(t, permission.Allow, p.Check(fetch(url)).Decision, "%q", url)
	}
	for _, url := range otherHost {
		require.Equal(t, permission.Ask, p.Check(fetch(url)).Decision, "%q", url)
	}
}

func TestFetchRefusesWhatIsNoURL(t *testing.T) {
	for _, settings := range []string{lists("allow:", "WebFetch"), lists("allow:", "WebFetch(domain:*)"), lists()} {
		p := project(t, settings)
		for _, url := range badURLs {
			r := p.Check(fetch(url))
			require.Equal(t, permission.Deny, r.Decision, "%q", url)
			require.Equal(t, permission.ByInput, r.Cause, "%q", url)
		}
		require.Equal(t, permission.ByInput, p.Check(call("WebFetch", "prompt", "x")).Cause)
		require.Equal(t, permission.ByInput, p.Check(permission.Request{Tool: "WebFetch", Input: []byte(`{"url": ["https://a.b"]}`)}).Cause)
	}
}

func TestFetchAddresses(t *testing.T) {
	p := project(t, lists("allow:", "WebFetch", "deny:", "WebFetch(domain:127.0.0.1)", "WebFetch(domain:[::1])", "WebFetch(domain:[::ffff:7f00:1])"))
	for _, url := range []string{
		"http://127.0.0.1", "http://127.1", "http://127.0.1", "http://0x7f000001", "http://0X7F.1", "http://2130706433", "http://0177.0.0.1",
		"http://127.0.0.1.", "http://127.0.0.0x1:8080/x", "http://１２７.1", "http://0x7f.0x0.0x.1",
		"http://[::1]", "http://[0:0::1]:80/", "http://[0:0:0:0:0:0:0:1]", "http://[::0.0.0.1]",
		"http://[::ffff:127.0.0.1]", "http://[::FFFF:7f00:1]", "http://[0:0:0:0:0:ffff:7f00:0001]",
	} {
		require.Equal(t, permission.Deny, p.Check(fetch(url)).Decision, url)
	}
	for _, url := range []string{"http://127.2", "http://128.0.0.1", "http://[::2]", "http://1e3", "http://0x7g.1.com"} {
		require.Equal(t, permission.Allow, p.Check(fetch(url)).Decision, url)
	}
}

// A host that only the tables of IDNA explain is denied or asked about where a
// rule could mean it.
func TestFetchForeignHosts(t *testing.T) {
	for _, url := range []string{"https://ﬁle.com", "https://mu\u0308nchen.de", "https://℡.com", "https://" + strings.Repeat("é", 10_000)} {
		require.Equal(t, permission.Deny, project(t, lists("allow:", "WebFetch", "deny:", "WebFetch(domain:file.com)")).Check(fetch(url)).Decision, url)
		require.Equal(t, permission.Ask, project(t, lists("allow:", "WebFetch(domain:xn--mnchen-3ya.de)")).Check(fetch(url)).Decision, url)
		require.Equal(t, permission.Allow, project(t, lists("allow:", "WebFetch")).Check(fetch(url)).Decision, url)
		require.Equal(t, permission.Allow, project(t, lists("allow:", "WebFetch(domain:*)")).Check(fetch(url)).Decision, url)
	}
}

// Rules name hosts of other scripts as the network does.
func TestFetchOtherScripts(t *testing.T) {
	p := project(t, lists("allow:", "WebFetch", "deny:", "WebFetch(domain:xn--mnchen-3ya.de)", "WebFetch(domain:bücher.de)", "WebFetch(domain:*.xn--*.jp)"))
	for url, want := range map[string]permission.Decision{
		"https://münchen.de":           permission.Deny,
		"https://MÜNCHEN.de":           permission.Deny,
		"https://m%C3%BCnchen.de":      permission.Deny,
		"https://xn--mnchen-3ya.de":    permission.Deny,
		"https://www.例え.jp":            permission.Deny,
		"https://bücher.de":            permission.Allow,
		"https://xn--mnchen-3ya.de.tv": permission.Allow,
	} {
		require.Equal(t, want, p.Check(fetch(url)).Decision, url)
	}
}

// Of some hosts the client trusts one folder only.
func TestPreapprovedPaths(t *testing.T) {
	p := project(t, lists())
	for url, want := range map[string]permission.Decision{
		"https://github.com/anthropics":               permission.Allow,
		"https://github.com/anthropics/x?y":           permission.Allow,
		"https://github.com/anthropics-evil":          permission.Ask,
		"https://github.com/anthropics/../evil":       permission.Ask,
		"https://github.com/anthropics/%2e%2e/evil":   permission.Ask,
		"https://github.com/anthropics/.%2E/evil":     permission.Ask,
		`https://github.com/anthropics\..\evil`:       permission.Ask,
		"https://github.com/evil/../anthropics/x":     permission.Allow,
		"https://github.com/evil?/anthropics":         permission.Ask,
		"https://github.com/evil#/anthropics":         permission.Ask,
		"https://github.com":                          permission.Ask,
		"https://github.com.evil.com/anthropics":      permission.Ask,
		"https://docs.python.org@evil.com/":           permission.Ask,
		"https://docs.python.org/3/":                  permission.Allow,
		"https://DOCS.python.org/3/":                  permission.Allow,
		"https://github.com/an\tthropics/x":           permission.Allow,
		"https://github.com//anthropics":              permission.Ask,
		"https://github.com/anthropics/..;/evil":      permission.Allow,
		"https://github.com/anthropics%2f..%2f../x/y": permission.Ask,
	} {
		require.Equal(t, want, p.Check(fetch(url)).Decision, url)
	}
}

package permission_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/permission"
)

func TestDomainRules(t *testing.T) {
	for _, test := range []struct {
		pattern string
		yes, no []string
	}{
		{"example.com", []string{"example.com", "EXAMPLE.com."}, []string{"www.example.com", "example.org", "xexample.com"}},
		{"EXAMPLE.COM.", []string{"example.com"}, []string{"www.example.com"}},
		{"*.example.com", []string{"www.example.com", "a.b.example.com"}, []string{"example.com", "xexample.com", ".example.com", "example.com.evil.com"}},
		{"*.EXAMPLE.com", []string{"www.example.com"}, []string{"example.com"}},
		{"*", []string{"example.com", "127.0.0.1", "localhost"}, nil},
		{"example.*", []string{"example.com", "example.org"}, []string{"example.co.uk", "example", "example.evil.com"}},
		{"www.*.com", []string{"www.a.com", "www.b-c.com"}, []string{"www.com", "www.a.b.com", "x.a.com"}},
		{"*example.com", []string{"example.com", "myexample.com"}, []string{"www.example.com"}},
		{"ex*le.com", []string{"example.com", "exle.com"}, []string{"ex.le.com"}},
		{"*.*", []string{"example.com"}, []string{"localhost", "a.b.c"}},
		{"*.com", []string{"example.com", "a.b.com"}, []string{"com"}},
		{"*.0.0.1", nil, []string{"127.0.0.1"}}, // an address has no subdomains
		{"a/b", nil, []string{"a"}},
		{"example.com:443", nil, []string{"example.com", "example.com:443"}},
		{" example.com", nil, []string{"example.com"}},
	} {
		p := project(t, lists("deny:", "WebFetch(domain:"+test.pattern+")", "allow:", "WebFetch"))
		for _, host := range test.yes {
			require.Equal(t, permission.Deny, p.Check(fetch("https://"+host+"/")).Decision, "%s %s", test.pattern, host)
		}
		for _, host := range test.no {
			require.Equal(t, permission.Allow, p.Check(fetch("https://"+host+"/")).Decision, "%s %s", test.pattern, host)
		}
	}
}

func TestDomainRulesAreFast(t *testing.T) {
	start := time.Now()
	for _, pattern := range []string{strings.Repeat("a*", 5000) + "b", strings.Repeat("*.", 5000) + "b", "x" + strings.Repeat("*", 10000)} {
		p := project(t, lists("deny:", "WebFetch(domain:"+pattern+")"))
		p.Check(fetch("https://" + strings.Repeat("a", 100_000) + "/"))
		p.Check(fetch("https://" + strings.Repeat("a.", 50_000) + "/"))
	}
	require.Less(t, time.Since(start), 20*time.Second)
}

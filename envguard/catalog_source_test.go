package envguard_test

import (
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/envguard"
)

// TestCatalogueSources shows that each entry says where its fact can be looked up.
func TestCatalogueSources(t *testing.T) {
	manual := regexp.MustCompile(`^man [1-8] [a-z][a-z0-9_-]*$`)
	programs := map[string]bool{}
	entries := envguard.Catalogue()
	for _, e := range entries {
		for p := range strings.SplitSeq(e.Program, "|") {
			programs[p] = true
		}
		if manual.MatchString(e.Source) {
			continue
		}
		u, err := url.Parse(e.Source)
		require.NoError(t, err, e.Program)
		require.True(t, u.Scheme == "https" && u.Host != "", "%s: the source is %q", e.Program, e.Source)
	}
	t.Logf("%d entries about %d programs", len(entries), len(programs))
}

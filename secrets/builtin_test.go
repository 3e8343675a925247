package secrets_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/secrets"
)

var raced bool // the race detector is on

func TestBuiltinRules(t *testing.T) {
	scanner, err := secrets.New(secrets.Config{})
	require.NoError(t, err)
	seen := map[string]bool{}
	for _, r := range secrets.Builtin() {
		t.Run(r.ID, func(t *testing.T) {
			require.False(t, seen[r.ID], "two rules with this ID")
			seen[r.ID] = true
			require.NotEmpty(t, r.Description)
			require.NotZero(t, r.Severity)
			require.NotEmpty(t, r.Examples)
			for _, link := range []string{r.Revoke, r.Source} {
				if u, err := url.Parse(link); link != "" {
					require.NoError(t, err)
					require.Equal(t, "https", u.Scheme, link)
				}
			}
			if r.Provider != "" {
				require.NotEmpty(t, r.Revoke, "a page where to revoke it")
				require.NotEmpty(t, r.Source, "a page that tells the format")
			}
			alone, err := secrets.New(secrets.Config{Only: []string{r.ID}})
			require.NoError(t, err)
			for i := range r.Examples {
				seeds, misses := 20, 0
				if raced {
					seeds = 1
				}
				for seed := range uint64(seeds) {
					text := r.Example(i, seed)
					if !found(alone, r.ID, text) { // by chance it may look like words, or like an example
						misses++
						continue
					}
					require.NotEmpty(t, scanner.Scan([]byte(text)), "lost among all rules: %q", text) // another may know better
					if seed > 0 {
						continue
					}
					// Neither its surroundings nor its place matter.
					require.True(t, found(alone, r.ID, strings.Repeat("clean text, and more of it\n", 400)+text+"\nand more"), "not found in the midst: %q", text)
				}
				require.LessOrEqual(t, misses, max(1, seeds/10), "not found, such as %q", r.Example(i, 0))
			}
			for i := range r.NonExamples {
				for seed := range uint64(4) {
					text := r.NonExample(i, seed)
					require.False(t, found(alone, r.ID, text), "found: %q", text)
				}
			}
		})
	}
}

func found(s *secrets.Scanner, rule, text string) bool {
	for _, f := range s.Scan([]byte(text)) {
		if f.Rule == rule {
			return true
		}
	}
	return false
}

func ExampleRule_Example() {
	for _, r := range secrets.Builtin() {
		if r.ID == "github-pat" {
			token := r.Example(0, 1)
			fmt.Println(len(token), strings.HasPrefix(token, "GITHUB_TOKEN=ghp_"))
		}
	}
	// Output: 53 true
}

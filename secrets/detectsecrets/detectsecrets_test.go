package detectsecrets_test

import (
	"bytes"
	"crypto/sha1"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/secrets"
	"github.com/gatehouse-go/gatehouse/secrets/detectsecrets"
)

func finding(file, value string) secrets.Finding {
	f := secrets.Finding{Rule: "acme-token", Secret: secrets.NewSecret(value)}
	f.Pos.Filename = file
	return f
}

// baseline is one as detect-secrets writes it.
func baseline(t *testing.T) *detectsecrets.Baseline {
	t.Helper()
	sum := func(value string) string { return fmt.Sprintf("%x", sha1.Sum([]byte(value))) }
	b, err := detectsecrets.Read(strings.NewReader(`{
  "version": "1.5.0",
  "plugins_used": [{"name": "KeywordDetector"}],
  "results": {
    "conf/a[1].env": [
      {"type": "Secret Keyword", "filename": "conf/a[1].env", "hashed_secret": "` + sum("one") + `", "is_verified": false, "line_number": 3},
      {"type": "Secret Keyword", "filename": "conf/a[1].env", "hashed_secret": "` + strings.ToUpper(sum("two")) + `", "is_verified": false, "is_secret": true, "line_number": 4}
    ],
    "win\\b.env": [{"type": "Hex High Entropy String", "filename": "win\\b.env", "hashed_secret": "` + sum("three") + `", "is_secret": false}]
  },
  "generated_at": "2026-01-01T00:00:00Z"
}`))
	require.NoError(t, err)
	return b
}

func TestFilter(t *testing.T) {
	b := baseline(t)
	broken := errors.New("broken")
	all := func(yield func(secrets.Finding, error) bool) {
		for _, f := range []secrets.Finding{
			finding("conf/a[1].env", "one"), finding("./conf/a[1].env", "two"), finding("win/b.env", "three"),
			finding("conf/a[1].env", "three"), finding("b.env", "one"), finding("conf/a[1].env", "One"),
		} {
			if !yield(f, nil) {
				return
			}
		}
		yield(secrets.Finding{}, broken)
	}
	var left []string
	var errs []error
	for f, err := range b.Filter(all) {
		if err != nil {
			errs = append(errs, err)
			continue
		}
		left = append(left, f.Pos.Filename+" "+f.Secret.Reveal())
	}
	require.Equal(t, []string{"conf/a[1].env three", "b.env one", "conf/a[1].env One"}, left)
	require.Equal(t, []error{broken}, errs)
}

func TestConvert(t *testing.T) {
	found := []secrets.Finding{finding("conf/a[1].env", "one"), finding("conf/a[1].env", "two"), finding("conf/a[1].env", "new")}
	converted := baseline(t).Convert(found, "accepted before")
	var text bytes.Buffer
	_, err := converted.WriteTo(&text)
	require.NoError(t, err)
	require.Equal(t, 2, strings.Count(text.String(), "\n"))
	require.Contains(t, text.String(), `accepted before (detect-secrets: Secret Keyword), audited as a secret: revoke it"`)
	again, err := secrets.ReadBaseline(&text)
	require.NoError(t, err)
	require.True(t, again.Contains(found[0], time.Now()))
	require.True(t, again.Contains(found[1], time.Now()))
	require.False(t, again.Contains(found[2], time.Now()))
	require.False(t, again.Contains(finding("conf/a1.env", "one"), time.Now()), "it was known in another file only")
}

func TestReadErrors(t *testing.T) {
	for _, text := range []string{"", "[]", "{}", `{"results": null}`, `{"results": {"a": [{"hashed_secret": "x"}]}}`, `{"results": {"a": [{"hashed_secret": "abcd"}]}}`, `{"results": {"a": {}}}`} {
		_, err := detectsecrets.Read(strings.NewReader(text))
		require.ErrorIs(t, err, detectsecrets.ErrBaseline, text)
	}
	_, err := detectsecrets.Read(iotest.ErrReader(errors.New("broken")))
	require.ErrorContains(t, err, "broken")
	require.NotErrorIs(t, err, detectsecrets.ErrBaseline)
}

package secrets_test

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/secrets"
)

func scanner(t testing.TB) *secrets.Scanner {
	t.Helper()
	s, err := secrets.New(secrets.Config{})
	require.NoError(t, err)
	return s
}

// example is a text that a rule finds, made from its first example.
func example(t testing.TB, rule string) string {
	t.Helper()
	for _, r := range secrets.Builtin() {
		if r.ID == rule {
			return r.Example(0, 7)
		}
	}
	t.Fatalf("no rule %s", rule)
	return ""
}

func TestDecode(t *testing.T) {
	s, text := scanner(t), example(t, "github-pat")
	token := text[strings.IndexByte(text, '=')+1:]
	escaped, bytewise := "", ""
	for i, c := range token {
		if i%3 == 0 {
			escaped += fmt.Sprintf(`\u%04x`, c)
			bytewise += fmt.Sprintf(`\x%02x`, c)
		} else {
			escaped, bytewise = escaped+string(c), bytewise+string(c)
		}
	}
	var wide strings.Builder
	for _, u := range utf16.Encode([]rune(token)) {
		wide.WriteString(string([]byte{byte(u), byte(u >> 8)}))
	}
	var percent strings.Builder
	for _, c := range []byte(token) {
		fmt.Fprintf(&percent, "%%%02x", c)
	}
	twice := base64.StdEncoding.EncodeToString([]byte("x: " + base64.StdEncoding.EncodeToString([]byte("say "+token))))
	for _, tt := range []struct {
		name, text string
		layers     []string
	}{
		{"base64", base64.StdEncoding.EncodeToString([]byte(token)), []string{"base64"}},
		{"base64 without padding", base64.RawStdEncoding.EncodeToString([]byte("a" + strings.Replace(token, "ghp", " ghp", 1))), []string{"base64"}},
		{"base64 for URLs", base64.RawURLEncoding.EncodeToString([]byte("~~~???>>> " + token)), []string{"base64"}},
		{"base64 of UTF-16", base64.StdEncoding.EncodeToString([]byte(wide.String())), []string{"base64"}},
		{"hex", hex.EncodeToString([]byte(token)), []string{"hex"}},
		{"upper-case hex", strings.ToUpper(hex.EncodeToString([]byte(token))), []string{"hex"}},
		{"percent", percent.String(), []string{"percent"}},
		{"query", "https://x.example/?q=" + url.QueryEscape("a=b&c="+token), []string{"percent"}},
		{"Unicode escapes", escaped, []string{"escapes"}},
		{"byte escapes", bytewise, []string{"escapes"}},
		{"escapes in a JSON text within another", strings.ReplaceAll(escaped, `\`, `\\`), []string{"escapes", "escapes"}},
		{"base64 in base64", twice, []string{"base64", "base64"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			findings := s.Scan([]byte("before '" + tt.text + "' behind"))
			if tt.name == "query" { // the token itself needs no decoding
				require.NotEmpty(t, findings)
				return
			}
			require.Len(t, findings, 1)
			f := findings[0]
			require.Equal(t, "github-pat", f.Rule)
			require.Equal(t, tt.layers, f.Encoding)
			require.Equal(t, token, f.Secret.Reveal())
			require.Equal(t, 8, f.Pos.Offset)
			require.Equal(t, 8+len(tt.text), f.End.Offset)
		})
	}
	// What decodes to nothing that can be read is left alone.
	for _, text := range []string{strings.Repeat("A", 100), strings.Repeat("ab", 64), "%zz%41", `\u00`, `\x`, "%", "%4", strings.Repeat("%41", 5000)} {
		require.Empty(t, s.Scan([]byte(text)), text)
	}
}

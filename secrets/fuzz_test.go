package secrets_test

import (
	"bytes"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/secrets"
)

// FuzzScan holds what is promised of all texts against one: findings are in order and
// apart; a stream finds the same; redaction leaves nothing to find, changes nothing
// else, and has no effect on its own result; clean text around changes only places.
func FuzzScan(f *testing.F) {
	rules := secrets.Builtin()
	for i := 0; i < len(rules); i += 40 {
		f.Add([]byte(rules[i].Example(0, uint64(i))), 7)
	}
	f.Add([]byte("password = 'hunter2 is no'\nDB_PASSWORD=x9$kLm2q\ncurl -u admin:Sup3rS3cret https://x"), 3)
	f.Add([]byte("postgres://u:p4ssW0rd!x@h/db?sslmode=disable https://a:b@c"), 5)
	f.Add([]byte("%70%61%73%73%77%6f%72%64=\\u0068\\x61 aGVsbG8gd29ybGQgdGhpcyBpcyB0ZXh0"), 1)
	f.Add([]byte(`key "0CB000BZ000000000 =000cb0"`), -85) // a placeholder is no name
	f.Add([]byte("/TOKEN 0001"), 51)                      // an option follows a command
	s := scanner(f)
	f.Fuzz(func(t *testing.T, text []byte, most int) {
		if len(text) > 4096 {
			return
		}
		findings := s.Scan(text)
		end := 0
		for _, x := range findings {
			require.LessOrEqual(t, end, x.Pos.Offset)
			require.Less(t, x.Pos.Offset, x.End.Offset)
			require.LessOrEqual(t, x.End.Offset, len(text))
			require.NotContains(t, x.String(), x.Secret.Reveal())
			end = x.End.Offset
		}
		random := rand.New(rand.NewPCG(1, uint64(most)))
		require.Equal(t, findings, collect(t, s, &pieces{text, random, 1 + abs(most)%100}))

		redacted := s.Redact(text)
		require.Empty(t, s.Scan(redacted), "%q became %q", text, redacted)
		require.Equal(t, redacted, s.Redact(redacted))
		if len(findings) == 0 {
			require.Equal(t, text, redacted)
		}
		if n := len(findings); n > 0 { // what comes before the first, and behind the last
			require.True(t, bytes.HasPrefix(redacted, text[:findings[0].Pos.Offset]) || hid(s, text))
			require.True(t, bytes.HasSuffix(redacted, text[findings[n-1].End.Offset:]) || hid(s, text))
		}

		const before = "clean text\n\n\n"
		around := s.Scan([]byte(before + string(text) + "\n\n\nclean text\n" + strings.Repeat("and more\n", 3)))
		if len(text) > 0 && (text[0] > ' ' || text[len(text)-1] > ' ') {
			require.Len(t, around, len(findings), "%q", text)
		}
	})
}

// hid reports that a secret hid another, which only a second look finds.
func hid(s *secrets.Scanner, text []byte) bool {
	once := text
	for i, findings := 0, s.Scan(text); i < len(findings); i++ {
		f := findings[len(findings)-1-i]
		once = bytes.Join([][]byte{once[:f.Pos.Offset], once[f.End.Offset:]}, []byte("***REDACTED-github-pat-1***"))
	}
	return len(s.Scan(once)) > 0
}

func abs(n int) int {
	if n < 0 {
		return -(n + 1)
	}
	return n
}

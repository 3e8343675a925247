package secrets_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/secrets"
)

func TestRedact(t *testing.T) {
	s := scanner(t)
	token := strings.TrimPrefix(example(t, "github-pat"), "GITHUB_TOKEN=")
	for _, tt := range []struct{ text, want string }{
		{"nothing here\n", "nothing here\n"},
		{"", ""},
		{"A=" + token + "\nB=x\n", "A=***REDACTED-github-pat-1***\nB=x\n"},
		{token + " " + token, "***REDACTED-github-pat-1*** ***REDACTED-github-pat-1***"},
		{"***REDACTED-generic-credential-1*** = 8jU7xQz2LpW4", "***REDACTED-generic-credential-1*** = 8jU7xQz2LpW4"},
		{"***REDACTED-" + token + "-1***", "***REDACTED-***REDACTED-github-pat-1***-1***"}, // what looks like a placeholder hides nothing
	} {
		got := s.Redact([]byte(tt.text))
		require.Equal(t, tt.want, string(got))
		require.Equal(t, string(got), string(s.Redact(got)), "redacted twice")
	}
}

// Every example of every rule is redacted to something in which nothing is found,
// and around which nothing has changed.
func TestRedactLeavesNothing(t *testing.T) {
	s := scanner(t)
	for _, r := range secrets.Builtin() {
		for i := range r.Examples {
			secret := r.Example(i, 3)
			text := "before\n" + secret + "\nbehind\n"
			got := s.RedactString(text)
			require.Empty(t, s.Scan([]byte(got)), "%s: %s", r.ID, got)
			require.True(t, strings.HasPrefix(got, "before\n") && strings.HasSuffix(got, "\nbehind\n"), got)
			require.True(t, secrets.IsRedacted([]byte(got)), "%s: %s", r.ID, got)
			for _, f := range s.Scan([]byte(text)) {
				require.NotContains(t, got, f.Secret.Reveal(), r.ID)
			}
		}
	}
}

func TestRedactorIsStable(t *testing.T) {
	token := strings.TrimPrefix(example(t, "github-pat"), "GITHUB_TOKEN=")
	r := scanner(t).NewRedactor()
	first, second := r.Redact([]byte("a "+token)), r.Redact([]byte("b "+token))
	require.Equal(t, string(first[2:]), string(second[2:]))
	secret, ok := r.Secret(string(first[2:]))
	require.True(t, ok)
	require.Equal(t, token, secret.Reveal())
	_, ok = r.Secret("x")
	require.False(t, ok)
}

func TestJSON(t *testing.T) {
	s := scanner(t)
	token := strings.TrimPrefix(example(t, "github-pat"), "GITHUB_TOKEN=")
	escaped := strings.Replace(token, "g", `\u0067`, 1)
	value := fmt.Sprintf(`{"tool_input":{"command":"a\n\"b\" \ud83d\ude00 %s","list":["x",{"%s":1}]},"dup":"%s","dup":"y"}`, escaped, token, token)
	findings, err := s.ScanJSON([]byte(value))
	require.NoError(t, err)
	var fields []string
	for _, f := range findings {
		require.Equal(t, token, f.Secret.Reveal())
		fields = append(fields, f.Field)
		written := value[f.Pos.Offset:f.End.Offset]
		require.Contains(t, []string{escaped, token}, written)
	}
	require.Equal(t, []string{"tool_input.command", "tool_input.list[1]." + findings[1].Secret.String(), ""}, fields)

	redacted, err := s.RedactJSON([]byte(value))
	require.NoError(t, err)
	require.True(t, json.Valid(redacted), string(redacted))
	require.NotContains(t, string(redacted), token)
	findings, err = s.ScanJSON(redacted)
	require.NoError(t, err)
	require.Empty(t, findings)
	require.Contains(t, string(redacted), `"a\n\"b\" \ud83d\ude00 ***REDACTED-github-pat-1***"`)

	_, err = s.ScanJSON([]byte(`{"a":`))
	require.ErrorContains(t, err, "not a JSON value")
	_, err = s.RedactJSON([]byte(token))
	require.ErrorContains(t, err, "not a JSON value")
	require.NotContains(t, err.Error(), token)
}

func TestRedactWriter(t *testing.T) {
	s, random := scanner(t), rand.New(rand.NewPCG(3, 4))
	rules := secrets.Builtin()
	var text bytes.Buffer
	for text.Len() < 3<<20 {
		if random.IntN(20) == 0 {
			r := rules[random.IntN(len(rules))]
			text.WriteString(r.Example(random.IntN(len(r.Examples)), random.Uint64()) + "\n")
		} else {
			text.WriteString(strings.Repeat("some text and more ", random.IntN(500)) + "\n")
		}
	}
	whole := s.Scan(text.Bytes())
	want := s.Redact(text.Bytes())
	for _, most := range []int{4 << 20, 70_000, 999} {
		var got bytes.Buffer
		w := s.RedactWriter(&got)
		for rest := text.Bytes(); len(rest) > 0; {
			n := min(len(rest), 1+random.IntN(most))
			written, err := w.Write(rest[:n])
			require.NoError(t, err)
			require.Equal(t, n, written)
			rest = rest[n:]
		}
		require.NoError(t, w.Close())
		require.NoError(t, w.Close())
		require.Equal(t, string(want), got.String())
	}
	require.NotEmpty(t, whole)

	var got bytes.Buffer
	w := s.RedactWriter(&got)
	for range 3 {
		_, err := w.Write([]byte("ok " + example(t, "github-pat") + "\n"))
		require.NoError(t, err)
		require.NoError(t, w.Flush())
		require.True(t, strings.HasSuffix(got.String(), "-1***\n"), got.String())
	}
}

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, errors.New("full") }

func TestRedactWriterFails(t *testing.T) {
	w := scanner(t).RedactWriter(failing{})
	_, err := w.Write([]byte("x"))
	require.NoError(t, err)
	require.ErrorContains(t, w.Flush(), "full")
	_, err = w.Write([]byte("x"))
	require.ErrorContains(t, err, "full")
	require.ErrorContains(t, w.Close(), "full")
}

// No way of printing a finding prints the secret.
func TestNothingPrintsASecret(t *testing.T) {
	s := scanner(t)
	token := strings.TrimPrefix(example(t, "github-pat"), "GITHUB_TOKEN=")
	f := s.Scan([]byte(token))[0]
	require.Equal(t, token, f.Secret.Reveal())
	var log bytes.Buffer
	for _, h := range []slog.Handler{slog.NewJSONHandler(&log, nil), slog.NewTextHandler(&log, nil)} {
		slog.New(h).Info("x", "finding", f, "secret", f.Secret, "pointer", &f, "list", []secrets.Secret{f.Secret}, "all", []secrets.Finding{f})
	}
	for _, v := range []any{f, &f, f.Secret, &f.Secret, []secrets.Finding{f}, map[secrets.Secret]secrets.Secret{f.Secret: f.Secret}, struct{ s secrets.Secret }{f.Secret}} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%T", "%p", "%t", "%e", "%10.100s"} {
			fmt.Fprintf(&log, verb+"\n", v)
		}
		fmt.Fprintln(&log, v)
		if data, err := json.Marshal(v); err == nil {
			log.Write(data)
		}
		fmt.Fprintln(&log, fmt.Errorf("wrapped: %v", v))
	}
	func() {
		defer func() { fmt.Fprintln(&log, recover()) }()
		panic(f.Secret)
	}()
	// Four characters of the token may be seen at most.
	require.NotContains(t, log.String(), token[4:])
	for i := 5; i+8 <= len(token); i++ {
		require.NotContains(t, log.String(), token[i:i+8])
		require.NotContains(t, log.String(), fmt.Sprintf("%x", token[i:i+8]))
	}
}

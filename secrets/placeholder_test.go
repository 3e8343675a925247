package secrets_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/secrets"
)

// What has the form of a token is less likely one if it looks like an example.
func TestPlausibility(t *testing.T) {
	scanner, err := secrets.New(secrets.Config{
		Rules:         []secrets.Rule{{ID: "made-up", Keywords: []string{"mup_"}, Pattern: `\bmup_[0-9A-Za-z_]{24}\b`}},
		Only:          []string{"made-up"},
		MinConfidence: 0.01,
	})
	require.NoError(t, err)
	confidence := func(rest string) float64 {
		found := scanner.Scan([]byte("mup_" + rest))
		require.Len(t, found, 1, rest)
		return found[0].Confidence
	}
	random := confidence(made(rand.New(rand.NewPCG(1, 1)), 24, alnum))
	sequence := confidence("abcdefghijklmnop12345678")
	require.Greater(t, random, 0.85)
	require.Less(t, sequence, random)
	require.Greater(t, sequence, secrets.DefaultConfidence)
	for _, rest := range []string{strings.Repeat("x", 24), "a7F" + strings.Repeat("0", 21), "EXAMPLE" + "k3Jd8sLq2Xz7Vb4Nn", "your_token_goes_here_now", "placeholder" + "_h3Kd9sLq2Xz7"} {
		require.Less(t, confidence(rest), secrets.DefaultConfidence, rest)
	}
}

// A text that is read in blocks has the same secrets.
func TestDetectorsInStreams(t *testing.T) {
	scanner, err := secrets.New(secrets.Config{})
	require.NoError(t, err)
	r := rand.New(rand.NewPCG(4, 4))
	var b strings.Builder
	for i := 0; b.Len() < 3<<19; i++ {
		b.WriteString(fmt.Sprintf(dresses[i%len(dresses)].text, made(r, 20, alnum)) + strings.Repeat("\nclean text", 100+r.IntN(40)) + "\n")
	}
	text := b.String()
	var streamed []secrets.Finding
	for f, err := range scanner.ScanReader(context.Background(), "", strings.NewReader(text)) {
		require.NoError(t, err)
		streamed = append(streamed, f)
	}
	require.NotEmpty(t, streamed)
	require.Equal(t, scanner.Scan([]byte(text)), streamed)
}

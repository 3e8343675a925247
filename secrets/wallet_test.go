package secrets_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/secrets"
)

func TestRecoveryPhrase(t *testing.T) {
	scanner, err := secrets.New(secrets.Config{Only: []string{"wallet-recovery-phrase"}})
	require.NoError(t, err)
	r := rand.New(rand.NewPCG(7, 7))
	phrase := func(n int) string {
		words := make([]string, n)
		for i := range words {
			words[i] = made(r, 3+r.IntN(6), letters)
		}
		return strings.Join(words, " ")
	}
	for n := 1; n <= 30; n++ {
		want := n >= 12 && n <= 24 && n%3 == 0
		for _, text := range []string{`MNEMONIC="%"`, "mnemonic: %\n", `{"mnemonic": "%"}`, "my seed phrase is %", "Recovery phrase: %.", "const seedPhrase = '%';"} {
			words := phrase(n)
			found := scanner.Scan([]byte(strings.Replace(text, "%", words, 1)))
			require.Len(t, found, map[bool]int{true: 1}[want], "%d words: %s", n, text)
			if want {
				require.Equal(t, words, found[0].Secret.Reveal())
			}
		}
	}
	for _, text := range []string{
		"mnemonic: " + strings.Repeat("abandon ", 11) + "about", "the mnemonic of an instruction is what stands for it in the text of a program there", "seed phrase", "mnemonic: ",
	} {
		require.Empty(t, scanner.Scan([]byte(text)), text)
	}
}

package secrets_test

import (
	"encoding/base64"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/secrets"
)

func TestNetrc(t *testing.T) {
	scanner, err := secrets.New(secrets.Config{Only: []string{"netrc-password"}})
	require.NoError(t, err)
	for _, c := range []struct {
		file, text string
		want       bool
	}{
		{"", "machine git.internal login app password k3Jd8sLq", true},
		{"", "default login app\n\tpassword k3Jd8sLq\n", true},
		{"", "machine git.internal password k3Jd8sLq", true},
		{".netrc", "machine git.internal password falcon", true},
		{"", "default login anonymous password user@site", false},
		{"notes.txt", `:Nread "machine id password path"`, false},
		{"notes.txt", `an "machine id password [path/]filename"`, false},
	} {
		require.Len(t, scanner.ScanFile(c.file, []byte(c.text)), map[bool]int{true: 1}[c.want], "%s: %s", c.file, c.text)
	}
}

// What has the form of a token in the midst of Base64, such as an image, is none.
func TestTokenInBase64(t *testing.T) {
	rule := secrets.Rule{ID: "acme-key", Keywords: []string{"aqv"}, Pattern: `\bAQV[0-9A-Za-z_-]{40,}`}
	scanner, err := secrets.New(secrets.Config{Rules: []secrets.Rule{rule}, Only: []string{rule.ID}})
	require.NoError(t, err)
	r := rand.New(rand.NewPCG(5, 5))
	image := make([]byte, 90)
	for i := range image {
		image[i] = byte(r.Uint32())
	}
	token, before := "AQV"+made(r, 50, alnum), base64.RawStdEncoding.EncodeToString(image)
	require.True(t, found(scanner, rule.ID, "key: "+token))
	require.True(t, found(scanner, rule.ID, "https://api.example/version/of/the/endpoint/for/keys/"+token))
	require.False(t, found(scanner, rule.ID, "data:image/png;base64,"+before+"/"+token))
	require.False(t, found(scanner, rule.ID, "data:image/png;base64,"+before+"+"+token))
}

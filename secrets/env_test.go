package secrets_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/secrets"
)

func TestFromEnv(t *testing.T) {
	const name = "GATEHOUSE_TEST_TOKEN"
	for _, value := range []string{
		"s3cr3t-Passw0rd", "x", "ab", "change3d!", "changed-my-mind", "yourself", "hereby", "tokens4all", "a'b'", `"`, "$2y$10$abcdef", "${a}${b}x", "<a", "myPassword1",
		"placeholder1", "enter-sandman-1991", "the-quick-brown-fox", "my-dog-rex", "null0", "-----BEGIN X-----\nabc\n-----END X-----", "aaab", "pass word", "testing",
	} {
		t.Setenv(name, value)
		s, err := secrets.FromEnv(name)
		require.NoError(t, err, value)
		require.Equal(t, value, s.Reveal())
		t.Setenv(name, " \t"+value+"\r\n")
		s, err = secrets.FromEnv(name)
		require.NoError(t, err, value)
		require.Equal(t, value, s.Reveal())
	}
	for value, problem := range map[string]string{
		"": "is empty", " \n": "is empty",
		`"s3cr3t"`: "quotes", "'s3cr3t'\n": "quotes", "`s3cr3t`": "quotes", `""`: "quotes",
		"changeme": "placeholder", "CHANGE_ME": "placeholder", "change-it": "placeholder", "replace_me_with_a_token": "placeholder", "<your token>": "placeholder",
		"[token]": "placeholder", "{{ .Values.token }}": "placeholder", "${TOKEN}": "placeholder", "$TOKEN": "placeholder", "%TOKEN%": "placeholder",
		"your-api-key": "placeholder", "my_secret_token": "placeholder", "token-goes-here": "placeholder", "xxxxxxxx": "placeholder", "********": "placeholder",
		"TODO": "placeholder", "null": "placeholder", "undefined": "placeholder", "...": "placeholder", "Example": "placeholder", "$(cat token)": "placeholder",
		"***REDACTED-github-pat-1***": "placeholder",
	} {
		t.Setenv(name, value)
		s, err := secrets.FromEnv(name)
		require.True(t, s.IsZero(), value)
		var typed *secrets.EnvError
		require.ErrorAs(t, err, &typed, value)
		require.Equal(t, name, typed.Name)
		require.Contains(t, typed.Problem, problem, value)
		require.NotContains(t, err.Error(), "s3cr3t")
		require.Contains(t, err.Error(), name)
	}
}

func TestFromEnvNames(t *testing.T) {
	const name = "GATEHOUSE_TEST_UNSET"
	require.NoError(t, os.Unsetenv(name))
	_, err := secrets.FromEnv(name)
	require.ErrorContains(t, err, "GATEHOUSE_TEST_UNSET is not set: set it where this program is started")

	// A value in place of a name is not printed.
	for _, value := range []string{"", "a=b", "postgres://u:" + "pa55@h/", "acme_" + strings.Repeat("0a1B", 10), "two words"} {
		_, err := secrets.FromEnv(value)
		require.Error(t, err)
		if value != "" {
			require.NotContains(t, err.Error(), value)
		}
	}
}

func ExampleFromEnv() {
	os.Setenv("ACME_TOKEN", "changeme") // as it stands in a template
	_, err := secrets.FromEnv("ACME_TOKEN")
	fmt.Println(strings.Split(err.Error(), ": set")[0])

	os.Setenv("ACME_TOKEN", "0a1b2c3d4e5f60718293a4b5\n") // from a file
	token, err := secrets.FromEnv("ACME_TOKEN")
	fmt.Println(token, err)
	fmt.Println(len(token.Reveal())) // for the request to Acme, and nothing else
	// Output:
	// secrets: the environment variable ACME_TOKEN holds a placeholder in place of a value
	// 0a1b…b5 <nil>
	// 24
}

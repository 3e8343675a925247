package policy_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/examples/internal/policy"
)

func TestParse(t *testing.T) {
	p, err := policy.Parse("f", []byte(`{"protect": ["infra/**"], "off": ["backup"], "production": ["db7.*"]}`))
	require.NoError(t, err)
	require.False(t, p.On("backup"))
	require.True(t, p.On("secrets"))
	for text, says := range map[string]string{
		"":                        "EOF",
		"{\n  \"protect\": [\n":   "EOF",
		"{\n  \"protect\" 1}":     "f:2:13",
		"{\n \"protect\": \"x\"}": "f:2:",
		`{"protected": []}`:       `unknown field "protected"`,
		`{"off": ["everything"]}`: `no check "everything"`,
		`{"require": ["x"]}`:      "no check",
		`{} {}`:                   "more after",
		`{"protect": [" "]}`:      "empty",
		`[]`:                      "f:1:",
	} {
		_, err := policy.Parse("f", []byte(text))
		require.ErrorIs(t, err, policy.ErrPolicy, text)
		require.ErrorContains(t, err, says, text)
	}
}

// TestProjectOnlyTightens is the promise about files that come with a repository.
func TestProjectOnlyTightens(t *testing.T) {
	user := policy.Policy{Off: []string{"backup"}, Protect: []string{"a"}}
	for _, loosens := range []policy.Policy{
		{Off: []string{"secrets"}}, {Unprotect: []string{".env"}}, {AllowValues: []string{"x"}}, {Development: []string{"prod"}}, {Require: []string{"rules"}},
	} {
		_, err := policy.Join(user, policy.Policy{}, loosens, "p")
		require.ErrorIs(t, err, policy.ErrPolicy)
	}
	joined, err := policy.Join(user, policy.Policy{}, policy.Policy{Protect: []string{"b"}, Personal: true, Production: []string{"c"}}, "p")
	require.NoError(t, err)
	require.Equal(t, []string{"a", "b"}, joined.Protect)
	require.True(t, joined.Personal)
	require.Equal(t, []string{"backup"}, joined.Off)
}

func TestRequire(t *testing.T) {
	joined, err := policy.Join(policy.Policy{Off: []string{"secrets", "backup"}}, policy.Policy{Require: []string{"secrets"}}, policy.Policy{}, "p")
	require.NoError(t, err)
	require.True(t, joined.On("secrets"))
	require.False(t, joined.On("backup"))
	_, err = policy.Join(policy.Policy{Require: []string{"secrets"}}, policy.Policy{}, policy.Policy{}, "p")
	require.ErrorIs(t, err, policy.ErrPolicy)
}

func TestLoad(t *testing.T) {
	dir := t.TempDir()
	f := policy.Files{Project: filepath.Join(dir, "p"), User: filepath.Join(dir, "u"), Managed: filepath.Join(dir, "m")}
	p, err := policy.Load(f)
	require.NoError(t, err)
	require.Equal(t, policy.Policy{}, p)
	for _, name := range f.List() {
		require.NoError(t, os.WriteFile(name, []byte("{"), 0o600))
		_, err = policy.Load(f)
		require.ErrorIs(t, err, policy.ErrPolicy)
		require.ErrorContains(t, err, name)
		require.NoError(t, os.Remove(name))
	}
	require.NoError(t, os.Mkdir(f.User, 0o700))
	_, err = policy.Load(f)
	require.ErrorIs(t, err, policy.ErrPolicy)
}

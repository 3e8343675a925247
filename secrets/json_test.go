package secrets_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/secrets"
)

// TestFieldsHoldNoSecrets is about secrets that are keys: Finding.Field is a path
// through keys, and is printed.
func TestFieldsHoldNoSecrets(t *testing.T) {
	s, err := secrets.New(secrets.Config{Rules: []secrets.Rule{{
		ID: "acme-token", Severity: secrets.High, Keywords: []string{"acme_"}, Pattern: `\bacme_[0-9a-z]{20}\b`,
	}}, Only: []string{"acme-token"}})
	require.NoError(t, err)
	const key, inner = "acme_0123456789abcdefghij", "acme_zyxwvutsrqponmlkjihg"
	findings, err := s.ScanJSON([]byte(`{"users": {"` + key + `": {"old": ["` + inner + `"]}}}`))
	require.NoError(t, err)
	require.Len(t, findings, 2)
	require.Equal(t, "users.acme…ij", findings[0].Field)
	require.Equal(t, "users.acme…ij.old[0]", findings[1].Field)
	for _, f := range findings {
		require.NotContains(t, f.String(), key)
	}
}

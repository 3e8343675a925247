package permission_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/permission"
)

// The zero Decision refuses, and the smaller of two is the safer one.
func TestDecisions(t *testing.T) {
	require.Zero(t, permission.Deny)
	require.Less(t, permission.Deny, permission.Ask)
	require.Less(t, permission.Ask, permission.Allow)
	require.Equal(t, "deny ask allow", permission.Deny.String()+" "+permission.Ask.String()+" "+permission.Allow.String())
	require.Equal(t, "deny", (permission.Allow + 1).String())
}

// What is printed tells all of them apart.
func TestNames(t *testing.T) {
	var scopes, causes []string
	for s := permission.Managed; s <= permission.User; s++ {
		scopes = append(scopes, s.String())
	}
	require.Equal(t, []string{"managed settings", "command line", "--settings file", "local settings", "project settings", "user settings"}, scopes)
	for c := permission.ByDefault; c <= permission.ByTool; c++ {
		causes = append(causes, c.String())
	}
	require.Len(t, slices.Compact(slices.Sorted(slices.Values(causes))), len(causes))
	require.Equal(t, "no rule", causes[0])
}

func TestParseMode(t *testing.T) {
	for _, mode := range modes {
		m, err := permission.ParseMode(string(mode))
		require.NoError(t, err)
		require.Equal(t, mode, m)
	}
	m, err := permission.ParseMode("manual")
	require.NoError(t, err)
	require.Equal(t, permission.Default, m)
	for _, text := range []string{"", "Default", "delegate", "bypass", "\x1b"} {
		_, err := permission.ParseMode(text)
		require.ErrorIs(t, err, permission.ErrMode, text)
		require.NotContains(t, err.Error(), "\x1b")
	}
}

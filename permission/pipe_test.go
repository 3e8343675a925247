//go:build unix

package permission_test

import (
	"os"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/permission"
)

// A pipe could keep its reader waiting for ever.
func TestLoadFromAPipe(t *testing.T) {
	h := newHome(t)
	name := h.write(t, "repo/.claude/settings.json", "")
	require.NoError(t, os.Remove(name))
	require.NoError(t, syscall.Mkfifo(name, 0o666))
	_, err := loadSoon(t, h.repo)
	require.ErrorIs(t, err, permission.ErrSettings)
	require.ErrorContains(t, err, "settings.json is not a regular file")
}

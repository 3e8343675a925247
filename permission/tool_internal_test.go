package permission

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestToolsAreKnown(t *testing.T) {
	for _, list := range [][]string{standard, free, interactive} {
		require.Subset(t, knownTools, list)
	}
}

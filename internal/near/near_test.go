package near_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/internal/near"
)

func TestName(t *testing.T) {
	names := []string{"Bash", "Edit", "PreToolUse", "PostToolUse"}
	for word, want := range map[string]string{
		"Bash": "Bash", "bash": "Bash", "PRETOOLUSE": "PreToolUse", "PreTolUse": "PreToolUse", "PretoolsUse": "PreToolUse",
		"Eidt": "Edit", "Bsh": "Bash", "Stop": "", "": "", "Posttooluses": "PostToolUse", "Use": "",
	} {
		require.Equal(t, want, near.Name(word, names), word)
	}
}

func TestTypos(t *testing.T) {
	for _, tt := range []struct {
		a, b        string
		limit, want int
	}{
		{"abc", "abc", 3, 0}, {"abc", "abd", 3, 1}, {"abc", "acb", 3, 1}, {"abc", "ab", 3, 1}, {"", "abc", 3, 3}, {"abc", "xyz", 1, 2}, {"a", "abcdef", 2, 3},
	} {
		require.Equal(t, tt.want, near.Typos(tt.a, tt.b, tt.limit), tt.a+" "+tt.b)
		require.Equal(t, tt.want, near.Typos(tt.b, tt.a, tt.limit), tt.b+" "+tt.a)
	}
}

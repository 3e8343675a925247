package schematest

import (
	_ "embed"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

//go:embed testdata/claude-code-settings.json
var settings []byte

// Settings runs a test with the schema of Claude Code's settings files, in our own
// words, and again as it was published if that is at hand: see testdata/README.md.
func Settings(t *testing.T, test func(t *testing.T, s *Schema)) {
	t.Run("schema in our words", func(t *testing.T) { test(t, parse(t, settings)) })
	t.Run("schema as published", func(t *testing.T) {
		data, err := os.ReadFile(filepath.Join(published(t), "src", "schemas", "json", "claude-code-settings.json"))
		require.NoError(t, err)
		test(t, parse(t, data))
	})
}

// PublishedExamples returns the settings, by name, that the publisher of the schema tests it
// with: those that are good, or those that are not.
func PublishedExamples(t *testing.T, good bool) map[string][]byte {
	folder := "test"
	if !good {
		folder = "negative_test"
	}
	files, err := filepath.Glob(filepath.Join(published(t), "src", folder, "claude-code-settings", "*.json"))
	require.NoError(t, err)
	require.NotEmpty(t, files)
	examples := map[string][]byte{}
	for _, file := range files {
		data, err := os.ReadFile(file)
		require.NoError(t, err)
		examples[filepath.Base(file)] = data
	}
	return examples
}

func parse(t *testing.T, data []byte) *Schema {
	s, err := Parse(data)
	require.NoError(t, err)
	return s
}

// published is the folder with a copy of SchemaStore, which is not part of this repository.
func published(t *testing.T) string {
	t.Helper()
	if dir := os.Getenv("GATEHOUSE_SCHEMASTORE"); dir != "" {
		return dir
	}
	root, err := os.Getwd()
	require.NoError(t, err)
	for ; ; root = filepath.Dir(root) {
		if _, err := os.Stat(filepath.Join(root, "go.mod")); err == nil {
			break
		}
		require.NotEqual(t, root, filepath.Dir(root), "no go.mod above the test")
	}
	dir := filepath.Join(root, "..", "shared", "schemastore")
	if _, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) {
		t.Skipf("neither %s nor GATEHOUSE_SCHEMASTORE: nothing was compared with the published schema", dir)
	}
	return dir
}

package cli_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestPrograms asks each program that has flags for its manual and its completions.
func TestPrograms(t *testing.T) {
	bin := t.TempDir()
	mains, err := filepath.Glob("../../*/main.go")
	require.NoError(t, err)
	build := []string{"build", "-o", bin}
	asked := 0
	for _, main := range mains {
		if has(t, filepath.Dir(main), "flag.") {
			build = append(build, filepath.Dir(main))
		}
	}
	out, err := exec.Command("go", build...).CombinedOutput()
	require.NoError(t, err, string(out))
	for _, dir := range build[3:] {
		name := filepath.Base(dir)
		program := filepath.Join(bin, name)
		if runtime.GOOS == "windows" {
			program += ".exe"
		}
		run := func(args ...string) string {
			out, err := exec.Command(program, args...).CombinedOutput()
			require.NoError(t, err, "%s %q: %s", name, args, out)
			return string(out)
		}
		first, _, _ := strings.Cut(run("-h"), "\n")
		require.Contains(t, first, name)
		require.Contains(t, run("-completion", "bash"), "complete -o filenames -F _"+strings.ReplaceAll(name, "-", "_")+" "+name)
		require.True(t, strings.HasPrefix(run("-completion", "zsh"), "#compdef "+name))
		require.Contains(t, run("-completion", "fish"), "complete -c "+name+" -o completion")
		require.Error(t, exec.Command(program, "-completion", "tcsh").Run(), name)
		asked++
	}
	require.GreaterOrEqual(t, asked, 11)
}

func has(t *testing.T, dir, word string) bool {
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	require.NoError(t, err)
	for _, f := range files {
		text, err := os.ReadFile(f)
		require.NoError(t, err)
		if !strings.HasSuffix(f, "_test.go") && strings.Contains(string(text), word) {
			return true
		}
	}
	return false
}

package arch_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestReadmeProgram shows that the guard in the README is the program that it names.
func TestReadmeProgram(t *testing.T) {
	readme, err := os.ReadFile(filepath.Join(root, "README.md"))
	require.NoError(t, err)
	program, err := os.ReadFile(filepath.Join(root, "examples", "rules", "main.go"))
	require.NoError(t, err)
	block := regexp.MustCompile("(?s)```go\n(func main\\(\\).*?)```").FindSubmatch(readme)
	require.NotNil(t, block, "the README has no block of Go that begins with func main()")
	require.Contains(t, string(program), strings.TrimSpace(string(block[1])))
}

// TestReadmeCommands runs the commands of the README that stand before what they
// print. A line of "…" stands for any lines.
func TestReadmeCommands(t *testing.T) {
	if _, err := exec.LookPath("bash"); err != nil || runtime.GOOS == "windows" {
		t.Skip("there is no bash: that the README's commands print what stands there is not shown")
	}
	readme, err := os.ReadFile(filepath.Join(root, "README.md"))
	require.NoError(t, err)
	home := t.TempDir()
	n := 0
	for _, block := range regexp.MustCompile("(?s)```\n(\\$ .*?)```").FindAllStringSubmatch(string(readme), -1) {
		command, want, _ := strings.Cut(strings.TrimPrefix(block[1], "$ "), "\n")
		if strings.TrimSpace(want) == "" || strings.HasPrefix(want, "$ ") {
			continue // it only shows how to call a program
		}
		n++
		cmd := exec.Command("bash", "-c", command)
		cmd.Dir = root
		cmd.Env = append(cmd.Environ(), "HOME="+home, "CLAUDE_CONFIG_DIR=", "GOCACHE="+goEnv(t, "GOCACHE"), "GOMODCACHE="+goEnv(t, "GOMODCACHE"), "GOPATH="+goEnv(t, "GOPATH"))
		var out strings.Builder
		cmd.Stdout = &out
		_ = cmd.Run() // a status of 1 tells of findings
		pattern := regexp.QuoteMeta(strings.TrimSpace(want))
		pattern = strings.ReplaceAll(pattern, "\n…\n", "\n(?s:.*)\n")
		require.Regexp(t, "^"+pattern+"$", strings.TrimSpace(out.String()), command)
	}
	require.GreaterOrEqual(t, n, 6)
}

// TestReadmePrograms shows that each program has its section: what it does, how it is
// called or named in settings, what it refuses, and where its limit is.
func TestReadmePrograms(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(root, "README.md"))
	require.NoError(t, err)
	_, programs, ok := strings.Cut(string(text), "\n## Programs\n")
	require.True(t, ok)
	programs, _, _ = strings.Cut(programs, "\n## ")
	sections := map[string]string{}
	for _, section := range strings.Split(programs, "\n### ")[1:] {
		name, body, _ := strings.Cut(section, "\n")
		sections[name] = body
	}
	mains, err := filepath.Glob(filepath.Join(root, "examples", "*", "main.go"))
	require.NoError(t, err)
	require.Greater(t, len(mains), 10)
	for _, main := range mains {
		name := filepath.Base(filepath.Dir(main))
		body, ok := sections[name]
		require.True(t, ok, "README.md has no section ### %s below ## Programs", name)
		for _, part := range []string{"(examples/" + name + "/main.go)", "Refuses: ", "Limit: "} {
			require.Contains(t, body, part, name)
		}
		require.Regexp(t, "(?m)^"+name+"( |$)|\"command\": \""+name+"|`"+name+"[ `]|Events? `", body, "%s: how is it called?", name)
	}
}

func goEnv(t *testing.T, name string) string {
	t.Helper()
	out, err := exec.Command("go", "env", name).Output()
	require.NoError(t, err)
	return strings.TrimSpace(string(out))
}

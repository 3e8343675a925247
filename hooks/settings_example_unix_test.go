//go:build unix

package hooks_test

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/gatehouse-go/gatehouse/hooks"
)

// Lint sees all files together, and looks for the programs.
func ExampleLint() {
	s, err := hooks.ParseSettings(hooks.ProjectScope, ".claude/settings.json", []byte(`{"hooks": {"PreToolUse": [{"hooks": [
	  {"type": "command", "command": "\"$CLAUDE_PROJECT_DIR\"/.claude/guard.sh", "onFailure": "block"}]}]}}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	o := hooks.LintOptions{
		Stat:    func(string) (fs.FileInfo, error) { return nil, fs.ErrNotExist }, // os.Stat
		Path:    filepath.SplitList(os.Getenv("PATH")),
		Project: "/src/app",
	}
	for _, d := range hooks.Lint([]*hooks.Settings{s}, o) {
		fmt.Println(d)
	}
	// Output:
	// .claude/settings.json:2:4: "/src/app/.claude/guard.sh" does not exist, so everything is blocked; correct the path
}

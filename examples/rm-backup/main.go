// The rm-backup command is a hook for Claude Code: before a command deletes files,
// those that git cannot bring back are copied, outside of the project.
//
//	go install github.com/gatehouse-go/gatehouse/examples/rm-backup@latest
//
//	{"hooks": {"PreToolUse": [{"matcher": "Bash", "hooks": [
//	  {"type": "command", "command": "rm-backup", "timeout": 60, "onFailure": "block"}
//	]}]}}
//
// It knows rm, unlink, shred, truncate, find, mv onto a file, git clean, git reset
// --hard, git checkout and git restore, in whatever shell or wrapper they stand. It
// refuses a command where it cannot tell what would go, and where that is too much to
// be copied. What comes from it:
//
//	rm-backup list
//	rm-backup restore 20261126T170512Z-123456 [path…]     # -force replaces what is there
//	rm-backup prune                                       # copies older than 30 days
package main

import (
	"context"
	_ "embed"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/gatehouse-go/gatehouse/examples/internal/cli"
	"github.com/gatehouse-go/gatehouse/examples/internal/git"
	"github.com/gatehouse-go/gatehouse/examples/internal/state"
	"github.com/gatehouse-go/gatehouse/examples/internal/trash"
	"github.com/gatehouse-go/gatehouse/hooks"
)

// source holds the manual, in its first lines.
//
//go:embed main.go
var source string

func main() {
	if len(os.Args) == 1 {
		hooks.Main(keepCopies)
	}
	if strings.HasPrefix(os.Args[1], "-") {
		flags := flag.NewFlagSet("rm-backup", flag.ContinueOnError)
		trash.Flags(flags)
		trash.JSON(flags)
		exit(cli.Instead(os.Stdout, flags, source, os.Args[1:], "list", "restore", "prune"))
	}
	dir, err := state.Dir("")
	if err == nil {
		err = trash.Command(trash.Store{Dir: filepath.Join(dir, "trash")}, os.Args[1:], os.Stdout)
	}
	exit(err)
}

func exit(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "rm-backup:", err)
		os.Exit(1)
	}
	os.Exit(0)
}

func keepCopies(ctx context.Context, e *hooks.PreToolUse) (hooks.Response, error) {
	project := os.Getenv("CLAUDE_PROJECT_DIR")
	if err := git.KeepOut(project); err != nil {
		return hooks.Response{}, err
	}
	dir, err := state.Dir(project)
	if err != nil {
		return hooks.Response{}, err
	}
	return trash.NewGuard(trash.Store{Dir: filepath.Join(dir, "trash")}, "rm-backup restore").PreToolUse(ctx, e)
}

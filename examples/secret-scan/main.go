// The secret-scan command keeps credentials out of commits, in three layers.
//
// As a hook for Claude Code it refuses a command that would commit or push one,
// however the command is written:
//
//	{"hooks": {"PreToolUse": [{"matcher": "Bash", "hooks": [
//	  {"type": "command", "command": "secret-scan", "timeout": 60, "onFailure": "block"}
//	]}]}}
//
// As git's own pre-commit hook it looks at what is staged, whoever commits:
//
//	secret-scan -install       # adds the hook to this repository
//	secret-scan -staged        # what the hook runs; also in .pre-commit-hooks.yaml
//
// And in CI it looks at what a pull request adds, or at all of history:
//
//	secret-scan -range origin/main..HEAD -format sarif > secrets.sarif
//	secret-scan -history
//
// It exits with 0 if there is nothing, 1 if there are secrets, 2 if it could not look.
// What is known and accepted stands in .gatehouse-baseline.jsonl, which "scan
// -write-baseline" writes.
package main

import (
	"context"
	_ "embed"
	"flag"
	"fmt"
	"os"
	"os/signal"

	"github.com/gatehouse-go/gatehouse/examples/internal/cli"
	"github.com/gatehouse-go/gatehouse/examples/internal/git"
	"github.com/gatehouse-go/gatehouse/examples/internal/leak"
	"github.com/gatehouse-go/gatehouse/hooks"
)

// source holds the manual, in its first lines.
//
//go:embed main.go
var source string

func main() {
	if len(os.Args) == 1 {
		hooks.Main(refuseCommits)
	}
	var o options
	flags := flag.CommandLine
	completion := cli.Setup(flags, source)
	flag.BoolVar(&o.staged, "staged", false, "look at what is staged")
	flag.StringVar(&o.revs, "range", "", "look at what the commits `A..B` add")
	flag.BoolVar(&o.history, "history", false, "look at what any commit adds")
	flag.StringVar(&o.format, "format", "text", "text, json, sarif, junit, gitlab or github")
	flag.StringVar(&o.baseline, "baseline", leak.BaselineFile, "the `file` that lists what is accepted")
	flag.BoolVar(&o.install, "install", false, "add the pre-commit hook to this repository")
	flag.BoolFunc("json", "the same as -format json", func(string) error { o.format = "json"; return nil })
	flag.Parse()
	if *completion != "" {
		if err := cli.Completion(os.Stdout, *completion, "secret-scan", flags); err != nil {
			fmt.Fprintln(os.Stderr, "secret-scan:", err)
			os.Exit(2)
		}
		return
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	code, err := o.run(ctx, os.Stdout)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "secret-scan:", err)
	}
	os.Exit(code)
}

func refuseCommits(ctx context.Context, e *hooks.PreToolUse) (hooks.Response, error) {
	if err := git.KeepOut(os.Getenv("CLAUDE_PROJECT_DIR")); err != nil {
		return hooks.Response{}, err
	}
	return leak.New(leak.Config{}).Commit(ctx, e)
}

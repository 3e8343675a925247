// The audit command looks at a project for what lets an agent do harm: secrets where
// git or an agent finds them, rules and hooks that do nothing, deploys that nobody is
// asked about, and what nobody has written down. Each finding comes with its fix.
//
//	audit [flags] [folder]
//
//	-fix                add the lines that are missing from .gitignore, .env.example and
//	                    CLAUDE.md, after showing them
//	-format text        text, json or sarif
//	-only, -skip        checks to make, or not to make, with commas between
//	-min low            the least severity that counts: info, low, medium or high
//	-max-age 2160h      how old a credential may be
//
// It exits with 0 if nothing counts, 1 if something does, 2 if it could not look.
package main

import (
	"context"
	_ "embed"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"time"

	"github.com/gatehouse-go/gatehouse/examples/internal/checkup"
	"github.com/gatehouse-go/gatehouse/examples/internal/cli"
)

// source holds the manual, in its first lines.
//
//go:embed main.go
var source string

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	code, err := run(ctx, os.Args[1:])
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "audit:", err)
		code = 2
	}
	os.Exit(code)
}

func run(ctx context.Context, args []string) (int, error) {
	flags := flag.NewFlagSet("audit", flag.ContinueOnError)
	completion := cli.Setup(flags, source)
	fix := flags.Bool("fix", false, "add what is missing and can be added")
	format := flags.String("format", "text", "text, json or sarif")
	flags.BoolFunc("json", "the same as -format json", func(string) error { *format = "json"; return nil })
	only := flags.String("only", "", "`checks` to make: "+strings.Join(checkup.IDs(), ", "))
	skip := flags.String("skip", "", "`checks` not to make")
	least := flags.String("min", "low", "the least `severity` that counts")
	age := flags.Duration("max-age", 90*24*time.Hour, "how old a credential may be")
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return 0, nil
		}
		return 2, err
	}
	if *completion != "" {
		return 0, cli.Completion(os.Stdout, *completion, "audit", flags)
	}
	severity, err := checkup.ParseSeverity(*least)
	if err != nil {
		return 2, err
	}
	write, err := writer(*format)
	if err != nil {
		return 2, err
	}
	dir, err := filepath.Abs(flags.Arg(0))
	if err != nil {
		return 2, err
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return 2, err
	}
	list := func(s string) []string {
		return strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ' ' })
	}
	found, looked := checkup.Run(ctx, checkup.Options{Dir: dir, Home: home, Now: time.Now(), MaxAge: *age}, list(*only), list(*skip))
	if *fix {
		if found, err = mend(dir, found); err != nil {
			return 2, err
		}
	}
	counting := found[:0:0]
	for _, f := range found {
		if f.Severity >= severity {
			counting = append(counting, f)
		}
	}
	if err := write(os.Stdout, counting); err != nil {
		return 2, err
	}
	switch {
	case looked != nil:
		return 2, looked
	case len(counting) > 0:
		return 1, nil
	}
	return 0, nil
}

// mend makes the changes that are safe, and returns the findings that stay.
func mend(dir string, found []checkup.Finding) ([]checkup.Finding, error) {
	for _, c := range checkup.Changes(found) {
		fmt.Fprintf(os.Stderr, "%s\n", c.File)
		for _, line := range c.Add {
			fmt.Fprintf(os.Stderr, "+ %s\n", line)
		}
		if err := c.Apply(dir); err != nil {
			return nil, err
		}
	}
	var left []checkup.Finding
	for _, f := range found {
		if len(f.Add) == 0 {
			left = append(left, f)
		}
	}
	return left, nil
}

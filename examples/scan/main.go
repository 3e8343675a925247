// Command scan finds credentials in files, in changes and in the history of git:
//
//	go run github.com/gatehouse-go/gatehouse/examples/scan@latest
//
//	scan [flags] [path…]            files and folders; the working directory if none is named
//	scan -staged [repository]       what the next commit would add: for a pre-commit hook
//	scan -range A..B [repository]   what these commits add: for a check of a pull request
//	scan -history [repository]      what any commit added
//	git diff | scan -diff           what a diff adds
//	some command | scan -stdin      a text
//	some command | scan -redact     the text, with placeholders in place of secrets
//	scan -jsonl                     lines {"id","text"}, each answered by a line
//
// It exits 0 if there is nothing, 1 if there are secrets, and 2 if anything could
// not be scanned. No secret is printed. With -baseline, what is listed in that file
// is not reported, and -write-baseline adds to it what is found.
package main

import (
	"cmp"
	"context"
	_ "embed"
	"errors"
	"flag"
	"fmt"
	"io"
	"iter"
	"os"
	"os/signal"
	"strings"
	"time"

	"github.com/gatehouse-go/gatehouse/secrets"
	"github.com/gatehouse-go/gatehouse/secrets/report"
)

// source holds the manual, in its first lines.
//
//go:embed main.go
var source string

func main() {
	found, err := run(os.Args[1:])
	switch {
	case errors.Is(err, flag.ErrHelp):
	case err != nil:
		fmt.Fprintln(os.Stderr, "scan:", err)
		os.Exit(2)
	case found:
		os.Exit(1)
	}
}

// run reports whether there are secrets.
func run(args []string) (bool, error) {
	o, err := parseOptions(args)
	if err != nil {
		return false, err
	}
	ctx := context.Background()
	if o.mayTakeLong() {
		var stop context.CancelFunc
		ctx, stop = signal.NotifyContext(ctx, os.Interrupt)
		defer stop()
	}
	config := secrets.Config{MinConfidence: o.least}
	if o.noMarks {
		config.Marks = secrets.NoMarks
	}
	scanner, err := secrets.New(config)
	if err != nil {
		return false, err
	}
	switch {
	case o.jsonl:
		return false, answerLines(scanner, os.Stdin, os.Stdout)
	case o.redact:
		w := scanner.RedactWriter(os.Stdout)
		_, err := io.Copy(w, os.Stdin)
		return false, errors.Join(err, w.Close())
	}
	return o.report(ctx, scanner)
}

// report writes a report of what is not in the baseline.
func (o *options) report(ctx context.Context, scanner *secrets.Scanner) (bool, error) {
	known, err := readBaseline(o.baseline, o.writeBaseline)
	if err != nil {
		return false, err
	}
	r := report.Report{Start: time.Now(), Color: report.Colors(os.Stdout)}
	findings, err := o.scan(ctx, scanner, &r)
	if err != nil {
		return false, err
	}
	for f, err := range known.Filter(findings) {
		if err != nil {
			r.Errors = append(r.Errors, err)
			continue
		}
		r.Findings = append(r.Findings, f)
	}
	r.End = time.Now()
	if o.writeBaseline && len(r.Errors) == 0 {
		return false, addToBaseline(o.baseline, r.Findings)
	}
	if err := r.Write(os.Stdout, o.format); err != nil {
		return false, err
	}
	if n := len(r.Errors); n > 0 {
		return false, fmt.Errorf("not everything was scanned: %d errors, which the report names", n)
	}
	return len(r.Findings) > 0, nil
}

// scan returns the findings, and tells the report where their lines are.
func (o *options) scan(ctx context.Context, scanner *secrets.Scanner, r *report.Report) (iter.Seq2[secrets.Finding, error], error) {
	if o.stdin {
		return scanner.ScanReader(ctx, "", os.Stdin), nil
	}
	repository := ""
	if len(o.args) > 0 {
		repository = o.args[0]
	}
	switch {
	case o.staged:
		r.Line = report.Lines(os.DirFS(cmp.Or(repository, ".")))
		return scanner.ScanStaged(ctx, repository), nil
	case o.revs != "":
		return scanner.ScanHistory(ctx, repository, strings.Fields(o.revs)...), nil
	case o.history:
		return scanner.ScanHistory(ctx, repository), nil
	case o.diff:
		r.Line = report.Lines(os.DirFS("."))
		return scanner.ScanDiff(os.Stdin), nil
	}
	trees, err := openTrees(o.args)
	if err != nil {
		return nil, err
	}
	r.Line = lineIn(trees)
	return scanTrees(ctx, scanner, trees), nil
}

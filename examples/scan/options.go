package main

import (
	"errors"
	"flag"
	"fmt"
	"os"

	"github.com/gatehouse-go/gatehouse/examples/internal/cli"
	"github.com/gatehouse-go/gatehouse/secrets"
	"github.com/gatehouse-go/gatehouse/secrets/report"
)

// options are what the command line says.
type options struct {
	staged, history, diff, stdin, redact, jsonl bool
	revs                                        string
	args                                        []string // paths, or the repository

	format        report.Format
	baseline      string
	writeBaseline bool
	least         float64
	noMarks       bool
}

func parseOptions(args []string) (*options, error) {
	o := &options{}
	flags := flag.NewFlagSet("scan", flag.ContinueOnError)
	flags.SetOutput(os.Stderr)
	completion := cli.Setup(flags, source)
	flags.BoolFunc("json", "the same as -format json", func(string) error { o.format = report.JSON; return nil })
	flags.BoolVar(&o.staged, "staged", false, "scan what is staged for the next commit")
	flags.StringVar(&o.revs, "range", "", "scan what these `commits` add, such as main..topic")
	flags.BoolVar(&o.history, "history", false, "scan what any commit added")
	flags.BoolVar(&o.diff, "diff", false, "scan the unified diff on standard input")
	flags.BoolVar(&o.stdin, "stdin", false, "scan the text on standard input")
	flags.BoolVar(&o.redact, "redact", false, "copy standard input to standard output without its secrets")
	flags.BoolVar(&o.jsonl, "jsonl", false, "answer lines of JSON on standard input")
	flags.Func("format", "text, json, sarif, junit, gitlab or github", func(name string) (err error) {
		o.format, err = report.ParseFormat(name)
		return err
	})
	flags.StringVar(&o.baseline, "baseline", "", "`file` with the findings that are accepted")
	flags.BoolVar(&o.writeBaseline, "write-baseline", false, "add what is found to the baseline")
	flags.Float64Var(&o.least, "min-confidence", secrets.DefaultConfidence, "report nothing below, from 0 to 1")
	flags.BoolVar(&o.noMarks, "no-marks", false, "ignore comments that allow a secret, such as gatehouse:allow")
	if err := flags.Parse(args); err != nil {
		return nil, err
	}
	if *completion != "" {
		if err := cli.Completion(os.Stdout, *completion, "scan", flags); err != nil {
			return nil, err
		}
		return nil, flag.ErrHelp // there is nothing more to do
	}
	o.args = flags.Args()
	return o, o.check()
}

// mayTakeLong reports that there may be more to scan than one file, so that it is worth
// to listen for an interrupt, and to say what was not scanned.
func (o *options) mayTakeLong() bool {
	if len(o.args) != 1 || o.staged || o.history || o.revs != "" {
		return true
	}
	info, err := os.Stat(o.args[0])
	return err != nil || !info.Mode().IsRegular()
}

func (o *options) check() error {
	modes := 0
	for _, on := range []bool{o.staged, o.revs != "", o.history, o.diff, o.stdin, o.redact, o.jsonl} {
		if on {
			modes++
		}
	}
	git := o.staged || o.history || o.revs != ""
	switch {
	case modes > 1:
		return errors.New("choose one of -staged, -range, -history, -diff, -stdin, -redact and -jsonl")
	case git && len(o.args) > 1, modes == 1 && !git && len(o.args) > 0:
		return fmt.Errorf("there is no use for the arguments %q", o.args)
	case !(0 < o.least && o.least <= 1):
		return errors.New("-min-confidence must be above 0 and at most 1")
	case o.writeBaseline && o.baseline == "":
		return errors.New("-write-baseline needs the name of the file: -baseline FILE")
	}
	return nil
}

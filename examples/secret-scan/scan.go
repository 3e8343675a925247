package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/gatehouse-go/gatehouse/secrets"
	"github.com/gatehouse-go/gatehouse/secrets/report"
)

type options struct {
	staged, history, install bool
	revs, format, baseline   string
}

// run returns the exit status: 0, 1 for secrets, 2 with an error.
func (o *options) run(ctx context.Context, out io.Writer) (int, error) {
	if o.install {
		return install(ctx, out)
	}
	format, err := report.ParseFormat(o.format)
	if err != nil {
		return 2, err
	}
	scanner, err := secrets.New(secrets.Config{})
	if err != nil {
		return 2, err
	}
	known, err := o.known()
	if err != nil {
		return 2, err
	}
	var found iter.Seq2[secrets.Finding, error]
	switch {
	case o.staged:
		found = scanner.ScanStaged(ctx, "")
	case o.revs != "":
		found = scanner.ScanHistory(ctx, "", strings.Fields(o.revs)...)
	case o.history:
		found = scanner.ScanHistory(ctx, "")
	default:
		return 2, errors.New("say what to look at: -staged, -range A..B or -history")
	}
	r := report.Report{Start: time.Now(), Line: report.Lines(os.DirFS("."))}
	if f, ok := out.(*os.File); ok {
		r.Color = report.Colors(f)
	}
	for f, err := range known.Filter(found) {
		if err != nil {
			r.Errors = append(r.Errors, err)
			continue
		}
		r.Findings = append(r.Findings, f)
	}
	r.End = time.Now()
	if err := r.Write(out, format); err != nil {
		return 2, err
	}
	if format == report.Text && len(r.Findings) > 0 {
		fmt.Fprint(out, o.whatToDo(r.Findings))
	}
	switch {
	case len(r.Errors) > 0:
		return 2, fmt.Errorf("not everything was looked at: %w", r.Errors[0])
	case len(r.Findings) > 0:
		return 1, nil
	}
	return 0, nil
}

// known reads what is accepted. A baseline that is not there is empty.
func (o *options) known() (*secrets.Baseline, error) {
	file, err := os.Open(o.baseline)
	if errors.Is(err, fs.ErrNotExist) {
		return &secrets.Baseline{}, nil
	}
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return secrets.ReadBaseline(file)
}

// whatToDo says what comes first: a secret that was seen is no longer one.
func (o *options) whatToDo(found []secrets.Finding) string {
	pages := map[string]string{}
	for _, r := range secrets.Builtin() {
		pages[r.ID] = r.Revoke
	}
	var b strings.Builder
	b.WriteString("\nWhat to do:\n")
	var said []string
	for _, f := range found {
		page := pages[f.Rule]
		if page == "" {
			page = "where it was issued"
		}
		line := fmt.Sprintf("  revoke the %s: %s\n", strings.TrimPrefix(f.Description, "a "), page)
		if !slices.Contains(said, line) {
			said = append(said, line)
			b.WriteString(line)
		}
	}
	if o.staged {
		b.WriteString("  take it out of the file, keep it in the environment, and stage the file again\n")
	} else {
		b.WriteString("  only then clean the history: git filter-repo --replace-text, a force push, and new clones for everybody\n")
	}
	fmt.Fprintf(&b, "  what is no secret: scan -baseline %s -write-baseline\n", o.baseline)
	return b.String()
}

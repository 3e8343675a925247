// Package report writes findings in the formats that people, forges and other tools
// read:
//
//	findings, err := …                                 // of a secrets.Scanner
//	r := report.Report{Findings: findings, Line: report.Lines(fsys)}
//	err = r.Write(os.Stdout, report.SARIF)
//
// No format contains the value of a secret: not in an excerpt, and not in the name
// of a file, either. What identifies a value is its mask and its fingerprint: see
// [secrets.Secret.Fingerprint] for what the latter gives away.
package report

import (
	"cmp"
	"fmt"
	"io"
	"runtime/debug"
	"strings"
	"time"

	"github.com/gatehouse-go/gatehouse/secrets"
)

// A Format is a way to write a [Report].
type Format uint8

// Formats, each with the name that [ParseFormat] knows.
const (
	Text   Format = iota // "text": for people, with the line of a finding if it is known
	JSON                 // "json": our own, see [Document]
	SARIF                // "sarif": SARIF 2.1.0 (OASIS), for code scanning
	JUnit                // "junit": XML as test runners write it, a failed test for each finding
	GitLab               // "gitlab": GitLab's report of secret detection, of its schema 15.0.7
	GitHub               // "github": commands that annotate a change in GitHub Actions
)

var formats = [...]struct {
	name  string
	write func(io.Writer, *document) error
}{
	Text: {"text", writeText}, JSON: {"json", writeJSON}, SARIF: {"sarif", writeSARIF},
	JUnit: {"junit", writeJUnit}, GitLab: {"gitlab", writeGitLab}, GitHub: {"github", writeGitHub},
}

// ParseFormat returns the format of this name.
func ParseFormat(name string) (Format, error) {
	var names []string
	for f := range formats {
		if formats[f].name == name {
			return Format(f), nil
		}
		names = append(names, formats[f].name)
	}
	return 0, fmt.Errorf("report: there is no format %q; there are %s", name, strings.Join(names, ", "))
}

// String returns the name.
func (f Format) String() string {
	if int(f) < len(formats) {
		return formats[f].name
	}
	return "unknown"
}

// A Report is the outcome of a scan.
type Report struct {
	Findings []secrets.Finding // in the order in which they are written
	Errors   []error           // what could not be scanned; a report with any never looks clean

	// Rules are those of the scan that are not built in. The page where a secret is
	// revoked is taken from there.
	Rules []secrets.Rule

	// Line returns the line on which a finding begins, without its end, for an
	// excerpt of it and for columns in characters: see [Lines] and [TextLines]. The
	// line is used only if it holds the secret where the finding says, and all that
	// may be a secret in it is masked before it goes anywhere. Where Line is nil or
	// returns false, there is no excerpt, and columns are those of bytes.
	Line func(secrets.Finding) (line string, ok bool)

	Color      bool      // of the format Text: see [Colors]
	Start, End time.Time // of the scan; a zero time means now
	Version    string    // of the program; empty means that of this module in it
}

// Write writes the report to w.
func (r Report) Write(w io.Writer, f Format) error {
	if int(f) >= len(formats) {
		return fmt.Errorf("report: there is no format %d", f)
	}
	if err := formats[f].write(w, r.document()); err != nil {
		return fmt.Errorf("report: writing %s: %w", f, err)
	}
	return nil
}

const module = "github.com/gatehouse-go/gatehouse"

// A document is a report without secrets.
type document struct {
	items  []item
	errors []string
	color  bool
	start  time.Time
	end    time.Time
	tool   string // its version; see version
}

// An item is a finding without its secret.
type item struct {
	secrets.Finding              // to be printed only field by field
	file            string       // masked
	field           string       // masked
	rule            secrets.Rule // or the zero Rule
	excerpt         *excerpt     // or nil

	// Columns in UTF-16 units if the line is known.
	column, endColumn int
}

// title describes the finding in a few words.
func (it *item) title() string { return cmp.Or(it.Description, "secret") }

// help is the page that says what to do.
func (it *item) help() string { return cmp.Or(it.rule.Revoke, it.rule.Source) }

// message is one line that tells all but the place.
func (it *item) message() string {
	text := fmt.Sprintf("%s (%s): %s, confidence %.2f", it.title(), it.Rule, it.Secret, it.Confidence)
	if it.field != "" {
		text += ", in " + it.field
	}
	if it.Commit != "" {
		text += fmt.Sprintf(", in commit %.12s", it.Commit)
	}
	if it.rule.Revoke != "" {
		text += "; revoke it: " + it.rule.Revoke
	}
	return text
}

func (r *Report) document() *document {
	d := &document{color: r.Color, start: r.Start, end: r.End, tool: r.Version}
	now := time.Now()
	if d.start.IsZero() {
		d.start = now
	}
	if d.end.IsZero() {
		d.end = now
	}
	mask := masker(r.Findings)
	for _, err := range r.Errors {
		d.errors = append(d.errors, mask.Replace(err.Error()))
	}
	if len(r.Findings) == 0 {
		return d
	}
	rules := map[string]secrets.Rule{}
	for _, list := range [][]secrets.Rule{secrets.Personal(), secrets.Builtin(), r.Rules} {
		for _, rule := range list {
			rules[rule.ID] = rule
		}
	}
	excerpts := newExcerpts(r, mask)
	for i := range r.Findings {
		f := &r.Findings[i]
		it := item{
			Finding: *f, file: mask.Replace(f.Pos.Filename), field: mask.Replace(f.Field), rule: rules[f.Rule],
			column: f.Pos.Column, endColumn: f.End.Column,
		}
		it.Description = mask.Replace(f.Description)
		excerpts.add(&it)
		d.items = append(d.items, it)
	}
	return d
}

// leastMasked is the length of values that are masked wherever they occur. A
// shorter one might be a word in the name of a file.
const leastMasked = 12

// masker replaces the values of findings by their masks.
func masker(findings []secrets.Finding) *strings.Replacer {
	var pairs []string
	seen := map[secrets.Secret]bool{}
	for i := range findings {
		if s := findings[i].Secret; !seen[s] && len(s.Reveal()) >= leastMasked {
			seen[s] = true
			pairs = append(pairs, s.Reveal(), s.String())
		}
	}
	return strings.NewReplacer(pairs...)
}

// version is that of the program. To read it from there takes a while.
func (d *document) version() string { return cmp.Or(d.tool, moduleVersion(), "devel") }

func moduleVersion() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	if info.Main.Path == module {
		return info.Main.Version
	}
	for _, dep := range info.Deps {
		if dep.Path == module {
			return dep.Version
		}
	}
	return ""
}

// Package checkup looks at a project for what lets an agent do harm: secrets in the
// wrong place, rules and hooks that do nothing, and what nobody has written down.
package checkup

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/gatehouse-go/gatehouse/secrets"
)

// A Severity says how much a finding matters.
type Severity int

// The severities.
const (
	Info Severity = iota // worth knowing
	Low
	Medium
	High
)

// String returns "info", "low", "medium" or "high".
func (s Severity) String() string { return [...]string{"info", "low", "medium", "high"}[s] }

// ParseSeverity is the inverse of String.
func ParseSeverity(name string) (Severity, error) {
	for s := Info; s <= High; s++ {
		if s.String() == name {
			return s, nil
		}
	}
	return 0, fmt.Errorf("%q is no severity; there are info, low, medium and high", name)
}

// A Finding is one thing that should be otherwise.
type Finding struct {
	Check    string   `json:"check"`
	Severity Severity `json:"-"`
	File     string   `json:"file,omitempty"` // from the project's folder
	Line     int      `json:"line,omitempty"`
	Message  string   `json:"message"`
	Fix      string   `json:"fix"` // what to do
	// Add are lines that Fix can add to the file by itself; nil if there is nothing to add.
	Add []string `json:"-"`
}

// Options say where to look.
type Options struct {
	Dir, Home string // absolute
	Now       time.Time
	MaxAge    time.Duration // of a credential; 0 means 90 days
	Progress  func(check string)
}

// A project is what the checks look at.
type project struct {
	Options
	git bool
}

// A check is one of the list. Its errors are findings of their own: what could not be
// looked at is not in order.
type check struct {
	id  string
	run func(*project, context.Context) ([]Finding, error)
}

func checks() []check {
	return []check{
		{"gitignore", (*project).gitignore}, {"env-example", (*project).envExample}, {"secrets-tree", (*project).secretsTree}, {"secrets-history", (*project).secretsHistory},
		{"key-files", (*project).keyFiles}, {"settings-secrets", (*project).settingsSecrets}, {"file-modes", (*project).fileModes}, {"rotation", (*project).rotation},
		{"rules", (*project).rules}, {"destructive", (*project).destructive}, {"deploys", (*project).deploys}, {"bypass", (*project).bypass}, {"hooks", (*project).hooks},
		{"local-ignored", (*project).localIgnored}, {"managed", (*project).managed}, {"shared-settings", (*project).sharedSettings},
		{"claude-md", (*project).claudeMD}, {"pre-commit", (*project).preCommit}, {"ci", (*project).ci}, {"incident", (*project).incident},
	}
}

// IDs lists the checks.
func IDs() []string {
	var list []string
	for _, c := range checks() {
		list = append(list, c.id)
	}
	return list
}

// Run makes the checks that only and skip leave, and returns the findings, the worst
// first. The error joins what could not be looked at.
func Run(ctx context.Context, o Options, only, skip []string) ([]Finding, error) {
	for _, id := range slices.Concat(only, skip) {
		if !slices.Contains(IDs(), id) {
			return nil, fmt.Errorf("there is no check %q; there are %s", id, strings.Join(IDs(), ", "))
		}
	}
	if o.MaxAge == 0 {
		o.MaxAge = 90 * 24 * time.Hour
	}
	if info, err := os.Stat(o.Dir); err != nil || !info.IsDir() {
		return nil, fmt.Errorf("%s is no folder", o.Dir)
	}
	p := &project{Options: o}
	var found []Finding
	var errs []error
	var err error
	if _, p.git, err = p.repo().Top(ctx); err != nil {
		errs = append(errs, fmt.Errorf("the checks that ask git were not made: %w", err))
	}
	for _, c := range checks() {
		if len(only) > 0 && !slices.Contains(only, c.id) || slices.Contains(skip, c.id) {
			continue
		}
		if o.Progress != nil {
			o.Progress(c.id)
		}
		list, err := c.run(p, ctx)
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", c.id, err))
		}
		for _, f := range list {
			f.Check = c.id
			found = append(found, f)
		}
	}
	slices.SortStableFunc(found, func(a, b Finding) int { return int(b.Severity) - int(a.Severity) })
	return found, errors.Join(errs...)
}

// read returns a file of the project; a missing one is empty.
func (p *project) read(name string) (string, bool, error) {
	data, err := os.ReadFile(filepath.Join(p.Dir, filepath.FromSlash(name)))
	if errors.Is(err, fs.ErrNotExist) {
		return "", false, nil
	}
	return string(data), err == nil, err
}

func scanner() (*secrets.Scanner, error) { return secrets.New(secrets.Config{}) }

package secrets

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"time"

	"github.com/bmatcuk/doublestar/v4"
)

// A Baseline is a list of findings that are known and accepted. An entry names a
// value by its fingerprint and a rule, neither line nor commit, so that it holds
// when text moves, commits are squashed or branches rebased; another value in the
// same place is found. The zero Baseline is empty. It must not be changed while it
// is used.
//
// It is stored as JSON lines, one entry a line and sorted, so that changes are easy
// to review and to merge. No value is in it. Yet its fingerprints are those of
// [Secret.Fingerprint], plain hashes, so that they can be compared with reports: a
// password that can be guessed can be checked against them. Whoever reads the
// baseline can usually read the repository, too; what was removed from its history
// should be removed from the baseline as well, and revoked.
type Baseline struct{ Entries []BaselineEntry }

// A BaselineEntry is an accepted finding.
type BaselineEntry struct {
	Fingerprint string    // of the value
	Rule        string    // its ID; empty means any
	Path        string    // limits it to files that match this doublestar pattern; empty means any file
	Seen        string    // the file where it was, for readers only
	Until       time.Time // the last day, in UTC, on which it counts; zero means for ever
	Reason      string
}

// entryJSON is an entry as it is written.
type entryJSON struct {
	Fingerprint string `json:"fingerprint"`
	Rule        string `json:"rule,omitempty"`
	Path        string `json:"path,omitempty"`
	Seen        string `json:"seen,omitempty"`
	Until       string `json:"until,omitempty"`
	Reason      string `json:"reason,omitempty"`
}

// ErrBaseline is wrapped by the errors of [ReadBaseline].
var ErrBaseline = errors.New("invalid baseline")

// NewBaseline returns a baseline of these findings, for the given reason. Of the
// same value in several places, the first is named.
func NewBaseline(findings []Finding, reason string) *Baseline {
	b := &Baseline{}
	known := map[[2]string]bool{}
	for _, f := range findings {
		key := [2]string{f.Secret.Fingerprint(), f.Rule}
		if !known[key] {
			known[key] = true
			b.Entries = append(b.Entries, BaselineEntry{Fingerprint: key[0], Rule: f.Rule, Seen: f.Pos.Filename, Reason: reason})
		}
	}
	return b
}

// ReadBaseline reads what [Baseline.WriteTo] wrote. A line that is not valid is an
// error that wraps [ErrBaseline]; an unknown field is one, too, for it could limit
// the entry.
func ReadBaseline(r io.Reader) (*Baseline, error) {
	content, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("secrets: reading the baseline: %w", err)
	}
	b := &Baseline{}
	number := 0
	for line := range bytes.Lines(content) {
		number++
		if line = bytes.TrimSpace(line); len(line) == 0 {
			continue
		}
		entry, err := parseEntry(line)
		if err != nil {
			return nil, fmt.Errorf("%w: line %d: %w", ErrBaseline, number, err)
		}
		b.Entries = append(b.Entries, entry)
	}
	return b, nil
}

func parseEntry(line []byte) (BaselineEntry, error) {
	var e entryJSON
	d := json.NewDecoder(bytes.NewReader(line))
	d.DisallowUnknownFields()
	if err := d.Decode(&e); err != nil {
		return BaselineEntry{}, err
	}
	if _, err := d.Token(); err != io.EOF {
		return BaselineEntry{}, errors.New("more than one entry")
	}
	if e.Fingerprint == "" {
		return BaselineEntry{}, errors.New("no fingerprint")
	}
	if !doublestar.ValidatePattern(e.Path) {
		return BaselineEntry{}, fmt.Errorf("path %q is not a valid pattern", e.Path)
	}
	entry := BaselineEntry{Fingerprint: e.Fingerprint, Rule: e.Rule, Path: e.Path, Seen: e.Seen, Reason: e.Reason}
	if e.Until != "" {
		day, err := time.Parse(time.DateOnly, e.Until)
		if err != nil {
			return BaselineEntry{}, fmt.Errorf("until %q is not a day such as 2027-01-31", e.Until)
		}
		entry.Until = day
	}
	return entry, nil
}

// WriteTo writes the baseline, sorted and without duplicates.
func (b *Baseline) WriteTo(w io.Writer) (int64, error) {
	entries := slices.Clone(b.Entries)
	slices.SortFunc(entries, func(x, y BaselineEntry) int {
		return cmp.Or(cmp.Compare(x.Seen, y.Seen), cmp.Compare(x.Rule, y.Rule), cmp.Compare(x.Fingerprint, y.Fingerprint),
			cmp.Compare(x.Path, y.Path), x.Until.Compare(y.Until), cmp.Compare(x.Reason, y.Reason))
	})
	entries = slices.CompactFunc(entries, func(x, y BaselineEntry) bool { return x == y })
	var text bytes.Buffer
	out := json.NewEncoder(&text)
	out.SetEscapeHTML(false)
	for _, e := range entries {
		line := entryJSON{Fingerprint: e.Fingerprint, Rule: e.Rule, Path: e.Path, Seen: e.Seen, Reason: e.Reason}
		if !e.Until.IsZero() {
			line.Until = e.Until.UTC().Format(time.DateOnly)
		}
		if err := out.Encode(line); err != nil {
			return 0, fmt.Errorf("secrets: writing the baseline: %w", err)
		}
	}
	return text.WriteTo(w)
}

// Contains reports whether f is accepted at that time.
func (b *Baseline) Contains(f Finding, now time.Time) bool {
	fingerprint := f.Secret.Fingerprint()
	return slices.ContainsFunc(b.Entries, func(e BaselineEntry) bool { return e.Fingerprint == fingerprint && e.covers(f, now) })
}

func (e *BaselineEntry) covers(f Finding, now time.Time) bool {
	return (e.Rule == "" || e.Rule == f.Rule) && !expired(e.Until, now) &&
		(e.Path == "" || doublestar.MatchUnvalidated(e.Path, f.Pos.Filename))
}

// Filter passes on what is not accepted today, and all errors.
func (b *Baseline) Filter(findings iter.Seq2[Finding, error]) iter.Seq2[Finding, error] {
	entries := make(map[string][]*BaselineEntry, len(b.Entries))
	for i := range b.Entries {
		e := &b.Entries[i]
		entries[e.Fingerprint] = append(entries[e.Fingerprint], e)
	}
	return func(yield func(Finding, error) bool) {
		now := time.Now()
		for f, err := range findings {
			known := err == nil && slices.ContainsFunc(entries[f.Secret.Fingerprint()], func(e *BaselineEntry) bool { return e.covers(f, now) })
			if !known && !yield(f, err) {
				return
			}
		}
	}
}

// Stale returns the entries that accept none of these findings, which are to be
// all that there are: the secret is gone, or the day is past.
func (b *Baseline) Stale(findings []Finding, now time.Time) []BaselineEntry {
	byPrint := map[string][]Finding{}
	for _, f := range findings {
		mark := f.Secret.Fingerprint()
		byPrint[mark] = append(byPrint[mark], f)
	}
	var stale []BaselineEntry
	for _, e := range b.Entries {
		if !slices.ContainsFunc(byPrint[e.Fingerprint], func(f Finding) bool { return e.covers(f, now) }) {
			stale = append(stale, e)
		}
	}
	return stale
}

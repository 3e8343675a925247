package main

import (
	"bufio"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/permission/conformance"
)

// A report compares what was recorded with what the client says now.
type report struct {
	version    string
	answers    []answer
	mechanisms []*mechanism
	changes    []change
	same       int
	changed    int
	looser     int
	unanswered int
}

// A mechanism is what the cases of a group ask about: the group's name up to its
// first slash or blank.
type mechanism struct {
	name                            string
	same, looser, stricter, nothing int
}

// A change is a decision that is no longer made.
type change struct {
	ID       string          `json:"id"`
	Settings any             `json:"settings"`
	Mode     string          `json:"mode,omitempty"`
	Tool     string          `json:"tool"`
	Input    json.RawMessage `json:"input"`
	Was      string          `json:"was"`
	Is       string          `json:"is"`
	Version  string          `json:"version"`
	Note     string          `json:"note,omitempty"`
}

// compare sets the answers beside the cases. Cases without a recorded decision
// are unanswered only if there is no answer.
func compare(cases []conformance.Case, answers []answer) *report {
	r := &report{}
	byID := make(map[string]answer, len(answers))
	for _, a := range answers {
		byID[a.ID] = a
		r.version = cmp.Or(r.version, a.Version)
	}
	mechanisms := map[string]*mechanism{}
	for _, c := range cases {
		name := mechanismOf(c.ID)
		m := mechanisms[name]
		if m == nil {
			m = &mechanism{name: name}
			mechanisms[name] = m
			r.mechanisms = append(r.mechanisms, m)
		}
		a, ok := byID[c.ID]
		if !ok { // from elsewhere, without the name of the file
			_, id, _ := strings.Cut(c.ID, ":")
			a, ok = byID[id]
		}
		r.answers = append(r.answers, a)
		if !ok || a.Decision == "none" || a.Decision == "error" {
			m.nothing++
			r.unanswered++
			r.note(c, a)
			continue
		}
		switch was, is := strictness(c.Decision), strictness(a.Decision); {
		case c.Decision == "" || was == is:
			m.same++
			r.same++
			continue
		case is < was:
			m.looser++
			r.looser++
		default:
			m.stricter++
		}
		r.changed++
		r.note(c, a)
	}
	slices.SortStableFunc(r.mechanisms, func(a, b *mechanism) int { return strings.Compare(a.name, b.name) })
	return r
}

func (r *report) note(c conformance.Case, a answer) {
	r.changes = append(r.changes, change{
		ID: c.ID, Settings: c.Settings, Mode: string(c.Mode), Tool: c.Tool, Input: c.Input,
		Was: c.Decision, Is: cmp.Or(a.Decision, "none"), Version: a.Version, Note: a.Note,
	})
}

func mechanismOf(id string) string {
	file, rest, _ := strings.Cut(id, ":")
	if i := strings.IndexAny(rest, "/ "); i >= 0 {
		rest = rest[:i]
	}
	return strings.TrimSuffix(file, ".jsonl") + " " + rest
}

func strictness(decision string) int {
	return slices.Index([]string{"allow", "ask", "deny"}, decision)
}

// write prints the report, and writes the answers and the changes to the files of
// these names unless they are empty.
func (r *report) write(out io.Writer, answers, changes string) error {
	w := bufio.NewWriter(out)
	_, _ = fmt.Fprintf(w, "%-44s %7s %7s %9s %7s\n", "mechanism", "same", "looser", "stricter", "none")
	for _, m := range r.mechanisms {
		_, _ = fmt.Fprintf(w, "%-44s %7d %7d %9d %7d\n", m.name, m.same, m.looser, m.stricter, m.nothing)
	}
	_, _ = fmt.Fprintf(w, "\nClaude Code %s: %d of %d as recorded, %d changed (%d looser), %d without a decision\n",
		cmp.Or(r.version, "of an unknown version"), r.same, len(r.answers), r.changed, r.looser, r.unanswered)
	for i, c := range r.changes {
		if i == 20 {
			_, _ = fmt.Fprintf(w, "and %d more, which -changes writes to a file\n", len(r.changes)-i)
			break
		}
		_, _ = fmt.Fprintf(w, "%s → %s: %s %s (%s)\n", cmp.Or(c.Was, "not recorded"), c.Is, c.Tool, short(string(c.Input)), c.ID)
	}
	err := w.Flush()
	return errors.Join(err, writeLines(answers, r.answers), writeLines(changes, r.changes))
}

func short(s string) string {
	if runes := []rune(s); len(runes) > 100 {
		return string(runes[:100]) + "…"
	}
	return s
}

func writeLines[T any](name string, values []T) error {
	if name == "" {
		return nil
	}
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	w := bufio.NewWriter(f)
	lines := json.NewEncoder(w)
	lines.SetEscapeHTML(false)
	for _, v := range values {
		if err := lines.Encode(v); err != nil {
			return errors.Join(err, f.Close())
		}
	}
	return errors.Join(w.Flush(), f.Close())
}

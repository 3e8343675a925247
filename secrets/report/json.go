package report

import (
	"encoding/json"
	"io"

	"github.com/gatehouse-go/gatehouse/secrets"
)

// A Document is what the format [JSON] writes. Fields may be added; those that are
// there stay, or Version changes.
type Document struct {
	Version  int       `json:"version"` // of this format: 1
	Findings []Finding `json:"findings"`
	Errors   []string  `json:"errors,omitempty"` // what was not scanned
}

// A Finding is a [secrets.Finding] as the format [JSON] has it. Lines and columns
// count from 1, columns in UTF-16 units if [Report].Line knew the line and in bytes
// if not; the end is just past the secret. Offsets are bytes from 0, and those of
// findings in diffs are 0.
type Finding struct {
	Rule        string   `json:"rule"`
	Description string   `json:"description,omitempty"`
	Severity    string   `json:"severity"`
	Confidence  float64  `json:"confidence"`
	File        string   `json:"file,omitempty"`
	Line        int      `json:"line"`
	Column      int      `json:"column"`
	EndLine     int      `json:"endLine"`
	EndColumn   int      `json:"endColumn"`
	Offset      int      `json:"offset"`
	EndOffset   int      `json:"endOffset"`
	Field       string   `json:"field,omitempty"`
	Commit      string   `json:"commit,omitempty"`
	Encoding    []string `json:"encoding,omitempty"`
	Secret      string   `json:"secret"` // its mask
	Fingerprint string   `json:"fingerprint"`
	Revoke      string   `json:"revoke,omitempty"`
}

func writeJSON(w io.Writer, d *document) error {
	doc := Document{Version: 1, Findings: []Finding{}, Errors: d.errors}
	for i := range d.items {
		it := &d.items[i]
		doc.Findings = append(doc.Findings, Finding{
			Rule: it.Rule, Description: it.Description, Severity: it.Severity.String(), Confidence: it.Confidence,
			File: it.file, Line: it.Pos.Line, Column: it.column, EndLine: it.End.Line, EndColumn: it.endColumn,
			Offset: it.Pos.Offset, EndOffset: it.End.Offset, Field: it.field, Commit: it.Commit, Encoding: it.Encoding,
			Secret: it.Secret.String(), Fingerprint: it.Secret.Fingerprint(), Revoke: it.rule.Revoke,
		})
	}
	return encode(w, doc)
}

func encode(w io.Writer, value any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(value)
}

// levelOf says how loud a severity is.
func levelOf(s secrets.Severity) string {
	switch s {
	case secrets.Low:
		return "note"
	case secrets.Medium:
		return "warning"
	}
	return "error"
}

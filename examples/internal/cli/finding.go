package cli

import "go/token"

// A Finding is what programs write as JSON of something that is wrong in a file.
type Finding struct {
	Severity string `json:"severity"`
	Code     string `json:"code"`
	File     string `json:"file"`
	Line     int    `json:"line"`
	Column   int    `json:"column"` // in bytes, from 1, as in go/token
	Message  string `json:"message"`
	Hint     string `json:"hint,omitempty"`
}

// NewFinding makes one of the parts of a diagnostic.
func NewFinding(severity, code string, at token.Position, message, hint string) Finding {
	return Finding{severity, code, at.Filename, at.Line, at.Column, message, hint}
}

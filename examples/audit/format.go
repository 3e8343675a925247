package main

import (
	"encoding/json"
	"fmt"
	"io"

	"github.com/gatehouse-go/gatehouse/examples/internal/checkup"
)

// writer returns the function for a format.
func writer(format string) (func(io.Writer, []checkup.Finding) error, error) {
	switch format {
	case "text":
		return writeText, nil
	case "json":
		return writeJSON, nil
	case "sarif":
		return writeSARIF, nil
	}
	return nil, fmt.Errorf("%q is no format; there are text, json and sarif", format)
}

func writeText(w io.Writer, found []checkup.Finding) error {
	for _, f := range found {
		place := f.File
		if f.Line > 0 {
			place = fmt.Sprintf("%s:%d", f.File, f.Line)
		}
		if place != "" {
			place += ": "
		}
		if _, err := fmt.Fprintf(w, "%-6s %-16s %s%s\n       fix: %s\n", f.Severity, f.Check, place, f.Message, f.Fix); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintf(w, "%d findings\n", len(found))
	return err
}

func writeJSON(w io.Writer, found []checkup.Finding) error {
	type row struct {
		Severity string `json:"severity"`
		checkup.Finding
	}
	rows := []row{}
	for _, f := range found {
		rows = append(rows, row{f.Severity.String(), f})
	}
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(rows)
}

// writeSARIF writes SARIF 2.1.0 (OASIS).
func writeSARIF(w io.Writer, found []checkup.Finding) error {
	type object = map[string]any
	levels := map[checkup.Severity]string{checkup.Info: "note", checkup.Low: "note", checkup.Medium: "warning", checkup.High: "error"}
	rules, results := []object{}, []object{}
	for _, id := range checkup.IDs() {
		rules = append(rules, object{"id": id})
	}
	for _, f := range found {
		r := object{"ruleId": f.Check, "level": levels[f.Severity], "message": object{"text": f.Message + ". " + f.Fix}}
		if f.File != "" {
			r["locations"] = []object{{"physicalLocation": object{"artifactLocation": object{"uri": f.File}, "region": object{"startLine": max(1, f.Line)}}}}
		}
		results = append(results, r)
	}
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(object{
		"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0",
		"runs": []object{{"tool": object{"driver": object{"name": "gatehouse audit", "rules": rules}}, "results": results}},
	})
}

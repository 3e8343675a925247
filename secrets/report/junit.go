package report

import (
	"encoding/xml"
	"fmt"
	"io"
)

type junitSuites struct {
	XMLName  xml.Name   `xml:"testsuites"`
	Tests    int        `xml:"tests,attr"`
	Failures int        `xml:"failures,attr"`
	Errors   int        `xml:"errors,attr"`
	Suite    junitSuite `xml:"testsuite"`
}

type junitSuite struct {
	Name      string      `xml:"name,attr"`
	Tests     int         `xml:"tests,attr"`
	Failures  int         `xml:"failures,attr"`
	Errors    int         `xml:"errors,attr"`
	Time      string      `xml:"time,attr"`
	Timestamp string      `xml:"timestamp,attr"`
	Cases     []junitCase `xml:"testcase"`
}

type junitCase struct {
	Class   string       `xml:"classname,attr"`
	Name    string       `xml:"name,attr"`
	File    string       `xml:"file,attr,omitempty"`
	Line    int          `xml:"line,attr,omitempty"`
	Failure *junitReason `xml:"failure"`
	Error   *junitReason `xml:"error"`
}

type junitReason struct {
	Type    string `xml:"type,attr"`
	Message string `xml:"message,attr"`
	Text    string `xml:",chardata"`
}

// writeJUnit writes a failed test for each finding. Readers take a suite without any
// test for one that did not run: without findings there is one that passed.
func writeJUnit(w io.Writer, d *document) error {
	suite := junitSuite{
		Name: "secrets", Failures: len(d.items), Errors: len(d.errors),
		Time: fmt.Sprintf("%.3f", d.end.Sub(d.start).Seconds()), Timestamp: d.start.UTC().Format("2006-01-02T15:04:05"),
	}
	for i := range d.items {
		it := &d.items[i]
		suite.Cases = append(suite.Cases, junitCase{
			Class: "secrets." + it.Rule, Name: it.where(), File: it.file, Line: it.Pos.Line,
			Failure: &junitReason{Type: it.Rule, Message: it.title(), Text: it.message()},
		})
	}
	for _, text := range d.errors {
		suite.Cases = append(suite.Cases, junitCase{Class: "secrets", Name: "scan", Error: &junitReason{Type: "error", Message: "not scanned", Text: text}})
	}
	if len(suite.Cases) == 0 {
		suite.Cases = []junitCase{{Class: "secrets", Name: "no secrets found"}}
	}
	suite.Tests = len(suite.Cases)
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	e := xml.NewEncoder(w)
	e.Indent("", "  ")
	if err := e.Encode(junitSuites{Tests: suite.Tests, Failures: suite.Failures, Errors: suite.Errors, Suite: suite}); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

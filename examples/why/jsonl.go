package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/gatehouse-go/gatehouse/permission"
	"github.com/gatehouse-go/gatehouse/permission/conformance"
)

// An answer is one line of -jsonl.
type answer struct {
	ID          string                  `json:"id"`
	Decision    string                  `json:"decision"`
	Cause       string                  `json:"cause"`
	Rule        string                  `json:"rule"`
	File        string                  `json:"file"`
	Line        int                     `json:"line"`
	Column      int                     `json:"column"`
	Suggestions []permission.Suggestion `json:"suggestions"`
	Error       string                  `json:"error,omitempty"` // why the case could not be judged; the decision is then deny
}

func answerCases(fixture string, in io.Reader, out io.Writer) error {
	if fixture == "" {
		return errors.New("-jsonl needs -fixture FILE")
	}
	data, err := os.ReadFile(fixture)
	if err != nil {
		return err
	}
	f, err := conformance.ParseFixture(data)
	if err != nil {
		return fmt.Errorf("%s: %w", fixture, err)
	}
	w := bufio.NewWriter(out)
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	runner := &conformance.Runner{Fixture: f}
	unjudged := 0
	for c, err := range conformance.Read(in) {
		if err != nil {
			return errors.Join(err, w.Flush())
		}
		a := answer{ID: c.ID, Decision: permission.Deny.String()}
		if result, err := runner.Judge(c); err != nil {
			a.Error = err.Error()
			unjudged++
		} else {
			a = toAnswer(c.ID, result)
		}
		if err := encoder.Encode(a); err != nil {
			return err
		}
	}
	if unjudged > 0 {
		err = fmt.Errorf("%d cases could not be judged; their answers say why", unjudged)
	}
	return errors.Join(err, w.Flush())
}

func toAnswer(id string, r permission.Result) answer {
	a := answer{ID: id, Decision: r.Decision.String(), Cause: conformance.Cause(r), Suggestions: r.Suggestions}
	if r.Cause == permission.ByRule {
		a.Rule, a.File = r.Rule.String(), r.Rule.Pos.Filename
		a.Line, a.Column = r.Rule.Pos.Line, r.Rule.Pos.Column
	}
	return a
}

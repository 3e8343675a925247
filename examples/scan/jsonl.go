package main

import (
	"bufio"
	"encoding/json"
	"io"

	"github.com/gatehouse-go/gatehouse/secrets"
)

type found struct {
	Rule       string  `json:"rule"`
	Start      int     `json:"start"`
	End        int     `json:"end"`
	Confidence float64 `json:"confidence"`
}

// answerLines reads a line {"id","text"} after the other, and answers each with
// {"id","findings":[{"rule","start","end","confidence"}]}; start and end are bytes in
// the text.
func answerLines(scanner *secrets.Scanner, in io.Reader, out io.Writer) error {
	read, write := bufio.NewScanner(in), bufio.NewWriter(out)
	read.Buffer(nil, 64<<20)
	encode := json.NewEncoder(write)
	for read.Scan() {
		var line struct{ ID, Text string }
		if err := json.Unmarshal(read.Bytes(), &line); err != nil {
			return err
		}
		answer := struct {
			ID       string  `json:"id"`
			Findings []found `json:"findings"`
		}{line.ID, []found{}}
		for _, f := range scanner.Scan([]byte(line.Text)) {
			answer.Findings = append(answer.Findings, found{f.Rule, f.Pos.Offset, f.End.Offset, f.Confidence})
		}
		if err := encode.Encode(answer); err != nil {
			return err
		}
	}
	if err := read.Err(); err != nil {
		return err
	}
	return write.Flush()
}

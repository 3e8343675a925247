// Command scan finds secrets.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"

	"github.com/gatehouse-go/gatehouse/secrets"
)

func main() {
	if err := lines(os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "scan:", err)
		os.Exit(2)
	}
}

type found struct {
	Rule       string  `json:"rule"`
	Start      int     `json:"start"`
	End        int     `json:"end"`
	Confidence float64 `json:"confidence"`
}

// lines answers {"id","text"} lines.
func lines(in io.Reader, out io.Writer) error {
	scanner, err := secrets.New(secrets.Config{})
	if err != nil {
		return err
	}
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

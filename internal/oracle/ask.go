package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/gatehouse-go/gatehouse/permission/conformance"
)

// The names under which the program starts itself.
const (
	jailName   = "oracle-jail"
	driverName = "oracle-driver"
	shellName  = "oracle-shell"
	mcpName    = "oracle-mcp"
)

// A task is what a driver is told: one session of the client with its calls.
type task struct {
	Client  string               `json:"client"` // in the jail
	Fixture *conformance.Fixture `json:"fixture"`
	Cases   []conformance.Case   `json:"cases"`
}

// An answer is a case as the client decided it. Its Decision is "allow", "ask",
// "deny", "error" for an input that the client does not accept, or "none".
type answer struct {
	conformance.Case
	Version string `json:"version,omitempty"`
	Note    string `json:"note,omitempty"` // why there is no decision
}

// ask puts the cases before so many clients at a time. The answers come in any
// order.
func ask(ctx context.Context, client string, fixture *conformance.Fixture, cases []conformance.Case, workers int) ([]answer, error) {
	folder, program := clientIn(client)
	tasks := make(chan task)
	var (
		mu      sync.Mutex
		answers []answer
		wg      sync.WaitGroup
		failed  error
	)
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	for range max(1, workers) {
		wg.Go(func() {
			err := work(ctx, folder, tasks, func(a answer) {
				mu.Lock()
				defer mu.Unlock()
				answers = append(answers, a)
			})
			if err != nil {
				mu.Lock()
				defer mu.Unlock()
				if failed == nil {
					failed = err
				}
				cancel()
			}
		})
	}
	for _, group := range sessions(cases) {
		select {
		case tasks <- task{Client: path.Join(jailClient, program), Fixture: fixture, Cases: group}:
		case <-ctx.Done():
		}
	}
	close(tasks)
	wg.Wait()
	if failed == nil {
		failed = ctx.Err()
	}
	return answers, failed
}

// clientIn returns the folder that must come into the jail for a program, and
// where the program lies in it: all that npm installed.
func clientIn(program string) (folder, rel string) {
	if i := strings.LastIndex(program, "/node_modules/"); i >= 0 {
		return program[:i], program[i+1:]
	}
	return filepath.Dir(program), filepath.Base(program)
}

// work hands tasks to a driver in a jail and collects its answers.
func work(ctx context.Context, folder string, tasks <-chan task, collect func(answer)) error {
	cmd, err := jailed(ctx, folder)
	if err != nil {
		return err
	}
	in, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("start the jail (it needs root, or user namespaces): %w", err)
	}
	lines := bufio.NewReader(out)
	talk := func() error {
		defer in.Close()
		for t := range tasks {
			if err := json.NewEncoder(in).Encode(t); err != nil {
				return err
			}
			line, err := lines.ReadBytes('\n')
			if err != nil {
				return fmt.Errorf("the driver ended early: %w", err)
			}
			var answers []answer
			if err := json.Unmarshal(line, &answers); err != nil {
				return fmt.Errorf("the driver's answer: %w", err)
			}
			for _, a := range answers {
				collect(a)
			}
		}
		return nil
	}
	err = talk()
	if wait := cmd.Wait(); err == nil {
		err = wait
	}
	return err
}

// sessions puts the cases together that one client can be asked about: those of
// one group that differ in nothing but the call.
func sessions(cases []conformance.Case) [][]conformance.Case {
	groups := map[string][]conformance.Case{}
	var order []string
	for _, c := range cases {
		key := group(c.ID) + "\x00" + sessionOf(c)
		if groups[key] == nil {
			order = append(order, key)
		}
		groups[key] = append(groups[key], c)
	}
	all := make([][]conformance.Case, len(order))
	for i, key := range order {
		all[i] = groups[key]
	}
	return all
}

func group(id string) string {
	if i := strings.LastIndexByte(id, '/'); i >= 0 {
		return id[:i]
	}
	return id
}

func sessionOf(c conformance.Case) string {
	var b bytes.Buffer
	for _, scope := range slices.Sorted(maps.Keys(c.Settings)) {
		fmt.Fprintf(&b, "%s=%s\x00", scope, c.Settings[scope])
	}
	for _, name := range slices.Sorted(maps.Keys(c.Files)) {
		fmt.Fprintf(&b, "%q=%q\x00", name, c.Files[name])
	}
	fmt.Fprintf(&b, "%s %q %q %t %t", c.Mode, c.CWD, c.CLI, c.NoGit, c.Untrust)
	return b.String()
}

// drive asks the client about one task after another, within the jail.
func drive(in io.Reader, out io.Writer) error {
	api, err := startAPI()
	if err != nil {
		return err
	}
	defer api.close()
	tasks := json.NewDecoder(in)
	for {
		var t task
		if err := tasks.Decode(&t); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
		answers, err := t.ask(api)
		if err != nil {
			return err
		}
		if err := json.NewEncoder(out).Encode(answers); err != nil {
			return err
		}
	}
}

// ask asks about all cases of the task. What the client did not come to is asked
// again, twice at most.
func (t task) ask(api *modelAPI) ([]answer, error) {
	var answers []answer
	todo := t.Cases
	for round := 0; len(todo) > 0; round++ {
		if err := layOut(t.Fixture, t.Cases[0]); err != nil {
			return nil, fmt.Errorf("lay out the files of %s: %w", t.Cases[0].ID, err)
		}
		s := newSession(t, todo)
		s.run(api)
		var again []conformance.Case
		for i, c := range todo {
			a := s.answer(i, c)
			if a.Decision == "none" && round < 2 {
				again = append(again, c)
				continue
			}
			answers = append(answers, a)
		}
		todo = again
	}
	return answers, nil
}

// Command judge tells what a shell command would hurt, and where.
//
//	judge [-exit-code] [-json] [-dir DIR] command…
//	judge -jsonl < cases
//
// With -exit-code its status is 0 for allow, 2 for deny, 3 for ask; without it, 0.
// An error is 1 in any case. With -jsonl it reads one case per line,
// {"id","env","files","command"} or {"id","sql","dialect"}, and answers each with one
// line, looking at nothing but the case.
package main

import (
	"bufio"
	"cmp"
	_ "embed"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/gatehouse-go/gatehouse/envguard"
	"github.com/gatehouse-go/gatehouse/examples/internal/cli"
)

// source holds the manual, in its first lines.
//
//go:embed main.go
var source string

func main() {
	code, err := run(os.Args[1:], os.Stdin, os.Stdout)
	if err != nil {
		fmt.Fprintln(os.Stderr, "judge:", err)
		os.Exit(1)
	}
	os.Exit(code)
}

func run(args []string, in io.Reader, out io.Writer) (int, error) {
	flags := flag.NewFlagSet("judge", flag.ContinueOnError)
	completion := cli.Setup(flags, source)
	exitCode := flags.Bool("exit-code", false, "exit with 2 to deny and with 3 to ask")
	asJSON := flags.Bool("json", false, "print the verdict as JSON")
	jsonl := flags.Bool("jsonl", false, "judge the cases on standard input")
	dir := flags.String("dir", "", "the directory that the command runs in; the present one if empty")
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return 0, nil
		}
		return 0, err
	}
	if *completion != "" {
		return 0, cli.Completion(out, *completion, "judge", flags)
	}
	j, err := envguard.New(envguard.Config{})
	if err != nil {
		return 0, err
	}
	if *jsonl {
		return 0, cases(j, in, out)
	}
	if flags.NArg() == 0 {
		return 0, fmt.Errorf("give the command to judge")
	}
	if *dir == "" {
		if *dir, err = os.Getwd(); err != nil {
			return 0, err
		}
	}
	v := j.Command(envguard.Here(*dir), strings.Join(flags.Args(), " "))
	if *asJSON {
		if err := json.NewEncoder(out).Encode(v); err != nil {
			return 0, err
		}
	} else {
		text := explain(v)
		if cli.Colors(out) {
			text = cli.Paint(text)
		}
		if _, err := io.WriteString(out, text); err != nil {
			return 0, err
		}
	}
	if !*exitCode {
		return 0, nil
	}
	switch v.Action {
	case envguard.Allow:
		return 0, nil
	case envguard.Ask:
		return 3, nil
	}
	return 2, nil
}

// explain is the verdict, and the operations with the signs that it rests on.
func explain(v envguard.Verdict) string {
	var b strings.Builder
	fmt.Fprintln(&b, v)
	for _, o := range v.Operations {
		fmt.Fprintf(&b, "  %s %s %s: %s\n", o.Action, o.Severity, o.Kind, o.Text)
		for _, s := range o.Env.Signs {
			fmt.Fprintf(&b, "    %s: %s %s\n", s.Stage, s.Name, s.Detail)
		}
	}
	return b.String()
}

// A testCase is one line of input.
type testCase struct {
	ID      string            `json:"id"`
	Env     map[string]string `json:"env"`
	Files   map[string]string `json:"files"`
	Command string            `json:"command"`
	SQL     string            `json:"sql"`
	Dialect string            `json:"dialect"`
}

// An answer is one line of output.
type answer struct {
	ID         string               `json:"id"`
	Stage      string               `json:"stage"`
	Remote     bool                 `json:"remote"`
	Severity   string               `json:"severity"`
	Action     string               `json:"action"`
	Kind       string               `json:"kind"`
	Operations []envguard.Operation `json:"operations"`
}

func cases(j *envguard.Judge, in io.Reader, out io.Writer) error {
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 16<<20)
	enc := json.NewEncoder(out)
	for n := 1; lines.Scan(); n++ {
		if strings.TrimSpace(lines.Text()) == "" {
			continue
		}
		var c testCase
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			return fmt.Errorf("line %d: %w", n, err)
		}
		a, err := judge(j, c)
		if err != nil {
			return fmt.Errorf("line %d: %w", n, err)
		}
		if err := enc.Encode(a); err != nil {
			return err
		}
	}
	return lines.Err()
}

func judge(j *envguard.Judge, c testCase) (answer, error) {
	home := cmp.Or(c.Env["HOME"], "/root")
	s := envguard.Surroundings{Dir: "/project", Home: home, ReadFile: func(name string) ([]byte, error) {
		for _, n := range [...]string{name, strings.TrimPrefix(name, "/project/"), "~" + strings.TrimPrefix(name, home)} {
			if text, ok := c.Files[n]; ok {
				return []byte(text), nil
			}
		}
		return nil, os.ErrNotExist
	}}
	for name, value := range c.Env {
		s.Environ = append(s.Environ, name+"="+value)
	}
	var v envguard.Verdict
	var env envguard.Environment
	if c.SQL != "" {
		d, err := envguard.ParseDialect(c.Dialect)
		if err != nil {
			return answer{}, err
		}
		v = j.SQL(s, c.SQL, d)
	} else {
		v = j.Command(s, c.Command)
	}
	env = envguard.Detect(s)
	if c.Command != "" {
		env = envguard.DetectCommand(s, c.Command)
	}
	a := answer{ID: c.ID, Stage: env.Stage.String(), Remote: env.Remote, Severity: v.Severity.String(), Action: v.Action.String(), Operations: v.Operations}
	if a.Operations == nil {
		a.Operations = []envguard.Operation{}
	}
	if len(v.Operations) > 0 {
		a.Kind = v.Operations[0].Kind
	}
	return a, nil
}

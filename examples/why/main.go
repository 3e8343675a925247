// The why command explains what Claude Code's settings say about a tool call:
//
//	go run github.com/gatehouse-go/gatehouse/examples/why@latest 'git push --force'
//
// It reads the settings in force in a directory and prints the decision, each
// part of the command, and the deciding rule with its file, line and column.
//
//	why [-dir D] [-mode M] [-harden] [-json] [-exit-code] [command…]
//	why [-dir D] [-mode M] [-harden] [-json] [-exit-code] -tool T -input JSON
//	why [-dir D] [-json] -lint
//	why -jsonl -fixture F < cases.jsonl > answers.jsonl
//
// With -harden, deny and ask rules see through what hides a command from the
// client. With -lint it prints the rules that do not do what they seem to, each
// with a call that shows it.
//
// It exits 0, or 1 on an error; with -lint, 1 if a rule does nothing or the
// settings are broken. With -exit-code the status is 0 for allow, 2
// for deny and 3 for ask. With -jsonl it reads conformance cases, one JSON
// object a line, and prints an answer for each, in order; the files and links
// of the fixture are virtual, and nothing on disk is touched.
package main

import (
	_ "embed"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/gatehouse-go/gatehouse/examples/internal/cli"
	"github.com/gatehouse-go/gatehouse/permission"
)

// source holds the manual, in its first lines.
//
//go:embed main.go
var source string

func main() {
	code, err := run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	if err != nil {
		fmt.Fprintln(os.Stderr, "why:", err)
		code = 1
	}
	os.Exit(code)
}

func run(args []string, stdin io.Reader, stdout, stderr io.Writer) (int, error) {
	flags := flag.NewFlagSet("why", flag.ContinueOnError)
	flags.SetOutput(stderr)
	completion := cli.Setup(flags, source)
	dir := flags.String("dir", ".", "`directory` the session is started in")
	var mode permission.Mode
	flags.Func("mode", "permission `mode`, such as acceptEdits; without it, the settings' own", func(s string) (err error) {
		mode, err = permission.ParseMode(s)
		return err
	})
	tool := flags.String("tool", "Bash", "the `tool` that is called")
	input := flags.String("input", "", "the tool's input, as `JSON`")
	exitCode := flags.Bool("exit-code", false, "exit 0 for allow, 2 for deny, 3 for ask")
	harden := flags.Bool("harden", false, "let deny and ask rules see through what hides a command from the client")
	lint := flags.Bool("lint", false, "say which rules do not do what they seem to")
	asJSON := flags.Bool("json", false, "print the answer as JSON")
	jsonl := flags.Bool("jsonl", false, "answer conformance cases on standard input")
	fixture := flags.String("fixture", "", "fixture `file` for -jsonl")
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return 0, nil
		}
		return 1, err
	}
	if *completion != "" {
		return 0, cli.Completion(stdout, *completion, "why", flags)
	}
	if *jsonl {
		if err := answerCases(*fixture, stdin, stdout); err != nil {
			return 1, err
		}
		return 0, nil
	}
	cfg, err := permission.LoadConfig(*dir)
	if err != nil {
		return 1, err
	}
	cfg.Harden = *harden
	if *lint {
		return lintSettings(cfg, stdout, *asJSON)
	}
	policy, err := permission.New(cfg)
	if err != nil {
		return 1, err
	}
	req := permission.Request{Tool: *tool, Mode: mode, Input: json.RawMessage(*input)}
	if *input == "" {
		if flags.NArg() == 0 || *tool != "Bash" {
			return 1, errors.New("name a command, or give -tool and -input; -h lists the flags")
		}
		req.Input, err = json.Marshal(map[string]string{"command": strings.Join(flags.Args(), " ")})
		if err != nil {
			return 1, err
		}
	}
	result := policy.Check(req)
	if err := write(stdout, result, *asJSON); err != nil {
		return 1, err
	}
	if !*exitCode {
		return 0, nil
	}
	return map[permission.Decision]int{permission.Allow: 0, permission.Deny: 2, permission.Ask: 3}[result.Decision], nil
}

func write(out io.Writer, result permission.Result, asJSON bool) error {
	if !asJSON {
		text := result.Explain()
		if cli.Colors(out) {
			text = cli.Paint(text)
		}
		_, err := fmt.Fprintln(out, text)
		return err
	}
	return writeJSON(out, result)
}

func writeJSON(out io.Writer, v any) error {
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(v)
}

// lintSettings prints what is wrong with the settings, and reports errors among
// it as exit code 1.
func lintSettings(cfg permission.Config, out io.Writer, asJSON bool) (code int, err error) {
	findings, err := permission.Lint(cfg)
	if err != nil {
		return 1, err
	}
	rows := []cli.Finding{}
	for _, d := range findings {
		if d.Severity == permission.SeverityError {
			code = 1
		}
		if asJSON {
			rows = append(rows, cli.NewFinding(d.Severity.String(), d.Code, d.Pos, d.Message, d.Hint))
			continue
		}
		if _, err := fmt.Fprintln(out, d.Explain()+"\n"); err != nil {
			return 1, err
		}
	}
	if asJSON {
		if err := writeJSON(out, rows); err != nil {
			return 1, err
		}
	}
	return code, nil
}

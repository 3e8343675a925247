// The hookaudit command reads the settings that Claude Code would use in the
// current folder and says what is wrong with their hooks: those that never run,
// that cannot block, or whose program is missing. It exits with 1 if anything is
// an error.
//
//	go run github.com/gatehouse-go/gatehouse/examples/hookaudit@latest
//
// With the name of a tool and its input, it lists the hooks that would run
// before this call instead:
//
//	hookaudit Bash '{"command": "git push"}'
//
// With -json it prints a line of JSON for each.
package main

import (
	_ "embed"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/gatehouse-go/gatehouse/examples/internal/cli"
	"github.com/gatehouse-go/gatehouse/hooks"
	"github.com/gatehouse-go/gatehouse/permission"
)

// source holds the manual, in its first lines.
//
//go:embed main.go
var source string

func main() {
	code, err := audit(os.Stdout, os.Args[1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "hookaudit:", err)
		code = 2
	}
	os.Exit(code)
}

func audit(out io.Writer, args []string) (code int, err error) {
	flags := flag.NewFlagSet("hookaudit", flag.ContinueOnError)
	completion := cli.Setup(flags, source)
	asJSON := flags.Bool("json", false, "print JSON lines")
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return 0, nil
		}
		return 2, err
	}
	if *completion != "" {
		return 0, cli.Completion(out, *completion, "hookaudit", flags)
	}
	args = flags.Args()
	dir, err := os.Getwd()
	if err != nil {
		return 2, err
	}
	files, err := load(dir)
	if err != nil {
		return 2, err
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return 2, err
	}
	switch len(args) {
	case 0:
		o := hooks.LintOptions{Stat: os.Stat, Path: filepath.SplitList(os.Getenv("PATH")), Home: home, Project: dir}
		for _, d := range hooks.Lint(files, o) {
			row := cli.NewFinding(d.Severity.String(), d.Code, d.Pos, d.Message, d.Hint)
			if err := write(out, *asJSON, row, "%s: %s (%s)\n", d.Severity, d, d.Code); err != nil {
				return 2, err
			}
			if d.Severity == hooks.SeverityError {
				code = 1
			}
		}
		return code, nil
	case 2:
		message, err := json.Marshal(map[string]any{
			"hook_event_name": "PreToolUse", "cwd": dir, "tool_name": args[0], "tool_input": json.RawMessage(args[1]),
		})
		if err != nil {
			return 2, fmt.Errorf("the input of the tool must be JSON: %w", err)
		}
		e, err := hooks.Decode(message)
		if err != nil {
			return 2, err
		}
		for _, h := range hooks.Merge(files...).For(e, (&rules{dir, home}).cover) {
			row := hook{h.Pos.Filename, h.Pos.Line, h.Pos.Column, string(h.Type), h.Command + h.URL + h.Tool}
			if err := write(out, *asJSON, row, "%s: %s %s\n", h.Pos, h.Type, row.Runs); err != nil {
				return 2, err
			}
		}
		return 0, nil
	}
	return 2, errors.New("give nothing, or a tool and its input")
}

// A hook is one line of -json for a call.
type hook struct {
	File   string `json:"file"`
	Line   int    `json:"line"`
	Column int    `json:"column"`
	Type   string `json:"type"`
	Runs   string `json:"runs"`
}

// write writes a row as JSON, or as the text.
func write(out io.Writer, asJSON bool, row any, format string, values ...any) error {
	if asJSON {
		return json.NewEncoder(out).Encode(row)
	}
	_, err := fmt.Fprintf(out, format, values...)
	return err
}

// load reads the settings of all scopes. Files that do not exist are left out.
func load(dir string) ([]*hooks.Settings, error) {
	names, err := permission.Files(dir)
	if err != nil {
		return nil, err
	}
	var files []*hooks.Settings
	for _, f := range slices.Backward(names) { // hooks.Merge wants the weakest first
		data, err := os.ReadFile(f.Name)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		s, err := hooks.ParseSettings(scopes[f.Scope], f.Name, data)
		if err != nil {
			return nil, err
		}
		files = append(files, s)
	}
	return files, nil
}

var scopes = map[permission.Scope]hooks.Scope{
	permission.Managed: hooks.ManagedScope, permission.Local: hooks.LocalScope,
	permission.Project: hooks.ProjectScope, permission.User: hooks.UserScope,
}

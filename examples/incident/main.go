// The incident command helps in the first hour after a secret has leaked: where it is,
// what to revoke and where, what to look at, and how to clean the history of this
// repository. Its report holds no secret.
//
//	incident < file-with-the-secret       the secret itself, on standard input only
//	incident -fingerprint HASH            of a finding, as scan -format json prints it
//	incident -fingerprint HASH -json
//
// It looks at the files and the history of the repository, all branches, tags and
// stashes, at the settings of Claude Code, and at its transcripts of this user.
// It exits with 0 if the secret is nowhere, 1 if it is somewhere, 2 on an error, and if
// not everything could be looked at.
package main

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"time"

	"github.com/gatehouse-go/gatehouse/examples/internal/cli"
	"github.com/gatehouse-go/gatehouse/secrets"
)

// source holds the manual, in its first lines.
//
//go:embed main.go
var source string

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	code, err := run(ctx, os.Args[1:], os.Stdin, os.Stdout)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "incident:", err)
		code = 2
	}
	os.Exit(code)
}

func run(ctx context.Context, args []string, in io.Reader, out io.Writer) (int, error) {
	flags := flag.NewFlagSet("incident", flag.ContinueOnError)
	completion := cli.Setup(flags, source)
	fingerprint := flags.String("fingerprint", "", "the `hash` of the secret, in place of the secret on standard input")
	asJSON := flags.Bool("json", false, "print JSON")
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return 0, nil
		}
		return 2, err
	}
	if *completion != "" {
		return 0, cli.Completion(out, *completion, "incident", flags)
	}
	if flags.NArg() > 0 {
		return 2, errors.New("give the secret on standard input: an argument would be in the history of the shell, and in the list of processes")
	}
	value := ""
	if *fingerprint == "" {
		data, err := io.ReadAll(io.LimitReader(in, 1<<20))
		if err != nil {
			return 2, err
		}
		if value = strings.TrimSpace(string(data)); len(value) < 6 {
			return 2, errors.New("give the secret on standard input, or -fingerprint")
		}
		*fingerprint = secrets.NewSecret(value).Fingerprint()
	}
	dir, err := os.Getwd()
	if err != nil {
		return 2, err
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return 2, err
	}
	scanner, err := secrets.New(secrets.Config{Marks: secrets.NoMarks})
	if err != nil {
		return 2, err
	}
	s := &search{scanner: scanner, dir: dir, home: home, value: value, fingerprint: *fingerprint}
	r, err := s.report(ctx, time.Now())
	if err != nil {
		return 2, err
	}
	if *asJSON {
		e := json.NewEncoder(out)
		e.SetIndent("", "  ")
		err = e.Encode(r)
	} else {
		err = r.write(out)
	}
	if err != nil {
		return 2, err
	}
	switch {
	case len(r.Unsearched) > 0:
		return 2, fmt.Errorf("not everything was looked at: %s", r.Unsearched[0])
	case len(r.Places) > 0:
		return 1, nil
	}
	return 0, nil
}

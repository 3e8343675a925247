// Command oracle puts tool calls before an installed Claude Code and writes down
// what it decides, so that anyone can measure a version again:
//
//	go run ./internal/oracle -client 2.1.332 permission/testdata/conformance/permission.jsonl
//
// It reads cases as package conformance describes them, asks the client, and tells
// which of the recorded decisions are no longer made. With -o, the answers are
// written as cases themselves.
//
// With -answers it asks nobody, and compares the answers of any other implementation:
// JSON lines {"id","decision"}, such as those of
//
//	go run ./examples/why -jsonl -fixture permission/testdata/conformance/fixture.json < permission/testdata/conformance/permission.jsonl
//
// The client is a black box here: nothing of it is read or changed. It is installed
// with npm into the user's cache folder if it is not there. It runs in namespaces of
// its own (Linux only, as root or where users may make namespaces): root and all that
// is mounted are read-only, the only network is a loopback of its own, on which a
// stand-in for the model's API proposes the calls, and its shell is a stub that
// prints one word. No command of a case runs.
//
// It exits with 0 if all decisions are as recorded, 1 if some are not, 2 if it
// could not ask.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"strings"

	"github.com/gatehouse-go/gatehouse/permission"
	"github.com/gatehouse-go/gatehouse/permission/conformance"
)

func main() {
	playPart()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	code, err := run(ctx, os.Args[1:], os.Stdout)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "oracle:", err)
	}
	os.Exit(code)
}

// playPart does not return in a process that this program started from itself: its
// name says as what.
func playPart() {
	switch filepath.Base(os.Args[0]) {
	case jailName:
		exitOn(enterJail())
	case driverName:
		exitOn(drive(os.Stdin, os.Stdout))
	case shellName:
		exitOn(stubShell(os.Args[1:]))
	case mcpName:
		exitOn(serveMCP(os.Stdin, os.Stdout))
	}
}

func exitOn(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "oracle:", err)
		os.Exit(2)
	}
	os.Exit(0)
}

func run(ctx context.Context, args []string, out io.Writer) (code int, err error) {
	flags := flag.NewFlagSet("oracle", flag.ContinueOnError)
	version := flags.String("client", permission.Reproduces, "`version` to ask, or the path of its program")
	fixtureFile := flags.String("fixture", "permission/testdata/conformance/fixture.json", "the `file` that describes the machine of the cases")
	workers := flags.Int("workers", 2, "`number` of clients at a time")
	sample := flags.Int("sample", 0, "ask about some `n` cases, in whole groups; 0 asks about all")
	given := flags.String("answers", "", "compare the answers in this `file`, in place of asking")
	answers := flags.String("o", "", "write the answers to this `file`, as cases")
	changes := flags.String("changes", "", "write what differs to this `file`, a JSON object a line")
	if err := flags.Parse(args); err != nil {
		return 2, err
	}
	if flags.NArg() == 0 {
		return 2, fmt.Errorf("name the files with the cases, such as permission/testdata/conformance/permission.jsonl")
	}
	cases, err := readCases(flags.Args())
	if err != nil {
		return 2, err
	}
	asked := spread(cases, *sample)
	var told []answer
	if *given != "" {
		told, err = readAnswers(*given)
		*version = "(answers in " + *given + ")"
	} else {
		told, err = askClient(ctx, *version, *fixtureFile, asked, *workers)
	}
	if err != nil {
		return 2, err
	}
	r := compare(asked, told)
	if r.version == "" && (*given != "" || !strings.ContainsRune(*version, os.PathSeparator)) {
		r.version = *version // before 2.0 it does not say
	}
	if err := r.write(out, *answers, *changes); err != nil {
		return 2, err
	}
	if r.changed > 0 || r.unanswered > 0 {
		return 1, nil
	}
	return 0, nil
}

// askClient asks a version of the client.
func askClient(ctx context.Context, version, fixtureFile string, asked []conformance.Case, workers int) ([]answer, error) {
	client, err := findClient(ctx, version)
	if err != nil {
		return nil, err
	}
	data, err := os.ReadFile(fixtureFile)
	if err != nil {
		return nil, err
	}
	fixture, err := conformance.ParseFixture(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", fixtureFile, err)
	}
	return ask(ctx, client, fixture, asked, workers)
}

// readAnswers reads the answers of another implementation. Their IDs need no name of a
// file in front.
func readAnswers(name string) ([]answer, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	var list []answer
	for c, err := range conformance.Read(file) {
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		list = append(list, answer{Case: c})
	}
	return list, nil
}

// readCases reads the cases of all files. Their IDs become unique by the name of
// the file in front.
func readCases(files []string) ([]conformance.Case, error) {
	var cases []conformance.Case
	for _, name := range files {
		f, err := os.Open(name)
		if err != nil {
			return nil, err
		}
		for c, err := range conformance.Read(f) {
			if err != nil {
				_ = f.Close()
				return nil, fmt.Errorf("%s: %w", name, err)
			}
			c.ID = filepath.Base(name) + ":" + c.ID
			cases = append(cases, c)
		}
		_ = f.Close()
	}
	return cases, nil
}

// spread picks about n of the cases: whole groups, evenly, and the same ones each
// time. A call of a group may need what an earlier one did, such as a file read.
func spread(cases []conformance.Case, n int) []conformance.Case {
	if n <= 0 || n >= len(cases) {
		return cases
	}
	groups := sessions(cases)
	var picked []conformance.Case
	due := 0.0
	for _, g := range groups {
		due += float64(len(g)) * float64(n) / float64(len(cases))
		if due >= float64(len(picked)+len(g)) || len(picked) == 0 {
			picked = append(picked, g...)
		}
	}
	return picked
}

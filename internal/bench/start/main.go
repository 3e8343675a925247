// Command start measures what it takes to start a hook, have it answer one event
// and end, beside the least that any program takes and the same hook for Node and
// Python:
//
//	go run ./internal/bench/start [-n rounds] [package of a hook…]
//	go run ./internal/bench/start -args internal/bench/start/main.go ./examples/scan
//
// With -args, the packages are programs that are run with these arguments, and no hooks.
// All programs run in turn, so that a busy machine is as busy for each. Times are
// wall time.
package main

import (
	"bytes"
	"cmp"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

const event = `{"session_id":"5f1c","transcript_path":"/tmp/t.jsonl","cwd":"/tmp","permission_mode":"default","hook_event_name":"PreToolUse",` +
	`"tool_name":"Bash","tool_input":{"command":"git push --force origin main"},"tool_use_id":"toolu_1"}`

type contestant struct {
	name  string
	args  []string
	times []time.Duration
}

func main() {
	rounds := flag.Int("n", 200, "`rounds` to run each program")
	here := flag.String("dir", "internal/bench/start", "`folder` of this program")
	args := flag.String("args", "", "`arguments`, parted by blanks, to run the packages with")
	flag.Parse()
	if err := run(*here, *rounds, flag.Args(), strings.Fields(*args)); err != nil {
		fmt.Fprintln(os.Stderr, "start:", err)
		os.Exit(1)
	}
}

func run(here string, rounds int, packages, arguments []string) error {
	bin, err := os.MkdirTemp("", "start")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(bin) }()
	list := []*contestant{{name: "true", args: []string{"true"}}}
	for _, p := range slices.Concat([]string{"./" + filepath.Join(here, "empty"), "./" + filepath.Join(here, "hook")}, packages) {
		program := filepath.Join(bin, filepath.Base(p))
		if out, err := exec.Command("go", "build", "-o", program, p).CombinedOutput(); err != nil {
			return fmt.Errorf("build %s: %w: %s", p, err, out)
		}
		c := &contestant{name: filepath.Base(p), args: []string{program}}
		if slices.Contains(packages, p) {
			c.args = append(c.args, arguments...)
		}
		list = append(list, c)
	}
	for _, other := range [][]string{{"node", filepath.Join(here, "hook.js")}, {"python3", filepath.Join(here, "hook.py")}} {
		// A wrapper that chooses a version of the interpreter is not what is measured.
		path, err := exec.Command(other[0], map[string][]string{
			"node": {"-p", "process.execPath"}, "python3": {"-c", "import sys; print(sys.executable)"},
		}[other[0]]...).Output()
		if err != nil {
			fmt.Printf("there is no %s: it is not compared\n", other[0])
			continue
		}
		list = append(list, &contestant{name: other[0], args: []string{strings.TrimSpace(string(path)), other[1]}})
	}
	for range rounds {
		for _, c := range list {
			cmd := exec.Command(c.args[0], c.args[1:]...)
			cmd.Stdin = strings.NewReader(event)
			var out bytes.Buffer
			cmd.Stdout = &out
			begin := time.Now()
			_ = cmd.Run() // a refusal ends with 2
			c.times = append(c.times, time.Since(begin))
		}
	}
	show(list)
	return nil
}

func show(list []*contestant) {
	least, node := list[0], (*contestant)(nil)
	for _, c := range list {
		slices.Sort(c.times)
		if c.name == "node" {
			node = c
		}
	}
	fmt.Printf("%-16s %9s %9s %11s %12s\n", "program", "min ms", "median ms", "of true", "of node")
	for _, c := range list {
		share := "-"
		if node != nil {
			share = fmt.Sprintf("1/%.1f 1/%.1f", ratio(node.times[0], c.times[0]), ratio(median(node), median(c)))
		}
		fmt.Printf("%-16s %9.2f %9.2f %5.1f %5.1f %s\n", c.name, ms(c.times[0]), ms(median(c)),
			ratio(c.times[0], least.times[0]), ratio(median(c), median(least)), share)
	}
}

func median(c *contestant) time.Duration { return c.times[len(c.times)/2] }

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

func ratio(a, b time.Duration) float64 { return float64(a) / float64(cmp.Or(b, 1)) }

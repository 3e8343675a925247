// Command figures measures what the README and CONTRIBUTING.md promise of speed, and
// prints each figure beside its limit:
//
//	go run ./internal/bench/figures [-rounds 3] [-time 300ms]
//
// It runs the benchmarks of the packages, in turn and several times over; of each the
// fastest run counts, so that a busy machine disturbs little. How long a process takes
// to start is measured by internal/bench/start, what others need by
// internal/bench/secrets.sh. The exit status is 1 if a figure is beyond its limit.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"text/tabwriter"
	"time"
)

func main() {
	rounds := flag.Int("rounds", 3, "how `often` to run each benchmark")
	each := flag.Duration("time", 300*time.Millisecond, "how `long` to run a benchmark")
	flag.Parse()
	ok, err := run(os.Stdout, *rounds, *each)
	if err != nil {
		fmt.Fprintln(os.Stderr, "figures:", err)
	}
	if !ok || err != nil {
		os.Exit(1)
	}
}

func run(out io.Writer, rounds int, each time.Duration) (ok bool, err error) {
	measured := results{}
	for range rounds {
		for _, s := range suites {
			cmd := exec.Command("go", "test", "-run", "^$", "-benchmem", "-bench", s.bench, "-benchtime", each.String(), s.pkg)
			var errs bytes.Buffer
			cmd.Stderr = &errs
			text, err := cmd.Output()
			if err != nil {
				return false, fmt.Errorf("%s: %w: %s%s", s.pkg, err, text, errs.Bytes())
			}
			measured.read(strings.TrimPrefix(s.pkg, "./"), string(text))
		}
	}
	_, _ = fmt.Fprintf(out, "%s, %s, %s/%s, %d processors%s\n", time.Now().UTC().Format(time.DateOnly), runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), model())
	_, _ = fmt.Fprintf(out, "memory, copied: %.1f GB/s; the fastest of %d rounds\n\n", copied(), rounds)
	return show(out, figures, measured)
}

// show prints the table, and reports whether all figures are within their limits.
func show(out io.Writer, figures []figure, measured results) (bool, error) {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	_, _ = fmt.Fprintln(w, "figure\tmeasured\tlimit\t")
	all := true
	for _, f := range figures {
		value, err := f.value(measured)
		if err != nil {
			return false, fmt.Errorf("%s: %w", f.name, err)
		}
		sign, verdict := "≤", ""
		if f.atLeast {
			sign = "≥"
		}
		if f.atLeast && value < f.limit || !f.atLeast && value > f.limit {
			verdict, all = "beyond", false
		}
		_, _ = fmt.Fprintf(w, "%s\t%.3g %s\t%s %g\t%s\n", f.name, value, f.unit, sign, f.limit, verdict)
	}
	return all, w.Flush()
}

// model is the processor's name, where the system tells it.
func model() string {
	data, _ := os.ReadFile("/proc/cpuinfo")
	for line := range strings.Lines(string(data)) {
		if name, ok := strings.CutPrefix(line, "model name"); ok {
			return ", " + strings.TrimLeft(strings.TrimSpace(name), ": ")
		}
	}
	return ""
}

// copied is how many gigabytes a second this machine copies in memory: the most that
// any scan can hope for.
func copied() float64 {
	from, to := make([]byte, 64<<20), make([]byte, 64<<20)
	best := time.Duration(1 << 62)
	for range 8 {
		begin := time.Now()
		copy(to, from)
		best = min(best, time.Since(begin))
	}
	return float64(len(from)) / 1e9 / best.Seconds()
}

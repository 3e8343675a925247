package main

import (
	"fmt"
	"strconv"
	"strings"
)

// A suite is benchmarks of a package.
type suite struct{ pkg, bench string }

var suites = []suite{
	{"./internal/shell", "^BenchmarkBareParse$"},
	{"./permission", "^BenchmarkCheck$/^command=(short|parts|long|read)$/^rules=(100|10000)$"},
	{"./permission", "^BenchmarkNew$/^rules=10000$"},
	{"./envguard", "^Benchmark(New|Harmless|Mixed)$"},
	{"./envguard", "^BenchmarkSQL$/./^(any|postgres)$"},
	{"./secrets", "^Benchmark(New|Scan|ScanOnce)$"},
	{"./hooks/hookhttp", "^BenchmarkServer$"},
}

// A figure is one promise.
type figure struct {
	name    string
	value   func(results) (float64, error)
	unit    string
	limit   float64
	atLeast bool
}

const check = "permission BenchmarkCheck/command="

// figures are those of the issues and of CONTRIBUTING.md.
var figures = []figure{
	{"permission: Check beside the bare parse, git status", ratio(check+"short/rules=100", "internal/shell BenchmarkBareParse/command=short"), "×", 1.2, false},
	{"permission: Check beside the bare parse, five parts", ratio(check+"parts/rules=100", "internal/shell BenchmarkBareParse/command=parts"), "×", 1.2, false},
	{"permission: Check beside the bare parse, 10,000 characters", ratio(check+"long/rules=100", "internal/shell BenchmarkBareParse/command=long"), "×", 1.2, false},
	{"permission: Check, 10,000 rules beside 100, five parts", ratio(check+"parts/rules=10000", check+"parts/rules=100"), "×", 1.5, false},
	{"permission: Check of a Read, 100 rules", one(check+"read/rules=100", "ns/op", 1e-3), "µs", 1, false},
	{"permission: New, 10,000 rules", one("permission BenchmarkNew/rules=10000", "ns/op", 1e-6), "ms", 20, false},
	{"envguard: Command beside the bare parse, git status", ratio("envguard BenchmarkHarmless/judge/git_status", "envguard BenchmarkHarmless/parse/git_status"), "×", 1.5, false},
	{"envguard: Command beside the bare parse, three parts", ratio("envguard BenchmarkHarmless/judge/git_diff_--stat_&&_grep_-rn_TODO_src_|_head_-20",
		"envguard BenchmarkHarmless/parse/git_diff_--stat_&&_grep_-rn_TODO_src_|_head_-20"), "×", 1.5, false},
	{"envguard: Command, mixed lines, median", one("envguard BenchmarkMixed", "median-µs", 1), "µs", 20, false},
	{"envguard: Command, mixed lines, p99", one("envguard BenchmarkMixed", "p99-µs", 1), "µs", 350, false},
	{"envguard: SQL, reads", one("envguard BenchmarkSQL/reads/any", "MB/s", 1), "MB/s", 100, true},
	{"envguard: SQL, schema", one("envguard BenchmarkSQL/schema/any", "MB/s", 1), "MB/s", 100, true},
	{"envguard: SQL, inserts", one("envguard BenchmarkSQL/inserts/any", "MB/s", 1), "MB/s", 100, true},
	{"envguard: SQL, nothing but UPDATE and DELETE", one("envguard BenchmarkSQL/changes/any", "MB/s", 1), "MB/s", 100, true},
	{"envguard: New", one("envguard BenchmarkNew", "ns/op", 1e-6), "ms", 2, false},
	{"secrets: Scan, 130 KB of Go", one("secrets BenchmarkScan", "MB/s", 1), "MB/s", 300, true},
	{"secrets: Scan, allocations", one("secrets BenchmarkScan", "allocs/op", 1), "", 0, false},
	{"secrets: New", one("secrets BenchmarkNew", "ns/op", 1e-6), "ms", 3, false},
	{"secrets: New, memory", one("secrets BenchmarkNew", "B/op", 1e-6), "MB", 2, false},
	{"secrets: New and Scan of 4 KB", one("secrets BenchmarkScanOnce/short", "ns/op", 1e-6), "ms", 0.5, false},
	{"secrets: New, the index and Scan of 130 KB", one("secrets BenchmarkScanOnce/long", "ns/op", 1e-6), "ms", 3, false},
	{"secrets: the same, memory", one("secrets BenchmarkScanOnce/long", "B/op", 1e-6), "MB", 2, false},
	{"hookhttp: 64 connections", one("hooks/hookhttp BenchmarkServer/slow=0", "decisions/s", 1), "/s", 10_000, true},
	{"hookhttp: 64 connections, p99", one("hooks/hookhttp BenchmarkServer/slow=0", "p99-ms", 1), "ms", 20, false},
	{"hookhttp: beside 1,000 slow clients, p99", one("hooks/hookhttp BenchmarkServer/slow=1000", "p99-ms", 1), "ms", 20, false},
}

// results are the best measurements, by package, benchmark and unit.
type results map[string]measurements

// measurements are the best values, by unit.
type measurements map[string]float64

// keep keeps the better of two: of what is counted in a second, more.
func (m measurements) keep(unit string, value float64) {
	old, ok := m[unit]
	if more := strings.HasSuffix(unit, "/s"); !ok || more && value > old || !more && value < old {
		m[unit] = value
	}
}

// read takes the output of go test.
func (r results) read(pkg, text string) {
	for line := range strings.Lines(text) {
		words := strings.Fields(line)
		if len(words) < 4 || !strings.HasPrefix(words[0], "Benchmark") {
			continue
		}
		name := words[0]
		if i := strings.LastIndexByte(name, '-'); i >= 0 { // the number of processors
			if _, err := strconv.Atoi(name[i+1:]); err == nil {
				name = name[:i]
			}
		}
		key := pkg + " " + name
		if r[key] == nil {
			r[key] = measurements{}
		}
		for i := 2; i+1 < len(words); i += 2 {
			value, err := strconv.ParseFloat(words[i], 64)
			if err != nil {
				break
			}
			r[key].keep(words[i+1], value)
		}
	}
}

func one(name, unit string, scale float64) func(results) (float64, error) {
	return func(r results) (float64, error) {
		value, ok := r[name][unit]
		if !ok {
			return 0, fmt.Errorf("%s was not measured in %s", name, unit)
		}
		return value * scale, nil
	}
}

func ratio(a, b string) func(results) (float64, error) {
	return func(r results) (float64, error) {
		x, err := one(a, "ns/op", 1)(r)
		if err != nil {
			return 0, err
		}
		y, err := one(b, "ns/op", 1)(r)
		if err != nil {
			return 0, err
		}
		return x / y, nil
	}
}

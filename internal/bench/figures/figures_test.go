package main

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestRead keeps the better of two runs of each measurement.
func TestRead(t *testing.T) {
	r := results{}
	for _, text := range []string{
		"goos: linux\nBenchmarkSQL/reads/any-2   100   5000 ns/op   90.5 MB/s   0 allocs/op\nPASS\n",
		"BenchmarkSQL/reads/any-2   100   4000 ns/op   110 MB/s   1 allocs/op\nBenchmarkMixed   1   17 median-µs   150 p99-µs\n",
		"BenchmarkSQL/reads/any-2   100   6000 ns/op   80 MB/s   1 allocs/op\nBenchmarkOdd a b c\nBenchmark",
	} {
		r.read("envguard", text)
	}
	require.Equal(t, measurements{"ns/op": 4000, "MB/s": 110, "allocs/op": 0}, r["envguard BenchmarkSQL/reads/any"])
	require.Equal(t, measurements{"median-µs": 17, "p99-µs": 150}, r["envguard BenchmarkMixed"])
}

// TestShow: what was not measured is an error, what is beyond its limit is said.
func TestShow(t *testing.T) {
	var out bytes.Buffer
	_, err := show(&out, figures, results{})
	require.ErrorContains(t, err, "was not measured")
	for _, test := range []struct {
		atLeast bool
		value   float64
		want    bool
	}{{false, 1, true}, {false, 1.1, false}, {true, 1, true}, {true, 0.9, false}} {
		f := figure{"x", func(results) (float64, error) { return test.value, nil }, "×", 1, test.atLeast}
		out.Reset()
		ok, err := show(&out, []figure{f}, nil)
		require.NoError(t, err)
		require.Equal(t, test.want, ok)
		require.Equal(t, !test.want, strings.Contains(out.String(), "beyond"), out.String())
	}
}

// TestFiguresAreMeasured: each figure is of a benchmark that is run.
func TestFiguresAreMeasured(t *testing.T) {
	for _, f := range figures {
		_, err := f.value(results{})
		require.Error(t, err)
		name, _, _ := strings.Cut(err.Error(), " was not measured")
		pkg, bench, _ := strings.Cut(name, " ")
		require.True(t, slices.ContainsFunc(suites, func(s suite) bool {
			return s.pkg == "./"+pkg && runs(t, s.bench, bench)
		}), "%s: %s of %s is not run", f.name, bench, pkg)
	}
}

// runs reports whether go test -bench=pattern runs a benchmark.
func runs(t *testing.T, pattern, bench string) bool {
	t.Helper()
	patterns, names := strings.Split(pattern, "/"), strings.Split(bench, "/")
	for i := range min(len(patterns), len(names)) {
		ok, err := regexp.MatchString(patterns[i], names[i])
		require.NoError(t, err)
		if !ok {
			return false
		}
	}
	return true
}

package envguard_test

import (
	"bufio"
	"encoding/json"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/gatehouse-go/gatehouse/envguard"
	"github.com/gatehouse-go/gatehouse/internal/shell"
)

func BenchmarkNew(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := envguard.New(envguard.Config{}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkHarmless holds a judgement of an ordinary command against the bare parse.
func BenchmarkHarmless(b *testing.B) {
	j, _ := envguard.New(envguard.Config{})
	for _, command := range []string{"git status", "ls -la src", "git diff --stat && grep -rn TODO src | head -20", "kubectl get pods -n web -o wide"} {
		b.Run("judge/"+command, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				j.Command(envguard.Surroundings{}, command)
			}
		})
		b.Run("parse/"+command, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				_, _ = shell.Parse(command)
			}
		})
	}
}

// BenchmarkMixed reports the median and the 99th percentile over mixed lines.
func BenchmarkMixed(b *testing.B) {
	lines := mixedLines(b)
	j, _ := envguard.New(envguard.Config{})
	var took []time.Duration
	for b.Loop() {
		took = took[:0]
		for _, line := range lines {
			start := time.Now()
			j.Command(envguard.Surroundings{Dir: "/project", Home: "/home/user"}, line)
			took = append(took, time.Since(start))
		}
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Nanoseconds())/1000, "median-µs")
	b.ReportMetric(float64(took[len(took)*99/100].Nanoseconds())/1000, "p99-µs")
}

// mixedLines are other people's command lines, which are not part of this repository.
func mixedLines(b *testing.B) []string {
	f, err := os.Open("/work/shared/corpora/commands.jsonl")
	if err != nil {
		b.Skip("corpora/commands.jsonl is not there")
	}
	defer f.Close()
	var out []string
	for s := bufio.NewScanner(f); s.Scan(); {
		var row struct {
			Command string `json:"command"`
		}
		if json.Unmarshal(s.Bytes(), &row) == nil {
			out = append(out, row.Command)
		}
	}
	return out
}

package gitleaks

import (
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/rs/zerolog"
	"github.com/zricethezav/gitleaks/v8/detect"

	"github.com/gatehouse-go/gatehouse/secrets"
)

// processorTime is what this process has used so far. Other than the time on the
// clock, it does not depend much on what else runs on the machine.
func processorTime(b *testing.B) time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		b.Fatal(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// measure runs scan and reports megabytes by second of processor time, and how much
// it found.
func measure(b *testing.B, text []byte, scan func([]byte) int) {
	b.ReportAllocs()
	b.SetBytes(int64(len(text)))
	found, runs := 0, 0
	start := processorTime(b)
	for b.Loop() {
		found = scan(text)
		runs++
	}
	used := processorTime(b) - start
	b.ReportMetric(float64(runs)*float64(len(text))/1e6/used.Seconds(), "cpuMB/s")
	b.ReportMetric(float64(found), "found")
}

func BenchmarkScan(b *testing.B) {
	ours, err := secrets.New(secrets.Config{})
	if err != nil {
		b.Fatal(err)
	}
	ours.Scan(make([]byte, 1<<20)) // makes the index
	zerolog.SetGlobalLevel(zerolog.Disabled)
	theirs, err := detect.NewDetectorDefaultConfig()
	if err != nil {
		b.Fatal(err)
	}
	for _, c := range corpora {
		for _, size := range []struct {
			name  string
			bytes int
		}{{"4KB", 4 << 10}, {"100KB", 100 << 10}, {"10MB", 10 << 20}} {
			b.Run(c.name+"/"+size.name, func(b *testing.B) {
				text := c.text(b, size.bytes)
				b.Run("gatehouse", func(b *testing.B) {
					measure(b, text, func(text []byte) int { return len(ours.Scan(text)) })
				})
				b.Run("gitleaks", func(b *testing.B) {
					measure(b, text, func(text []byte) int { return len(theirs.DetectBytes(text)) })
				})
			})
		}
	}
}

func BenchmarkNew(b *testing.B) {
	b.Run("gatehouse", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := secrets.New(secrets.Config{}); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("gitleaks", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := detect.NewDetectorDefaultConfig(); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkStart runs programs on a clean file of 4 KB: what a hook costs for each
// call. "nothing" is a program that does nothing.
func BenchmarkStart(b *testing.B) {
	dir := b.TempDir()
	file := filepath.Join(dir, "clean.go")
	if err := os.WriteFile(file, corpora[0].text(b, 4<<10), 0o600); err != nil {
		b.Fatal(err)
	}
	build := func(name, pkg string) string {
		program := filepath.Join(dir, name)
		if out, err := exec.Command("go", "build", "-o", program, pkg).CombinedOutput(); err != nil {
			b.Fatalf("%s: %v\n%s", pkg, err, out)
		}
		return program
	}
	for _, p := range []struct {
		name string
		args []string
	}{
		{"nothing", []string{"/bin/true"}},
		{"gatehouse", []string{build("scan", "github.com/gatehouse-go/gatehouse/examples/scan"), file}},
		{"gitleaks", []string{build("gitleaks", "github.com/zricethezav/gitleaks/v8"), "dir", "--no-banner", "--log-level=error", file}},
	} {
		b.Run(p.name, func(b *testing.B) {
			var used, least time.Duration
			runs := 0
			for b.Loop() {
				start := time.Now()
				cmd := exec.Command(p.args[0], p.args[1:]...)
				if out, err := cmd.CombinedOutput(); err != nil {
					b.Fatalf("%v\n%s", err, out)
				}
				if t := time.Since(start); runs == 0 || t < least {
					least = t
				}
				used += cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
				runs++
			}
			b.ReportMetric(float64(used.Microseconds())/1e3/float64(runs), "cpu-ms/op")
			b.ReportMetric(float64(least.Microseconds())/1e3, "least-ms/op")
		})
	}
}

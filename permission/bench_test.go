package permission_test

import (
	"fmt"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"github.com/gatehouse-go/gatehouse/internal/shell"
	"github.com/gatehouse-go/gatehouse/permission"
)

// manySettings holds n rules of all kinds and lists, of which none covers what
// is asked about; the ones that do come last.
func manySettings(n int) string {
	words := make([]string, 0, n+6)
	for i := range n {
		k := strconv.Itoa(i)
		words = append(words, []string{"deny:", "ask:", "allow:"}[i%3], []string{
			"Bash(tool" + k + " *)", "Bash(make target" + k + ")", "Read(./secrets/" + k + "/**)", "Edit(*.gen" + k + ".go)",
			"Bash(* --flag" + k + ")", "Read(**/cache" + k + "/*.bin)", "WebFetch(domain:host" + k + ".example.com)", "mcp__srv" + k,
		}[i%8])
	}
	return lists(append(words, "allow:", "Bash(git *)", "Bash(npm:*)", "Bash(make *)", "deny:", "Read(./.env)")...)
}

var sizes = []int{1, 100, 10_000}

// commands are the everyday ones, and the longest that the client analyses.
var commands = []struct{ name, text string }{
	{"short", "git status"},
	{"parts", "git fetch && npm ci && make test | sort; git status"},
	{"long", "git commit -m '" + strings.Repeat("a word ", 1425) + "'"},
}

func BenchmarkCheck(b *testing.B) {
	for _, n := range sizes {
		p := project(b, manySettings(n))
		for _, c := range commands {
			benchmarkCheck(b, fmt.Sprintf("command=%s/rules=%d", c.name, n), p, bash(c.text))
		}
		benchmarkCheck(b, fmt.Sprintf("command=read/rules=%d", n), p, call("Read", "file_path", "/p/src/internal/server/handler.go"))
	}
}

func benchmarkCheck(b *testing.B, name string, p *permission.Policy, req permission.Request) {
	b.Run(name, func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if p.Check(req).Decision != permission.Allow {
				b.Fatal(p.Check(req))
			}
		}
	})
}

// BenchmarkParse is the part of Check that reads the command.
func BenchmarkParse(b *testing.B) {
	for _, c := range commands {
		b.Run("command="+c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := shell.Parse(c.text); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkParallel(b *testing.B) {
	p := project(b, manySettings(100))
	req := bash(commands[1].text)
	b.SetParallelism((8 + runtime.GOMAXPROCS(0) - 1) / runtime.GOMAXPROCS(0)) // 8 goroutines
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if p.Check(req).Decision != permission.Allow {
				b.Error(p.Check(req))
				return
			}
		}
	})
}

func BenchmarkParseSettings(b *testing.B) {
	for _, n := range sizes {
		text := []byte(manySettings(n))
		b.Run(fmt.Sprintf("rules=%d", n), func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				if _, err := permission.ParseSettings(permission.Project, "f", text); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkNew(b *testing.B) {
	for _, n := range sizes {
		cfg := config(parse(b, permission.Project, manySettings(n)))
		b.Run(fmt.Sprintf("rules=%d", n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := permission.New(cfg); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkExplain(b *testing.B) {
	r := explainPolicy(b).Check(bash("git status && git push --force origin main"))
	b.ReportAllocs()
	for b.Loop() {
		if r.Explain() == "" {
			b.Fatal("nothing")
		}
	}
}

// BenchmarkDiff compares policies of which one has one rule more, and policies
// that have hardly a rule in common.
func BenchmarkDiff(b *testing.B) {
	for _, n := range sizes {
		text := manySettings(n)
		before := project(b, text)
		for name, after := range map[string]string{
			"one": strings.Replace(text, `"Bash(git *)"`, `"Bash(git *)","Bash(terraform *)"`, 1),
			"all": regexp.MustCompile(`[0-9]`).ReplaceAllString(text, "${0}x"),
		} {
			if name == "all" && n == 10_000 {
				continue // minutes
			}
			policy := project(b, after)
			b.Run(fmt.Sprintf("rules=%d/differ=%s", n, name), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if len(permission.Diff(before, policy)) == 0 {
						b.Fatal("no changes")
					}
				}
			})
		}
	}
}
